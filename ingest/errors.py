"""What can go wrong while reading.

IngestError
├── UnreadableSourceError   the file cannot be read; `code` is the reason in the ingestion report
├── SourceFolderError       the folder is missing, empty or cannot be listed (also a FileNotFoundError)
└── LocatorError            a text is not a locator (also a ValueError)
"""

from __future__ import annotations


class IngestError(Exception):
    """Any failure of this folder."""


class UnreadableSourceError(IngestError):
    """One file was refused. The earlier version, if any, stays."""

    def __init__(self, code: str, name: str, detail: str = "") -> None:
        super().__init__(f"{name}: {code}" + (f" ({detail})" if detail else ""))
        self.code, self.name, self.detail = code, name, detail

    def __reduce__(self) -> tuple[type[UnreadableSourceError], tuple[str, str, str]]:
        return type(self), (self.code, self.name, self.detail)  # crosses the reader's process boundary


class SourceFolderError(IngestError, FileNotFoundError):
    """A folder to read is not there or holds nothing; nothing is removed because of it."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(f"{path}: {code}")
        self.code, self.path = code, path

    def __reduce__(self) -> tuple[type[SourceFolderError], tuple[str, str]]:
        return type(self), (self.code, self.path)


class LocatorError(IngestError, ValueError):
    """The text is not a locator in any form we read."""
