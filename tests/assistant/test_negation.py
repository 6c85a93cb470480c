"""Those who did are no answer to a question on those who did not."""

from __future__ import annotations

import pytest

from assistant.understanding.negation import asks_of_what_is_not, tells_of_what_is_not


@pytest.mark.parametrize(
    ("asked", "is_so"),
    [
        ("Which States do not keep mines?", True),
        ("Which States haven't reported?", True),
        ("Which States refused to sign?", True),
        ("Who opposed the proposal?", True),
        ("Quels États n'ont pas ratifié ?", True),
        ("¿Qué Estados no han ratificado?", True),
        ("¿Qué Estados rechazaron la propuesta?", True),
        ("Which States keep mines?", False),
        ("We cannot finish in time. How long may an extension be?", False),
        ("Which States not Party attended?", False),
    ],
)
def test_what_is_asked_of_those_who_did_not(asked: str, is_so: bool) -> None:
    assert asks_of_what_is_not(asked) is is_so


@pytest.mark.parametrize(
    ("asked", "said", "is_so"),
    [
        ("Which States do not keep mines?", "Six States do not keep any mines.", True),
        ("Which States do not keep mines?", "Two States keep items that are not mines.", False),
        ("Which States do not keep mines?", "Nine States keep mines.", False),
        ("Which States have not yet reported?", "Four have never submitted a report.", True),
        ("Which States have not yet reported?", "Four, whose survey is not complete, reported.", False),
        ("Which States refused to sign?", "Two delegations declined.", True),
        ("Which States refused to sign?", "Two delegations did not take the floor.", False),
        ("Who opposed the proposal?", "Three delegations argued against it.", True),
        ("Who opposed the proposal?", "Three delegations supported it.", False),
    ],
)
def test_what_tells_of_those_who_did_not(asked: str, said: str, is_so: bool) -> None:
    assert tells_of_what_is_not(asked, said, "en", by_name=True) is is_so


def test_of_a_number_any_denial_may_tell() -> None:
    asked, said = "How many have not carried out one action?", "Three have not implemented any."
    assert tells_of_what_is_not(asked, said, "en", by_name=False)
    assert not tells_of_what_is_not(asked, said, "en", by_name=True)


def test_in_another_language_any_denial_may_tell() -> None:
    asked = "Quels États n'ont pas détruit leurs stocks ?"
    assert tells_of_what_is_not(asked, "Deux États n'ont pas commencé.", "fr", by_name=True)
    assert not tells_of_what_is_not(asked, "Deux États ont commencé.", "fr", by_name=True)
