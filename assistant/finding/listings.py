"""Lists as the documents print them: an opening or a heading and the points below it, across passages."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.remembered import Remembered
from index.retrieve import OpenGeneration, StoredPassage
from ingest.documents import Span, Unit, UnitKind
from ingest.locator import Locator
from ingest.sentences import sentences

FEWEST = 2
"""Points that make a list."""
ENUMERATED = (UnitKind.POINT, UnitKind.LIST_ITEM)
_HEADED = (UnitKind.HEADING, UnitKind.TITLE, UnitKind.COVER)


@dataclass(frozen=True, slots=True)
class Listing:
    """An opening and all that stands below it."""

    openings: tuple[tuple[Span, Locator], ...]
    """Words the points depend on, outermost first; of a list below a heading alone, that heading."""
    heading: tuple[str, ...]
    passage: StoredPassage
    """That of the first point."""
    span: Span
    """From the first point to the last."""
    passages: frozenset[str]
    """Ids of the passages that hold an opening or a point."""
    words: int


def listings_of(document_id: str, generation: OpenGeneration) -> Sequence[Listing]:
    """All lists of the current version, in reading order; a list within another is also one of its own."""
    version = generation.document(document_id).version
    key = (generation.id, document_id, version)
    known = _known.get(key)
    return _known.keep(key, tuple(_read(document_id, generation))) if known is None else known


_known: Remembered[tuple[str, str, str], tuple[Listing, ...]] = Remembered(
    20_000, lambda found: 1 + len(found)
)


def _read(document_id: str, generation: OpenGeneration) -> Iterator[Listing]:
    units, record = generation.units(document_id), generation.text(document_id)
    passages = [p for p in generation.passages(document_id) if p.passage.body.end > p.passage.body.start]
    starts = [passage.passage.body.start for passage in passages]
    below: defaultdict[int, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        if unit.parent is not None and unit.kind in ENUMERATED:
            below[unit.parent].append(number)
    for parent, points in below.items():
        inside = sorted(_inside(points, below))
        if len(points) < FEWEST or not passages:
            continue
        span = Span(units[inside[0]].span.start, max(units[number].span.end for number in inside))
        openings = _openings(parent, units, record)
        begin = [span.start for span, _ in openings] + [units[number].span.start for number in inside]
        held = [passages[max(0, bisect_right(starts, start) - 1)] for start in begin]
        yield Listing(
            openings,
            units[points[0]].heading,
            held[len(openings)],
            span,
            frozenset(passage.passage.id for passage in held),
            len(span.of(record).split()),
        )


def _inside(points: Sequence[int], below: dict[int, list[int]]) -> Iterator[int]:
    for point in points:
        yield point
        yield from _inside(below.get(point, ()), below)


def _openings(parent: int, units: Sequence[Unit], record: str) -> tuple[tuple[Span, Locator], ...]:
    """Last sentence of each thing the list stands under, 'The following are needed:'; else the heading."""
    found: list[tuple[Span, Locator]] = []
    at: int | None = parent
    while at is not None and units[at].kind not in _HEADED:
        unit = units[at]
        last = sentences(unit.span.of(record))[-1]
        found.insert(0, (Span(unit.span.start + last.start, unit.span.start + last.end), unit.locator))
        at = unit.parent if unit.kind in ENUMERATED else None
    return tuple(found) or ((units[parent].span, units[parent].locator),)
