"""What can go wrong in storing and finding.

IndexFault
├── IndexMissingError       nothing published yet: run `treaty-assistant ingest`
├── IndexUnusableError      damaged, of another schema, or built with another embedding model (exit 4)
│   └── ModelMismatchError  the last of these; another generation is no way out
├── LockHeldError           another ingestion is running (exit 5); `.pid`, `.since`
├── StoreNotWritableError   no space left or read-only (exit 6)
├── SourceMissingError      the source folder is missing or empty: nothing was removed (exit 2)
├── MassRemovalError        too large a share of the documents would go (exit 2)
├── MixedCollectionError    the example texts and real documents may not share a data directory (exit 2)
├── ModelUnusableError     a cross-encoder named in the settings cannot be used (exit 2)
│   ├── RerankerError      the one that orders what was found
│   └── JudgeError         the one that judges other words
└── UnknownDocumentError    no such document or version here; `.gone`, `.name` when it was removed
"""

from __future__ import annotations


class IndexFault(Exception):
    """Any failure of this folder. The message says what to do next.

    The messages of IndexMissingError and IndexUnusableError are shown to whoever asks whether the server is
    ready: what opening an index raises names no path of this machine; paths go to the log.
    """


class IndexMissingError(IndexFault):
    pass


class IndexUnusableError(IndexFault):
    pass


class ModelMismatchError(IndexUnusableError):
    pass


class LockHeldError(IndexFault):
    def __init__(self, message: str, pid: int | None = None, since: str | None = None) -> None:
        super().__init__(message)
        self.pid, self.since = pid, since


class StoreNotWritableError(IndexFault):
    pass


class SourceMissingError(IndexFault):
    pass


class MassRemovalError(IndexFault):
    pass


class MixedCollectionError(IndexFault):
    pass


class ModelUnusableError(IndexFault):
    pass


class RerankerError(ModelUnusableError):
    pass


class JudgeError(ModelUnusableError):
    pass


class UnknownDocumentError(IndexFault):
    def __init__(self, message: str, gone: bool = False, name: str | None = None) -> None:
        super().__init__(message)
        self.gone, self.name = gone, name
