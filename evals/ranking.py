"""Figures of one ranked list against the passages that answer the question."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A passage in a ranked list."""

    key: str
    characters: int


def without_repeats(found: Sequence[Found]) -> list[Found]:
    """Each key once, where it stands first: two passages of one name are one right answer."""
    first: dict[str, Found] = {}
    for each in found:
        first.setdefault(each.key, each)
    return list(first.values())


def recall(found: Sequence[Found], gold: Set[str], k: int) -> float:
    """Share of the right passages among the first k."""
    return sum(each.key in gold for each in found[:k]) / len(gold)


def average_precision(found: Sequence[Found], gold: Set[str], k: int) -> float:
    """Mean, over the right passages that fit into k, of the precision at each one's rank."""
    precisions: list[float] = []
    for rank, each in enumerate(found[:k], 1):
        if each.key in gold:
            precisions.append((len(precisions) + 1) / rank)
    return sum(precisions) / min(len(gold), k)


def any_within(found: Sequence[Found], gold: Set[str], characters: int) -> float:
    """1 when a right passage is among the first that together have at most so many characters, else 0."""
    for each in found:
        characters -= each.characters
        if characters < 0:
            return 0.0
        if each.key in gold:
            return 1.0
    return 0.0
