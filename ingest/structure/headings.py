"""The headings open above a line. Numbers decide their depth; without one, the depth of the markup."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.rejoin import Line

RANK = {
    "annex": 0,
    "part": 10,
    "chapter": 20,
    "letter": 25,
    "section": 30,
    "article": 50,
    "point": 55,  # '(a) Dates of meetings'
    "markup": 60,
    "plain": 70,
    "numbered": 90,  # a numbered paragraph that is only a title
}
"""Depth by kind of heading: the smaller, the further out."""
DEEPEST = 8
"""So many plain headings in a row may stand below each other."""


@dataclass(frozen=True, slots=True)
class Heading:
    rank: int
    text: str
    unit: int
    level: int


class Headings:
    """A stack of the open headings, outermost first."""

    def __init__(self, *, levels_trusted: bool) -> None:
        self._levels_trusted = levels_trusted
        self._open: list[Heading] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(heading.text for heading in self._open)

    @property
    def innermost(self) -> int | None:
        """Index of the unit of the heading right above."""
        return self._open[-1].unit if self._open else None

    def close(self, rank: int) -> None:
        """Close what a heading of this rank ends."""
        self._open = [heading for heading in self._open if heading.rank < rank]

    def open(self, rank: int, line: Line, unit: int) -> None:
        self._open.append(Heading(rank, line.text, unit, line.level))

    def rank(self, line: Line, kind: str, deeper: int, *, after_heading: bool, is_outer: bool) -> int:
        """How deep this heading stands, given those open.

        Plain headings tell nothing of their depth. Of two in a row the second stands below the first, and so
        do those after it, up to one that is known to stand further out.
        """
        rank = RANK[kind] + deeper
        if kind == "markup":
            numbered = [h for h in self._open if RANK["section"] <= h.rank < RANK["article"]]
            if numbered and self._levels_trusted and line.level and line.level <= numbered[0].level:
                return RANK["section"] + max(0, line.level - numbered[0].level)
            return rank + max(0, line.level)
        if kind != "plain" or not self._open or self._open[-1].rank < RANK["plain"]:
            return rank
        if after_heading:  # a page of nothing but headings stops somewhere
            return min(self._open[-1].rank + 1, RANK["plain"] + DEEPEST)
        return rank if is_outer else self._open[-1].rank
