"""One server for everything: answers health checks at once, loads behind, then hands over."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.deadline import Deadline
from assistant.errors import ConfigurationError
from assistant.schemas import SearchRequest
from assistant.settings import Settings
from index.errors import IndexFault, ModelUnusableError
from ui.render import page, preferred_language

if TYPE_CHECKING:
    from assistant.local import Assistant

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
WARM_SECONDS = 120.0
STOP_SECONDS = 10.0
RETRY = {"Retry-After": "2"}

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Any]
"""An ASGI application."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The application as it is served, and how to make it take no more questions."""

    app: Application
    refuse_new: Callable[[], None]


def build_app(settings: Settings, on_ready: Callable[[], None] = lambda: None) -> Front:
    """The whole server as an ASGI application; loading begins with its lifespan."""
    return Front(lambda: assemble(settings), settings, on_ready)


def assemble(settings: Settings) -> Assembled:
    """Everything, loaded and warm: API, reader, chat, behind one set of security rules. Takes seconds."""
    from starlette.routing import Mount

    from assistant.api import create_app
    from assistant.http.middleware import secure
    from assistant.wiring import open_assistant
    from ui.app import build_ui, mount
    from ui.reader import reader_routes

    assistant = open_assistant(settings)
    api = create_app(assistant, settings)
    api.router.routes.extend(reader_routes(assistant.library.reading, settings))
    api.router.routes.append(Mount("/ui", own_files(), name="ui"))

    async def add_chat() -> None:
        mount(api, build_ui(assistant, settings, api.state.workers))

    asyncio.run(add_chat())  # where no loop runs, Gradio opens several and closes none
    warm(assistant)
    return Assembled(secure(api, settings), api.state.workers.refuse_new)


def own_files() -> Application:
    """Our style sheets and our one script; browsers ask each time whether they changed."""
    from starlette.staticfiles import StaticFiles

    class Revalidated(StaticFiles):
        def file_response(self, *args: Any, **kwargs: Any) -> Any:
            response = super().file_response(*args, **kwargs)
            response.headers["cache-control"] = "no-cache"
            return response

    return Revalidated(directory=STATIC)


def warm(assistant: Assistant) -> None:
    """Load the models and open the index now, so that the first person does not wait for it.

    An index can still come or be repaired; a model that cannot be loaded is raised.
    """
    try:
        assistant.search(SearchRequest(query="documents", limit=1), Deadline(WARM_SECONDS))
    except ModelUnusableError:
        raise
    except IndexFault as fault:
        log.warning("%s", fault)


def serve(settings: Settings, announce: Callable[[str], None] = log.info) -> None:
    """Listen until told to stop. Raises ConfigurationError at once when it may not or cannot."""
    from assistant.http.listen import make_server
    from assistant.wiring import open_reranker

    open_reranker(settings)  # a model that is not here stops the start, not the first question
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    front = build_app(settings, lambda: announce(f"Ready: http://{shown}:{port}"))
    server = make_server(front, settings, lambda: front.refuse_new())
    with contextlib.closing(bind(settings.host, settings.port)) as listening:
        port = listening.getsockname()[1]
        announce(f"Starting on http://{shown}:{port}")
        if settings.log_questions:
            announce("Questions and answers are kept in traces/ of the data directory; tell those who ask.")
        server.run(sockets=[listening])


def bind(host: str, port: int) -> socket.socket:
    """A bound socket; 0 takes a free port. Raises ConfigurationError when the address cannot be had."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise ConfigurationError(
            f"cannot listen on {host} port {port}: {error.strerror}."
            " Choose another: --port, TREATY_PORT or `make run PORT=...`."
        ) from error
    return bound


class Front:
    """Stands before the application: alive within a second of start, while libraries and index load behind.

    Until the application is ready, people see a page that opens by itself and programs get 503 'starting'.
    """

    def __init__(
        self, make: Callable[[], Assembled], settings: Settings, on_ready: Callable[[], None]
    ) -> None:
        from assistant.http.middleware import protect

        self._make, self._language, self._on_ready = make, settings.language, on_ready
        self._starting = protect(self._while_starting, settings)
        self._app: Application | None = None
        self._refuse_new: Callable[[], None] | None = None
        self._failed = False

    def refuse_new(self) -> None:
        """Take no more questions: the server is about to stop."""
        if self._refuse_new is not None:
            self._refuse_new()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._starting(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        loading = asyncio.create_task(self._load())
        await receive()
        loading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await loading
        await send({"type": "lifespan.shutdown.complete"})

    async def _load(self) -> None:
        """Make the application in a thread, then live its lifespan until cancelled."""
        try:
            assembled = await _in_daemon_thread(self._make)
            async with _lifespan(assembled.app):
                self._app, self._refuse_new = assembled.app, assembled.refuse_new
                self._on_ready()
                await asyncio.get_running_loop().create_future()
        except Exception:
            self._failed = True
            log.exception("the assistant could not start")

    async def _while_starting(self, scope: Any, receive: Any, send: Any) -> None:
        from starlette.responses import HTMLResponse, JSONResponse

        from assistant.http.problems import ProblemCode, ProblemError, problem_response

        path, headers = scope["path"], dict(scope["headers"])
        response: Application
        if path == "/health/live":
            response = JSONResponse({"live": True})
        elif path.startswith("/ui/"):
            scope = {**scope, "root_path": scope.get("root_path", "") + "/ui"}
            response = own_files()
        elif b"text/html" in headers.get(b"accept", b""):
            accepted = headers.get(b"accept-language", b"").decode("latin-1")
            language = preferred_language(None, accepted, self._language)
            html = page("starting.html", language, failed=self._failed, sample=False, line=None)
            response = HTMLResponse(html, 503, headers=None if self._failed else RETRY)
        elif self._failed:
            response = problem_response(ProblemError(ProblemCode.START_FAILED), scope)
        else:
            response = problem_response(ProblemError(ProblemCode.STARTING, headers=RETRY), scope)
        await response(scope, receive, send)


async def _in_daemon_thread(make: Callable[[], Assembled]) -> Assembled:
    """The result of `make`. The thread does not hold up the end of the process when we are told to stop."""
    loop = asyncio.get_running_loop()
    made: asyncio.Future[Assembled] = loop.create_future()

    def settle(result: Assembled | None, error: Exception | None) -> None:
        if made.done():
            return
        if error is not None:
            made.set_exception(error)
        else:
            made.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result = error = None
        try:
            result = make()
        except Exception as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="loading", daemon=True).start()
    return await made


@contextlib.asynccontextmanager
async def _lifespan(app: Application) -> AsyncIterator[None]:
    """Live the lifespan of an ASGI application; raises RuntimeError when it refuses to start."""
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    living = asyncio.ensure_future(
        app({"type": "lifespan", "asgi": {"version": "3.0"}}, to_app.get, from_app.put)
    )
    await to_app.put({"type": "lifespan.startup"})
    started = asyncio.ensure_future(from_app.get())
    await asyncio.wait({living, started}, return_when=asyncio.FIRST_COMPLETED)
    if not started.done() or started.result()["type"] != "lifespan.startup.complete":
        raise RuntimeError("the application did not start") from (
            living.exception() if living.done() else None
        )
    try:
        yield
    finally:
        await to_app.put({"type": "lifespan.shutdown"})
        await asyncio.wait({living}, timeout=STOP_SECONDS)
        living.cancel()
