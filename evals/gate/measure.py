"""How many lies the gate lets through, and how many true claims it refuses, by kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.gate import check
from assistant.schemas import CheckVerdict
from evals.gate.edits import edits, verbatims
from evals.gate.lies import ABSENT, CUTS, POLARITY, SWAPS, lies
from evals.gate.truths import Made, Truth

SEED = 20_100_801
_WHOLE = 5_000
MOST_REFUSED = 0.02
LEAST_REFUSED = {
    "absent values": 1.0,
    "exchanges": 0.99,
    "negation, modal verbs, quantities": 0.99,
    "cuts": 0.99,
}
_GROUPS = {
    "absent values": ABSENT,
    "exchanges": SWAPS,
    "negation, modal verbs, quantities": POLARITY,
    "cuts": CUTS,
}


@dataclass(frozen=True, slots=True)
class Row:
    """What became of the claims of one kind."""

    group: str
    kind: str
    n: int
    wrong: tuple[Made, ...]
    """Lies let through, or true claims refused."""


@dataclass(frozen=True, slots=True)
class Measured:
    rows: tuple[Row, ...]

    def share_wrong(self, group: str) -> float:
        own = [row for row in self.rows if row.group == group]
        return sum(len(row.wrong) for row in own) / sum(row.n for row in own)

    @property
    def failures(self) -> tuple[str, ...]:
        """The groups whose figure is worse than it must be."""
        lies_passed = (group for group, least in LEAST_REFUSED.items() if 1 - self.share_wrong(group) < least)
        refused = (group for group in ("verbatim", "edits") if self.share_wrong(group) > MOST_REFUSED)
        return (*lies_passed, *refused)


def measure(
    every: Sequence[Truth], lies_wanted: int, true_wanted: int, tell: Callable[[str], None]
) -> Measured:
    """Lies as many as wanted, half of them exchanges or more; and of verbatim claims and of edits as many.

    Of each sentence that can be edited one edit is lied about as well, so that a cut cannot hide a lie.
    """
    edited = edits(every, max(true_wanted, _WHOLE), SEED)
    if true_wanted < len(edited):  # a smaller run has the kinds in the same proportion
        edited = random.Random(SEED).sample(edited, true_wanted)
    tell("lies")
    told = _spread(_lies(every, edited), lies_wanted)
    tell(f"{len(told)} lies, {true_wanted} verbatim, {len(edited)} edits")
    group_of = {kind: group for group, kinds in _GROUPS.items() for kind in kinds}
    rows = [_row(group_of[kind], kind, made, true=False) for kind, made in _by_kind(told).items()]
    rows += [_row("verbatim", "verbatim", verbatims(every, true_wanted, SEED), true=True)]
    rows += [_row("edits", kind, made, true=True) for kind, made in _by_kind(edited).items()]
    return Measured(tuple(rows))


def _lies(every: Sequence[Truth], edited: Sequence[Made]) -> dict[str, list[Made]]:
    """All lies that can be told, those of sentences as they stand and of edited ones by turns."""
    one_each = {made.truth: made.claim for made in edited}
    cut = [Truth(" ".join(claim.split()), truth.passage, truth.language) for truth, claim in one_each.items()]
    kinds = [kind for group in _GROUPS.values() for kind in group]
    whole, of_edits = _by_kind(lies(every, kinds, SEED)), _by_kind(lies(cut, kinds, SEED))
    return {kind: _by_turns(whole.get(kind, []), of_edits.get(kind, [])) for kind in kinds}


def _by_turns(first: Sequence[Made], second: Sequence[Made]) -> list[Made]:
    paired = [made for pair in zip(first, second, strict=False) for made in pair]
    shorter = min(len(first), len(second))
    return [*paired, *first[shorter:], *second[shorter:]]


def _spread(by_kind: Mapping[str, Sequence[Made]], wanted: int) -> list[Made]:
    """One of each kind in turn, and of each exchange three, until there are enough."""
    queues = {kind: iter(made) for kind, made in by_kind.items()}
    taken: list[Made] = []
    while queues and len(taken) < wanted:
        for kind, count in [(kind, 3 if kind in SWAPS else 1) for kind in queues]:
            own = list(islice(queues[kind], count))
            taken += own
            if len(own) < count:
                del queues[kind]
    return taken[:wanted]


def _by_kind(every: Iterable[Made]) -> dict[str, list[Made]]:
    found: dict[str, list[Made]] = {}
    for made in every:
        found.setdefault(made.kind, []).append(made)
    return found


def _row(group: str, kind: str, made: Sequence[Made], *, true: bool) -> Row:
    wrong = tuple(
        each
        for each in made
        if (check(each.claim, [each.truth.passage]).verdict is CheckVerdict.UNSUPPORTED) is true
    )
    return Row(group, kind, len(made), wrong)
