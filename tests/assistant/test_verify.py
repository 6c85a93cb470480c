"""The gate: nothing passes that is not provably in the documents' own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.plain import plain, same_words

QUOTE = "In their reports, six States Parties²⁶ declared that they do not retain any, except for training."


@pytest.mark.parametrize(
    "shown",
    [
        QUOTE,
        "in their reports, six States Parties declared that they do not retain any, except for training.",
        "In their reports, six States Parties\ndeclared that they do not retain any, except for training.",
    ],
)
def test_the_same_words_pass(shown: str) -> None:
    assert same_words(shown, QUOTE)


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "[...]",
        "In their reports, [...] declared that they do not retain any, except for training.",
        "[...] six States Parties declared that they do not retain any, except for training.",
        "In their reports",  # cut without saying so
        "In their reports, seven States Parties declared that they do not retain any, except for training.",
        "In their reports, six States Parties declared that they [...] retain any, except [...]",
        "six States Parties have declared that they do not retain any, [...] for training.",
        "In Their" + QUOTE.removeprefix("In their"),
        QUOTE + " And more.",
    ],
)
def test_other_words_do_not_pass(shown: str) -> None:
    assert not same_words(shown, QUOTE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("six States Parties²⁶ have", "six States Parties have"),
        ("15 States¹⁷s are", "15 States s are"),
        ("by then.⁴", "by then."),
        ("a\n(b) c", "a (b) c"),
    ],
)
def test_footnote_marks_leave_the_words_apart(text: str, words: str) -> None:
    assert plain(text) == words


words = st.lists(
    st.sampled_from(["the", "State", "Party", "shall", "not", "destroy", "its", "64,448", "stocks", "by"]),
    min_size=4,
    max_size=20,
)


@given(words)
def test_a_quotation_always_passes_as_itself(said: list[str]) -> None:
    assert same_words(" ".join(said), " ".join(said))


@given(words, st.integers(0, 19), st.sampled_from(["may", "2020", "seven", "never"]))
def test_a_changed_word_never_passes(said: list[str], at: int, other: str) -> None:
    changed = list(said)
    changed[at % len(said)] = other
    assert not same_words(" ".join(changed), " ".join(said))
