"""Ranked lists into one: weighted reciprocal rank fusion, a pure function."""

from __future__ import annotations

from collections.abc import Sequence

from index.retrieve import Hit, StoredPassage

DAMPING = 60.0
"""Of the original paper (Cormack and others, 2009): how little the first ranks outweigh the next ones."""


def fuse(lists: Sequence[tuple[Sequence[Hit], float]], limit: int, damping: float = DAMPING) -> list[Hit]:
    """At most `limit` hits by the sum of weight / (damping + rank) over the lists, given with their weights.

    Ties go by passage id, so that the order of the lists does not matter. A list of weight 0 adds scores to
    look at, and no rank.
    """
    standing: dict[str, float] = {}
    passages: dict[str, StoredPassage] = {}
    scores: dict[str, dict[str, float]] = {}
    for hits, weight in lists:
        for hit in hits:
            key = hit.passage.passage.id
            passages.setdefault(key, hit.passage)
            scores.setdefault(key, {})[hit.retriever] = hit.score
            if weight > 0:
                standing[key] = standing.get(key, 0.0) + weight / (damping + hit.rank)
    order = sorted(standing, key=lambda key: (-round(standing[key], 12), key))[:limit]
    return [
        Hit(passages[key], standing[key], rank, "fused", tuple(sorted(scores[key].items())))
        for rank, key in enumerate(order, start=1)
    ]
