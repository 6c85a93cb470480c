"""Question sets of other formats are read whole, and what is wrong with one is said with its place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.schemas import MAX_HISTORY
from evals.adaptors import attribution, obliqa, plain, squad
from evals.adaptors.prepare import prepare
from evals.adaptors.sets import Clause, RetrievalSet, Text
from evals.errors import CaseError
from index.embed import SentenceTransformerEmbedder
from index.errors import MixedCollectionError
from index.job import ingest, ingest_prepared
from index.library import Library
from index.report import Outcome
from tests.evals.sets import (
    attribution_set,
    flat_obliqa,
    flat_squad,
    original_obliqa,
    plain_set,
    published_squad,
    write_json,
    write_lines,
)
from tests.index.texts import write_folder
from ui.cli import main
from ui.exits import Exit


@pytest.mark.parametrize("write", [flat_obliqa, original_obliqa])
def test_obliqa_is_the_same_set_in_both_its_layouts(write: Callable[[Path], Path], tmp_path: Path) -> None:
    found = obliqa.read(write(tmp_path))
    assert [text.name for text in found.texts] == ["1", "2"]
    assert len(found.clauses) == 8
    assert {q.id: q.gold for q in found.questions} == {"q1": {"1/1.1.1.(1)"}, "q2": {"2/1)", "2/2)"}}


def test_a_numbered_clause_stands_below_the_headings_its_number_tells(tmp_path: Path) -> None:
    headings = {clause.key: clause.heading for clause in obliqa.read(flat_obliqa(tmp_path)).clauses}
    assert headings["1/1.1.1.(1)"] == ("MOORING", "Applications for a berth")
    assert headings["1/1.2"] == ("MOORING",)
    assert headings["1/1."] == headings["2/2)"] == ()


@pytest.mark.parametrize("write", [flat_squad, published_squad])
def test_squad_is_the_same_set_in_both_its_layouts(write: Callable[[Path], Path], tmp_path: Path) -> None:
    found = squad.read(write(tmp_path))
    assert [(text.title, len(text.clauses)) for text in found.texts] == [
        ("Amber Fox", 2),
        ("Glass Bridge", 1),
    ]
    assert {q.id: q.gold for q in found.questions} == {"a": {"Amber_Fox#0"}, "b": {"Amber_Fox#1"}}
    assert found.left_out == 1


def test_plain_questions_name_passages_quote_them_or_are_cases_of_ours(tmp_path: Path) -> None:
    found = plain.read(plain_set(tmp_path))
    assert {q.id: q.gold for q in found.questions} == {"1": {"fox"}, "2": {"den"}, "case-1": {"bridge"}}
    assert found.left_out == 1
    assert found.clauses[0].heading == ("Habits",)


def test_claims_are_read_with_our_labels_and_with_the_published_ones(tmp_path: Path) -> None:
    claims = attribution.read(attribution_set(tmp_path))
    assert [(claim.source, claim.attributable) for claim in claims] == [
        ("A", True),
        ("A", False),
        ("B", True),
        ("B", False),
    ]


@pytest.mark.parametrize("gap", ["\n", " ", ""])
def test_a_reference_longer_than_a_check_takes_is_cut_and_nothing_of_it_lost(
    gap: str, tmp_path: Path
) -> None:
    reference = gap.join(["den"] * MAX_HISTORY)
    line = {"claim": "A den.", "references": [reference], "attributable": True}
    claim = attribution.read(write_lines(tmp_path / "dev.jsonl", [line]))[0]
    assert all(len(piece) <= MAX_HISTORY for piece in claim.references)
    assert "".join("".join(claim.references).split()) == "".join(reference.split())


def test_the_question_file_is_named_where_a_folder_has_several(tmp_path: Path) -> None:
    folder = flat_obliqa(tmp_path)
    shutil.copy(folder / "dev.jsonl", folder / "test.jsonl")
    with pytest.raises(CaseError, match=r"several question files: name one of dev\.jsonl, test\.jsonl"):
        obliqa.read(folder)
    assert obliqa.read(folder / "test.jsonl") == obliqa.read(flat_obliqa(tmp_path / "one"))


READERS: dict[str, Callable[[Path], object]] = {
    "jsonl": plain.read,
    "obliqa": obliqa.read,
    "squad": squad.read,
    "attributionbench": attribution.read,
}


@pytest.mark.parametrize("name", READERS)
def test_a_folder_that_is_no_such_set_is_told_what_is_expected(name: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"expected .*\.jsonl"):
        READERS[name](tmp_path)
    with pytest.raises(CaseError, match="does not exist"):
        READERS[name](tmp_path / "absent")


GOOD_CLAUSE = {"DocumentID": 1, "PassageID": "1.", "Passage": "A berth."}
GOOD_PARAGRAPH = {"id": "p", "title": "T", "text": "A berth."}


@pytest.mark.parametrize(
    ("name", "texts", "line", "told"),
    [
        ("obliqa", GOOD_CLAUSE, "{", "is not JSON"),
        ("obliqa", GOOD_CLAUSE, {"id": "q", "question": " ", "gold": []}, "question: "),
        ("obliqa", GOOD_CLAUSE, {"id": "q", "question": "?", "gold": [[1]]}, "gold.0"),
        ("obliqa", GOOD_CLAUSE, {"id": "q", "question": "?", "gold": [[1, "9."]]}, "passage 1/9., which"),
        ("obliqa", GOOD_CLAUSE, {"id": "q", "question": "x" * 2001, "gold": [[1, "1."]]}, "question: "),
        ("squad", GOOD_PARAGRAPH, {"id": "q", "question": "?"}, "paragraph: "),
        ("squad", GOOD_PARAGRAPH, {"id": "q", "question": "?", "paragraph": "z"}, "passage z, which"),
        ("jsonl", GOOD_PARAGRAPH, {"question": "?", "gold": ["z"]}, "passage z, which"),
        ("jsonl", GOOD_PARAGRAPH, {"question": "?", "evidence": "a buoy"}, "no passage holds"),
        ("jsonl", GOOD_PARAGRAPH, {"question": "?", "evidence": 3}, "evidence"),
        ("attributionbench", None, {"claim": "x", "references": ["x"]}, "neither attributable nor"),
        (
            "attributionbench",
            None,
            {"claim": "x", "references": [], "attributable": True},
            "has 0 references",
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(
    name: str, texts: dict[str, object] | None, line: object, told: str, tmp_path: Path
) -> None:
    if texts is not None:
        held = "paragraphs.jsonl" if name == "squad" else "passages.jsonl"
        write_lines(tmp_path / held, [texts])
    write_lines(tmp_path / "questions.jsonl", ["", line])
    with pytest.raises(CaseError) as caught:
        READERS[name](tmp_path)
    assert caught.value.line == 2
    assert told in str(caught.value)


def test_a_published_squad_file_with_another_content_is_told_where(tmp_path: Path) -> None:
    write_json(tmp_path / "dev.json", {"data": [{"title": "T", "paragraphs": [{"context": "A berth."}]}]})
    with pytest.raises(CaseError, match=r"data\.0\.paragraphs\.0\.qas"):
        squad.read(tmp_path)


@pytest.mark.parametrize("name", READERS)
def test_a_set_without_anything_to_measure_is_refused(name: str, tmp_path: Path) -> None:
    write_lines(tmp_path / ("paragraphs.jsonl" if name == "squad" else "passages.jsonl"), [])
    write_lines(tmp_path / "questions.jsonl", [])
    with pytest.raises(CaseError, match=r"holds no|several"):
        READERS[name](tmp_path)


# Into the index


def test_a_clause_is_a_passage_and_its_words_are_the_record_at_its_span(tmp_path: Path) -> None:
    found = obliqa.read(flat_obliqa(tmp_path))
    prepared = prepare(found.texts)
    assert len(prepared.keys) == 7  # one of the eight clauses has no words
    for document, passages in prepared.documents:
        assert document.text == "\n".join(prepared.words[passage.id] for passage in passages)
        for passage, unit in zip(passages, document.units, strict=True):
            assert passage.body.of(document.text) == prepared.words[passage.id]
            assert (unit.span, unit.locator, unit.heading) == (passage.body, passage.locator, passage.heading)


def test_words_are_cleaned_line_by_line_and_a_text_without_any_is_no_document() -> None:
    texts = [Text("x", (Clause("a", " \n\u200b"),)), Text("y", (Clause("b", "One\u200e \t\n\n two"),))]
    prepared = prepare(texts)
    assert [document.id for document, _ in prepared.documents] == ["2-y"]
    assert list(prepared.words.values()) == ["One\ntwo"]


def test_a_set_is_indexed_once_and_follows_what_changed_in_it(
    embedder: SentenceTransformerEmbedder, data_dir: Path
) -> None:
    def set_of(words: str, *names: str) -> RetrievalSet:
        return RetrievalSet(tuple(Text(name, (Clause(name, f"{words} {name}"),)) for name in names), ())

    def take_in(given: RetrievalSet) -> tuple[int, list[Outcome]]:
        report = ingest_prepared(data_dir, prepare(given.texts).documents, embedder)
        return report.embedded, [entry.outcome for entry in report.entries]

    assert take_in(set_of("berth", "a", "b")) == (2, [Outcome.ADDED] * 2)
    assert take_in(set_of("berth", "a", "b")) == (0, [Outcome.UNCHANGED] * 2)
    assert take_in(set_of("berth", "a")) == (0, [Outcome.UNCHANGED, Outcome.REMOVED])
    assert take_in(set_of("buoy", "a")) == (1, [Outcome.UPDATED])
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        assert [hit.passage.text for hit in generation.hits(generation.lexical("buoy berth", 5))] == [
            "buoy a"
        ]
    library.close()


def test_a_set_and_documents_read_from_files_never_share_a_data_directory(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    files = write_folder(tmp_path / "files", 1)
    documents = prepare([Text("x", (Clause("a", "berth"),))]).documents
    ingest(tmp_path / "own", [files], embedder)
    with pytest.raises(MixedCollectionError, match="data directory of their own"):
        ingest_prepared(tmp_path / "own", documents, embedder)
    ingest_prepared(tmp_path / "set", documents, embedder)
    with pytest.raises(MixedCollectionError, match="no documents to quote"):
        ingest(tmp_path / "set", [files], embedder)


# The command


@pytest.mark.parametrize(
    ("name", "write", "n"),
    [
        ("obliqa", flat_obliqa, 2),
        ("squad", published_squad, 2),
        ("jsonl", plain_set, 3),
    ],
)
def test_a_set_is_measured_beside_its_baselines(
    name: str, write: Callable[[Path], Path], n: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    arguments = ["eval", "set", name, str(write(tmp_path / "set")), "--data-dir", str(tmp_path / "data")]
    assert main([*arguments, "--json", "--out", str(out)]) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert set(told["figures"]) == {"search", "plain BM25", "lexical alone", "dense alone"}
    assert set(told["gains"]) == {"plain BM25", "dense alone"}
    for figures in told["figures"].values():
        assert set(figures) == {"R@5", "R@10", "MAP@10", "ev_any"}
        assert all(figure["n"] == n for figure in figures.values())
    assert told["figures"]["search"]["R@5"]["value"] == 1.0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert all(set(line["ranks"]["search"]) == set(line["gold"]) for line in lines)

    assert main([*arguments, "--limit", "1"]) == Exit.OK
    again = capsys.readouterr()
    assert "embedding" not in again.err
    assert "search - plain BM25" in again.out


def test_claims_are_checked_and_counted_by_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = attribution_set(tmp_path / "set"), tmp_path / "out.jsonl"
    assert main(["eval", "set", "attributionbench", str(folder), "--json", "--out", str(out)]) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    scored = told.pop("support_score")
    assert {name: figures["n"] for name, figures in told.items()} == {"A": 2, "B": 2, "ALL": 4}
    assert scored.keys() == told.keys()
    assert told["ALL"]["macro_f1"]["value"] == 1.0
    assert told["ALL"]["false_acceptance"]["value"] == 0.0
    assert [json.loads(line)["accepted"] for line in out.read_text().splitlines()] == [True, False] * 2
    assert main(["eval", "set", "attributionbench", str(folder), "--limit", "1"]) == Exit.OK
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["check", "ALL", "1", "1.000", "[1.000,", "1.000]", "-", "1.000", "[1.000,", "1.000]"] in rows


@pytest.mark.parametrize(
    ("options", "told"), [([], "paragraphs.jsonl"), (["--sample"], "--sample"), (["--limit", "0"], "--limit")]
)
def test_what_cannot_be_measured_is_wrong_usage(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "set", "squad", str(flat_obliqa(tmp_path)), *options]) == Exit.USAGE
    assert told in capsys.readouterr().err


def test_the_public_sets_are_read_whole(test_data: Path) -> None:
    public = test_data / "evals" / "public"
    sizes = {
        name: (len(found.clauses), len(found.questions), found.left_out)
        for name, found in (
            ("obliqa", obliqa.read(public / "obliqa")),
            ("squad", squad.read(public / "squad2")),
        )
    }
    assert sizes == {"obliqa": (13_732, 400, 0), "squad": (294, 300, 300)}
    claims = attribution.read(public / "attributionbench")
    assert len(claims) == 1_198
    assert sum(claim.attributable for claim in claims) == 599
