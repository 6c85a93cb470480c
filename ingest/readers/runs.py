"""Text with its typography, put together from the pieces a format hands out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.clean import clean, raise_mark

SUSPENDING = frozenset("and or to et ou y o e u".split())
"""After a hyphen at a line end these begin the next word: 'three- and four-year plans'."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one typography."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    """Printed above the line: a footnote mark, an ordinal."""


@dataclass(frozen=True, slots=True)
class Inline:
    """The clean line of a block and the ranges of it in bold and in italics."""

    text: str
    bold: tuple[tuple[int, int], ...]
    italic: tuple[tuple[int, int], ...]


def compose(runs: Iterable[Run]) -> Inline:
    """Runs as one clean line; raised marks become superscripts, ranges count code points of the line."""
    pieces = list(_collapsed(_whole_letters(_raised(runs))))
    text = "".join(piece.text for piece in pieces)
    if not unicodedata.is_normalized("NFC", text):  # letters that compose across a change of typography
        return Inline(clean(text).strip(), (), ())
    return Inline(text, _ranges(pieces, "bold"), _ranges(pieces, "italic"))


def _raised(runs: Iterable[Run]) -> Iterator[Run]:
    before = ""
    for run in runs:
        text = run.text
        if run.raised:
            inner = text.strip()
            text = text.replace(inner, raise_mark(inner, before)) if inner else text
        yield replace(run, text=text)
        before = text or before


def _whole_letters(runs: Iterable[Run]) -> Iterator[Run]:
    """Clean each run, an accent at the start of one moved to the letter that ends the run before."""
    pending: Run | None = None
    for run in runs:
        text = run.text
        accents = len(text) - len(text.lstrip("".join({c for c in text[:8] if unicodedata.combining(c)})))
        if pending is not None:
            yield replace(pending, text=clean(pending.text + text[:accents]))
            text = text[accents:]
        pending = replace(run, text=text)
    if pending is not None:
        yield replace(pending, text=clean(pending.text))


def _collapsed(runs: Iterable[Run]) -> Iterator[Run]:
    """Spaces single across runs, none at either end of the line."""
    held, line_started = "", False
    for run in runs:
        text = run.text
        if not text.strip(" "):
            held = held or (text and " ")
            continue
        lead = " " if line_started and (held or text[0] == " ") else ""
        if lead and held:
            yield Run(lead)  # a space between two runs belongs to neither typography
            lead = ""
        yield replace(run, text=lead + text.strip(" "))
        held, line_started = (" " if text[-1] == " " else ""), True


def _ranges(runs: list[Run], style: str) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    position = 0
    for run in runs:
        start, position = position, position + len(run.text)
        if not getattr(run, style) or not run.text.strip():
            continue
        start += len(run.text) - len(run.text.lstrip(" "))
        if ranges and start - ranges[-1][1] <= 1:  # only a space between: one range
            start = ranges.pop()[0]
        ranges.append((start, position))
    return tuple(ranges)
