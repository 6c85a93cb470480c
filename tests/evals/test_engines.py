"""Both lexical engines are given the same words and find the same passages; the comparison runs through."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from evals import engines
from evals.engines import ENGINES, Engine, Fts5, Row, passages, questions, rank_as_the_search_does

COUNT = 300


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]()


@pytest.fixture
def rows() -> list[Row]:
    return list(passages(COUNT))


def holding(rows: list[Row], word: str) -> set[int]:
    return {number for number, *texts in rows if word in " ".join(texts).split()}


def test_generated_passages_are_the_same_every_time_and_as_long_as_ours(rows: list[Row]) -> None:
    assert rows == list(passages(COUNT))
    assert rows != list(passages(COUNT, seed=1))
    assert [row[0] for row in rows] == list(range(1, COUNT + 1))
    assert 80 < sum(len(" ".join(row[1:]).split()) for row in rows) / COUNT < 110


def test_words_are_as_common_as_in_a_collection(rows: list[Row]) -> None:
    shares = [len(holding(rows, f"w{place}")) / COUNT for place in (0, 9, 99, 999)]
    assert 0.6 < shares[0] < 0.9
    assert sorted(shares, reverse=True) == shares
    assert shares[-1] < 0.05


def test_an_engine_finds_the_passages_that_hold_a_word_and_no_others(
    engine: Engine, rows: list[Row], tmp_path: Path
) -> None:
    engine.build(tmp_path, rows)
    rank = engine.open(tmp_path)
    for word in ("w30", "w300"):
        assert {row for row, _ in rank([word], COUNT, None)} == holding(rows, word)
    allowed = list(range(1, COUNT, 2))
    assert {row for row, _ in rank(["w30"], COUNT, allowed)} == holding(rows, "w30") & set(allowed)
    scores = [score for _, score in rank(["w30", "w300", "w3"], COUNT, None)]
    assert scores == sorted(scores, reverse=True)


def test_an_updated_index_has_forgotten_what_was_removed_and_finds_what_was_added(
    engine: Engine, rows: list[Row], tmp_path: Path
) -> None:
    engine.build(tmp_path, rows)
    added = [(row[0] + COUNT, *row[1:]) for row in passages(50, seed=1)]
    engine.amend(tmp_path, rows[:50], added)
    found = {row for row, _ in engine.open(tmp_path)(["w30"], 2 * COUNT, None)}
    assert found == holding(rows[50:] + added, "w30")


@pytest.fixture
def table(rows: list[Row], tmp_path: Path) -> Path:
    Fts5().build(tmp_path, rows)
    return tmp_path


@pytest.mark.parametrize("way", ["ORDER BY rank", "a cache of 256 MB", "the file mapped into memory"])
def test_settings_do_not_change_what_is_found(table: Path, way: str) -> None:
    with closing(Fts5().connect(table)) as connection:
        ask = engines.ways_of_asking_fts5(connection, COUNT)[way]
        for words in questions(5, 6):
            assert ask(words, 20, None) == rank_as_the_search_does(connection, words, 20)


def test_the_comparison_tells_a_ratio_for_each_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert engines.main(["--passages", "2000"]) == 0
    told = capsys.readouterr().out
    for figure in (
        "building",
        "copying",
        "added",
        "opening",
        "memory",
        "12 words, 50% allowed, p95",
        "at once",
    ):
        assert re.search(rf"{figure}.* x\d+\.\d+", told), figure
