"""Hits of the two retrievers into one ranking: a convex combination of scaled scores, a pure function."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.retrieve import Scored

MEANING = 0.3
"""Share of the dense score. On legal text BM25 is the stronger: of the shares from .2 to .7, .3 found most on
the development questions and on 400 questions of ObliQA alike; see docs/decisions/0008-fusing-scores.md."""

MET = 0.8
"""Share of a wording's full score that the best lexical hit must have to count fully. Below it the words of
the wording are hardly those of the texts, and the dense hits decide more. ObliQA and SQuAD 2.0 stay the same
with it; questions asked in other words than the texts' gain; see the same decision."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the two retrievers found for one wording, and how much that wording counts."""

    lexical: Sequence[Scored]
    dense: Sequence[Scored]
    weight: float = 1.0
    full: float = 0.0
    """BM25 of a passage of average length that has each word of the wording once; 0 where it is not known."""


def fuse(searches: Sequence[Search], limit: int, meaning: float = MEANING) -> list[Scored]:
    """At most `limit` passages by the weighted sum of their scores, each scaled within its own list.

    BM25 is divided by the best of its list, since 0 means 'no word met', or by MET of the full score where
    that is more: a best hit that meets a few words of many says little. Of cosines the distance from the
    worst to the best of the list counts, since no cosine means 'nothing in common'. Scores say more than
    ranks: a passage that alone meets the rare words stays first however little it resembles the question
    (Bruch and others, An Analysis of Fusion Functions for Hybrid Retrieval, 2023). Ties go by passage id,
    so that the order of the searches does not matter.
    """
    standing: dict[str, float] = {}
    scores: dict[str, dict[str, float]] = {}
    for search in searches:
        worst, nearest = _range(search.dense)
        most = max(_range(search.lexical)[1], MET * search.full)
        shares = ((search.lexical, 0.0, most, 1 - meaning), (search.dense, worst, nearest, meaning))
        for hits, floor, best, share in shares:
            for hit in hits:
                key, score, retriever, _ = hit
                seen = scores.setdefault(key, {})
                seen[retriever] = max(score, seen.get(retriever, score))
                scaled = (score - floor) / (best - floor) if best > floor else 1.0
                standing[key] = standing.get(key, 0.0) + search.weight * share * scaled
    order = sorted(standing, key=lambda key: (-round(standing[key], 12), key))[:limit]
    return [Scored(key, standing[key], "fused", tuple(sorted(scores[key].items()))) for key in order]


def full_score(frequencies: Iterable[int], passages: int) -> float:
    """BM25 of a passage of average length with each of the words once, of which each stands in so many of
    the passages: the sum of their inverse document frequencies, as FTS5 has them."""
    return math.fsum(rarity(each, passages) for each in frequencies)


def rarity(frequency: int, passages: int) -> float:
    """Inverse document frequency as FTS5 has it; 0 for a word that stands in half of the passages."""
    return max(0.0, math.log((passages - frequency + 0.5) / (frequency + 0.5)))


def _range(hits: Sequence[Scored]) -> tuple[float, float]:
    scores = [hit.score for hit in hits] or [0.0]
    return min(scores), max(scores)
