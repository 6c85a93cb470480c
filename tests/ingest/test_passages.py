"""What travels with a passage, and how long a passage may grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.documents import Document, Passage, Role
from ingest.errors import UnreadableSourceError
from ingest.passages import LONG_FOOTNOTE, cut
from ingest.read import read_document
from tests.ingest.trees import read

LONGEST = 2500


def with_footnotes(*notes: str) -> Document:
    marked = " ".join(f"State {number} spoke.[^{number}]" for number in range(1, len(notes) + 1))
    lines = ["# Report", "", marked, "", *(f"[^{number}]: {note}" for number, note in enumerate(notes, 1))]
    return read_document("\n".join(lines).encode(), "report.md")


def footnotes_of(passage: Passage) -> list[str]:
    return [a.locator.number for a in passage.attached if a.role is Role.FOOTNOTE]


def test_a_short_footnote_always_travels_with_its_paragraph() -> None:
    passage = cut(with_footnotes(*[f"Chad and Mali, {'see the annex, ' * 8}{n}." for n in range(12)]))[1]
    assert footnotes_of(passage) == [str(number) for number in range(1, 13)]


def test_long_footnotes_travel_while_there_is_room_and_are_passages_of_their_own() -> None:
    document = with_footnotes(*["It would have preferred other words. " * 16] * 8, "Chad and Mali.")
    passages = cut(document)
    assert footnotes_of(passages[1]) == ["1", "9"]
    assert len(passages[1].text(document.text)) < LONGEST
    alone = [p for p in passages if p.body.of(document.text).startswith("It would")]
    assert len(alone) == 8


def real_documents(test_data: Path) -> list[Document]:
    documents = []
    for folder in ("corpus", "files"):
        for path in sorted((test_data / folder).iterdir()):
            if path.suffix != ".yaml":
                try:
                    documents.append(read(path))
                except UnreadableSourceError:
                    continue
    return documents


@pytest.mark.timeout(180)
def test_no_passage_of_the_real_documents_is_too_long_to_read(test_data: Path) -> None:
    documents = real_documents(test_data)
    assert len(documents) > 15
    for document in documents:
        whole = {unit.locator: unit.span for unit in document.units}
        passages = cut(document)
        bodies = {passage.body for passage in passages}
        for passage in passages:
            assert len(passage.text(document.text)) <= LONGEST, f"{document.source} {passage.locator}"
            for number in set(_marked_long(document, passage)) - set(footnotes_of(passage)):
                spans = [span for locator, span in whole.items() if locator.number == number]
                assert any(span.contains(body) for span in spans for body in bodies)


def _marked_long(document: Document, passage: Passage) -> list[str]:
    """Numbers of the long footnotes marked in a unit of the passage."""
    marked = {
        number for unit in document.units if passage.body.contains(unit.span) for number in unit.footnotes
    }
    return [
        unit.locator.number
        for unit in document.units
        if unit.kind.value == "footnote"
        and unit.locator.number in marked
        and unit.span.end - unit.span.start > LONG_FOOTNOTE
    ]
