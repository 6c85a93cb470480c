"""Follow-ups: what a question takes from the conversation before it, and when it takes nothing."""

from __future__ import annotations

import pytest

from assistant.schemas import Lean, Turn, TurnCitation
from assistant.understanding.question import read_question
from index.retrieve import Filters

CITED = [TurnCitation(document_id="report", locator="para. 35, footnote 26")]


def turns(*said: str) -> list[Turn]:
    """The person speaks first; every answer cites the same footnote."""
    return [
        Turn(role="assistant", content=text, citations=CITED) if at % 2 else Turn(role="user", content=text)
        for at, text in enumerate(said)
    ]


RETAIN = "How many States retain cluster munitions?"
MET = "What did Norway say in Santiago?"
DUTIES = "How many States have duties under Article 4?"
ASKED = "How many States requested assistance in 2015?"
SAID = "What did Norway say about deadlines?"
HOST = "Which States supported the GICHD as host of the ISU?"
FR = "Combien d'États ont demandé une assistance en 2016 ?"
ES = "¿Cuántos Estados pidieron asistencia en 2016?"

ROWS: list[tuple[tuple[str, ...], str, str, Lean]] = [
    # another time
    ((ASKED, "10"), "And in 2016?", "How many States requested assistance in 2016?", Lean.REDATED),
    ((ASKED, "10"), "In 2016?", "How many States requested assistance in 2016?", Lean.REDATED),
    ((ASKED, "10"), "What about 2016?", "How many States requested assistance 2016?", Lean.REDATED),
    (
        (RETAIN, "six"),
        "And in 2017?",
        "How many States retain cluster munitions in 2017?",
        Lean.REDATED,
    ),
    (
        ("How many States Parties were there as of 20 August 2011?", "60"),
        "And on 30 March 2011?",
        "How many States Parties were there on 30 March 2011?",
        Lean.REDATED,
    ),
    (
        ("How many does the 2011 report count?", "60"),
        "And in 2017?",
        "How many does the 2011 report count in 2017?",
        Lean.REDATED,
    ),
    (
        (ASKED, "10", "And in 2016?", "13"),
        "And in 2017?",
        "How many States requested assistance in 2017?",
        Lean.REDATED,
    ),
    ((FR, "13"), "Et en 2017 ?", "Combien d'États ont demandé une assistance en 2017 ?", Lean.REDATED),
    ((ES, "13"), "¿Y en 2017?", "¿Cuántos Estados pidieron asistencia en 2017?", Lean.REDATED),
    # another State, body or place
    ((SAID, "x"), "What about Albania?", "What did Albania say about deadlines?", Lean.REPLACED),
    ((SAID, "x"), "And Albania?", "What did Albania say about deadlines?", Lean.REPLACED),
    ((SAID, "x"), "Albania?", "What did Albania say about deadlines?", Lean.REPLACED),
    ((SAID, "x"), "And the ICRC?", "What did the ICRC say about deadlines?", Lean.REPLACED),
    (
        (SAID, "x"),
        "And the United Kingdom?",
        "What did the United Kingdom say about deadlines?",
        Lean.REPLACED,
    ),
    (
        ("Que dit la Norvège des délais ?", "x"),
        "Et l'Albanie ?",
        "Que dit l'Albanie des délais ?",
        Lean.REPLACED,
    ),
    (("¿Qué dijo Noruega?", "x"), "¿Y Albania?", "¿Qué dijo Albania?", Lean.REPLACED),
    (("What does Article 7 say?", "x"), "And Article 8?", "What does Article 8 say?", Lean.REPLACED),
    (("What does Article 4(1) say?", "x"), "And paragraph 2?", "What does Article 4(2) say?", Lean.REPLACED),
    (("Que dit l'article 4 ?", "x"), "Et l'article 5 ?", "Que dit Article 5 ?", Lean.REPLACED),
    (
        ("What was decided at the 1MSP?", "x"),
        "And at the 2MSP?",
        "What was decided at the 2MSP?",
        Lean.REPLACED,
    ),
    ((HOST, "x"), "What about Ireland?", f"{HOST} What about Ireland?", Lean.JOINED),
    ((SAID, "x"), "And the UK", "What did the UK say about deadlines?", Lean.REPLACED),
    (("What did the UK say?", "x"), "And Norway?", "What did Norway say?", Lean.REPLACED),
    (
        ("Que dit le délégué de la Norvège ?", "x"),
        "Et le Mali ?",
        "Que dit le délégué du Mali ?",
        Lean.REPLACED,
    ),
    (
        ("Que dit le délégué du Mali ?", "x"),
        "Et la Norvège ?",
        "Que dit le délégué de la Norvège ?",
        Lean.REPLACED,
    ),
    (
        ("¿Qué dijo el delegado de Cuba?", "x"),
        "¿Y el Reino Unido?",
        "¿Qué dijo el delegado del Reino Unido?",
        Lean.REPLACED,
    ),
    # another place of meeting
    ((MET, "x"), "And in Bangkok?", "What did Norway say in Bangkok?", Lean.REPLACED),
    ((MET, "x"), "In Bangkok?", "What did Norway say in Bangkok?", Lean.REPLACED),
    ((MET, "x"), "What about Phnom Penh?", "What did Norway say in Phnom Penh?", Lean.REPLACED),
    ((MET, "x"), "And at Geneva?", "What did Norway say at Geneva?", Lean.REPLACED),
    ((MET, "x"), "And in Lebanon?", "What did Norway say in Lebanon?", Lean.REPLACED),
    ((MET, "x"), "And Albania?", "What did Albania say in Santiago?", Lean.REPLACED),
    ((MET, "x"), "And in March?", f"{MET} And in March?", Lean.JOINED),
    ((MET, "x"), "And in detail?", f"{MET} And in detail?", Lean.JOINED),
    (
        ("Who opened the Santiago conference?", "x"),
        "And in Oslo?",
        "Who opened the Oslo conference?",
        Lean.REPLACED,
    ),
    (("Que dit le Mali à Genève ?", "x"), "Et à Oslo ?", "Que dit le Mali à Oslo ?", Lean.REPLACED),
    (
        ("Qui a ouvert la conférence de Genève ?", "x"),
        "Et à Oslo ?",
        "Qui a ouvert la conférence de Oslo ?",
        Lean.REPLACED,
    ),
    (("¿Qué dijo Cuba en Ginebra?", "x"), "¿Y en Oslo?", "¿Qué dijo Cuba en Oslo?", Lean.REPLACED),
    (
        (MET, "x"),
        "And what did they offer in Oslo?",
        "What did Norway say in Oslo? And what did they offer in Oslo?",
        Lean.JOINED,
    ),
    # a place within what was cited
    ((DUTIES, "x"), "And footnote 26?", f"{DUTIES} And footnote 26?", Lean.JOINED),
    ((DUTIES, "x"), "And paragraph 36?", f"{DUTIES} And paragraph 36?", Lean.JOINED),
    ((RETAIN, "x"), "What does footnote 26 say?", f"{RETAIN} What does footnote 26 say?", Lean.JOINED),
    (
        ("Que prévoit l'article 4 ?", "x"),
        "Et la note 26 ?",
        "Que prévoit l'article 4 ? Et la note 26 ?",
        Lean.JOINED,
    ),
    (
        ("¿Qué prevé el artículo 4?", "x"),
        "¿Y el párrafo 36?",
        "¿Qué prevé el artículo 4? ¿Y el párrafo 36?",
        Lean.JOINED,
    ),
    (
        ("What does para. 35 say?", "x"),
        "And footnote 26?",
        "What does para. 35, footnote 26 say?",
        Lean.REPLACED,
    ),
    # more of the same
    ((RETAIN, "six"), "since when?", f"{RETAIN} since when?", Lean.JOINED),
    ((RETAIN, "six"), "tell me more", f"{RETAIN} tell me more", Lean.JOINED),
    ((RETAIN, "six"), "What else?", f"{RETAIN} What else?", Lean.JOINED),
    ((RETAIN, "six"), "More details, please", f"{RETAIN} More details, please", Lean.JOINED),
    ((FR, "13"), "depuis quand ?", f"{FR} depuis quand ?", Lean.JOINED),
    ((FR, "13"), "dites-m'en plus", f"{FR} dites-m'en plus", Lean.JOINED),
    ((ES, "13"), "¿desde cuándo?", f"{ES} ¿desde cuándo?", Lean.JOINED),
    ((ES, "13"), "cuéntame más", f"{ES} cuéntame más", Lean.JOINED),
    ((RETAIN, "six"), "Did the same State say so?", f"{RETAIN} Did the same State say so?", Lean.JOINED),
    (
        (RETAIN, "six"),
        "When did it begin, and was it said why?",
        f"{RETAIN} When did it begin, and was it said why?",
        Lean.JOINED,
    ),
    (
        ("Who chaired the session on reports in Oslo?", "x"),
        "And who chaired the session on victims?",
        "Who chaired the session on reports in Oslo? And who chaired the session on victims?",
        Lean.JOINED,
    ),
    ((" ", "x"), "Was it long?", "Was it long?", Lean.ALONE),
    ((RETAIN, "six", " ", "x"), "Which ones?", f"{RETAIN} Which ones?", Lean.JOINED),
    ((RETAIN, "six"), "Which ones?", f"{RETAIN} Which ones?", Lean.JOINED),
    ((RETAIN, "six"), "Who were they?", f"{RETAIN} Who were they?", Lean.JOINED),
    ((RETAIN, "six"), "Name them.", f"{RETAIN} Name them.", Lean.JOINED),
    ((RETAIN, "six"), "Why?", f"{RETAIN} Why?", Lean.JOINED),
    (
        (RETAIN, "six"),
        "And which of them told the amounts?",
        f"{RETAIN} And which of them told the amounts?",
        Lean.JOINED,
    ),
    ((HOST, "x"), "And who was undecided?", f"{HOST} And who was undecided?", Lean.JOINED),
    ((FR, "13"), "Lesquels ?", f"{FR} Lesquels ?", Lean.JOINED),
    ((FR, "13"), "Et pourquoi ?", f"{FR} Et pourquoi ?", Lean.JOINED),
    ((ES, "13"), "¿Cuáles?", f"{ES} ¿Cuáles?", Lean.JOINED),
    (
        ("Who chaired the session on clearance?", "Australia chaired it."),
        "What did it say about deadlines?",
        "Who chaired the session on clearance? Australia. What did it say about deadlines?",
        Lean.JOINED,
    ),
    (
        ("Where was the seminar held?", "In Bangkok.", "Who opened it?", "The ambassador."),
        "What did he say?",
        "Where was the seminar held? Who opened it? What did he say?",
        Lean.JOINED,
    ),
    (
        ("What is the deadline in Article 4?", "Ten years."),
        "How many months before the meeting must it be asked for?",
        "What is the deadline in Article 4? How many months before the meeting must it be asked for?",
        Lean.JOINED,
    ),
    # the same in another form
    ((RETAIN, "six"), "Shorter, please.", RETAIN, Lean.REPEATED),
    ((RETAIN, "six"), "Can you make it shorter?", RETAIN, Lean.REPEATED),
    ((FR, "13"), "Plus court s'il vous plaît", FR, Lean.REPEATED),
    ((ES, "13"), "Más corto, por favor", ES, Lean.REPEATED),
    # another topic
    (
        ("Prepare a brief on victim assistance.", "x"),
        "Who pays for the meetings?",
        "Who pays for the meetings?",
        Lean.ALONE,
    ),
    (
        (SAID, "x"),
        "Which States destroyed their stockpiles?",
        "Which States destroyed their stockpiles?",
        Lean.ALONE,
    ),
    ((SAID, "x"), "Did Canada change its position?", "Did Canada change its position?", Lean.ALONE),
    ((SAID, "x"), "What does Article 7 require?", "What does Article 7 require?", Lean.ALONE),
    ((SAID, "x"), "Is there a deadline for reports?", "Is there a deadline for reports?", Lean.ALONE),
    ((SAID, "x"), "What does this Convention prohibit?", "What does this Convention prohibit?", Lean.ALONE),
    (
        (SAID, "x"),
        "And how does Article 21 treat joint military operations?",
        "And how does Article 21 treat joint military operations?",
        Lean.ALONE,
    ),
    (
        (FR, "13"),
        "Y a-t-il un délai pour les rapports ?",
        "Y a-t-il un délai pour les rapports ?",
        Lean.ALONE,
    ),
    (
        (FR, "13"),
        "Quels États ont détruit leurs stocks ?",
        "Quels États ont détruit leurs stocks ?",
        Lean.ALONE,
    ),
    ((), "And why?", "And why?", Lean.ALONE),
]
IN_ITS_PLACE: list[tuple[tuple[str, ...], str, str, Lean]] = [
    # a number, an ordinal or a subject in the place of the like one
    (("What does Article 7 say?", "x"), "and 8?", "What does Article 8 say?", Lean.REPLACED),
    (("What does Article 7 say?", "x"), "8?", "What does Article 8 say?", Lean.REPLACED),
    (("What does Article 7 say?", "x"), "and 8(2)?", "What does Article 8(2) say?", Lean.REPLACED),
    (("What does Article 7(1) say?", "x"), "and 2?", "What does Article 7(2) say?", Lean.REPLACED),
    (("What does Article 7(1)(a) say?", "x"), "and (b)?", "What does Article 7(1)(b) say?", Lean.REPLACED),
    (
        ("What does Article 7(1) say?", "x"),
        "the third paragraph?",
        "What does Article 7(3) say?",
        Lean.REPLACED,
    ),
    (
        ("What does Action #1.2 of the Dubrovnik Action Plan ask?", "x"),
        "and 2.2?",
        "What does Action #2.2 of the Dubrovnik Action Plan ask?",
        Lean.REPLACED,
    ),
    (("Que dit l'article 7 ?", "x"), "et le 8 ?", "Que dit l'article 8 ?", Lean.REPLACED),
    (("¿Qué dice el artículo 7?", "x"), "¿y el 8?", "¿Qué dice el artículo 8?", Lean.REPLACED),
    (
        ("How many States have duties under Article 4?", "x", "And 5?", "x"),
        "and 6?",
        "How many States have duties under Article 6?",
        Lean.REPLACED,
    ),
    (
        ("What is the first step for donors?", "x"),
        "and the second one?",
        "What is the second step for donors?",
        Lean.REPLACED,
    ),
    (
        ("Quel est le premier objectif du fonds ?", "x"),
        "et le deuxième ?",
        "Quel est le deuxième objectif du fonds ?",
        Lean.REPLACED,
    ),
    (
        ("What are the duties of parties regarding victims in the treaty?", "x"),
        "And the one on reporting?",
        "What are the duties of parties on reporting in the treaty?",
        Lean.REPLACED,
    ),
    (
        ("Who chaired the session on clearance in Oslo?", "x", "And the one on victims?", "x"),
        "what about stockpiles?",
        "Who chaired the session on stockpiles in Oslo?",
        Lean.REPLACED,
    ),
    (
        ("Which Article deals with victims?", "x"),
        "And with clearance?",
        "Which Article deals with clearance?",
        Lean.REPLACED,
    ),
    (
        ("Quel est le délai de destruction des stocks ?", "x"),
        "et pour le nettoyage ?",
        "Quel est le délai pour le nettoyage ?",
        Lean.REPLACED,
    ),
    (
        ("Quel est le délai de destruction des stocks ?", "x"),
        "et le nettoyage ?",
        "Quel est le délai du nettoyage ?",
        Lean.REPLACED,
    ),
    (
        ("¿Cuál es el plazo para destruir las reservas?", "x"),
        "¿y para limpiar las zonas?",
        "¿Cuál es el plazo para limpiar las zonas?",
        Lean.REPLACED,
    ),
    (
        ("What is the deadline for clearance?", "x"),
        "And the forms?",
        "What is the deadline for clearance? And the forms?",
        Lean.JOINED,
    ),
    (
        ("What is the deadline for clearance?", "x"),
        "And now?",
        "What is the deadline for clearance? And now?",
        Lean.JOINED,
    ),
    (
        ("What does Article 7 say?", "x", "What does GICHD mean?", "x"),
        "and 8?",
        "What does Article 8 say?",
        Lean.REPLACED,
    ),
    # the year beside, and what was asked of another
    ((ASKED, "10"), "And the year after?", "How many States requested assistance in 2016?", Lean.REDATED),
    ((FR, "13"), "Et l'année précédente ?", FR.replace("2016", "2015"), Lean.REDATED),
    (
        ("What did Japan report on clearance in Oslo?", "x"),
        "And what was Norway's view on the same item?",
        "What did Norway report on clearance in Oslo?",
        Lean.REPLACED,
    ),
    # what a pronoun stands for
    (
        (
            "Where was the workshop?",
            "In the South America regional office.",
            "What did Minister Ana Ruiz announce?",
            "A fund.",
        ),
        "Why did she think that region was affected?",
        "Why did Minister Ana Ruiz think South America was affected?",
        Lean.REPLACED,
    ),
]
MEANS = "What is the definition of a cluster munition?"
LEAVE = "How does a State withdraw from the CCM?"
ANOTHER_TREATY_OR_TERM = [
    (LEAVE, "And from the CCW?", "How does a State withdraw from the CCW?"),
    (LEAVE, "What about Protocol V?", "How does a State withdraw from Protocol V?"),
    (LEAVE, "And from Protocol V to the CCW?", "How does a State withdraw from Protocol V to the CCW?"),
    ("How does a State withdraw?", "And from the CCW?", "How does a State withdraw from the CCW?"),
    ("How is the Convention amended?", "And the APMBC?", "How is the APMBC amended?"),
    ("Who is the depositary of the CCM?", "And of the APMBC?", "Who is the depositary of the APMBC?"),
    ("Qui est dépositaire de la CASM ?", "Et du Protocole V ?", "Qui est dépositaire du Protocole V ?"),
    ("Que dit la Convention d'Ottawa ?", "Et la CCM ?", "Que dit la CCM ?"),
    ("¿Quién es el depositario de la CCM?", "¿Y de la CAC?", "¿Quién es el depositario de la CAC?"),
    # a treaty by what it is about
    (
        "What does the Ottawa Treaty say on stockpiled mines?",
        "And on cluster munitions?",
        "What does the Convention on Cluster Munitions say on stockpiled cluster munitions?",
    ),
    (
        "Que dit la Convention d'Ottawa des mines stockées ?",
        "Et pour les armes à sous-munitions ?",
        "Que dit la Convention sur les armes à sous-munitions des armes à sous-munitions stockées ?",
    ),
    # a term
    (MEANS, "And of transfer?", "What is the definition of a transfer?"),
    (MEANS, "And of mine?", "What is the definition of a mine?"),
    ("What is a cluster munition?", "And a mine?", "What is a mine?"),
    (
        "Qu'est-ce qu'une arme à sous-munitions ?",
        "Et une mine ?",
        "Qu'est-ce qu'une mine ?",
    ),
    ("¿Qué significa transferencia?", "¿Y mina?", "¿Qué significa mina?"),
]
NO_OTHER_TREATY_OR_TERM = [
    (LEAVE, "And what is the CCW?"),
    (LEAVE, "And who drafted it?"),
    ("Compare the CCM and the CCW.", "And the APMBC?"),
    ("What does the CCM say on transfer?", "And why?"),
    (MEANS, "And why?"),
    (MEANS, "And of that?"),
    (MEANS, "And does it explode?"),
]
EXTENDED = "How long can the deadline be extended?"
ELLIPTIC = [
    (EXTENDED, "How many votes?", f"{EXTENDED} How many votes?"),
    (EXTENDED, "who decides", f"{EXTENDED} who decides"),
    (EXTENDED.rstrip("?"), "In how many days?", f"{EXTENDED} In how many days?"),
    (MET, "Who closed the meeting?", f"{MET} Who closed the meeting?"),
    (MET, "What did Albania say at the meeting?", f"{MET} What did Albania say at the meeting?"),
    (FR, "Combien de voix ?", f"{FR} Combien de voix ?"),
    (FR, "Qui a clos la réunion ?", f"{FR} Qui a clos la réunion ?"),
    (ES, "¿Quién decide?", f"{ES} ¿Quién decide?"),
]
STANDING = [
    "How many States Parties are there?",
    "What is accession?",
    "Who closed the 2MSP?",
    "Who closed the meeting in Oslo on 3 May 2008?",
    "What does it take to become a State Party?",
    "How long does it take to clear a hectare?",
    "What does it mean to be affected?",
    "Is it true that Iraq has joined?",
    "Is it lawful to transfer submunitions?",
    "Was it ever decided that meetings be shorter?",
    "How is it that clearance takes ten years?",
    "It is said that 30 States ratified; is that right?",
    "Who are they who chaired sessions in Bangkok?",
    "Who paid for those that had no funds?",
    "Do States Parties report on the same form each year?",
    "Which States have ratified the Convention and are they in Africa?",
    "How many States reported in 2016, and did they use forms?",
    "What did the CMC ask for, and who supported it?",
    "What can you do?",
    "Who are you?",
    "Thanks.",
    "But what is the definition of a cluster bomb?",
    "And which laws punish the transfer of weapons?",
    "Que faut-il pour devenir État partie ?",
    "Est-il vrai que l'Iraq a adhéré ?",
    "Il est dit que 30 États ont ratifié ; est-ce exact ?",
    "Qui sont ceux qui ont présidé des séances à Bangkok ?",
    "Que pouvez-vous faire ?",
    "Mais quelle est la définition d'une bombe à fragmentation ?",
    "Les États utilisent-ils le même formulaire chaque année ?",
    "¿Es cierto que Iraq se ha adherido?",
    "Se dice que 30 Estados ratificaron; ¿es eso cierto?",
    "¿Quiénes son aquellos que presidieron sesiones en Bangkok?",
    "¿Qué puede hacer?",
    "Pero ¿cuál es la definición de una bomba de racimo?",
    "¿Usan los Estados el mismo formulario cada año?",
]


@pytest.mark.parametrize(("before", "asked", "standalone", "lean"), ROWS, ids=[row[1] for row in ROWS])
def test_a_follow_up_is_made_standalone(
    before: tuple[str, ...], asked: str, standalone: str, lean: Lean
) -> None:
    question = read_question(asked, turns(*before), "auto", Filters())
    assert (question.standalone, question.lean) == (standalone, lean)
    carries = lean in (Lean.JOINED, Lean.REPEATED, Lean.REPLACED)
    of_another = (lean is Lean.REPLACED and not question.places) or "Oslo" in asked
    assert question.cited == (("report",) if carries and not of_another else ())
    assert bool(question.grounds) == (lean in (Lean.JOINED, Lean.REPEATED) and not of_another)


@pytest.mark.parametrize(
    ("before", "asked", "standalone", "lean"), IN_ITS_PLACE, ids=[row[1] for row in IN_ITS_PLACE]
)
def test_what_a_short_follow_up_names_replaces_its_like_in_the_question_before(
    before: tuple[str, ...], asked: str, standalone: str, lean: Lean
) -> None:
    question = read_question(asked, turns(*before), "auto", Filters())
    assert (question.standalone, question.lean) == (standalone, lean)


@pytest.mark.parametrize(("before", "asked", "standalone"), ANOTHER_TREATY_OR_TERM)
def test_a_treaty_or_term_named_anew_replaces_the_former_and_what_was_cited_for_it(
    before: str, asked: str, standalone: str
) -> None:
    question = read_question(asked, turns(before, "x"), "auto", Filters())
    assert (question.standalone, question.lean) == (standalone, Lean.REPLACED)
    assert (question.cited, question.grounds) == ((), ())


@pytest.mark.parametrize(("before", "asked"), NO_OTHER_TREATY_OR_TERM)
def test_what_asks_more_than_a_treaty_or_term_replaces_neither(before: str, asked: str) -> None:
    assert read_question(asked, turns(before, "x"), "auto", Filters()).lean is not Lean.REPLACED


@pytest.mark.parametrize(("before", "asked", "standalone"), ELLIPTIC)
def test_a_question_that_names_nothing_leans_on_the_one_before(
    before: str, asked: str, standalone: str
) -> None:
    question = read_question(asked, turns(before, "x"), "auto", Filters())
    assert (question.standalone, question.lean, question.stays) == (standalone, Lean.ELLIPTIC, True)
    assert (question.cited, bool(question.grounds)) == (("report",), True)


@pytest.mark.parametrize(
    ("asked", "stays"),
    [
        ("Can it be extended?", True),
        ("Peut-il être prolongé ?", True),
        ("Was Norway there?", True),
        ("And on clearance?", False),
        ("And the others?", False),
    ],
)
def test_what_leans_stays_where_the_answer_was_unless_it_turns_to_something_else(
    asked: str, stays: bool
) -> None:
    assert read_question(asked, turns(RETAIN, "Six."), "auto", Filters()).stays is stays


def test_after_an_answer_from_elsewhere_the_short_question_is_what_the_next_one_leans_on() -> None:
    elsewhere = [TurnCitation(document_id="treaty", locator="Article 22")]
    told = [*turns(SAID, "x", "Who is depositary?"), Turn(role="assistant", content="x", citations=elsewhere)]
    question = read_question("Why?", told, "auto", Filters())
    assert (question.standalone, question.cited) == ("Who is depositary? Why?", ("treaty",))


@pytest.mark.parametrize("asked", STANDING)
def test_a_question_that_says_all_it_asks_stands_alone(asked: str) -> None:
    question = read_question(asked, turns(MET, "x"), "auto", Filters())
    assert (question.standalone, question.lean) == (asked, Lean.ALONE)
    assert (question.cited, question.grounds) == ((), ())


def test_what_follows_a_question_about_another_state_leans_on_the_answer_about_that_one() -> None:
    fresh = [Turn(role="user", content="And Albania?"), Turn(role="assistant", content="Nothing found.")]
    question = read_question("Why?", [*turns(SAID, "x"), *fresh], "auto", Filters())
    assert question.standalone == "What did Albania say about deadlines? Why?"
    assert (question.cited, question.grounds) == ((), ())


def test_the_kind_of_answer_is_that_of_the_former_question_where_only_its_subject_changes() -> None:
    before = turns("Who chaired the session on clearance?", "Australia.")
    for asked in ("And the one on reporting?", "And Norway?"):
        (part,) = read_question(asked, before, "auto", Filters()).parts
        assert part.wants == "person"
    (part,) = read_question("And in 2016?", turns(ASKED, "10"), "auto", Filters()).parts
    assert part.wants == "number"


def test_the_list_behind_a_count_is_a_list_of_what_was_counted() -> None:
    for asked in ("Which ones?", "Who were they?", "Name them."):
        (part,) = read_question(asked, turns(RETAIN, "Six."), "auto", Filters()).parts
        assert (part.wants, part.of_states) == ("list", True)


def test_what_is_cited_is_that_of_the_last_answer_which_cites_since_the_subject_came_up() -> None:
    old = [Turn(role="user", content=SAID), Turn(role="assistant", content="x", citations=CITED)]
    fresh = [Turn(role="user", content=RETAIN), Turn(role="assistant", content="I did not find this.")]
    assert read_question("Which ones?", [*old, *fresh], "auto", Filters()).cited == ()
    assert read_question("Why?", [*old, *fresh[1:]], "auto", Filters()).cited == ("report",)


def test_a_place_that_nobody_can_read_is_carried_as_a_document_only() -> None:
    strange = [TurnCitation(document_id="report", locator="somewhere near the end")]
    before = [Turn(role="user", content=RETAIN), Turn(role="assistant", content="Six.", citations=strange)]
    question = read_question("Which ones?", before, "auto", Filters())
    assert (question.cited, question.grounds) == (("report",), ())


def test_a_long_conversation_keeps_its_subject_and_its_last_questions() -> None:
    said: list[str] = ["Where was the seminar held?", "x"]
    for _ in range(5):
        said += ["Who opened it?", "x"]
    question = read_question("Why did he?", turns(*said), "auto", Filters())
    assert question.standalone == "Where was the seminar held? Who opened it? Why did he?"
