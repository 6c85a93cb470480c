"""What `inspect` shows of a file: the same facts as a tree, as a page and as JSON."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant.settings import Settings
from ingest.documents import (
    Document,
    Kind,
    Metadata,
    Note,
    NoteCode,
    Span,
    Speaker,
    Speech,
    Status,
    Unit,
    UnitKind,
)
from ingest.folder import scan
from ingest.locator import Locator
from ingest.passages import cut
from prompts.words import LANGUAGES, say
from tests.ui.test_reader import Page
from tests.ui.test_render import ATTACKS
from ui.cli import main
from ui.exits import Exit, UsageError
from ui.inspection import page, tree
from ui.inspection.placed import facts, who
from ui.inspection.reading import LEFT_OUT, Inspected, Origin, as_fields, origins, read_alone
from ui.terminal import plain

LINES: tuple[tuple[UnitKind, str, str, int | None], ...] = (
    (UnitKind.TITLE, "[title]", "Summary of the Riverside Meeting", None),
    (UnitKind.HEADING, "chapter I", "I. Clearance", None),
    (
        UnitKind.PARAGRAPH,
        "para. 1",
        "1. Norway said that four Parties¹ began. It added that two¹ were late.",
        1,
    ),
    (UnitKind.POINT, "para. 1 (a)", "(a) An affected State asked for help.²", 2),
    (UnitKind.PARAGRAPH, "para. 2", "2. Lesotho agreed.", 1),
    (UnitKind.FOOTNOTE, "para. 1, footnote 1", "Chad, Chile and Peru.", 2),
    (UnitKind.FOOTNOTE, "footnote 9", "Nobody refers to this.", None),
)
"""Kind, locator, words, and the line that encloses it."""
TEXT = "\n".join(line for _, _, line, _ in LINES)
MARKED = {2: ("1", "1"), 3: ("2",)}


def span(words: str) -> Span:
    """Where these words stand first."""
    start = TEXT.index(words)
    return Span(start, start + len(words))


NORWAY = Speaker("Norway", role="Coordinator")
UNNAMED = Speaker(None, 1, "affected State")
SPEECHES = (
    Speech(span("Norway said that four Parties¹ began."), NORWAY, span("Norway")),
    Speech(span("It added that two¹ were late."), NORWAY, span("Norway")),
    Speech(span("An affected State asked for help."), UNNAMED, span("An affected State")),
)
NOTES = (
    Note(NoteCode.INFORMAL),
    Note(
        NoteCode.COUNT_DIFFERS,
        span("four Parties¹"),
        (span("Chad, Chile and Peru."),),
        (("stated", "4"), ("listed", "3")),
    ),
)
TITLE = "Summary of the Riverside Meeting"
DATA = Metadata(TITLE, Kind.MEETING_REPORT, Status.INFORMAL, "en", event_date="2017-11-24")


def made(**changed: object) -> Inspected:
    """A document with one of everything: speakers, a pronoun, footnotes paired, lost and loose, remarks."""
    units, start = [], 0
    for at, (kind, locator, line, parent) in enumerate(LINES):
        where = Span(start, start + len(line))
        heading = () if parent is None else ("I. Clearance",)
        page = 1 if at < 4 else 2
        units.append(Unit(kind, Locator.parse(locator), where, heading, parent, MARKED.get(at, ()), page))
        start += len(line) + 1
    fields: dict[str, Any] = {
        "id": "riverside-en",
        "version": "a" * 12,
        "text": TEXT,
        "units": tuple(units),
        "metadata": DATA,
        "source": "riverside.txt",
        "source_sha256": "0" * 64,
        "reader": "text/1",
        "warnings": ("encoding_guessed",),
        "speeches": SPEECHES,
        "notes": NOTES,
    }
    document = Document(**{**fields, **changed})
    return Inspected(document, cut(document), origins(document, document.metadata))


def printed(show: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> list[str]:
    show()
    return capsys.readouterr().out.splitlines()


def test_the_tree_of_a_pipe_is_indented_text_with_everything_at_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = printed(lambda: tree.show(made(), "en"), capsys)
    start = lines.index("")
    assert lines[start + 1 :] == [
        "[title]  Summary of the Riverside Meeting",
        "I. Clearance",
        "  para. 1  1. Norway said that four Parties¹ began. It added that two¹ were late.",
        "    Speaker: Norway (Coordinator)  Norway said that four Parties¹ began.",
        "    Speaker: Norway (Coordinator)  It added that two¹ were late.",
        "    The number stated and the list differ (stated: 4, listed: 3)  four Parties¹",
        "      Compare with  Chad, Chile and Peru.",
        "    Footnote 1  Chad, Chile and Peru.",
        "    para. 1 (a)  (a) An affected State asked for help.²",
        "      Speaker: affected State 1 (not named)  An affected State asked for help.",
        "      Footnote 2  no text was found for this mark",
        "  para. 2  2. Lesotho agreed.",
        "Footnotes without a mark in the text",
        "  Footnote 9  Nobody refers to this.",
    ]
    head = "\n".join(lines[:start])
    for words in (
        "Document number  ",
        "24 November 2017 (read from the document)",
        "Meeting notes, not an official record",
        "paragraphs: 2; footnotes: 2; statements with a speaker: 3; remarks: 2; passages: 4",
        "Noticed while reading\n  The file does not say how its letters are coded",
        "Remarks on the whole document\n  Meeting notes",
    ):
        assert words in head
    assert re.search(r"^Document number +not found$", head, re.MULTILINE)


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (1, ["[title]", "I. Clearance", "  10 more below", "Footnotes without", "  1 more below"]),
        (
            2,
            [
                "[title]",
                "I. Clearance",
                "  para. 1",
                "    8 more below",
                "  para. 2",
                "Footnotes without",
                "  Foot",
            ],
        ),
    ],
)
def test_a_long_document_is_shown_to_the_depth_asked_for(
    depth: int, expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(lambda: tree.show(made(), "en", depth=depth), capsys)
    lines = lines[lines.index("") + 1 :]
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("para. 2", ["para. 2"]),
        ("para. 1 (a)", ["para. 1 (a)"]),
        ("chapter I", ["I. Clearance"]),
        ("footnote 1", ["para. 1"]),
        ("footnote 9", ["Footnote 9"]),
    ],
)
def test_a_part_is_shown_by_its_place_and_a_footnote_by_its_paragraph(part: str, shown: list[str]) -> None:
    branches = tree.grow(made(), "en", Locator.parse(part))
    assert [branch.label for branch in branches] == shown


def test_a_part_the_document_does_not_have_is_named() -> None:
    with pytest.raises(UsageError, match=r"no para\. 7 in this document"):
        tree.grow(made(), "en", Locator.parse("para. 7"))


def test_the_tree_of_a_terminal_is_drawn_and_never_wider_than_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=60, color_system=None)
    monkeypatch.setattr(tree, "open_console", lambda: console)
    tree.show(made(), "en", Locator.parse("chapter I"))
    lines = screen.getvalue().splitlines()
    assert any(line.startswith("├── para. 1  1. Norway said") and line.endswith("…") for line in lines)
    assert max(map(len, lines)) <= 60
    assert len(lines) == 11


def test_speakers_of_the_same_words_stand_on_one_line() -> None:
    together = tuple(
        Speech(span("2. Lesotho agreed."), Speaker(name), span("Lesotho")) for name in ("A", "B")
    )
    branches = tree.grow(made(speeches=together), "en", Locator.parse("para. 2"))
    assert [branch.label for branch in branches[0].below] == ["Speaker: A, B"]


def test_nothing_in_a_document_reaches_the_terminal_as_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\x1b[31mred\x07 \u202egnp.exe"
    unit = Unit(UnitKind.PARAGRAPH, Locator.parse("para. 1"), Span(0, len(text)))
    shown = made(text=text, units=(unit,), speeches=(), notes=(), metadata=replace(DATA, title=text))
    out = "\n".join(printed(lambda: tree.show(shown, "en"), capsys))
    assert "\\x1b[31mred" in out
    assert not set(out) & {"\x1b", "\x07", "\u202e"}


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        (Speaker("the Netherlands"), "the Netherlands"),
        (Speaker("Sheila Mweemba", role="Director"), "Sheila Mweemba (Director)"),
        (Speaker(None, 2, "affected State"), "affected State 2 (not named)"),
        (Speaker(None, 3), "Speaker not named 3"),
        (Speaker(None), "Speaker not named"),
    ],
)
def test_a_speaker_is_shown_as_printed_and_an_unnamed_one_by_ordinal(speaker: Speaker, expected: str) -> None:
    assert who(speaker, "en") == expected


def test_every_code_a_document_can_carry_has_words() -> None:
    for language in LANGUAGES:
        for code in (*(f"note_{code}" for code in NoteCode), *(f"from_{origin}" for origin in Origin)):
            assert say(f"screen.{code}", language)


def html(inspected: Inspected, language: str = "en") -> str:
    return page.inspection_page(inspected, language)


def test_the_page_holds_the_whole_text_and_every_link_leads_somewhere() -> None:
    shown = Page(html(made()))
    words = " ".join(shown.text.split())
    assert len(shown.ids) == len(set(shown.ids))
    links = [link for link in shown.links if link != "data:,"]  # the icon no browser asks a server for
    assert {link[:1] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(shown.ids)
    for said in (
        *("Summary of the Riverside Meeting", "2. Lesotho agreed.", "Chad, Chile and Peru.", "Page 2"),
        *("Norway (Coordinator)", "affected State 1 (not named)", "Nobody refers to this."),
        *("The number stated and the list differ (stated: 4, listed: 3)", "no text was found for this mark"),
        *("Passage 2 · para. 1", "with footnotes: 1", "read from the document", "not found"),
    ):
        assert said in words
    assert shown.marks[0] + shown.marks[1] == "four Parties¹"


def test_the_page_needs_no_network_and_no_script() -> None:
    shown = html(made())
    assert "<script" not in shown
    assert "default-src 'none'" in shown
    assert not re.search(r"url\(|@import|https?://", shown)


def test_cutting_for_the_page_loses_no_character() -> None:
    inspected = made()
    layout = page.Layout(inspected, "en")
    for at, unit in enumerate(inspected.document.units):
        assert "".join(piece.run.text for piece in layout.pieces(at)) == unit.span.of(TEXT)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_document_becomes_markup_on_the_page(attack: str) -> None:
    unit = Unit(UnitKind.PARAGRAPH, Locator.parse("para. 1"), Span(0, len(attack)))
    whole = Span(0, len(attack))
    shown = made(
        text=attack,
        units=(unit,),
        metadata=replace(DATA, title=attack, symbol=attack, meeting=attack),
        source=attack,
        warnings=(attack,),
        speeches=(Speech(whole, Speaker(attack, role=attack), whole),),
        notes=(Note(NoteCode.FIGURES_DIFFER, whole, (whole,), ((attack, attack),)), Note(NoteCode.DRAFT)),
    )
    found = Page(html(shown))
    clean = Page(html(made()))
    assert found.elements <= clean.elements
    assert found.attributes <= clean.attributes
    assert all(link.startswith("#") or link == "data:," for link in found.links)


@pytest.mark.parametrize(("language", "words"), [("fr", "non trouvé"), ("es", "no encontrado")])
def test_the_page_speaks_the_language_of_the_settings(language: str, words: str) -> None:
    shown = html(made(), language)
    assert words in shown
    assert f'<html lang="{language}">' in shown


REPORT = "REPORT OF THE MEETING\n\n1. The meeting was opened.\n\n2. It was closed.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.txt"
    file.write_text(REPORT, encoding="utf-8")
    return file


def run(*arguments: object) -> int:
    return main(["inspect", *map(str, arguments)])


def test_each_value_of_the_metadata_says_where_it_was_read(report: Path) -> None:
    report.with_suffix(".yaml").write_text(
        "document_symbol: RM/2017/5\ndate: 2017-11-24\ntitle: Report of the meeting\n", encoding="utf-8"
    )
    inspected = read_alone(report, Settings())
    assert inspected.document.metadata.symbol == "RM/2017/5"
    assert inspected.origins["symbol"] is Origin.SIDECAR
    assert inspected.origins["document_date"] is Origin.SIDECAR
    assert inspected.origins["language"] is Origin.DOCUMENT
    assert inspected.origins["meeting"] is Origin.NOT_FOUND


@pytest.mark.parametrize(
    ("title", "source", "own", "expected"),
    [
        (TITLE, "riverside.txt", TITLE, Origin.DOCUMENT),
        ("my notes", "folder/my-notes.txt", "my notes", Origin.FILE_NAME),
        (TITLE, "summary-of-the-riverside-meeting.txt", TITLE, Origin.DOCUMENT),
        ("Another title", "riverside.txt", TITLE, Origin.SIDECAR),
    ],
)
def test_a_title_made_from_the_file_name_is_not_said_to_stand_in_the_document(
    title: str, source: str, own: str, expected: Origin
) -> None:
    document = made(metadata=replace(DATA, title=title), source=source).document
    assert origins(document, replace(DATA, title=own))["title"] is expected


def test_a_value_the_sidecar_takes_away_is_none_and_not_a_value_that_was_not_found() -> None:
    inspected = made()
    document = inspected.document
    bare = replace(document.metadata, symbol="RM/1")
    withheld = replace(inspected, origins=origins(document, bare))
    shown = {fact.label: (fact.value, fact.origin) for fact in facts(withheld, "en")}
    assert shown["Document number"] == ("none", "from the file beside it")
    assert shown["Meeting"] == (None, "not found")


def test_json_tells_speeches_notes_and_origins_with_offsets_into_the_text() -> None:
    told = json.loads(json.dumps(plain(as_fields(made()))))
    first, *_ = told["speeches"]
    assert TEXT[first["start"] : first["end"]] == "Norway said that four Parties¹ began."
    assert first["speaker"] == {"name": "Norway", "ordinal": None, "role": "Coordinator"}
    assert TEXT[first["named"]["start"] : first["named"]["end"]] == "Norway"
    whole, counted = told["notes"]
    assert (whole["code"], whole["start"]) == ("informal", None)
    assert counted["values"] == {"stated": "4", "listed": "3"}
    assert [TEXT[s["start"] : s["end"]] for s in counted["related"]] == ["Chad, Chile and Peru."]
    assert told["metadata_from"]["symbol"] == "not_found"
    assert {"document_id", "version", "units", "passages", "warnings", "metadata"} <= told.keys()


def test_the_page_is_written_to_a_file_and_written_again(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages" / "report.html"
    out.parent.mkdir()
    for _ in range(2):
        assert run(report, "--html", out) == Exit.OK
    assert "1. The meeting was opened." in out.read_text(encoding="utf-8")
    assert list(out.parent.iterdir()) == [out]


def test_the_page_goes_to_standard_output_when_asked(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(report, "--html", "-") == Exit.OK
    assert capsys.readouterr().out.startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [report]


def test_a_file_that_is_no_such_page_is_never_replaced(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("<p>I wrote about treaty-assistant inspect.</p>", encoding="utf-8")
    for target in (mine, report, tmp_path, tmp_path / "no" / "folder.html"):
        assert run(report, "--html", target) == Exit.USAGE
        assert "--html" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "<p>I wrote about treaty-assistant inspect.</p>"
    assert report.read_text(encoding="utf-8") == REPORT


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--part", "somewhere nice"), "somewhere nice"),
        (("--part", "para. 9"), "no para. 9"),
        (("--depth", "0"), "at least one level"),
        (("--text", "--json"), "--json"),
        (("--html", "-", "--part", "para. 1"), "--html"),
    ],
)
def test_what_cannot_be_meant_ends_with_2(
    report: Path, arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(report, *arguments) == Exit.USAGE
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "data", "code", "told"),
    [
        ("empty.txt", b"", Exit.REFUSED, "empty_file. The file is empty."),
        ("broken.pdf", b"%PDF-1.7 nothing", Exit.REFUSED, "corrupt_pdf"),
        ("sheet.xlsx", b"PK", Exit.REFUSED, "unsupported_type. Files of this type cannot be read."),
        (".hidden.txt", b"text", Exit.USAGE, "its name begins with a dot"),
        ("README.txt", b"text", Exit.USAGE, "about the folder"),
        ("alone.yaml", b"kind: treaty", Exit.USAGE, "not beside it"),
    ],
)
def test_a_file_that_is_not_read_says_why_and_what_to_do(
    name: str, data: bytes, code: Exit, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    assert run(tmp_path / name, "--html", tmp_path / "page.html") == code
    complaint = capsys.readouterr().err
    assert told in complaint
    assert name in complaint
    assert not (tmp_path / "page.html").exists()


def test_a_link_is_not_followed_and_a_file_above_the_limit_is_refused(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    link = report.with_name("link.txt")
    link.symlink_to(report)
    assert run(link) == Exit.USAGE
    assert "it is a link" in capsys.readouterr().err
    monkeypatch.setenv("TREATY_READ_MEGABYTES", "1")
    report.write_bytes(b"word " * 250_000)
    assert run(report) == Exit.REFUSED
    assert "too_large (1,250,000 bytes). The file is larger than can be read." in capsys.readouterr().err


def test_every_reason_to_leave_a_file_out_has_words() -> None:
    source = Path(scan.__code__.co_filename).read_text(encoding="utf-8")
    codes = set(re.findall(r'FileRole\.IGNORED, "(\w+)"', source))
    assert "link" in codes
    assert codes <= LEFT_OUT.keys()


def test_each_footnote_of_the_beirut_report_is_shown_by_its_paragraph(
    test_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = test_data / "corpus" / "2011-08-25-draft-beirut-progress-report.txt"
    gold = json.loads((test_data / "domain" / "beirut-footnotes-gold.json").read_text(encoding="utf-8"))
    assert run(file) == Exit.OK
    shown: dict[int, tuple[str, str]] = {}
    above = ""
    for line in capsys.readouterr().out.splitlines():
        label, _, words = line.strip().partition("  ")
        if label.startswith("Footnote "):
            shown[int(label.removeprefix("Footnote "))] = (above, words.rstrip("…"))
        elif label.startswith(("para.", "[cover")):
            above = label
    assert shown.keys() == {row["footnote"] for row in gold}
    for row in gold:
        paragraph, words = shown[row["footnote"]]
        expected = "[cover" if row["paragraph"] == "cover" else f"para. {row['paragraph']}"
        assert f"{paragraph} ".startswith(
            (expected + " ", "[cover" if expected == "[cover" else expected + " (")
        )
        assert row["text"].startswith(words)
