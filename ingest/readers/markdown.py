"""Markdown, and plain text that uses a little of it, to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.blocks import Block, BlockKind
from ingest.clean import PLAIN_OF_SUPERSCRIPT, lower_mark
from ingest.hyphens import breaks_word
from ingest.readers.markup import read_inline
from ingest.readers.runs import SUSPENDING, compose

_LINE = re.compile(r"([^\r\n\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|$)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_RULE = re.compile(r"([-*_+=~])(?:\s*\1){2,}")
_BULLET = re.compile(r"(\s*)[-*+•▪◦‣·–—][ \t]+(?=\S)")
_ENUMERATOR = re.compile(
    r"\s*(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)\.?|\d{1,3}(?:\.\d{1,3})*\.?|[a-z]\.)[ \t]+(?=\S)"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NOTE = re.compile(r" {0,3}\[\^([^\[\]\s]{1,40})\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\[\]\s]{1,40})\]")
_RAISED = "".join(PLAIN_OF_SUPERSCRIPT)
_RAISED_START = re.compile(rf"\s*([{_RAISED}]{{1,4}})[ \t]*(?=\S)")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIVIDER = re.compile(r"[ \t]*+(?:\|[ \t]*+)?(?::?-{2,}+:?[ \t]*+\|[ \t]*+)+(?::?-{2,}+:?[ \t]*+)?$")
_CELL_END = re.compile(r"(?<!\\)\|")
_FRONT_LINE = re.compile(r"([A-Za-z_][\w -]*):(?:\s+(.*))?$")

PAGE_BREAK_BLANKS = 3
"""Two blank lines part sections; three in a row are what a converter leaves at the end of a page."""

FRONT_MATTER_LINES = 200
DEEPEST_LIST = 8
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "")
"""Small numbers that letters write, the end marked by one that nothing is."""
SOFT_WRAPPED = 160
"""A file with a line this long keeps a paragraph on one line: short lines in a row are each their own."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    ends_page: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def indent(self) -> int:
        stripped = self.text.lstrip(" \t")
        return len(self.text[: len(self.text) - len(stripped)].expandtabs(4))


@dataclass(slots=True)
class _Draft:
    """A block while its lines are being gathered."""

    kind: BlockKind
    lines: list[_Line]
    skip: int = 0
    """Characters of markup before the words of the first line."""
    level: int = 0
    number: str = ""
    indent: int = 0


@dataclass(slots=True)
class _Scan:
    """Where the walk over the lines stands."""

    lines: list[_Line]
    is_markdown: bool
    keeps_lines: bool
    notes: dict[str, str]
    drafts: list[_Draft | Block] = field(default_factory=list)
    bullets: list[int] = field(default_factory=list)
    """Indents of the list items open at this point, outermost first."""
    open: _Draft | None = None
    counted: list[str] = field(default_factory=list)
    """The number or letter last printed at each depth of the lists open at this point."""


def read_blocks(source: str, is_markdown: bool) -> tuple[tuple[Block, ...], tuple[tuple[str, str], ...]]:
    """Blocks of `source` and the properties of its front matter. Spans count code points of `source`."""
    lines = [_Line(m[1], m.start(), m[2] == "\x0c") for m in _LINE.finditer(source)]
    properties, lines = _front_matter(lines)
    scan = _Scan(lines, is_markdown, any(len(line.text) > SOFT_WRAPPED for line in lines), _marks(source))
    _scan_lines(scan)
    words = frozenset(_WORD.findall(source.lower()))
    blocks = [
        block
        for draft in scan.drafts
        if (block := draft if isinstance(draft, Block) else _finish(draft, scan.notes, words)) is not None
    ]
    return tuple(_outer_breaks_dropped(blocks)), properties


def _front_matter(lines: list[_Line]) -> tuple[tuple[tuple[str, str], ...], list[_Line]]:
    """`key: value` lines between two rules at the very start; anything else there is text."""
    if not lines or lines[0].text.strip("\ufeff \t") != "---":
        return (), lines
    properties: list[tuple[str, str]] = []
    for i, line in enumerate(lines[1:FRONT_MATTER_LINES], start=1):
        if line.text.rstrip() in ("---", "..."):
            return tuple(properties), lines[i + 1 :]
        match = _FRONT_LINE.match(line.text)
        if match and match[2]:
            properties.append((match[1].strip().lower(), match[2].strip().strip("'\"")))
        elif not match and line.text.strip() and not line.text.startswith((" ", "\t", "-", "#")):
            break
    return (), lines


def _marks(source: str) -> dict[str, str]:
    """Label of each Markdown footnote -> the mark it gets; labels that are words are counted through."""
    labels = list(dict.fromkeys(_NOTE_MARK.findall(source)))
    taken = {label for label in labels if label.isdecimal()}
    free = (str(n) for n in range(1, len(labels) + len(taken) + 1) if str(n) not in taken)
    return {
        label: label if label.isdecimal() or (len(label) == 1 and label.isalpha()) else next(free)
        for label in labels
    }


def _scan_lines(scan: _Scan) -> None:
    blanks = i = 0
    while i < len(scan.lines):
        line = scan.lines[i]
        if line.is_blank:
            scan.open, scan.counted = None, []
            blanks += 1
            if blanks == PAGE_BREAK_BLANKS or (line.ends_page and blanks < PAGE_BREAK_BLANKS):
                _break_page(scan)
            i += 1
            continue
        blanks = 0
        i = _take(scan, i)
        if line.ends_page:
            _break_page(scan)


def _break_page(scan: _Scan) -> None:
    scan.open, scan.bullets = None, []
    last = scan.drafts[-1] if scan.drafts else None
    if not isinstance(last, Block) or last.kind is not BlockKind.PAGE_BREAK:
        scan.drafts.append(Block(BlockKind.PAGE_BREAK, ""))


def _take(scan: _Scan, i: int) -> int:
    """Read the block or continuation at line `i`; returns the line after it."""
    line = scan.lines[i]
    if _FENCE.match(line.text):
        return _take_fenced(scan, i)
    if quoted := _QUOTE.match(line.text):
        line = _Line(line.text[quoted.end() :], line.start + quoted.end())
        if line.is_blank:
            scan.open = None
            return i + 1
    if _is_underline(scan, line):
        return i + 1
    if _RULE.fullmatch(line.text.strip()):
        scan.open = None
        return i + 1
    if _is_table(scan, i):
        return _take_table(scan, i)
    _take_line(scan, line)
    return i + 1


def _take_line(scan: _Scan, line: _Line) -> None:
    if heading := _HEADING.match(line.text):
        _start(scan, _Draft(BlockKind.HEADING, [line], heading.end(), len(heading[1])))
        scan.open, scan.bullets = None, []
    elif note := _NOTE.match(line.text):
        mark = scan.notes.get(note[1], note[1])
        _start(scan, _Draft(BlockKind.FOOTNOTE, [line], note.end(), number=mark))
    elif scan.open is not None and not _starts_block(scan, scan.open, line):
        scan.open.lines.append(line)
    else:
        _start_plain(scan, line)


def _starts_block(scan: _Scan, draft: _Draft, line: _Line) -> bool:
    """Whether a line directly below another begins a block of its own."""
    if _BULLET.match(line.text) or _RAISED_START.match(line.text):
        return True
    above = draft.lines[-1].text.rstrip()
    if draft.kind is BlockKind.FOOTNOTE and line.indent:
        return False
    if enumerator := _ENUMERATOR.match(line.text):
        return (
            scan.keeps_lines
            or above.endswith((".", ";", ":", ",", "?", "!"))
            or line.indent > draft.indent
            or any(_goes_on(value, _value(enumerator)) for value in scan.counted)
        )
    first = line.text.lstrip()[0]
    return (
        scan.keeps_lines
        and not first.islower()
        and not above.endswith(("-", ","))
        and line.indent <= draft.indent
    )


def _value(enumerator: re.Match[str]) -> str:
    return enumerator[0].strip(" \t().")


def _goes_on(before: str, value: str) -> bool:
    """True for the number or letter that comes next: 'b' after 'a', '1.3' after '1.2', 'iv' after 'iii'."""
    start, _, last = before.rpartition(".")
    if last.isdecimal():
        return value == f"{start}.{int(last) + 1}".removeprefix(".")
    following = {chr(ord(last) + 1)} if len(last) == 1 else set()
    if last in _ROMAN:
        following.add(_ROMAN[_ROMAN.index(last) + 1])
    return value in following


def _count(scan: _Scan, value: str) -> None:
    """Keep `value` as the last of its list; lists inside the one it goes on with are over."""
    depth = next((at for at, last in enumerate(scan.counted) if _goes_on(last, value)), len(scan.counted))
    scan.counted = [*scan.counted[:depth], value][-DEEPEST_LIST:]


def _start_plain(scan: _Scan, line: _Line) -> None:
    if bullet := _BULLET.match(line.text):
        while scan.bullets and scan.bullets[-1] >= line.indent:
            scan.bullets.pop()
        scan.bullets.append(line.indent)
        level = len(scan.bullets) - 1
        _start(scan, _Draft(BlockKind.LIST_ITEM, [line], bullet.end(), level, indent=line.indent))
        return
    if line.indent == 0:
        scan.bullets = []
    if raised := _RAISED_START.match(line.text):
        _start(scan, _Draft(BlockKind.FOOTNOTE, [line], raised.end(), number=lower_mark(raised[1])))
        return
    enumerator = _ENUMERATOR.match(line.text)
    if enumerator:
        _count(scan, _value(enumerator))
    level = line.indent // 2 if enumerator else 0
    _start(scan, _Draft(BlockKind.PARAGRAPH, [line], level=level, indent=line.indent))


def _start(scan: _Scan, draft: _Draft) -> None:
    scan.open = draft
    scan.drafts.append(draft)


def _is_underline(scan: _Scan, line: _Line) -> bool:
    """A row of = (in Markdown also of -) under a single line makes that line a heading."""
    draft, marks = scan.open, line.text.strip()
    if draft is None or draft.kind is not BlockKind.PARAGRAPH or len(draft.lines) != 1 or len(marks) < 3:
        return False
    level = {"=": 1, "-": 2 if scan.is_markdown else 0}.get(marks[0], 0)
    if not level or set(marks) != {marks[0]}:
        return False
    draft.kind, draft.level, scan.open = BlockKind.HEADING, level, None
    return True


def _take_fenced(scan: _Scan, i: int) -> int:
    """Lines between fences, each a paragraph as it stands; a fence that never closes is dropped."""
    scan.open = None
    fence = _FENCE.match(scan.lines[i].text)
    assert fence is not None
    closing = next(
        (j for j in range(i + 1, len(scan.lines)) if scan.lines[j].text.strip().startswith(fence[1])), None
    )
    if closing is None:
        return i + 1
    for line in scan.lines[i + 1 : closing]:
        if not line.is_blank:
            scan.drafts.append(_Draft(BlockKind.PARAGRAPH, [line]))
    return closing + 1


def _is_table(scan: _Scan, i: int) -> bool:
    if "|" not in scan.lines[i].text or i + 1 >= len(scan.lines):
        return False
    return _DIVIDER.match(scan.lines[i + 1].text) is not None


def _take_table(scan: _Scan, i: int) -> int:
    scan.open, first = None, i
    while i < len(scan.lines) and "|" in scan.lines[i].text:
        if i != first + 1:
            _take_row(scan, scan.lines[i], is_header=i == first)
        i += 1
    return i


def _take_row(scan: _Scan, line: _Line, is_header: bool) -> None:
    inner = line.text.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    cells = tuple(compose(read_inline(cell, scan.notes)).text for cell in _CELL_END.split(inner))
    if any(cells):
        span = (line.start, line.start + len(line.text))
        row = Block(
            BlockKind.TABLE_ROW, " | ".join(cells).strip(), cells=cells, is_header=is_header, source_span=span
        )
        scan.drafts.append(row)


def _finish(draft: _Draft, notes: dict[str, str], words: frozenset[str]) -> Block | None:
    first, last = draft.lines[0], draft.lines[-1]
    body = [first.text[draft.skip :], *(line.text for line in draft.lines[1:])]
    if draft.kind is BlockKind.HEADING:
        body[0] = re.sub(r"(?:^|\s)#+\s*$", "", body[0])
    inline = compose(read_inline(_joined(body, words), notes))
    if not inline.text:
        return None
    span = (first.start + draft.skip, last.start + len(last.text.rstrip()))
    return Block(
        draft.kind,
        inline.text,
        draft.level,
        draft.number,
        bold=inline.bold,
        italic=inline.italic,
        source_span=span,
    )


def _joined(lines: list[str], words: frozenset[str]) -> str:
    """The lines in one; a word broken at a line end whole, its hyphen out where it is none of the word's."""
    pieces: list[str] = []
    for line in lines:
        above = pieces[-1].rstrip() if pieces else ""
        is_broken = above.endswith("-") and above[-2:-1].isalpha() and line.lstrip()[:1].islower()
        if not is_broken or line.split()[0] in SUSPENDING:
            pieces += ["\n", line] if pieces else [line]
            continue
        first, second = _bare(above[:-1].split()[-1]), _bare(line.split()[0])
        pieces[-1] = above[:-1] if breaks_word(first, second, words) else above
        pieces.append(line.lstrip())
    return "".join(pieces)


def _bare(word: str) -> str:
    return word.strip(",.;:?!()\"'“”‘’«»").lower()


def _outer_breaks_dropped(blocks: list[Block]) -> Iterator[Block]:
    """Page breaks stand between text, one at a time."""
    pending: Block | None = None
    started = False
    for block in blocks:
        if block.kind is BlockKind.PAGE_BREAK:
            pending = block
            continue
        if pending is not None and started:
            yield pending
        pending, started = None, True
        yield block
