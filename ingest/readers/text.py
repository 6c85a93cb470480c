"""Plain text and Markdown files to a Reading."""

from __future__ import annotations

from ingest.blocks import Reading
from ingest.readers.decode import decode
from ingest.readers.markdown import read_blocks
from ingest.readers.notice import finish_reading
from ingest.readers.revisions import REVISIONS
from ingest.readers.sniff import Format


def read_text(data: bytes, name: str) -> Reading:
    """Plain text, which may use a little Markdown: conversions of meeting papers do."""
    return _read(data, name, REVISIONS[Format.TEXT], is_markdown=False)


def read_markdown(data: bytes, name: str) -> Reading:
    return _read(data, name, REVISIONS[Format.MARKDOWN], is_markdown=True)


def _read(data: bytes, name: str, reader: str, is_markdown: bool) -> Reading:
    decoded = decode(data, name)
    blocks, properties = read_blocks(decoded.text, is_markdown)
    properties = (*properties, ("encoding", decoded.encoding))
    return finish_reading(data, name, reader, blocks, properties, decoded.warnings, decoded.text)
