"""The files of a source folder, each named once with its part to play, and their bytes when asked for."""

from __future__ import annotations

import hashlib
import os
import stat
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Self

from ingest.errors import SourceFolderError, UnreadableSourceError
from ingest.readers import FORMATS, MAX_BYTES

SIDECARS = (".yaml", ".yml")
SETTLE_SECONDS = 0.2
"""Wait before a file that changed while being read is read once more."""


class FileRole(StrEnum):
    DOCUMENT = "document"
    SIDECAR = "sidecar"
    """Metadata for the document of the same stem beside it."""
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One entry of a source folder."""

    path: Path
    name: str
    """Relative to the folder, with slashes, safe to show: what cannot be printed is escaped."""
    role: FileRole
    reason: str = ""
    """Why it is ignored or refused: a code."""
    size: int = 0
    mtime_ns: int = 0
    sidecar: Path | None = None
    """Of a document: the metadata file beside it."""


def scan(root: Path) -> tuple[SourceFile, ...]:
    """Every file under `root`, sorted by name, each exactly once; nothing is opened and no link followed.

    `root` may be a single file. Raises SourceFolderError when it is missing, cannot be listed or holds no
    file at all: that is an unmounted share more often than a wish.
    """
    try:
        mode = root.stat().st_mode
    except OSError as error:
        raise SourceFolderError("missing", show_name(str(root))) from error
    found = tuple(_walk(root)) if stat.S_ISDIR(mode) else _single(root)
    if not found:
        raise SourceFolderError("empty", show_name(str(root)))
    return tuple(sorted(found, key=lambda file: (file.name, os.fsencode(file.path))))


def load(file: SourceFile) -> bytes:
    """The bytes of a document or sidecar, the same from the first to the last.

    Raises UnreadableSourceError: `vanished`, `unreadable`, `too_large`, or `changing` when the file was
    still being written at the second attempt.
    """
    for attempt in range(2):
        if attempt:
            time.sleep(SETTLE_SECONDS)
        data = _read_steadily(file)
        if data is not None:
            return data
    raise UnreadableSourceError("changing", file.name)


def show_name(name: str) -> str:
    """A file name as it can be shown and stored: NFC, with bytes that are no UTF-8 and control or invisible
    characters written as escapes."""
    decoded = os.fsencode(name).decode("utf-8", errors="backslashreplace")
    composed = unicodedata.normalize("NFC", decoded)
    return "".join(
        _escape(c) if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" else c for c in composed
    )


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@dataclass(frozen=True, slots=True)
class _Beside:
    """The names in one folder."""

    names: frozenset[str]
    documented: frozenset[str]
    """Stems of the documents: each may have a sidecar."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        listed = frozenset(names)
        return cls(listed, frozenset(PurePosixPath(name).stem for name in listed if _is_document(name)))


def _walk(root: Path) -> Iterator[SourceFile]:
    """Folder by folder, without recursion: a deep tree must not end the run."""
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            if folder == root:
                raise SourceFolderError("unreadable_folder", show_name(str(root))) from None
            yield _named(root, folder, FileRole.REFUSED, "unreadable_folder")
            continue
        beside = _Beside.of(entry.name for entry in entries)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                pending.append(Path(entry.path))
            else:
                yield _classify(root, Path(entry.path), beside)


def _single(path: Path) -> tuple[SourceFile, ...]:
    """A file named by itself, with its sidecar beside it."""
    beside = _Beside.of(entry.name for entry in path.parent.iterdir())
    file = _classify(path.parent, path, beside)
    if file.role is FileRole.DOCUMENT and file.sidecar is not None:
        return file, _classify(path.parent, file.sidecar, beside)
    return (file,)


def _classify(root: Path, path: Path, beside: _Beside) -> SourceFile:
    name = path.name
    try:
        status = path.lstat()
    except OSError:
        return _named(root, path, FileRole.REFUSED, "vanished")
    role, reason = _role(name, status.st_mode, beside)
    sidecar = None
    if role is FileRole.DOCUMENT:
        sidecar = next((path.with_name(own) for own in _sidecar_names(name) if own in beside.names), None)
    return _named(root, path, role, reason, status.st_size, status.st_mtime_ns, sidecar)


def _role(name: str, mode: int, beside: _Beside) -> tuple[FileRole, str]:
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
    if stat.S_ISLNK(mode):
        return FileRole.IGNORED, "link"
    if name.startswith("."):
        return FileRole.IGNORED, "hidden"
    if not stat.S_ISREG(mode):
        return FileRole.IGNORED, "special_file"
    if name.startswith("~$") or name.endswith("~") or suffix in (".tmp", ".part", ".crdownload"):
        return FileRole.IGNORED, "temporary"
    if name.lower().startswith("readme") or stem.lower() in ("license", "licence"):
        return FileRole.IGNORED, "about_the_folder"
    if suffix in SIDECARS:
        return (FileRole.SIDECAR, "") if stem in beside.documented else (FileRole.IGNORED, "sidecar_alone")
    if suffix not in FORMATS:
        return FileRole.REFUSED, "unsupported_type"
    return FileRole.DOCUMENT, ""


def _is_document(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in FORMATS and not name.startswith(("~$", "."))


def _sidecar_names(name: str) -> tuple[str, ...]:
    stem = PurePosixPath(name).stem
    return tuple(stem + suffix for suffix in (*SIDECARS, *(suffix.upper() for suffix in SIDECARS)))


def _named(
    root: Path,
    path: Path,
    role: FileRole,
    reason: str = "",
    size: int = 0,
    mtime_ns: int = 0,
    sidecar: Path | None = None,
) -> SourceFile:
    return SourceFile(
        path, show_name(path.relative_to(root).as_posix()), role, reason, size, mtime_ns, sidecar
    )


def _read_steadily(file: SourceFile) -> bytes | None:
    """The bytes, or None when the file changed between the first look and the last."""
    before = _look(file)
    if before.st_size > MAX_BYTES:
        raise UnreadableSourceError("too_large", file.name, f"{before.st_size:,} bytes")
    first = _bytes(file)
    second = hashlib.sha256(_bytes(file)).digest()
    after = _look(file)
    same = (before.st_size, before.st_mtime_ns, before.st_ino) == (
        after.st_size,
        after.st_mtime_ns,
        after.st_ino,
    )
    return first if same and hashlib.sha256(first).digest() == second else None


def _look(file: SourceFile) -> os.stat_result:
    try:
        status = file.path.lstat()
    except FileNotFoundError as error:
        raise UnreadableSourceError("vanished", file.name) from error
    except OSError as error:
        raise UnreadableSourceError("unreadable", file.name, error.strerror or "") from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableSourceError("vanished", file.name, "no longer a regular file")
    return status


def _bytes(file: SourceFile) -> bytes:
    """What the file holds now; neither a link put in its place is followed nor a pipe waited for."""
    try:
        handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise UnreadableSourceError("vanished", file.name) from error
    except OSError as error:
        raise UnreadableSourceError("unreadable", file.name, error.strerror or "") from error
    with os.fdopen(handle, "rb") as stream:
        try:
            return stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise UnreadableSourceError("unreadable", file.name, error.strerror or "") from error
