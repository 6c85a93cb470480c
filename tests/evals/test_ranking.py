from __future__ import annotations

import math

import pytest

from evals.bootstrap import estimate, estimate_macro_f1
from evals.plain_bm25 import PlainBM25
from evals.ranking import Found, any_within, average_precision, recall, without_repeats


def listed(keys: str, characters: int = 10) -> list[Found]:
    return [Found(key, characters) for key in keys]


@pytest.mark.parametrize(
    ("found", "gold", "k", "recalled", "precision"),
    [
        ("abc", "a", 3, 1.0, 1.0),
        ("abc", "b", 3, 1.0, 1 / 2),
        ("abc", "ac", 3, 1.0, (1 + 2 / 3) / 2),
        ("abc", "ac", 2, 1 / 2, 1 / 2),
        ("abc", "c", 2, 0.0, 0.0),
        ("abc", "abcd", 2, 1 / 2, 1.0),
        ("", "a", 5, 0.0, 0.0),
        ("ab", "xa", 10, 1 / 2, 1 / 2),
    ],
)
def test_recall_and_average_precision(
    found: str, gold: str, k: int, recalled: float, precision: float
) -> None:
    assert math.isclose(recall(listed(found), set(gold), k), recalled)
    assert math.isclose(average_precision(listed(found), set(gold), k), precision)


@pytest.mark.parametrize(("gold", "room", "held"), [("a", 10, 1), ("a", 9, 0), ("b", 19, 0), ("b", 20, 1)])
def test_a_right_passage_counts_only_where_all_before_it_fit(gold: str, room: int, held: int) -> None:
    assert any_within(listed("ab"), set(gold), room) == held
    assert any_within([], set(gold), room) == 0


def test_a_name_found_twice_stands_where_it_was_found_first() -> None:
    found = [Found("a", 1), Found("b", 2), Found("a", 3), Found("c", 4)]
    assert without_repeats(found) == [Found("a", 1), Found("b", 2), Found("c", 4)]


def test_an_interval_lies_about_the_mean_and_is_the_same_every_time() -> None:
    values = [0.0, 1.0] * 200
    found = estimate(values)
    assert found == estimate(values)
    # The standard error of a half out of 400 is 0.025, so 95% is about 0.049 to either side.
    assert (found.value, found.n) == (0.5, 400)
    assert 0.44 < found.low < 0.46
    assert 0.54 < found.high < 0.56


@pytest.mark.parametrize(
    ("values", "excludes"), [([1.0] * 5, True), ([-1.0] * 5, True), ([1.0, -1.0] * 5, False), ([0.0], False)]
)
def test_a_difference_is_a_finding_where_its_interval_excludes_zero(
    values: list[float], excludes: bool
) -> None:
    assert estimate(values).excludes_zero is excludes


@pytest.mark.parametrize(
    ("labels", "accepted", "f1"),
    [
        ("TTFF", "TTFF", 1.0),
        ("TTFF", "FFTT", 0.0),
        ("TTFF", "TTTT", 1 / 3),  # 2/3 for the accepted, 0 for the refused
        ("TTFF", "TFFF", (2 / 3 + 4 / 5) / 2),
        ("TT", "TT", 1.0),
    ],
)
def test_macro_f1_is_the_mean_of_both_labels(labels: str, accepted: str, f1: float) -> None:
    found = estimate_macro_f1([each == "T" for each in labels], [each == "T" for each in accepted])
    assert math.isclose(found.value, f1)
    assert found.low <= found.value <= found.high


def test_nothing_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no values"):
        estimate([])
    with pytest.raises(ValueError, match="no claims"):
        estimate_macro_f1([], [])


def test_plain_bm25_ranks_what_shares_words_and_leaves_out_the_rest() -> None:
    plain = PlainBM25(["the green book", "a berth for the night", "the green green lamp"])
    assert plain.rank("green book", 3) == [0, 2]
    assert plain.rank("GREEN", 1) == [2]
    assert plain.rank("of the", 3) == []
    assert plain.rank("buoy", 3) == []
