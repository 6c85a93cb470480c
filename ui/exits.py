"""What the command line returns to the shell, and which failure leads to which code."""

from __future__ import annotations

import errno
from enum import IntEnum


class Exit(IntEnum):
    OK = 0
    """Also when the answer is that nothing was found."""
    REGRESSED = 1
    """The evaluation got worse, or a question asked again got another answer."""
    USAGE = 2
    """Wrong arguments, wrong settings, a missing or empty folder."""
    REFUSED = 3
    """Finished; some files were refused."""
    INDEX = 4
    """No index, a damaged one, or one built with another embedding model."""
    LOCKED = 5
    STORAGE = 6
    """No space left, or the data directory cannot be written."""
    INTERNAL = 70
    INTERRUPTED = 130


class UsageError(Exception):
    """What was asked for cannot be meant; the message says what to change."""


STORAGE_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM})


def exit_code(error: BaseException) -> Exit:
    """The first row of the table that fits; an error nobody foresaw is INTERNAL."""
    from evals.errors import RefusedError

    if isinstance(error, OSError) and error.errno in STORAGE_ERRNOS:
        return Exit.STORAGE
    if isinstance(error, RefusedError):
        return _of_refusal(error.status, error.code)
    for kinds, code in _table():
        if isinstance(error, kinds):
            return code
    return Exit.INTERNAL


def _of_refusal(status: int, code: str) -> Exit:
    """What a server's refusal would have been here."""
    if code.startswith("index_"):
        return Exit.INDEX
    return Exit.USAGE if 400 <= status < 500 else Exit.INTERNAL


def _table() -> tuple[tuple[tuple[type[BaseException], ...], Exit], ...]:
    from assistant.errors import AssistantError, ConfigurationError, FilterError
    from evals.errors import EvaluationError
    from index import errors as index
    from ingest.errors import IngestError, LocatorError, SourceFolderError

    return (
        ((KeyboardInterrupt,), Exit.INTERRUPTED),
        ((UsageError, ConfigurationError, FilterError, EvaluationError, LocatorError), Exit.USAGE),
        (
            (
                index.SourceMissingError,
                index.MassRemovalError,
                index.MixedCollectionError,
                index.ModelUnusableError,
                index.UnknownDocumentError,
                SourceFolderError,
            ),
            Exit.USAGE,
        ),
        ((index.IndexMissingError, index.IndexUnusableError), Exit.INDEX),
        ((index.LockHeldError,), Exit.LOCKED),
        ((index.StoreNotWritableError,), Exit.STORAGE),
        ((IngestError,), Exit.REFUSED),
        ((AssistantError,), Exit.INTERNAL),
    )
