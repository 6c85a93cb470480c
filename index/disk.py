"""A disk that is full or read-only, told apart from every other failure, whichever library meets it."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
from pathlib import Path

ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
# As SQLite, Chroma (which passes on what its own SQLite and the system say) and NumPy word it.
WORDS = re.compile(
    r"disk is full|readonly database|read-only file ?system|no space left|quota exceeded|file too large"
    r"|disk I/O error|\(code: (?:8|10|13|778|1032)\)|os error (?:27|28|30|122)\b"
    r"|\d requested and \d+ written",
    re.IGNORECASE,
)
LITTLE = 64 * 1024
"""Free bytes below which any failure while writing is taken for a full disk."""


def disk_fault(error: BaseException, folder: Path) -> str | None:
    """What the disk refused, in the words of whoever met it; None when something else went wrong."""
    if isinstance(error, OSError) and error.errno in ERRNOS:
        return error.strerror
    of_a_library = isinstance(error, OSError | sqlite3.OperationalError) or _is_chromas(error)
    if of_a_library and WORDS.search(str(error)):
        return str(error)
    if of_a_library and not isinstance(error, FileNotFoundError) and _is_full(folder):
        return f"no space left on device: {error}"
    return None


def _is_chromas(error: BaseException) -> bool:
    """Its errors and those of its Rust part, which share no base and whose module may not be imported."""
    module = type(error).__module__.partition(".")[0]
    return module in ("chromadb", "chromadb_rust_bindings", "pyo3_runtime")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LITTLE
    except OSError:
        return False
