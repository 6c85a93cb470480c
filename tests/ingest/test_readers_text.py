"""Plain text, Markdown, encodings and the choice of a reader."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.errors import UnreadableSourceError
from ingest.readers import FORMATS, read
from ingest.readers.markdown import read_blocks


def blocks_of(source: str, name: str = "paper.md") -> tuple[Block, ...]:
    return read(source.encode(), name).blocks


def kinds_and_texts(source: str, name: str = "paper.md") -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in blocks_of(source, name)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# One #\n\ntext", [("heading", "One"), ("paragraph", "text")]),
        ("Title\n=====\ntext", [("heading", "Title"), ("paragraph", "text")]),
        ("- 1. One\n- 2. Two", [("list_item", "1. One"), ("list_item", "2. Two")]),
        ("a\n\n\n\n\nb", [("paragraph", "a"), ("page_break", ""), ("paragraph", "b")]),
        ("a\n\n\nb", [("paragraph", "a"), ("paragraph", "b")]),
        ("a\x0cb", [("paragraph", "a"), ("page_break", ""), ("paragraph", "b")]),
        ("³ Norway and Peru.", [("footnote", "Norway and Peru.")]),
        ("see[^1]\n\n[^1]: the note", [("paragraph", "see¹"), ("footnote", "the note")]),
        (
            "see[^note] and[^7]\n\n[^note]: the\n  note",
            [("paragraph", "see¹ and⁷"), ("footnote", "the note")],
        ),
        ("+++++\n\na\n\n---\n\nb", [("paragraph", "a"), ("paragraph", "b")]),
        ("| A | B |\n|---|---|\n| 1 | 2\\|3 |", [("table_row", "A | B"), ("table_row", "1 | 2|3")]),
        ("wrapped at the\nmargin", [("paragraph", "wrapped at the margin")]),
        ("attended, at-\ntended by all", [("paragraph", "attended, attended by all")]),
        ("two birds of the lake, a bi-\nrd.", [("paragraph", "two birds of the lake, a bird.")]),
        ("they were men-\ntioned in a pro-\ngramme", [("paragraph", "they were mentioned in a programme")]),
        ("la informa-\nción de hoy", [("paragraph", "la información de hoy")]),
        ("a well-\nknown lake", [("paragraph", "a well-known lake")]),
        ("risk-\nreduction, non-\ntechnical", [("paragraph", "risk-reduction, non-technical")]),
        ("a co-\noperation, the co-operation", [("paragraph", "a co-operation, the co-operation")]),
        ("three-\nand four-year", [("paragraph", "three- and four-year")]),
        (
            "(a) one\n(b) two\n(c) three",
            [("paragraph", "(a) one"), ("paragraph", "(b) two"), ("paragraph", "(c) three")],
        ),
        (
            "1. one\n   a. in\n   b. it\n2. two",
            [
                ("paragraph", "1. one"),
                ("paragraph", "a. in"),
                ("paragraph", "b. it"),
                ("paragraph", "2. two"),
            ],
        ),
        ("(iii) one\n(iv) two", [("paragraph", "(iii) one"), ("paragraph", "(iv) two")]),
        ("2. in paragraph\n7. of the text", [("paragraph", "2. in paragraph 7. of the text")]),
        ("> quoted\n> words", [("paragraph", "quoted words")]),
        ('see <a href="https://x.org">the site</a>', [("paragraph", "see the site")]),
        ("see [the site](https://x.org/a_(b)) now", [("paragraph", "see the site now")]),
        ("States<sup>12</sup> &amp; others", [("paragraph", "States¹² & others")]),
        (
            "2 * 3 * 4 and a_b_c and <name> and x < y",
            [("paragraph", "2 * 3 * 4 and a_b_c and <name> and x < y")],
        ),
        (r"\*not bold\*", [("paragraph", "*not bold*")]),
        ("ﬁnal co\u00adoperation\u200b", [("paragraph", "final cooperation")]),
        ("e\u0301tat", [("paragraph", "état")]),
    ],
)
def test_markup_becomes_blocks_and_words_stay(source: str, expected: list[tuple[str, str]]) -> None:
    assert kinds_and_texts(source) == expected


def test_emphasis_is_kept_as_ranges_of_the_text() -> None:
    (block,) = blocks_of("The **Cluster *Munition* Coalition** and *others* said")
    assert [block.text[a:b] for a, b in block.bold] == ["Cluster Munition Coalition"]
    assert [block.text[a:b] for a, b in block.italic] == ["Munition", "others"]


def test_indented_bullets_nest_and_a_page_break_starts_again() -> None:
    blocks = blocks_of("- a\n - b\n  - c\n - d\n- e\n\n\n\n - f")
    assert [(b.text, b.level) for b in blocks if b.text] == [
        ("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0), ("f", 0)
    ]  # fmt: skip


def test_a_file_with_long_lines_keeps_short_lines_apart() -> None:
    source = "Second Meeting\nBeirut, 12 September\n\n" + "word " * 60
    assert [b.text for b in blocks_of(source, "paper.txt")][:2] == ["Second Meeting", "Beirut, 12 September"]


def test_front_matter_becomes_properties() -> None:
    reading = read(b"---\ntitle: 'A title'\ntags:\n  - x\n---\nBody", "paper.md")
    assert dict(reading.properties)["title"] == "A title"
    assert [b.text for b in reading.blocks] == ["Body"]


def test_source_spans_point_at_the_words_in_the_file() -> None:
    source = "## Head\r\n\r\n- one\r\n- two **x**\r\n"
    for block in blocks_of(source):
        assert block.source_span is not None
        start, end = block.source_span
        assert source[start:end].replace("*", "") == block.text


@pytest.mark.parametrize(
    ("text", "encoding", "warning"),
    [
        ("Côte d'Ivoire", "utf-8", None),
        ("Côte d'Ivoire", "utf-8-sig", None),
        ("Côte d'Ivoire", "utf-16", None),
        ("The States Parties to this Convention " * 5, "utf-16-le", "encoding_guessed"),
        ("Les États parties à la Convention s'engagent à détruire les armes à sous-munitions. " * 6, "cp1252",
         "encoding_guessed"),
        ("Государства-участники обязуются никогда не применять кассетные боеприпасы. " * 8, "iso8859-5",
         "encoding_guessed"),
        ("集束弹药公约缔约国深切关注平民和个别平民继续承受武装冲突之害。" * 8, "gb18030", "encoding_guessed"),
        ("締約国は、この条約の規定に従いクラスター弾を使用しないことを約束する。" * 8,
         "shift_jis", "encoding_guessed"),
    ],
)  # fmt: skip
def test_encodings_are_recognised(text: str, encoding: str, warning: str | None) -> None:
    reading = read(text.encode(encoding), "paper.txt")
    assert " ".join(b.text for b in reading.blocks) == text.strip()
    assert {code.partition(":")[0] for code in reading.warnings} == ({warning} if warning else set())


@pytest.mark.parametrize(
    ("data", "text", "warning"),
    [
        ("Convention sur les armes à sous-munitions, État".encode() + b"\xff", None, "invalid_bytes"),
        (b"\xed\xa0\x80 a lone surrogate in \xc3\xa9t\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
         b"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", None, "invalid_bytes"),  # noqa: E501
        (b"States\x00 Parties\x07", "States Parties", "control_characters"),
        ("Sta\u200btes \u202eParties".encode(), "States Parties", "invisible_characters"),
        ("می\u200cخواهم".encode(), "می\u200cخواهم", None),
    ],
)  # fmt: skip
def test_damage_is_repaired_and_said(data: bytes, text: str | None, warning: str | None) -> None:
    reading = read(data, "paper.txt")
    joined = " ".join(b.text for b in reading.blocks)
    assert joined == text if text else "\ufffd" in joined
    assert {code.partition(":")[0] for code in reading.warnings} == ({warning} if warning else set())
    joined.encode("utf-8")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty_file"),
        (b" \n\t\n", "a.txt", "no_words"),
        (b"* * *\n\n---", "a.md", "no_words"),
        (b"%PDF-1.7\n1 0 obj", "a.txt", "type_mismatch"),
        (b"MZ\x90\x00" + bytes(200), "a.pdf", "type_mismatch"),
        (b"<!doctype html><p>x", "a.docx", "type_mismatch"),
        (b"<html><p>x", "a.txt", "type_mismatch"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.md", "type_mismatch"),
        (bytes(range(32)) * 20, "a.txt", "type_mismatch"),
        (b"words", "a.pdf", "type_mismatch"),
        (b"%PD", "a.pdf", "corrupt_pdf"),
        (bytes(100), "a.pdf", "corrupt_pdf"),
        (b"PK\x03\x04rest", "a.docx", "corrupt_docx"),
        (b"words", "a.png", "unsupported_type"),
        ("hidden\U000e0041".encode(), "a.txt", "hidden_characters"),
        (b"a " * (9 * 1024 * 1024), "a.txt", "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_code(data: bytes, name: str, code: str) -> None:
    with pytest.raises(UnreadableSourceError) as refused:
        read(data, name)
    assert refused.value.code == code


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", errors="ignore")),
        st.binary(max_size=200).map(lambda data: b"%PDF-1.7\n" + data + b"\n%%EOF"),
        st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data),
        st.text("<>/pabtdrsulohi1=\"' \n", max_size=200).map(lambda text: ("<html>" + text).encode()),
    ),
    st.sampled_from(sorted(FORMATS)),
)
def test_no_reader_raises_anything_but_a_refusal(data: bytes, extension: str) -> None:
    try:
        reading = read(data, "file" + extension)
    except UnreadableSourceError:
        return
    for block in reading.blocks:
        assert unicodedata.is_normalized("NFC", block.text)
        assert block.text == " ".join(block.text.split(" ")).strip()
        assert not set(block.text) & set("\n\r\t\x00\u200b\u202e")
        block.text.encode("utf-8")
        for start, end in (*block.bold, *block.italic):
            assert 0 <= start < end <= len(block.text)


@settings(max_examples=200, deadline=None)
@given(st.text("ab *_`[]()^:-#|\\<>/\n¹1.", max_size=120))
def test_spans_and_ranges_of_any_markdown_stay_inside_their_text(source: str) -> None:
    blocks, _ = read_blocks(source, is_markdown=True)
    for block in blocks:
        if block.source_span is not None:
            start, end = block.source_span
            assert 0 <= start < end <= len(source)
        for start, end in (*block.bold, *block.italic):
            assert 0 <= start < end <= len(block.text)


def test_long_runs_of_markup_come_to_an_end() -> None:
    for mark in ("*", "_", "[", "`", "<a ", "[^", "![", "**a ", "|"):
        read_blocks(mark * 20_000 + "\n" + mark * 20_000, is_markdown=True)


def test_the_meeting_papers_read_whole(test_data: Path) -> None:
    report = read(
        (test_data / "corpus/2011-08-25-draft-beirut-progress-report.txt").read_bytes(), "beirut.txt"
    )
    notes = [block for block in report.blocks if block.kind is BlockKind.FOOTNOTE]
    assert len(notes) == 61
    assert [block.number for block in notes][:4] == ["3", "4", "5", "6"]
    for path in sorted((test_data / "corpus").glob("*.[tm]*")):
        source = path.read_text(encoding="utf-8")
        reading = read(path.read_bytes(), path.name)
        assert reading.warnings == ()
        assert len(reading.blocks) > 10
        for block in reading.blocks:
            assert not any(mark in block.text for mark in ("**", "<a ", "](", "&amp;", "\u00a0"))
            if block.source_span:
                assert source[slice(*block.source_span)].strip()
