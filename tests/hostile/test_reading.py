"""Hostile files through the reading process: refused with a code, or read, and never at the parent's cost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from index.sync import read_and_cut
from ingest.errors import UnreadableSourceError
from ingest.isolate import Isolated
from prompts.words import catalogue
from tests.hostile import make
from ui.terminal import explain

LITTLE = 50_000_000
"""Bytes the parent may grow by, whatever the child does."""


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.fixture(scope="module")
def child() -> Iterator[Isolated]:
    with Isolated(seconds=120) as isolated:
        yield isolated


@pytest.fixture(autouse=True)
def _the_parent_stays_small() -> Iterator[None]:
    before = resident()
    yield
    assert resident() - before < LITTLE


def outcome(child: Isolated, data: bytes, name: str) -> str:
    """'read', or the code of the refusal."""
    try:
        document, passages = child.call(read_and_cut, data, name, None, None, name=name)
    except UnreadableSourceError as refused:
        return refused.code
    assert document.text
    assert passages
    return "read"


def text_of(child: Isolated, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    document, _ = child.call(read_and_cut, data, name, None, None, name=name)
    return document.text, document.warnings


def test_ing_02_a_truncated_pdf_is_refused_wherever_it_breaks_off(child: Isolated) -> None:
    data = make.readable_pdf()
    cuts = [data[: len(data) * cut // 21] for cut in range(1, 21)]
    assert [outcome(child, cut, "a.pdf") for cut in cuts] == ["corrupt_pdf"] * 20


def test_ing_03_a_password_is_named_with_its_remedy(child: Isolated) -> None:
    assert outcome(child, make.locked_pdf("secret"), "a.pdf") == "encrypted"
    assert "without one" in catalogue()["reading.encrypted"]["en"]


def test_ing_04_a_pdf_with_an_empty_user_password_is_read(child: Isolated) -> None:
    text, warnings = text_of(child, make.locked_pdf(""), "a.pdf")
    assert make.WORDS.strip() in text
    assert warnings == ("restricted_pdf",)


def test_ing_04_a_pdf_that_forbids_nothing_is_read_without_a_word(child: Isolated) -> None:
    assert text_of(child, make.readable_pdf(), "a.pdf")[1] == ()


def test_ing_05_a_scan_without_text_is_refused(child: Isolated) -> None:
    assert outcome(child, make.scanned_pdf(), "a.pdf") == "no_text_layer"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("flate", "too_large_expanded"),
        ("lzw", "too_large_expanded"),
        ("run length", "no_text_layer"),  # pdfium expands no run lengths beyond 20 MB
    ],
)
def test_ing_06_a_bomb_in_a_pdf_ends_the_child_at_its_memory_limit(
    child: Isolated, kind: str, expected: str
) -> None:
    bomb = make.pdf_bomb(kind)
    assert len(bomb) < 25_000
    assert outcome(child, bomb, "a.pdf") == expected
    assert outcome(child, b"words", "a.txt") == "read"


@pytest.mark.parametrize(
    ("name", "expected"), [("previous table", "read"), ("outline", "read"), ("pages", "corrupt_pdf")]
)
def test_ing_07_parts_of_a_pdf_that_lead_back_to_themselves_come_to_an_end(
    child: Isolated, name: str, expected: str
) -> None:
    assert outcome(child, make.looped_pdfs()[name], "a.pdf") == expected


def test_ing_07_forms_nested_a_million_times_are_stopped_at_the_time_limit() -> None:
    with Isolated(seconds=1) as hurried:
        assert outcome(hurried, b"words", "a.txt") in ("read", "timeout")  # its libraries are loaded now
        assert outcome(hurried, make.nested_forms(6, 10), "a.pdf") == "timeout"


def test_ing_08_entities_in_the_metadata_of_a_pdf_are_never_expanded(child: Isolated) -> None:
    text, _ = text_of(child, make.laughing_metadata(), "a.pdf")
    assert "haha" not in text


@pytest.mark.parametrize("kind", ["ratio", "entries", "entry", "total", "stated size"])
def test_ing_09_each_limit_of_an_archive_holds(child: Isolated, kind: str) -> None:
    assert outcome(child, make.zip_bombs()[kind], "a.docx") == "archive_limits"


def test_ing_09_an_archive_in_an_archive_is_not_opened(child: Isolated) -> None:
    inner = make.zip_of(bytes(100 * make.MEGABYTE))
    assert len(inner) < 200_000
    assert outcome(child, make.word({"word/embeddings/a.xlsx": inner}), "a.docx") == "read"


def test_ing_10_entries_that_lead_out_of_the_archive_are_ignored(child: Isolated, tmp_path: Path) -> None:
    evil = {"../outside.xml": b"<x/>", "/absolute.xml": b"<x/>", "C:\\outside.xml": b"<x/>"}
    before = set(tmp_path.parent.rglob("*"))
    assert outcome(child, make.word(evil), "a.docx") == "read"
    assert set(tmp_path.parent.rglob("*")) == before
    assert not Path("/absolute.xml").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_ing_11_a_part_with_declarations_is_refused_in_any_coding(child: Isolated, encoding: str) -> None:
    part = make.entities(encoding)
    assert outcome(child, make.word({"customXml/item1.xml": part}), "a.docx") == "xml_entities"
    assert outcome(child, make.word({"word/document.xml": part}), "a.docx") == "xml_entities"


READ = """
import sys
from pathlib import Path
from ingest.errors import UnreadableSourceError
from ingest.readers import read
try:
    read(Path(sys.argv[1]).read_bytes(), "a.docx")
except UnreadableSourceError as error:
    sys.exit(error.code)
"""


@pytest.mark.skipif(which("strace") is None, reason="strace is not installed")
def test_ing_11_no_file_or_address_is_asked_for(tmp_path: Path) -> None:
    path, trace = tmp_path / "a.docx", tmp_path / "trace"
    path.write_bytes(make.word({"word/document.xml": make.entities()}))
    command = [
        "strace",
        "-f",
        "-e",
        "trace=open,openat,connect",
        "-o",
        trace,
        sys.executable,
        "-c",
        READ,
        path,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert "xml_entities" in done.stderr
    seen = trace.read_text()
    assert "a.docx" in seen
    assert "/etc/hostname" not in seen
    assert "connect(" not in seen


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make.pdf_page(make.stream(make.shown("words"))), "a.txt"),
        (b"MZ\x90\x00" + bytes(500), "a.pdf"),
        (make.page_with_hidden_text(), "a.docx"),
        (make.zip_of(b"words"), "a.md"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.html"),
    ],
)
def test_ing_12_a_file_is_what_its_bytes_are(child: Isolated, data: bytes, name: str) -> None:
    assert outcome(child, data, name) == "type_mismatch"


def test_ing_13_a_page_without_bottom_or_line_end_is_refused(child: Isolated) -> None:
    assert outcome(child, make.deep_page(100_000), "a.html") == "archive_limits"
    assert outcome(child, b"<html><p>" + make.WORDS.encode() * 550_000, "a.html") == "too_large"


@pytest.mark.parametrize(
    "start",
    [
        b"<html><p>",
        b"<html><p>Words &amp; ",
        b"<html><p>Words<script>",
        b"<html><p>Words<!--",
        b"<html><p title='",
    ],
)
def test_ing_13_a_page_the_parser_does_not_take_in_whole_is_refused(child: Isolated, start: bytes) -> None:
    data = start + b"words " * (11_000_000 // 6) + b"</p><p>The end.</p>"
    assert outcome(child, data, "a.html") == "too_large"


def test_ing_13_a_text_that_is_too_long_by_its_references_is_refused(child: Isolated) -> None:
    data = b"<html><p>" + b"words and words &amp; " * 600_000 + b"</p><p>The end.</p>"
    assert outcome(child, data, "a.html") == "too_large"


def test_ing_14_what_a_page_hides_is_left_out_and_said(child: Isolated) -> None:
    text, warnings = text_of(child, make.page_with_hidden_text(), "a.html")
    assert "zirconium" not in text
    assert "hidden_text" in warnings


RUSSIAN = "Государства-участники обязуются никогда не применять кассетные боеприпасы. "
FRENCH = "Les États parties à la Convention s'engagent à détruire les armes à sous-munitions. "
CHINESE = "集束弹药公约缔约国深切关注平民和个别平民继续承受武装冲突之害。"
JAPANESE = "締約国は、この条約の規定に従いクラスター弾を使用しないことを約束する。"


@pytest.mark.parametrize(
    ("words", "encoding", "guessed"),
    [
        (FRENCH, "utf-16", None),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (FRENCH, "cp1252", "cp1252"),
        (RUSSIAN, "iso8859-5", "iso8859_5"),
        (CHINESE, "gb18030", "gb18030"),
        (JAPANESE, "shift_jis", "cp932"),
    ],
)
def test_ing_15_every_encoding_gives_the_right_words_and_a_guess_is_named(
    child: Isolated, words: str, encoding: str, guessed: str | None
) -> None:
    text, noticed = text_of(child, (words * 8).encode(encoding), "a.txt")
    assert words.strip() in text
    assert noticed == ((f"encoding_guessed:{guessed}",) if guessed else ())


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"])
def test_ing_16_bytes_that_are_no_characters_become_replacements(child: Isolated, bad: bytes) -> None:
    whole = "Les États parties à la Convention ont été réunis à Genève. ".encode() * 3
    text, warnings = text_of(child, whole + bad + whole, "a.txt")
    assert "\ufffd" in text
    assert "invalid_bytes" in warnings
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"The States\x00 Par\x07ties met in Geneva.", "a.txt"),
        (b"The States\x00 Par\x07ties met in Geneva.", "a.md"),
        (b"<html><p>The States\x00 Par\x07ties met in Geneva.", "a.html"),
        (b"<html><p>The States&#1; Par\x07ties met in Geneva.", "a.html"),
    ],
)
def test_ing_17_control_characters_are_taken_out_and_counted(child: Isolated, data: bytes, name: str) -> None:
    text, warnings = text_of(child, data, name)
    assert text == "The States Parties met in Geneva."
    assert warnings == ("control_characters:2",)
    assert explain(warnings[0]) == "Control characters were taken out of the text. (2)"


def test_ing_18_invisible_characters_go_joiners_that_spell_stay_and_tags_are_refused(child: Isolated) -> None:
    text, warnings = text_of(child, "The Sta\u200btes \u202eParties met.".encode(), "a.txt")
    assert text == "The States Parties met."
    assert "invisible_characters" in warnings
    persian, _ = text_of(child, "می\u200cخواهم".encode(), "a.txt")
    assert "\u200c" in persian
    assert outcome(child, "words\U000e0041".encode(), "a.txt") == "hidden_characters"


def test_ing_30_a_pdf_of_ten_thousand_pages_is_refused_before_they_are_read(child: Isolated) -> None:
    assert outcome(child, make.long_pdf(10_000), "a.pdf") == "too_large"


@pytest.mark.parametrize("text", [b"Lutetium", b"w" * make.MEGABYTE, b"<html><p>" + b"w" * make.MEGABYTE])
def test_ing_32_one_word_however_long_is_read_and_cut(child: Isolated, text: bytes) -> None:
    name = "a.html" if text.startswith(b"<html>") else "a.txt"
    document, passages = child.call(read_and_cut, text, name, None, None, name=name)
    joined = "".join(passage.body.of(document.text) for passage in passages)
    assert joined.count("w") == text.count(b"w")
