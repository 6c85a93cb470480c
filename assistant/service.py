"""What every face (HTTP, chat page, command line) needs from the assistant, and nothing of how it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypedDict

from assistant.deadline import Deadline
from assistant.schemas import (
    AskReply,
    AskRequest,
    CheckReply,
    CheckRequest,
    CollectionFields,
    DocumentReply,
    DocumentsReply,
    SearchReply,
    SearchRequest,
    TextReply,
)

OnStep = Callable[[str, Mapping[str, Any]], None]
"""Called from the working thread with an event's name and its data:

- ('step', {'name': 'searching' | 'reading' | 'checking'})
- ('sentence', {the fields of a verified sentence, 'citations': [the fields of each citation it uses]})
"""


class ReadinessProblem(TypedDict):
    """Why questions cannot be answered yet."""

    code: str
    """'index_missing', 'index_unusable', 'starting'."""
    message: str
    """For the operator, with the command that repairs it; no path."""


class Readiness(TypedDict):
    ready: bool
    generation: str | None
    collection: CollectionFields | None
    embedding_model: str
    language_model: str | None
    """'model @ host' of the model option, None without one. Never a key."""
    problem: ReadinessProblem | None


class Service(Protocol):
    """Raises IndexMissingError, IndexUnusableError, UnknownDocumentError, FilterError, DeadlineError,
    CancelledError and BusyError; every method may be called from any thread."""

    def ask(self, request: AskRequest, on_step: OnStep, deadline: Deadline) -> AskReply: ...

    def search(self, request: SearchRequest, deadline: Deadline) -> SearchReply: ...

    def check(self, request: CheckRequest) -> CheckReply: ...

    def documents(self, offset: int, limit: int) -> DocumentsReply: ...

    def document(self, document_id: str) -> DocumentReply: ...

    def text(self, document_id: str, version: str | None) -> TextReply:
        """Text of record; of the current version when none is named."""
        ...

    def readiness(self) -> Readiness:
        """Answers at once, also while the index is still being opened."""
        ...

    def close(self) -> None: ...
