"""Footnotes whose numbers lost their raised print: '[1]' in the text, '1 See ...' below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block, BlockKind
from ingest.clean import raise_mark
from ingest.footnotes import marks, opening_mark

_BRACKETED = re.compile(r" ?\[([1-9][0-9]{0,2})\]")
"""A raised mark stands right behind its word."""
_BARE = re.compile(r"([1-9][0-9]{0,2}) (?=\S)")


def raise_marks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the marks of such footnotes raised, and their definitions told apart."""
    return _raise_definitions(_raise_brackets(blocks))


def _raise_brackets(blocks: Sequence[Block]) -> list[Block]:
    """They are marks where each number that opens a paragraph in brackets stands in the text before it."""
    defined = [_opens(_BRACKETED, block) for block in blocks]
    first: dict[str, int] = {}
    for at, block in enumerate(blocks):
        start = len(defined[at]) + 2 if defined[at] else 0
        for match in _BRACKETED.finditer(block.text, start):
            first.setdefault(match[1], at)
    notes = {at: number for at, number in enumerate(defined) if number}
    if not notes or any(first.get(number, at) >= at for at, number in notes.items()):
        return list(blocks)
    numbers = frozenset(notes.values())
    return [
        _raised(replace(block, kind=BlockKind.FOOTNOTE) if at in notes else block, numbers)
        for at, block in enumerate(blocks)
    ]


def _opens(pattern: re.Pattern[str], block: Block) -> str:
    """The number a paragraph opens with; '' where there is none."""
    match = pattern.match(block.text) if block.kind is BlockKind.PARAGRAPH else None
    return match[1] if match else ""


def _raised(block: Block, numbers: frozenset[str]) -> Block:
    """The block with the marks of these numbers raised; what is told of its text moves along."""
    found = [match for match in _BRACKETED.finditer(block.text) if match[1] in numbers]

    def moved(at: int) -> int:
        return at - sum(len(match[0]) - len(match[1]) for match in found if match.end() <= at)

    return replace(
        block,
        text=_BRACKETED.sub(lambda m: raise_mark(m[1]) if m[1] in numbers else m[0], block.text),
        bold=tuple((moved(start), moved(end)) for start, end in block.bold),
        italic=tuple((moved(start), moved(end)) for start, end in block.italic),
        places=tuple(replace(p, start=moved(p.start), end=moved(p.end)) for p in block.places),
    )


def _raise_definitions(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs '1 Text', '2 Text' in a row define the marks that stand undefined in the text above them.

    They do when all those marks are among their numbers and make up most of them, and no paragraph elsewhere
    goes on with the next number: that would be the next section of an Act.
    """
    given = {number for block in blocks if (number := _given(block))}
    waiting: set[str] = set()
    notes: set[int] = set()
    last = 0
    for run in _runs(blocks):
        numbers = {_bare(blocks[at]) for at in run}
        if "" in numbers:  # a paragraph of the text, alone
            waiting |= {mark.number for mark in marks(blocks[run[0]].text) if mark.number.isdigit()} - given
        elif waiting and waiting <= numbers and 2 * len(waiting) > len(numbers):
            notes |= set(run)
            waiting, last = set(), max(map(int, numbers))
        elif last and int(_bare(blocks[run[0]])) == last + 1:
            return list(blocks)
    return [_as_note(block) if at in notes else block for at, block in enumerate(blocks)]


def _given(block: Block) -> str:
    """Number of a definition that the format or its raised print tells."""
    opening = opening_mark(block.text)
    if block.kind is BlockKind.FOOTNOTE and block.number:
        return block.number
    return opening.number if opening else ""


def _runs(blocks: Sequence[Block]) -> list[list[int]]:
    """Places of the blocks, those in one list whose bare numbers follow each other; page ends left out."""
    runs: list[list[int]] = []
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.PAGE_BREAK:
            continue
        number, before = _bare(block), _bare(blocks[runs[-1][-1]]) if runs else ""
        if number and before and int(number) == int(before) + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _bare(block: Block) -> str:
    """A note ends like a sentence or in an address; '1 Introduction' is a heading."""
    last = block.text.split()[-1] if block.text.strip() else ""
    ends = last.rstrip('”"»)]').endswith((".", "!", "?")) or "://" in last or last.startswith("www.")
    return _opens(_BARE, block) if ends else ""


def _as_note(block: Block) -> Block:
    number = _bare(block)
    raised = raise_mark(number) + block.text[len(number) :]
    return replace(block, kind=BlockKind.FOOTNOTE, text=raised)
