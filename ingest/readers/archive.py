"""A zip file looked through before anything opens it: sizes counted while reading, declarations refused."""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from contextlib import suppress
from xml.parsers import expat

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
    target = io.BytesIO()
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(target, "w") as checked:
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
    return target.getvalue()


def _leads_out(entry: str) -> bool:
    return entry.startswith(("/", "\\")) or ":" in entry or ".." in entry.replace("\\", "/").split("/")


def _expand(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str) -> bytes:
    pieces, size, declared = [], 0, entry.file_size
    # zipfile stops at the size the directory names; told a larger one it shows what there really is.
    unbounded = copy.copy(entry)
    unbounded.file_size = 1 << 62
    with archive.open(unbounded) as stream:
        while piece := stream.read(_STEP):
            size += len(piece)
            if size > declared:
                raise UnreadableSourceError("archive_limits", name, f"{entry.filename} is larger than stated")
            is_bomb = size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(1, entry.compress_size)
            if is_bomb or size > min(left, MAX_ENTRY_BYTES):
                raise UnreadableSourceError(
                    "archive_limits", name, f"{entry.filename} expands beyond the limit"
                )
            pieces.append(piece)
    return b"".join(pieces)


def _check_declarations(content: bytes, name: str) -> None:
    """Office programs write no DOCTYPE; one can pull in files or blow up to gigabytes.

    Read by a parser, in whatever coding; it can only stand before the first element, so no more is read.
    """

    def refuse(*_: object) -> None:
        raise UnreadableSourceError("xml_entities", name)

    def stop(*_: object) -> None:
        raise _FirstElement

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    with suppress(expat.ExpatError, _FirstElement):  # what is no XML has no declarations either
        parser.Parse(content, True)


class _FirstElement(Exception):
    """The part has begun: nothing is declared after this."""
