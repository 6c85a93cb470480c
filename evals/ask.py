"""One way to ask, whether the assistant runs in this process or behind an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from assistant.deadline import Deadline
from assistant.schemas import (
    AskReply,
    AskRequest,
    CheckReply,
    CheckRequest,
    DocumentFields,
    DocumentsReply,
    SearchReply,
    SearchRequest,
    TextReply,
)
from evals.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from assistant.service import Service
    from assistant.settings import Settings

_Wire = TypeVar("_Wire", bound=BaseModel)

PAGE = 100
"""Documents asked for at a time."""

PATIENCE = 180.0
"""Seconds waited for one reply, or for everything to load: longer than either should ever take."""


class Assistant(Protocol):
    """Raises RefusedError, UnreachableError or, in process, what assistant.service.Service raises."""

    def ask(self, request: AskRequest) -> AskReply: ...

    def search(self, request: SearchRequest) -> SearchReply: ...

    def check(self, request: CheckRequest) -> CheckReply: ...

    def documents(self) -> DocumentsReply:
        """All of them on one page."""
        ...

    def text(self, document_id: str, version: str | None) -> TextReply: ...

    def close(self) -> None: ...


class InProcess:
    """The assistant of this machine, each question with the deadline of the settings."""

    def __init__(self, service: Service, seconds: float) -> None:
        self._service, self._seconds, self._warm = service, seconds, False

    @classmethod
    def open(cls, settings: Settings) -> Self:
        from assistant.wiring import open_assistant

        return cls(open_assistant(settings), settings.answer_seconds)

    def ask(self, request: AskRequest) -> AskReply:
        self._warm_up()
        return self._service.ask(request, _unheard, Deadline(self._seconds))

    def search(self, request: SearchRequest) -> SearchReply:
        self._warm_up()
        return self._service.search(request, Deadline(self._seconds))

    def check(self, request: CheckRequest) -> CheckReply:
        return self._service.check(request)

    def documents(self) -> DocumentsReply:
        return _all_pages(self._service.documents)

    def text(self, document_id: str, version: str | None) -> TextReply:
        return self._service.text(document_id, version)

    def close(self) -> None:
        self._service.close()

    def _warm_up(self) -> None:
        """Load model and index outside the time allowed for an answer, as a server does."""
        if not self._warm:
            self._service.search(SearchRequest(query="documents", limit=1), Deadline(PATIENCE))
            self._warm = True


class OverHttp:
    """A running server. Fields it may have gained since this client was written are ignored."""

    def __init__(self, url: str, key: str | None = None) -> None:
        import httpx

        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            # The address given is the one contacted: no proxy from the environment in between.
            self._client = httpx.Client(base_url=url, headers=headers, timeout=PATIENCE, trust_env=False)
        except (httpx.InvalidURL, ValueError) as error:
            raise UnreachableError(f"{url} is not an address: {error}") from error
        self._url = url

    def ask(self, request: AskRequest) -> AskReply:
        return self._read(AskReply, "POST", "/v1/ask", request)

    def search(self, request: SearchRequest) -> SearchReply:
        return self._read(SearchReply, "POST", "/v1/search", request)

    def check(self, request: CheckRequest) -> CheckReply:
        return self._read(CheckReply, "POST", "/v1/check", request)

    def documents(self) -> DocumentsReply:
        return _all_pages(
            lambda offset, limit: self._read(
                DocumentsReply, "GET", "/v1/documents", query={"offset": offset, "limit": limit}
            )
        )

    def text(self, document_id: str, version: str | None) -> TextReply:
        path = f"/v1/documents/{quote(document_id, safe='')}/text"
        return self._read(TextReply, "GET", path, query={"v": version} if version else {})

    def close(self) -> None:
        self._client.close()

    def _read(
        self,
        kind: type[_Wire],
        method: str,
        path: str,
        body: BaseModel | None = None,
        query: Mapping[str, str | int] | None = None,
    ) -> _Wire:
        import httpx

        # Only what was asked for travels: a server of an earlier version knows no later default.
        content = body.model_dump_json(exclude_unset=True) if body is not None else None
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            reply = self._client.request(method, path, content=content, params=query, headers=headers)
        except (httpx.TransportError, httpx.UnsupportedProtocol) as error:
            raise UnreachableError(
                f"no assistant answers at {self._url} ({error}); start one with `treaty-assistant serve`"
            ) from error
        if reply.status_code != httpx.codes.OK:
            raise _refusal(reply.status_code, reply.content)
        try:
            return kind.model_validate_json(reply.content, extra="ignore")
        except ValidationError as error:
            raise UnreachableError(f"what answers at {self._url} is not this assistant's API") from error


def _refusal(status: int, content: bytes) -> RefusedError:
    """The problem document of an error reply, as far as it is one."""
    import json

    try:
        problem: Any = json.loads(content)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    code, detail = problem.get("code"), problem.get("detail") or problem.get("title")
    faults = problem.get("errors")
    told = [f"{e.get('field')} {e.get('message')}" for e in faults] if isinstance(faults, list) else []
    return RefusedError(status, str(code or "error"), " ".join([str(detail or "no reason given"), *told]))


class _Page(Protocol):
    def __call__(self, offset: int, limit: int, /) -> DocumentsReply: ...


def _all_pages(page: _Page) -> DocumentsReply:
    first = page(0, PAGE)
    documents: list[DocumentFields] = list(first.documents)
    while len(documents) < first.total:
        more = page(len(documents), PAGE).documents
        if not more:
            break  # fewer than promised: a new generation was published in between
        documents += more
    return first.model_copy(update={"documents": documents, "next": None})


def _unheard(name: str, data: Mapping[str, Any]) -> None:
    """Steps are for people who watch; here nobody does."""
