"""A browser to look with, a page of it, and everything the page complains about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Watched:
    """A page of the browser, with every address it asked for and everything it complained about."""

    page: Any
    asked_for: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("request", lambda request: self.asked_for.append(request.url))
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _note(self, line: Any) -> None:
        if line.type == "error":
            self.complaints.append(line.text)

    def left_the_host(self, base: str) -> list[str]:
        return [url for url in self.asked_for if not url.startswith((base + "/", "data:", "blob:"))]


@contextmanager
def debian_chromium() -> Iterator[Any]:
    """Chromium with a fresh profile; skips where there is none, fails when TREATY_REQUIRE_BROWSER=1."""
    path = shutil.which("chromium")
    if path is None:
        missing = "no `chromium` on the PATH (Debian: apt install chromium)"
        if os.environ.get("TREATY_REQUIRE_BROWSER") == "1":
            pytest.fail(f"TREATY_REQUIRE_BROWSER=1, but there is {missing}")
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Any, width: int, height: int) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.set_default_timeout(30_000)
    seen = Watched(context.new_page())
    context.on("page", seen.watch)
    seen.watch(seen.page)
    yield seen
    context.close()
