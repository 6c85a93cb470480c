"""What a careful clerk writes in the margin of a document: remarks with spans that never change the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from ingest.alike import FEWEST_WORDS, alike, wording
from ingest.counts import count_notes, is_no_count, own_number
from ingest.documents import Kind, Metadata, Note, NoteCode, Span, Status, Unit, UnitKind
from ingest.locator import Locator
from ingest.numbers import Number, numbers_in
from ingest.sentences import sentences

_REPORTS = frozenset([Kind.PROGRESS_REPORT, Kind.MEETING_REPORT, Kind.STATEMENT])

_FRONT = (UnitKind.TITLE, UnitKind.COVER)
_SAYING = (UnitKind.PREAMBLE, UnitKind.PARAGRAPH, UnitKind.POINT, UnitKind.LIST_ITEM)
_DRAFT = re.compile(r"\b(?:draft|avant-projet|projet|proyecto|borrador)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:this|these|those|such|it|its|they|them|their|he|she|former|latter"
    r"|ce|cet|cette|ces|il|ils|elle|elles|leur|leurs|celui-ci|ceux-ci"
    r"|este|esta|estos|estas|ese|esa|esos|esas|ello|ellos|ellas|su|sus|dicho|dicha|dichos|dichas)\b",
    re.IGNORECASE,
)
"""Words whose meaning comes from elsewhere: the same sentence with one of them may be about another thing."""
_YEARS = range(1800, 2200)


def take_notes(text: str, units: Sequence[Unit], metadata: Metadata) -> tuple[Note, ...]:
    """Remarks on the document as a whole, then those about a place in it, in reading order."""
    placed = [*count_notes(text, units, metadata.language)]
    told = [unit for unit in units if unit.kind in _SAYING and tells(metadata.kind, unit.locator)]
    placed += _differing_figures(text, told, metadata.language)
    placed += _near_duplicates(text, told, metadata.language)
    placed.sort(key=lambda note: (note.span.start, note.code) if note.span else (0, note.code))
    return (*_on_the_whole(text, units, metadata), *placed)


def _on_the_whole(text: str, units: Sequence[Unit], metadata: Metadata) -> Iterator[Note]:
    if metadata.status is Status.DRAFT:
        front = (unit for unit in units if unit.kind in _FRONT)
        said = (match for unit in front if (match := _DRAFT.search(text, unit.span.start, unit.span.end)))
        yield Note(NoteCode.DRAFT, next((Span(*match.span()) for match in said), None))
    if metadata.status is Status.INFORMAL:
        yield Note(NoteCode.INFORMAL)
    # Treaties, laws and informal papers have no symbol; of any other paper it was lost or not given yet.
    elif metadata.symbol is None and metadata.kind not in (Kind.TREATY, Kind.LEGISLATION):
        yield Note(NoteCode.SYMBOL_MISSING)


def tells(kind: Kind, place: Locator) -> bool:
    """True where a document says what is the case, so that words printed twice say one thing twice.

    A treaty or a law that repeats its words lays down another rule; so do the draft rules a report annexes.
    """
    return kind in _REPORTS and place.steps[:1] != () and place.steps[0][0] != "annex"


def _near_duplicates(text: str, units: Sequence[Unit], language: str) -> Iterator[Note]:
    """A note at either of two passages that say nearly the same, leading to the other."""
    saying = [unit.span for unit in units]
    links: defaultdict[int, list[Span]] = defaultdict(list)
    for one, other in alike([wording(span.of(text), language) for span in saying]):
        links[one].append(saying[other])
        links[other].append(saying[one])
    for at, others in links.items():
        yield Note(NoteCode.NEAR_DUPLICATE, saying[at], tuple(sorted(others)))


def _differing_figures(text: str, units: Sequence[Unit], language: str) -> Iterator[Note]:
    """A note at each of two sentences that are the same word for word but for one figure.

    Nothing weaker proves that both figures are of the same thing: 'States Parties that reported' and 'States
    Parties that are affected' may be counted by different rules. Items of lists are left out, since what they
    are about stands in their introduction.
    """
    twins: defaultdict[tuple[str, ...], list[tuple[Span, list[Number]]]] = defaultdict(list)
    for unit in units:
        if unit.kind is not UnitKind.PARAGRAPH:
            continue
        words = unit.span.of(text)
        for sentence in sentences(words):
            begin = sentence.start + own_number(sentence.of(words))
            said = words[begin : sentence.end]
            if numbers := _figures(said, language):
                place = Span(unit.span.start + begin, unit.span.start + sentence.end)
                twins[_frame(said, numbers, language)].append((place, numbers))
    for frame, same in twins.items():
        if len(frame) >= FEWEST_WORDS:
            for one, other in combinations(same, 2):
                yield from _compared(text, one, other, language)


def _frame(said: str, numbers: Sequence[Number], language: str) -> tuple[str, ...]:
    """The words of a sentence without its numbers; a word that is none keeps their places."""
    pieces, at = [], 0
    for number in numbers:
        pieces += [said[at : number.start], " number0 "]
        at = number.end
    return wording("".join([*pieces, said[at:]]), language).words


def differing_figure(one: str, other: str, language: str) -> tuple[int, int] | None:
    """The two values, where two sentences are the same word for word but for one figure; else None.

    See `_differing_figures` for what it takes to be sure.
    """
    one, other = one[own_number(one) :], other[own_number(other) :]
    numbers, others = _figures(one, language), _figures(other, language)
    frame = _frame(one, numbers, language)
    if len(numbers) != len(others) or len(frame) < FEWEST_WORDS or frame != _frame(other, others, language):
        return None
    differing = _differing(one, numbers, others, language)
    return (differing[0].value, differing[1].value) if differing else None


def has_figures(said: str, language: str) -> bool:
    """True for a sentence that may be compared with others of its words."""
    return bool(_figures(said, language)) and len(said.split()) >= FEWEST_WORDS


def _figures(said: str, language: str) -> list[Number]:
    """Its numbers, where the sentence itself says what they are of."""
    return numbers_in(said, language) if said.endswith(".") and not _POINTING.search(said) else []


def _differing(
    said: str, numbers: Sequence[Number], others: Sequence[Number], language: str
) -> tuple[Number, Number] | None:
    """The only two that differ, when they count something; `said` has the first of them."""
    differing = [(a, b) for a, b in zip(numbers, others, strict=True) if a.value != b.value]
    if len(differing) != 1:
        return None
    first, second = differing[0]
    if first.value in _YEARS or second.value in _YEARS or is_no_count(said[: first.start], language):
        return None
    return first, second


def _compared(
    text: str, one: tuple[Span, list[Number]], other: tuple[Span, list[Number]], language: str
) -> Iterator[Note]:
    (here, numbers), (there, others) = one, other
    differing = _differing(here.of(text), numbers, others, language)
    if differing is None:
        return
    first, second = differing
    spans = [Span(at.start + n.start, at.start + n.end) for at, n in ((here, first), (there, second))]
    values = (("figure", str(first.value)), ("other", str(second.value)))
    yield Note(NoteCode.FIGURES_DIFFER, spans[0], (spans[1],), values)
    swapped = (("figure", str(second.value)), ("other", str(first.value)))
    yield Note(NoteCode.FIGURES_DIFFER, spans[1], (spans[0],), swapped)
