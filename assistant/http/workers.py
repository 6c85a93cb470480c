"""Where answers are worked on: a few threads, a short queue, and an end for work nobody waits for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from starlette.types import Receive

from assistant.deadline import Deadline
from assistant.errors import BusyError, CancelledError, DeadlineError
from assistant.http.problems import RETRY_SECONDS, ProblemCode, ProblemError

T = TypeVar("T")

GRACE_SECONDS = 1.0
"""A step that overruns the deadline gets this long to notice before the client is told."""


@dataclass(frozen=True, slots=True)
class Finished(Generic[T]):
    result: T
    waited: float
    """Seconds between admission and start."""
    worked: float
    """Seconds of work."""

    @property
    def server_timing(self) -> str:
        return f"wait;dur={self.waited * 1000:.1f}, work;dur={self.worked * 1000:.1f}"


class Workers:
    """At most `threads` answers at a time, at most `queue` waiting; more is refused at once."""

    def __init__(self, threads: int, queue: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._places = threading.BoundedSemaphore(threads + queue)
        self._closing = False

    def submit(self, work: Callable[[], T], deadline: Deadline) -> asyncio.Future[Finished[T]]:
        """Start or queue `work`. Raises BusyError when all places are taken."""
        if self._closing:
            raise ProblemError(ProblemCode.SHUTTING_DOWN, headers={"Retry-After": RETRY_SECONDS})
        if not self._places.acquire(blocking=False):
            raise BusyError("more questions wait than the queue holds")
        admitted = time.perf_counter()

        def timed() -> Finished[T]:
            deadline.check()
            started = time.perf_counter()
            result = work()
            return Finished(result, started - admitted, time.perf_counter() - started)

        future = self._pool.submit(timed)
        future.add_done_callback(self._free_place)
        return asyncio.wrap_future(future)

    def refuse_new(self) -> None:
        """Finish what was admitted and take nothing more."""
        self._closing = True

    def close(self) -> None:
        """Wait for running work, drop what is queued."""
        self._closing = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _free_place(self, _: Future[Finished[T]]) -> None:
        self._places.release()


async def attend(future: asyncio.Future[T], deadline: Deadline, receive: Receive) -> T:
    """The result, as long as somebody waits for it and there is time.

    Raises CancelledError when the client disconnects and DeadlineError when the work does not stop by
    itself; either way, and when the server stops, the work is told to stop.
    """
    gone = asyncio.ensure_future(disconnected(receive))
    try:
        either: set[asyncio.Future[Any]] = {future, gone}
        await asyncio.wait(
            either, timeout=deadline.remaining + GRACE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if future.done():
            return future.result()
        if gone.done():
            raise CancelledError("the client disconnected")
        raise DeadlineError("the work overran its deadline")
    finally:
        gone.cancel()
        stop(future, deadline)


def stop(future: asyncio.Future[T], deadline: Deadline) -> None:
    """Let go of work: at its next check when it runs, at once when it is queued."""
    deadline.cancel()
    future.cancel()


async def disconnected(receive: Receive) -> None:
    """Returns when the client has gone. The body must have been read before."""
    while (await receive())["type"] != "http.disconnect":
        pass
