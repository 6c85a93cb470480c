"""One file read as an ingestion would read it, and told in full; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path, PurePosixPath

from assistant.settings import Settings
from index.sync import read_and_cut
from ingest.documents import Document, Kind, Metadata, Note, Passage, Span, Speech, Unit
from ingest.errors import UnreadableSourceError
from ingest.folder import FileRole, SourceFile, load, scan
from ingest.isolate import Isolated
from ingest.metadata import describe
from ui.exits import UsageError

LEFT_OUT = {
    "about_the_folder": "its name says that it is about the folder",
    "hidden": "its name begins with a dot",
    "link": "it is a link; name the file it leads to",
    "sidecar_alone": "it describes a document that is not beside it",
    "special_file": "it is no ordinary file",
    "temporary": "its name says that it is temporary",
}
"""Why an ingestion passes a file over without a word."""


class Origin(StrEnum):
    """Where a value of the metadata comes from."""

    DOCUMENT = "document"
    SIDECAR = "sidecar"
    FILE_NAME = "file_name"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Inspected:
    """A document, the passages it is cut into, and where each value of its metadata comes from."""

    document: Document
    passages: tuple[Passage, ...]
    origins: Mapping[str, Origin]
    """By field of Metadata."""


def read_alone(path: Path, settings: Settings) -> Inspected:
    """The document as an ingestion would read it, with the sidecar beside it.

    Raises UnreadableSourceError for what an ingestion would refuse, UsageError for what it would not take
    for a document at all.
    """
    if not path.is_file():
        raise UsageError(f"{path} is not a file")
    file, sidecar = _listed(path)
    _require_document(file, settings.read_megabytes * 1_000_000)
    data = load(file)
    beside = load(sidecar) if sidecar is not None else None
    with Isolated(settings.read_seconds) as reader:
        document, passages = reader.call(read_and_cut, data, file.name, beside, None, name=file.name)
        bare = document.metadata
        if beside is not None:
            bare, _ = reader.call(describe, document.text, document.units, file.name, name=file.name)
    return Inspected(document, passages, origins(document, bare))


def _listed(path: Path) -> tuple[SourceFile, SourceFile | None]:
    files = scan(path)
    file = next(file for file in files if file.path == path)
    return file, next((other for other in files if other.path == file.sidecar), None)


def _require_document(file: SourceFile, largest: int) -> None:
    match file.role:
        case FileRole.REFUSED:
            raise UnreadableSourceError(file.reason, file.name)
        case FileRole.SIDECAR:
            raise UsageError(f"{file.name} describes the document beside it; inspect that one")
        case FileRole.IGNORED:
            raise UsageError(f"{file.name} is left out of a collection: {LEFT_OUT[file.reason]}")
    if file.size > largest:
        raise UnreadableSourceError("too_large", file.name, f"{file.size:,} bytes")


def origins(document: Document, bare: Metadata) -> dict[str, Origin]:
    """Where each value comes from; `bare` is what the document says of itself, without a sidecar.

    A sidecar that repeats what the document says has changed nothing: the value counts as read there.
    """
    return {field.name: _origin(field.name, document, bare) for field in fields(Metadata)}


def _origin(field: str, document: Document, bare: Metadata) -> Origin:
    value = getattr(document.metadata, field)
    if value != getattr(bare, field):
        return Origin.SIDECAR
    if value is None or value is Kind.OTHER:
        return Origin.NOT_FOUND
    if field == "title" and _is_file_name(value, document):
        return Origin.FILE_NAME
    return Origin.DOCUMENT


def _is_file_name(title: str, document: Document) -> bool:
    """True for a title made from the name of the file because the text has none."""
    letters = _letters(title)
    return letters == _letters(PurePosixPath(document.source).stem) and letters not in _letters(document.text)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def as_fields(inspected: Inspected) -> dict[str, object]:
    """Everything, for --json; fields are only ever added."""
    document = inspected.document
    return {
        "document_id": document.id,
        "version": document.version,
        "source": document.source,
        "source_sha256": document.source_sha256,
        "reader": document.reader,
        "warnings": document.warnings,
        "metadata": asdict(document.metadata),
        "metadata_from": inspected.origins,
        "characters": len(document.text),
        "units": [_unit(unit) for unit in document.units],
        "speeches": [_speech(speech) for speech in document.speeches],
        "notes": [_note(note) for note in document.notes],
        "passages": [_passage(passage, document.text) for passage in inspected.passages],
    }


def _unit(unit: Unit) -> dict[str, object]:
    return {
        "kind": unit.kind,
        "locator": str(unit.locator),
        "heading": unit.heading,
        "start": unit.span.start,
        "end": unit.span.end,
        "footnotes": unit.footnotes,
        "page": unit.page,
    }


def _speech(speech: Speech) -> dict[str, object]:
    return {**_span(speech.span), "speaker": asdict(speech.speaker), "named": _span(speech.named)}


def _note(note: Note) -> dict[str, object]:
    """A note on the whole document has no start and no end."""
    return {
        "code": note.code,
        "start": note.span.start if note.span else None,
        "end": note.span.end if note.span else None,
        "related": [_span(span) for span in note.related],
        "values": dict(note.values),
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _passage(passage: Passage, text: str) -> dict[str, object]:
    return {
        "passage_id": passage.id,
        "locator": str(passage.locator),
        "heading": passage.heading,
        "start": passage.body.start,
        "end": passage.body.end,
        "attached": [{"role": a.role, "locator": str(a.locator)} for a in passage.attached],
        "speaker": passage.speaker,
        "states": passage.states,
        "page": passage.page,
        "text": passage.text(text),
    }
