"""The clerk's notes: what differs, what is said twice, what is missing, and nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from ingest.alike import ALIKE, alike, likeness, wording
from ingest.documents import Document, Kind, Metadata, Note, NoteCode, Span, Status, Unit, UnitKind
from ingest.locator import Locator
from ingest.notes import take_notes
from ingest.numbers import numbers_in
from ingest.read import read_document
from ingest.states import listed_states

THREE = "Chile, Ghana and Panama."


def paper(
    paragraphs: Sequence[str],
    footnotes: Mapping[str, str] | None = None,
    items: Sequence[str] = (),
    language: str = "en",
    kind: Kind = Kind.PROGRESS_REPORT,
) -> tuple[str, tuple[Note, ...]]:
    """The text of a small paper and the notes about places in it; items follow the last paragraph."""
    placed = [(UnitKind.PARAGRAPH, Locator((("para", str(n)),)), p) for n, p in enumerate(paragraphs, 1)]
    point = Locator((("para", str(len(paragraphs))), ("point", "a")))
    placed += [(UnitKind.LIST_ITEM, point, item) for item in items]
    bodies = (footnotes or {}).items()
    placed += [(UnitKind.FOOTNOTE, Locator((("footnote", n),)), body) for n, body in bodies]
    text, units = "", []
    for unit_kind, locator, words in placed:
        units.append(Unit(unit_kind, locator, Span(len(text), len(text) + len(words))))
        text += words + "\n"
    metadata = Metadata("A paper", kind, Status.ADOPTED, language, symbol="ZZ/1")
    return text, take_notes(text, units, metadata)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Six of eight, twenty-three and 15 States² in 2010-2011", [6, 8, 23, 15]),
        ("en", "once 4.5% of A/63/71 by Action #8, 82% and 1,000", []),
        ("fr", "soixante-quinze, quatre-vingt-dix-sept, vingt et un et quatre-vingts", [75, 97, 21, 80]),
        ("es", "treinta y dos, veintiún y once", [32, 21, 11]),
        ("ar", "six 7", [7]),
    ],
)
def test_numbers_are_read_in_figures_and_in_the_words_of_the_language(
    language: str, text: str, expected: list[int]
) -> None:
    assert [number.value for number in numbers_in(text, language)] == expected


@pytest.mark.parametrize(
    ("text", "codes", "rest"),
    [
        ("Chile, Ghana and Panama.", ("CHL", "GHA", "PAN"), "."),
        ("la France, l’Espagne et les Pays-Bas", ("FRA", "ESP", "NLD"), ""),
        ("Bosnia and Herzegovina (which has begun) and Congo²; Iraq", ("BIH", "COG", "IRQ"), ""),
        ("Bosnia y Herzegovina, Trinidad y Tabago y Perú", ("BIH", "TTO", "PER"), ""),
        ("Chile, Ghana and the ICRC", ("CHL", "GHA"), " and the ICRC"),
        ("i.a. Chile and Ghana", (), "i.a. Chile and Ghana"),
    ],
)
def test_a_list_of_states_is_read_up_to_the_first_words_that_name_none(
    text: str, codes: tuple[str, ...], rest: str
) -> None:
    found, end = listed_states(text)
    assert (found, text[end:]) == (codes, rest)


@pytest.mark.parametrize(
    ("language", "paragraph", "footnote", "count"),
    [
        ("en", "Two States Parties¹ have joined.", THREE, "Two States Parties"),
        ("en", "Two signatories have declared that they will soon join.¹", THREE, "Two signatories"),
        ("en", "In 2011 four¹ of these have joined.", THREE, "four"),
        ("en", "Six of eight affected States¹ have reported.", THREE, "Six of eight affected States"),
        ("en", "One State Party and one signatory¹ have.", THREE, "One State Party and one signatory"),
        ("en", "Nine States⁷ and two others¹ have.", THREE, "two others"),
        ("fr", "Vingt-deux États¹ ont adhéré.", "Le Chili, le Ghana et le Panama.", "Vingt-deux États"),
        ("es", "Dos Estados partes¹ se han adherido.", "Chile, Ghana y Panamá.", "Dos Estados partes"),
    ],
)  # fmt: skip
def test_a_count_that_its_footnote_does_not_bear_out_is_noted(
    language: str, paragraph: str, footnote: str, count: str
) -> None:
    text, notes = paper([paragraph], {"1": footnote}, language=language)
    assert [(n.code, n.span and n.span.of(text)) for n in notes] == [(NoteCode.COUNT_DIFFERS, count)]
    assert [span.of(text) for span in notes[0].related] == [footnote.rstrip(".")]
    assert dict(notes[0].values)["listed"] == "3"


@pytest.mark.parametrize(
    ("paragraph", "footnote"),
    [
        ("Three States Parties¹ have joined.", THREE),
        ("At least two States Parties¹ have joined.", THREE),
        ("Some two States Parties¹ have joined.", THREE),
        ("Under Article 4 States Parties¹ must clear.", THREE),
        ("Two States Parties and one signatory¹ have joined.", THREE),
        ("Two States Parties¹ have joined.", f"i.a. {THREE}"),
        ("Two States Parties¹ have joined.", "See the statements of Chile, Ghana and Panama."),
        ("Two States Parties¹ have joined.", "Chile, Ghana and others."),
        ("Two States Parties¹ have joined.", "Chile and Atlantis in addition to Ghana."),
        ("Two signatories have ratified and one State has acceded¹ to the Convention.", THREE),
        ("Of the two States with needs, many¹ have a plan.", THREE),
        ("Two States have helped States in the region.¹", THREE),
        ("Two of them are preparing one,¹ as they say.", THREE),
        ("Two States have joined. Others¹ wait.", THREE),
        ("Two meetings were held.¹", THREE),
        ("Two States² have joined.", THREE),
    ],
)
def test_a_count_is_not_noted_where_it_agrees_or_may_be_of_something_else(
    paragraph: str, footnote: str
) -> None:
    assert paper([paragraph], {"1": footnote})[1] == ()


@pytest.mark.parametrize(
    ("paragraph", "listed"),
    [
        ("Four countries took part: Chile, Ghana and Panama.", "3"),
        ("Four signatories (Chile, Ghana and Panama) have taken part.", "3"),
        ("Four countries, namely Chile, Ghana and Panama, have taken part.", "3"),
        ("Four States – Chile, Ghana and Panama – have taken part.", "3"),
        ("Two countries took part: Chile, Ghana and Panama.", "3"),
        ("4. Four countries took part: Chile, Ghana and Panama.", "3"),
        ("(4) Four States (Chile, Ghana and Panama) have taken part.", "3"),
        ("2.4. Four States — Chile, Ghana and Panama — have taken part.", "3"),
        ("4. Four States—Chile, Ghana and Panama—have taken part.", "3"),
        ("Two States Parties (Bosnia and Herzegovina) have taken part.", "1"),
        ("Two States Parties, namely Chile, have taken part.", "1"),
        ("Three countries took part: Chile, Ghana and Panama.", None),
        ("4. Three countries took part: Chile, Ghana and Panama.", None),
        ("One State Party (Chile) has taken part.", None),
        ("Two countries spoke: Chile.", None),
        ("Two States Parties (Chile and others) have taken part.", None),
        ("Two States Parties (e.g. Chile) have taken part.", None),
        ("Three-State zone—Chile, Ghana—and the sea.", None),
        ("Four countries took part: Chile, Ghana, Panama and the ICRC.", None),
        ("Four countries took part, among them: Chile, Ghana and Panama.", None),
        ("Four signatories (including Chile, Ghana and Panama) have taken part.", None),
        ("Four countries, namely Chile, Ghana and Panama, and the CMC, have taken part.", None),
        ("Four countries and six observers took part: Chile, Ghana and Panama.", None),
        ("Four items were dealt with: Chile, Ghana and Panama spoke.", None),
        ("Four countries took part: Chile, Ghana and Panama spoke.", None),
    ],
)
def test_a_count_is_compared_with_the_list_in_its_own_sentence(paragraph: str, listed: str | None) -> None:
    notes = paper([paragraph])[1]
    assert [dict(note.values)["listed"] for note in notes] == ([listed] if listed else [])


@pytest.mark.parametrize(
    ("items", "noted"),
    [
        (["Chile;", "Ghana;", "Panama."], True),
        (["(a) Chile;", "(b) Ghana; and", "(c) Panama."], True),
        (["a) Chile,", "b) Ghana, and", "c) Panama."], True),
        (["(a) Chile;", "(b) Ghana;", "(c) Panama; and", "(d) Peru."], False),
        (["(a) Chile, for a year;", "(b) Ghana;", "(c) Panama."], False),
        (["Chile;", "Ghana;", "Panama;", "Peru."], False),
        (["Chile spoke;", "Ghana;", "Panama."], False),
    ],
)
def test_a_count_is_compared_with_the_items_below_it(items: Sequence[str], noted: bool) -> None:
    notes = paper(["The following four States took part:"], items=items)[1]
    assert bool(notes) == noted


REPORTED = "By the end of June {} States Parties had reported that all {} were destroyed in the field."
STOCKS = "stockpiles of cluster munitions"


@pytest.mark.parametrize(
    ("paragraphs", "noted"),
    [
        ([REPORTED.format("seven", STOCKS), REPORTED.format("eight", STOCKS)], True),
        ([REPORTED.format("seven", STOCKS), REPORTED.format("8", STOCKS)], True),
        ([f"{n}. {REPORTED.format(count, STOCKS)}" for n, count in ((3, "seven"), (9, "eight"))], True),
        ([f"{n}. {REPORTED.format('seven', STOCKS)}" for n in (3, 9)], False),
        ([REPORTED.format("seven", STOCKS), REPORTED.format("7", STOCKS)], False),
        ([REPORTED.format("seven", STOCKS), REPORTED.format("eight", "stocks of artillery shells")], False),
        ([REPORTED.format("seven", "such weapons"), REPORTED.format("eight", "such weapons")], False),
        ([REPORTED.format(n, f"{STOCKS} of {year}") for n, year in ((7, 2010), (8, 2011))], False),
        ([REPORTED.format("the", f"{STOCKS} of {year}") for year in (2010, 2011)], False),
        ([REPORTED.format("the", f"{STOCKS} under Article {number}") for number in (3, 4)], False),
        (["Seven States reported.", "Eight States reported."], False),
    ],
)  # fmt: skip
def test_figures_differ_where_two_sentences_are_the_same_but_for_one_count(
    paragraphs: Sequence[str], noted: bool
) -> None:
    notes = [n for n in paper(paragraphs)[1] if n.code is NoteCode.FIGURES_DIFFER]
    assert len(notes) == (2 if noted else 0)


def test_the_items_of_lists_are_not_taken_for_figures_of_the_same_thing() -> None:
    words = (
        "(a) {} members from each of the United Nations regional groups, elected for a term by the meeting."
    )
    assert paper(["The bodies have:"], items=[words.format("Two"), words.format("Three")])[1] == ()


LONG = (
    "The country coalition offers an effective framework for national ownership and long support by donors."
)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (LONG, True),
        (f"4. {LONG.upper()}", True),
        (LONG.replace("offers", "offered").replace("long", "lasting"), True),
        (LONG.replace("offers an effective framework", "may one day offer some sort of frame"), False),
        (LONG.replace("offers", "never offers"), False),
        (LONG.replace("donors", "3 donors"), False),
        ("The country coalition was presented.", False),
    ],
)
def test_passages_that_say_nearly_the_same_are_linked_both_ways(other: str, expected: bool) -> None:
    text, notes = paper([LONG, "Another matter altogether was the date of the next meeting.", other])
    links = [(n.span.of(text), [r.of(text) for r in n.related]) for n in notes if n.span]
    assert links == ([(LONG, [other]), (other, [LONG])] if expected else [])


def test_a_law_that_repeats_its_words_lays_down_another_rule() -> None:
    assert paper([LONG, LONG], kind=Kind.TREATY)[1] == ()


def test_alike_finds_every_pair_that_comparing_all_of_them_finds() -> None:
    draw = random.Random(7)
    vocabulary = [f"w{n}" for n in range(60)]
    texts = []
    for _ in range(60):
        words = draw.choices(vocabulary, k=draw.randint(12, 40))
        texts.append(" ".join(words))
        edited = [draw.choice(vocabulary) if draw.random() < 0.12 else word for word in words]
        texts.append(" ".join(edited))
    wordings = [replace(wording(text, "en"), telling=()) for text in texts]
    expected = {
        (one, other)
        for (one, a), (other, b) in combinations(enumerate(wordings), 2)
        if likeness(a.words, b.words) >= ALIKE
    }
    assert len(expected) > 20
    assert set(alike(wordings)) == expected


def test_of_many_equal_texts_each_is_paired_with_the_first() -> None:
    assert list(alike([wording(LONG, "en")] * 4)) == [(0, 1), (0, 2), (0, 3)]


@pytest.mark.parametrize(
    ("status", "kind", "symbol", "title", "expected"),
    [
        (Status.DRAFT, Kind.OTHER, None, "Draft report", [("draft", "Draft"), ("symbol_missing", None)]),
        (Status.DRAFT, Kind.OTHER, "A/L.1", "Resolution", [("draft", None)]),
        (Status.DRAFT, Kind.OTHER, "A/L.1", "Projet de rapport", [("draft", "Projet")]),
        (Status.INFORMAL, Kind.MEETING_REPORT, None, "Summary", [("informal", None)]),
        (Status.ADOPTED, Kind.ACTION_PLAN, None, "Action plan", [("symbol_missing", None)]),
        (Status.ADOPTED, Kind.TREATY, None, "Convention", []),
        (Status.ADOPTED, Kind.OTHER, "A/1", "Resolution", []),
    ],
)  # fmt: skip
def test_status_and_missing_symbol_are_noted_of_the_document(
    status: Status, kind: Kind, symbol: str | None, title: str, expected: list[tuple[str, str | None]]
) -> None:
    units = [Unit(UnitKind.TITLE, Locator((("unnumbered", "t"),)), Span(0, len(title)))]
    notes = take_notes(title, units, Metadata(title, kind, status, "en", symbol=symbol))
    assert [(n.code, n.span and n.span.of(title)) for n in notes] == expected


def real(test_data: Path, name: str) -> Document:
    path = test_data / "corpus" / name
    sidecar = path.with_suffix(".yaml")
    return read_document(path.read_bytes(), name, sidecar.read_bytes() if sidecar.exists() else None)


def test_of_the_77_footnotes_of_the_progress_report_only_the_third_belies_its_count(test_data: Path) -> None:
    gold = json.loads((test_data / "domain" / "beirut-footnotes-gold.json").read_text(encoding="utf-8"))
    document = real(test_data, "2011-08-25-draft-beirut-progress-report.txt")
    notes = [note for note in document.notes if note.code is NoteCode.COUNT_DIFFERS]
    third = next(entry for entry in gold if entry["footnote"] == 3)
    assert len(gold) == 77
    assert [note.values for note in notes] == [(("stated", "6"), ("listed", "7"))]
    assert [span.of(document.text) for span in notes[0].related] == [third["text"].rstrip(".")]
    assert [note.span.of(document.text) for note in notes if note.span] == ["Six signatory states"]


def test_the_recommendations_printed_twice_in_the_summary_of_2017_are_linked(test_data: Path) -> None:
    document = real(test_data, "2017-11-24-cooperation-and-assistance-meeting-summary.txt")
    places = {unit.span: unit.locator for unit in document.units}
    links = {
        (str(places[note.span]), str(places[related]))
        for note in document.notes
        for related in note.related
        if note.span
    }
    twice = {f"section 2.4({number})" for number in range(2, 11)}
    assert {there for here, there in links if here.startswith("section 1.3")} >= twice
    assert {(there, here) for here, there in links} == links


def test_no_other_document_has_a_note_about_counts_or_figures(test_data: Path) -> None:
    found = {}
    for path in sorted((test_data / "corpus").iterdir()):
        if path.suffix == ".yaml":
            continue
        notes = real(test_data, path.name).notes
        found[path.stem] = [
            n.code for n in notes if n.code in (NoteCode.COUNT_DIFFERS, NoteCode.FIGURES_DIFFER)
        ]
    assert len(found) > 5
    assert {name for name, codes in found.items() if codes} == {"2011-08-25-draft-beirut-progress-report"}
