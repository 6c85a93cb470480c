"""The reader over HTTP: permanent addresses, the quotation marked, footnotes linked, plain refusals."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.settings import Settings
from index.errors import IndexMissingError
from index.relations import Relation, RelationKind
from ingest.documents import Note, NoteCode, Span
from prompts.words import LANGUAGES
from tests.ui.shelf import COLLECTION, DATA, TEXT, Shelf, units, with_title
from tests.ui.test_render import ATTACKS
from ui import reader
from ui.reader import reader_routes
from ui.render import say_on_screen

BROWSER = {"accept": "text/html", "accept-language": "en"}
OWN_ELEMENTS_NAMES = (
    "html head meta title link body a header nav p main h1 h2 h3 h4 h5 h6 article section div span "
    "dl dt dd ol ul li bdi mark footer aside"
)
OWN_ELEMENTS = set(OWN_ELEMENTS_NAMES.split())


class Page(HTMLParser):
    """The ids, links, elements, attributes and marked text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.marks: list[str] = []
        self.text = ""
        self._open = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.elements.add(tag)
        self.attributes |= told.keys()
        if "id" in told:
            self.ids.append(told["id"])
        if "href" in told:
            self.links.append(told["href"])
        if tag == "mark":
            self._open = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._open = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open:
            self.marks[-1] += data


def client(shelf: Shelf | None = None) -> TestClient:
    routes = reader_routes((shelf or Shelf()).reading, Settings())
    return TestClient(Starlette(routes=routes), headers=BROWSER)


def opened(address: str, shelf: Shelf | None = None) -> Page:
    response = client(shelf).get(address)
    assert response.status_code == 200
    return Page(response.text)


def test_the_whole_text_of_record_is_on_the_page() -> None:
    page = opened("/documents/report")
    shown = " ".join(page.text.split())
    assert all(" ".join(line.split()) in shown for line in TEXT.splitlines())


def test_every_address_on_the_page_is_used_once_and_every_link_inside_it_leads_somewhere() -> None:
    page = opened("/documents/report?start=0&end=20")
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert {"para-1", "para-2", "para-2-2"} <= set(page.ids)


@pytest.mark.parametrize(
    "quote",
    [
        "The Treaty has 46 Parties.",
        "46 Parties.¹ Two",
        "clearance of <contaminated> land & water",
        "help:²³\n(a) for clearance of <contaminated> land & water;\n(b) for",
        "² Chad.",
        TEXT,
    ],
)
def test_the_words_between_start_and_end_are_marked_and_no_others(quote: str) -> None:
    start = TEXT.index(quote)
    page = opened(f"/documents/report?v={'b' * 12}&start={start}&end={start + len(quote)}")
    assert "".join("".join(page.marks).split()) == "".join(quote.split())
    assert page.ids.count("quote") == 1


@pytest.mark.parametrize(
    "query",
    [
        "start=5&end=5",
        "start=9&end=3",
        "start=-1&end=4",
        "start=0&end=999999",
        "start=x&end=y",
        "start=1",
        "end=1",
        "start=1e3&end=2e3",
        f"start={'9' * 5000}&end={'9' * 5000}",
        "start=%D9%A1&end=%D9%A2",
        "start=0&end=5&v=cccccccccccc",
    ],
)
def test_a_place_the_text_does_not_have_is_said_to_be_missing(query: str) -> None:
    page = opened(f"/documents/report?{query}")
    assert page.marks == []
    assert "a place this text does not have" in page.text


def test_an_earlier_text_says_so_and_leads_to_the_current_one() -> None:
    page = opened(f"/documents/report?v={'a' * 12}&start=0&end=8")
    assert "This is an earlier text of this document." in page.text
    assert "/documents/report" in page.links
    assert "".join(page.marks) == "Progress"
    assert "earlier text" not in opened("/documents/report").text


def test_footnotes_are_linked_both_ways() -> None:
    page = opened("/documents/report")
    notes = {u.locator.anchor for u in units() if u.kind == "footnote"}
    assert {f"#{anchor}" for anchor in notes} <= set(page.links)
    assert {f"ref-{anchor}" for anchor in notes} <= set(page.ids)
    assert {f"#ref-{anchor}" for anchor in notes} <= set(page.links)


@pytest.mark.parametrize(
    ("words", "numbers", "marks"),
    [
        ("help:²³", ("2", "3"), [(5, 6, "2"), (6, 7, "3")]),
        ("help:²³", ("23",), [(5, 7, "23")]),
        ("10 m² of land", (), []),
        ("10 m² of land³", ("3",), [(13, 14, "3")]),
        ("aᵃ bᵇ", ("a", "b"), [(1, 2, "a"), (4, 5, "b")]),
    ],
)
def test_only_the_marks_that_are_footnotes_are_links(
    words: str, numbers: tuple[str, ...], marks: list[tuple[int, int, str]]
) -> None:
    assert reader.footnote_marks(words, numbers) == marks


def test_cutting_a_unit_loses_no_character() -> None:
    for unit in units():
        for quote in (None, Span(0, len(TEXT)), Span(60, 90)):
            assert "".join(run.text for run in reader.cut(TEXT, unit, quote)) == unit.span.of(TEXT)


@pytest.mark.parametrize(
    "address",
    [
        "/documents/nothing",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/documents/%2e%2e",
        "/documents/%00",
        "/documents/%ff",
        "/documents/%5c%5cserver%5cshare",
        "/documents/C:%5cwindows",
        "/documents/'%20OR%201=1%20--",
        "/documents/" + "a" * 5000,
    ],
)
def test_an_id_that_is_not_in_the_collection_is_404_in_plain_words(address: str) -> None:
    response = client().get(address)
    assert response.status_code == 404
    if "text/html" in response.headers["content-type"]:
        assert "This page does not exist" in response.text
        assert "/documents" in Page(response.text).links


def test_a_removed_document_is_410_in_plain_words() -> None:
    response = client().get("/documents/removed")
    assert response.status_code == 410
    assert "This document was removed" in response.text


def test_without_an_index_the_page_says_that_nothing_is_ready() -> None:
    class Empty(Shelf):
        def documents(self) -> list[object]:  # type: ignore[override]
            raise IndexMissingError("run `treaty-assistant ingest FOLDER`")

    response = client(Empty()).get("/documents")
    assert response.status_code == 503
    assert "No documents are ready" in response.text


def test_the_list_names_kind_date_status_language_and_paragraphs() -> None:
    page = opened("/documents")
    for words in (
        "Progress reports",
        "25 August 2011",
        "Draft, not adopted",
        "English",
        "RM/2011/5",
        "3 paragraphs",
    ):
        assert words in page.text
    assert "/documents/report" in page.links


def test_the_title_block_tells_what_the_document_is() -> None:
    page = opened("/documents/report")
    for words in (
        "RM/2011/5",
        "25 August 2011",
        "Draft, not adopted",
        "report.txt",
        "Riverside Meeting",
        "Page 2",
    ):
        assert words in page.text


def test_the_sample_warning_is_on_every_page() -> None:
    shelf = Shelf(collection=replace(COLLECTION, sample=True))
    for address in ("/documents", "/documents/report"):
        assert "Do not quote." in opened(address, shelf).text
        assert "Do not quote." not in opened(address).text


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_document_becomes_markup(attack: str) -> None:
    for shelf in (
        with_title(attack),
        Shelf(body=attack),
        Shelf(source=attack),
        Shelf(metadata=replace(DATA, symbol=attack)),
    ):
        for address in ("/documents", f"/documents/report?start=0&end={len(attack)}"):
            page = opened(address, shelf)
            assert page.elements <= OWN_ELEMENTS
            assert not any(
                name.startswith("on") or name in ("style", "src", "srcdoc") for name in page.attributes
            )
            assert all(re.match(r"(/(?!/)|#)", link) for link in page.links)


@pytest.mark.parametrize(("language", "words"), [("fr", "Sommaire"), ("es", "Índice"), ("en", "Contents")])
def test_the_page_speaks_the_language_of_the_browser(language: str, words: str) -> None:
    response = client().get("/documents/report", headers={"accept-language": language})
    assert words in response.text
    assert f'<html lang="{language}">' in response.text


def span_of(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def test_a_remark_stands_beside_both_ends_of_what_it_compares_and_links_them() -> None:
    note = Note(
        NoteCode.COUNT_DIFFERS, span_of("46 Parties"), (span_of("Chad"),), (("stated", "46"), ("listed", "1"))
    )
    html = client(Shelf(remarked=(note,))).get("/documents/report").text
    assert html.count('class="remark remark-count_differs"') == 2
    assert '<span class="remarked">46 Parties</span>' in html
    assert '<a href="#fn-2">Footnote 2</a>' in html
    assert '<a href="#para-1">para. 1</a>' in html


def test_passages_said_twice_link_to_each_other_and_words_are_not_underlined() -> None:
    one, other = span_of("2. Nine reports are overdue.¹"), span_of("(b) for assistance to victims.")
    notes = (Note(NoteCode.NEAR_DUPLICATE, one, (other,)), Note(NoteCode.NEAR_DUPLICATE, other, (one,)))
    page = opened("/documents/report", Shelf(remarked=notes))
    html = client(Shelf(remarked=notes)).get("/documents/report").text
    assert html.count('class="remark remark-near_duplicate"') == 2
    assert "remarked" not in html
    assert {"#para-1-b", "#para-2"} <= set(page.links)


def test_what_is_said_of_the_whole_document_stands_in_its_head() -> None:
    notes = (Note(NoteCode.SYMBOL_MISSING), Note(NoteCode.DRAFT, span_of("Progress")))
    html = client(Shelf(remarked=notes)).get("/documents/report").text
    assert "The document bears no document number" in html
    assert 'class="remark' not in html


def test_relations_stand_in_the_head_with_links() -> None:
    related = (
        Relation(RelationKind.REPLACED_BY, "report"),
        Relation(RelationKind.TRANSLATION, "report"),
        Relation(RelationKind.EARLIER_EDITION, "report", "a" * 12),
    )
    html = client(Shelf(related=related)).get("/documents/report").text
    assert "<dt>Replaced by</dt>" in html
    assert '<a href="/documents/report"><bdi>RM/2011/5</bdi></a>' in html
    assert '<a href="/documents/report"><bdi>English</bdi></a>' in html
    assert f'<a href="/documents/report?v={"a" * 12}"><bdi>1</bdi></a>' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_relation_and_note_has_its_words(language: str) -> None:
    assert all(say_on_screen(f"relation_{kind}", language) for kind in RelationKind)
    assert all(say_on_screen(f"note_{code}", language) for code in NoteCode)
