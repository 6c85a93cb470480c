"""What a scorer gives: for each metric what was reached out of what was possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """`got` out of `of`. Scores of several cases add up; nothing possible means not scored, not zero."""

    got: float
    of: float

    @property
    def value(self) -> float | None:
        """The share reached; None when not scored."""
        return self.got / self.of if self.of else None

    def __add__(self, other: Score) -> Score:
        return Score(self.got + other.got, self.of + other.of)


Scores = Mapping[str, Score]
"""By metric; a metric that does not apply to the case is absent."""

UNSCORED = Score(0, 0)


def total(scores: Iterable[Scores]) -> dict[str, Score]:
    """The sum of each metric."""
    sums: dict[str, Score] = {}
    for entry in scores:
        for metric, score in entry.items():
            sums[metric] = sums.get(metric, UNSCORED) + score
    return sums


def claim(holds: bool) -> Score:
    """A yes or no of one case."""
    return Score(int(holds), 1)
