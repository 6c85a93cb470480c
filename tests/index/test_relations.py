"""Documents are related where symbols or titles prove it, passages where their words do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.job import ingest
from index.library import Library
from index.relations import RelationKind, relate
from ingest.documents import Kind, Metadata, Status
from ingest.locator import Locator
from tests.fakes import HashingEmbedder


def paper(
    title: str = "Working paper",
    symbol: str | None = None,
    status: Status = Status.ADOPTED,
    language: str = "en",
    date: str | None = None,
    meeting: str | None = None,
) -> Metadata:
    return Metadata(title, Kind.OTHER, status, language, symbol=symbol, document_date=date, meeting=meeting)


def related(papers: Sequence[Metadata]) -> set[tuple[int, str, int]]:
    """(place, kind, place of the other) of every relation."""
    found = relate({str(at): data for at, data in enumerate(papers)})
    return {(int(one), each.kind.value, int(each.document_id)) for one, own in found.items() for each in own}


WP = "CCM/MSP/2011/WP.3"


@pytest.mark.parametrize(
    ("symbols", "expected"),
    [
        ([WP, f"{WP}/Rev.1"], {(1, "replaces", 0), (0, "replaced_by", 1)}),
        ([WP, f"{WP.lower()}/rev. 1"], {(1, "replaces", 0), (0, "replaced_by", 1)}),
        ([f"{WP}/Rev.1", f"{WP}/Rev.3"], {(1, "replaces", 0), (0, "replaced_by", 1)}),
        ([WP, f"{WP}/Corr.1"], {(1, "corrects", 0), (0, "corrected_by", 1)}),
        ([WP, f"{WP}/Add.2"], {(1, "adds_to", 0), (0, "added_to_by", 1)}),
        ([f"{WP}/Rev.1", f"{WP}/Rev.1/Amend.1"], {(1, "amends", 0), (0, "amended_by", 1)}),
        ([WP, f"{WP}/Rev.1/Amend.1"], set()),
        ([WP, f"{WP}/Rev.1/Corr.1"], set()),
        ([f"{WP}/Corr.1", f"{WP}/Corr.2"], set()),
        ([WP, "CCM/MSP/2011/WP.30"], set()),
        ([WP, "CCM/MSP/2011/WP.4/Rev.1"], set()),
        ([None, None], set()),
    ],
)
def test_suffixes_of_symbols_relate_documents(
    symbols: Sequence[str | None], expected: set[tuple[int, str, int]]
) -> None:
    assert related([paper(symbol=symbol) for symbol in symbols]) == expected


def test_the_newest_revision_comes_first() -> None:
    papers = {s: paper(symbol=s) for s in (f"{WP}/Rev.2", WP, f"{WP}/Rev.10", f"{WP}/Rev.1")}
    assert [(r.kind, r.document_id) for r in relate(papers)[WP]] == [
        (RelationKind.REPLACED_BY, f"{WP}/Rev.{number}") for number in (10, 2, 1)
    ]


def test_a_symbol_in_two_languages_is_one_text_translated() -> None:
    papers = [paper(symbol=WP), paper(symbol=WP, language="fr"), paper(symbol=WP)]
    assert related(papers) == {(one, "translation", other) for one, other in ((0, 1), (1, 0), (1, 2), (2, 1))}


def test_a_revision_stands_for_its_own_language_or_where_that_has_no_text_for_all() -> None:
    base = [paper(symbol=WP), paper(symbol=WP, language="fr")]
    own = related([*base, paper(symbol=f"{WP}/Rev.1", language="fr")])
    spanish = related([*base, paper(symbol=f"{WP}/Rev.1", language="es")])
    assert {other for one, kind, other in own if kind == "replaces"} == {1}
    assert {other for one, kind, other in spanish if kind == "replaces"} == {0, 1}


@pytest.mark.parametrize(
    ("draft", "final", "is_related"),
    [
        (("Draft Harbour Progress Report", "2011-08-25"), ("Harbour Progress Report", "2011-09-16"), True),
        (("Harbour Progress Report (draft)", "2011-08-25"), ("Harbour progress report", "2011-09-16"), True),
        (("Draft Harbour Progress Report", "2011-08-25"), ("Harbour Progress Report", "2010-09-16"), False),
        (("Draft Harbour Progress Report", "2011-08-25"), ("Harbour Progress Report", "2012-09-16"), False),
        (("Draft Harbour Progress Report", "2011-08-25"), ("Beirut Progress Report", "2011-09-16"), False),
        (("Draft Harbour Progress Report", None), ("Harbour Progress Report", None), False),
        (("Draft report", "2011-08-25"), ("Report", "2011-09-16"), False),
    ],
)
def test_a_draft_and_its_final_text_have_one_title_and_one_year(
    draft: tuple[str, str | None], final: tuple[str, str | None], is_related: bool
) -> None:
    papers = [paper(draft[0], status=Status.DRAFT, date=draft[1]), paper(final[0], date=final[1])]
    expected = {(0, "draft_of", 1), (1, "final_of", 0)}
    assert related(papers) == (expected if is_related else set())


@pytest.mark.parametrize(
    ("draft", "final", "language", "meetings", "is_related"),
    [
        (
            "Projet de plan d'action",
            "Plan d’action",
            "fr",
            ("Deuxième Assemblée", "deuxième assemblée"),
            True,
        ),
        ("Proyecto de informe", "Informe", "es", ("Segunda Reunión", "Segunda Reunión"), True),
        ("Draft report", "Report", "en", ("Second Meeting", "Second Meeting"), True),
        ("Draft harbour progress report", "Harbour progress report", "en", ("First", "Second"), False),
    ],
)
def test_the_meeting_decides_where_both_name_one(
    draft: str, final: str, language: str, meetings: tuple[str, str], is_related: bool
) -> None:
    papers = [
        paper(draft, status=Status.DRAFT, language=language, date="2011-08-25", meeting=meetings[0]),
        paper(final, language=language, date="2011-09-16", meeting=meetings[1]),
    ]
    assert bool(related(papers)) == is_related


def test_a_draft_is_not_the_draft_of_another_draft_or_language() -> None:
    draft = paper("Draft harbour progress report", status=Status.DRAFT, date="2011")
    assert related([draft, paper("Harbour progress report", status=Status.INFORMAL, date="2011")]) == set()
    assert related([draft, paper("Harbour progress report", language="fr", date="2011")]) == set()


SAID = "The harbour authority reported that the northern pier was inspected twice and found safe for ships."


def write(folder: Path, name: str, sidecar: str, *paragraphs: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    (folder / f"{name}.yaml").write_text(sidecar, encoding="utf-8")


def test_a_generation_holds_relations_earlier_editions_and_passages_alike(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = tmp_path / "in", HashingEmbedder()
    report = "title: {}\nkind: meeting_report\ndocument_symbol: {}\nstatus: adopted\n"
    base = report.format("Harbour notes", "ZZ/WP.1")
    write(source, "base", base, "1. The crane was old and nobody had looked at it since spring.")
    ingest(data_dir, [source], embedder)
    twice = SAID.replace("was inspected twice", "had been inspected twice")
    write(source, "base", base, f"1. {SAID}", "2. The crane was new.", f"3. {twice}")
    write(source, "rev", report.format("Harbour notes", "ZZ/WP.1/Rev.1"), f"1. {SAID}")
    law = "title: Harbour Act\nkind: legislation\n"
    write(source, "law", law, f"1. {SAID.replace('northern', 'southern')}", "2. The crane.", f"3. {SAID}")
    ingest(data_dir, [source], embedder)
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        ids = {d.source.removesuffix(".txt"): d for d in generation.documents()}
        first, second = ids["base"].versions
        relations = [(r.kind, r.document_id, r.version) for r in generation.relations(ids["base"].id)]
        assert first != second
        assert relations == [
            (RelationKind.REPLACED_BY, ids["rev"].id, None),
            (RelationKind.EARLIER_EDITION, ids["base"].id, second),
        ]
        assert generation.relations(ids["law"].id) == []
        passages = {
            (name, stored.text[:1]): stored
            for name, document in ids.items()
            for stored in generation.passages(document.id)
        }
        alike = {
            place: {other for other, each in passages.items() if each.passage.id in stored.alike}
            for place, stored in passages.items()
            if stored.alike
        }
    library.close()
    # The law's first paragraph is alike to its third, but a law says nothing twice.
    assert alike[("base", "1")] >= {("base", "3"), ("law", "1"), ("rev", "1")}
    assert ("law", "3") not in alike[("law", "1")]
    assert all(place in alike[other] for place, others in alike.items() for other in others)
    assert set(alike) == {("base", "1"), ("base", "3"), ("rev", "1"), ("law", "1"), ("law", "3")}


@pytest.mark.parametrize(
    ("first", "second", "repeats"),
    [
        (("The pier was safe.",), ("The river rose.", "The PIER was safe."), {"The PIER was safe."}),
        ((SAID,), (SAID.upper(), "The river rose."), {SAID.upper()}),
        (("The pier was safe.",), ("The pier was not safe.",), set()),
        (("12 of 34 ships.",), ("1 23 of 4 ships.", "1 of 2 34 ships."), set()),
        (("Present", "12, 34."), ("12, 34.", "Absent"), set()),
        (("The pier was safe.",), ("The river rose.",), set()),
    ],
)
def test_what_another_document_says_in_the_same_words_is_a_repeat(
    data_dir: Path, tmp_path: Path, first: Sequence[str], second: Sequence[str], repeats: set[str]
) -> None:
    notes = "title: {}\nkind: meeting_report\n"
    write(tmp_path / "in", "first", notes.format("First notes"), "First notes", *first)
    write(tmp_path / "in", "second", notes.format("Second notes"), "Second notes", *second)
    assert {text for source, text in repeated(data_dir, tmp_path / "in")} == repeats


def test_a_name_repeats_only_under_the_same_headings_and_a_law_speaks_for_itself_alone(
    data_dir: Path, tmp_path: Path
) -> None:
    notes, law = "title: {}\nkind: meeting_report\n", "title: {}\nkind: treaty\n"
    source = tmp_path / "in"
    for name, heading in (("first", "Present"), ("second", "Absent"), ("third", "Present")):
        write(
            source,
            name,
            notes.format(f"The {name} notes"),
            f"# The {name} notes",
            f"## {heading}",
            "- Norway",
        )
    for name in ("Harbour", "River"):
        title = f"Convention on the {name}"
        write(source, name, law.format(title), title, "Article 1", "This Convention is for ever.")
    found = repeated(data_dir, source)
    assert ("third.txt", "Norway") in found
    assert not found & {("second.txt", "Norway"), ("River.txt", "This Convention is for ever.")}


def repeated(data_dir: Path, source: Path) -> set[tuple[str, str]]:
    """Source and text of each passage that repeats one of another document."""
    ingest(data_dir, [source], HashingEmbedder())
    with closing(Library(data_dir, HashingEmbedder())) as library, library.reading() as generation:
        passages = [each for d in generation.documents() for each in generation.passages(d.id)]
    home = {each.passage.id: each.passage.document_id for each in passages}
    repeats = [each for each in passages if each.duplicate_of]
    assert all(home[str(each.duplicate_of)] != each.passage.document_id for each in repeats)
    return {(each.source, each.text) for each in repeats}


def test_an_article_is_found_by_its_roman_number_as_printed_or_else_in_figures(
    data_dir: Path, tmp_path: Path
) -> None:
    law, source = "title: {}\nkind: treaty\n", tmp_path / "in"
    for name, numbers in (("Harbour", ("1", "2")), ("River", ("I", "II"))):
        opened = [line for n in numbers for line in (f"Article {n}", f"The {name} is kept clean at {n}.")]
        title = f"Convention on the {name}"
        write(source, name, law.format(title), title, *opened)
    ingest(data_dir, [source], HashingEmbedder())
    with closing(Library(data_dir, HashingEmbedder())) as library, library.reading() as generation:
        found = {
            typed: [
                str(passage.passage.locator)
                for document in generation.documents_with(Locator.parse(typed))
                for passage in generation.passages_at(document.id, Locator.parse(typed))
            ]
            for typed in ("Article 2", "Article II")
        }
    assert found == {"Article 2": ["Article 2"], "Article II": ["Article 2", "Article II"]}
