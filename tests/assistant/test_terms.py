"""French and Spanish questions in English terms."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.understanding import terms
from assistant.understanding.terms import in_english, treaty_names

FILE = Path(terms.__file__).with_name("terms.toml")


def test_every_term_stands_in_three_languages() -> None:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["terms"]
    assert len(rows) > 100
    assert all(len(row) == 3 and all(cell.strip() for cell in row) for row in rows)


@pytest.mark.parametrize(("language", "column"), [("fr", 1), ("es", 2)])
def test_every_form_leads_to_the_english_of_its_own_row(language: str, column: int) -> None:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["terms"]
    led = {said: (row[0], in_english(said, language)) for row in rows for said in row[column].split("; ")}
    assert {form: english for form, english in led.items() if english[0] != english[1]} == {}


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("fr", "Qui se charge du nettoyage ?", "clearance"),
        ("fr", "le déminage et la dépollution", "demining clearance"),
        ("es", "la limpieza y la remoción de restos", "clearance clearance remnants"),
        ("fr", "les défis, les difficultés et les problèmes", "challenges challenges problems"),
        ("es", "los retos y las dificultades", "challenges challenges"),
        ("fr", "détruit, détruisent, détruire", "destroy destroy destroy"),
        ("es", "¿Quién moderó la mesa redonda?", "chaired moderated panel"),
        ("es", "¿Qué exige en caso de guerra o desastre?", "require case war disaster"),
        ("fr", "les pays d'Asie du Sud-Est", "countries South-East Asia"),
        ("es", "una base de datos o una página web", "database website"),
        ("fr", "Que dit le CICR ?", "said ICRC"),
        ("es", "el PNUD y el CIDHG", "UNDP GICHD"),
    ],
)
def test_everyday_words_and_names_of_bodies_lead_to_the_terms_of_the_texts(
    language: str, text: str, english: str
) -> None:
    assert in_english(text, language) == english


MINES = "Convention on the Prohibition of the Use, Stockpiling, Production and Transfer"
CONVENTIONAL = "Convention on Prohibitions or Restrictions on the Use of Certain Conventional Weapons"


@pytest.mark.parametrize(
    ("language", "name", "title"),
    [
        ("fr", "Convention d'Oslo", "Convention on Cluster Munitions"),
        ("fr", "CASM", "Convention on Cluster Munitions"),
        ("es", "CMR", "Convention on Cluster Munitions"),
        ("es", "Convención sobre las bombas de racimo", "Convention on Cluster Munitions"),
        ("fr", "Convention d’Ottawa", MINES),
        ("es", "Tratado de Ottawa", MINES),
        ("es", "Convención sobre la prohibición de las minas antipersonal", MINES),
        ("fr", "CCAC", CONVENTIONAL),
        ("es", "CAC", CONVENTIONAL),
        ("fr", "Convention sur les armes inhumaines", CONVENTIONAL),
        ("fr", "Protocole V de la CCAC", "Protocol on Explosive Remnants of War"),
        ("es", "Protocolo sobre los restos explosivos de guerra", "Protocol on Explosive Remnants of War"),
        ("fr", "CDPH", "Convention on the Rights of Persons with Disabilities"),
        ("es", "CDPD", "Convention on the Rights of Persons with Disabilities"),
        ("fr", "Convention sur le handicap", "Convention on the Rights of Persons with Disabilities"),
        ("es", "Tratado sobre el Comercio de Armas", "Arms Trade Treaty"),
    ],
)
def test_a_french_or_spanish_name_leads_to_a_name_of_the_english_text(
    language: str, name: str, title: str
) -> None:
    names = next(group for group in treaty_names() if group[0] == title)
    english = in_english(name, language).casefold()
    assert any(known.casefold() in english for known in names)


def test_a_name_is_of_one_treaty() -> None:
    names = [name.casefold() for group in treaty_names() for name in group]
    assert sorted(names) == sorted(set(names))


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
        ("es", "¿Cuándo entra en vigor?", "entry into force"),
        ("es", "¿Cómo sopla el viento?", ""),
        ("fr", "Que disait le GICHD le 3 mars 2011 ?", "said GICHD 3 March 2011"),
        ("en", "Which States Parties retain cluster munitions?", ""),
        ("fr", "", ""),
    ],
)
def test_known_terms_names_and_numbers_are_found(language: str, text: str, english: str) -> None:
    assert in_english(text, language) == english


def test_the_names_of_states_are_put_into_english() -> None:
    assert "Germany" in in_english("Que dit l'Allemagne ?", "fr")
    assert "Lebanon" in in_english("¿Qué dijo Líbano?", "es")


@pytest.mark.parametrize(
    ("question", "language", "first"),
    [
        ("Combien d'États ont ratifié ?", "fr", "States"),
        ("¿Cuántos Estados han destruido sus reservas?", "es", "States"),
        ("Selon le rapport, qui présidait ?", "fr", "report"),
    ],
)
def test_an_asking_word_is_no_name_because_it_opens_the_question(
    question: str, language: str, first: str
) -> None:
    assert in_english(question, language).split()[0] == first
