"""What is read from the words of a question alone: kind of answer, places, names, times, its parts."""

from __future__ import annotations

import pytest

from assistant.understanding.names import other_names
from assistant.understanding.question import Question, read_question
from index.retrieve import Filters


def read(text: str) -> Question:
    return read_question(text, (), "auto", Filters())


def told(question: Question) -> str:
    """'number list | Article 4 | state:LAO | as_of:2011-08-20': the value on one line."""
    wants = " ".join(asked.wants for asked in question.parts)
    places = ", ".join(map(str, question.locators))
    names = " ".join(f"{named.kind}:{named.value}" for named in question.named)
    times = " ".join(f"{dating.relation}:{dating.value}" for dating in question.datings)
    return " | ".join((wants, places, names, times))


ROWS = [
    # the kind of answer
    ("How many States Parties are there?", "number |  |  | "),
    ("Which States have finished?", "list |  |  | "),
    ("Who opened the seminar?", "person |  |  | "),
    ("When does the Convention enter into force?", "date |  |  | "),
    ("Where was the seminar held?", "place |  |  | "),
    ("What is a submunition?", "definition |  |  | "),
    ("Is retention allowed?", "yes_no |  |  | "),
    ("Did anybody object?", "yes_no |  |  | "),
    ("In the report, can a State withdraw?", "yes_no |  |  | "),
    ("Compare the two figures.", "comparison |  |  | "),
    ("Prepare a brief on clearance.", "brief |  |  | "),
    ("What did the chair say?", "statement |  |  | "),
    ("Combien d'États ont ratifié ?", "number |  |  | "),
    ("Quels États ont terminé ?", "list |  |  | "),
    ("Qui a ouvert la séance ?", "person |  |  | "),
    ("Quand la Convention entre-t-elle en vigueur ?", "date |  |  | "),
    ("Est-ce que la conservation est permise ?", "yes_no |  |  | "),
    ("Y a-t-il un délai ?", "yes_no |  |  | "),
    ("Peut-on se retirer ?", "yes_no |  |  | "),
    ("¿Cuántos Estados han ratificado?", "number |  |  | "),
    ("¿Quién presidió la sesión?", "person |  |  | "),
    ("¿Dónde se celebró?", "place |  |  | "),
    ("¿Es obligatorio el informe?", "yes_no |  |  | "),
    # places and symbols
    ("What does Art. 4(1)(b) say?", "statement | Article 4(1)(b) |  | "),
    ("What does footnote 78 say?", "statement | footnote 78 |  | "),
    ("Quote para. 35, footnote 26.", "statement | para. 35, footnote 26 |  | "),
    ("What is Action #8 of the Vientiane Action Plan?", "statement | Vientiane Action Plan, Action 8 |  | "),
    ("Que prévoit l'article 4, paragraphe 1 b) ?", "statement | Article 4(1)(b) |  | "),
    ("¿Qué dice el artículo 7?", "statement | Article 7 |  | "),
    ("Which States have duties under Articles 3 and 4?", "list | Article 3, Article 4 |  | "),
    (
        "What does CCM/MSP/2011/WP.5, para. 3 say?",
        "statement | para. 3 | symbol:CCM/MSP/2011/WP.5 | ",
    ),
    ("What is in A/RES/63/71?", "statement |  | symbol:A/RES/63/71 | "),
    # States
    ("What did Lao PDR say?", "statement |  | state:LAO | "),
    ("What did Laos say?", "statement |  | state:LAO | "),
    ("What did the DRC declare?", "statement |  | state:COD | "),
    ("What did Congo declare?", "statement |  | state:COG | "),
    ("What did DR Congo and Congo declare?", "statement |  | state:COD state:COG | "),
    ("What did the Vatican say?", "statement |  | state:VAT | "),
    ("Has Holland ratified?", "yes_no |  | state:NLD | "),
    ("Has Swaziland ratified?", "yes_no |  | state:SWZ | "),
    ("Has Burma signed?", "yes_no |  | state:MMR | "),
    ("what did norway and the uk tell us", "statement |  | state:NOR state:GBR | "),
    ("Que dit l'Allemagne ?", "statement |  | state:DEU | "),
    ("Que dit la Côte d’Ivoire ?", "statement |  | state:CIV | "),
    ("¿Qué dijo el Reino Unido?", "statement |  | state:GBR | "),
    ("What did the Canadian paper say?", "statement |  |  | "),
    # bodies and meetings
    ("What did the CMC say?", "statement |  | body:CMC | "),
    ("what did the icrc say", "statement |  | body:ICRC | "),
    ("What did the Red Cross say?", "statement |  | body:ICRC | "),
    (
        "What did the Geneva International Centre for Humanitarian Demining offer?",
        "statement |  | body:GICHD | ",
    ),
    ("Que dit le CICR ?", "statement |  | body:ICRC | "),
    ("¿Qué dijo la Cruz Roja?", "statement |  | body:ICRC | "),
    ("who spoke for WHO", "person |  | body:WHO | "),
    ("What did UNDP and UNMAS do?", "statement |  | body:UNDP body:UNMAS | "),
    ("What was decided at the 2MSP?", "statement |  | meeting:2MSP | "),
    ("What did the First Review Conference adopt?", "statement |  | meeting:1RC | "),
    ("Que dit la Deuxième Assemblée des États parties ?", "statement |  | meeting:2MSP | "),
    # times
    ("How many were there as of 20 August 2011?", "number |  |  | as_of:2011-08-20"),
    ("How many were there in 2017?", "number |  |  | on:2017"),
    ("How many joined before March 2011?", "number |  |  | before:2011-03"),
    ("How many have joined since 2010?", "number |  |  | since:2010"),
    ("Who joined after the First Meeting?", "person |  | meeting:1MSP | after:1MSP"),
    ("How many in 2015 and in 2016?", "number |  |  | on:2015 on:2016"),
    ("What is in paragraph 2011 of A/RES/63/71?", "statement | para. 2011 | symbol:A/RES/63/71 | on:2011"),
    ("Combien d'États au 20 août 2011 ?", "number |  |  | as_of:2011-08-20"),
    ("Combien d'États avant le 30 mars 2011 ?", "number |  |  | before:2011-03-30"),
    ("¿Cuántos había hasta 2016?", "number |  |  | until:2016"),
    # several questions in one
    ("Who chaired it, and when was it held?", "person date |  |  | "),
    ("How many reported in time? Which ones were late?", "number list |  |  | "),
    ("Qui a présidé, et combien d'États ont pris la parole ?", "person number |  |  | "),
]


@pytest.mark.parametrize(("text", "value"), ROWS, ids=[text for text, _ in ROWS])
def test_a_question_is_read_into_a_value(text: str, value: str) -> None:
    assert told(read(text)) == value


@pytest.mark.parametrize("text", [text for text, _ in ROWS])
def test_what_is_read_stands_where_the_value_says(text: str) -> None:
    question = read(text)
    for found in (*question.named, *question.datings, *question.places):
        assert 0 <= found.start < found.end <= len(question.standalone)
        assert question.standalone[found.start : found.end].strip()


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("Lao PDR", "Lao People's Democratic Republic", "Lao"),
        ("Democratic Republic of the Congo", "DRC", "Congo"),
        ("Red Cross", "ICRC", "IFRC"),
        ("2MSP", "Second Meeting of States Parties", "First Meeting of States Parties"),
        ("A/RES/63/71", None, "General Assembly"),
    ],
)
def test_a_name_leads_to_the_other_names_of_the_same_and_of_nobody_else(
    text: str, name: str | None, other: str
) -> None:
    (named,) = read(f"What of {text}?").named
    assert name is None or name in other_names(named)
    assert other not in other_names(named)
