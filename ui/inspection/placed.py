"""Every unit of a document with what was understood of it: its footnotes, speakers, remarks and passages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.citation import in_words
from ingest.documents import Note, Span, Speaker, Speech, Unit, UnitKind
from ui.inspection.reading import Inspected, Origin
from ui.reader import Block, lay_out
from ui.render import say_on_screen, shown_language

FACTS = {
    "title": "document_title",
    "symbol": "document_number",
    "kind": "kind",
    "status": "status",
    "document_date": "document_date",
    "event_date": "event_date",
    "as_of": "figures",
    "meeting": "meeting",
    "language": "language",
    "source_url": "source_address",
}
"""Fields of Metadata in the order people look for them, and the code of the word for each."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A number marked in a unit, and the unit of the text paired with it."""

    number: str
    place: int | None
    """Index into the units; None when no text was found for the mark."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A speech with words in a unit."""

    speech: Speech
    goes_on: bool
    """It began in a unit before this one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit and what belongs to it."""

    unit: Unit
    block: Block
    footnotes: tuple[Footnote, ...]
    spoken: tuple[Spoken, ...]
    """In reading order."""
    remarks: tuple[Note, ...]
    """Those whose words begin in it, or in a footnote of its own."""
    passages: tuple[int, ...]
    """Indexes of the passages whose body begins in it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the metadata, in words."""

    label: str
    value: str | None
    """None when neither the document nor the sidecar gives one."""
    origin: str
    """Where it was read, or that it was not found."""


class Places:
    """Finds the units that hold a stretch of text."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._order = sorted(range(len(units)), key=lambda at: units[at].span)
        self._starts = [units[at].span.start for at in self._order]
        self._ends = [units[at].span.end for at in self._order]

    def of(self, span: Span) -> list[int]:
        """Indexes of the units with words inside `span`, in the order of the text."""
        first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        return self._order[first:last]


def place(inspected: Inspected) -> list[Placed]:
    """One entry a unit, in the same order."""
    document = inspected.document
    units, places = document.units, Places(document.units)
    blocks = lay_out(document.text, units, None)
    footnotes = _footnotes(units, blocks)
    spoken = defaultdict[int, list[Spoken]](list)
    remarks = defaultdict[int, list[Note]](list)
    passages = defaultdict[int, list[int]](list)
    for speech in document.speeches:
        for rank, at in enumerate(places.of(speech.span)):
            spoken[at].append(Spoken(speech, goes_on=rank > 0))
    for note in document.notes:
        for at in places.of(note.span)[:1] if note.span else ():
            remarks[_home(units[at], at)].append(note)
    for number, passage in enumerate(inspected.passages):
        for at in places.of(passage.body)[:1]:
            passages[at].append(number)
    return [
        Placed(unit, block, footnotes[at], tuple(spoken[at]), tuple(remarks[at]), tuple(passages[at]))
        for at, (unit, block) in enumerate(zip(units, blocks, strict=True))
    ]


def home(placed: Sequence[Placed], at: int) -> int:
    """The unit a footnote is marked in; any other unit is its own home, so is a footnote without a mark."""
    return _home(placed[at].unit, at)


def _home(unit: Unit, at: int) -> int:
    return at if unit.kind is not UnitKind.FOOTNOTE or unit.parent is None else unit.parent


def _footnotes(units: Sequence[Unit], blocks: Sequence[Block]) -> list[tuple[Footnote, ...]]:
    """What each unit marks: the definition below it, else the one the reader page would link the mark to."""
    by_anchor = {block.anchor: at for at, block in enumerate(blocks)}
    below: dict[int, dict[str, int]] = defaultdict(dict)
    for at, unit in enumerate(units):
        if unit.kind is UnitKind.FOOTNOTE and unit.parent is not None:
            below[unit.parent][unit.locator.number] = at
    found = []
    for at, (unit, block) in enumerate(zip(units, blocks, strict=True)):
        linked = {run.label: by_anchor[run.footnote] for run in block.runs if run.footnote}
        paired = linked | below[at]
        numbers = () if unit.kind is UnitKind.FOOTNOTE else dict.fromkeys((*unit.footnotes, *below[at]))
        found.append(tuple(Footnote(number, paired.get(number)) for number in numbers))
    return found


def unmarked(placed: Sequence[Placed]) -> list[int]:
    """Footnotes whose mark was not found anywhere in the text."""
    marked = {footnote.place for each in placed for footnote in each.footnotes}
    return [at for at, each in enumerate(placed) if each.unit.kind is UnitKind.FOOTNOTE and at not in marked]


def facts(inspected: Inspected, language: str) -> list[Fact]:
    """The metadata in the order people look for it."""
    return [
        Fact(
            say_on_screen(code, language),
            _value(inspected, field, language),
            say_on_screen(f"from_{inspected.origins[field]}", language),
        )
        for field, code in FACTS.items()
    ]


def _value(inspected: Inspected, field: str, language: str) -> str | None:
    value = getattr(inspected.document.metadata, field)
    if value is None:
        withheld = inspected.origins[field] is Origin.SIDECAR
        return say_on_screen("none_stated", language) if withheld else None
    match field:
        case "kind" | "status":
            return say_on_screen(f"{field}_{value}", language)
        case "language":
            return shown_language(value, language)
        case "document_date" | "event_date" | "as_of":
            return in_words(value, language)
        case _:
            return str(value)


def counts(inspected: Inspected, language: str) -> str:
    """'characters: 42,332; paragraphs: 80; ...'; what there is none of is left out."""
    from babel.numbers import format_decimal

    document = inspected.document
    kinds = [unit.kind for unit in document.units]
    numbers = {
        "characters": len(document.text),
        "paragraphs": kinds.count(UnitKind.PARAGRAPH),
        "footnotes": kinds.count(UnitKind.FOOTNOTE),
        "speeches": len(document.speeches),
        "remarks": len(document.notes),
        "passages": len(inspected.passages),
    }
    return "; ".join(
        say_on_screen(f"contains_{what}", language, count=format_decimal(number, locale=language))
        for what, number in numbers.items()
        if number
    )


def who(speaker: Speaker, language: str) -> str:
    """The speaker as the source names him, or the how-manieth of an unnamed kind."""
    if speaker.name is not None:
        return f"{speaker.name} ({speaker.role})" if speaker.role else speaker.name
    ordinal = "" if speaker.ordinal is None else f" {speaker.ordinal}"
    if speaker.role:
        return f"{speaker.role}{ordinal} ({say_on_screen('not_named', language)})"
    return say_on_screen("speaker_unnamed", language) + ordinal


def shortened(text: str, longest: int) -> str:
    """The first words on one line, cut between words where that leaves any."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    return (kept.rpartition(" ")[0] or kept) + "…"
