"""Sentences that give the meaning of a term, and sentences that only have its words."""

from __future__ import annotations

import pytest

from assistant.writing.definitions import are_definitions, defines, describes, is_definition, speaks_of

DEFINING = [
    ("en", "“Bridge” means a road over water.", "bridge"),
    ("en", "3. Covered bridge means a bridge with a roof.", "covered bridges"),
    ("en", "(a) “Bridge” shall mean a road over water;", "bridge"),
    ("en", "For the purposes of this Treaty: “Bridge” means a road over water;", "bridge"),
    ("en", "Crossing, in respect of a bridge, means walking over it.", "crossing"),
    ("en", "“Crossing”, in relation to bridges, means walking over them.", "crossing"),
    ("en", "The term bridge refers to a road over water.", "bridge"),
    ("en", "A bridge is defined as a road over water.", "bridge"),
    ("en", "“Materials” includes wood, stone and rope.", "materials"),
    ("en", "A sub-bridge means a lower bridge.", "subbridge"),
    ("fr", "On entend par pont une route au-dessus de l’eau.", "pont"),
    ("fr", "3. On entend par ponts d’accès tous les ouvrages qui y mènent.", "ponts d'accès"),
    ("fr", "Par « pont », on entend une route au-dessus de l’eau.", "pont"),
    ("fr", "Par pont couvert, on entend un pont qui a un toit.", "pont couvert"),
    ("fr", "Le terme pont désigne une route au-dessus de l’eau.", "pont"),
    ("fr", "L’expression « pont couvert » s’entend d’un pont qui a un toit.", "pont couvert"),
    ("es", "Por “puente” se entiende un camino sobre el agua.", "puente"),
    ("es", "Por “cruce”, en relación con los puentes, se entiende pasar por ellos.", "cruce"),
    ("es", "Se entiende por puente un camino sobre el agua.", "puente"),
    ("es", "Se entenderá por “puentes” los caminos sobre el agua.", "puente"),
    ("es", "El término “puente” significa un camino sobre el agua.", "puente"),
    ("es", "Los “materiales” incluyen la madera y la piedra.", "materiales"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "term"), DEFINING)
def test_a_definition_is_known_by_its_form(language: str, text: str, term: str) -> None:
    assert defines(text, term, language)


NOT_DEFINING = [
    ("en", "3. Covered bridge means a bridge with a roof.", "bridge"),  # of another term
    ("en", "Bridge means a road over water.", "covered bridge"),
    ("en", "Each State shall use all means to keep the bridge.", "bridge"),
    ("en", "Nobody knows what the bridge means to the town.", "town"),
    ("en", "The report on the bridge means more work.", "bridge"),
    ("en", "Bridge keeping includes painting.", "bridge keeping"),  # tells of it, no more
    ("fr", "On entend par pont couvert un pont qui a un toit.", "pont"),
    ("fr", "Le pont est un moyen de traverser.", "moyen"),
    ("es", "Por “puente cubierto” se entiende un puente con techo.", "puente"),
    ("xx", "Bridge means a road over water.", "bridge"),
]


@pytest.mark.parametrize(("language", "text", "term"), NOT_DEFINING)
def test_the_words_of_a_term_alone_define_nothing(language: str, text: str, term: str) -> None:
    assert not defines(text, term, language)


def test_where_definitions_are_listed_a_weaker_verb_defines() -> None:
    assert defines("8. Transfer involves the passing of title.", "transfer", "en", listed=True)
    assert defines("8. Le transfert implique le passage de la propriété.", "transfert", "fr", listed=True)
    assert all(map(are_definitions, ("Definitions", "Définitions", "Términos empleados")))
    assert not are_definitions("Roads")


def test_the_next_definition_in_a_line_is_seen() -> None:
    assert is_definition("“Language” includes signs;", "en")
    assert not is_definition("They include those who carry it.", "en")


@pytest.mark.parametrize(
    ("language", "text", "term"),
    [
        ("en", "When referring to wardens, those who resigned are counted.", "wardens"),
        ("en", "The term “wardens” is used for all who keep a bridge.", "wardens"),
        ("fr", "Le terme « gardiens » est employé pour tous ceux qui gardent un pont.", "gardiens"),
        ("es", "El término «guardianes» se utiliza para todos los que guardan un puente.", "guardianes"),
    ],
)
def test_a_document_says_how_it_uses_a_term(language: str, text: str, term: str) -> None:
    assert speaks_of(text, term, language)
    assert not speaks_of(text, "bridge", language)


DESCRIBING = [
    ("en", "The Bridge Fund is a fund of the wardens.", "Bridge Fund", 3),
    ("en", "Bridge pools (i.e. with one toll for all) were discussed.", "bridge pool", 3),
    ("en", "It presented the Bridge Fund, that is, money for paint.", "Bridge Fund", 3),
    ("en", "The Bridge Fund was established to pay for paint.", "Bridge Fund", 2),
    ("en", "The Bridge Fund (BF) consists of seven wardens.", "Bridge Fund", 2),
    ("en", "The aim of the Bridge Fund is to pay for paint.", "Bridge Fund", 2),
    ("en", "It praised the idea of “bridge pools” as a means to share tolls.", "bridge pool", 2),
    ("en", "In its capacity as Friend of the Bridge, Peru spoke.", "Friend of the Bridge", 2),
    ("fr", "Le Fonds des ponts est un organe des gardiens.", "Fonds des ponts", 3),
    ("fr", "Le Fonds des ponts a été créé pour payer la peinture.", "Fonds des ponts", 2),
    ("es", "El Fondo de Puentes es un órgano de los guardianes.", "Fondo de Puentes", 3),
    ("es", "El Fondo de Puentes consiste en siete guardianes.", "Fondo de Puentes", 2),
    ("en", "The treaty names the Bridge Fund, established in 1990, with thanks.", "Bridge Fund", 2),
    ("en", "Bridge pools (i.e. with one toll for all) were discussed.", "pool", 0),  # of a longer term
    ("en", "The Bridge Fund is ready.", "Bridge Fund", 0),
    ("en", "They thanked the Bridge Fund, and left.", "Bridge Fund", 0),
    ("en", "Peru said the Bridge Fund is a good thing.", "Bridge Fund", 0),  # the words of somebody
    ("en", "The tasks of the Bridge Fund were read.", "Bridge Fund", 0),
    ("xx", "The Bridge Fund is a fund of the wardens.", "Bridge Fund", 0),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "term", "how_well"), DESCRIBING)
def test_what_says_what_a_thing_is_is_told_from_what_says_something_of_it(
    language: str, text: str, term: str, how_well: int
) -> None:
    assert describes(text, term, language) == how_well
