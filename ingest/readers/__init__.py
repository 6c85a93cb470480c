"""One reader a file format, chosen by what the bytes are: bytes in, a Reading out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.blocks import Reading
from ingest.errors import UnreadableSourceError
from ingest.readers.revisions import REVISIONS
from ingest.readers.sniff import Format, sniff

MAX_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 16 * 1024 * 1024
"""Longer than the longest treaty with all its annexes by a factor of ten; above, memory and time run away."""

FORMATS = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".docx": Format.DOCX,
    ".pdf": Format.PDF,
}
"""File name extension -> the format the bytes must then have."""


def current_reader(name: str) -> str | None:
    """Name and revision of the reader that reads a file of this name now; None when none does."""
    expected = FORMATS.get(PurePosixPath(name).suffix.lower())
    return None if expected is None else REVISIONS[expected]


def read(data: bytes, name: str) -> Reading:
    """The blocks of a file. Raises UnreadableSourceError, and nothing else, whatever the bytes are."""
    if not data:
        raise UnreadableSourceError("empty_file", name)
    expected = FORMATS.get(PurePosixPath(name).suffix.lower())
    if expected is None:
        raise UnreadableSourceError("unsupported_type", name)
    if len(data) > (MAX_BYTES if expected in (Format.PDF, Format.DOCX) else MAX_TEXT_BYTES):
        raise UnreadableSourceError("too_large", name, f"{len(data):,} bytes")
    found = sniff(data, name, expected)
    if found is not expected:
        raise UnreadableSourceError("type_mismatch", name, f"named as {expected}, but the bytes are {found}")
    return _reader(expected)(data, name)


def _reader(kind: Format) -> Callable[[bytes, str], Reading]:
    """Readers are imported when first used: their libraries take longer to load than most files to read."""
    match kind:
        case Format.TEXT:
            from ingest.readers.text import read_text

            return read_text
        case Format.MARKDOWN:
            from ingest.readers.text import read_markdown

            return read_markdown
        case Format.HTML:
            from ingest.readers.html import read_html

            return read_html
        case Format.DOCX:
            from ingest.readers.docx import read_docx

            return read_docx
        case Format.PDF:
            from ingest.readers.pdf import read_pdf

            return read_pdf
        case Format.OTHER:
            raise ValueError("no reader for a format we do not know")
