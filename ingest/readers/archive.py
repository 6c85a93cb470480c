"""A zip file looked through before anything opens it: sizes counted while reading, declarations refused."""

from __future__ import annotations

import io
import zipfile
import zlib

from ingest.errors import UnreadableSourceError

MAX_ENTRIES = 2000
MAX_ENTRY_BYTES = 50 * 1024 * 1024
MAX_TOTAL_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
"""XML packs to a tenth or a twentieth; a bomb to a thousandth."""
RATIO_COUNTS_FROM = 1024 * 1024
"""Small parts that pack well are no threat."""
_STEP = 64 * 1024


def check_archive(data: bytes, name: str) -> bytes:
    """A rewritten copy of the archive with only the parts that are safe to open.

    Entries that lead out of the archive are left out. Raises `archive_limits`, `xml_entities`, `encrypted`
    and `corrupt_docx`. What the directory says of sizes is not believed: bytes are counted.
    """
    copy = io.BytesIO()
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(copy, "w") as checked:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise UnreadableSourceError("archive_limits", name, f"{len(entries):,} entries")
            for entry in {entry.filename: entry for entry in entries}.values():
                if entry.is_dir() or _leads_out(entry.filename):
                    continue
                if entry.flag_bits & 1:
                    raise UnreadableSourceError("encrypted", name)
                content = _expand(archive, entry, MAX_TOTAL_BYTES - total, name)
                total += len(content)
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_declarations(content, name)
                checked.writestr(zipfile.ZipInfo(entry.filename), content)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableSourceError("corrupt_docx", name, str(error)[:200]) from error
    return copy.getvalue()


def _leads_out(entry: str) -> bool:
    return entry.startswith(("/", "\\")) or ":" in entry or ".." in entry.replace("\\", "/").split("/")


def _expand(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str) -> bytes:
    pieces, size = [], 0
    with archive.open(entry) as stream:
        while piece := stream.read(_STEP):
            size += len(piece)
            is_bomb = size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(1, entry.compress_size)
            if is_bomb or size > min(left, MAX_ENTRY_BYTES):
                raise UnreadableSourceError(
                    "archive_limits", name, f"{entry.filename} expands beyond the limit"
                )
            pieces.append(piece)
    return b"".join(pieces)


def _check_declarations(content: bytes, name: str) -> None:
    """Office programs write no DOCTYPE; one can pull in files or blow up to gigabytes."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", errors="replace").encode()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableSourceError("xml_entities", name)
