"""Lines of a page parted where they only share a baseline, and read column by column."""

from __future__ import annotations

import itertools
import re
import statistics

from ingest.readers.pdf_chars import FRAGMENT_GAP, Line

COLUMN_LINES = 5
"""So many lines must start at the same place right of a gap before it is a column."""
DENSE = 0.7
"""A left column with fewer lines than this share of the right one holds labels: rows, not columns."""
UNFILLED = 0.2
"""Of the column's width: a line may end this far before the right edge and still count as full."""

_LABEL = re.compile(r"[\[(]?(?:\d{1,4}|[A-Za-z]{1,5})?[\])./]*\s*|[•–—●▪*-]\s*")


def part_columns(lines: list[Line]) -> list[Line]:
    """The lines in reading order: down the left column, then the right one, where a page has columns."""
    parted = [part for line in lines for part in _part(line)]
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


def _band(band: list[Line], left: list[Line], right: list[Line]) -> list[Line]:
    is_columns = len(right) >= COLUMN_LINES and len(left) >= DENSE * len(right) and _is_filled(left)
    return left + right if is_columns else band


def _is_filled(lines: list[Line]) -> bool:
    """Lines of running text mostly reach the right edge of their column; the cells of a table do not."""
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    return sum(line.right > end - UNFILLED * (end - start) for line in lines) >= len(lines) / 2


def _part(line: Line) -> list[Line]:
    """A line with a wide gap in it is two, unless what stands before the gap is only a number or a bullet."""
    parts = [Line([line.fragments[0]])]
    for before, fragment in zip(line.fragments, line.fragments[1:], strict=False):
        is_wide = fragment.left - before.right > FRAGMENT_GAP * before.font.size and not fragment.raised
        if is_wide and not _LABEL.fullmatch(parts[-1].text.strip()):
            parts.append(Line([fragment]))
        else:
            parts[-1].fragments.append(fragment)
    return parts


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
