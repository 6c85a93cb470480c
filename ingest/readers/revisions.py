"""Which reader reads a format, and in which revision: what an older one has read is read again."""

from __future__ import annotations

from ingest.readers.sniff import Format

REVISIONS = {
    Format.TEXT: "text/5",
    Format.MARKDOWN: "markdown/5",
    Format.HTML: "html/5",
    Format.DOCX: "docx/5",
    Format.PDF: "pdf/5",
}
"""Raise a revision when the same file gives another text, structure, metadata or passages; all of them when
what the formats share changed."""
