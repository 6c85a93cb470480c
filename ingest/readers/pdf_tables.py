"""Tables of a page: cells that stand side by side in columns, row after row."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.pdf_chars import Line

LEAST_ROWS = 3
"""Fewer lines with gaps in them are a mast-head or a signature."""
SAME_LINE = 2.0
"""In points: cells of one row are not always set on quite the same height."""
CLOSE = 1.4
"""In font sizes: a line this near below a cell is the rest of it."""


@dataclass(slots=True)
class Row:
    """A row of a table; each cell holds its lines, an empty cell none."""

    cells: list[list[Line]]

    @property
    def lines(self) -> list[Line]:
        return [line for cell in self.cells for line in cell]

    @property
    def is_bold(self) -> bool:
        return all(line.all("bold") for line in self.lines)


def gather_rows(lines: list[Line]) -> Iterator[Line | Row]:
    """The lines of a page in order, those of tables as rows."""
    visual = _side_by_side(lines)
    at = 0
    while at < len(visual):
        rows, end = _table(visual, at)
        if len(rows) >= LEAST_ROWS:
            yield from _whole_rows(rows)
            at = end
        else:
            yield from visual[at]
            at += 1


def _side_by_side(lines: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        before = rows[-1][-1] if rows else None
        if before and abs(before.baseline - line.baseline) <= SAME_LINE and line.left > before.right:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _table(visual: list[list[Line]], at: int) -> tuple[list[Row], int]:
    """The rows of the table that begins here, and where the page goes on; no rows where none begins."""
    if len(visual[at]) < 2:
        return [], at
    columns = [(line.left, line.right) for line in visual[at]]
    rows = [Row([[line] for line in visual[at]])]
    end = at + 1
    while end < len(visual):
        places = [_column(line, columns) for line in visual[end]]
        if any(place is None for place in places) or len(set(places)) < len(places):
            break
        found = {place: line for place, line in zip(places, visual[end], strict=True) if place is not None}
        if len(found) == 1 and not _goes_on(rows[-1], *next(iter(found.items()))):
            break
        if len(found) > 1:
            rows.append(Row([[] for _ in columns]))
        for place, line in found.items():
            rows[-1].cells[place].append(line)
            columns[place] = (min(columns[place][0], line.left), max(columns[place][1], line.right))
        end += 1
    return rows, end


def _whole_rows(rows: list[Row]) -> list[Row]:
    """Rows as their spacing parts them: where rows stand apart, one set close is the end of one above."""
    gaps = [_gap(above, below) for above, below in itertools.pairwise(rows)]
    sizes = [row.lines[0].size for row in rows]
    if statistics.median(gaps) <= CLOSE * statistics.median(sizes):
        return rows
    whole = rows[:1]
    for row, gap in zip(rows[1:], gaps, strict=True):
        if gap <= CLOSE * row.lines[0].size:
            whole[-1] = Row([above + below for above, below in zip(whole[-1].cells, row.cells, strict=True)])
        else:
            whole.append(row)
    return whole


def _gap(above: Row, below: Row) -> float:
    lowest = min(line.baseline for line in above.lines)
    return lowest - max(line.baseline for line in below.lines)


def _column(line: Line, columns: list[tuple[float, float]]) -> int | None:
    """The one column this line stands in; None when it stands in none or reaches into a second."""
    touched = [at for at, (left, right) in enumerate(columns) if line.left < right and line.right > left]
    return touched[0] if len(touched) == 1 else None


def _goes_on(row: Row, place: int, line: Line) -> bool:
    """True for the next line of a cell: close below the row, and starting where the cell starts."""
    lowest = min(row.lines, key=lambda each: each.baseline)
    starts = row.cells[place][0].left if row.cells[place] else line.left
    is_close = lowest.baseline - line.baseline <= CLOSE * line.size
    return is_close and abs(line.left - starts) <= line.size
