"""How a file would be read: its metadata, outline, passages, footnotes and what the reader noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.settings import Settings
from index.sync import read_and_cut
from ingest.documents import Document, Passage, Role, UnitKind
from ingest.folder import FileRole, SourceFile, load, scan
from ingest.isolate import Isolated
from prompts.words import catalogue, say
from ui.exits import UsageError
from ui.terminal import say_line, show_fields, show_table

SHOWN = 72
"""Characters of a passage in the list of passages."""


def read_alone(path: Path, settings: Settings) -> tuple[Document, tuple[Passage, ...]]:
    """The document as an ingestion would read it, with the sidecar beside it; nothing is stored.

    Raises UnreadableSourceError with its reason in words, UsageError when the path is not a file.
    """
    if not path.is_file():
        raise UsageError(f"{path} is not a file")
    file, sidecar = _listed(path)
    if file.role is not FileRole.DOCUMENT:
        raise UsageError(f"{file.name} is {file.role}: {in_words(file.reason)}")
    data = load(file)
    beside = load(sidecar) if sidecar is not None else None
    with Isolated(settings.read_seconds) as reader:
        return reader.call(read_and_cut, data, file.name, beside, None, name=file.name)


def _listed(path: Path) -> tuple[SourceFile, SourceFile | None]:
    files = scan(path)
    file = next(file for file in files if file.path == path)
    return file, next((other for other in files if other.path == file.sidecar), None)


def in_words(code: str) -> str:
    """A code of the reader as a sentence with its remedy."""
    return say(f"reading.{code}") if f"reading.{code}" in catalogue() else code


def fields_of(document: Document, passages: Sequence[Passage]) -> dict[str, object]:
    """Everything, for --json."""
    return {
        "document_id": document.id,
        "version": document.version,
        "source": document.source,
        "source_sha256": document.source_sha256,
        "reader": document.reader,
        "warnings": document.warnings,
        "metadata": asdict(document.metadata),
        "characters": len(document.text),
        "units": [
            {
                "kind": unit.kind,
                "locator": str(unit.locator),
                "heading": unit.heading,
                "start": unit.span.start,
                "end": unit.span.end,
                "footnotes": unit.footnotes,
                "page": unit.page,
            }
            for unit in document.units
        ],
        "passages": [
            {
                "passage_id": passage.id,
                "locator": str(passage.locator),
                "heading": passage.heading,
                "start": passage.body.start,
                "end": passage.body.end,
                "attached": [{"role": a.role, "locator": str(a.locator)} for a in passage.attached],
                "speaker": passage.speaker,
                "states": passage.states,
                "page": passage.page,
                "text": passage.text(document.text),
            }
            for passage in passages
        ],
    }


def show(document: Document, passages: Sequence[Passage]) -> None:
    """For people: metadata, outline, then a line a passage."""
    footnotes = sum(unit.kind is UnitKind.FOOTNOTE for unit in document.units)
    show_fields(
        {
            **asdict(document.metadata),
            "document": document.id,
            "version": document.version,
            "reader": document.reader,
            "characters": len(document.text),
            "passages": len(passages),
            "footnotes": footnotes,
            "noticed": "\n".join(in_words(code) for code in document.warnings),
        }
    )
    say_line("\nOutline")
    for unit in document.units:
        if unit.kind is UnitKind.HEADING:
            say_line(f"{'  ' * (len(unit.heading) + 1)}{unit.span.of(document.text)}")
    say_line("\nPassages")
    show_table(["place", "footnotes", "speaker", "text"], [_row(document, passage) for passage in passages])


def _row(document: Document, passage: Passage) -> list[object]:
    notes = [a.locator.steps[-1][1] for a in passage.attached if a.role is Role.FOOTNOTE and a.locator.steps]
    text = " ".join(passage.body.of(document.text).split())
    speaker = passage.speaker
    who = (speaker.name or f"speaker {speaker.ordinal}") if speaker else ""
    shortened = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return [passage.locator, ", ".join(notes), who, shortened]
