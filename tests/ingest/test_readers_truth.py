"""Real files against texts checked by people: words, footnotes, articles and the pages they stand on."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from ingest.clean import lower_mark
from ingest.documents import Document, Segment, UnitKind
from ingest.errors import UnreadableSourceError
from ingest.read import read_document

LIKE = 0.995
"""Similarity every paragraph must reach."""
LETTERS = re.compile(r"\W")
AGREEMENT = "un-bbnj-agreement"
RESOLUTION = "un-a-res-78-272-en"

OUTCOMES = {
    "derived-a-res-78-272-en.html": "read",
    "un-a-l-632-1971-scan-en.pdf": "unreadable_text_layer",
    "un-a-res-73-8-en.pdf": "read",
    "un-a-res-78-272-en.pdf": "read",
    "un-bbnj-agreement-ar.pdf": "unreadable_text_layer",
    "un-bbnj-agreement-en.pdf": "read",
    "un-bbnj-agreement-es.pdf": "read",
    "un-bbnj-agreement-fr.pdf": "headings_unreadable",
    "un-bbnj-agreement-ru.pdf": "unreadable_text_layer",
    "un-bbnj-agreement-zh.pdf": "unreadable_text_layer",
    "un-bbnj-prepcom-report-2026-en.pdf": "read",
    "un-dhl-index-to-proceedings-a72-list.docx": "read",
}
"""'read' without a warning, the warning it is read with, or the code it is refused with."""

PAGES = {
    "en": {
        1: 4, 2: 6, 3: 6, 4: 6, 5: 6, 6: 7, 7: 7, 12: 11, 17: 18, 18: 18, 22: 22, 46: 44, 47: 44, 54: 53,
        55: 53, 56: 53, 57: 53,
    },
    "es": {
        2: 6, 3: 6, 8: 9, 9: 9, 22: 24, 35: 38, 36: 38, 41: 43, 42: 43, 53: 56, 54: 56, 55: 56, 62: 60,
        63: 60, 64: 60, 65: 60, 75: 64, 76: 64,
    },
}  # fmt: skip
"""Article -> page of the file, as seen on the pages."""


@cache
def read(path: Path) -> Document:
    return read_document(path.read_bytes(), path.name)


def words(text: str) -> list[str]:
    """Words and punctuation marks, footnote marks as plain figures."""
    return re.findall(r"\w+|[^\w\s]", lower_mark(text))


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, words(one), words(other), autojunk=False).ratio()


def body(document: Document) -> str:
    notes = [unit.span.start for unit in document.units if unit.kind is UnitKind.FOOTNOTE]
    return document.text[: min(notes, default=len(document.text))]


def side_by_side(checked: Sequence[str], lines: list[str]) -> Iterator[tuple[str, str]]:
    """Each checked paragraph with the lines of ours that stand for it, in order, none left out.

    The checked texts have a heading and the line below it in one paragraph, so several lines may stand for
    one; where they cut a sentence of ours in two, its two parts are compared with it as one.
    """
    pending = ""
    for paragraph in checked:
        pending = f"{pending} {paragraph}".strip()
        wanted, count, total = len(words(pending)), 0, 0
        for line in lines:
            longer = total + len(words(line))
            if abs(longer - wanted) > abs(total - wanted):
                break
            count, total = count + 1, longer
        ours = " ".join(lines[:count])
        if pending == paragraph and likeness(pending, ours) < LIKE:
            continue  # perhaps cut in two
        del lines[:count]
        yield pending, ours
        pending = ""
    assert not pending
    assert not lines


def checked_paragraphs(path: Path) -> list[str]:
    found = (" ".join(part.split()) for part in path.read_text(encoding="utf-8").split("\n\n"))
    return [part for part in found if part]


def without_foot_of_page(paragraph: str, document: Document) -> str:
    """The checked paragraph without the footnotes and running heads it has between two pages."""
    for unit in document.units:
        if unit.kind is UnitKind.FOOTNOTE:
            number = str(unit.locator).split()[-1]
            paragraph = paragraph.replace(f"{number} {unit.span.of(document.text)}", " ")
    paragraph = re.sub("_{6,}", " ", paragraph)
    head = [str(document.metadata.symbol), document.metadata.title]
    for running in (" ".join(head), " ".join(reversed(head))):
        paragraph = paragraph.replace(running, " ")
    return " ".join(paragraph.split())


def test_every_file_is_read_or_refused_as_it_deserves(test_data: Path) -> None:
    found = {}
    for path in sorted((test_data / "files").iterdir()):
        try:
            found[path.name] = " ".join(read(path).warnings) or "read"
        except UnreadableSourceError as refused:
            found[path.name] = refused.code
    assert found == OUTCOMES


@pytest.mark.parametrize("name", [f"{AGREEMENT}-en", f"{AGREEMENT}-es", RESOLUTION])
def test_every_paragraph_is_that_of_the_checked_text(test_data: Path, name: str) -> None:
    document = read(test_data / "files" / f"{name}.pdf")
    checked = [without_foot_of_page(p, document) for p in checked_paragraphs(test_data / f"truth/{name}.txt")]
    pairs = [*side_by_side(checked, body(document).splitlines())]
    assert len(pairs) >= len(checked) - 1
    low = [(truth, ours) for truth, ours in pairs if likeness(truth, ours) < LIKE]
    assert low == []


def test_every_footnote_stands_outside_its_paragraph(test_data: Path) -> None:
    document = read(test_data / "files" / f"{RESOLUTION}.pdf")
    checked = " ".join(checked_paragraphs(test_data / f"truth/{RESOLUTION}.txt"))
    notes = {
        str(unit.locator).split()[-1]: unit.span.of(document.text)
        for unit in document.units
        if unit.kind is UnitKind.FOOTNOTE
    }
    assert list(notes) == ["1", "2", "3", "4", "5", "6"]
    for number, text in notes.items():
        assert checked.count(f"{number} {text}") == 1
        assert text not in body(document)
    marked = [number for unit in document.units for number in unit.footnotes]
    assert marked == list(notes)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_article_is_found_with_its_words(test_data: Path, language: str) -> None:
    document = read(test_data / "files" / f"{AGREEMENT}-{language}.pdf")
    structure = json.loads(
        (test_data / "truth" / f"{AGREEMENT}-{language}.structure.json").read_text("utf-8")
    )
    articles = [unit for unit in structure["units"] if unit["number"] is not None]
    assert len(articles) == 78
    for article in articles:
        start = re.search(rf"^{article['label']}$", document.text, re.MULTILINE)
        assert start, article["label"]
        ours, truth = words(document.text[start.start() :]), words(article["text"])
        assert ours[:40] == truth[:40] or ours[: len(truth)] == truth


@pytest.mark.parametrize("language", sorted(PAGES))
def test_articles_stand_on_the_pages_where_people_see_them(test_data: Path, language: str) -> None:
    document = read(test_data / "files" / f"{AGREEMENT}-{language}.pdf")
    found = {}
    for segment in document.segments:
        match = re.fullmatch(r"(?:Article|Artículo) (\d+)", segment.span.of(document.text))
        if match and int(match[1]) in PAGES[language]:
            found[int(match[1])] = segment.page
    assert found == PAGES[language]


@pytest.mark.parametrize("name", [f"{AGREEMENT}-es", RESOLUTION, "un-bbnj-prepcom-report-2026-en"])
def test_every_box_holds_the_words_it_is_given_for(test_data: Path, name: str) -> None:
    """Looked up in the file itself: what stands within the box on that page is what the text says."""
    path = test_data / "files" / f"{name}.pdf"
    document, outside = read(path), []
    with pypdfium2.PdfDocument(path) as pdf:
        by_page = itertools.groupby(document.segments, key=lambda segment: segment.page or 0)
        for number, segments in by_page:
            shown = pdf[number - 1].get_textpage()
            outside += [s for s in segments if not is_within(s, document.text, shown)]
    assert [segment.span.of(document.text) for segment in outside] == []


def is_within(segment: Segment, text: str, shown: pypdfium2.PdfTextPage) -> bool:
    assert segment.box is not None
    found = Counter(LETTERS.sub("", shown.get_text_bounded(*segment.box)))
    ours = Counter(LETTERS.sub("", lower_mark(segment.span.of(text))))
    missing, beyond = (ours - found).total(), (found - ours).total()
    return missing <= 0.02 * ours.total() and beyond <= max(3, 0.02 * ours.total())  # 3: a footnote's mark
