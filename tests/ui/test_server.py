"""The server is alive at once, says that it is getting ready, and then hands over."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.errors import ConfigurationError
from assistant.settings import Settings
from tests.serving import served
from ui.server import Assembled, Front, bind, serve

BROWSER = {"accept": "text/html", "accept-language": "en"}


def waiting_front(release: threading.Event, make: Any) -> tuple[Front, threading.Event]:
    ready = threading.Event()

    def assemble() -> Assembled:
        release.wait(60)
        return Assembled(make(), lambda: None)

    return Front(assemble, Settings(language="en"), ready.set), ready


def small_app(told: list[str]) -> Starlette:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def living(app: Starlette) -> Any:
        told.append("started")
        yield
        told.append("stopped")

    async def hello(request: Any) -> PlainTextResponse:
        return PlainTextResponse("hello")

    return Starlette(routes=[Route("/", hello), Route("/health/live", hello)], lifespan=living)


def test_it_lives_before_it_is_ready_and_hands_over_when_it_is() -> None:
    release, told = threading.Event(), list[str]()
    front, ready = waiting_front(release, lambda: small_app(told))
    with served(front) as url, httpx.Client(base_url=url) as http:
        live = http.get("/health/live")
        assert (live.status_code, live.json()) == (200, {"live": True})

        page = http.get("/", headers=BROWSER)
        assert page.status_code == 503
        assert "Getting ready" in page.text
        assert 'http-equiv="refresh"' in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] == "no-store"
        assert http.get("/ui/reader.css").status_code == 200

        program = http.post("/v1/ask", json={})
        assert (program.status_code, program.json()["code"]) == (503, "starting")
        assert program.headers["content-type"] == "application/problem+json"
        assert int(program.headers["retry-after"]) > 0
        assert program.json()["detail"]
        assert http.get("/", headers={"host": "elsewhere.example"}).json()["code"] == "unknown_host"
        assert http.get("/health/live", headers={"host": "elsewhere.example"}).status_code == 400
        assert http.post("/v1/ask", content=b"x" * 70_000).status_code == 413

        release.set()
        assert ready.wait(60)
        assert http.get("/").text == "hello"
        assert told == ["started"]
    assert told == ["started", "stopped"]


def test_a_failed_start_is_said_and_the_page_no_longer_waits(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Starlette:
        raise RuntimeError("no such model")

    release = threading.Event()
    release.set()
    front, ready = waiting_front(release, broken)
    with served(front) as url, httpx.Client(base_url=url) as http:
        for _ in range(200):
            page = http.get("/", headers=BROWSER)
            if "could not start" in page.text:
                break
            threading.Event().wait(0.05)
        assert page.status_code == 503
        assert 'http-equiv="refresh"' not in page.text
        assert "no such model" not in page.text
        assert http.get("/health/ready").json()["code"] == "start_failed"
    assert not ready.is_set()
    assert "no such model" in caplog.text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "example.org", ""])
def test_no_address_other_machines_can_reach_is_listened_on(host: str) -> None:
    with pytest.raises(ConfigurationError):
        serve(Settings(host=host, port=0))


def test_a_port_in_use_is_named() -> None:
    with bind("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=str(port)):
            bind("127.0.0.1", port)
