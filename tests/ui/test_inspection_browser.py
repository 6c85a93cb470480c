"""The inspection page in a real browser: readable on a wide and on a narrow screen, and asking nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.test_inspection import html, made, run
from tests.ui.watching import Watched, debian_chromium, watched_page
from ui.exits import Exit

WIDE, NARROW = (1280, 800), (390, 844)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with debian_chromium() as browser:
        yield browser


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def watched(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Watched]:
    with watched_page(chromium, *request.param) as seen:
        yield seen
        assert seen.complaints == []
        assert [url for url in seen.asked_for if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="module")
def beirut(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the draft Beirut report, as the command writes it."""
    out = tmp_path_factory.mktemp("page") / "beirut.html"
    file = test_data / "corpus" / "2011-08-25-draft-beirut-progress-report.txt"
    assert run(file, "--html", out) == Exit.OK
    return out.as_uri()


@pytest.fixture
def everything(tmp_path: Path) -> str:
    """The page of a document with one of everything."""
    out = tmp_path / "page.html"
    out.write_text(html(made()), encoding="utf-8")
    return out.as_uri()


def assert_nothing_sticks_out(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_footnote_26_stands_beside_paragraph_35_of_the_beirut_report(watched: Watched, beirut: str) -> None:
    page = watched.page
    page.goto(beirut)
    assert_nothing_sticks_out(page)
    row = page.locator("#para-35")
    words, footnote = row.locator(".words").bounding_box(), row.locator("#fn-26").bounding_box()
    assert row.locator("#fn-26").inner_text().split("\n")[-1].startswith("Belgium, Denmark, France, Germany,")
    assert row.locator(".words").get_by_label("Footnote 26").get_attribute("href") == "#fn-26"
    if page.viewport_size["width"] == WIDE[0]:
        assert footnote["x"] >= words["x"] + words["width"]
        assert footnote["y"] < words["y"] + words["height"]
    else:
        assert footnote["y"] >= words["y"] + words["height"]


def test_borders_of_passages_are_hidden_by_the_checkbox_without_a_script(
    watched: Watched, everything: str
) -> None:
    page = watched.page
    page.goto(everything)
    assert_nothing_sticks_out(page)
    border = page.get_by_text("Passage 2 · para. 1")
    assert border.is_visible()
    page.get_by_label("Show where each passage begins").uncheck()
    assert not border.is_visible()


def test_a_speaker_leads_to_the_words_that_name_him_and_a_remark_to_what_it_compares(
    watched: Watched, everything: str
) -> None:
    page = watched.page
    page.goto(everything)
    labels = page.locator("#para-1 .speaker")
    assert labels.all_inner_texts() == ["Norway (Coordinator)", "Norway (Coordinator)"]
    labels.nth(1).click()
    assert page.locator(":target").inner_text().startswith("Norway said that")
    page.locator("#para-1 .remark a").click()
    assert page.locator(":target").inner_text().endswith("Chad, Chile and Peru.")


def test_a_document_without_headings_has_the_whole_width(watched: Watched, tmp_path: Path) -> None:
    file, out = tmp_path / "plain.txt", tmp_path / "plain.html"
    file.write_text("The group met on Monday. It agreed on the agenda and closed at noon.\n")
    assert run(file, "--html", out) == Exit.OK
    page = watched.page
    page.goto(out.as_uri())
    assert_nothing_sticks_out(page)
    assert page.locator("nav.outline").count() == 0
    assert page.locator(".words").first.bounding_box()["width"] > 250
