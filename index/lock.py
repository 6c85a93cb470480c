"""One writer at a time: a kernel lock on the data directory, and who holds it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import LockHeldError, StoreNotWritableError


@contextmanager
def writing(data_dir: Path) -> Iterator[None]:
    """Hold the data directory's only write lock. Raises LockHeldError at once when another process has it.

    The kernel drops the lock with the process, however it ends: a file left behind blocks nobody.
    """
    from filelock import FileLock, Timeout

    holder = data_dir / "ingest.holder"
    lock = FileLock(data_dir / "ingest.lock", timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        pid, since = _read_holder(holder)
        raise LockHeldError(
            f"another ingestion is running in {data_dir}"
            f" (process {pid or 'unknown'}, since {since or 'unknown'});"
            " wait for it to end",
            pid,
            since,
        ) from None
    except OSError as error:
        raise StoreNotWritableError(f"{data_dir} is not writable: {error.strerror}") from error
    try:
        _write_holder(holder)
        yield
    finally:
        for path in (holder, _aside(holder)):
            path.unlink(missing_ok=True)
        lock.release()


def _aside(holder: Path) -> Path:
    return holder.with_suffix(".tmp")


def _write_holder(holder: Path) -> None:
    aside = _aside(holder)
    text = json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")})
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    aside.replace(holder)


def _read_holder(holder: Path) -> tuple[int | None, str | None]:
    """None, None in the instant between taking the lock and saying so."""
    try:
        entry = json.loads(holder.read_text())
        return int(entry["pid"]), str(entry["since"])
    except (OSError, ValueError, KeyError):
        return None, None
