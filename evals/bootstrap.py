"""How far a mean over questions would move with other questions of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
AT_ONCE = 500
"""Resamples held in memory together."""
SEED = 20_100_801
INSIDE = (2.5, 97.5)
"""Percentiles of the resamples between which the interval lies."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of n questions with its 95% bootstrap interval."""

    value: float
    low: float
    high: float
    n: int

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of one value a question; raises ValueError without any.

    Of differences between two systems, question by question, it is the paired comparison.
    """
    if not values:
        raise ValueError("there is no mean of no values")
    observed = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(SEED)
    means = np.concatenate(
        [
            observed[drawn.integers(len(observed), size=(AT_ONCE, len(observed)))].mean(axis=1)
            for _ in range(RESAMPLES // AT_ONCE)
        ]
    )
    return _between(float(observed.mean()), means, len(observed))


def estimate_macro_f1(labels: Sequence[bool], accepted: Sequence[bool]) -> Estimate:
    """Mean of the F1 of both labels. A resample only changes how often each of the four outcomes occurs."""
    pairs = list(zip(labels, accepted, strict=True))
    if not pairs:
        raise ValueError("there is no F1 of no claims")
    outcomes = [(True, True), (True, False), (False, True), (False, False)]
    counts = np.array([[pairs.count(outcome) for outcome in outcomes]])
    drawn = np.random.default_rng(SEED).multinomial(len(pairs), counts[0] / len(pairs), size=RESAMPLES)
    return _between(float(_macro_f1(counts)[0]), _macro_f1(drawn), len(pairs))


def _macro_f1(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of rows of (right accepted, right refused, wrong accepted, wrong refused)."""
    right_in, right_out, wrong_in, wrong_out = counts.T
    missed = right_out + wrong_in
    # Where a label neither occurs nor is given, nothing was wrong with it.
    scores = [
        np.where(hit + missed, 2 * hit / np.maximum(2 * hit + missed, 1), 1.0)
        for hit in (right_in, wrong_out)
    ]
    means: NDArray[np.float64] = np.mean(scores, axis=0)
    return means


def _between(value: float, resampled: NDArray[np.float64], n: int) -> Estimate:
    low, high = np.percentile(resampled, INSIDE)
    return Estimate(value, float(low), float(high), n)
