"""States by their printed names, lists of them, and where sentences end."""

from __future__ import annotations

import pytest

from ingest.sentences import sentences
from ingest.states import resolve, split_names, states_in


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo and Democratic Republic of the Congo", ("COG", "COD")),
        ("Guinea-Bissau", ("GNB",)),
        ("Papua New Guinea", ("PNG",)),
        ("Lao PDR, Côte d’Ivoire", ("LAO", "CIV")),
        ("the Iraqi people and a Canadian paper", ()),
        ("United Kingdom of Great Britain and Northern Ireland", ("GBR",)),
    ],
)
def test_states_are_those_printed_by_name(text: str, codes: tuple[str, ...]) -> None:
    assert states_in(text) == codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the UK", "GBR"),
        ("Allemagne", "DEU"),
        ("Alemania", "DEU"),
        ("DRC", "COD"),
        ("Congo", "COG"),
        ("laos", "LAO"),
        ("Atlantis", None),
    ],
)
def test_aliases_in_three_languages_resolve(name: str, code: str | None) -> None:
    assert resolve(name) == code


def test_lists_are_split_between_names_only() -> None:
    assert split_names("Bosnia and Herzegovina, Chile and Trinidad and Tobago.") == (
        "Bosnia and Herzegovina",
        "Chile",
        "Trinidad and Tobago",
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("See Art. 5, para. 2. It covers 6,500 sq. m of land.", 2),
        ("Six States Parties retain some.²⁶ Others do not.", 2),
        ("Mr. A. B. Smith of the U.N. spoke. He left.", 2),
        ("35. Six States Parties reported.", 1),
        ("Is it feasible? Yes.", 2),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    assert len(sentences(text)) == count
