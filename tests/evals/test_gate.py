"""The gate on real documents: a sample of what `python -m evals.gate` measures in full."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.gate.edits import edits
from evals.gate.lies import ABSENT, CUTS, POLARITY, SWAPS, lies
from evals.gate.measure import Measured, measure
from evals.gate.truths import Truth, truths
from ingest.sample import collection

REPORT = (
    "In 2011, six States Parties (among them Chad) and two signatories had stocks, which they shall destroy. "
    "Peru thanked Norway, and the CMC said that at least nine States are affected, unless Mali is done."
)


@pytest.fixture(scope="module")
def measured(test_data: Path) -> Measured:
    return measure(truths(test_data / "corpus"), 1_000, 500, lambda step: None)


def test_a_sample_of_lies_is_refused_and_of_true_claims_let_through(measured: Measured) -> None:
    assert measured.failures == ()
    assert measured.share_wrong("absent values") == 0


def test_half_of_the_lies_or_more_exchange_what_the_passage_has(measured: Measured) -> None:
    told = [row for row in measured.rows if row.group not in ("verbatim", "edits")]
    assert sum(row.n for row in told) == 1_000
    assert sum(row.n for row in told if row.group == "exchanges") >= 500
    assert {row.kind for row in told} == {*ABSENT, *SWAPS, *POLARITY, *CUTS}
    assert sum(row.n for row in measured.rows if row.group == "edits") == 500


def test_the_same_claims_are_made_each_time() -> None:
    every = truths(collection())
    assert edits(every, 50, 3) == edits(every, 50, 3)
    assert lies(every, SWAPS, 3) == lies(every, SWAPS, 3)


@pytest.mark.parametrize("kind", [*ABSENT, *SWAPS, *POLARITY, *CUTS])
def test_a_lie_is_never_what_the_passage_says(kind: str) -> None:
    first, second = re.split(r"(?<=\.) ", REPORT)
    every = [Truth(first, REPORT, "en"), Truth(second, REPORT, "en")]
    for made in lies(every, [kind], 1):
        assert made.claim != made.truth.sentence
        assert kind in CUTS or made.claim not in REPORT
