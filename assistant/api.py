"""The HTTP API, version 1: questions, search, checks, documents, health. Pages and chat stand beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import PurePath
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.deadline import Deadline
from assistant.errors import AssistantError, CancelledError
from assistant.http.json_gate import JsonRoute
from assistant.http.problems import MEDIA_TYPE, STATUS, Problem, ProblemCode, answer_with_problem
from assistant.http.stream import AnswerStream
from assistant.http.workers import Workers, attend
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
    Strict,
    TextReply,
    Wire,
)
from assistant.service import Service
from assistant.settings import Settings
from index.errors import IndexFault

T = TypeVar("T")

REVALIDATE = "private, no-cache"
"""Documents change only with the index: clients keep them and ask again by ETag."""


class LiveReply(Wire):
    live: bool = True


class ReadyProblem(Wire):
    code: str
    message: str


def _without_path(model: str) -> str:
    """Where a model lies on this machine is the operator's affair."""
    return PurePath(model).name if PurePath(model).is_absolute() else model


class ReadyReply(Wire):
    ready: bool
    generation: str | None
    collection: CollectionFields | None
    embedding_model: Annotated[str, AfterValidator(_without_path)]
    language_model: str | None
    problem: ReadyProblem | None


class PageQuery(Strict):
    offset: Annotated[int, Field(ge=0, le=1_000_000, strict=False)] = 0
    limit: Annotated[int, Field(ge=1, le=200, strict=False)] = 50


class TextQuery(Strict):
    v: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = None
    """The version; the current one when left out."""


def create_app(service: Service, settings: Settings, *, pages: Sequence[APIRouter] = ()) -> FastAPI:
    """The application without its outer protection: serve `middleware.secure(app, settings)`.

    `app.state.workers` runs the answers; the chat page shares it, so that one limit holds for both.
    """
    workers = Workers(settings.answer_threads, settings.answer_queue)

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(workers.close)
        await asyncio.to_thread(service.close)

    app = FastAPI(
        title="Treaty assistant",
        version="1",
        lifespan=run,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            RequestValidationError: answer_with_problem,
            HTTPException: answer_with_problem,
            AssistantError: answer_with_problem,
            IndexFault: answer_with_problem,
            Exception: answer_with_problem,
        },
    )
    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]
    app.state.workers = workers
    app.include_router(_questions(service, settings, workers))
    app.include_router(_documents(service))
    app.include_router(_health(service))
    for page in pages:
        app.include_router(page)
    return app


def _questions(service: Service, settings: Settings, workers: Workers) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["questions"], route_class=JsonRoute)
    refusals = _refusals(*_BODY_REFUSALS, *_INDEX_REFUSALS, ProblemCode.RERANKER_UNUSABLE)

    async def answer(request: Request, deadline: Deadline, work: Callable[[], BaseModel]) -> Response:
        try:
            finished = await attend(workers.submit(work, deadline), deadline, request.receive)
        except CancelledError:
            if await request.is_disconnected():
                return Response(status_code=499)  # nobody reads it
            raise
        body = finished.result.model_dump_json()
        headers = {"Server-Timing": finished.server_timing}
        return Response(body, headers=headers, media_type="application/json")

    @router.post("/ask", response_model=AskReply, responses={**_STREAM, **refusals})
    async def ask(asked: AskRequest, request: Request) -> Response:
        """Answer in the documents' own words. With `stream`: events step, sentence, reply, error."""
        deadline = Deadline(settings.answer_seconds)
        if asked.stream:
            return AnswerStream(
                lambda on_step: workers.submit(lambda: service.ask(asked, on_step, deadline), deadline),
                deadline,
            )
        return await answer(request, deadline, lambda: service.ask(asked, _ignore_step, deadline))

    @router.post("/search", response_model=SearchReply, responses=refusals)
    async def search(asked: SearchRequest, request: Request) -> Response:
        """Whole passages in rank order, cut before the first that would pass `max_chars`."""
        deadline = Deadline(settings.answer_seconds)
        return await answer(request, deadline, lambda: service.search(asked, deadline))

    @router.post("/check", response_model=CheckReply, responses=refusals)
    async def check(asked: CheckRequest, request: Request) -> Response:
        """Whether a claim is in the words of the evidence given with it."""
        return await answer(request, Deadline(settings.answer_seconds), lambda: service.check(asked))

    return router


def _documents(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1/documents", tags=["documents"])
    refusals = _refusals(
        ProblemCode.INVALID_REQUEST, ProblemCode.UNKNOWN_DOCUMENT, ProblemCode.GONE, *_INDEX_REFUSALS
    )

    @router.get("", response_model=DocumentsReply, responses={**_UNCHANGED, **refusals})
    def documents(request: Request, page: Annotated[PageQuery, Query()]) -> Response:
        """The documents of the collection, a page at a time; `next` leads on."""
        reply = service.documents(page.offset, page.limit)
        return _tagged(request, reply, f"{reply.generation}-{page.offset}-{page.limit}")

    @router.get("/{document_id}", response_model=DocumentReply, responses={**_UNCHANGED, **refusals})
    def document(request: Request, document_id: str) -> Response:
        """One document: what it is, its versions, its outline."""
        reply = service.document(document_id)
        return _tagged(request, reply, f"{reply.generation}-{reply.version}")

    @router.get("/{document_id}/text", response_model=TextReply, responses={**_UNCHANGED, **refusals})
    def text(request: Request, document_id: str, version: Annotated[TextQuery, Query()]) -> Response:
        """The text of record that every `start` and `end` counts in, in code points."""
        reply = service.text(document_id, version.v)
        return _tagged(request, reply, reply.version)

    return router


def _health(service: Service) -> APIRouter:
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live")
    async def live() -> LiveReply:
        """The process runs; says nothing about the index."""
        return LiveReply()

    @router.get("/ready", response_model=ReadyReply, responses={503: {"model": ReadyReply}})
    def ready() -> Response:
        """Whether questions can be answered, and from what."""
        reply = ReadyReply.model_validate(service.readiness())
        return Response(reply.model_dump_json(), 200 if reply.ready else 503, media_type="application/json")

    return router


def _ignore_step(name: str, data: Mapping[str, Any]) -> None:
    """Nobody watches the progress of an answer that comes in one piece."""


def _tagged(request: Request, reply: BaseModel, tag: str) -> Response:
    """The reply with its ETag, or 304 for a client that has it."""
    etag = f'"{tag}"'
    headers = {"ETag": etag, "Cache-Control": REVALIDATE}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if known & {etag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(reply.model_dump_json(), headers=headers, media_type="application/json")


_BODY_REFUSALS = (
    ProblemCode.INVALID_JSON,
    ProblemCode.BODY_TOO_SLOW,
    ProblemCode.BODY_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.UNSUPPORTED_ENCODING,
    ProblemCode.INVALID_REQUEST,
    ProblemCode.BUSY,
    ProblemCode.TOO_SLOW,
    ProblemCode.SHUTTING_DOWN,
)
_INDEX_REFUSALS = (ProblemCode.INDEX_MISSING, ProblemCode.INDEX_UNUSABLE)
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "unchanged since the ETag sent along"}}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


def _refusals(*codes: ProblemCode) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's description of the refusals a route may answer with."""
    named: dict[int | str, list[str]] = {}
    for code in (*codes, ProblemCode.UNKNOWN_HOST, ProblemCode.INTERNAL):
        named.setdefault(STATUS[code], []).append(code)
    return {status: {"model": Problem, "description": ", ".join(found)} for status, found in named.items()}


def _describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description; FastAPI writes every response as application/json, our refusals are not."""
    if app.openapi_schema is None:
        schema = FastAPI.openapi(app)
        for operation in (o for path in schema["paths"].values() for o in path.values()):
            for response in operation["responses"].values():
                content = response.get("content", {})
                if content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("/Problem"):
                    content[MEDIA_TYPE] = content.pop("application/json")
        app.openapi_schema = schema
    return app.openapi_schema
