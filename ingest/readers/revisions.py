"""Which reader reads a format, and in which revision: what an older one has read is read again."""

from __future__ import annotations

from ingest.readers.sniff import Format

REVISIONS = {
    Format.TEXT: "text/4",
    Format.MARKDOWN: "markdown/4",
    Format.HTML: "html/4",
    Format.DOCX: "docx/4",
    Format.PDF: "pdf/4",
}
"""Raise a revision when the same file gives another text, structure, metadata or passages; all of them when
what the formats share changed."""
