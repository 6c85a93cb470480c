"""Lines of a page parted where they only share a baseline, and read column by column."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Sequence

from ingest.readers.pdf_chars import FRAGMENT_GAP, Fragment, Line

COLUMN_GAP = 2.5
"""In font sizes: text after a wider gap stands in another column or cell."""
SAME_PLACE = 1.5
"""In points: the lines of one column start this near to each other."""
COLUMN_LINES = 5
"""So many lines must start at the same place right of a gap before it is a column."""
DENSE = 0.7
"""A left column with fewer lines than this share of the right one holds labels: rows, not columns."""
UNFILLED = 0.2
"""Of the column's width: a line may end this far before the right edge and still count as full."""

_LABEL = re.compile(r"[\[(]?(?:\d{1,4}|([A-Za-z])\1?|[ivxlc]{1,6}|[IVXLC]{1,6})?[\])./]*\s*|[•–—●▪*-]\s*")
"""What is printed before an item: '(iii)', 'aa.', '12', a bullet. It is no column of its own."""


def part_columns(lines: list[Line]) -> list[Line]:
    """The lines in reading order: down the left column, then the right one, where a page has columns."""
    parted = _part_all(lines)
    gutter = _gutter(parted)
    if gutter is None:
        return parted
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    band: list[Line] = []
    for line in parted:
        if line.left >= gutter - 3:
            right.append(line)
        elif line.right <= gutter:
            left.append(line)
        else:
            ordered += _band(band, left, right)
            left, right, band = [], [], []
            ordered.append(line)
            continue
        band.append(line)
    return ordered + _band(band, left, right)


def _part_all(lines: list[Line]) -> list[Line]:
    parted: list[Line] = []
    above: list[float] = []
    for line, below in itertools.zip_longest(lines, lines[1:]):
        columns = [*above, *(part.left for part in _part(below)[1:])] if below else above
        parts = _part(line, columns)
        above = [part.left for part in parts[1:]]
        parted += parts
    return parted


def _band(band: list[Line], left: list[Line], right: list[Line]) -> list[Line]:
    is_columns = len(right) >= COLUMN_LINES and len(left) >= DENSE * len(right) and _is_filled(left)
    if not is_columns:
        return band
    for column, lines in enumerate((left, right), start=1):
        for line in lines:
            line.column = column
    return left + right


def _is_filled(lines: list[Line]) -> bool:
    """Lines of running text mostly reach the right edge of their column; the cells of a table do not."""
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    return sum(line.right > end - UNFILLED * (end - start) for line in lines) >= len(lines) / 2


def _part(line: Line, columns: Sequence[float] = ()) -> list[Line]:
    """A line with a wide gap in it is two, unless what stands before the gap is only a number or a bullet.

    A narrow gap will do where what follows starts with one of the `columns` of the lines above and below.
    """
    parts = [Line([line.fragments[0]])]
    for before, fragment in itertools.pairwise(line.fragments):
        is_cell = not fragment.raised and _is_apart(before, fragment, columns)
        if is_cell and not _LABEL.fullmatch(parts[-1].text.strip()):
            parts.append(Line([fragment]))
        else:
            parts[-1].fragments.append(fragment)
    return parts


def _is_apart(before: Fragment, fragment: Fragment, columns: Sequence[float]) -> bool:
    gap = (fragment.left - before.right) / before.font.size
    is_column = any(abs(fragment.left - column) < SAME_PLACE for column in columns)
    return gap > (FRAGMENT_GAP if is_column else COLUMN_GAP)


def _gutter(lines: list[Line]) -> float | None:
    """Where the right column starts, if enough lines stand beside another."""
    starts = [
        b.left for a, b in itertools.pairwise(lines) if abs(a.baseline - b.baseline) < 1 and b.left > a.right
    ]
    if len(starts) < COLUMN_LINES:
        return None
    usual = statistics.mode(round(start) for start in starts)
    near = [start for start in starts if abs(start - usual) <= 3]
    return float(usual) if len(near) >= COLUMN_LINES else None
