"""One line of JSON for each question, where the operator wants it: enough to look at it and to ask again."""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count, zip_longest
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant.record import Record, as_json
from assistant.schemas import AskReply, AskRequest
from assistant.settings import Settings
from index.database import make_folder
from index.errors import StoreNotWritableError
from index.state import now

log = logging.getLogger(__name__)

VERSION = 1
"""Of the lines; fields are only ever added."""
LARGEST = 64 * 2**20
"""Bytes of one file."""
FILES = 4
"""Kept of them; the oldest questions go when a fifth would begin."""
WAIT_SECONDS = 2.0
"""For another process that writes its line; an answer is not kept waiting longer."""


def decisive(settings: Settings) -> dict[str, str]:
    """The settings that may change an answer."""
    names = ("embedding_model", "language", "question_languages", "reranker", "public_url")
    return {name: getattr(settings, name) for name in names}


@dataclass(frozen=True, slots=True)
class Trace:
    """How one question was answered, or that it failed."""

    request: dict[str, Any]
    settings: dict[str, str]
    """See `decisive`."""
    milliseconds: dict[str, float]
    """What each step took, by its name."""
    noted: dict[str, Any]
    """What was understood, found, chosen and checked, by the name the pipeline gave it."""
    reply: dict[str, Any] | None
    error: str | None = None
    """Where there is no reply: the kind of failure."""
    at: str = field(default_factory=now)

    @property
    def id(self) -> str:
        """Of the reply; empty where there is none."""
        return str((self.reply or {}).get("id", ""))

    @classmethod
    def of(
        cls,
        request: AskRequest,
        settings: dict[str, str],
        record: Record,
        outcome: AskReply | Exception,
    ) -> Trace:
        record.end()
        reply = outcome.model_dump(mode="json") if isinstance(outcome, AskReply) else None
        return cls(
            request=request.model_dump(mode="json"),
            settings=settings,
            milliseconds={name: round(took, 2) for name, took in record.milliseconds.items()},
            noted=as_json(record.noted),
            reply=reply,
            error=None if reply else type(outcome).__name__,
        )

    def as_line(self) -> str:
        """ASCII alone: what a question holds cannot act on a terminal."""
        return json.dumps({"trace": VERSION, "id": self.id, **asdict(self)}, separators=(",", ":"))

    @classmethod
    def from_line(cls, line: bytes) -> Trace:
        """Raises ValueError or TypeError for what is no line of ours."""
        read = json.loads(line)
        return cls(**{name: read.get(name) for name in cls.__dataclass_fields__})


class TraceFile:
    """The traces of a data directory, in files that are cut by size. Any local process may write."""

    def __init__(self, data_dir: Path, largest: int = LARGEST, files: int = FILES) -> None:
        self._folder, self._largest, self._files = data_dir / "traces", largest, files
        self._failing = False

    def keep(self, trace: Trace) -> None:
        """Append one line, whole or not at all. Never raises: an answer is worth more than its trace."""
        try:
            line = trace.as_line().encode() + b"\n"
            make_folder(self._folder)
            with FileLock(self._folder / "lock", timeout=WAIT_SECONDS, mode=0o600):
                self._make_room(len(line))
                _append(self._path(0), line)
        except (OSError, Timeout, StoreNotWritableError) as error:
            if not self._failing:  # once, not with every question
                log.warning("questions are not being kept: %s", error)
            self._failing = True
        else:
            self._failing = False

    def newest_first(self) -> Iterator[Trace]:
        """Every trace that can be read; a damaged line is passed over."""
        for number in range(self._files):
            try:
                lines = self._path(number).read_bytes().splitlines()
            except FileNotFoundError:
                continue
            for line in reversed(lines):
                try:
                    yield Trace.from_line(line)
                except (ValueError, TypeError, AttributeError):
                    log.warning("%s holds a damaged line", self._path(number).name)

    def find(self, reply_id: str) -> Trace | None:
        """The newest with this reply."""
        return next((trace for trace in self.newest_first() if trace.id == reply_id), None)

    def _path(self, number: int) -> Path:
        return self._folder / (f"questions.{number}.jsonl" if number else "questions.jsonl")

    def _make_room(self, needed: int) -> None:
        """Where the line would make the file too large, it becomes the first of the older ones."""
        try:
            if self._path(0).stat().st_size + needed <= self._largest:
                return
        except FileNotFoundError:
            return
        for number in range(self._files - 1, 0, -1):
            if self._path(number - 1).exists():
                self._path(number - 1).replace(self._path(number))


def _append(path: Path, line: bytes) -> None:
    """One write at the end of the file. Raises OSError, the file as it was before, when it does not fit."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line  # the machine went down within the last line
        if os.write(handle, line) < len(line):
            os.ftruncate(handle, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    finally:
        os.close(handle)


_MISSING = object()


def first_difference(kept: Any, again: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """Where the second first differs from the first, and both values there; None when they are the same.

    The order of fields counts, as it does in the bytes of a reply; a value that is missing is None.
    """
    if isinstance(kept, dict) and isinstance(again, dict) and list(kept) == list(again):
        pairs = ((f"{path}.{name}".lstrip("."), kept[name], again[name]) for name in kept)
    elif isinstance(kept, list) and isinstance(again, list):
        both = zip_longest(kept, again, fillvalue=_MISSING)
        pairs = ((f"{path}[{number}]", one, other) for number, (one, other) in zip(count(), both))
    elif type(kept) is type(again) and kept == again and not isinstance(kept, dict):
        return None
    else:
        return path, None if kept is _MISSING else kept, None if again is _MISSING else again
    return next(filter(None, (first_difference(one, other, place) for place, one, other in pairs)), None)
