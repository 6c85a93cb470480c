"""Pages of PDF files drawn here: columns, running heads, page ends, footnotes and where the words stand."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence

import pytest

from ingest.blocks import Block, BlockKind
from ingest.read import read_document
from ingest.readers import read

Text = tuple[float, float, str, float]
"""Left, baseline, words, size."""

PROSE = (
    "The delegates of the lake States met for two days and spoke about the state of the shore and of the"
    " birds, about the bridges over the river and the roads that lead to them, and about the boats that were"
    " lost in the great storm of the spring before, for which no one had yet been asked to pay."
)
SECOND = PROSE.replace("delegates", "ministers").replace("lake", "island").replace("storm", "flood")


def pdf_of(*pages: Sequence[Text]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    for page in pages:
        for x, y, text, size in page:
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def set_in(text: str, left: float, top: float, width: int, size: float = 10) -> list[Text]:
    return [(left, top - 1.2 * size * at, line, size) for at, line in enumerate(textwrap.wrap(text, width))]


def blocks_of(*pages: Sequence[Text]) -> list[Block]:
    found = read(pdf_of(*pages), "a.pdf").blocks
    return [block for block in found if block.kind is not BlockKind.PAGE_BREAK]


def test_two_columns_are_read_one_after_the_other() -> None:
    head = "A line over both columns of the page, as wide as they are together with their gap."
    columns = [*set_in(PROSE, 72, 700, 42), *set_in(SECOND, 320, 700, 42)]
    blocks = blocks_of([(72.0, 730.0, head, 10.0), *columns])
    assert [block.text for block in blocks] == [head, PROSE, SECOND]


def test_a_paragraph_over_two_columns_has_a_box_in_each() -> None:
    lines = textwrap.wrap(f"{PROSE} {SECOND}", 42)
    half = len(lines) // 2
    columns = [
        (left, 700 - 12.0 * at, line, 10.0)
        for left, part in ((72.0, lines[:half]), (320.0, lines[half:]))
        for at, line in enumerate(part)
    ]
    (block,) = blocks_of(columns)
    assert block.text == f"{PROSE} {SECOND}"
    assert [block.text[place.start : place.end].strip() for place in block.places] == [
        " ".join(lines[:half]),
        " ".join(lines[half:]),
    ]
    assert block.places[0].box[2] < 320 <= block.places[1].box[0]


def pages_with_furniture() -> list[list[Text]]:
    pages = []
    for number in range(1, 4):
        head = [(72.0, 760.0, "LAKE/2012/4", 8.0), (430.0, 760.0, "Report of the lake", 8.0)]
        foot = [(72.0, 30.0, f"{number}/3", 8.0), (480.0, 30.0, "12-34567", 8.0)]
        pages.append([*head, *set_in(f"{number}. {PROSE}", 72, 700, 90), *foot])
    pages[0] += [(72.0, 45.0, "12-34567 (E) 020512", 8.0), (72.0, 20.0, "*1234567*", 8.0)]
    return pages


def test_heads_page_numbers_job_numbers_and_bar_codes_are_left_out() -> None:
    blocks = blocks_of(*pages_with_furniture())
    assert [block.text for block in blocks] == [f"{number}. {PROSE}" for number in (1, 2, 3)]


def test_the_last_line_of_a_page_stays_though_it_repeats_the_title() -> None:
    title = "Report of the lake States on the bridges over the river"
    first = [(72.0, 740.0, title, 10.0), *set_in(PROSE, 72, 700, 90)]
    lines = [*textwrap.wrap(PROSE, 90), "and so they took note of the", title]
    second = [(72.0, 45 + 12.0 * (len(lines) - at), line, 10.0) for at, line in enumerate(lines)]
    assert title in blocks_of(first, second)[-1].text


def test_a_sentence_over_a_page_end_is_whole_and_each_part_keeps_its_page() -> None:
    lines = textwrap.wrap(PROSE, 60)
    lines[1] = lines[1][: lines[1].rindex(" ")] + " hard-"
    lines[2] = "working " + lines[2]
    first = [(72.0, 700 - 12.0 * at, line, 10.0) for at, line in enumerate(lines[:2])]
    second = [(72.0, 700 - 12.0 * at, line, 10.0) for at, line in enumerate(lines[2:])]
    document = read_document(pdf_of(first, second), "a.pdf")
    assert "hard-working" in document.text
    pages = {segment.page: segment.span.of(document.text) for segment in document.segments}
    assert pages[1].endswith("hard-")
    assert pages[2].startswith("working ")


def test_a_footnote_over_a_page_end_is_one() -> None:
    body = set_in(PROSE, 72, 700, 90)
    mark = (72 + 5.0 * 80, 704.0, "1", 6.0)
    first = [*body, mark, (72.0, 110.0, "_" * 20, 10.0), (72.0, 98.0, "1", 5.0),
             (80.0, 95.0, "The States of the lake are Peru, Chad and", 8.0)]  # fmt: skip
    second = [*set_in(SECOND, 72, 700, 90), (72.0, 110.0, "_" * 20, 10.0), (80.0, 95.0, "Mali.", 8.0)]
    notes = [block for block in blocks_of(first, second) if block.kind is BlockKind.FOOTNOTE]
    assert [(note.number, note.text) for note in notes] == [
        ("1", "The States of the lake are Peru, Chad and Mali.")
    ]
    assert [place.page for place in notes[0].places] == [1, 2]


def test_a_row_over_a_page_end_is_one() -> None:
    rows = [(72.0, 200 - 30.0 * at, f"LAKE/{at}", 10.0) for at in range(4)]
    cells = [(220.0, 200 - 30.0 * at, f"Report number {at} of the", 10.0) for at in range(4)]
    second = [(220.0, 700.0, "committee on boats", 10.0), *set_in(PROSE, 72, 640, 90)]
    found = [b for b in blocks_of([*set_in(PROSE, 72, 700, 90), *rows, *cells], second) if b.cells]
    assert found[-1].cells == ("LAKE/3", "Report number 3 of the committee on boats")
    assert [place.page for place in found[-1].places] == [1, 2]


def test_cells_a_narrow_gap_apart_are_told_by_the_rows_above_and_below() -> None:
    page = [*set_in(PROSE, 72, 700, 90)]
    for at, (left, right) in enumerate(
        [("LAKE/1", "first"), ("LAKE/2/Revision", "second"), ("LAKE/3", "third"), ("LAKE/4", "fourth")]
    ):
        page += [(72.0, 600 - 30.0 * at, left, 10.0), (160.0, 600 - 30.0 * at, right, 10.0)]
    assert [b.cells for b in blocks_of(page) if b.cells] == [
        ("LAKE/1", "first"), ("LAKE/2/Revision", "second"), ("LAKE/3", "third"), ("LAKE/4", "fourth")
    ]  # fmt: skip


def page_with_notes(notes: Sequence[str], size: float, marks: Sequence[str] = ("1", "2")) -> list[Text]:
    """A page of text with a raised mark after its first lines, and small print at its foot."""
    lines = set_in(f"{PROSE} {SECOND}", 72, 700, 70)
    raised = [
        (74 + _width(line), baseline + 4, mark, 6.0)
        for (_, baseline, line, _), mark in zip(lines, marks, strict=False)
    ]
    foot = [(72.0, 110 - 1.2 * size * at, note, size) for at, note in enumerate(notes)]
    return [*lines, *raised, *foot]


def _width(text: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, "Helvetica", 10))


@pytest.mark.parametrize("size", [8.5, 7.5])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1 See the map.", "2 Peru and Chad."], ["See the map.", "Peru and Chad."]),
        (["1. See the map.", "2. Peru and Chad."], ["See the map.", "Peru and Chad."]),
        (["_" * 20, "1. See the map.", "2. Peru and Chad."], ["See the map.", "Peru and Chad."]),
        (
            ["1 See the map of", "a lake and of", "9 boats.", "2 Peru."],
            ["See the map of a lake and of 9 boats.", "Peru."],
        ),
    ],
)
def test_notes_whose_number_stands_on_the_line_are_told_by_size_place_and_marks(
    lines: list[str], expected: list[str], size: float
) -> None:
    notes = [b for b in blocks_of(page_with_notes(lines, size)) if b.kind is BlockKind.FOOTNOTE]
    assert [(note.number, note.text) for note in notes] == [*zip("12", expected, strict=True)]


@pytest.mark.parametrize(
    ("lines", "size"),
    [
        (["1. The States met.", "2. They spoke."], 10.0),
        (["4 See the map.", "5 Peru and Chad."], 8.0),
        (["1 boat of Peru", "2 boats of Chad", "3 boats of Mali"], 8.0),
    ],
)
def test_numbered_lines_that_no_mark_calls_for_stay_in_the_text(lines: list[str], size: float) -> None:
    assert not [b for b in blocks_of(page_with_notes(lines, size)) if b.kind is BlockKind.FOOTNOTE]


def test_a_symbol_at_the_head_of_every_page_is_read_once() -> None:
    pages = [[(72.0, 760.0, "CCM/MSP/2024/5", 8.0), *set_in(f"{n}. {PROSE}", 72, 700, 90)] for n in (1, 2, 3)]
    document = read_document(pdf_of(*pages), "a.pdf")
    assert document.metadata.symbol == "CCM/MSP/2024/5"
    assert document.text.count("CCM/MSP") == 1
