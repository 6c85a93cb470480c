"""What was understood of a file as a tree for the terminal: outline, footnotes, speakers and remarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.text import Text
from rich.tree import Tree

from ingest.documents import Note, Span, UnitKind
from ingest.locator import Locator
from ui.exits import UsageError
from ui.inspection.placed import (
    Footnote,
    Placed,
    counts,
    facts,
    home,
    place,
    shortened,
    unmarked,
    who,
)
from ui.inspection.reading import Inspected
from ui.remarks import remark
from ui.render import say_on_screen
from ui.terminal import explain, open_console, say_line, show_fields, visible

FIRST_WORDS = 88
"""Characters of a text on its line; a heading is printed whole."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree, and the lines below it."""

    label: str
    words: str = ""
    style: str = ""
    below: tuple[Branch, ...] = ()
    lines: int = 1
    """What it would take with everything below it, shown or not."""


def show(inspected: Inspected, language: str, part: Locator | None = None, depth: int | None = None) -> None:
    """Metadata, then the tree; of a part of the document its tree alone.

    Raises UsageError when the document has no such part.
    """
    branches = grow(inspected, language, part, depth)
    if part is None:
        _show_head(inspected, language)
    console = open_console()
    if console.is_terminal:
        for branch in branches:
            console.print(_drawn(branch))
    else:
        for level, branch in _walk(branches):
            say_line("  " * level + "  ".join(filter(None, (branch.label, branch.words))))


def _drawn(top: Branch) -> Tree:
    """The branch as rich draws it, each line cut at the edge of the screen."""
    tree = Tree(_line(top), guide_style="dim")
    pending = [(tree, top)]
    while pending:
        node, branch = pending.pop()
        pending += [(node.add(_line(child)), child) for child in branch.below]
    return tree


def _line(branch: Branch) -> Text:
    label, words = visible(branch.label), visible(branch.words)
    return Text.assemble(
        (label, branch.style), "  " if words else "", words, no_wrap=True, overflow="ellipsis"
    )


def _walk(branches: Iterable[Branch]) -> Iterator[tuple[int, Branch]]:
    """Every line with its level, from the top."""
    pending = [(0, branch) for branch in reversed(tuple(branches))]
    while pending:
        level, branch = pending.pop()
        yield level, branch
        pending += [(level + 1, child) for child in reversed(branch.below)]


def _show_head(inspected: Inspected, language: str) -> None:
    document = inspected.document
    told: dict[str, object] = {
        fact.label: f"{fact.value} ({fact.origin})" if fact.value else fact.origin
        for fact in facts(inspected, language)
    }
    for code, value in (
        ("source_file", document.source),
        ("identifier", f"{document.id}, {document.version}"),
        ("read_with", document.reader),
        ("contains", counts(inspected, language)),
    ):
        told[say_on_screen(code, language)] = value
    show_fields(told)
    noticed = [explain(code, language) for code in document.warnings]
    remarks = [remark(note, language) for note in document.notes if note.span is None]
    for code, lines in (("noticed", noticed), ("remarks", remarks)):
        if lines:
            say_line(say_on_screen(code, language))
        for line in lines:
            say_line(f"  {line}")
    say_line()


def grow(
    inspected: Inspected, language: str, part: Locator | None = None, depth: int | None = None
) -> list[Branch]:
    """The outline as branches; below `depth` levels only how many lines there would be.

    Raises UsageError when `part` names a place the document does not have.
    """
    placed = place(inspected)
    text = inspected.document.text
    levels = _levels(placed, _roots(placed) if part is None else _inside(placed, part))
    top: list[Branch] = []
    below = defaultdict[int, list[Branch]](list)
    for at in reversed(levels):  # what stands below a unit comes after it
        each = placed[at]
        children = (*_beside(each, placed, text, language), *reversed(below[at]))
        branch = _with(_branch(each, text, language), children, levels[at], depth, language)
        (top if levels[at] == 1 or each.unit.parent is None else below[each.unit.parent]).append(branch)
    loose = [] if part else [_branch(placed[at], text, language) for at in unmarked(placed)]
    if loose:
        heading = Branch(say_on_screen("footnotes_unmarked", language), style="bold")
        top.insert(0, _with(heading, loose, 1, depth, language))
    return top[::-1]


def _roots(placed: Sequence[Placed]) -> set[int]:
    return {
        at
        for at, each in enumerate(placed)
        if each.unit.parent is None and each.unit.kind is not UnitKind.FOOTNOTE
    }


def _inside(placed: Sequence[Placed], part: Locator) -> set[int]:
    """The units at `part`; where it gives only the end of an address ('footnote 26'), every unit it fits.

    A footnote is shown by the unit it is marked in. Raises UsageError when there is none.
    """
    for fits in (part.contains, lambda locator: _runs_through(part, locator)):
        found = {home(placed, at) for at, each in enumerate(placed) if fits(each.unit.locator)}
        if found:
            return found
    raise UsageError(f"there is no {part} in this document; without --part all its places are listed")


def _runs_through(part: Locator, whole: Locator) -> bool:
    """True when the steps of `part` stand in `whole` one after the other."""
    size = len(part.steps)
    return any(whole.steps[at : at + size] == part.steps for at in range(len(whole.steps) - size + 1))


def _levels(placed: Sequence[Placed], roots: set[int]) -> dict[int, int]:
    """Of each unit below the roots its level, 1 for a root that stands below no other; in reading order."""
    levels: dict[int, int] = {}
    for at, each in enumerate(placed):
        if at not in roots and each.unit.kind is UnitKind.FOOTNOTE:
            continue  # it stands with what is beside its unit
        if each.unit.parent in levels:
            levels[at] = levels[each.unit.parent] + 1
        elif at in roots:
            levels[at] = 1
    return levels


def _with(branch: Branch, below: Iterable[Branch], level: int, depth: int | None, language: str) -> Branch:
    """The branch with what stands below it, or with a line that counts it when that is too deep to show."""
    below = tuple(below)
    hidden = sum(child.lines for child in below)
    if below and depth is not None and level >= depth:
        below = (Branch(say_on_screen("more_below", language, count=hidden), style="dim"),)
    return Branch(branch.label, branch.words, branch.style, below, 1 + hidden)


def _branch(each: Placed, text: str, language: str) -> Branch:
    words = each.unit.span.of(text)
    match each.unit.kind:
        case UnitKind.HEADING:
            return Branch(shortened(words, len(words)), style="bold")
        case UnitKind.FOOTNOTE:
            label = say_on_screen("footnote", language, number=each.unit.locator.number)
            return Branch(label, shortened(words, FIRST_WORDS), "magenta")
        case _:
            return Branch(each.block.label, shortened(words, FIRST_WORDS), "cyan")


def _beside(each: Placed, placed: Sequence[Placed], text: str, language: str) -> Iterator[Branch]:
    """Speakers, remarks and footnotes of a unit, in this order."""
    begun = [item.speech for item in each.spoken if not item.goes_on]
    for span, together in groupby(begun, key=lambda speech: speech.span):
        name = ", ".join(who(speech.speaker, language) for speech in together)
        yield Branch(say_on_screen("speaker", language, name=name), _part_of(each, span, text), "green")
    for note in each.remarks:
        yield _remarked(each, note, text, language)
    for footnote in each.footnotes:
        yield _paired(footnote, placed, text, language)


def _remarked(each: Placed, note: Note, text: str, language: str) -> Branch:
    compared = tuple(
        Branch(say_on_screen("compare", language), shortened(span.of(text), FIRST_WORDS), "dim")
        for span in note.related
    )
    return Branch(
        remark(note, language), _part_of(each, note.span, text), "yellow", compared, 1 + len(compared)
    )


def _part_of(each: Placed, span: Span | None, text: str) -> str:
    """The first words of a stretch; nothing for the whole unit, whose words stand a line above."""
    if span is None or span.contains(each.unit.span):
        return ""
    return shortened(span.of(text), FIRST_WORDS)


def _paired(footnote: Footnote, placed: Sequence[Placed], text: str, language: str) -> Branch:
    if footnote.place is not None:
        return _branch(placed[footnote.place], text, language)
    label = say_on_screen("footnote", language, number=footnote.number)
    return Branch(label, say_on_screen("footnote_without_text", language), "red")
