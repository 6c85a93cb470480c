"""Web pages to blocks: what a reader of the page sees, without its navigation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.blocks import Block, BlockKind, Reading
from ingest.clean import clean, drop_controls
from ingest.errors import UnreadableSourceError
from ingest.readers.decode import decode
from ingest.readers.enumerate import enumerate_as
from ingest.readers.notice import as_footnote, finish_reading
from ingest.readers.revisions import REVISIONS
from ingest.readers.runs import Run, compose
from ingest.readers.sniff import Format

if TYPE_CHECKING:
    from lxml.etree import _Element

SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "textarea",
        "svg",
        "math",
        "canvas",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "map",
        "dialog",
        "head",
        "rp",
        "rt",
    ]
)
"""Not the document: code, navigation, page furniture, boxes beside the text."""

KEPT_INSIDE = frozenset(("article", "main"))
"""A header inside one of these belongs to the text, not to the site."""

BLOCKS = frozenset(
    [
        "html",
        "body",
        "main",
        "article",
        "section",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "menu",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "center",
        "details",
        "summary",
        "hgroup",
        "address",
        "fieldset",
        "legend",
        "hr",
        "header",
        "footer",
        "aside",
    ]
)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
LISTS = frozenset(("ul", "ol", "menu", "dl"))
CELLS = frozenset(("td", "th"))
STRUCK = frozenset(("del", "s", "strike"))
BOLD = frozenset(("b", "strong"))
ITALIC = frozenset(("i", "em", "cite", "dfn", "var"))

HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:^|;)\s*opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:\.0*)?\s*(?:px|pt|em|rem|%)?\s*(?:;|$)|text-indent\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
RAISED_STYLE = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
HIDDEN_SHARE = 0.2
"""Above this share of hidden letters a person should look at the page: it may hide a message."""

CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
NOTE_PLACE = re.compile(r"(?:^|[^a-z])_?(?:fn|ftn|edn|note|footnote|endnote)", re.IGNORECASE)
"""Ids of footnotes as Word, Pandoc and MediaWiki write them: _ftn1, fn:1, cite_note-1, footnote-1."""
NOTE_MARK = re.compile(r"\s*+(?:[\[(]\s*+)?([0-9]{1,4}|[a-z]|[*†‡]{1,3})\s*+(?:[\])]\s*+)?$", re.IGNORECASE)
BACK_MARK = re.compile(r"[\s↩↑⤴^\ufe0e\ufe0f]*$")
HTML_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
PROPERTY_NAMES = {
    "author": "author",
    "date": "date",
    "dcterms.date": "date",
    "dc.date": "date",
    "dc.title": "title",
    "dcterms.title": "title",
    "article:published_time": "date",
}
MAX_SPAN = 1000
"""Of the rows a cell reaches over; browsers go a little further."""
MAX_DEPTH = 256
"""Of elements inside each other. No page written by people comes near; the parser stops there as well."""


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    italic: bool = False
    raised: bool = False


@dataclass(slots=True)
class _Page:
    """What has been read of the page so far."""

    notes: dict[str, str]
    layout: set[Any]
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    """Of the block being read."""
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    number: str = ""
    depth: int = 0
    """Lists inside each other."""
    is_flat: bool = False
    """Inside a cell or a footnote: paragraphs there are one line."""
    heard: list[str] = field(default_factory=list)
    """Every text as it stands in the page, before cleaning."""
    hidden_letters: int = 0
    is_changed: bool = False
    """Struck words were left out."""


def read_html(data: bytes, name: str) -> Reading:
    """Blocks of the page's own text.

    Raises `archive_limits` where elements nest deeper than people write them, and `too_large` where one text
    is longer than the parser takes in.
    """
    declared = CHARSET.search(data[:4096])
    decoded = decode(data, name, declared[1].decode("ascii") if declared else None)
    root = _parse(decoded.text, name)
    page = _Page(*_survey(root))
    _visit(root, page, _Style())
    _flush(page)
    warnings = list(decoded.warnings)
    shown = sum(map(len, page.heard))
    if page.hidden_letters > HIDDEN_SHARE * (page.hidden_letters + shown):
        warnings.append("hidden_text")
    if page.is_changed:
        warnings.append("tracked_changes")
    properties = (*_properties(root), ("encoding", decoded.encoding))
    raw = "\n".join((decoded.text, *page.heard))  # character references hide letters from the source
    return finish_reading(
        data, name, REVISIONS[Format.HTML], tuple(page.blocks), properties, tuple(warnings), raw
    )


def _parse(text: str, name: str) -> _Element:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=False)
    source = drop_controls(text).encode("utf-8", errors="replace")
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        _require_whole(parser.error_log, name)
        raise UnreadableSourceError("no_words", name, str(error)[:200]) from error
    _require_whole(parser.error_log, name)
    if root is None:
        raise UnreadableSourceError("no_words", name)
    return root


def _require_whole(log: Any, name: str) -> None:
    """Where a limit of the parser is reached it stops, and what follows is missing from the tree."""
    from lxml import etree

    reached = [entry.message for entry in log if entry.level == etree.ErrorLevels.FATAL]
    if any("depth" in message.lower() for message in reached):
        raise UnreadableSourceError("archive_limits", name, f"elements nested deeper than {MAX_DEPTH}")
    if reached:
        raise UnreadableSourceError("too_large", name, reached[0].strip()[:200])


def _survey(root: _Element) -> tuple[dict[str, str], set[Any]]:
    """Id of each footnote -> its mark, and the tables that only lay out the page.

    A link from a mark to a place is a reference; one from inside a place already linked to is the way back.
    """
    from lxml import etree

    notes: dict[str, str] = {}
    layout: set[Any] = set()
    tables: list[Any] = []
    inside = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):  # a comment
            continue
        if _ids(element) & notes.keys():
            inside += 1 if event == "start" else -1
        if element.tag == "table":
            if event == "end":
                tables.pop()
                continue
            if tables:
                layout.add(tables[-1])
            tables.append(element)
        elif event == "start" and tables and element.tag in HEADINGS:
            layout.add(tables[-1])
        elif event == "start" and element.tag == "a" and inside <= 0:
            _note_link(element, notes)
    return notes, layout


def _note_link(link: Any, notes: dict[str, str]) -> None:
    target = link.get("href", "")
    mark = NOTE_MARK.match("".join(link.itertext())[:20])
    if not target.startswith("#") or len(target) < 2 or mark is None:
        return
    raised = link.find("sup") is not None or (link.getparent() is not None and link.getparent().tag == "sup")
    if raised or link.get("role") == "doc-noteref" or NOTE_PLACE.search(target[1:]):
        notes.setdefault(target[1:], mark[1])


def _ids(element: Any) -> set[str]:
    return {value for value in (element.get("id"), element.get("name")) if value}


def _visit(element: Any, page: _Page, style: _Style) -> None:
    """Read one element. The parser's depth limit bounds the recursion."""
    tag = element.tag
    mark = next((page.notes[own] for own in _ids(element) if own in page.notes), None)
    if _is_hidden(element):
        page.hidden_letters += sum(len(text) for text in element.itertext())
        return
    if tag in STRUCK:
        page.is_changed = True
        return
    if tag in SKIPPED and mark is None and not _is_kept(element):
        return
    if mark is not None and page.kind is not BlockKind.FOOTNOTE:
        _visit_note(element, page, style, mark)
    elif tag == "table" and element not in page.layout:
        _visit_table(element, page)
    elif tag == "br":
        page.runs.append(Run(" "))
    elif tag == "a" and _is_way_back(element, page):
        return
    elif tag in BLOCKS:
        _visit_block(element, page, style)
    else:
        _visit_children(element, page, _styled(element, style, page))


def _visit_children(element: Any, page: _Page, style: _Style) -> None:
    _hear(element.text, page, style)
    for child in element:
        if isinstance(child.tag, str):  # else a comment
            _visit(child, page, style)
        _hear(child.tail, page, style)


def _hear(text: str | None, page: _Page, style: _Style) -> None:
    if text:
        page.heard.append(text)
        page.runs.append(Run(text, style.bold, style.italic, style.raised))


def _styled(element: Any, style: _Style, page: _Page) -> _Style:
    css = element.get("style", "")
    is_mark = element.tag == "a" and element.get("href", "#")[1:] in page.notes
    return _Style(
        style.bold or element.tag in BOLD or BOLD_STYLE.search(css) is not None,
        style.italic or element.tag in ITALIC or ITALIC_STYLE.search(css) is not None,
        style.raised or element.tag == "sup" or is_mark or RAISED_STYLE.search(css) is not None,
    )


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or HIDDEN_STYLE.search(element.get("style", "")) is not None


def _is_kept(element: Any) -> bool:
    """The header of an article holds its title; that of a site holds its menu."""
    return element.tag == "header" and any(above.tag in KEPT_INSIDE for above in element.iterancestors())


def _is_way_back(link: Any, page: _Page) -> bool:
    """The arrow, or the repeated mark, that leads from a footnote to its place in the text."""
    if page.kind is not BlockKind.FOOTNOTE or not link.get("href", "").startswith("#"):
        return False
    text = "".join(link.itertext())
    return BACK_MARK.match(text) is not None or NOTE_MARK.match(text) is not None


def _visit_block(element: Any, page: _Page, style: _Style) -> None:
    _flush(page)
    above = (page.kind, page.level, page.number, page.depth)
    is_opened = not page.is_flat and _open_block(element, page)
    _visit_children(element, page, _styled(element, style, page))
    _flush(page)
    if is_opened:
        page.kind, page.level, page.number, page.depth = above


def _open_block(element: Any, page: _Page) -> bool:
    """Whether the element says what kind of block its text is."""
    tag = element.tag
    if tag in HEADINGS:
        page.kind, page.level, page.number = BlockKind.HEADING, HEADINGS[tag], ""
    elif tag in LISTS:
        page.depth += 1
    elif tag in ("li", "dd"):
        page.kind, page.level, page.number = (
            BlockKind.LIST_ITEM,
            max(0, page.depth - 1),
            _item_number(element),
        )
    elif tag in ("td", "th", "dt"):
        page.kind, page.level, page.number = BlockKind.PARAGRAPH, 0, ""
    else:
        return False
    return True


def _item_number(item: Any) -> str:
    """What the browser prints before the item of a numbered list: '3.', 'b.', 'iv.'."""
    parent = item.getparent()
    if (
        parent is None
        or parent.tag != "ol"
        or "list-style-type:none" in parent.get("style", "").replace(" ", "")
    ):
        return ""
    first = _whole(parent.get("start"), 1)
    value = _whole(item.get("value"), first + sum(1 for above in item.itersiblings("li", preceding=True)))
    return f"{enumerate_as(HTML_STYLES.get(parent.get('type', '1'), 'decimal'), value)}."


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else otherwise


def _visit_note(element: Any, page: _Page, style: _Style, mark: str) -> None:
    """A footnote definition: the element itself, or the paragraph an anchor at its start stands in."""
    if element.tag not in BLOCKS:
        page.kind, page.number, page.level = BlockKind.FOOTNOTE, mark, 0
        if not _is_way_back(element, page):
            _visit_children(element, page, style)
        return
    _flush(page)
    above = (page.kind, page.level, page.number, page.is_flat)
    page.kind, page.level, page.number, page.is_flat = BlockKind.FOOTNOTE, 0, mark, True
    _visit_children(element, page, style)
    page.is_flat = False
    _flush(page)
    page.kind, page.level, page.number, page.is_flat = above


def _visit_table(table: Any, page: _Page) -> None:
    """Its rows; a cell that reaches down over several stands in each of them."""
    _flush(page)
    reaching: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr", "caption"):
        if row.tag == "caption":
            _visit_block(row, page, _Style())
            continue
        cells = [cell for cell in row if cell.tag in CELLS and not _is_hidden(cell)]
        texts = _placed([(_cell_text(cell, page), cell) for cell in cells], reaching)
        if any(texts):
            is_header = all(cell.tag == "th" for cell in cells)
            page.blocks.append(
                Block(BlockKind.TABLE_ROW, " | ".join(texts).strip(), cells=texts, is_header=is_header)
            )


def _placed(cells: list[tuple[str, Any]], reaching: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    """The texts of a row column by column. `reaching`: for how many rows more a text takes its column."""
    texts: list[str] = []
    taken = {column: text for column, (_, text) in reaching.items()}
    for column, (rows, text) in list(reaching.items()):
        if rows > 1:
            reaching[column] = (rows - 1, text)
        else:
            del reaching[column]
    for text, cell in cells:
        while len(texts) in taken:
            texts.append(taken[len(texts)])
        rows = _whole(cell.get("rowspan"), 1)
        if 1 < rows <= MAX_SPAN:
            reaching[len(texts)] = (rows - 1, text)
        texts.append(text)
    while cells and len(texts) in taken:
        texts.append(taken[len(texts)])
    return tuple(texts)


def _cell_text(cell: Any, page: _Page) -> str:
    inner = _Page(page.notes, page.layout, is_flat=True, heard=page.heard)
    _visit_children(cell, inner, _Style())
    page.hidden_letters += inner.hidden_letters
    page.is_changed = page.is_changed or inner.is_changed
    return compose(inner.runs).text


def _flush(page: _Page) -> None:
    """End the block being read; in a cell or a footnote only a space stands there."""
    if page.is_flat:
        page.runs.append(Run(" "))
        return
    inline = compose(page.runs)
    page.runs = []
    if not inline.text:
        return
    block = Block(page.kind, inline.text, page.level, page.number, bold=inline.bold, italic=inline.italic)
    page.blocks.append(as_footnote(block))
    if page.kind is BlockKind.LIST_ITEM:
        page.number = ""  # a second paragraph of the item is not numbered again


def _properties(root: _Element) -> tuple[tuple[str, str], ...]:
    """Title, language, author and date from the head; hints that people often forget to keep true."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = PROPERTY_NAMES.get((meta.get("name") or meta.get("property") or "").lower())
        if key and meta.get("content"):
            found.setdefault(key, clean(meta.get("content", "")).strip())
    title = root.find(".//title")
    if title is not None and (text := clean("".join(map(str, title.itertext()))).strip()):
        found["title"] = text
    if language := root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        found["language"] = language
    return tuple(found.items())
