"""What a person does, in a real browser: ask, read the citation, open the document, find the quotation."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.api import create_app
from assistant.http.middleware import secure
from assistant.settings import Settings
from prompts.words import say
from tests.serving import served
from tests.ui.shelf import Shelf, ShelfService
from tests.ui.test_render import ATTACKS
from tests.ui.watching import Watched, debian_chromium, watched_page
from ui.app import build_ui, mount
from ui.reader import reader_routes
from ui.server import build_app, own_files

DONE = ".exchange[data-done=yes]"


def shelf_app(service: ShelfService) -> Any:
    """API, reader and chat over the one report of the shelf, protected as they are served."""
    from starlette.routing import Mount

    settings = Settings()
    api = create_app(service, settings)  # type: ignore[arg-type]
    api.router.routes.extend(reader_routes(service.shelf.reading, settings))
    api.router.routes.append(Mount("/ui", own_files()))
    mount(api, build_ui(service, settings, api.state.workers))  # type: ignore[arg-type]
    return secure(api, settings)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with debian_chromium() as browser:
        yield browser


@pytest.fixture
def watched(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A fresh page, 1280 by 800 unless the test is parametrised with another size."""
    with watched_page(chromium, *getattr(request, "param", (1280, 800))) as seen:
        yield seen


@pytest.fixture(scope="module")
def service() -> ShelfService:
    return ShelfService()


@pytest.fixture(scope="module")
def shelf_url(service: ShelfService, chromium: Any) -> Iterator[str]:
    with served(shelf_app(service)) as url:
        yield url


@pytest.fixture(autouse=True)
def _as_new(service: ShelfService) -> None:
    service.failure, service.seconds, service.shelf = None, 0.0, Shelf()
    service.asked.clear()


def open_chat(watched: Watched, url: str, address: str = "/") -> Any:
    watched.page.goto(url + address)
    watched.page.wait_for_selector("#question textarea")
    watched.page.wait_for_selector("#sources .collection li")
    return watched.page


def ask(page: Any, question: str) -> None:
    number = page.locator(".exchange").count() + 1
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    page.wait_for_selector(f"#x{number}{DONE}")


def assert_quiet(watched: Watched, url: str) -> None:
    assert watched.left_the_host(url) == []
    assert watched.complaints == []


@pytest.mark.parametrize("watched", [(1280, 800), (390, 844)], indirect=True)
def test_a_delegate_asks_reads_the_citation_and_finds_the_quotation(watched: Watched, shelf_url: str) -> None:
    page = open_chat(watched, shelf_url)
    ask(page, "How many Parties does the Treaty have?")
    assert "“The Treaty has 46 Parties.”" in page.inner_text("#x1-answer")

    page.click("#x1 .chip >> nth=0")
    card = page.locator("#x1-c1")
    assert card.evaluate("e => e === document.activeElement")
    assert card.locator("mark").inner_text() == "The Treaty has 46 Parties."
    assert "¹ As of 20 August 2011." in card.inner_text()
    assert "Draft, not adopted" in card.inner_text()

    with watched.page.context.expect_page() as opening:
        card.get_by_text("Open in the document").click()
    document = opening.value
    document.wait_for_load_state()
    assert document.locator("#quote").inner_text() == "The Treaty has 46 Parties."
    assert document.evaluate("document.querySelector('#quote').getBoundingClientRect().top < innerHeight")
    assert_quiet(watched, shelf_url)


def test_a_question_without_an_answer_shows_where_to_look(watched: Watched, shelf_url: str) -> None:
    page = open_chat(watched, shelf_url)
    ask(page, "Who painted the ceiling?")
    assert "I did not find this" in page.inner_text("#x1-answer")
    page.click("text=See the nearest passages")
    assert page.locator("#x1-n1").evaluate("e => e === document.activeElement")
    assert_quiet(watched, shelf_url)


def test_what_was_said_before_goes_along_and_a_new_conversation_forgets_it(
    watched: Watched, shelf_url: str, service: ShelfService
) -> None:
    page = open_chat(watched, shelf_url)
    ask(page, "How many Parties are there?")
    ask(page, "And how many reports?")
    told = service.asked[-1].history
    assert [turn.role for turn in told] == ["user", "assistant"]
    assert told[0].content == "How many Parties are there?"
    assert told[1].citations[0].locator == "para. 1"

    page.click("#restart")
    page.wait_for_selector(".start")
    ask(page, "How many Parties are there?")
    assert service.asked[-1].history == []
    assert_quiet(watched, shelf_url)


def test_a_suggestion_is_asked_at_a_click(watched: Watched, shelf_url: str, service: ShelfService) -> None:
    page = open_chat(watched, shelf_url)
    suggestion = page.locator("[data-ask]").first
    words = suggestion.inner_text()
    suggestion.click()
    page.wait_for_selector(DONE)
    assert service.asked[-1].question == words
    assert_quiet(watched, shelf_url)


def test_stopping_ends_the_work_and_gives_the_question_back(
    watched: Watched, shelf_url: str, service: ShelfService
) -> None:
    service.seconds = 20.0
    page = open_chat(watched, shelf_url)
    page.get_by_label("Your question").fill("How many?")
    page.click("#ask")
    page.wait_for_selector("[aria-current=step]")
    page.click("#stop")
    page.wait_for_selector(".notice")
    assert page.inner_text(".notice") == "Stopped."
    assert page.get_by_label("Your question").input_value() == "How many?"
    service.seconds = 0.0
    ask(page, "How many Parties are there?")
    assert page.locator("#x2-answer").count() == 1
    assert_quiet(watched, shelf_url)


def test_a_failure_is_said_in_plain_words_and_the_question_is_kept(
    watched: Watched, shelf_url: str, service: ShelfService
) -> None:
    service.failure = RuntimeError("disk on fire at /secret/path")
    page = open_chat(watched, shelf_url)
    ask(page, "How many Parties are there?")
    assert "Something failed on our side" in page.inner_text(".notice")
    assert "secret" not in page.content()
    assert page.get_by_label("Your question").input_value() == "How many Parties are there?"
    assert_quiet(watched, shelf_url)


def test_the_page_speaks_the_language_chosen(watched: Watched, shelf_url: str, service: ShelfService) -> None:
    page = open_chat(watched, shelf_url)
    page.get_by_label("Français").check(force=True)
    page.wait_for_selector("text=Que souhaitez-vous savoir")
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.get_by_label("Votre question").fill("how many?")
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)
    assert service.asked[-1].language == "fr"
    assert "Mots exacts" in page.inner_text("#x1-answer")
    assert_quiet(watched, shelf_url)


def test_nothing_typed_or_read_runs_in_the_browser(watched: Watched, shelf_url: str) -> None:
    page = open_chat(watched, shelf_url)
    ask(page, " ".join(ATTACKS)[:1900])
    for attack in ATTACKS[:3]:
        ask(page, attack)
        assert page.locator(".exchange").last.locator(".question bdi").inner_text().split() == attack.split()
    assert page.locator("#thread :is(script, img, iframe, svg, style, link, form)").count() == 0
    assert_quiet(watched, shelf_url)


def test_two_people_do_not_see_each_other(watched: Watched, chromium: Any, shelf_url: str) -> None:
    page = open_chat(watched, shelf_url)
    ask(page, "How many canaries has the first person?")
    other = chromium.new_context(locale="en-GB")
    second = Watched(other.new_page())
    second_page = open_chat(second, shelf_url)
    ask(second_page, "How many canaries has the second person?")
    assert "first person" not in second_page.content()
    assert "second person" not in page.content()
    other.close()


def test_the_keyboard_reaches_the_question_and_the_citation(watched: Watched, shelf_url: str) -> None:
    page = open_chat(watched, shelf_url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the question box"
    page.keyboard.press("Enter")
    page.keyboard.type("How many Parties are there?")
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)
    page.locator("#x1 .chip").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "x1-c1"
    assert_quiet(watched, shelf_url)


@pytest.mark.parametrize("watched", [(390, 844), (640, 800), (1280, 800), (1920, 1080)], indirect=True)
def test_no_page_is_wider_than_its_window(watched: Watched, shelf_url: str) -> None:
    page = open_chat(watched, shelf_url)
    ask(page, "How many Parties are there?")
    for address in (None, "/documents", "/documents/report"):
        if address:
            page.goto(shelf_url + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_real_server_answers_from_the_sample_in_a_browser(watched: Watched, sample_data: Path) -> None:
    ready = threading.Event()
    with served(build_app(Settings(data_dir=sample_data), ready.set)) as url:
        assert ready.wait(240)
        page = open_chat(watched, url)
        assert "Do not quote." in page.inner_text("#banner")
        ask(page, say("examples.sample_2", "en"))
        page.click("#x1 .chip >> nth=0")
        quote = page.locator("#x1-c1 mark").inner_text()
        page.goto(url + page.locator("#x1-c1 .card-links a").first.get_attribute("href"))
        assert "".join(page.locator("mark").all_inner_texts()).split() == quote.split()
        assert "Do not quote." in page.inner_text(".sample")
        assert_quiet(watched, url)
