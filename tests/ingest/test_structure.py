"""Text of record, structure and passages of documents, small and real."""

from __future__ import annotations

import itertools
import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, Place
from ingest.documents import Document, Role, UnitKind
from ingest.locator import Locator
from ingest.passages import cut
from ingest.read import read_document
from ingest.structure import assemble
from ingest.structure.marks import raise_marks
from tests.ingest.trees import CORPUS, outline, read

SMALL = ["lake.md", "phare.md", "bridge-report.txt"]


def real(test_data: Path) -> list[Document]:
    return [read(path) for path in sorted((test_data / "corpus").iterdir()) if path.suffix in (".txt", ".md")]


@pytest.mark.parametrize("name", SMALL)
def test_the_golden_outline_of_a_small_document_is_as_reviewed(name: str) -> None:
    golden = CORPUS / f"{name}.outline"
    found = outline(read(CORPUS / name))
    if os.environ.get("GOLDEN") == "1":
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def check_structure(document: Document) -> None:
    text = document.text
    assert unicodedata.is_normalized("NFC", text)
    spans = [unit.span for unit in document.units]
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans)), "units overlap"
    assert "".join(span.of(text) for span in spans) == text.replace("\n", "")
    assert len({unit.locator for unit in document.units}) == len(document.units)
    for place, unit in enumerate(document.units):
        assert Locator.parse(str(unit.locator)) == unit.locator
        assert unit.parent is None or unit.parent < place or unit.kind is UnitKind.FOOTNOTE
    assert all(segment.span.end <= len(text) for segment in document.segments)


def check_passages(document: Document) -> None:
    passages = cut(document)
    bodies = [passage.body for passage in passages]
    assert all(a.end <= b.start for a, b in itertools.pairwise(bodies)), "bodies overlap"
    assert len({passage.id for passage in passages}) == len(passages)
    assert passages == cut(document)
    attached = {a.span for passage in passages for a in passage.attached}
    for unit in document.units:
        if unit.kind is UnitKind.HEADING:
            continue
        if unit.kind is UnitKind.FOOTNOTE and unit.span in attached:
            continue
        inside = sum(
            min(b.end, unit.span.end) - max(b.start, unit.span.start)
            for b in bodies
            if b.end > unit.span.start and b.start < unit.span.end
        )
        lost = unit.span.end - unit.span.start - inside
        assert lost <= 5, f"{unit.locator} is not covered"  # the spaces between two pieces


@pytest.mark.parametrize("name", SMALL)
def test_small_documents_hold_together(name: str) -> None:
    document = read(CORPUS / name)
    check_structure(document)
    check_passages(document)


def test_real_documents_hold_together(test_data: Path) -> None:
    for document in real(test_data):
        check_structure(document)
        check_passages(document)


WORDS = st.sampled_from(
    [
        *(
            "1.",
            "2.",
            "(a)",
            "(i)",
            "i)",
            "Article 1",
            "PART I",
            "Annex",
            "- x",
            "Scope",
            "I. Aim",
            "1.1 Needs",
            "½",
        ),
        *(
            "¹ Chile.",
            "Chile and Peru.",
            "paid¹ twice.",
            "The States Parties,",
            "Action #3",
            "Action 4. All row, and none swims.",
        ),
        *(
            "Session 1",
            "Rule 2",
            "Actions #2-3 and #5",
            "the Shore Action Plan",
            "a. one",
            "(1)",
            "A State said:",
        ),
        *("In witness whereof all sign.", "Annex II", "and so on;", "2. Scope"),
        "a long sentence that goes on and on and has a stop.",
    ]
)
BLOCKS = st.lists(
    st.builds(
        lambda kind, words: Block(kind, " ".join(words)),
        st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.PAGE_BREAK]),
        st.lists(WORDS, min_size=1, max_size=3),
    ),
    max_size=14,
)


@settings(max_examples=150)
@given(BLOCKS)
def test_no_sequence_of_blocks_breaks_the_structure(blocks: list[Block]) -> None:
    text, units, segments = assemble(blocks)
    assert "".join(unit.span.of(text) for unit in units) == text.replace("\n", "")
    assert len({unit.locator for unit in units}) == len(units)
    assert all(segment.span.of(text) for segment in segments)


def test_a_paragraph_cut_by_footnotes_is_whole_again() -> None:
    document = read(CORPUS / "bridge-report.txt")
    paragraph = next(unit for unit in document.units if str(unit.locator) == "para. 3")
    assert "which the keeper has reported to all." in paragraph.span.of(document.text)
    assert paragraph.footnotes == ("3", "4")


def test_footnotes_that_lost_their_number_are_found_by_order_and_kind() -> None:
    document = read(CORPUS / "bridge-report.txt")
    notes = {str(u.locator): u.span.of(document.text) for u in document.units if u.kind is UnitKind.FOOTNOTE}
    assert notes["footnote 1"].startswith("Prepared by Norway")
    assert notes["para. 3, footnote 3"] == "Austria, Belgium and Fiji."


def test_all_77_footnotes_of_the_beirut_report_are_recovered(test_data: Path) -> None:
    document = read(test_data / "corpus" / "2011-08-25-draft-beirut-progress-report.txt")
    gold = json.loads((test_data / "domain" / "beirut-footnotes-gold.json").read_text(encoding="utf-8"))
    found = {u.locator.number: u for u in document.units if u.kind is UnitKind.FOOTNOTE}
    right = 0
    for note in gold:
        unit = found[str(note["footnote"])]
        place = "" if note["paragraph"] == "cover" else f"para. {note['paragraph']}"
        right += unit.span.of(document.text).endswith(note["text"]) and str(unit.locator).startswith(place)
    assert (right, len(found)) == (77, 77)


def test_footnotes_and_lead_ins_travel_with_their_passage(test_data: Path) -> None:
    document = read(test_data / "corpus" / "2011-08-25-draft-beirut-progress-report.txt")
    passage = next(p for p in cut(document) if str(p.locator) == "para. 35")
    notes = [str(a.locator) for a in passage.attached if a.role is Role.FOOTNOTE]
    assert notes[0] == "para. 35, footnote 26"
    assert {"BEL", "DNK", "FRA", "DEU", "ESP", "GBR"} <= set(passage.states)
    treaty = read(test_data / "corpus" / "ccm-convention-en.md")
    point = next(p for p in cut(treaty) if str(p.locator) == "Article 7(1)(a)")
    assert [a.role for a in point.attached] == [Role.LEAD_IN]


def test_passages_are_short_enough_to_read(test_data: Path) -> None:
    lengths = sorted(len(p.text(d.text)) for d in real(test_data) for p in cut(d))
    assert lengths[int(0.95 * len(lengths))] <= 2000


def read_text(source: str, name: str = "paper.txt") -> Document:
    return read_document(source.encode(), name)


def places(document: Document) -> dict[str, str]:
    return {str(unit.locator): unit.span.of(document.text) for unit in document.units}


def test_short_numbered_lines_over_unnumbered_text_are_headings() -> None:
    text = "The delegates of the lake States met for two days and spoke about the state of the shore."
    document = read_text(
        f"Lake Meeting Report\n\n1. Opening\n\n{text}\n\n2. Fishing rights\n\n{text}\n\n{text}\n\n"
        f"3. Closing\n\n{text}\n"
    )
    found = places(document)
    assert found["section 2"] == "2. Fishing rights"
    assert [place for place in found if place.startswith("section 2, ")] == [
        "section 2, [para. 1]",
        "section 2, [para. 2]",
    ]
    assert document.units[-1].heading == ("3. Closing",)


def test_numbered_paragraphs_without_a_full_stop_stay_paragraphs() -> None:
    document = read_text(
        "Lake Report\n\n1. The shore was measured in spring and it was found to be shorter than before.\n\n"
        "2. Questions for the next meeting of the lake States\n\n(a) Who measures it?\n\n(b) Who pays?\n"
    )
    assert {"para. 2", "para. 2 (a)", "para. 2 (b)"} <= set(places(document))


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Item 1. Universalization", "item 1"),
        ("Item 10 of the agenda", "item 10"),
        ("Agenda item 4: Clearance", "item 4"),
        ("Point 3 de l'ordre du jour", "item 3"),
        ("Tema 5 del programa", "item 5"),
    ],
)
def test_agenda_items_have_a_place_of_their_own(heading: str, place: str) -> None:
    body = "The States spoke about this for a long time and came to no conclusion at all."
    found = places(read_text(f"# Lake Meeting\n\n{body}\n\n## {heading}\n\n{body}\n\n{body}\n", "a.md"))
    assert found[place] == heading
    assert f"{place}, [para. 2]" in found


def test_points_on_lines_of_their_own_are_points_without_blank_lines() -> None:
    source = (
        "# Treaty of the Shore\n\n## Article 1\n\n1. Each party:\n\na). keeps the shore clean;\n"
        "b). counts the birds;\nc). tells the others.\n\n## Article 2\n\n1. There is no second duty.\n"
    )
    found = places(read_text(source, "a.md"))
    assert found["Article 1(1)(b)"] == "b). counts the birds;"
    assert found["Article 1(1)(c)"] == "c). tells the others."


def test_sections_that_count_anew_are_told_apart_by_their_chapter() -> None:
    body = "The members of the committee meet once a year in the town where the secretariat has its seat."
    chapter = f"### 1. Members\n\n{body}\n\n### 2. Meetings\n\n{body}\n\n"
    found = places(read_text(f"# Terms\n\n## I. Science\n\n{chapter}## II. Finance\n\n{chapter}", "a.md"))
    assert found["section 2"] == found["chapter II, section 2"] == "2. Meetings"


def test_each_action_of_a_plan_is_a_place() -> None:
    body = "States Parties with stockpiles will start to destroy them as soon as they can."
    plan = "".join(f"### Action #{n}\n\n{body}\n\n{body}\n\n" for n in (8, 9))
    document = read_text(f"# Shore Action Plan\n\n## Stockpiles\n\n{plan}## Clearance\n\n{body}\n", "a.md")
    found = places(document)
    assert [place for place in found if "Action" in place] == [
        "Action 8", "Action 8, [para. 1]", "Action 8, [para. 2]",
        "Action 9", "Action 9, [para. 1]", "Action 9, [para. 2]",
    ]  # fmt: skip
    assert document.units[-1].heading == ("Clearance",)


def test_rows_of_a_long_table_carry_its_header() -> None:
    rows = "".join(f"| {year} | {year % 7} States of the northern shore |\n" for year in range(1980, 2020))
    table = f"| Year | Parties |\n|---|---|\n{rows}"
    document = read_text(f"# Figures\n\nThe counts by year are these.\n\n{table}", "a.md")
    tables = [p for p in cut(document) if "States of the northern" in p.body.of(document.text)]
    assert len(tables) > 1
    header = [[a.span.of(document.text) for a in p.attached if a.role is Role.TABLE_HEADER] for p in tables]
    assert tables[0].body.of(document.text).startswith("Year | Parties")
    assert all(attached == ["Year | Parties"] for attached in header[1:])


def test_footnotes_that_start_again_belong_to_their_own_part() -> None:
    note = [Block(BlockKind.FOOTNOTE, words, number="1") for words in ("Chile.", "Peru.")]
    body = [
        Block(BlockKind.PARAGRAPH, f"{n}. One State of those named in the annex has paid its share in full.¹")
        for n in (1, 2)
    ]
    text, units, _ = assemble([body[0], note[0], body[1], note[1]])
    found = {str(u.locator): u.span.of(text) for u in units if u.kind is UnitKind.FOOTNOTE}
    assert found == {"para. 1, footnote 1": "Chile.", "para. 2, footnote 1": "Peru."}


PLAIN = "One State of those that are named below has paid its share in full.{}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [f"1. {PLAIN.format('¹')}", f"2. {PLAIN.format('²')}", "1 See AB/1.", "2 Ibid."],
            {"para. 1, footnote 1": "¹ See AB/1.", "para. 2, footnote 2": "² Ibid."},
        ),
        (
            [f"1. {PLAIN.format('¹')}", "1 See AB/1.", f"2. {PLAIN.format('²')}", "2 www.ab.org"],
            {"para. 1, footnote 1": "¹ See AB/1.", "para. 2, footnote 2": "² www.ab.org"},
        ),
        (
            [
                *(f"1. {PLAIN.format('')}", f"2. {PLAIN.format('²')}", f"3. {PLAIN.format('³')}"),
                *("1 Lost.", "2 See AB/1.", "3 Ibid.", "Annex I", f"1. {PLAIN.format('¹')}", "1 Peru."),
            ],
            {
                "footnote 1": "¹ Lost.",
                "para. 2, footnote 2": "² See AB/1.",
                "para. 3, footnote 3": "³ Ibid.",
                "annex I, para. 1, footnote 1": "¹ Peru.",
            },
        ),
        (
            [f"1. {PLAIN.format(' [1]')}", f"2. {PLAIN.format('[2]')}", "[1] See AB/1.", "[2] Ibid."],
            {"para. 1, footnote 1": "¹ See AB/1.", "para. 2, footnote 2": "² Ibid."},
        ),
        ([f"1. {PLAIN.format('¹')}", "1 Introduction", "2 Results"], {}),
        ([f"1. {PLAIN.format('¹')}", f"2. {PLAIN.format('²')}", "2 States have joined since."], {}),
        ([f"Boats Act¹ {PLAIN.format('')}", f"1 {PLAIN.format('')}", "Aim", f"2 {PLAIN.format('')}"], {}),
        ([f"1. {PLAIN.format(' [1]')}", "[1] See AB/1.", "[2. Members meet.]", "[3] Ibid."], {}),
        ([f"1. {PLAIN.format('')}", "[1] See AB/1.", "[2] Ibid."], {}),
    ],
)
def test_footnotes_are_found_whose_numbers_lost_their_raised_print(
    lines: list[str], expected: dict[str, str]
) -> None:
    document = read_text("\n\n".join(["ZZ/2019/1", "Report on Boats", *lines]) + "\n")
    notes = [unit for unit in document.units if unit.kind is UnitKind.FOOTNOTE]
    assert {str(unit.locator): unit.span.of(document.text) for unit in notes} == expected
    check_structure(document)


def test_what_is_bold_or_on_the_next_page_moves_along_with_raised_marks() -> None:
    box = (0.0, 0.0, 1.0, 1.0)
    paper = Block(
        BlockKind.PARAGRAPH, "Boats [1] row.[2] End.", bold=((10, 14),),
        places=(Place(0, 17, 1, box), Place(17, 22, 2, box)),
    )  # fmt: skip
    notes = [Block(BlockKind.PARAGRAPH, words) for words in ("[1] Small.", "[2] Fast.")]
    raised = raise_marks([paper, *notes])
    assert [block.text for block in raised] == ["Boats¹ row.² End.", "¹ Small.", "² Fast."]
    start, end = raised[0].bold[0]
    assert raised[0].text[start:end] == "row."
    assert [raised[0].text[place.start : place.end] for place in raised[0].places] == [
        "Boats¹ row.²",
        " End.",
    ]


def test_a_list_below_a_point_of_an_unnumbered_paragraph_is_read() -> None:
    source = "# Note\n\nThe report has these parts:\n\n(a) what was done:\n\n(1) here;\n\n(2) there.\n"
    assert "(2) there." in places(read_text(source, "a.md")).values()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["(a) ", "1. ", "¹ ", "Article 1 ", "a). ", "| x ", "item 1 ", "[^1] ", "#", "1.1.", "(i) (ii) "],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_hostile_text_is_read_in_linear_time(piece: str, name: str) -> None:
    line = piece * (40_000 // len(piece)) + "end"
    for source in (line, line.replace(" ", "\n")):
        assert cut(read_text(source, name))
