"""Follow-ups: what a question takes from the conversation before it, and when it takes nothing."""

from __future__ import annotations

import pytest

from assistant.question import read_question
from assistant.schemas import Lean, Turn, TurnCitation
from index.retrieve import Filters

CITED = [TurnCitation(document_id="report", locator="para. 35, footnote 26")]


def turns(*said: str) -> list[Turn]:
    """The person speaks first; every answer cites the same footnote."""
    return [
        Turn(role="assistant", content=text, citations=CITED) if at % 2 else Turn(role="user", content=text)
        for at, text in enumerate(said)
    ]


RETAIN = "How many States retain cluster munitions?"
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
    ((SAID, "x"), "And the ICRC?", "What did ICRC say about deadlines?", Lean.REPLACED),
    ((SAID, "x"), "And the United Kingdom?", "What did United Kingdom say about deadlines?", Lean.REPLACED),
    (
        ("Que dit la Norvège des délais ?", "x"),
        "Et l'Albanie ?",
        "Que dit la Albanie des délais ?",
        Lean.REPLACED,
    ),
    (("¿Qué dijo Noruega?", "x"), "¿Y Albania?", "¿Qué dijo Albania?", Lean.REPLACED),
    (("What does Article 4 say?", "x"), "And Article 5?", "What does Article 5 say?", Lean.REPLACED),
    (("What does Article 4(1) say?", "x"), "And paragraph 2?", "What does Article 4(2) say?", Lean.REPLACED),
    (("Que dit l'article 4 ?", "x"), "Et l'article 5 ?", "Que dit Article 5 ?", Lean.REPLACED),
    (
        ("What was decided at the 1MSP?", "x"),
        "And at the 2MSP?",
        "What was decided at the 2MSP?",
        Lean.REPLACED,
    ),
    ((HOST, "x"), "What about Ireland?", f"{HOST} What about Ireland?", Lean.JOINED),
    # more of the same
    ((RETAIN, "six"), "Which ones?", f"{RETAIN} Which ones?", Lean.JOINED),
    ((RETAIN, "six"), "Who were they?", f"{RETAIN} Who were they?", Lean.JOINED),
    ((RETAIN, "six"), "Name them.", f"{RETAIN} Name them.", Lean.JOINED),
    ((RETAIN, "six"), "Why?", f"{RETAIN} Why?", Lean.JOINED),
    (
        (RETAIN, "six"),
        "And which of those gave quantities?",
        f"{RETAIN} And which of those gave quantities?",
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


@pytest.mark.parametrize(("before", "asked", "standalone", "lean"), ROWS, ids=[row[1] for row in ROWS])
def test_a_follow_up_is_made_standalone(
    before: tuple[str, ...], asked: str, standalone: str, lean: Lean
) -> None:
    question = read_question(asked, turns(*before), "auto", Filters())
    assert (question.standalone, question.lean) == (standalone, lean)
    carries = lean in (Lean.JOINED, Lean.REPEATED, Lean.REPLACED)
    assert question.cited == (("report",) if carries else ())
    assert bool(question.grounds) == (lean in (Lean.JOINED, Lean.REPEATED))


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
