"""Understanding the question: its language, the kind of answer wanted, and what a follow-up leans on."""

from __future__ import annotations

import pytest

from assistant.schemas import Turn
from assistant.understanding.follow_ups.follow_up import make_standalone
from assistant.understanding.question import Wants, read_question, wanted
from assistant.understanding.wording import detect_language
from index.retrieve import Filters


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many States Parties were there in May?", Wants.NUMBER),
        ("Combien d'États ont ratifié ?", Wants.NUMBER),
        ("¿Cuántos Estados han ratificado?", Wants.NUMBER),
        ("When does the Convention enter into force for a late joiner?", Wants.DATE),
        ("Où s'est tenue la réunion ?", Wants.PLACE),
        ("Where was the meeting held?", Wants.PLACE),
        ("What is a submunition?", Wants.DEFINITION),
        ("Qu'est-ce qu'une sous-munition ?", Wants.DEFINITION),
        ("Which four States reported on methods?", Wants.LIST),
        ("Name the signatories with stockpiles.", Wants.LIST),
        ("Who chaired the session on reporting?", Wants.PERSON),
        ("Compare the figures of 2010 and 2017.", Wants.COMPARISON),
        ("Prepare a brief on clearance.", Wants.BRIEF),
        ("Is retention allowed?", Wants.YES_NO),
        ("What total of lamps results from the reports?", Wants.NUMBER),
        ("Which bodies were heard when the meeting closed?", Wants.LIST),
        ("Who spoke when the meeting closed?", Wants.PERSON),
        ("Please tell me when it closed.", Wants.DATE),
    ],
)
def test_the_wording_tells_the_kind_of_answer_wanted(text: str, kind: Wants) -> None:
    assert wanted(text) is kind


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What does the Convention say of the depositary?", "en"),
        ("Que dit la Convention du dépositaire ?", "fr"),
        ("¿Qué dice la Convención sobre el depositario?", "es"),
        ("CCM", "en"),
        ("", "en"),
    ],
)
def test_function_words_tell_the_language(text: str, language: str) -> None:
    assert detect_language(text, "en") == language


def test_an_undecided_text_takes_the_default_language() -> None:
    assert detect_language("Article 4(1)(b)", "fr") == "fr"


HISTORY = [
    Turn(role="user", content="Who chaired the session on clearance?"),
    Turn(role="assistant", content="Australia."),
]


def test_a_follow_up_keeps_the_words_of_the_question_before_it() -> None:
    assert make_standalone("And why?", HISTORY).text == "Who chaired the session on clearance? And why?"
    assert make_standalone("And the one on reporting?", HISTORY).text == (
        "Who chaired the session on reporting?"
    )


def test_a_question_that_stands_alone_is_left_as_it_is() -> None:
    question = "Which States Parties retain cluster munitions?"
    assert make_standalone(question, HISTORY).text == question
    assert make_standalone("And why?", []).text == "And why?"


def test_our_words_may_be_in_another_language_than_the_question() -> None:
    question = read_question("Que prévoit l'article 4 de la Convention ?", (), "en", Filters())
    assert (question.spoken, question.language) == ("fr", "en")
    assert read_question("Que prévoit l'article 4 ?", (), "auto", Filters()).language == "fr"
