"""The units as they are found, each with a place of its own."""

from __future__ import annotations

from collections import Counter

from ingest.documents import Span, Unit, UnitKind
from ingest.footnotes import marks, opening_mark
from ingest.locator import Locator
from ingest.rejoin import Line


class Register:
    """Units in reading order; no two have the same locator, and their spans follow each other."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.places: dict[Locator, int] = {}
        """Index of the unit at a place."""
        self._counts: Counter[tuple[Locator, str]] = Counter()
        self._offset = 0

    @property
    def last(self) -> int:
        """Index of the unit added last."""
        return len(self.units) - 1

    def add(
        self,
        line: Line,
        kind: UnitKind,
        locator: Locator,
        parent: int | None = None,
        heading: tuple[str, ...] = (),
    ) -> None:
        """The next line of the text of record becomes a unit."""
        is_note = kind is UnitKind.FOOTNOTE
        opening = opening_mark(line.text) if is_note else None
        numbers = [mark.number for mark in marks(line.text) if opening is None or mark.start >= opening.end]
        end = self._offset + len(line.text)
        self.units.append(
            Unit(
                kind=kind,
                locator=locator,
                span=Span(self._offset, end),
                heading=heading,
                parent=parent,
                footnotes=() if is_note else tuple(dict.fromkeys(numbers)),
                page=line.page,
            )
        )
        self.places[locator] = self.last
        self._offset = end + 1  # and the line end

    def counted(self, base: Locator, prefix: str = "") -> Locator:
        """The next place below `base` that the source gives no number: '[para. 5]', '[heading 2]'."""
        levels = [level for level, _ in base.steps]
        if "unnumbered" in levels:  # what we counted ourselves is not counted below once more
            base = Locator(base.steps[: levels.index("unnumbered")])
        while True:
            self._counts[base, prefix] += 1
            locator = base.child("unnumbered", f"{prefix}{self._counts[base, prefix]}")
            if locator not in self.places:
                return locator

    def has_counted(self, base: Locator) -> bool:
        """True when an unnumbered paragraph below `base` was counted before."""
        return self._counts[base, ""] > 0

    def row(self, base: Locator) -> Locator:
        """The next row of a table below `base`."""
        self._counts[base, "row"] += 1
        return self.unique(base.child("row", str(self._counts[base, "row"])))

    def unique(self, locator: Locator) -> Locator:
        """The locator, or where its number came before (a restarted list), one counted by us."""
        if locator not in self.places:
            return locator
        base = Locator(locator.steps[:-1]) if locator.level != "article" else locator
        if locator.level == "footnote" and base.level == "unnumbered":
            base = Locator()
        return self.counted(base)
