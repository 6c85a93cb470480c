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
    "markup": 60,
    "plain": 70,
}
"""Depth by kind of heading: the smaller, the further out."""


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

    def rank(self, line: Line, kind: str, deeper: int, *, after_heading: bool) -> int:
        """How deep this heading stands, given those open."""
        rank = RANK[kind] + deeper
        if kind == "markup":
            numbered = [h for h in self._open if RANK["section"] <= h.rank < RANK["article"]]
            if numbered and self._levels_trusted and line.level and line.level <= numbered[0].level:
                return RANK["section"] + max(0, line.level - numbered[0].level)
            return rank + max(0, line.level)
        if kind == "plain" and after_heading and self._open and self._open[-1].rank >= RANK["plain"]:
            return self._open[-1].rank + 1  # two headings in a row: the second stands below the first
        return rank
