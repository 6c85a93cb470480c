"""What every response carries, and how little of Gradio is open: checked on the real thing."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from starlette.routing import Mount

from assistant.api import create_app
from assistant.http.chat_page import belongs_to_chat, policy_for
from assistant.http.middleware import CHAT_BODY_LIMIT, CLOSED, FIXED_HEADERS, PAGE_POLICY, secure
from assistant.settings import Settings
from assistant.wiring import silence_telemetry
from tests.assistant.http_server import listening
from tests.fakes_service import KnownAnswers


@pytest.fixture(scope="module")
def chat_routes() -> list[Any]:
    """All routes of the Gradio application mounted by the fixture `client`; filled by it."""
    return []


@pytest.fixture(scope="module")
def client(chat_routes: list[Any]) -> Iterator[httpx.Client]:
    """The API, pages of our own and a real Gradio chat behind `secure`, on a real port."""
    service, settings = KnownAnswers(), Settings(port=0)
    app = create_app(service, settings, pages=[own_pages()])
    asyncio.run(mount_chat(app))
    mount = next(route for route in app.routes if isinstance(route, Mount) and route.path == "")
    chat_routes.extend(mount.routes)
    with (
        listening(secure(app, settings), settings) as (_, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        yield client


def own_pages() -> APIRouter:
    pages = APIRouter()

    @pages.get("/page", response_class=HTMLResponse)
    def page() -> str:
        return "<!doctype html><title>page</title>"

    @pages.get("/broken")
    def broken() -> None:
        raise RuntimeError("/secret/path")

    return pages


async def mount_chat(app: FastAPI) -> None:
    """In a running loop: without one, Gradio makes loops of its own and never closes them."""
    silence_telemetry()
    import gradio as gr

    with gr.Blocks(analytics_enabled=False) as blocks:
        question, answer = gr.Textbox(), gr.HTML()
        question.submit(lambda text: f"<p>{len(text)}</p>", question, answer)
    gr.mount_gradio_app(app, blocks, path="/", run_history=False, ssr_mode=False, show_error=False)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/config"),
        ("GET", "/theme.css"),
        ("GET", "/static/js/iframeResizer.contentWindow.min.js"),
        ("GET", "/gradio_api/upload"),
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/page"),
        ("GET", "/broken"),
        ("GET", "/nothing"),
        ("GET", "/openapi.json"),
        ("GET", "/health/live"),
        ("GET", "/v1/documents"),
        ("GET", "/v1/documents/removed"),
        ("GET", "/v1/ask"),
        ("POST", "/v1/ask"),
    ],
)
def test_every_response_carries_the_security_headers(client: httpx.Client, method: str, path: str) -> None:
    origin = {"Origin": "http://evil.example"}
    for extra in ({}, {"Host": "evil.example"}, {"Origin": "null"}, origin):
        response = client.request(method, path, headers=extra)
        for name, value in FIXED_HEADERS.items():
            assert response.headers[name] == value
        assert response.headers["content-security-policy"].startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-request-id"]
        assert response.headers["cache-control"]
        forbidden = {"server", "x-powered-by"}
        assert not [n for n in response.headers if n in forbidden or n.startswith("access-control-")]


def test_the_policy_fits_what_is_sent(client: httpx.Client) -> None:
    assert client.get("/health/live").headers["content-security-policy"] == CLOSED
    assert client.get("/nothing").headers["content-security-policy"] == CLOSED
    assert client.get("/theme.css").headers["content-security-policy"] == CLOSED
    assert client.get("/page").headers["content-security-policy"] == PAGE_POLICY
    assert "'unsafe-inline'" not in PAGE_POLICY + CLOSED


def test_the_chat_page_may_run_exactly_its_own_inline_scripts(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept-Encoding": "br, gzip"})
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    directive = page.headers["content-security-policy"].split("script-src ")[1].split(";")[0].split()
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    }
    assert set(directive) == {"'self'", "'unsafe-eval'", *hashes}


def test_a_script_that_only_names_a_file_gets_no_hash() -> None:
    assert "sha256" not in policy_for(b'<script type="module" src="/assets/a.js"></script><p>hello</p>')


OPEN = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/config"),
    ("GET", "/config/"),
    ("GET", "/theme.css"),
    ("GET", "/assets/x"),
    ("GET", "/static/x"),
    ("GET", "/favicon.ico"),
    ("GET", "/manifest.json"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/heartbeat/x"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/reset/"),
}


def test_of_all_routes_gradio_mounts_only_those_of_a_chat_page_are_open(
    client: httpx.Client, chat_routes: list[Any]
) -> None:
    mounted = {
        (method, re.sub(r"\{[^}]*\}", "x", path))
        for methods, path in _paths(chat_routes)
        for method in methods
    }
    assert len(mounted) > 60
    reachable = {
        (method, path) for method, path in mounted if belongs_to_chat({"method": method, "path": path})
    }
    assert reachable <= OPEN
    assert {("GET", "/"), ("POST", "/gradio_api/queue/join"), ("GET", "/gradio_api/queue/data")} <= reachable
    for method, path in sorted(mounted - reachable):
        if method in ("GET", "POST") and path not in ("/openapi.json", "/"):
            assert client.request(method, path).status_code == 404


def _paths(routes: list[Any]) -> Iterator[tuple[set[str], str]]:
    for route in routes:
        if inner := getattr(getattr(route, "original_router", None), "routes", None):
            yield from _paths(inner)
        elif getattr(route, "methods", None):
            yield route.methods, route.path


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://example.org/"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/call/predict"),
        ("POST", "/gradio_api/api/predict"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/queue/status"),
        ("GET", "/gradio_api/startup-events"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/mcp/"),
        ("POST", "/gradio_api/vibe-edit/"),
        ("GET", "/gradio_api/vibe-code"),
        ("POST", "/gradio_api/process_recording"),
        ("GET", "/monitoring"),
        ("GET", "/monitoring/summary"),
        ("POST", "/login"),
        ("GET", "/svelte/svelte.js"),
        ("GET", "/pwa_icon"),
        ("GET", "/robots.txt"),
        ("GET", "/docs"),
        ("GET", "/static/..%2f..%2fpackage.json"),
        ("GET", "/assets/%2e%2e/%2e%2e/package.json"),
        ("GET", "/gradio_api/heartbeat/a/b"),
    ],
)
def test_what_a_chat_page_does_not_need_is_not_there(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_gradio_does_not_hide_the_refusals_of_the_api(client: httpx.Client) -> None:
    assert client.get("/v1/ask").status_code == 405
    assert client.get("/v1/nothing").json()["code"] == "not_found"
    assert client.post("/config").status_code == 404
    assert client.post("/v1/ask", json={"question": "When?"}).status_code == 200


def test_a_conversation_may_be_larger_than_a_question_but_not_endless(client: httpx.Client) -> None:
    def join(size: int) -> httpx.Response:
        body = {"data": ["x" * size], "fn_index": 0, "session_hash": "abcdef"}
        return client.post("/gradio_api/queue/join", json=body)

    assert join(100_000).status_code == 200
    refused = join(CHAT_BODY_LIMIT)
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


def test_assets_named_by_their_content_are_kept_for_ever(client: httpx.Client) -> None:
    asset = re.search(r"\./(assets/index-[\w-]+\.js)", client.get("/").text)
    assert asset
    response = client.get(f"/{asset[1]}")
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]
    assert client.get("/assets/none.js").headers["cache-control"] == "no-store"


def test_a_failure_in_a_page_is_a_discreet_problem(client: httpx.Client) -> None:
    response = client.get("/broken")
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "secret" not in response.text


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1:9"]
)
def test_no_other_origin_is_let_in(client: httpx.Client, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x"}
    for method, path in (("OPTIONS", "/v1/ask"), ("OPTIONS", "/gradio_api/queue/join"), ("GET", "/config")):
        response = client.request(method, path, headers=asked)
        assert not [name for name in response.headers if name.startswith("access-control-")]
