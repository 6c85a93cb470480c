"""Hits of the two retrievers into one ranking: a convex combination of scaled scores, a pure function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.retrieve import Hit, StoredPassage

MEANING = 0.3
"""Share of the dense score. On legal text BM25 is the stronger: of the shares from .2 to .7, .3 found most on
the development questions and on 400 questions of ObliQA alike; see docs/decisions/0008-fusing-scores.md."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the two retrievers found for one wording, and how much that wording counts."""

    lexical: Sequence[Hit]
    dense: Sequence[Hit]
    weight: float = 1.0


def fuse(searches: Sequence[Search], limit: int, meaning: float = MEANING) -> list[Hit]:
    """At most `limit` hits by the weighted sum of their scores, each scaled within its own list.

    BM25 is divided by the best of its list, since 0 means 'no word met'. Of cosines the distance from the
    worst to the best of the list counts, since no cosine means 'nothing in common'. Scores say more than
    ranks: a passage that alone meets the rare words stays first however little it resembles the question
    (Bruch and others, An Analysis of Fusion Functions for Hybrid Retrieval, 2023). Ties go by passage id,
    so that the order of the searches does not matter.
    """
    standing: dict[str, float] = {}
    passages: dict[str, StoredPassage] = {}
    scores: dict[str, dict[str, float]] = {}
    for search in searches:
        shares = ((search.lexical, 0.0, 1 - meaning), (search.dense, _worst(search.dense), meaning))
        for hits, floor, share in shares:
            best = max((hit.score for hit in hits), default=0.0)
            for hit in hits:
                key = hit.passage.passage.id
                passages.setdefault(key, hit.passage)
                seen = scores.setdefault(key, {})
                seen[hit.retriever] = max(hit.score, seen.get(hit.retriever, hit.score))
                scaled = (hit.score - floor) / (best - floor) if best > floor else 1.0
                standing[key] = standing.get(key, 0.0) + search.weight * share * scaled
    order = sorted(standing, key=lambda key: (-round(standing[key], 12), key))[:limit]
    return [
        Hit(passages[key], standing[key], rank, "fused", tuple(sorted(scores[key].items())))
        for rank, key in enumerate(order, start=1)
    ]


def _worst(hits: Sequence[Hit]) -> float:
    return min((hit.score for hit in hits), default=0.0)
