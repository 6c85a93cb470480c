"""Fusion adds scaled scores; the order lists or equals come in never matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import MEANING, Search, full_score, fuse, rarity
from index.retrieve import Scored


def hits(scores: dict[str, float], retriever: str) -> list[Scored]:
    best_first = sorted(scores.items(), key=lambda pair: -pair[1])
    return [Scored(name, score, retriever) for name, score in best_first]


def names(fused: list[Scored]) -> list[str]:
    return [each.passage for each in fused]


SCORES = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.01, 40))


@given(first=SCORES, second=SCORES, third=SCORES)
def test_the_order_of_the_searches_does_not_matter(
    first: dict[str, float], second: dict[str, float], third: dict[str, float]
) -> None:
    searches = [
        Search(hits(first, "lexical"), hits(second, "dense")),
        Search(hits(third, "lexical"), (), 2.0),
    ]
    fused = fuse(searches, 10)
    assert names(fused) == names(fuse(searches[::-1], 10))
    assert set(names(fused)) == {*first, *second, *third}
    assert [each.score for each in fused] == sorted((each.score for each in fused), reverse=True)


def test_scores_are_scaled_each_within_its_list() -> None:
    fused = fuse(
        [Search(hits({"a": 30, "b": 15}, "lexical"), hits({"b": 0.8, "c": 0.6, "a": 0.4}, "dense"))], 10
    )
    assert names(fused) == ["a", "b", "c"]
    assert [hit.score for hit in fused] == [
        pytest.approx(1 - MEANING),
        pytest.approx((1 - MEANING) / 2 + MEANING),
        pytest.approx(MEANING / 2),
    ]
    assert dict(fused[1].scores) == {"dense": 0.8, "lexical": 15}


def test_a_passage_that_alone_meets_the_rare_words_stays_first_however_little_it_resembles() -> None:
    words = hits({"rare": 30, **{f"p{n}": 8 - n / 10 for n in range(9)}}, "lexical")
    meaning = hits({**{f"p{n}": 0.7 - n / 100 for n in range(9)}, "rare": 0.1}, "dense")
    assert names(fuse([Search(words, meaning)], 1)) == ["rare"]


def test_the_weight_of_a_search_decides_between_two_first_places() -> None:
    searches = [Search(hits({"a": 9}, "lexical"), ()), Search(hits({"b": 5}, "lexical"), (), 2.0)]
    assert names(fuse(searches, 10)) == ["b", "a"]


def test_equal_scores_go_by_passage_id() -> None:
    assert names(fuse([Search(hits({"b": 3, "a": 3}, "lexical"), ())], 10)) == ["a", "b"]


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse([Search((), ())], 10) == []


def test_a_best_lexical_hit_that_meets_few_of_the_words_does_not_outvote_the_meaning() -> None:
    lexical = hits({"junk": 3.0, "other": 2.0}, "lexical")
    dense = hits({"meant": 0.8, "other": 0.5, "junk": 0.4}, "dense")
    assert names(fuse([Search(lexical, dense)], 3))[0] == "junk"
    assert names(fuse([Search(lexical, dense, full=20.0)], 3))[0] == "meant"
    assert names(fuse([Search(lexical, dense, full=3.0)], 3))[0] == "junk"


def test_the_full_score_is_the_sum_of_the_rarities_of_the_words() -> None:
    assert full_score([1, 10], 100) == pytest.approx(rarity(1, 100) + rarity(10, 100))
    assert rarity(1, 100) > rarity(10, 100) > rarity(49, 100) > 0
    assert rarity(50, 100) == rarity(100, 100) == 0
    assert full_score([], 100) == 0
