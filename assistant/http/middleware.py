"""What stands in front of everything, Gradio included: who may ask, how much, what browsers are told."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.http.chat_page import belongs_to_chat, with_script_hashes
from assistant.http.problems import ProblemCode, ProblemError, problem_response, request_id
from assistant.settings import Settings

log = logging.getLogger(__name__)

BODY_LIMIT = 64 * 1024
CHAT_BODY_LIMIT = 512 * 1024
"""The chat page sends its conversation back with each question."""
BODY_SECONDS = 30.0

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
HOST = re.compile(r"([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?", re.I)

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For everything that is not a page: nothing in it may load or run anything."""
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""For our own pages: files of this server, no inline script, no inline style."""

FOR_EVER = "public, max-age=31536000, immutable"
"""Of Gradio's assets: their names hold a hash of their content."""

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secure(app: FastAPI, settings: Settings) -> ASGIApp:
    """The whole application as it is served. Call it last, after Gradio was mounted at '/'.

    A mount at '/' would answer for every address the API does not know and hide its 404 and 405, so it is
    taken out of the router and gets only what a chat page needs.
    """
    chat = _take_root_mount(app)
    return protect(app if chat is None else _Dispatch(app, with_script_hashes(chat)), settings)


def protect(app: ASGIApp, settings: Settings) -> ASGIApp:
    """`app` behind the rules that hold for every response, also those given while the server starts."""
    parts: ASGIApp = _LimitedBody(app)
    parts = _TrustedHost(parts, trusted_hosts(settings))
    parts = _SecurityHeaders(parts)
    return _RequestContext(parts, settings.language)


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """Names this server answers under: loopback, the address it listens on, the one people reach it under."""
    public = urlsplit(settings.public_url).hostname or ""
    hosts = {host.lower() for host in (settings.host, public) if host}
    return LOOPBACK_NAMES | {f"[{host}]" if ":" in host else host for host in hosts}


def _take_root_mount(app: FastAPI) -> ASGIApp | None:
    for route in list(app.router.routes):
        if isinstance(route, Mount) and route.path == "":
            app.router.routes.remove(route)
            return route.app
    return None


class _RequestContext:
    """Gives the request its id and language, and turns what nobody caught into a plain 500."""

    def __init__(self, app: ASGIApp, default_language: str) -> None:
        self._app, self._default_language = app, default_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1003})
            return
        offered = Headers(scope=scope).get("x-request-id", "")
        scope.setdefault("state", {}).update(
            request_id=offered if re.fullmatch(r"[\w.-]{8,64}", offered, re.ASCII) else secrets.token_hex(8),
            default_language=self._default_language,
            started=time.perf_counter(),
        )
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:
            log.exception("request %s failed", request_id(scope))
            if not begun:
                response = problem_response(ProblemError(ProblemCode.INTERNAL), scope)
                await _SecurityHeaders(response)(scope, receive, send)


class _SecurityHeaders:
    """Sets the headers every response has, and takes away those none may have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete_headers(MutableHeaders(scope=message), scope, message["status"])
            await send(message)

        await self._app(scope, receive, complete)


def _complete_headers(headers: MutableHeaders, scope: Scope, status: int) -> None:
    for name in [n for n in headers if n.startswith("access-control-") or n in ("server", "x-powered-by")]:
        del headers[name]
    headers.update(FIXED_HEADERS)
    is_page = headers.get("content-type", "").startswith("text/html")
    headers.setdefault("Content-Security-Policy", PAGE_POLICY if is_page else CLOSED)
    is_hashed = status == 200 and scope["path"].startswith("/assets/")
    headers.setdefault("Cache-Control", FOR_EVER if is_hashed else "no-store")
    headers["X-Request-ID"] = request_id(scope)
    if "server-timing" not in headers:
        elapsed = (time.perf_counter() - scope["state"].get("started", time.perf_counter())) * 1000
        headers["Server-Timing"] = f"total;dur={elapsed:.1f}"


class _TrustedHost:
    """Refuses requests for another name: a page elsewhere could reach this machine by rebinding its own."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._trusts(Headers(scope=scope).getlist("host")):
            await problem_response(ProblemError(ProblemCode.UNKNOWN_HOST), scope)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _trusts(self, named: list[str]) -> bool:
        match = HOST.fullmatch(named[0]) if len(named) == 1 else None
        return match is not None and match[1].lower() in self._hosts


class _LimitedBody:
    """Reads the whole body first, counting; nothing behind it sees one that is too large or too slow."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            limit = CHAT_BODY_LIMIT if belongs_to_chat(scope) else BODY_LIMIT
            body = await asyncio.wait_for(_read_body(scope, receive, limit), BODY_SECONDS)
        except TimeoutError:
            error = ProblemError(
                ProblemCode.BODY_TOO_SLOW,
                slots={"seconds": int(BODY_SECONDS)},
                headers={"Connection": "close"},
            )
            await problem_response(error, scope)(scope, receive, send)
        except ProblemError as error:
            await problem_response(error, scope)(scope, receive, send)
        else:
            if body is not None:
                await self._app(scope, _replay(body, receive), send)


CLOSE = {"Connection": "close"}
"""What is left of the body is not read."""


def _too_slow() -> ProblemError:
    return ProblemError(ProblemCode.BODY_TOO_SLOW, slots={"seconds": int(BODY_SECONDS)}, headers=CLOSE)


def _too_large(limit: int) -> ProblemError:
    return ProblemError(ProblemCode.BODY_TOO_LARGE, slots={"kilobytes": limit // 1024}, headers=CLOSE)


async def _read_body(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The body; None when the client went away in the middle of it."""
    headers = Headers(scope=scope)
    if (
        "content-length" in headers and "transfer-encoding" in headers
    ):  # two readers could disagree on its end
        raise ProblemError(ProblemCode.BAD_REQUEST, headers=CLOSE)
    announced = headers.get("content-length", "0")
    if not re.fullmatch(r"\d{1,15}", announced) or int(announced) > limit:
        raise _too_large(limit)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands over the body read before, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


class _Dispatch:
    """The chat page gets the addresses it needs, the API everything else."""

    def __init__(self, api: ASGIApp, chat: ASGIApp) -> None:
        self._api, self._chat = api, chat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        to_chat = scope["type"] == "http" and belongs_to_chat(scope)
        await (self._chat if to_chat else self._api)(scope, receive, send)
