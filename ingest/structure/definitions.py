"""Which unit a footnote's definition belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.documents import Unit
from ingest.rejoin import Line


def homes(notes: Sequence[Line], units: Sequence[Unit]) -> list[int | None]:
    """Of each definition the index of the unit that bears its mark; None where no unit does."""
    marked: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        for number in unit.footnotes:
            marked.setdefault(number, []).append(place)
    defined = Counter(line.note or "" for line in notes)
    turns: Counter[str] = Counter()
    found = []
    for line in notes:
        number = line.note or ""
        turn = turns[number]
        turns[number] += 1
        found.append(_home(line, turn, defined[number], marked.get(number, []), units))
    return found


def _home(line: Line, turn: int, defined: int, places: Sequence[int], units: Sequence[Unit]) -> int | None:
    """The first unit that bears the mark.

    Of a number that starts again the one on its page or nearest before; without pages, of the same turn.
    """
    if not places or defined == 1:
        return places[0] if places else None
    if line.page is not None:
        page = line.page
        pages = [units[place].page or 0 for place in places]
        nearest = max((found for found in pages if found <= page), default=pages[0])
        return places[pages.index(nearest)]
    return places[turn] if len(places) == defined else places[0]
