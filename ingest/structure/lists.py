"""Which item of a list hangs on which. Converters lose indents at page ends, so words decide beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import BlockKind
from ingest.rejoin import Line
from ingest.structure import forms

_STOPS = (".", ";", ",", "?")


@dataclass(frozen=True, slots=True)
class _Head:
    indent: int
    above: int
    """Items with a larger indent than this hang on it."""
    unit: int


class ItemHeads:
    """The items that lead into the next one, outermost first."""

    def __init__(self) -> None:
        self._open: list[_Head] = []

    def close(self) -> None:
        self._open = []

    def head(self, lines: Sequence[Line], at: int) -> int | None:
        """Unit of the item this one hangs on; None where only the paragraph above the list leads in.

        A line that lets somebody speak ("A State said:") stands at the top whatever its indent, and all that
        follows is that speaker's.
        """
        line, indent = lines[at], _indent(lines, at)
        if _lets_speak(line):
            self._open = []
        goes_on = lines[at - 1].text.endswith(";") and _is_after_break(lines, at)
        while self._open and not goes_on and indent <= self._limit(line):
            self._open.pop()
        return self._open[-1].unit if self._open else None

    def _limit(self, line: Line) -> int:
        """An item that leads in closes another of its own depth, even one that holds items of that depth."""
        last = self._open[-1]
        return last.indent if line.text.endswith(":") else last.above

    def add(self, lines: Sequence[Line], at: int, unit: int) -> None:
        """Remember the item when it leads into the next one."""
        line, indent = lines[at], _indent(lines, at)
        if _lets_speak(line):
            self._open.append(_Head(-1, -1, unit))
        elif _follows_deeper(lines, at, indent):
            if line.text.endswith(":") or line.text[-1:].isalnum():
                self._open.append(_Head(indent, indent, unit))
        elif line.text.endswith(":"):
            floor = _indent(lines, at + 1) if _is_after_break(lines, at + 1) else indent
            self._open.append(_Head(indent, floor - 1, unit))


def _lets_speak(line: Line) -> bool:
    return line.text.endswith(":") and forms.SPEAKS.search(line.text) is not None


def _item(lines: Sequence[Line], at: int) -> Line | None:
    return lines[at] if at < len(lines) and lines[at].kind is BlockKind.LIST_ITEM else None


def _indent(lines: Sequence[Line], at: int) -> int:
    """Depth of the item. One that ends a sentence leads into nothing: where the next stands deeper, its own
    indent was lost.
    """
    line, following = lines[at], _item(lines, at + 1)
    if following is not None and following.level > line.level and line.text.endswith(_STOPS):
        return following.level
    return line.level


def _follows_deeper(lines: Sequence[Line], at: int, indent: int) -> bool:
    following = _item(lines, at + 1)
    return following is not None and following.level > indent


def _is_after_break(lines: Sequence[Line], at: int) -> bool:
    """True where a page ended before the item, of which a text file keeps an empty line in a tight list."""
    if _item(lines, at) is None or at == 0:
        return False
    before, line = lines[at - 1], lines[at]
    if line.page is not None and line.page != before.page:
        return True
    return at > 1 and _item(lines, at - 1) is not None and _gap(before, line) > _gap(lines[at - 2], before)


def _gap(before: Line, line: Line) -> int:
    """Characters between two lines of a text file, the indent left out; 0 for a format without."""
    last, first = before.parts[-1].block.source_span, line.parts[0].block.source_span
    return first[0] - last[1] - line.level if last and first else 0
