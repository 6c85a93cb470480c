"""What kind of file some bytes are, whatever their name says."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from ingest.errors import UnreadableSourceError


class Format(StrEnum):
    TEXT = "plain text"
    MARKDOWN = "Markdown"
    HTML = "an HTML page"
    DOCX = "a Word document"
    PDF = "a PDF file"
    OTHER = "a file of another type"


_SIGNATURES = (
    b"MZ",
    b"\x7fELF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"RIFF",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"{\\rtf",
    b"%!PS",
    b"SQLite format 3",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\x00asm",
    b"OggS",
    b"ID3",
    b"!<arch>",
)
_WORDY_SIGNATURES = (b"MZ", b"BM", b"RIFF", b"BZh", b"ID3", b"OggS", b"GIF8", b"Rar!")
"""Letters that also begin ordinary words: these count only where a NUL byte follows soon."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PDF_HEAD_BYTES = 1024
"""Where a PDF header must be found: readers accept that much before it."""

_HTML_START = re.compile(
    rb"(?:\s|<!--(?>.*?-->)|<\?xml[^>]*+>)*+<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_START = re.compile(rb"\s*<\?xml\b")
_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def sniff(data: bytes, name: str, expected: Format) -> Format:
    """The format of `data`. `expected` settles what bytes leave open: plain text or Markdown or a bare HTML
    fragment.

    Raises `encrypted` for an Office file with a password, `corrupt_pdf`, `corrupt_docx` for a torso.
    """
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableSourceError("encrypted", name)
        return Format.OTHER
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _inside_zip(data, name, expected)
    if b"%PDF-" in data[:_PDF_HEAD_BYTES] and not _is_text_about_pdf(data):
        return Format.PDF
    if _is_other(data):
        return Format.OTHER
    head = _readable_head(data)
    if _HTML_START.match(head):
        return Format.HTML
    if _XML_START.match(head):
        return Format.OTHER
    return _unmarked(data, name, expected)


def _unmarked(data: bytes, name: str, expected: Format) -> Format:
    """Bytes without any mark of their own are what they are named, if they can be."""
    match expected:
        case Format.TEXT | Format.MARKDOWN | Format.HTML:
            return expected
        case Format.PDF if b"%PDF-".startswith(data) or not data.strip(b"\x00"):
            raise UnreadableSourceError("corrupt_pdf", name, "the file breaks off or holds only zeros")
        case Format.DOCX if _ZIP.startswith(data) or not data.strip(b"\x00"):
            raise UnreadableSourceError("corrupt_docx", name, "the file breaks off or holds only zeros")
    return Format.OTHER if b"\x00" in data[:8000] else Format.TEXT


def _inside_zip(data: bytes, name: str, expected: Format) -> Format:
    """A Word document names its main part in the zip directory; without a directory the file is a torso."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except Exception as error:  # zipfile raises many kinds on broken directories
        if expected is Format.DOCX:
            raise UnreadableSourceError("corrupt_docx", name, "no zip directory") from error
        return Format.OTHER
    return Format.DOCX if "word/document.xml" in names else Format.OTHER


def _is_text_about_pdf(data: bytes) -> bool:
    """A text that quotes the header somewhere in its first lines is no PDF; a PDF has little before it."""
    before = data[: data.index(b"%PDF-")].strip()
    return bool(before) and b"obj" not in data


def _is_other(data: bytes) -> bool:
    for signature in _SIGNATURES:
        if data.startswith(signature):
            return signature not in _WORDY_SIGNATURES or b"\x00" in data[:512]
    return False


def _readable_head(data: bytes) -> bytes:
    """The first kilobytes as ASCII-compatible bytes, so that a page in UTF-16 shows its tags as well."""
    head = data[:4096]
    for mark, encoding in _UTF16_MARKS.items():
        if head.startswith(mark):
            return head.decode(encoding, errors="ignore").encode("utf-8")
    return head.removeprefix(codecs.BOM_UTF8)
