"""Blocks to lines of the text of record: footnotes set apart, paragraphs whole again over page ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, BlockKind
from ingest.footnotes import Candidate, opening_mark, pair
from ingest.hyphens import breaks_word

ENUMERATED = re.compile(
    r"[*\[]?(?:[0-9]{1,3}(?:\.[0-9]{1,2}){0,3}[.)]?(?=\s|$)|[0-9]{1,3}\.(?=[^\W\d_])|\(?[a-z]{1,5}\)|[a-z]\.(?=\s)"
    r"|\([0-9]{1,3}\)|[IVXLC]{1,7}\.(?=\s))"
)
"""How a numbered line begins: '35.', '2.4', '(b)', 'b)', '(ii)', '(3)', 'IV.', '8'."""

_LOST_HEADING = re.compile(r"#{1,6}(?=[^#\s])")
_LINKING = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "between",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "per",
        "than",
        "that",
        "the",
        "their",
        "to",
        "under",
        "with",
        "de",
        "des",
        "du",
        "la",
        "le",
        "les",
        "et",
        "ou",
        "à",
        "en",
        "par",
        "pour",
        "sur",
        "dans",
        "del",
        "el",
        "los",
        "las",
        "y",
        "o",
        "por",
        "para",
        "con",
    ]
)
"""A line that ends in one of these has not ended."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_COVER = 15
"""A title stands within the first so many lines."""
_LEAST_BODY = 40
"""A shorter line without a full stop is more likely a heading than half a sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line and the block it came from."""

    start: int
    end: int
    block: Block


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text of record."""

    text: str
    kind: BlockKind
    parts: tuple[Part, ...]
    level: int = 0
    number: str = ""
    note: str | None = None
    """Number of the footnote it defines; "" when it is a definition of unknown number."""

    @property
    def page(self) -> int | None:
        return self.parts[0].block.page

    @property
    def is_bold(self) -> bool:
        """The whole line is printed in bold."""
        bold = sum(end - start for part in self.parts for start, end in part.block.bold)
        return bold >= 0.95 * len(self.text) > 0

    @property
    def is_header(self) -> bool:
        return self.parts[0].block.is_header


def rejoin(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """Lines in reading order, footnote definitions last."""
    kept = [line for block in blocks if (line := _line(block)) is not None]
    notes = pair(_candidates(kept))
    body: list[Line] = []
    words = _words(kept)
    interrupted = False
    for place, line in enumerate(kept):
        if place in notes or line.kind is BlockKind.PAGE_BREAK or _is_running_head(line, body):
            interrupted = True
            continue
        interrupted = interrupted or bool(body and line.page != body[-1].parts[-1].block.page)
        if body and _continues(body[-1], line, interrupted):
            body[-1] = _join(body[-1], line, words)
        else:
            body.append(line)
        interrupted = False
    return (*body, *(replace(kept[at], note=notes[at]) for at in sorted(notes)))


def _is_running_head(line: Line, body: Sequence[Line]) -> bool:
    """The document's own title again at the top of a further page, in the middle of a paragraph."""
    if line.kind is not BlockKind.HEADING or not body or line.page == body[-1].parts[-1].block.page:
        return False
    if len(line.text) < _LEAST_BODY or body[-1].text.endswith((".", ":")):
        return False
    return any(line.text.casefold() in earlier.text.casefold() for earlier in body[:_COVER])


def _line(block: Block) -> Line | None:
    text = unicodedata.normalize("NFC", " ".join(block.text.split()))
    if block.kind is not BlockKind.PAGE_BREAK and not any(map(str.isalnum, text)):
        return None  # rules and rows of plus signs carry nothing
    signs = _LOST_HEADING.match(text) if block.kind is BlockKind.PARAGRAPH else None
    if signs:  # '###Title', a heading whose space was lost
        text = text[signs.end() :]
        return Line(text, BlockKind.HEADING, (Part(0, len(text), block),), len(signs[0]))
    return Line(text, block.kind, _parts(block, len(text)), block.level, block.number)


def _parts(block: Block, length: int) -> tuple[Part, ...]:
    """One part for each place the block is printed at; what is in bold is counted with the first."""
    if not block.places:
        return (Part(0, length, block),)
    return tuple(
        Part(
            place.start,
            min(place.end, length),
            replace(block, page=place.page, box=place.box, places=(), bold=() if at else block.bold),
        )
        for at, place in enumerate(block.places)
    )


def _candidates(lines: Sequence[Line]) -> list[Candidate]:
    paragraphs = [line for line in lines if line.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]
    long_ones = [line for line in paragraphs if len(line.text) > 150]
    numbered = sum(1 for line in long_ones if line.number or ENUMERATED.match(line.text))
    mostly_numbered = len(long_ones) >= 5 and numbered >= 0.8 * len(long_ones)
    return [
        Candidate(
            text=line.text,
            is_definition=line.kind is BlockKind.FOOTNOTE,
            number=line.number if line.kind is BlockKind.FOOTNOTE else "",
            may_be_note=line.kind is BlockKind.PARAGRAPH
            and not _is_numbered(line)
            and not line.text[0].islower(),
            in_numbered_text=mostly_numbered and line.text.endswith("."),
        )
        for line in lines
    ]


def _is_numbered(line: Line) -> bool:
    return bool(line.number or ENUMERATED.match(line.text)) and opening_mark(line.text) is None


def _continues(before: Line, line: Line, interrupted: bool) -> bool:
    """True when `line` is the rest of `before`, cut off by a page end or a block of footnotes."""
    running = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    if before.kind is BlockKind.HEADING:
        return _continues_heading(before, line)
    if before.kind not in running or line.kind not in running or _is_numbered(line):
        return False
    last = before.text.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")[-1:]
    if len(before.text) < _LEAST_BODY or not (last.isalnum() or last in ",-\u00ad"):
        return False
    if line.kind is BlockKind.LIST_ITEM:
        return line.text[0].islower() and before.text.split()[-1].lower() in _LINKING
    if line.text[0].islower():
        return True
    heading_like = len(line.text) < _LEAST_BODY and line.text[-1].isalnum()
    unfinished = last != "," or line.text[0].isdigit()
    return interrupted and unfinished and len(before.text) > 1.5 * _LEAST_BODY and not heading_like


def _continues_heading(before: Line, line: Line) -> bool:
    """True when `line` is the rest of a heading of several lines; a short one was not cut for its length."""
    same = line.kind is BlockKind.HEADING and line.level == before.level and line.page == before.page
    return same and len(before.text) >= _LEAST_BODY and line.text[0].islower() and not _is_numbered(line)


def _join(before: Line, line: Line, words: frozenset[str]) -> Line:
    head, glue = before.text, " "
    if head.endswith("\u00ad"):
        head, glue = head[:-1], ""
    elif head.endswith("-") and line.text[0].islower():
        first, second = re.split(r"\W", head[:-1])[-1], re.split(r"\W", line.text)[0]
        head, glue = (head[:-1] if breaks_word(first, second, words) else head), ""
    offset = len(head) + len(glue)
    moved = tuple(Part(part.start + offset, part.end + offset, part.block) for part in line.parts)
    kept = tuple(Part(part.start, min(part.end, len(head)), part.block) for part in before.parts)
    return replace(before, text=head + glue + line.text, parts=(*kept, *moved))


def _words(lines: Sequence[Line]) -> frozenset[str]:
    return frozenset(word.lower() for line in lines for word in _WORD.findall(line.text))
