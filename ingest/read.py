"""A file and its sidecar in, a Document out."""

from __future__ import annotations

import hashlib

from ingest.citation import document_id as make_id
from ingest.documents import Document
from ingest.errors import UnreadableSourceError
from ingest.metadata import describe
from ingest.notes import take_notes
from ingest.readers import read
from ingest.speakers import speeches
from ingest.structure import assemble


def read_document(
    data: bytes, name: str, sidecar: bytes | None = None, document_id: str | None = None
) -> Document:
    """Read a file into its text of record and structure.

    `document_id` is the id the document was given when first seen; without it one is made.
    Raises UnreadableSourceError.
    """
    reading = read(data, name)
    text, units, segments = assemble(reading.blocks)
    if not text.strip():
        raise UnreadableSourceError("no_text", name)
    metadata, noticed = describe(text, units, name, sidecar)
    return Document(
        id=document_id or make_id(metadata, name),
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
        text=text,
        units=units,
        metadata=metadata,
        source=name,
        source_sha256=reading.sha256,
        reader=reading.reader,
        segments=segments,
        warnings=(*reading.warnings, *noticed),
        speeches=speeches(text, units, metadata),
        notes=take_notes(text, units, metadata),
    )
