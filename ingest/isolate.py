"""Runs readers in child processes that may be slow, greedy or crash without harm to the run."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ingest.errors import UnreadableSourceError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

T = TypeVar("T")

PR_SET_PDEATHSIG = 1
MEGABYTE = 1024 * 1024
START_SECONDS = 60.0
"""A child on a busy machine may take long to start; that time is not the file's."""
MOST_CHILDREN = 8
"""More would read faster than anything behind them embeds and stores."""

LOOK_SECONDS = 0.05
"""Between two looks at how much memory a child takes."""
SPENT = 1 / 3
"""Of the memory limit: libraries abort where there is no room for twice as much as they hold."""

_PROCESSES = threading.Lock()
"""Held to start or end a child: multiprocessing looks after all children whenever one thread does either."""


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Isolated:
    """A child process that answers one call at a time; killed and replaced when a call goes wrong.

    `megabytes` is what a call may take beyond what the child has mapped when idle. The first argument of a
    call is sent to the child by name, so it must be a function at the top of a module. When `stop` can be
    read, a call under way kills the child and raises CancelledError.
    """

    def __init__(
        self, seconds: float = 30.0, megabytes: int = 2048, stop: Connection[Any, Any] | None = None
    ) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._stop = [] if stop is None else [stop]
        self._process: SpawnProcess | None = None
        self._connection: Connection[Any, Any] | None = None
        self._at_rest = self._at_most = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, function: Callable[..., T], *args: Any, name: str = "") -> T:
        """What `function(*args)` returns in the child, or the exception it raised there.

        Raises UnreadableSourceError for `name`: `timeout`, `parser_crashed` when the child died, and
        `too_large_expanded` when it reached the memory limit.
        """
        connection = self._started()
        try:
            connection.send((function, args))
            if not self._answers(connection, self._seconds):
                self.close()
                raise UnreadableSourceError("timeout", name, f"more than {self._seconds:g} seconds")
            outcome, value = connection.recv()
        except (EOFError, ConnectionError) as error:
            code, taken = self._exit_code(), self._at_most - self._at_rest
            self.close()
            if taken > SPENT * self._megabytes * MEGABYTE:  # what a library does whose memory runs out
                raise self._too_large(name) from error
            raise UnreadableSourceError("parser_crashed", name, f"the reader ended with {code}") from error
        except BaseException:
            self.close()  # an answer may still be on its way: the next call must not take it for its own
            raise
        if outcome == "memory":
            self.close()  # what is left of the heap after running out is not to be trusted
            raise self._too_large(name)
        if outcome == "raised":
            raise UnreadableSourceError(value.code, value.name or name, value.detail)
        result: T = value
        return result

    def close(self) -> None:
        """Kill the child; a later call starts a new one."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is not None:
            with _PROCESSES:
                process.kill()
                process.join()
                process.close()

    def _answers(self, connection: Connection[Any, Any], seconds: float) -> bool:
        """True when the child has answered within that time. Raises CancelledError."""
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            ready = wait([connection, *self._stop], max(0.0, min(left, LOOK_SECONDS)))
            if any(stop in ready for stop in self._stop):
                raise CancelledError
            if ready or left <= 0:
                return bool(ready)
            self._at_most = max(self._at_most, self._mapped())

    def _mapped(self) -> int:
        """Bytes of address space the child holds; 0 when it is gone."""
        if self._process is None:
            return 0
        try:
            return _mapped(str(self._process.pid))
        except OSError:
            return 0

    def _too_large(self, name: str) -> UnreadableSourceError:
        return UnreadableSourceError("too_large_expanded", name, f"more than {self._megabytes} megabytes")

    def _started(self) -> Connection[Any, Any]:
        with _PROCESSES:
            alive = self._process is not None and self._process.is_alive()
        if self._connection is not None and alive:
            return self._connection
        self.close()
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        self._connection = ours
        with _PROCESSES:
            self._process = context.Process(
                target=_serve, args=(theirs, self._megabytes, os.getpid()), name="reader", daemon=True
            )
            self._process.start()
        theirs.close()
        try:
            is_ready = self._answers(ours, START_SECONDS) and ours.recv() == "ready"
        except (EOFError, ConnectionError):
            is_ready = False
        if not is_ready:
            self.close()
            raise UnreadableSourceError("parser_crashed", "", "the reading process does not start")
        self._at_rest = self._at_most = self._mapped()
        return ours

    def _exit_code(self) -> str:
        if self._process is None:
            return "no exit code"
        with _PROCESSES:
            self._process.join(5)
            code = self._process.exitcode
        return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"


class Readers:
    """Children that answer calls side by side; a call waits in line until one of them is free.

    Each call has the limits, and each child the end, that `Isolated` gives it. A child is started when a
    call finds none free.
    """

    def __init__(self, seconds: float = 30.0, megabytes: int = 2048, children: int | None = None) -> None:
        self.children = children or min(cores(), MOST_CHILDREN)
        self._limits = seconds, megabytes
        self._stop, self._open = get_context("spawn").Pipe(duplex=False)
        self._idle: list[Isolated] = []
        # Its threads last until `close`: the kernel ends a child with the thread that started it.
        self._pool = ThreadPoolExecutor(self.children, thread_name_prefix="reader")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, function: Callable[..., T], *args: Any, name: str = "") -> Future[T]:
        """What `Isolated.call` returns or raises, later."""
        return self._pool.submit(self._call, function, args, name)

    def close(self) -> None:
        """Cancel what waits in line, kill every child."""
        self._open.close()  # wakes the threads that wait for an answer
        self._pool.shutdown(cancel_futures=True)
        for child in self._idle:
            child.close()
        self._stop.close()

    def _call(self, function: Callable[..., T], args: tuple[Any, ...], name: str) -> T:
        try:
            child = self._idle.pop()
        except IndexError:
            child = Isolated(*self._limits, stop=self._stop)
        try:
            return child.call(function, *args, name=name)
        finally:
            self._idle.append(child)


def _serve(connection: Connection[Any, Any], megabytes: int, parent: int) -> None:
    """The child: answer calls until the parent goes away."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _limit_memory(megabytes)
    connection.send("ready")
    while True:
        try:
            function, args = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(_outcome(function, args))


def _outcome(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "returned", function(*args)
    except MemoryError:
        return "memory", None
    except UnreadableSourceError as error:
        return "raised", error
    except Exception as error:
        # Other exceptions may not survive the way to the parent (a parser's own types, open handles in args).
        return "raised", UnreadableSourceError("parser_crashed", "", f"{type(error).__name__}: {error}"[:300])


def _limit_memory(megabytes: int) -> None:
    """Address space, not resident memory: the one limit the kernel keeps for a process without a cgroup."""
    limit = _mapped("self") + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _mapped(process: str) -> int:
    with open(f"/proc/{process}/statm", "rb") as status:
        return int(status.read().split()[0]) * resource.getpagesize()


def _die_with(parent: int) -> None:
    """Ask the kernel to end this process with its parent, even one that is killed."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent ended before we asked
        os._exit(0)
