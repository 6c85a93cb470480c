"""Listening: only where it is safe to, and stopping without cutting an answer short."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.errors import ConfigurationError
from assistant.settings import Settings

HEAD_SECONDS = 15.0
HEAD_BYTES = 16 * 1024
PIECE = 4 * 1024
"""h11 bounds a head only while it is incomplete: a long one must not be handed over whole."""
STOP_SECONDS = 10
"""Running answers get this long after SIGTERM."""


def refuse_open_listening(host: str) -> None:
    """Raises ConfigurationError for any address that other machines can reach: there is no access control."""
    if host.lower() == "localhost":
        return
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ConfigurationError(
            f"TREATY_HOST={host}: this version has no access control and listens on loopback only "
            "(127.0.0.1, ::1, localhost). Put a proxy with access control on the same machine in front of it."
        )


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that gives a client `HEAD_SECONDS` to send the head of a request, however slowly it drips.

    h11 rather than httptools: it bounds the size of the head, and is the stricter reader.
    """

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + PIECE])
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._giving_up is None:
            self._giving_up = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


class Server(uvicorn.Server):
    """Uvicorn that says when it begins to stop, and ends with exit code 0 on SIGTERM."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_stop()
        if sig == signal.SIGTERM:
            self.should_exit = True  # uvicorn's own way raises the signal again and dies of it
        else:
            super().handle_exit(sig, frame)


def make_server(app: ASGIApp, settings: Settings, on_stop: Callable[[], None]) -> Server:
    """A server for the secured application. Raises ConfigurationError for an open address.

    `on_stop` is called from a signal handler: `api.state.workers.refuse_new`.
    """
    refuse_open_listening(settings.host)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        http=ImpatientProtocol,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return Server(config, on_stop)
