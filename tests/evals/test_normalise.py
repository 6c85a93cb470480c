from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.normalise import normalise, states, states_any, without_marks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("The <b>46</b> States", "the 46 states"),
        ("46³ States", "46 states"),
        ("46¹² States", "46 states"),
        ("“Lao” – PDR’s", "lao pdr s"),
        ("clear-\nance", "clearance"),
        ("5 %, or 5%", "5 % or 5%"),
        ("Ｆｕｌｌ ﬁgure", "full figure"),
        ("64,448,458", "64 448 458"),
        ("*bold* `code` # head", "bold code head"),
    ],
)
def test_text_is_compared_by_its_words(text: str, words: str) -> None:
    assert normalise(text) == words


@pytest.mark.parametrize(
    ("answer", "fact", "held"),
    [
        ("There are 60 States.", "6", False),
        ("There are 6 States.", "6", True),
        ("There are 64,448 items.", "64 448", True),
        ("Chadian experts", "Chad", False),
        ("Chad and others", "Chad", True),
        ("Norwegians came", "Norway", False),
        ("the clearances", "clearance", True),
        ("unclearance", "clearance", False),
        ("the ISUs", "ISU", False),
        ("CONVENTIONS", "CONVENTION", False),
        ("", "6", False),
    ],
)
def test_a_fact_is_held_from_the_start_of_a_word(answer: str, fact: str, held: bool) -> None:
    assert states(normalise(answer), fact) is held


def test_any_spelling_of_a_fact_is_enough() -> None:
    assert states_any("some thirteen states", ["13", "thirteen"])
    assert not states_any("some thirty states", ["13", "thirteen"])
    assert not states_any("some thirty states", [])


def test_marks_are_taken_out_and_other_brackets_stay() -> None:
    assert without_marks("So it is [1]. And [2, 3] so [...] on [a].").split() == [
        *("So", "it", "is", ".", "And", "so", "[...]", "on", "[a]."),
    ]


@given(st.text())
def test_normalising_twice_changes_nothing_more_than_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once).split() == once.split() or any(ord(c) > 127 for c in once)
    assert once == " ".join(once.split())
