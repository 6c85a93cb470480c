"""Fusion depends on ranks and weights only, never on the order lists or equals come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import DAMPING, fuse
from index.retrieve import Hit, StoredPassage
from ingest.documents import Kind, Metadata, Passage, Span, Status
from ingest.locator import Locator


def hits(names: list[str], retriever: str) -> list[Hit]:
    metadata = Metadata("T", Kind.OTHER, Status.ADOPTED, "en")
    return [
        Hit(
            StoredPassage(Passage(name, "d", "v", Locator(), 0, (), Span(0, 1)), "x", metadata, "d.txt"),
            1.0 / rank,
            rank,
            retriever,
        )
        for rank, name in enumerate(names, start=1)
    ]


NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(first=NAMES, second=NAMES)
def test_the_order_of_the_lists_does_not_matter(first: list[str], second: list[str]) -> None:
    lists = [(hits(first, "dense"), 1.0), (hits(second, "lexical"), 2.0)]
    fused = fuse(lists, 10)
    assert fused == fuse(lists[::-1], 10)
    assert {hit.passage.passage.id for hit in fused} == {*first, *second}
    assert [hit.rank for hit in fused] == list(range(1, len(fused) + 1))


def test_a_hit_of_both_lists_comes_before_a_hit_of_one() -> None:
    fused = fuse([(hits(["a", "b"], "dense"), 1.0), (hits(["c", "b"], "lexical"), 1.0)], 10)
    assert [hit.passage.passage.id for hit in fused] == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(2 / (DAMPING + 2))
    assert dict(fused[0].scores) == {"dense": 0.5, "lexical": 0.5}


def test_the_weight_decides_between_two_first_places() -> None:
    fused = fuse([(hits(["a"], "dense"), 1.0), (hits(["b"], "lexical"), 2.0)], 1)
    assert [hit.passage.passage.id for hit in fused] == ["b"]
