"""Hits in the order of a cross-encoder, which reads question and passage together: better and slower."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from index.cross_encoder import BATCH, LocalCrossEncoder
from index.errors import RerankerError
from index.retrieve import Hit

FIRST = 30
"""Hits that are read again. On one core a small cross-encoder takes 40 to 130 ms for each."""


class Reranker(Protocol):
    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """For each passage how well it answers, from 0 to 1; the same each time."""
        ...


class CrossEncoderReranker(LocalCrossEncoder):
    """A cross-encoder with one number a pair. Raises RerankerError where there is none to use."""

    setting, values, fault = "TREATY_RERANKER", 1, RerankerError

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        told = self.predict([(question, passage) for passage in passages])[:, 0]
        return [1 / (1 + math.exp(-float(value))) for value in told]


def rerank(hits: Sequence[Hit], question: str, reranker: Reranker, check: Callable[[], None]) -> list[Hit]:
    """The first FIRST hits ranked anew by what the reranker says times what they were found with.

    The product keeps what a reranker cannot see: which document the question speaks of. The scores of these
    hits are dealt out anew, the best to the first, so that those that were not read still come after them.
    Each tells what the reranker said as 'reranker'. Equals keep their order. `check` is called before each
    batch, and may raise.
    """
    read = hits[:FIRST]
    said: list[float] = []
    for start in range(0, len(read), BATCH):
        check()
        said += reranker.score(question, [_with_heading(hit) for hit in read[start : start + BATCH]])
    judged = sorted(zip(said, read, strict=True), key=lambda pair: (-pair[0] * pair[1].score, pair[1].rank))
    scores = sorted((hit.score for hit in read), reverse=True)
    first = [
        replace(hit, score=score, rank=rank, scores=(*hit.scores, ("reranker", saying)))
        for rank, (score, (saying, hit)) in enumerate(zip(scores, judged, strict=True), 1)
    ]
    return [*first, *hits[FIRST:]]


def _with_heading(hit: Hit) -> str:
    """The passage as it stands in its document: title and headings first."""
    stored = hit.passage
    return "\n".join((" > ".join((stored.metadata.title, *stored.passage.heading)), stored.text))
