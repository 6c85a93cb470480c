"""What the gate lets through: the words of one statement, and nothing that says anything else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate import check
from assistant.schemas import CheckReason, CheckVerdict
from tests.patterns import processor_time

REPORT = (
    "12. Of 28 members, 21 were States Parties to the CCM, 1 was a signatory and 6 had not signed. "
    "However, six States Parties²⁶ (among them Chad) have declared that they do not retain any, except for "
    "training. "
    "At a session on clearance chaired by Germany, Norway stressed the need to start early. "
    "The CMC estimated that 28 States are affected. "
    "The request was repeated by South Africa, Lebanon, the UK, the ICRC and Belgium. "
    "On Friday, 4 May 2012, Peru and Ireland, Coordinators on clearance, held a workshop, which was well "
    "attended. "
    "Lebanon, the President, opened the meeting, and Chad, the Rapporteur, was thanked."
)


@pytest.mark.parametrize(
    "claim",
    [
        "The CMC estimated that 28 States are affected.",
        "the CMC estimated that\n28 States are affected.",
        "“The CMC estimated that 28 States are affected.”",
        "« The CMC estimated that 28 States are affected. »",
        "Of 28 members, 21 were States Parties to the CCM, 1 was a signatory and 6 had not signed.",
        "However, six States Parties (among them Chad) have declared that they do not retain any, except "
        "for training.",
        "The CMC estimated that 28 States are affected. The request was repeated by South Africa, Lebanon, "
        "the UK, "
        "the ICRC and Belgium.",
    ],
)
def test_whole_sentences_are_verbatim(claim: str) -> None:
    assert check(claim, ["Something else.", REPORT]).verdict is CheckVerdict.VERBATIM


@pytest.mark.parametrize(
    "claim",
    [
        "6 States Parties have declared that they do not retain any, except for training.",
        "Six States Parties [...] have declared that they do not retain any, except for training",
        "The Cluster Munition Coalition estimated that 28 States are affected.",
        "Norway stressed the need to start early.",
        "The request was repeated by Belgium, the ICRC, Lebanon, South Africa and the United Kingdom.",
        "Peru and Ireland held a workshop.",
        "On Friday, 4 May 2012, Ireland and Peru, Coordinators on clearance, held a workshop.",
        "Lebanon, the President, opened the meeting.",
        "Lebanon opened the meeting, and Chad, the Rapporteur, was thanked.",
        "Norway stressed the need to start early. CMC estimated that 28 States are affected.",
    ],
)
def test_an_edit_of_one_statement_is_supported(claim: str) -> None:
    assert check(claim, ["Something else.", REPORT]).verdict is CheckVerdict.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The CMC estimated that 29 States are affected.", CheckReason.FIGURE_NOT_IN_EVIDENCE),
        ("The CMC estimated that 21 States are affected.", CheckReason.NOT_ONE_STATEMENT),
        ("The ICRC estimated that 28 States are affected.", CheckReason.NOT_ONE_STATEMENT),
        ("Mali estimated that 28 States are affected.", CheckReason.NAME_NOT_IN_EVIDENCE),
        ("The CMC estimated that 28 States are not affected.", CheckReason.NEGATION_CHANGED),
        ("The CMC estimated that 28 States may be affected.", CheckReason.MODALITY_CHANGED),
        ("The CMC estimated that at least 28 States are affected.", CheckReason.QUANTITY_CHANGED),
        ("28 States are affected.", CheckReason.ATTRIBUTION_CHANGED),
        ("Six States Parties have declared that they do not retain any.", CheckReason.CONDITION_CHANGED),
        (
            "At a session on clearance chaired by Norway, Germany stressed the need to start early.",
            CheckReason.VALUES_EXCHANGED,
        ),
        ("Of 21 members, 28 were States Parties to the CCM, 1 was a signatory and 6 had not signed.",
         CheckReason.VALUES_EXCHANGED),
        ("The CMC estimated that 28 States are contaminated.", CheckReason.WORDS_NOT_IN_EVIDENCE),
        ("Ice cream melts quickly.", CheckReason.NOT_IN_EVIDENCE),
        ("stressed the need to start early", CheckReason.PART_OF_SENTENCE),
        ("...", CheckReason.EMPTY_CLAIM),
        ("Norway stressed the need to start early. Lebanon, the President, opened the meeting.",
         CheckReason.NOT_ONE_STATEMENT),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(claim: str, reason: CheckReason) -> None:
    ruling = check(claim, ["Something else.", REPORT])
    assert ruling.verdict is CheckVerdict.UNSUPPORTED
    assert reason in ruling.reasons


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        # What is said of it, and who says it
        ("Chad has ratified.", "It is untrue that Chad has ratified."),
        ("Chad has ratified.", "Peru denied that Chad has ratified."),
        ("Chad has ratified.", "According to Peru, Chad has ratified."),
        ("Chad has ratified.", "Chad has ratified, said Peru."),
        ("Chad has ratified.", "Chad, according to Peru, has ratified."),
        ("Chad has ratified.", "Has Chad ratified?"),
        ("Chad will destroy its stocks.", 'Peru said: "Chad will destroy its stocks."'),
        ("The plan was adopted.", "The draft plan was adopted."),
        ("Parties reported progress.", "Parties that have not cleared land reported progress."),
        # Exceptions and conditions
        ("Each Party shall report.", "Each Party shall report, unless the Meeting decides otherwise."),
        ("Each Party shall report.", "Each Party shall report unless the Meeting decides otherwise."),
        ("A Party may withdraw.", "If the Meeting agrees, a Party may withdraw."),
        ("A Party may withdraw.", "In exceptional cases, a Party may withdraw."),
        ("Parties shall assist the victims.", "Parties shall, as appropriate, assist the victims."),
        ("Chad is bound.", "Chad is bound, but only by Article 4."),
        ("A Party may retain a limited number of mines", "A Party may retain a limited number of mines; "
         "provided that "
         "it reports on each of them every year."),
        # Cut where something was still to come
        ("Each Party shall.", "Each Party shall, in exercising its rights, inform the Depositary."),
        ("Peru said that in this regard.", "Peru said that in this regard, the seminar was useful."),
        ("The Parties prevented persons, on an equal basis.", "The Parties prevented persons, on an equal "
         "basis, from "
         "being harmed."),
        ("Persons shall be entitled, on an equal basis.", "Persons shall be entitled, on an equal basis, "
         "to help, "
         "including care."),
        ("A bomblet means a munition.", "A bomblet means a munition, weighing less than 20 kg, that is "
         "dropped."),
        ("It shall give notice to all Parties.", "It shall give notice to all Parties, to the Depositary "
         "and to Peru."),
        ("The Protocol shall enter into force after six months.", "For any State which accedes later, the "
         "Protocol "
         "shall enter into force after six months."),
        ("The thing must be handed in.", "In both of those cases, the thing must be handed in."),
        ("The amendment enters into force.", "The amendment enters into force, upon its acceptance by ten "
         "Parties."),
        # Where and when
        ("No State used them.", "In 2010, no State used them."),
        ("Chad did not report.", "Chad did not, in 2010, report."),
        ("All States are Parties.", "In the Pacific, all States are Parties."),
        # Who, which and what for
        ("Chad, the Rapporteur, opened the meeting.", "Lebanon, the President, opened it, and Chad, the "
         "Rapporteur, "
         "opened the meeting."),
        ("Lebanon, the Rapporteur, opened it.", "Lebanon, the President, and Chad, the Rapporteur, opened "
         "it."),
        ("Lebanon, who was elected in 2011, spoke.", "Lebanon, who was elected in 2010, and Chad, who was "
         "elected in "
         "2011, spoke."),
        ("2 States Parties and 6 signatories retain them.", "6 States Parties and 2 signatories retain "
         "them."),
        ("Six signatories retain them.", "Six States Parties and two signatories retain them."),
        ("Norway thanked Canada.", "Canada thanked Norway."),
        ("Chad ratified in 2011 and Peru in 2010.", "Chad ratified in 2010 and Peru in 2011."),
        ("Peru and Chad ratified in 2010 and 2011 respectively.", "Chad and Peru ratified in 2010 and 2011 "
         "respectively."),
        ("Peru, Mali and Chad led the work on mines, aid and law.", "Mali, Peru and Chad led the work on "
         "mines, aid and law."),
        ("The President thanked the Coordinator.", "The Coordinator thanked the President."),
        ("The Meeting decided under paragraph 1 to wait.", "The Meeting decided under paragraph 1 (b) to "
         "wait."),
        ("Three bodies spoke: the CMC, and the ICRC.", "Three bodies spoke: the CMC, the EU, and the ICRC."),
        ("Only Chad and Mali spoke.", "Only Chad, Peru, and Mali spoke."),
        ("A Party may choose Chad or Mali.", "A Party may choose Chad, the Netherlands, or Mali."),
        ("Mali, Chad and Peru ratified.", "Peru, Chad (which has not signed) and Mali ratified."),
        # Quantities and modal verbs
        ("All States reported.", "Some States reported."),
        ("States reported.", "Some States reported."),
        ("28 States reported.", "Nearly 28 States reported."),
        ("At most six States reported.", "At least six States reported."),
        ("Each Party may report.", "Each Party shall report."),
        ("Each Party should report.", "Each Party shall report."),
        ("Chad has reported.", "Chad has not reported."),
        ("Chad can't report.", "Chad can report."),
        # French and Spanish
        ("Le Tchad a ratifié.", "Le Tchad n’a pas ratifié."),
        ("Chaque Partie peut détruire ses stocks.", "Chaque Partie doit détruire ses stocks."),
        ("Chaque Partie détruit ses stocks.", "Chaque Partie détruit ses stocks, sauf si elle obtient un "
         "délai."),
        ("Le Tchad a terminé.", "Selon le Pérou, le Tchad a terminé."),
        ("El Chad ha ratificado.", "El Chad no ha ratificado."),
        ("Cada Estado puede destruir sus existencias.", "Cada Estado deberá destruir sus existencias."),
        ("Cada Estado destruye sus existencias.", "Cada Estado destruye sus existencias, salvo las de "
         "instrucción."),
    ],
)  # fmt: skip
def test_a_cut_or_exchange_that_changes_what_is_said_is_refused(claim: str, source: str) -> None:
    ruling = check(claim, [source])
    assert ruling.verdict is CheckVerdict.UNSUPPORTED, ruling
    assert ruling.reasons


TREATY = (
    "1. Each State Party undertakes never under any circumstances to:\n"
    "(a) Use such mines;\n"
    "(b) Assist anyone in using them."
)
ATTACHED = "(a) Use such mines;\n1. Each State Party undertakes never under any circumstances to:"


@pytest.mark.parametrize("evidence", [TREATY, ATTACHED])
def test_an_item_is_not_read_without_the_words_that_govern_it(evidence: str) -> None:
    assert check("Use such mines.", [evidence]).verdict is CheckVerdict.UNSUPPORTED
    whole = "Each State Party undertakes never under any circumstances to use such mines."
    assert check(whole, [evidence]).verdict is CheckVerdict.SUPPORTED
    assert check("(a) Use such mines;", [evidence]).verdict is CheckVerdict.VERBATIM


def test_items_of_an_open_list_stand_alone() -> None:
    evidence = "The State reported:\n- Its contaminated area was too small for a plan\n- It had no victims"
    assert (
        check("Its contaminated area was too small for a plan", [evidence]).verdict is CheckVerdict.VERBATIM
    )
    assert check("Its contaminated area had no victims", [evidence]).verdict is CheckVerdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Le Royaume-Uni a détruit 3 stocks.", "En outre, le Royaume-Uni a détruit trois stocks."),
        ("El Reino Unido destruyó 3 arsenales.", "Además, el Reino Unido destruyó tres arsenales."),
        ("Le Tchad a ratifié.", "Le Tchad, qui s’engage depuis 2010, a ratifié."),
        ("L’Albanie a terminé.", "L’Albanie, qui a commencé en 2009, a terminé."),
    ],
)
def test_edits_in_french_and_spanish_are_supported(claim: str, source: str) -> None:
    assert check(claim, [source]).verdict is CheckVerdict.SUPPORTED


words = st.lists(
    st.sampled_from("the State Party shall not destroy its 64,448 stocks by 2020, unless Chad (the Chair) "
    "may agree".split()),
    min_size=3,
    max_size=20,
)  # fmt: skip


@given(words, st.integers(0, 19), st.sampled_from(["1999", "Mali", "never", "must", "all", "horse"]))
def test_a_word_put_in_never_passes(said: list[str], at: int, other: str) -> None:
    source = " ".join(said) + "."
    claim = " ".join([*said[: at % len(said)], other, *said[at % len(said) :]]) + "."
    assert check(claim, [source]).verdict is CheckVerdict.UNSUPPORTED


@given(st.text(max_size=200), st.lists(st.text(max_size=300), min_size=1, max_size=3))
def test_any_text_gets_a_ruling_and_a_refusal_its_reasons(claim: str, evidence: list[str]) -> None:
    ruling = check(claim, evidence)
    assert (ruling.verdict is CheckVerdict.UNSUPPORTED) == bool(ruling.reasons)


@pytest.mark.parametrize(
    "unit", ["a, ", "Peru, ", "a, which b, ", "(a) ", "Peru and ", "including a, ", "a; ", "a\n"]
)
def test_texts_of_nothing_but_marks_take_no_longer_than_others(unit: str) -> None:
    claim, evidence = unit * (2_000 // len(unit)), unit * (24_000 // len(unit))
    with processor_time(5.0, unit):
        check(claim, [evidence])


# What stands in braces is left out.
HARMLESS = [
    # Words that join a sentence to the one before
    "{However,} Peru hosted a workshop.",
    "{In addition,} Peru hosted a workshop.",
    "{In this regard,} Chad asked for help.",
    "{To this end,} Chad asked for help.",
    "{In response,} it had prepared a plan.",
    "Peru {also} hosted a workshop.",
    "Chad{, however,} asked for help.",
    "{En outre,} le Pérou a organisé un atelier.",
    "{Asimismo,} el Perú organizó un taller.",
    # The occasion of what happened once
    "{On Friday, 4 May 2012,} Peru hosted a workshop.",
    "{At a session on clearance chaired by Germany,} Norway stressed the need to start early.",
    "{During the Second Meeting of States Parties,} Peru thanked the donors.",
    "{Following the closing ceremony,} the Minister met survivors.",
    "{Under the fourth agenda item,} Japan gave an update.",
    "{Au cours de la réunion,} le Pérou a présenté un document.",
    "{En mayo de 2012,} el Perú organizó un taller.",
    # Who or what it is, as an aside
    "Peru{, Coordinator on clearance,} hosted a workshop.",
    "The session was chaired by Ms. Burke{, Director of the Centre}.",
    "{Chaired by Mr. Meeussen,} the panel discussed clearance.",
    "Chad{, which joined in 2013,} hosted a workshop.",
    "Peru hosted a workshop{, which was well attended}.",
    "The Implementation Support Unit {(ISU)} published a guide.",
    "Six States {(including Chad)} declared stocks.",
    "Some States {– including Chad –} declared stocks.",
    "L’Albanie{, qui a commencé tôt,} a terminé.",
    # Examples, causes, what else is said
    "States took measures{, including risk education}.",
    "States shall take measures{, including risk education,} to protect civilians.",
    "The region is contaminated{, in particular the south}.",
    "Help was given to survivors{, as well as their families}.",
    "{Due to several conflicts in its past,} the region is contaminated.",
    "The region is contaminated{, despite years of work}.",
    "Australia chaired a session{, emphasising the need to apply lessons, to start early and use it}.",
    "{On 16 and 17 March 2017,} Germany hosted a seminar.",
    "{In May 2012,} Germany hosted a seminar.",
    "{At the meeting,} Norway stressed that States should not wait.",
    "Seven States attended {– Chad, Mali, Peru and Fiji}.",
    "{Noting its commitment to the plan,} Chad asked for help.",
    "Peru hosted a workshop{, in order to share experience}.",
    "Peru hosted a workshop{, and Chad has thanked it}.",
    "Les États ont pris des mesures{, notamment en matière d’éducation}.",
]
HARMFUL = [
    # On whose word, on what ground
    "{Based on unverified reports,} all stocks have been destroyed.",
    "{Based on their own reporting,} Chad completed clearance.",
    "{For Norway,} the unit is too costly.",
    "{From the perspective of donors,} the unit is too costly.",
    "{According to the press,} Chad has ratified.",
    "{It was noted that} Chad has ratified.",
    "Chad has ratified{, by its own account}.",
    "{In its initial report,} Chad declared stocks.",
    "{In a dream,} Chad ratified the Convention.",
    "Norway{, on paper,} completed clearance.",
    "{In their capacity as President,} Peru presented a paper.",
    "{Selon ses propres déclarations,} le Tchad a terminé.",
    "{A juicio de Noruega,} la unidad es costosa.",
    # How far, on what condition
    "Clearance is complete{, to some extent}.",
    "{In theory,} clearance is complete.",
    "{In general,} funds are the obstacle.",
    "{Given continued funding,} the work ended in June.",
    "{Without these funds,} the work ended.",
    "The work ended{, pending verification}.",
    "The problem can be solved{, with a few notable exceptions}.",
    "{To be eligible,} a State must report.",
    "Each Party shall assist victims{, in accordance with its laws}.",
    "Each Party shall report{, within two years of its accession}.",
    "Each Party shall assist victims{, on an equal basis with others}.",
    "A Party may retain mines{, in order to train its staff}.",
    "Land was cleared {(in part)}.",
    "Land was cleared {– at least in part}.",
    "The Unit {(of the other Convention)} moved to Geneva.",
    "Peru finished its work{, which Chad disputes}.",
    "{In a good year,} stocks were destroyed.",
    "{Sous réserve de vérification,} le travail est achevé.",
    # Of whom, of what, when and where
    "{In the northern district,} clearance was completed.",
    "{On victim assistance,} eight States asked for help.",
    "{Regarding stockpiles,} eight States asked for help.",
    "{Of those with stocks,} six asked for help.",
    "{In 2016,} 13 States asked for help.",
    "{As of 30 March,} the Convention has 55 States Parties.",
    "In 2011 it had 55 States Parties {(as of 30 March)}.",
    "{In 2010,} the area is contaminated.",
    "{In 2010,} only Chad reported.",
    "{At the meeting,} no State that had signed objected.",
    "{On 4 May 2012,} the President said that 60 States had ratified.",
    "{At the time of the First Meeting,} no State had reported.",
    "{For any State which accedes later,} the Protocol entered into force.",
    "Every person{, who has stocks,} reported.",
    "Chad reported{, on mines only}.",
    "Chad did not {also} report.",
    "{Après un préavis de trois jours,} les experts se rendront sur le territoire visité.",
    "{En 2016,} treize États ont demandé une aide.",
    "{En 2016,} trece Estados solicitaron ayuda.",
    # Part of a list, or of what the verb needs
    "Three bodies spoke: the CMC{, the EU,} and the ICRC.",
    "The request was made by {South Africa, Lebanon and} Belgium.",
    "It fosters access{, including at school,} an attitude of respect and care.",
    "Rules apply{, in addition to wars,} to riots.",
    "Norway{, Germany and Peru} reported.",
    "The plan may be adopted{, including by vote, or rejected}.",
    "It covers food{, including milk,} water and clothing.",
]


def _cut(marked: str) -> tuple[str, str]:
    """The sentence, and what is left of it."""
    rest = " ".join(re.sub(r"\s*\{[^}]*\}", "", marked).split())
    return re.sub("[{}]", "", marked), rest[0].upper() + rest[1:]


@pytest.mark.parametrize("marked", HARMLESS)
def test_what_only_says_more_may_be_left_out(marked: str) -> None:
    evidence, claim = _cut(marked)
    assert check(claim, [evidence]).verdict is CheckVerdict.SUPPORTED


@pytest.mark.parametrize("marked", HARMFUL)
def test_what_says_of_whom_when_how_far_or_on_whose_word_it_holds_stays(marked: str) -> None:
    evidence, claim = _cut(marked)
    assert check(claim, [evidence]).verdict is CheckVerdict.UNSUPPORTED
