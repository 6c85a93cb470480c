"""French and Spanish questions in English terms."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant import terms
from assistant.terms import in_english

FILE = Path(terms.__file__).with_name("terms.toml")


def test_every_term_stands_in_three_languages() -> None:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["terms"]
    assert len(rows) > 100
    assert all(len(row) == 3 and all(cell.strip() for cell in row) for row in rows)


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        (
            "fr",
            "Quels États parties conservent des armes à sous-munitions ?",
            "States Parties retain cluster munitions",
        ),
        ("fr", "Qu'est-ce que l'assistance aux victimes ?", "victim assistance"),
        ("es", "¿Qué Estados Partes tienen existencias?", "States Parties stockpiles"),
        ("es", "¿Cuándo entra en vigor?", ""),
        ("fr", "Que disait le GICHD le 3 mars 2011 ?", "GICHD 3 March 2011"),
        ("en", "Which States Parties retain cluster munitions?", ""),
        ("fr", "", ""),
    ],
)
def test_known_terms_names_and_numbers_are_found(language: str, text: str, english: str) -> None:
    assert in_english(text, language) == english


def test_the_names_of_states_are_put_into_english() -> None:
    assert "Germany" in in_english("Que dit l'Allemagne ?", "fr")
    assert "Lebanon" in in_english("¿Qué dijo Líbano?", "es")
