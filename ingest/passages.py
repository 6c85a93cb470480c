"""Cuts a document into citable passages, along its provisions and never across them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.documents import Attached, Document, Passage, Role, Span, Unit, UnitKind
from ingest.locator import Locator
from ingest.sentences import sentences
from ingest.speakers import speakers_of, within
from ingest.states import states_in

WHOLE = 900
"""A paragraph with its points stays one passage up to this many characters of body."""
LONGEST = 1200
"""A longer text is split at sentence ends."""
LEAD_IN = 400
"""Of a longer opening only its last sentence is attached to the points below."""
LONG_FOOTNOTE = 300
"""A longer footnote is also a passage of its own."""
MOST_ATTACHED = 1100
"""Attached text beyond this many characters is left to the passages it belongs to."""

_SKIPPED = (UnitKind.HEADING,)
_LISTED = (UnitKind.LIST_ITEM, UnitKind.TABLE_ROW)
_FRONT = (UnitKind.TITLE, UnitKind.COVER)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A run of units, or a piece of one, that becomes one passage."""

    units: tuple[int, ...]
    body: Span
    lead_ins: tuple[int, ...] = ()


def cut(document: Document) -> tuple[Passage, ...]:
    """The passages in reading order. The same document gives the same passages and ids, always."""
    footnotes = _footnotes(document.units)
    passages = []
    for ordinal, piece in enumerate(_cuts(document)):
        passages.append(_passage(document, piece, ordinal, footnotes))
    return tuple(passages)


def _footnotes(units: Sequence[Unit]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        if unit.kind is UnitKind.FOOTNOTE:
            found.setdefault(unit.locator.number, []).append(place)
    return found


def _cuts(document: Document) -> Iterator[_Cut]:
    units = document.units
    children = _children(units)
    referenced = {mark for unit in units if unit.kind is not UnitKind.FOOTNOTE for mark in unit.footnotes}
    at = 0
    while at < len(units):
        unit = units[at]
        if unit.kind in _FRONT:
            end = at
            while end < len(units) and units[end].kind in _FRONT:
                end += 1
            yield _run(units, at, end)
        elif unit.kind in _SKIPPED:
            end = at + 1
        elif unit.kind is UnitKind.FOOTNOTE:
            end = at + 1
            if unit.locator.number not in referenced or unit.span.end - unit.span.start > LONG_FOOTNOTE:
                yield from _pieces(document, at, ())
        else:
            end = _end_of_group(units, at, children)
            if unit.kind in _LISTED:
                end = _end_of_items(units, at, len(units), children)
            yield from _group(document, at, end, (), children)
        at = end


def _children(units: Sequence[Unit]) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for place, unit in enumerate(units):
        if unit.parent is not None and unit.kind is not UnitKind.FOOTNOTE:
            children.setdefault(unit.parent, []).append(place)
    return children


def _end_of_group(units: Sequence[Unit], at: int, children: dict[int, list[int]]) -> int:
    """Index after the last unit that stands below `at`."""
    end = at + 1
    inside = {at}
    while (
        end < len(units)
        and units[end].parent in inside
        and units[end].kind not in (*_SKIPPED, UnitKind.FOOTNOTE)
    ):
        inside.add(end)
        end += 1
    return end


def _run(units: Sequence[Unit], at: int, end: int, lead_ins: tuple[int, ...] = ()) -> _Cut:
    return _Cut(tuple(range(at, end)), Span(units[at].span.start, units[end - 1].span.end), lead_ins)


def _group(
    document: Document, at: int, end: int, lead_ins: tuple[int, ...], children: dict[int, list[int]]
) -> Iterator[_Cut]:
    """A unit and what stands below it: whole when short, else the unit, then its children led in by it."""
    units = document.units
    if units[end - 1].span.end - units[at].span.start <= WHOLE:
        yield _run(units, at, end, lead_ins)
        return
    below = (*lead_ins, at)
    place = at + 1
    if place < end and _goes_with_first(document, at):
        stop = _end_of_items(units, place, end, children)
        if units[stop - 1].span.end - units[at].span.start <= WHOLE:
            yield _run(units, at, stop, lead_ins)
            place = stop
    if place == at + 1:
        yield from _pieces(document, at, lead_ins)
    while place < end:
        stop = _end_of_items(units, place, end, children)
        yield from _group(document, place, stop, below, children)
        place = stop


def _goes_with_first(document: Document, at: int) -> bool:
    """True for a unit that says nothing by itself: a table's header, 'A State reported:', a bare number."""
    if document.units[at].kind is UnitKind.TABLE_ROW:
        return True
    text = document.units[at].span.of(document.text)
    leads = text.endswith(":") and len(text) <= LEAD_IN and document.units[at + 1].kind in _LISTED
    return leads or not any(map(str.isalpha, text))


def _end_of_items(units: Sequence[Unit], at: int, end: int, children: dict[int, list[int]]) -> int:
    """Index after the unit and what stands below it; short items of one list stay together while they fit."""
    stop = _end_of_group(units, at, children)
    if units[at].kind not in _LISTED or stop > at + 1:
        return stop
    while stop < end and units[stop].kind is units[at].kind and units[stop].parent == units[at].parent:
        further = _end_of_group(units, stop, children)
        if further > stop + 1 or units[further - 1].span.end - units[at].span.start > WHOLE:
            break
        stop = further
    return stop


def _pieces(document: Document, at: int, lead_ins: tuple[int, ...]) -> Iterator[_Cut]:
    """One unit, split at sentence ends when it is long."""
    span = document.units[at].span
    text = span.of(document.text)
    if len(text) <= LONGEST:
        yield _Cut((at,), span, lead_ins)
        return
    start = 0
    ends = [sentence.end for sentence in sentences(text)]
    for place, end in enumerate(ends):
        last = place == len(ends) - 1
        if last or ends[place + 1] - start > LONGEST:
            begin = start + len(text[start:end]) - len(text[start:end].lstrip())
            yield from _hard_pieces((at,), span.start + begin, span.start + end, text[begin:end], lead_ins)
            start = end


def _hard_pieces(
    units: tuple[int, ...], start: int, end: int, text: str, lead_ins: tuple[int, ...]
) -> Iterator[_Cut]:
    """A sentence longer than a passage is cut at a space: rare, and better than words nobody finds."""
    while len(text) > 1.5 * LONGEST:
        at = text.rfind(" ", LONGEST // 2, LONGEST)
        at = at if at > 0 else LONGEST
        yield _Cut(units, Span(start, start + at), lead_ins)
        rest = text[at:].lstrip()
        start += len(text) - len(rest)
        text = rest
    if text:
        yield _Cut(units, Span(start, end), lead_ins)


def _passage(document: Document, piece: _Cut, ordinal: int, footnotes: dict[str, list[int]]) -> Passage:
    units = document.units
    first = units[piece.units[0]]
    attached = _attached(document, piece, footnotes)
    body = piece.body.of(document.text)
    locator = _locator(document.text, units, piece)
    digest = hashlib.sha256(body.encode()).hexdigest()[:8]
    words = " \n ".join([body, *(each.span.of(document.text) for each in attached)])
    spoken = within(piece.body, document.speeches)
    speakers = speakers_of(piece.body, spoken)
    is_hidden = any(speech.speaker.name is None for speech in spoken)
    return Passage(
        id=f"{document.id}:{locator.anchor or 'document'}:{ordinal}:{digest}",
        document_id=document.id,
        version=document.version,
        locator=locator,
        ordinal=ordinal,
        heading=first.heading,
        body=piece.body,
        attached=attached,
        page=first.page,
        speaker=speakers[0] if len(speakers) == 1 else None,
        # No State is found by what a speaker without a name says, whatever the words betray.
        states=() if is_hidden else states_in(words),
    )


def _locator(text: str, units: Sequence[Unit], piece: _Cut) -> Locator:
    first = units[piece.units[0]]
    if first.kind in _FRONT:
        return Locator().child("unnumbered", "t")
    silent = len(piece.units) > 1 and not any(map(str.isalpha, first.span.of(text)))
    return units[piece.units[1]].locator if silent else first.locator


def _attached(document: Document, piece: _Cut, footnotes: dict[str, list[int]]) -> tuple[Attached, ...]:
    """Who is meant by 'They', lead-ins outermost first, then the footnotes marked in the body.

    What does not fit is left to its own passage; a short footnote has none and is always there.
    """
    units = document.units
    found = [
        Attached(_lead_role(units[at]), units[at].locator, _lead_span(document, at)) for at in piece.lead_ins
    ]
    found = [*_antecedents(document, piece, [lead.span for lead in found]), *found]
    for number in _marked(document, piece):
        for place in _notes_of(units, footnotes.get(number, []), piece):
            found.append(Attached(Role.FOOTNOTE, units[place].locator, units[place].span))
    kept = {each for each in found if not _may_stand_alone(each)}
    room = MOST_ATTACHED - sum(each.span.end - each.span.start for each in kept)
    for each in found:
        size = each.span.end - each.span.start
        if each not in kept and size <= room:
            kept.add(each)
            room -= size
    return tuple(each for each in found if each in kept)


def _may_stand_alone(attached: Attached) -> bool:
    """False of a short footnote, which is no passage of its own, and of the name of who speaks."""
    is_long = attached.span.end - attached.span.start > LONG_FOOTNOTE
    return attached.role is not Role.ANTECEDENT and (is_long or attached.role is not Role.FOOTNOTE)


def _antecedents(document: Document, piece: _Cut, leads: Sequence[Span]) -> list[Attached]:
    """The names of those who speak in the body and are named elsewhere, and in no lead-in either."""
    found = []
    for named in dict.fromkeys(speech.named for speech in within(piece.body, document.speeches)):
        if not any(span.contains(named) for span in (piece.body, *leads)):
            at = bisect_right(document.units, named.start, key=lambda unit: unit.span.start) - 1
            unit = document.units[at]
            found.append(Attached(Role.ANTECEDENT, unit.locator, named))
    return found


def _notes_of(units: Sequence[Unit], places: list[int], piece: _Cut) -> list[int]:
    """Where numbers start again, the definition that belongs to these units; otherwise the only one."""
    own = [place for place in places if units[place].parent in piece.units]
    return (own or places)[:1]


def _marked(document: Document, piece: _Cut) -> list[str]:
    from ingest.footnotes import marks

    if any(document.units[at].kind is UnitKind.FOOTNOTE for at in piece.units):
        return []
    return list(dict.fromkeys(mark.number for mark in marks(piece.body.of(document.text))))


def _lead_role(unit: Unit) -> Role:
    return Role.TABLE_HEADER if unit.kind is UnitKind.TABLE_ROW else Role.LEAD_IN


def _lead_span(document: Document, at: int) -> Span:
    """The opening words; of a long opening the last sentence, which leads into the list."""
    span = document.units[at].span
    if span.end - span.start <= LEAD_IN:
        return span
    last = sentences(span.of(document.text))[-1]
    return Span(span.start + last.start, span.start + last.end)
