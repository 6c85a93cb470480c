"""What was understood of a file as one page that needs nothing else: no network, no script, no other file."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.documents import Note, Role, Span, UnitKind
from ui.exits import UsageError
from ui.inspection.placed import (
    Footnote,
    Placed,
    Places,
    Spoken,
    counts,
    facts,
    place,
    shortened,
    unmarked,
    who,
)
from ui.inspection.reading import Inspected
from ui.reader import Block, Run, outline
from ui.remarks import remark
from ui.render import TEMPLATES, page, say_on_screen
from ui.terminal import explain

if TYPE_CHECKING:
    from markupsafe import Markup

STYLES = TEMPLATES.parent / "static"
GENERATOR = '<meta name="generator" content="treaty-assistant inspect">'
"""How the page says what wrote it; only such a page is replaced by another."""
STDOUT = "-"
SHEETS = ("tokens.css", "inspection.css")
_HEAD = 2000
"""Characters of a page within which it says so."""
COMPARED = 120
"""Characters of the words a remark compares with."""


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker, printed before the words."""

    who: str
    goes_on: bool
    named: str | None
    """Address of the words that name the speaker."""


@dataclass(frozen=True, slots=True)
class Border:
    """Where a passage begins."""

    number: int
    place: str
    attached: str
    """What stands elsewhere and belongs to the passage."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a unit's text between two places where something begins or ends."""

    run: Run
    border: Border | None = None
    labels: tuple[Label, ...] = ()
    spoken: bool = False
    remarked: bool = False
    id: str | None = None
    """Address of words that name a speaker."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A footnote in the margin."""

    number: str
    text: str | None = None
    """None when there is a mark and no text for it."""
    anchor: str | None = None
    """None where the footnote stands beside an earlier paragraph already."""
    borders: tuple[Border, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    text: str
    compared: tuple[tuple[str, str], ...] = ()
    """Words it compares with, and the address of each."""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit of the text with what stands beside it."""

    block: Block
    pieces: tuple[Piece, ...]
    footnotes: tuple[Beside, ...]
    remarks: tuple[Remark, ...]


def inspection_page(inspected: Inspected, language: str) -> str:
    """The page; its own words in `language`."""
    return Layout(inspected, language).page()


class Layout:
    """Lays one document out; remembers which footnotes it has placed, since an address is used once."""

    def __init__(self, inspected: Inspected, language: str) -> None:
        self._inspected, self._language = inspected, language
        self._document, self._text = inspected.document, inspected.document.text
        self._placed = place(inspected)
        self._places = Places(self._document.units)
        self._shown: set[int] = set()
        self._marked = self._by_unit(note.span for note in self._document.notes if note.span is not None)
        self._named = self._by_unit(speech.named for speech in self._document.speeches)

    def _by_unit(self, spans: Iterable[Span]) -> dict[int, list[Span]]:
        """Of each unit the spans that reach into it."""
        found = defaultdict[int, list[Span]](list)
        for span in spans:
            for at in self._places.of(span):
                found[at].append(span)
        return found

    def page(self) -> str:
        from markupsafe import Markup

        document, language = self._document, self._language
        blocks = [each.block for each in self._placed]
        return page(
            "inspection.html",
            language,
            generator=Markup(GENERATOR),
            style=_style(),
            data=document.metadata,
            facts=facts(self._inspected, language),
            source=document.source,
            identifier=f"{document.id}, {document.version}",
            reader=document.reader,
            counts=counts(self._inspected, language),
            noticed=[explain(code, language) for code in document.warnings],
            remarks=[self._remark(note) for note in document.notes if note.span is None],
            outline=outline(self._text, document.units, blocks),
            rows=[
                self._row(at, each)
                for at, each in enumerate(self._placed)
                if each.unit.kind is not UnitKind.FOOTNOTE
            ],
            loose=[self._footnote(Footnote("", at)) for at in unmarked(self._placed)],
        )

    def _row(self, at: int, each: Placed) -> Row:
        return Row(
            each.block,
            tuple(self.pieces(at)),
            tuple(self._footnote(footnote) for footnote in each.footnotes),
            tuple(self._remark(note) for note in each.remarks),
        )

    def pieces(self, at: int) -> Iterator[Piece]:
        """The runs of unit `at`, cut once more wherever a passage, a speaker or a remark begins or ends."""
        each = self._placed[at]
        start = each.unit.span.start
        borders = {max(self._body(number).start, start): self._border(number) for number in each.passages}
        labels = self._labels(each)
        spoken = [item.speech.span for item in each.spoken]
        marked = self._marked.get(at, [])
        named = {span.start for span in self._named.get(at, [])}
        edges = {*borders, *labels, *named, *_ends(spoken), *_ends(marked)}
        for run in each.block.runs:
            stop = start + len(run.text)
            for begin, end in pairwise([start, *sorted(edge for edge in edges if start < edge < stop), stop]):
                yield Piece(
                    replace(run, text=self._text[begin:end], id=run.id if begin == start else None),
                    borders.get(begin),
                    tuple(labels[begin]) if begin in labels else (),
                    spoken=any(span.start <= begin < span.end for span in spoken),
                    remarked=any(span.start <= begin < span.end for span in marked),
                    id=f"named-{begin}" if begin in named else None,
                )
            start = stop

    def _labels(self, each: Placed) -> dict[int, list[Label]]:
        """Where in the unit each speaker begins, or goes on from the unit before."""
        labels: dict[int, list[Label]] = {}
        for item in each.spoken:
            begin = max(item.speech.span.start, each.unit.span.start)
            labels.setdefault(begin, []).append(self._label(item))
        return labels

    def _label(self, item: Spoken) -> Label:
        named = item.speech.named
        holders = self._places.of(Span(named.start, named.start + 1))
        shown = any(self._placed[at].unit.kind is not UnitKind.FOOTNOTE for at in holders)
        address = f"named-{named.start}" if shown else None
        return Label(who(item.speech.speaker, self._language), item.goes_on, address)

    def _body(self, number: int) -> Span:
        return self._inspected.passages[number].body

    def _border(self, number: int) -> Border:
        passage = self._inspected.passages[number]
        carried = [
            say_on_screen(f"carried_{role}", self._language)
            for role in dict.fromkeys(
                each.role for each in passage.attached if each.role is not Role.FOOTNOTE
            )
        ]
        footnotes = [each.locator.number for each in passage.attached if each.role is Role.FOOTNOTE]
        if footnotes:
            carried.append(say_on_screen("carried_footnotes", self._language, list=", ".join(footnotes)))
        return Border(number + 1, str(passage.locator), ", ".join(carried))

    def _footnote(self, footnote: Footnote) -> Beside:
        if footnote.place is None:
            return Beside(footnote.number)
        each = self._placed[footnote.place]
        anchor = None if footnote.place in self._shown else each.block.anchor
        self._shown.add(footnote.place)
        borders = tuple(self._border(number) for number in each.passages) if anchor else ()
        return Beside(each.unit.locator.number, each.unit.span.of(self._text), anchor, borders)

    def _remark(self, note: Note) -> Remark:
        compared = []
        for span in note.related:
            anchors = [self._placed[at].block.anchor for at in self._places.of(span)[:1]]
            compared += [(shortened(span.of(self._text), COMPARED), anchor) for anchor in anchors]
        return Remark(remark(note, self._language), tuple(compared))


def _ends(spans: Iterable[Span]) -> Iterator[int]:
    for span in spans:
        yield from (span.start, span.end)


def _style() -> Markup:
    """Our style sheets as they stand: they come with the program, not with the document."""
    from markupsafe import Markup

    return Markup("\n".join((STYLES / name).read_text(encoding="utf-8") for name in SHEETS))


def require_replaceable(target: str) -> None:
    """Raises UsageError where no page can be written, or where it would replace anything but such a page."""
    path = Path(target)
    if target == STDOUT:
        return
    if not path.parent.is_dir():
        raise UsageError(f"--html: there is no folder {path.parent}; make it first")
    if not path.exists():
        return
    if not path.is_file():
        raise UsageError(f"--html: {path} is not a file; name the page to write, such as page.html")
    with path.open(encoding="utf-8", errors="replace") as page:
        if GENERATOR not in page.read(_HEAD):
            raise UsageError(f"--html: {path} is no page of this command; move it away or name another file")


def write(html: str, target: str) -> None:
    """The page as a file, there whole or not at all; '-' is standard output.

    Raises UsageError like `require_replaceable`, OSError when it cannot be written.
    """
    require_replaceable(target)
    if target == STDOUT:
        sys.stdout.write(html)
        return
    path = Path(target)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(html, encoding="utf-8")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
