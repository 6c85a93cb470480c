"""Text of record, structure, passages and metadata of documents, small and real."""

from __future__ import annotations

import itertools
import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.citation import cite, in_words
from ingest.documents import Document, Role, UnitKind
from ingest.locator import Locator
from ingest.passages import cut
from ingest.read import read_document
from ingest.sentences import sentences
from ingest.states import resolve, split_names, states_in
from ingest.structure import assemble
from tests.ingest.trees import outline

CORPUS = Path(__file__).parents[1] / "corpus"
SMALL = ["lake.md", "phare.md", "bridge-report.txt"]
MEETINGS = {
    "2010-06-santiago-conference-summary.txt": (
        "Santiago International Conference on the Convention on Cluster Munitions – Summary Report",
        "meeting_report", "informal", "2010-06-07/2010-06-09", None, None,
    ),
    "2011-02-24-informal-consultations-synopsis.txt": (
        "Synopsis of open-ended informal consultations",
        "meeting_report", "informal", "2011-02-24", None, None,
    ),
    "2011-08-25-draft-beirut-progress-report.txt": (
        "Draft Beirut Progress Report", "progress_report", "draft", None, "2011-08-25", "2011-08-20",
    ),
    "2017-03-bangkok-country-coalition-seminar-report.txt": (
        "Seminar Final Report on Cooperating to implement the CCM: The country coalition concept",
        "meeting_report", "informal", "2017-03-16/2017-03-17", None, None,
    ),
    "2017-11-24-cooperation-and-assistance-meeting-summary.txt": (
        "Informal meeting on Enhancing International Cooperation and Assistance under the Convention"
        " on Cluster"
        " Munitions (CCM)",
        "meeting_report", "informal", "2017-11-24", None, None,
    ),
}  # fmt: skip


def read(path: Path) -> Document:
    sidecar = path.with_suffix(".yaml")
    return read_document(path.read_bytes(), path.name, sidecar.read_bytes() if sidecar.exists() else None)


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
        *("¹ Chile.", "Chile and Peru.", "paid¹ twice.", "The States Parties,", "Action #3"),
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


@pytest.mark.parametrize("name", sorted(MEETINGS))
def test_meeting_texts_describe_themselves(name: str, test_data: Path) -> None:
    data = read(test_data / "corpus" / name).metadata
    found = (data.title, data.kind.value, data.status.value, data.event_date, data.document_date, data.as_of)
    assert found == MEETINGS[name]
    assert data.symbol is None


def test_citations_name_symbol_or_title_and_date() -> None:
    document = read(CORPUS / "bridge-report.txt")
    note = Locator.parse("para. 3, footnote 3")
    assert cite(document.metadata, note) == "Draft Bridge Progress Report (4 May 2012), para. 3, footnote 3"
    lake = read(CORPUS / "lake.md").metadata
    assert cite(lake, Locator.parse("Article 3(1)(b)")) == "Convention on the Quiet Lake, Article 3(1)(b)"
    symbol = read_document(
        (CORPUS / "bridge-report.txt").read_bytes(), "b.txt", b"document_symbol: CCM/MSP/2012/WP.9"
    ).metadata
    assert cite(symbol, note) == "CCM/MSP/2012/WP.9, para. 3, footnote 3"


def test_a_sidecar_overrides_and_unknown_keys_are_named() -> None:
    sidecar = (
        b"document_symbol: 'none on this copy'\nkind: 'treaty (related)'\ndate: 2008-05-30\nnonsense: 1\n"
    )
    document = read_document((CORPUS / "lake.md").read_bytes(), "lake.md", sidecar)
    assert (document.metadata.symbol, document.metadata.event_date) == (None, "2008-05-30")
    assert document.warnings == ("sidecar_unknown_key:nonsense",)
    broken = read_document((CORPUS / "lake.md").read_bytes(), "lake.md", b"title: [unclosed")
    assert broken.warnings == ("sidecar_unreadable",)


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("2011-08-25", "en", "25 August 2011"),
        ("2010-06-07/2010-06-09", "en", "7–9 June 2010"),
        ("2011-06-28/2011-07-02", "en", "28 June – 2 July 2011"),
        ("2011-08-01", "fr", "1er août 2011"),
        ("2010-06", "es", "junio de 2010"),
        ("2009", "en", "2009"),
    ],
)
def test_dates_are_said_in_words(value: str, language: str, words: str) -> None:
    assert in_words(value, language) == words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo and Democratic Republic of the Congo", ("COG", "COD")),
        ("Guinea-Bissau", ("GNB",)),
        ("Papua New Guinea", ("PNG",)),
        ("Lao PDR, Côte d’Ivoire", ("LAO", "CIV")),
        ("the Iraqi people and a Canadian paper", ()),
        ("United Kingdom of Great Britain and Northern Ireland", ("GBR",)),
    ],
)
def test_states_are_those_printed_by_name(text: str, codes: tuple[str, ...]) -> None:
    assert states_in(text) == codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the UK", "GBR"),
        ("Allemagne", "DEU"),
        ("Alemania", "DEU"),
        ("DRC", "COD"),
        ("Congo", "COG"),
        ("laos", "LAO"),
        ("Atlantis", None),
    ],
)
def test_aliases_in_three_languages_resolve(name: str, code: str | None) -> None:
    assert resolve(name) == code


def test_lists_are_split_between_names_only() -> None:
    assert split_names("Bosnia and Herzegovina, Chile and Trinidad and Tobago.") == (
        "Bosnia and Herzegovina",
        "Chile",
        "Trinidad and Tobago",
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("See Art. 5, para. 2. It covers 6,500 sq. m of land.", 2),
        ("Six States Parties retain some.²⁶ Others do not.", 2),
        ("Mr. A. B. Smith of the U.N. spoke. He left.", 2),
        ("35. Six States Parties reported.", 1),
        ("Is it feasible? Yes.", 2),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    assert len(sentences(text)) == count
