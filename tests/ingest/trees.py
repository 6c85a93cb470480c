"""Reading a file with its sidecar, and its outline as text, for golden files."""

from __future__ import annotations

from pathlib import Path

from ingest.documents import Document
from ingest.read import read_document

CORPUS = Path(__file__).parents[1] / "corpus"


def outline(document: Document) -> str:
    lines = [
        f"{unit.kind.value} | {unit.locator} | {' > '.join(unit.heading)} | {','.join(unit.footnotes)} | "
        f"{unit.span.of(document.text)[:60]}"
        for unit in document.units
    ]
    return "\n".join(lines) + "\n"


def read(path: Path) -> Document:
    sidecar = path.with_suffix(".yaml")
    return read_document(path.read_bytes(), path.name, sidecar.read_bytes() if sidecar.exists() else None)
