"""PDF files to blocks: lines to paragraphs, page furniture out, footnotes apart, unreadable text refused."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.blocks import Block, BlockKind, Place, Reading
from ingest.errors import UnreadableSourceError
from ingest.hyphens import breaks_word
from ingest.metadata import find_symbol
from ingest.readers.notice import as_footnote, finish_reading, without_start
from ingest.readers.pdf_chars import LINE_END_HYPHEN, Line, gather_lines, read_fragments, spaced
from ingest.readers.pdf_columns import SAME_PLACE, part_columns
from ingest.readers.pdf_damage import CONTROL, mend
from ingest.readers.pdf_tables import Row, gather_rows
from ingest.readers.plausible import FEW_ODD_WORDS, is_broken, misshapen_share
from ingest.readers.revisions import REVISIONS
from ingest.readers.runs import SUSPENDING, Run, compose
from ingest.readers.sniff import Format

MAX_PAGES = 5000
END_BYTES = 2048
"""Where the mark that ends every PDF file must stand."""
MARGIN = 0.09
"""Of the page height, at top and bottom: where running heads and page numbers are printed."""
LARGER = 1.08
"""Headings are set at least this large beside the body text, where size marks them."""
SMALLER = 0.92
"""Footnotes are set at most this large beside the body text."""
LOOSE = 1.3
"""A gap this many times the usual distance of two lines parts paragraphs."""
SPACED_OUT = 1.45
"""In font sizes: lines further apart are double-spaced, or each a paragraph of its own."""
HIDDEN_SHARE = 0.2
"""Above this share of letters that are not drawn a person should look at the file."""
USES = 0b111100
"""Bits of the permissions in ISO 32000-1, table 22: to print, to change, to copy text, to annotate."""
SCAN_COVER = 0.7
"""A picture over this share of a page is the page."""

_RULE = re.compile(r"[_\s—–-]{6,}")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page\s+)?\d{1,4}(?:\s*(?:/|of|de|sur)\s*\d{1,4})?[-–—\s]*|[ivxlc]{1,6}", re.IGNORECASE
)
_JOB_NUMBER = re.compile(
    r"\*[\w-]{5,12}\*|(?:[A-Z]{2,4}\.)?\d{2}-\d{5}(?:\s*\([A-Z]\))?(?:\s*\d{6})*(?:\s*\*[\w-]{5,12}\*)?"
)
_ENUMERATOR = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*\.|\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|[•–—●▪])\s*\S")
_NUMBERED_HEAD = re.compile(r"\W*[^\W\d]+\s+(?:\d+|[IVXLC]+|[A-Z]|premier)\W*", re.IGNORECASE)
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[a-z]|[*†‡]{1,3})\s")
_NOTE_NUMBER = re.compile(r"(\d{1,3})\.?\s+(?=\S)")
_MARKED = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
"""The numbers of marks: '3', and both of '3, 4'."""
_TERMINAL = (".", ";", ":", "?", "!", ".”", ".»", ";”", ",")
_WORD_PAIR = re.compile(rf"(\w+){LINE_END_HYPHEN}\s*(\w+)")


@dataclass(slots=True)
class _PageLines:
    """One page while it is taken apart."""

    number: int
    width: float
    height: float
    lines: list[Line]
    notes: list[Line] = field(default_factory=list)
    hidden_letters: int = 0
    """Of text that is not drawn, on a page that is no picture."""


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line]
    is_heading: bool = False
    row: Row | None = None
    is_header: bool = False


def read_pdf(data: bytes, name: str) -> Reading:
    """The document's text in reading order.

    Raises `encrypted`, `corrupt_pdf`, `too_large`, `no_text_layer` (pages that are pictures) and
    `unreadable_text_layer` (the letters are not those the pages show, or too badly recognised to quote).
    """
    pages, properties, covered, noticed = _open(data, name)
    warnings = (*_judge(pages, covered, name), *noticed)
    raw = "\n".join(line.text for page in pages for line in page.lines)
    wrong = mend([line for page in pages for line in page.lines])
    body_size = _usual([line.size for page in pages for line in page.lines for _ in line.text[::10]], 10.0)
    if wrong:
        are_headings = all(line.all("bold") or line.size > LARGER * body_size for line in wrong)
        warnings = (*warnings, "headings_unreadable" if are_headings else "partly_unreadable")
    _drop_furniture(pages)
    for page in pages:
        _split_notes(page, body_size)
    hyphens = _Hyphens.of(pages)
    blocks = tuple(_blocks(pages, body_size, hyphens))
    clean_raw = CONTROL.sub("", raw.replace(LINE_END_HYPHEN, "-"))
    return finish_reading(data, name, REVISIONS[Format.PDF], blocks, properties, warnings, clean_raw)


def _open(
    data: bytes, name: str
) -> tuple[list[_PageLines], tuple[tuple[str, str], ...], int, tuple[str, ...]]:
    """Lines of every page, the properties of the file, how many pages are pictures, and warnings."""
    import pypdfium2

    if b"%%EOF" not in data.rstrip(b"\x00\r\n\t ")[-END_BYTES:]:
        raise UnreadableSourceError("corrupt_pdf", name, "the file breaks off before its end")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "corrupt_pdf"
        raise UnreadableSourceError(code, name, str(error)) from error
    with document:
        if not 0 < len(document) <= MAX_PAGES:
            code = "too_large" if len(document) else "corrupt_pdf"
            raise UnreadableSourceError(code, name, f"{len(document)} pages")
        found = document.get_metadata_dict()
        properties = tuple((key.lower(), value) for key, value in found.items() if value)
        noticed = ("restricted_pdf",) if _is_restricted(document) else ()
        pages, covered = [], 0
        for number in range(len(document)):
            page, is_picture = _read_page(document, number, name)
            pages.append(page)
            covered += is_picture
    return pages, properties, covered, noticed


def _is_restricted(document: Any) -> bool:
    """True when anybody may open the file, but its author forbids some use of it."""
    from pypdfium2 import raw

    if raw.FPDF_GetSecurityHandlerRevision(document) < 0:  # not encrypted: nothing is forbidden
        return False
    return bool(raw.FPDF_GetDocUserPermissions(document) & USES != USES)


def _read_page(document: Any, number: int, name: str) -> tuple[_PageLines, bool]:
    import pypdfium2

    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise UnreadableSourceError("corrupt_pdf", name, f"page {number + 1} cannot be read") from error
    width, height = page.get_size()
    is_picture = any(
        _covers(image.get_bounds(), width * height) for image in page.get_objects([3], max_depth=2)
    )
    fragments = read_fragments(textpage)
    shown = [f for f in fragments if is_picture or not f.font.is_invisible]
    lines = part_columns(gather_lines(shown))
    for line in lines:
        line.page = number + 1
    textpage.close()
    page.close()
    hidden = sum(len(f.text) for f in fragments) - sum(len(f.text) for f in shown)
    return _PageLines(number + 1, width, height, lines, hidden_letters=hidden), is_picture


def _covers(bounds: tuple[float, float, float, float], area: float) -> bool:
    left, bottom, right, top = bounds
    return (right - left) * (top - bottom) > SCAN_COVER * area


def _judge(pages: list[_PageLines], covered: int, name: str) -> tuple[str, ...]:
    """Warnings about the text layer as a whole; raises where it cannot be quoted from."""
    texts = ["\n".join(line.text for line in page.lines) for page in pages]
    letters = sum(character.isalpha() for text in texts for character in text)
    if letters < 20 * len(pages) and (covered or letters == 0):
        raise UnreadableSourceError("no_text_layer", name, "the pages are pictures")
    whole = "\n".join(texts)
    is_scan = covered * 2 > len(pages)
    if is_scan and (is_broken(whole) or misshapen_share(whole) > FEW_ODD_WORDS):
        raise UnreadableSourceError("unreadable_text_layer", name, "the text of the scan is badly recognised")
    broken = sum(len(text) for text in texts if is_broken(text))
    if broken > 0.3 * len(whole) or is_broken(whole):
        raise UnreadableSourceError("unreadable_text_layer", name, "the letters are wrongly coded")
    hidden = sum(page.hidden_letters for page in pages)
    is_hiding = hidden > HIDDEN_SHARE * (hidden + len(whole))
    return (*(["recognised_text"] if is_scan else []), *(["hidden_text"] if is_hiding else []))


def _drop_furniture(pages: list[_PageLines]) -> None:
    """Running heads and feet, page numbers, job numbers and bar codes."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in page.lines if _in_margin(line, page)})
    repeated = {place for place, count in seen.items() if count >= max(2, 0.3 * (len(pages) - 1))}
    first_page = {_plain(line) for page in pages[:1] for line in page.lines}
    symbol = _symbol_line(pages[0]) if pages else None
    for page in pages:
        apart = {id(line) for line in _apart(page)} if page.number > 1 else set()
        page.lines = [
            line
            for line in page.lines
            if line is symbol
            or not (
                _is_furniture(line, page)
                or (_in_margin(line, page) and _place(line) in repeated)
                or (id(line) in apart and _plain(line) in first_page)
            )
        ]


def _symbol_line(page: _PageLines) -> Line | None:
    """The document's symbol at the top of its first page, which also runs at the head of the others."""
    top = (line for line in page.lines if _in_margin(line, page) and 2 * line.baseline > page.height)
    return next((line for line in top if find_symbol([_plain(line)])), None)


def _apart(page: _PageLines) -> Iterator[Line]:
    """The lines in the margins that a gap parts from the text: a title may also end a page."""
    by_height = sorted(page.lines, key=lambda line: -line.baseline)
    for lines in (by_height, by_height[::-1]):
        block: list[Line] = []
        for line in lines:
            if block and abs(block[-1].baseline - line.baseline) > LOOSE * 1.2 * line.size:
                yield from block
                block = []
            if not _in_margin(line, page):
                break
            block.append(line)


def _is_furniture(line: Line, page: _PageLines) -> bool:
    """Numbers of page and job, wherever they stand at the edge of a page."""
    text = line.text.strip()
    if _JOB_NUMBER.fullmatch(text) or "barcode" in line.fragments[0].font.name.lower():
        return True
    if not _in_margin(line, page):
        is_outermost = line is page.lines[0] or line is page.lines[-1]
        return is_outermost and bool(_PAGE_NUMBER.fullmatch(text)) and len(page.lines) > 1
    return all(_PAGE_NUMBER.fullmatch(piece) or _JOB_NUMBER.fullmatch(piece) for piece in text.split())


def _in_margin(line: Line, page: _PageLines) -> bool:
    return line.baseline > (1 - MARGIN) * page.height or line.baseline < MARGIN * page.height


def _place(line: Line) -> tuple[str, int]:
    """What is printed, digits aside, and at what height: the same on pages of one running head."""
    return re.sub(r"\d+", "#", _plain(line)), round(line.baseline / 3)


def _plain(line: Line) -> str:
    return " ".join(line.text.split())


def _split_notes(page: _PageLines, body_size: float) -> None:
    """Small print at the foot of the page, from its rule or its first mark on, is footnotes."""
    for i, line in enumerate(page.lines):
        below = page.lines[i + 1 :]
        if _RULE.fullmatch(line.text) and below and all(other.size < body_size * 1.02 for other in below):
            page.lines, page.notes = page.lines[:i], below
            _raise_numbers(page.lines, page.notes)
            return
    start = len(page.lines)
    while start > 0 and page.lines[start - 1].size <= SMALLER * body_size:
        start -= 1
    _raise_numbers(page.lines[:start], page.lines[start:])
    first = next((i for i in range(start, len(page.lines)) if page.lines[i].fragments[0].raised), None)
    if first is not None and first > 0:
        page.lines, page.notes = page.lines[:first], page.lines[first:]


def _raise_numbers(text: list[Line], notes: list[Line]) -> None:
    """Footnotes whose number stands on the line get it raised, if each number is that of a mark in the text.

    Rows of a small table that are numbered too are none: their numbers go on where the marks end.
    """
    if any(line.fragments[0].raised for line in notes):
        return
    marks = {int(n) for line in text for f in line.fragments[1:] if f.raised for n in _MARKED.findall(f.text)}
    found: list[Line] = []
    last = 0
    for line in notes:
        match = _NOTE_NUMBER.match(line.text)
        number = int(match[1]) if match else 0
        if number in marks and number > last:
            found.append(line)
            last = number
        elif found and number == last + 1:
            return
    for line in found:
        _raise_number(line)


def _raise_number(line: Line) -> None:
    first = line.fragments[0]
    number = re.match(r"\d{1,3}", first.text)
    if number is None:
        return
    rest = replace(first, text=first.text[number.end() :].lstrip(". "))
    mark = replace(first, text=number[0], raised=True)
    line.fragments[:1] = [mark, rest] if rest.text else [mark]


@dataclass(frozen=True, slots=True)
class _Hyphens:
    """Words of the document, to tell a word broken at a line end from one that has a hyphen of its own."""

    words: frozenset[str]

    @classmethod
    def of(cls, pages: list[_PageLines]) -> _Hyphens:
        text = " ".join(line.text for page in pages for line in (*page.lines, *page.notes))
        return cls(frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())))

    def join(self, match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        return f"{first}{'' if breaks_word(first, second, self.words) else '-'}{second}"


def _blocks(pages: list[_PageLines], body_size: float, hyphens: _Hyphens) -> Iterator[Block]:
    """Blocks of all pages; a paragraph that runs on over a page end is one block, before the page's notes."""
    heads = sorted(
        {line.size for page in pages for line in page.lines if line.size > LARGER * body_size}, reverse=True
    )
    levels = {size: level for level, size in enumerate(heads, start=1)}
    opened: _Paragraph | None = None
    waiting: list[Block] = []
    notes = _gather_notes(pages)
    for page in pages:
        for flow in _flows(page):
            paragraphs = [part for p in _paragraphs(flow, page, body_size) for part in _readable(p)]
            if opened is not None and paragraphs and _runs_on(opened, paragraphs[0], flow):
                (opened.row.cells[-1] if opened.row else opened.lines).extend(paragraphs.pop(0).lines)
            if paragraphs:
                if opened is not None:
                    yield _finish(opened, levels, hyphens)
                yield from waiting
                waiting = []
                for paragraph in paragraphs[:-1]:
                    yield _finish(paragraph, levels, hyphens)
                opened = paragraphs[-1]
        waiting += [as_note(_block(BlockKind.FOOTNOTE, lines, hyphens)) for lines in notes[page.number]]
        waiting += [Block(BlockKind.PAGE_BREAK, "", page=page.number)]
    if opened is not None:
        yield _finish(opened, levels, hyphens)
    yield from waiting[:-1]


def _flows(page: _PageLines) -> list[list[Line]]:
    """The lines of the page, or of each of its columns and of what stands above and below them."""
    return [[*lines] for _, lines in itertools.groupby(page.lines, key=lambda line: line.column)]


def _paragraphs(lines: list[Line], page: _PageLines, body_size: float) -> list[_Paragraph]:
    left = _usual([round(line.left) for line in lines], 0.0)
    right = max((line.right for line in lines), default=0.0)
    edge = right if lines and lines[0].column else max(right, page.width - left)
    leading = _leading(lines, body_size, left, edge)
    paragraphs: list[_Paragraph] = []
    above: Line | Row | None = None
    for line in gather_rows(lines):
        if isinstance(line, Row):
            is_header = not isinstance(above, Row) and line.is_bold
            paragraphs.append(_Paragraph(line.lines, row=line, is_header=is_header))
        elif not isinstance(above, Line) or _begins(line, above, leading, left, right):
            paragraphs.append(_Paragraph([line], _is_heading(line, body_size, left, right)))
        else:
            paragraphs[-1].lines.append(line)
        above = line
    return paragraphs


def _leading(lines: list[Line], body_size: float, left: float, right: float) -> float:
    """The distance of two lines of one paragraph.

    Where most paragraphs are one line long, the commonest distance is that of two paragraphs: the lines above
    such gaps do not reach the right edge.
    """
    pairs = [(a, a.baseline - b.baseline) for a, b in itertools.pairwise(lines) if a.baseline > b.baseline]
    near = [(line, round(gap, 1)) for line, gap in pairs if gap < 2.5 * body_size]
    leading = _usual([gap for _, gap in near], 1.2 * body_size)
    above = [line for line, gap in near if gap == leading]
    is_full = sum(line.right > right - (right - left) / 4 for line in above) >= len(above) / 2
    return leading if leading <= SPACED_OUT * body_size or is_full else 1.2 * body_size


def _readable(paragraph: _Paragraph) -> Iterator[_Paragraph]:
    """The paragraph, unless letters of it are wrong; of a heading the lines before them."""
    whole = list(itertools.takewhile(lambda line: line.is_readable, paragraph.lines))
    if len(whole) == len(paragraph.lines):
        yield paragraph
    elif whole and paragraph.is_heading:
        yield replace(paragraph, lines=whole)


def _begins(line: Line, above: Line, leading: float, left: float, right: float) -> bool:
    """Whether a line starts a paragraph rather than continuing the one above."""
    gap = above.baseline - line.baseline
    scale = max(line.size, above.size) / min(line.size, above.size)
    usual = max(leading, 1.2 * line.size if line.size == above.size else 0.0)  # larger type, wider lines
    if gap > LOOSE * usual or gap < 0.5 * line.size:
        return True
    if scale > 1.06 or line.all("bold") != above.all("bold"):
        return True
    if above.all("bold") and _NUMBERED_HEAD.fullmatch(_plain(above)):
        return True  # 'Article 12' or 'Annex I' above its title
    is_centred = _is_centred(line, left, right) and _is_centred(above, left, right)
    if is_centred and (line.all("italic") != above.all("italic") or _NUMBERED_HEAD.fullmatch(_plain(above))):
        return True
    ended = above.text.rstrip().endswith(_TERMINAL)
    if ended and (_ENUMERATOR.match(_plain(line)) or line.left > above.left + line.size):
        return True
    return ended and above.right < right - 8 * line.size and line.left <= left + 1


def _is_centred(line: Line, left: float, right: float) -> bool:
    before, after = line.left - left, right - line.right
    return before > 2 * line.size and abs(before - after) < 2.5 * line.size


def _is_heading(line: Line, body_size: float, left: float, right: float) -> bool:
    """Larger than the text, or bold, or a short centred line in capitals or italics."""
    text = _plain(line)
    if not any(character.isalpha() for character in text):
        return False
    if line.size > LARGER * body_size or line.all("bold"):
        return True
    return _is_centred(line, left, right) and (text.isupper() or line.all("italic")) and len(text) < 90


def _runs_on(opened: _Paragraph, first: _Paragraph, flow: list[Line]) -> bool:
    """Whether the first paragraph of a page or column goes on with the last before it, or its last cell."""
    if opened.is_heading or first.is_heading or first.row:
        return False
    before, after = opened.lines[-1], first.lines[0]
    if before.page == after.page and (before.column, after.column) != (1, 2):
        return False
    if opened.row:
        cell = opened.row.cells[-1]
        return bool(cell) and abs(cell[0].left - first.lines[0].left) <= SAME_PLACE
    text, line = _plain(opened.lines[-1]), first.lines[0]
    if _ENUMERATOR.match(_plain(line)):
        return False
    if not text.endswith(_TERMINAL) or text.endswith(","):
        return not text.endswith(",") or _plain(line)[:1].islower()
    left = min(other.left for other in flow)
    is_indented = line.left > left + line.size
    return not is_indented and len(opened.lines) > 1 and _plain(line)[:1].islower()


def _gather_notes(pages: list[_PageLines]) -> dict[int, list[list[Line]]]:
    """The lines of each footnote, by the page it begins on; one that goes on over a page end is one."""
    notes: dict[int, list[list[Line]]] = {}
    opened: list[Line] | None = None
    for page in pages:
        notes[page.number] = []
        left = min((line.left for line in page.notes), default=0.0)
        are_raised = any(line.fragments[0].raised for line in page.notes)
        for line in page.notes:
            if opened is None or _begins_note(line, left, are_raised):
                opened = []
                notes[page.number].append(opened)
            opened.append(line)
        if not page.notes:
            opened = None
    return notes


def _begins_note(line: Line, left: float, are_raised: bool) -> bool:
    """Where the numbers of a page are raised, one on the line belongs to the words: 'paragraphs 2 / to 4'."""
    if line.fragments[0].raised:
        return True
    mark = _NOTE_MARK.match(line.text)
    return mark is not None and line.left < left + 1 and not (are_raised and mark[0][0].isalnum())


def as_note(block: Block) -> Block:
    """A footnote without its mark, which goes into `number`, raised or not."""
    marked = as_footnote(replace(block, kind=BlockKind.PARAGRAPH))
    if marked.kind is BlockKind.FOOTNOTE:
        return marked
    match = re.match(r"(\d{1,3}|[a-z]|[*†‡]{1,3}) ?(?=\S)", block.text)
    if match is None or (match[1].isalpha() and block.text[1:2] != " "):
        return block
    return replace(without_start(block, match.end()), number=match[1])


def _finish(paragraph: _Paragraph, levels: dict[float, int], hyphens: _Hyphens) -> Block:
    if paragraph.row is not None:
        return _table_row(paragraph.row, paragraph.is_header, hyphens)
    if not paragraph.is_heading:
        return as_footnote(_block(BlockKind.PARAGRAPH, paragraph.lines, hyphens))
    level = levels.get(paragraph.lines[0].size, len(levels) + 1)
    return as_footnote(replace(_block(BlockKind.HEADING, paragraph.lines, hyphens), level=level))


def _block(kind: BlockKind, lines: list[Line], hyphens: _Hyphens) -> Block:
    inline = compose(_runs(lines, hyphens))
    stretches = _stretches(lines)
    return Block(
        kind,
        inline.text,
        bold=inline.bold,
        italic=inline.italic,
        page=lines[0].page,
        box=_box(stretches[0]),
        places=_places(inline.text, stretches, hyphens),
    )


def _stretches(lines: list[Line]) -> list[list[Line]]:
    """The lines of a paragraph, parted where it goes on at the top of another page or column."""
    stretches = [lines[:1]]
    for above, line in itertools.pairwise(lines):
        if line.page != above.page or line.baseline > above.baseline + line.size:
            stretches.append([])
        stretches[-1].append(line)
    return stretches


def _places(text: str, stretches: list[list[Line]], hyphens: _Hyphens) -> tuple[Place, ...]:
    """Where each stretch of a text is printed; none for a text that stands in one place.

    A stretch is the rest of the text from its first line on, so its words by themselves tell where it begins.
    """
    if len(stretches) == 1:
        return ()
    starts = [0]
    for at in range(1, len(stretches)):
        rest = compose(_runs([line for lines in stretches[at:] for line in lines], hyphens)).text
        starts.append(max(len(text) - len(rest), starts[-1]))
    return tuple(
        Place(start, end, lines[0].page, _box(lines))
        for start, end, lines in zip(starts, [*starts[1:], len(text)], stretches, strict=True)
        if start < end
    )


def _table_row(row: Row, is_header: bool, hyphens: _Hyphens) -> Block:
    cells = tuple(compose(_runs(lines, hyphens)).text for lines in row.cells)
    text = " | ".join(cells).strip()
    page = row.lines[0].page
    here = [line for line in row.lines if line.page == page]
    stretches = [here, *_stretches([line for line in row.lines if line.page != page])]
    return Block(
        BlockKind.TABLE_ROW,
        text,
        cells=cells,
        is_header=is_header,
        page=page,
        box=_box(here),
        places=_places(text, [stretch for stretch in stretches if stretch], hyphens),
    )


def _runs(lines: list[Line], hyphens: _Hyphens) -> list[Run]:
    """Typography of the lines joined to one, words broken at line ends made whole."""
    runs: list[Run] = []
    for line in lines:
        runs += [
            Run(text, f.font.bold, f.font.italic, f.raised)
            for f, text in zip(line.fragments, spaced(line.fragments), strict=True)
        ]
        runs.append(Run(" "))
    joined: list[Run] = []
    for i, run in enumerate(runs):
        text = run.text.rstrip()
        if (
            text.endswith((LINE_END_HYPHEN, "-"))
            and len(text) > 1
            and i + 2 < len(runs)
            and runs[i + 1].text == " "
            and runs[i + 2].text.split(" ", 1)[0] not in SUSPENDING
        ):
            joined.append(_replaced(run, _before_hyphen(text, runs[i + 2].text, hyphens)))
            runs[i + 1] = Run("")
        else:
            joined.append(_replaced(run, run.text.replace(LINE_END_HYPHEN, "-")))
    return joined


def _before_hyphen(text: str, following: str, hyphens: _Hyphens) -> str:
    """The end of a line with the hyphen the document itself gives the word, or without."""
    first = re.search(r"(?<!\w)(\w++)\W$", text)
    second = re.match(r"\s*(\w+)", following)
    if first is None or second is None:
        return text.replace(LINE_END_HYPHEN, "-")
    match = _WORD_PAIR.match(f"{first[1]}{LINE_END_HYPHEN}{second[1]}")
    whole = hyphens.join(match) if match else ""
    hyphen = "-" if "-" in whole else ""
    return text[:-1].replace(LINE_END_HYPHEN, "-") + hyphen


def _replaced(run: Run, text: str) -> Run:
    return Run(CONTROL.sub("", text), run.bold, run.italic, run.raised)


def _box(lines: list[Line]) -> tuple[float, float, float, float]:
    boxes = [line.box for line in lines]
    return (
        round(min(box[0] for box in boxes), 1),
        round(min(box[1] for box in boxes), 1),
        round(max(box[2] for box in boxes), 1),
        round(max(box[3] for box in boxes), 1),
    )


def _usual(values: list[float], otherwise: float) -> float:
    """The most frequent value."""
    return statistics.mode(values) if values else otherwise
