"""Citations that lead where they say, whatever the documents hold: the cases CIT-01 to CIT-10."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AskReply, AskRequest, CitationFields, FilterFields, SearchRequest
from assistant.settings import Settings
from index.embed import SentenceTransformerEmbedder
from index.job import ingest
from index.library import Library
from ingest.locator import Locator
from ingest.sample import collection
from tests.fakes import HashingEmbedder
from tests.ui.test_reader import Page
from tests.ui.test_render import assert_harmless
from ui import render
from ui.reader import reader_routes
from ui.render import Exchange

ANSWERS = 1_000
EVIL = "evil.example"


class Desk:
    """An assistant over a few files, and its reader pages."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        routes = reader_routes(assistant.library.reading, Settings())
        self.pages = TestClient(Starlette(routes=routes), headers={"accept": "text/html"})
        self.page = cache(self._page)

    def ask(self, question: str) -> AskReply:
        return self.assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))

    def _page(self, address: str) -> Page:
        response = self.pages.get(address)
        assert response.status_code == 200
        return Page(response.text)

    def assert_resolves(self, citation: CitationFields) -> None:
        """Document, version, place, page, offsets and words are all there."""
        told = self.assistant.text(citation.document_id, citation.version)
        assert citation.quote.strip()
        assert told.text[citation.start : citation.end] == citation.quote
        assert str(Locator.parse(citation.locator)) == citation.locator
        assert citation.page is None or citation.page > 0
        address, _, anchor = citation.url.partition("#")
        assert address.endswith(f"?v={citation.version}&start={citation.start}&end={citation.end}")
        whole = self.page(f"/documents/{citation.document_id}?v={citation.version}")
        assert anchor in whole.ids if citation.locator else not anchor

    def assert_opens(self, citation: CitationFields) -> None:
        """The link leads to the quoted words, marked, and to no others."""
        page = self.page(citation.url.partition("#")[0])
        assert squeezed("".join(page.marks)) == squeezed(citation.quote)


def squeezed(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@contextmanager
def desk_over(
    folder: Path, files: Mapping[str, str | bytes], embedder: SentenceTransformerEmbedder
) -> Iterator[Desk]:
    assert not ingest(folder / "data", [write(folder / "in", files)], embedder).refused
    assistant = Assistant(Library(folder / "data", embedder), embedder, Settings(data_dir=folder / "data"))
    yield Desk(assistant)
    assistant.close()


def generated(assistant: Assistant) -> Iterator[str]:
    """Questions made of what the collection holds: its headings, its places, the States it names."""
    with assistant.library.reading() as generation:
        for document in generation.documents():
            data, text = document.metadata, generation.text(document.id)
            for unit in generation.units(document.id):
                if unit.kind == "heading":
                    yield f"What is said about {' '.join(unit.span.of(text).split())}?"
            for stored in generation.passages(document.id):
                if stored.passage.locator.steps:
                    yield f"What does {stored.passage.locator} of {data.title} say?"
                for state in stored.passage.states[:2]:
                    yield f"Which documents speak of {state} and {stored.passage.locator}?"
                words = stored.text.split()
                yield f"What do the documents say of {' '.join(words[:6])}?"


def test_cit_01_every_citation_of_a_thousand_answers_resolves(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    ingest(tmp_path, [collection()], embedder, sample=True)
    assistant = Assistant(Library(tmp_path, embedder), embedder, Settings(data_dir=tmp_path))
    desk, quoting = Desk(assistant), 0
    questions = list(dict.fromkeys(generated(assistant)))
    for number, question in enumerate(islice(cycle(questions), ANSWERS)):
        reply = desk.ask(question)
        for citation in (*reply.citations, *(reply.abstention.nearest if reply.abstention else ())):
            desk.assert_resolves(citation)
        if number % 10 == 0:
            for citation in reply.citations:
                desk.assert_opens(citation)
        used = {number for sentence in reply.sentences for number in sentence.citations}
        assert used == {citation.number for citation in reply.citations}
        quoting += bool(reply.citations)
    assert len(questions) >= ANSWERS
    assert quoting >= ANSWERS / 2
    assistant.close()


LINKS = {
    f"[the decision](https://{EVIL}/a)": "the decision",
    f"https://{EVIL}/b": f"https://{EVIL}/b",
    # a Cyrillic letter in the name of a host that is known
    "https://www.clusterconventi\u043en.org/c": "https://www.clusterconventi\u043en.org/c",
    f'<a href="https://{EVIL}/d">the minutes</a>': "the minutes",
    f"![a map](//{EVIL}/e.png)": "a map",
    f"&lt;a href=https://{EVIL}/f&gt;here&lt;/a&gt;": f"<a href=https://{EVIL}/f>here</a>",
    "javascript:alert(1)": "javascript:alert(1)",
}
"""What a document may hold, and the words that are read of it."""


def test_cit_03_links_in_documents_are_words_and_lead_nowhere(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    paragraphs = [
        f"{number}. The harbour master number {number} published the tide table at {link} in the spring."
        for number, link in enumerate(LINKS, 1)
    ]
    files = {"tides.txt": "Tide tables\n\n" + "\n\n".join(paragraphs) + "\n"}
    files["tides.yaml"] = f"title: '[minutes](https://{EVIL}/)'\nkind: statement\n"
    with desk_over(tmp_path, files, embedder) as desk:
        seen = ""
        for number, words in enumerate(LINKS.values(), 1):
            reply = desk.ask(
                f"Where did harbour master number {number} publish the tide table? (para. {number})"
            )
            (citation, *_) = reply.citations
            assert citation.locator == f"para. {number}"
            assert words in citation.quote
            assert words in reply.answer
            for url in (citation.url, citation.reader_url):
                assert url.startswith(f"/documents/{citation.document_id}?")
            desk.assert_resolves(citation)
            exchange = Exchange(number, "?", reply=reply)
            shown = [render.thread([exchange], "en"), render.sources([exchange], (), "en")]
            seen += "".join(assert_harmless(html).text for html in shown)
        assert all(words in seen for words in LINKS.values())
        page = desk.page(f"/documents/{citation.document_id}")
        assert all(words in page.text for words in LINKS.values())
        assert all(link.startswith(("#", "/")) and not link.startswith("//") for link in page.links)


OVERRIDE, ISOLATE, BELL = "\u202e", "\u2066", "\u0007"


def test_cit_04_what_turns_or_hides_a_title_does_not_reach_the_reader(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    title = f"Report{OVERRIDE}gpj.{ISOLATE}noi{BELL}siced"
    symbol = f"LAKE/2011/{OVERRIDE}5.PW"
    right_to_left = "\u05d3\u05d5\u05d7 \u05d4\u05d0\u05d2\u05dd"
    told = json.dumps(
        {"title": title, "document_symbol": symbol, "status": "draft", "kind": "progress_report"}
    )
    other = json.dumps({"title": right_to_left, "status": "draft", "kind": "progress_report"})
    files = {
        "a.txt": "1. The ferry of the lake carried nine hundred sheep to the island in one summer.\n",
        "a.yaml": told,
        "b.txt": "1. The bakers of the lake sold four thousand loaves of bread to sailors in one winter.\n",
        "b.yaml": other,
    }
    with desk_over(tmp_path, files, embedder) as desk:
        for question in ("How many sheep did the ferry carry?", "How many loaves did the bakers sell?"):
            reply = desk.ask(question)
            (citation, *_) = reply.citations
            exchange = Exchange(1, "?", reply=reply)
            listed = desk.assistant.documents(0, 10).documents
            pages = [
                render.thread([exchange], "en"),
                render.sources([exchange], listed, "en"),
                desk.pages.get(citation.url).text,
            ]
            for html in pages:
                assert not {OVERRIDE, ISOLATE, BELL} & set(html)
            assert all(f"<bdi>{render.visible(document.title)}</bdi>" in pages[1] for document in listed)
            assert f"<bdi>{render.visible(citation.title)}</bdi>" in pages[2]
            (note,) = [render.visible(warning.message) for warning in reply.warnings]
            assert render.visible(citation.symbol or citation.title) in note
            assert f"<bdi>{note}</bdi>" in pages[0]


TIDES = "1. The watchmen of the harbour saw {} whales pass the lighthouse on the day of the great storm.\n"


def test_cit_05_documents_that_pass_for_one_another_are_told_apart_by_file_and_hash(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    files = {"official.txt": TIDES.format("three"), "planted.txt": TIDES.format("ninety")}
    sidecar = "document_symbol: LAKE/2011/5\nkind: progress_report\nstatus: adopted\n"
    files |= {"official.yaml": sidecar, "planted.yaml": sidecar}
    with desk_over(tmp_path, files, embedder) as desk:
        reply = desk.ask("How many whales did the watchmen of the harbour see?")
    first = reply.warnings[0]
    assert first.code == "look_alike"
    for name in ("official.txt", "planted.txt"):
        assert f"{name}, SHA-256 {hashlib.sha256(files[name].encode()).hexdigest()[:12]}" in first.message


def test_cit_05_a_title_in_letters_of_another_script_passes_for_none(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    files = {"a.txt": TIDES.format("three"), "b.txt": TIDES.format("ninety"), "c.txt": TIDES.format("six")}
    for name, title in (
        ("a", "Watch report"),
        ("b", "W\u0430t\u0441h rep\u043ert"),
        ("c", "Watch of the bay"),
    ):
        files[f"{name}.yaml"] = f"title: {title}\nkind: statement\ndate: 2011-05-04\n"
    with desk_over(tmp_path, files, embedder) as desk:
        reply = desk.ask(
            "How many whales did the watchmen of the harbour see according to each watch report?"
        )
        cited = {citation.source for citation in reply.citations}
        warned = [warning.message for warning in reply.warnings if warning.code == "look_alike"]
    assert {"a.txt", "b.txt"} & cited
    assert all("a.txt" in message and "b.txt" in message and "c.txt" not in message for message in warned)
    assert len(warned) == len({"a.txt", "b.txt"} & cited)


RULE = "1. The keepers of the northern light paint the tower in white and red every second year.\n"


@pytest.mark.parametrize("draft_first", [True, False])
def test_cit_07_of_equal_words_the_adopted_text_is_quoted_and_a_draft_is_called_one(
    tmp_path: Path, embedder: SentenceTransformerEmbedder, draft_first: bool
) -> None:
    names = ("a", "b") if draft_first else ("b", "a")
    files = {}
    for name, status, date in zip(names, ("draft", "adopted"), ("2031-05-02", "2031-05-01"), strict=True):
        files[f"{name}.txt"] = f"{RULE}\n2. This is the {status} text.\n"
        files[f"{name}.yaml"] = f"title: Rules of the lights\nkind: other\nstatus: {status}\ndate: {date}\n"
    with desk_over(tmp_path, files, embedder) as desk:
        reply = desk.ask("In which colours do the keepers paint the tower of the northern light?")
        (citation,) = reply.citations
        assert citation.status == "adopted"
        draft = next(d for d in desk.assistant.documents(0, 10).documents if d.status == "draft")
        request = AskRequest(
            question="In which colours do the keepers paint the tower of the northern light?",
            filters=FilterFields(documents=[draft.document_id]),
        )
        of_draft = desk.assistant.ask(request, lambda *_: None, Deadline(120))
        assert {citation.status for citation in of_draft.citations} == {"draft"}
        assert "draft_source" in {warning.code for warning in of_draft.warnings}
        exchange = Exchange(1, "?", reply=of_draft)
        assert (
            render.say_on_screen("status_draft", "en")
            in assert_harmless(render.sources([exchange], (), "en")).text
        )


def test_cit_08_a_document_stuffed_with_the_words_of_a_question_leaves_a_place_for_others(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    districts = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Oak")
    files: dict[str, str | bytes] = {
        f"{name}.md": f"# Report of the {name} district\n\n1. The {name} district repaired {number + 3} "
        "stone bridges before the autumn flood and paid for them from its own budget.\n"
        for number, name in enumerate(districts)
    }
    question = "Which district repaired stone bridges before the autumn flood?"
    stuffed = "\n\n".join(
        f"{number}. {question} Stone bridges repaired, district, autumn flood, repaired bridge {number}."
        for number in range(1, 161)
    )
    files["stuffed.md"] = f"# Stone bridges repaired before the autumn flood\n\n{stuffed}\n"
    with desk_over(tmp_path, files, embedder) as desk:
        found = desk.assistant.search(SearchRequest(query=question), Deadline(120)).results
        first = [result.source for result in found[:14]]
        assert {result.source for result in found} == set(files)
        assert first.count("stuffed.md") <= 10


def test_cit_09_words_over_a_page_end_are_quoted_as_they_are_stored(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    with desk_over(tmp_path, {"pages.pdf": _pages()}, embedder) as desk:
        reply = desk.ask("Who asked the shipyards of the inner sea for a certificate?")
        quotes = [citation.quote for citation in reply.citations]
        for citation in reply.citations:
            desk.assert_resolves(citation)
            desk.assert_opens(citation)
    whole = next(quote for quote in quotes if "certificate" in quote)
    assert "fleet master asked the shipyards" in whole  # of a ligature
    assert "international inspection" in whole  # hyphenated at a line end
    assert "before the vessels sailed" in whole  # over the page end
    assert "\n" not in whole
    assert "²" in whole
    (said,) = [part.text for s in reply.sentences for part in s.parts if "certificate" in part.text]
    assert "²" not in said


def _pages() -> bytes:
    """Two pages with a sentence over their border that has a ligature, a hyphen and a footnote mark."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    filling = [
        f"{n}. The ports of the inner sea keep a list of the boats that call there in month {n} and send it"
        for n in range(1, 14)
    ]

    def line(y: float, text: str, size: float = 10, x: float = 72) -> None:
        canvas.setFont("Vera", size)
        canvas.drawString(x, y, text)

    for at, text in enumerate(filling):
        line(740 - 36 * at, text)
        line(
            740 - 36 * at - 12, "to the harbour council, which meets in the spring to compare them with care."
        )
    line(
        740 - 36 * 13,
        "14. The \ufb02eet master asked the shipyards of the inner sea for a certi\ufb01cate of the interna-",
    )
    line(
        740 - 36 * 13 - 12, "tional inspection, to be shown with the list of the crew and of the cargo before"
    )
    canvas.showPage()
    line(740, "the vessels sailed.")
    line(744, "2", 6, 72 + canvas.stringWidth("the vessels sailed.", "Vera", 10))
    line(
        716,
        "15. The council thanked the ports for the lists, and closed the meeting at noon on the third day.",
    )
    line(110, "____________________")
    line(98, "2", 5)
    line(95, "The inspection is held in every second year.", 8, 80)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize(
    "question",
    [
        "Who won the football world cup in 1998?",
        "What is the boiling point of mercury?",
        "How tall is the cathedral of Cologne?",
        "Which composer wrote the opera Carmen?",
        "What does a litre of milk cost in Tokyo?",
    ],
)
def test_cit_10_without_a_good_passage_nothing_is_said_but_that(sample: Desk, question: str) -> None:
    reply = sample.ask(question)
    assert reply.status == "abstained"
    assert reply.citations == []
    assert [sentence.kind for sentence in reply.sentences] == ["connective"]


@pytest.fixture(scope="module")
def sample(sample_data: Path, embedder: SentenceTransformerEmbedder) -> Iterator[Desk]:
    assistant = Assistant(Library(sample_data, embedder), embedder, Settings(data_dir=sample_data))
    yield Desk(assistant)
    assistant.close()


REPEATED = (
    "Which States have retained submunitions for training?",
    "Compare what the documents say about the support unit.",
    "Quel est le délai de destruction des stocks ?",
)


def test_the_same_request_has_the_same_bytes_a_hundred_times(sample: Desk) -> None:
    first, *others = REPEATED
    told = [sample.ask(question).model_dump_json() for question in (first, *others, *[first] * 99)]
    assert set(told[len(REPEATED) :]) == {told[0]}


def test_the_same_request_has_the_same_bytes_in_every_process(sample: Desk, sample_data: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from assistant.schemas import AskRequest; from evals.ask import InProcess\n"
        "from assistant.settings import Settings\n"
        "assistant = InProcess.open(Settings(data_dir=Path(sys.argv[1])))\n"
        "for question in reversed(sys.argv[2:]):\n"
        "    print(assistant.ask(AskRequest(question=question)).model_dump_json())\n"
        "assistant.close()"
    )
    here = [sample.ask(question).model_dump_json() for question in reversed(REPEATED)]
    for seed in ("0", "1"):
        told = subprocess.run(
            [sys.executable, "-c", program, str(sample_data), *REPEATED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        assert told.stdout.splitlines() == here
