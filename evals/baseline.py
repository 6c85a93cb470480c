"""Whether a run is worse than one that was accepted before."""

from __future__ import annotations

from collections.abc import Mapping

from evals.report import FAULTS, Figure

HIGHER_IS_BETTER = (
    "nugget_recall",
    "full",
    "ev_any",
    "ev_all",
    "citation_precision",
    "abstention_recall",
    "abstention_precision",
)
LOWER_IS_BETTER = ("false_abstention", "forbidden", "failed")

TOLERANCE = 0.005
"""Shares move by less than this when a fact is worded differently; a case of 124 is 0.008."""


def breaches(summary: Mapping[str, Figure]) -> list[str]:
    """Faults no answer may have, whatever an earlier run had."""
    return [f"{words}: {summary[metric]}" for metric, words in FAULTS.items() if summary.get(metric)]


def regressions(summary: Mapping[str, Figure], accepted: Mapping[str, Figure]) -> list[str]:
    """What got worse, in words; figures only one of the runs has are not compared."""
    worse = []
    for metric in (*HIGHER_IS_BETTER, *LOWER_IS_BETTER):
        now, before = summary.get(metric), accepted.get(metric)
        if now is None or before is None:
            continue
        drop = now - before if metric in LOWER_IS_BETTER else before - now
        if drop > TOLERANCE:
            worse.append(f"{metric} was {before:g}, is {now:g}")
    return worse
