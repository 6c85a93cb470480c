"""The API on a real port, for tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from starlette.types import ASGIApp

from assistant.api import create_app
from assistant.http.listen import Server, make_server
from assistant.http.middleware import secure
from assistant.settings import Settings
from tests.fakes_service import KnownAnswers


@dataclass
class Api:
    """A running server, the service behind it and a client in front of it."""

    service: KnownAnswers
    server: Server
    port: int
    client: httpx.Client = field(repr=False)


@contextmanager
def serving(**settings: object) -> Iterator[Api]:
    service, known = KnownAnswers(), Settings(port=0, **settings)  # type: ignore[arg-type]
    app = create_app(service, known)
    with (
        listening(secure(app, known), known, app.state.workers.refuse_new) as (server, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        yield Api(service, server, port, client)


@contextmanager
def listening(
    app: ASGIApp, settings: Settings, on_stop: Callable[[], None] = lambda: None
) -> Iterator[tuple[Server, int]]:
    server = make_server(app, settings, on_stop)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the server did not stop"
