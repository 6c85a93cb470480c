"""Checking every claim of an attribution set against its references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.gate.score import support_score
from assistant.schemas import CheckReply, CheckRequest, CheckVerdict
from evals.adaptors.attribution import Claim
from evals.bootstrap import Estimate, estimate, estimate_macro_f1
from index.report import Progress

FOLDS = 10
MOST = 0.05
"""Share of the claims that are not attributable that may be accepted by their score."""
_AIM = 0.9 * MOST
"""What is aimed at on the claims a threshold is chosen on: on others it lets a little more through."""
_SEED = 20_100_801


class Checker(Protocol):
    def check(self, request: CheckRequest) -> CheckReply: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """Figures of the claims of one source, or of all."""

    n: int
    macro_f1: Estimate
    false_acceptance: Estimate | None
    """Share accepted of the claims their references do not attribute; None where there is none."""
    acceptance: Estimate | None
    """Share accepted of those they do."""


def check_all(claims: Sequence[Claim], checker: Checker, progress: Progress) -> list[bool]:
    """Whether each claim was accepted: any verdict but `unsupported`."""
    accepted = []
    for number, claim in enumerate(claims):
        progress("checking", number, len(claims), claim.id)
        reply = checker.check(CheckRequest(claim=claim.words, evidence=list(claim.references)))
        accepted.append(reply.verdict is not CheckVerdict.UNSUPPORTED)
    progress("checking", len(claims), len(claims), "")
    return accepted


def score_all(claims: Sequence[Claim], progress: Progress) -> list[float]:
    """The support score of each claim against its references."""
    scores = []
    for number, claim in enumerate(claims):
        progress("scoring", number, len(claims), claim.id)
        scores.append(support_score(claim.words, claim.references))
    progress("scoring", len(claims), len(claims), "")
    return scores


def accept_by_score(claims: Sequence[Claim], scores: Sequence[float]) -> list[bool]:
    """Whether each claim's score passes a threshold chosen on the other folds, never on its own."""
    folds = np.random.default_rng(_SEED).permutation(len(claims)) % FOLDS
    accepted = [False] * len(claims)
    for fold in range(FOLDS):
        false = [
            score
            for claim, score, own in zip(claims, scores, folds, strict=True)
            if own != fold and not claim.attributable
        ]
        threshold = _threshold(false)
        for at, own in enumerate(folds):
            if own == fold:
                accepted[at] = scores[at] > threshold
    return accepted


def _threshold(false: Sequence[float]) -> float:
    """The score above which as few of the false claims lie as is aimed at."""
    allowed = int(_AIM * (len(false) + 1))
    return sorted(false, reverse=True)[allowed] if allowed < len(false) else float("inf")


def score(claims: Sequence[Claim], accepted: Sequence[bool]) -> dict[str, Checked]:
    """By source, then of all; needs at least one claim."""
    judged = list(zip(claims, accepted, strict=True))
    sources = sorted({claim.source for claim in claims} - {""})
    return {
        **{name: _score([each for each in judged if each[0].source == name]) for name in sources},
        "ALL": _score(judged),
    }


def _score(judged: Sequence[tuple[Claim, bool]]) -> Checked:
    return Checked(
        len(judged),
        estimate_macro_f1([claim.attributable for claim, _ in judged], [yes for _, yes in judged]),
        _share(yes for claim, yes in judged if not claim.attributable),
        _share(yes for claim, yes in judged if claim.attributable),
    )


def _share(answers: Iterable[bool]) -> Estimate | None:
    values = [float(yes) for yes in answers]
    return estimate(values) if values else None
