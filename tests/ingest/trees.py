"""The outline of a document as text, for golden files."""

from __future__ import annotations

from ingest.documents import Document


def outline(document: Document) -> str:
    lines = [
        f"{unit.kind.value} | {unit.locator} | {' > '.join(unit.heading)} | {','.join(unit.footnotes)} | "
        f"{unit.span.of(document.text)[:60]}"
        for unit in document.units
    ]
    return "\n".join(lines) + "\n"
