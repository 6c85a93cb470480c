"""An answer as server-sent events: progress, verified sentences, then the whole reply or a problem."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from assistant.deadline import Deadline
from assistant.errors import DeadlineError
from assistant.http.problems import describe, log, problem_of, report, request_id
from assistant.http.workers import GRACE_SECONDS, Finished, disconnected, stop
from assistant.schemas import AskReply
from assistant.service import OnStep

KEEPALIVE_SECONDS = 15.0
SEND_SECONDS = 30.0
"""A reader that takes nothing for this long is gone."""

Event = tuple[str, Mapping[str, Any]]


class Progress:
    """Events on their way from the working thread to the loop that sends them."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()

    @property
    def on_step(self) -> OnStep:
        return lambda name, data: self._hand_over((name, data))

    def end(self, _: object = None) -> None:
        """No event follows; called in the loop, after the events handed over before the work finished."""
        self._queue.put_nowait(None)

    async def next(self, seconds: float) -> Event | None:
        """The next event, None after the last. Raises TimeoutError."""
        return await asyncio.wait_for(self._queue.get(), seconds)

    def _hand_over(self, event: Event) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the server stopped, nobody listens
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)


class AnswerStream(EventSourceResponse):
    """Sends events as they come; stops the work when the reader goes, stalls, or the time is up."""

    def __init__(
        self,
        start: Callable[[OnStep], asyncio.Future[Finished[AskReply]]],
        deadline: Deadline,
    ) -> None:
        """`start` submits the work; what it raises is still answered with a status of its own."""
        super().__init__(content=(), headers={"X-Accel-Buffering": "no"})
        self._progress, self._deadline = Progress(), deadline
        self._future = start(self._progress.on_step)
        self._future.add_done_callback(self._progress.end)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.ensure_future(self._send_all(scope, send))
        gone = asyncio.ensure_future(disconnected(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            sending.cancel()
            stop(self._future, self._deadline)
        if sending.done() and not sending.cancelled() and (error := sending.exception()):
            log.info("request %s: the stream broke off: %s", request_id(scope), type(error).__name__)

    async def _send_all(self, scope: Scope, send: Send) -> None:
        async def put(chunk: bytes, more: bool = True) -> None:
            message = {"type": "http.response.body", "body": chunk, "more_body": more}
            await asyncio.wait_for(send(message), SEND_SECONDS)

        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        with contextlib.suppress(DeadlineError):
            while event := await self._next(put):
                await put(_event(*event))
        await put(self._last_event(scope), more=False)

    async def _next(self, put: Callable[[bytes], Any]) -> Event | None:
        """The next event, a comment line for every `KEEPALIVE_SECONDS` without one."""
        while True:
            left = self._deadline.remaining + GRACE_SECONDS
            try:
                return await self._progress.next(min(KEEPALIVE_SECONDS, left))
            except TimeoutError:
                if left <= KEEPALIVE_SECONDS:
                    raise DeadlineError("the work overran its deadline") from None
                await put(KEEPALIVE_COMMENT)

    def _last_event(self, scope: Scope) -> bytes:
        try:
            if not self._future.done():
                raise DeadlineError("the work overran its deadline")
            return format_sse_event(event="reply", data_str=self._future.result().result.model_dump_json())
        except Exception as error:
            problem = problem_of(error)
            report(error, problem, scope)
            return format_sse_event(event="error", data_str=describe(problem, scope).model_dump_json())


def _event(name: str, data: Mapping[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=orjson.dumps(data, default=_as_json).decode())


def _as_json(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"an event holds {type(value).__name__}")
