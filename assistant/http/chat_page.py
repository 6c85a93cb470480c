"""The part of Gradio that a chat page needs: which addresses are open, and what its page may run."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN_ROUTES: tuple[tuple[str, str], ...] = (
    ("GET HEAD", r"/"),
    ("GET", r"/config/?"),
    ("GET", r"/theme\.css"),
    ("GET", r"/(?:assets|static)/(?!.*\.\.)[\w./@-]+"),
    ("GET", r"/favicon\.ico|/manifest\.json"),
    ("GET", r"/gradio_api/app_id"),  # asked after a lost connection: is it still the same server?
    ("GET", r"/gradio_api/heartbeat/\w{1,64}"),
    ("POST", r"/gradio_api/queue/join"),
    ("GET", r"/gradio_api/queue/data"),
    ("POST", r"/gradio_api/(?:cancel|reset)/?"),
)
"""Everything else Gradio mounts is closed: upload, file, proxy, stream, custom_component, component_server,
run, call and api, info, openapi, monitoring, profiling, deep links, run history, recordings, the code editor,
login, MCP; and what a later release may add."""

_OPEN = {
    method: re.compile("|".join(pattern for methods, pattern in OPEN_ROUTES if method in methods.split()))
    for method in ("GET", "HEAD", "POST")
}

CHAT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
"""Gradio's page has inline scripts, named here one by one by their hash, and styles set by script; its HTML
component turns its template into a function, which needs 'unsafe-eval' (docs/decisions/0003)."""

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def belongs_to_chat(scope: Scope) -> bool:
    """True for the addresses of the chat page; methods it does not use there are not its own."""
    open_paths = _OPEN.get(scope["method"])
    return open_paths is not None and open_paths.fullmatch(scope["path"]) is not None


def with_script_hashes(chat: ASGIApp) -> ASGIApp:
    """`chat`, its page sent with a policy that allows exactly the scripts written in it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await chat(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                headers = MutableHeaders(scope=start)
                headers["Content-Security-Policy"] = policy_for(bytes(body))
                await send(start)
                await send({"type": "http.response.body", "body": bytes(body)})

        await chat(_uncompressed(scope), receive, collect)

    return serve


def policy_for(page: bytes) -> str:
    """The policy of the chat page, with the hash of every inline script in it."""
    digests = [hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page)]
    return CHAT_POLICY.format(
        scripts=" ".join(dict.fromkeys(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests))
    )


def _uncompressed(scope: Scope) -> Scope:
    return {**scope, "headers": [(n, v) for n, v in scope["headers"] if n.lower() != b"accept-encoding"]}
