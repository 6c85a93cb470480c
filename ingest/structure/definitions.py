"""Which unit a footnote's definition belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.documents import Unit
from ingest.rejoin import Line


def homes(notes: Sequence[Line], units: Sequence[Unit], lines: Sequence[Line]) -> list[int | None]:
    """Of each definition the index of the unit that bears its mark; None where no unit does.

    `lines` are those the units were made of, one each.
    """
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
        found.append(_home(line, turn, defined[number], marked.get(number, []), units, lines))
    return found


def _home(
    line: Line, turn: int, defined: int, places: Sequence[int], units: Sequence[Unit], lines: Sequence[Line]
) -> int | None:
    """The first unit that bears the mark.

    Of a number that starts again the one on its page or nearest before; without pages, of the same turn, and
    where marks are missing the nearest one printed before it.
    """
    if not places or defined == 1:
        return places[0] if places else None
    if line.page is not None:
        page = line.page
        pages = [units[place].page or 0 for place in places]
        nearest = max((found for found in pages if found <= page), default=pages[0])
        return places[pages.index(nearest)]
    if len(places) == defined:
        return places[turn]
    printed = _printed_at(line)
    if printed is None:
        return places[0]
    return max((place for place in places if (_printed_at(lines[place]) or 0) < printed), default=None)


def _printed_at(line: Line) -> int | None:
    """Where the line begins in a text file; None for a format without."""
    span = line.parts[0].block.source_span
    return span[0] if span else None
