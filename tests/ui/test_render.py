"""What people type and documents hold reaches the page as text, and the quotation is marked exactly."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schemas import (
    ClarifyFields,
    ClarifyOption,
    DocumentFields,
    PartFields,
    PartRole,
    SentenceFields,
    Verdict,
    WarningCode,
    WarningFields,
)
from prompts.words import LANGUAGES, catalogue
from tests.ui.shelf import TEXT, ShelfService, answered, citation, not_found, quoting
from ui import render
from ui.render import Exchange

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "</blockquote></article><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import 'http://example.org/x.css';</style>",
    "<link rel=stylesheet href=http://example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=http://example.org'>",
    "<form action=http://example.org><input name=x><button>go</button></form>",
    "<base href=http://example.org/>",
    "<object data=http://example.org/x.swf></object>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "![x](http://example.org/x.png)",
    "[decision](http://example.org)",
    "# heading\n\n* list\n\n    code\n\n<b>bold</b>",
    "\n\n![x](http://example.org/x.png)\n\n",
    "`code` **bold** $x^2$ $$y$$ ~~s~~ :smile:",
    "{{ 7 * 7 }} ${7*7} {% raw %} <%= 7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202eesrever\u202c",
    "<bdo dir=rtl>x</bdo>",
)
OWN_ELEMENTS_NAMES = (
    "div section article header h1 h2 h3 h4 p ul ol li button bdi q a span strong mark blockquote dl "
    "dt dd br details summary"
)
OWN_ELEMENTS = set(OWN_ELEMENTS_NAMES.split())
OWN_ATTRIBUTES_NAMES = (
    "id class lang dir role title href target rel type tabindex cite open data-ask data-done "
    "data-exchange aria-label aria-labelledby aria-current aria-hidden"
)
OWN_ATTRIBUTES = set(OWN_ATTRIBUTES_NAMES.split())


class Seen(HTMLParser):
    """Collects what a browser would make of the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.marked = ""
        self.asks: list[str] = []
        self._in_mark = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "cite")]
        self.asks += [value or "" for name, value in attrs if name == "data-ask"]
        self._in_mark = self._in_mark or tag == "mark"
        if tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked += data


def assert_harmless(html: str) -> Seen:
    seen = Seen(html)
    assert seen.elements <= OWN_ELEMENTS
    assert seen.attributes <= OWN_ATTRIBUTES
    assert all(link.startswith(("#", "/documents")) for link in seen.links)
    assert "\n" not in html, "a line break would let Markdown begin"
    return seen


def hostile_reply(attack: str) -> Exchange:
    cited = citation(
        1,
        "The Treaty has 46 Parties.",
        title=attack,
        citation=attack,
        heading=[attack],
        passage=attack,
        passage_start=0,
        start=0,
        end=len(attack),
        quote=attack,
        attached=[],
        language="en",
        url=f"javascript:{attack}",
    )
    reply = answered(
        cited,
        missing=[attack],
        follow_ups=[attack],
        standalone_question=attack + "?",
        clarify=ClarifyFields(question=attack, options=[ClarifyOption(label=attack, question=attack)]),
    )
    return Exchange(1, attack, reply=reply)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_a_person_or_a_document_says_becomes_markup(attack: str, language: str) -> None:
    exchange = hostile_reply(attack)
    listed = ShelfService().documents(0, 10).documents[0].model_copy(update={"title": attack})
    thread = assert_harmless(render.thread([exchange], language, [attack]))
    sources = assert_harmless(render.sources([exchange], [listed], language))
    words = " ".join(attack.split())
    assert words in " ".join(thread.text.split())
    assert words in " ".join(sources.marked.split())
    assert attack in [ask.replace("\r", "") for ask in thread.asks] or "\n" in attack


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_at_all_becomes_markup(question: str, passage: str) -> None:
    exchange = Exchange(1, question, reply=hostile_reply(passage).reply)
    assert_harmless(render.thread([exchange], "en"))
    assert_harmless(render.sources([exchange], [], "en"))


@pytest.mark.parametrize(
    "quote", ["The Treaty has 46 Parties.", "1. The Treaty", "help:²³", "² Chad.", "³ Peru."]
)
def test_the_quotation_and_nothing_else_is_marked(quote: str) -> None:
    if quote.startswith(("²", "³")):
        start = TEXT.index(quote)
        cited = citation(1, "The Treaty has 46 Parties.", quote=quote, start=start, end=start + len(quote))
    else:
        cited = citation(1, quote)
    html = render.sources([Exchange(1, "How many?", reply=answered(cited))], [], "en")
    assert Seen(html).marked == quote
    assert html.count("<mark>") == 1


def test_of_a_quotation_that_occurs_twice_the_cited_place_is_marked() -> None:
    body = "1. Peru spoke. Later, Peru spoke."
    second = body.rindex("Peru")
    cited = citation(1, "Chad", quote="Peru spoke.", passage=body, passage_start=500, attached=[])
    cited = cited.model_copy(update={"start": 500 + second, "end": 500 + second + 11})
    pieces = render.shown(cited, "a").pieces
    assert [(piece.text, piece.marked) for piece in pieces] == [
        (body[:second], False),
        ("Peru spoke.", True),
    ]


def test_a_quoted_table_row_is_shown_in_cells_and_a_list_line_by_line() -> None:
    assert str(render.record("Peru | 2 <b>\nChad | 3")) == (
        'Peru<span class="rule"> | </span>2 &lt;b&gt;<br>Chad<span class="rule"> | </span>3'
    )


def test_a_sentence_begins_with_a_capital_on_screen() -> None:
    label = PartFields(text="footnote 2:", role=PartRole.LABEL, citation=None)
    quoted = PartFields(text="iPad.", role=PartRole.QUOTE, citation=1)
    shown = render.parts(SimpleNamespace(parts=[label, quoted, label]))
    assert [part.text for part in shown] == ["Footnote 2:", "iPad.", "footnote 2:"]
    assert render.parts(SimpleNamespace(parts=[quoted]))[0].text == "iPad."


def test_two_warnings_are_shown_and_the_others_folded() -> None:
    codes = (
        WarningCode.SAMPLE_COLLECTION,
        WarningCode.COUNT_DIFFERS,
        WarningCode.REPLACED,
        WarningCode.DRAFT_SOURCE,
    )
    warnings = [WarningFields(code=code, message=f"About {code}.") for code in codes]
    html = render.thread([Exchange(1, "?", reply=answered(warnings=warnings))], "en")
    shown, _, folded = assert_harmless(html).text.partition("More to note (1)")
    assert "About count_differs." in shown
    assert "About replaced." in shown
    assert "About draft_source." in folded
    assert "About sample_collection." not in shown + folded  # it stands in the banner
    two = render.thread([Exchange(1, "?", reply=answered(warnings=warnings[:3]))], "en")
    assert "More to note" not in two


def test_a_passage_is_cut_into_its_body_and_its_footnotes() -> None:
    body, tails = render.split_passage(citation(1, "The Treaty has 46 Parties."))
    assert body == "1. The Treaty has 46 Parties.¹ Two have asked for help:²³"
    assert [text for _, text in tails] == ["¹ As of 20 August 2011.", "² Chad.", "³ Peru."]


def test_each_quotation_leads_to_its_card_and_each_card_to_the_document() -> None:
    exchange = Exchange(
        3, "How many?", reply=answered(citation(1, "46 Parties"), citation(2, "Nine reports"))
    )
    thread, sources = render.thread([exchange], "en"), render.sources([exchange], [], "en")
    for number in (1, 2):
        assert f'href="#x3-c{number}"' in thread
        assert f'id="x3-c{number}"' in sources
    assert "/documents/report?v=" in sources
    assert "Draft, not adopted" in sources
    assert "Figure of 20 August 2011" in sources
    assert "I. General trends" in sources


def test_an_answer_in_the_documents_words_says_so_and_another_does_not() -> None:
    exact = answered(citation(1, "46 Parties"))
    other: SentenceFields = quoting(citation(1, "46 Parties")).model_copy(
        update={"verdict": Verdict.SUPPORTED}
    )
    assert "Exact words" in render.thread([Exchange(1, "?", reply=exact)], "en")
    checked = render.thread([Exchange(1, "?", reply=exact.model_copy(update={"sentences": [other]}))], "en")
    assert "Exact words" not in checked
    assert "In other words, checked" in checked


def test_a_not_found_shows_the_nearest_passages_without_numbers() -> None:
    exchange = Exchange(1, "Who?", reply=not_found(citation(1, "Nine reports are overdue.")))
    assert "I did not find this" in render.thread([exchange], "en")
    html = render.sources([exchange], [], "en")
    assert 'id="x1-n1"' in html
    assert "card-number" not in html
    assert "<mark>" not in html


def test_the_question_as_understood_is_shown_only_when_it_differs() -> None:
    reply = answered(citation(1, "46 Parties"), standalone_question="How many Parties are there in Chad?")
    assert "I understood: How many Parties" in render.thread([Exchange(1, "And in Chad?", reply=reply)], "en")
    assert "I understood" not in render.thread(
        [Exchange(1, "how many parties are there in chad", reply=reply)], "en"
    )


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("/documents/report?start=1#para-1", "/documents/report?start=1#para-1"),
        ("javascript:alert(1)", "/documents"),
        ("//example.org/documents/x", "/documents"),
        ("/documents//example.org", "/documents"),
        ("/documents/\\example.org", "/documents"),
        ("https://example.org/documents/x", "/documents"),
    ],
)
def test_only_links_to_our_own_reader_are_links(url: str, link: str) -> None:
    assert render.own_link(url) == link


def test_characters_that_turn_a_title_round_are_written_out() -> None:
    assert render.visible("a\u202eb\u200bc") == "a[U+202E]b[U+200B]c"


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("fr", "es", "fr"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "de-DE,fr;q=0.7", "fr"),
        ("xx", "de", "en"),
        (None, None, "en"),
        (None, "," * 100_000, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_browsers(
    chosen: str | None, accepted: str | None, language: str
) -> None:
    assert render.preferred_language(chosen, accepted, "en") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_our_trade_is_on_screen(language: str) -> None:
    banned = re.compile(
        r"\b(gates?|verdicts?|abstain\w*|generation|locators?|spans?|passage id)\b", re.IGNORECASE
    )
    said = [texts[language] for code, texts in catalogue().items() if code.startswith("screen.")]
    exchange = Exchange(1, "?", reply=not_found(citation(1, "Nine reports are overdue.")))
    said += [
        Seen(render.thread([exchange], language)).text,
        Seen(render.sources([exchange], [], language)).text,
    ]
    assert [text for text in said if banned.search(text)] == []


def test_the_line_about_the_collection_counts_and_dates() -> None:
    line = render.collection_line(14, "2017-11-24", "2026-03-03T10:00:00Z", "en")
    assert line == "14 documents, newest 24 November 2017 · Documents last updated 3 March 2026"
    assert render.collection_line(0, None, None, "en") == "There are no documents yet."


def test_a_status_we_have_no_badge_for_is_not_shown_as_adopted() -> None:
    listed: DocumentFields = ShelfService().documents(0, 1).documents[0]
    html = render.sources([], [listed.model_copy(update={"status": "draft"})], "en")
    assert "Draft, not adopted" in html
    assert "Adopted" not in html


def test_an_exchange_keeps_its_place_while_it_is_worked_on() -> None:
    working = Exchange(1, "How many?", step="reading")
    html = render.thread([working, replace(working, number=2, step=None, notice="Stopped.")], "en")
    assert 'aria-current="step">Reading' in html
    assert "Stopped." in html
