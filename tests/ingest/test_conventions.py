"""The Convention in two languages: every provision is there once, and every way of writing it leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.documents import Document, Unit, UnitKind
from ingest.locator import Locator, find_all
from tests.ingest.trees import read

LANGUAGES = ["en", "fr"]

PARAGRAPHS = {
    1: 3, 2: 15, 3: 8, 4: 8, 5: 2, 6: 12, 7: 3, 8: 6, 9: 0, 10: 2, 11: 3, 12: 3, 13: 5, 14: 3, 15: 0, 16: 3,
    17: 2, 18: 0, 19: 0, 20: 3, 21: 4, 22: 0, 23: 0,
}  # fmt: skip
"""Numbered paragraphs of each article; 0 is one paragraph without a number, cited as the article alone."""

LAST_POINT = {
    (1, 1): "c", (2, 2): "c", (3, 4): "f", (4, 1): "c", (4, 2): "e", (4, 4): "b", (4, 6): "i", (5, 2): "h",
    (6, 11): "f", (7, 1): "n", (11, 1): "f", (12, 2): "c", (21, 4): "d",
}  # fmt: skip
ROMAN_POINTS = {(2, 2, "c"): ("i", "ii", "iii", "iv", "v")}
RECITALS = 20
"""Between 'The States Parties to this Convention,' and 'Have agreed as follows:'."""

# {a} article, {p} paragraph, {l} letter of the point, {s} roman number of the sub-point
ARTICLES = """
Article {a} | article {a} | ARTICLE {a} | Art. {a} | art. {a} | Art {a} | art.{a} | the article {a}
article {a} of the Convention | Article {a} of the Convention on Cluster Munitions | Article {a} CCM
l'article {a} | l’article {a} | de l'article {a} | Article {a} de la Convention | à l'article {a}
Article {a} de la présente Convention | artículo {a} | el artículo {a} | Artículo {a} de la Convención
del artículo {a}
"""
NUMBERED = """
Article {a}({p}) | Art. {a}({p}) | Article {a} ({p}) | {a}({p}) | article {a}, paragraph {p}
article {a} paragraph {p} | article {a}, paragraph {p}, of the Convention | article {a}, para. {p}
article {a} para {p} | Article {a}, paragraph ({p}) | paragraph {p} of article {a} | para. {p} of Article {a}
paragraph {p} of Article {a} of the Convention | Article {a}.{p} | art. {a}.{p} | article {a}:{p}
Art. {a} § {p} | Art. {a} §{p} | art. {a} par. {p} | art. {a}, par. {p} | l'article {a}, paragraphe {p}
article {a}, paragraphe {p}, de la Convention | paragraphe {p} de l'article {a} | article {a} al. {p}
le paragraphe {p} de l’article {a} | artículo {a}, párrafo {p} | artículo {a}, párr. {p} | Artículo {a}.{p}
párrafo {p} del artículo {a} | el párrafo {p} del artículo {a} | artículo {a}, apartado {p}
apartado {p} del artículo {a}
"""
LETTERED = """
Article {a}({p})({l}) | Art. {a}({p})({l}) | Art {a}({p})({l}) | art. {a} ({p}) ({l}) | {a}({p})({l})
ARTICLE {a}({p})({l}) | {a} ({p}) ({l}) | article {a}, paragraph {p} ({l}) | article {a}, paragraph {p}({l})
article {a}, paragraph {p} ({l}), of the Convention | Article {a}, para. {p} ({l}) | Article {a}.{p}({l})
paragraph {p} ({l}) of article {a} | paragraph {p}({l}) of Article {a} of the Convention | Article {a}.{p}.{l}
Article {a}, paragraph {p}, point ({l}) | Article {a}, paragraph {p}, subparagraph ({l})
Article {a} {p}({l}) | Article {a}, paragraph {p}, sub-paragraph ({l})
subparagraph ({l}) of paragraph {p} of Article {a} | point ({l}) of paragraph {p} of article {a}
Article {a}, paragraph {p}, letter {l} | Article {a}, {p}({l})
Art {a} {p} ({l}) | art. {a} par. {p} let. {l} | art. {a}, par. {p}, let. {l}) | Art. {a} § {p} ({l})
l'article {a}, paragraphe {p} {l}) | l’article {a}, paragraphe {p}, {l}) | article {a} {p} {l})
article {a}, {p} {l}) | article {a} § {p} {l}) | article {a}, paragraphe {p}, alinéa {l})
article {a}, par. {p}, al. {l}) | l'alinéa {l}) du paragraphe {p} de l'article {a}
paragraphe {p} {l}) de l'article {a} | article {a}, paragraphe {p} {l}), de la Convention
article {a}, paragraphe {p}, lettre {l} | article {a}, paragraphe {p}, point {l})
artículo {a}, párrafo {p} {l}) | artículo {a}, párrafo {p}, {l}) | artículo {a}.{p}.{l}
artículo {a}, párrafo {p}, inciso {l}) | artículo {a}, apartado {p} {l}) | párrafo {p} {l}) del artículo {a}
artículo {a}, párrafo {p}, apartado {l}) | artículo {a}, párrafo {p}, literal {l})
apartado {l}) del párrafo {p} del artículo {a} | inciso {l}) del párrafo {p} del artículo {a}
"""
ROMAN = """
Article {a}({p})({l})({s}) | art. {a} ({p}) ({l}) ({s}) | {a}({p})({l})({s}) | Article {a}.{p}({l})({s})
article {a}, paragraph {p} ({l}) ({s}) | paragraph {p} ({l}) ({s}) of article {a}
Article {a}, paragraph {p}, subparagraph ({l}) ({s})
Article {a}, paragraph {p}, subparagraph ({l}), point ({s})
l'article {a}, paragraphe {p} {l}) {s}) | article {a}, paragraphe {p}, alinéa {l}) {s})
sous-alinéa {s}) de l'alinéa {l}) du paragraphe {p} de l'article {a}
artículo {a}, párrafo {p} {l}) {s}) | artículo {a}, párrafo {p} {l}), inciso {s})
"""


def spellings(table: str) -> list[str]:
    return [form.strip() for line in table.strip().splitlines() for form in line.split("|")]


SPELLINGS = {1: spellings(ARTICLES), 2: spellings(NUMBERED), 3: spellings(LETTERED), 4: spellings(ROMAN)}


def provisions() -> dict[Locator, tuple[str, ...]]:
    """Every provision of the Convention, as its text numbers them."""
    found: list[tuple[str, ...]] = []
    for article, paragraphs in PARAGRAPHS.items():
        found.append((str(article),))
        for paragraph in range(1, paragraphs + 1):
            found.append((str(article), str(paragraph)))
            for letter in "abcdefghijklmnop"[: ord(LAST_POINT.get((article, paragraph), "`")) - 96]:
                found.append((str(article), str(paragraph), letter))
                for roman in ROMAN_POINTS.get((article, paragraph, letter), ()):
                    found.append((str(article), str(paragraph), letter, roman))
    levels = ("article", "para", "point", "subpoint")
    return {Locator(tuple(zip(levels, numbers, strict=False))): numbers for numbers in found}


@pytest.fixture(scope="module")
def conventions(test_data: Path) -> dict[str, Document]:
    return {code: read(test_data / "corpus" / f"ccm-convention-{code}.md") for code in LANGUAGES}


def by_place(document: Document) -> dict[Locator, Unit]:
    return {unit.locator: unit for unit in document.units}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_provision_of_the_convention_stands_once_under_its_number(
    conventions: dict[str, Document], language: str
) -> None:
    document = conventions[language]
    inside = [unit.locator for unit in document.units if unit.locator.steps[0][0] == "article"]
    numbered = [locator for locator in inside if locator.level != "unnumbered"]
    assert numbered == list(provisions())
    assert len(PARAGRAPHS) == 23


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_of_one_paragraph_is_its_text_and_any_other_its_heading(
    conventions: dict[str, Document], language: str
) -> None:
    places = by_place(conventions[language])
    for article, paragraphs in PARAGRAPHS.items():
        kind = places[Locator((("article", str(article)),))].kind
        alone = paragraphs == 0 or article == 2  # article 2 opens with words that lead into its paragraphs
        assert kind is (UnitKind.PARAGRAPH if alone else UnitKind.HEADING), article


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preamble_has_its_recitals(conventions: dict[str, Document], language: str) -> None:
    preamble = [unit for unit in conventions[language].units if unit.kind is UnitKind.PREAMBLE]
    assert len(preamble) == 1 + RECITALS + 1
    assert [unit.locator.number for unit in preamble[1:]] == [str(n) for n in range(1, RECITALS + 2)]


def test_both_languages_have_the_same_places(conventions: dict[str, Document]) -> None:
    english, french = ([unit.locator for unit in conventions[code].units] for code in LANGUAGES)
    assert english == french


def test_the_words_at_a_place_open_with_its_number(conventions: dict[str, Document]) -> None:
    for document in conventions.values():
        for locator, numbers in provisions().items():
            words = by_place(document)[locator].span.of(document.text).removeprefix("(")
            if len(numbers) > 1:
                assert words.startswith((f"{numbers[-1]}.", f"{numbers[-1]})")), locator


def test_every_spelling_leads_to_the_same_words(conventions: dict[str, Document]) -> None:
    assert sum(map(len, SPELLINGS.values())) >= 60
    for locator, numbers in provisions().items():
        values = dict(zip("apls", numbers, strict=False))
        for spelling in SPELLINGS[len(numbers)]:
            written = spelling.format(**values)
            assert Locator.parse(written) == locator, written
            assert [mention.locator for mention in find_all(f"« {written} »")] == [locator], written
        for document in conventions.values():
            assert by_place(document)[locator].span.of(document.text)
