"""Word documents to blocks: headings by style, numbers as printed, footnotes, tables, deletions left out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.blocks import Block, BlockKind, Reading
from ingest.clean import clean
from ingest.errors import UnreadableSourceError
from ingest.readers.archive import check_archive
from ingest.readers.enumerate import enumerate_as
from ingest.readers.notice import finish_reading
from ingest.readers.revisions import REVISIONS
from ingest.readers.runs import Run, compose
from ingest.readers.sniff import Format

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_HEADING_STYLE = re.compile(r"(?:heading|titre|título|titulo|überschrift)\s*(\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"title|titre|título", re.IGNORECASE)
_HIDDEN_SHARE = 0.2
_OFF = ("0", "false", "off", "none")
_NOTE_RELATIONS = ("footnotes", "endnotes")
_CHANGES = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list definition."""

    style: str
    pattern: str
    start: int


@dataclass(slots=True)
class _Style:
    """What a paragraph style says, its ancestors included."""

    name: str = ""
    outline: int | None = None
    num_id: str | None = None
    num_level: int | None = None
    bold: bool = False
    italic: bool = False
    hidden: bool = False


@dataclass(slots=True)
class _Word:
    """The document while it is read."""

    styles: dict[str, _Style]
    levels: dict[str, dict[int, _Level]]
    """Number id -> list level -> its definition."""
    lists: dict[str, str]
    """Number id -> abstract list, which all its number ids count through."""
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    """(footnote or endnote, id) -> mark, in the order of the references. Endnotes are counted on after the
    footnotes, in figures, so that every mark of a document is one of its own."""
    footnotes: int = 0
    """How many footnotes the text refers to."""
    custom: dict[tuple[str, str], str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    hidden_letters: int = 0
    carried: list[Run] = field(default_factory=list)
    """Runs of a paragraph whose end was deleted: they go on in the next."""


def read_docx(data: bytes, name: str) -> Reading:
    """The text of a Word document with its tracked changes accepted.

    Raises `archive_limits`, `xml_entities`, `encrypted` and `corrupt_docx`.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    checked = check_archive(data, name)
    try:
        document = docx.Document(io.BytesIO(checked))
        word = _Word(_styles(document), *_numbering(document))
        word.footnotes = _count_references(document.element.body, "footnote")
        blocks = [*_body(document.element.body, word)]
        blocks += _notes(document, word)
        properties = _properties(document)
        is_changed = next(document.element.body.iter(*_CHANGES), None) is not None
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        # python-docx lets a part that does not hold what its name says surface as any of these
        detail = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableSourceError("corrupt_docx", name, detail) from error
    shown = sum(map(len, word.heard))
    hidden = word.hidden_letters > _HIDDEN_SHARE * (word.hidden_letters + shown)
    warnings = [*(["hidden_text"] if hidden else []), *(["tracked_changes"] if is_changed else [])]
    return finish_reading(
        data, name, REVISIONS[Format.DOCX], tuple(blocks), properties, tuple(warnings), "\n".join(word.heard)
    )


def _body(container: Any, word: _Word) -> Iterator[Block]:
    """Blocks of the paragraphs and tables directly in `container`, content controls opened."""
    for child in container:
        if child.tag == f"{W}p":
            yield from _paragraph(child, word)
        elif child.tag == f"{W}tbl":
            yield from _table(child, word)
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            yield from _body(content, word) if content is not None else ()
        elif child.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
            yield from _body(child, word)


def _paragraph(paragraph: Any, word: _Word) -> Iterator[Block]:
    properties = paragraph.find(f"{W}pPr")
    style = word.styles.get(_value(properties, "pStyle") or "", word.styles.get("", _Style()))
    runs, word.carried = [*word.carried, *_runs(paragraph, word, style)], []
    if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
        word.carried = runs
        return
    number, level, is_bullet = _number(properties, style, word)
    parts = _split_pages(runs)
    for i, part in enumerate(parts):
        if i:
            yield Block(BlockKind.PAGE_BREAK, "")
        inline = compose(part)
        if inline.text:
            kind, depth = _kind(properties, style, level if number or is_bullet else None)
            yield Block(kind, inline.text, depth, number, bold=inline.bold, italic=inline.italic)
            number = ""
    for box in _text_boxes(paragraph):
        yield from _body(box, word)


_PAGE = Run("\x0c")


def _split_pages(runs: list[Run]) -> list[list[Run]]:
    parts: list[list[Run]] = [[]]
    for run in runs:
        if run == _PAGE:
            parts.append([])
        else:
            parts[-1].append(run)
    return parts


def _kind(properties: Any, style: _Style, level: int | None) -> tuple[BlockKind, int]:
    outline = _value(properties, "outlineLvl")
    depth = int(outline) if outline is not None and outline.isdecimal() else style.outline
    if depth is not None and depth < 9:
        return BlockKind.HEADING, depth + 1
    return (BlockKind.LIST_ITEM, level) if level is not None else (BlockKind.PARAGRAPH, 0)


def _runs(element: Any, word: _Word, style: _Style) -> Iterator[Run]:
    """Runs of a paragraph; what was deleted or moved away is not among them."""
    for child in element:
        tag = child.tag
        if tag == f"{W}r":
            yield from _run(child, word, style)
        elif tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            yield from _runs(content, word, style) if content is not None else ()
        elif tag in (
            f"{W}hyperlink", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}fldSimple", f"{W}customXml",
            f"{W}dir", f"{W}bdo",
        ):  # fmt: skip
            yield from _runs(child, word, style)


def _run(run: Any, word: _Word, style: _Style) -> Iterator[Run]:
    properties = run.find(f"{W}rPr")
    own = word.styles.get(_value(properties, "rStyle") or "", _Style())
    bold = _switch(properties, "b", style.bold or own.bold)
    italic = _switch(properties, "i", style.italic or own.italic)
    raised = _value(properties, "vertAlign") == "superscript" or (_half_points(properties) > 0)
    hidden = _switch(properties, "vanish", style.hidden or own.hidden)
    for child in run:
        if isinstance(child.tag, str) and child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            yield Run(_mark(child, run, word), bold, italic, raised=True)
            continue
        if child.tag == f"{W}br" and child.get(f"{W}type") == "page":
            yield _PAGE
            continue
        if child.tag == f"{W}r":  # a field or link nested as some programs write it
            yield from _run(child, word, style)
            continue
        if child.tag == f"{W}hyperlink":
            yield from _runs(child, word, style)
            continue
        text = _text(child)
        if text and hidden:
            word.hidden_letters += len(text)
        elif text:
            word.heard.append(text)
            yield Run(text, bold, italic, raised)


def _text(child: Any) -> str:
    match child.tag:
        case tag if tag == f"{W}t":
            return child.text or ""
        case tag if tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
            return " "
        case tag if tag == f"{W}noBreakHyphen":
            return "-"
        case tag if tag == f"{W}sym":
            return _symbol(child.get(f"{W}char", ""))
        case _:
            return ""


def _symbol(code: str) -> str:
    """A character of a symbol font; those keep theirs at F000 and above."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    value = value - 0xF000 if 0xF020 <= value <= 0xF07E else value
    return chr(value) if 0x20 <= value < 0xD800 else ""


def _mark(reference: Any, run: Any, word: _Word) -> str:
    kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
    key = (kind, reference.get(f"{W}id", ""))
    if reference.get(f"{W}customMarkFollows") not in (None, *_OFF):
        word.custom[key] = "".join(t.text or "" for t in run.iter(f"{W}t")).strip() or "*"
        return ""
    counted = sum(1 for other in word.notes if other[0] == kind)
    before = word.footnotes if kind == "endnote" else 0
    return word.notes.setdefault(key, str(before + counted + 1))


def _count_references(body: Any, kind: str) -> int:
    references = body.iter(f"{W}{kind}Reference")
    return len({r.get(f"{W}id") for r in references if r.get(f"{W}customMarkFollows") in (None, *_OFF)})


def _notes(document: Any, word: _Word) -> Iterator[Block]:
    """Definitions of the notes the text refers to, in the order of their marks."""
    parts: dict[str, Any] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in _NOTE_RELATIONS and not relation.is_external:
            parts[kind[:-1]] = _root(relation.target_part.blob)
    marks = word.notes | word.custom
    for (kind, note_id), mark in list(marks.items()):
        definition = None
        if kind in parts:
            definition = next((n for n in parts[kind] if n.get(f"{W}id") == note_id), None)
        if definition is None:
            continue
        runs: list[Run] = []
        for paragraph in definition.iter(f"{W}p"):
            runs += [*_runs(paragraph, word, _Style()), Run(" ")]
        inline = compose(run for run in runs if run != _PAGE)
        if inline.text:
            text = inline.text
            yield Block(BlockKind.FOOTNOTE, text, number=mark, bold=inline.bold, italic=inline.italic)


def _root(blob: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _table(table: Any, word: _Word) -> Iterator[Block]:
    """Its rows; a cell merged with those below it stands in each of their rows."""
    merged: dict[int, str] = {}
    rows = [
        row for row in table.iter(f"{W}tr") if row.getparent() is table or row.getparent().tag != f"{W}tbl"
    ]
    for i, row in enumerate(rows):
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        cells = _cells(row, word, merged)
        if any(cells):
            marked = row.find(f"{W}trPr/{W}tblHeader")
            is_header = marked is not None and marked.get(f"{W}val") not in _OFF
            yield Block(
                BlockKind.TABLE_ROW,
                " | ".join(cells).strip(),
                cells=cells,
                is_header=is_header or (i == 0 and len(rows) > 1 and _is_all_bold(row, word)),
            )


def _cells(row: Any, word: _Word, merged: dict[int, str]) -> tuple[str, ...]:
    """The texts of a row. `merged`: the text of the merged cell above in each column of the grid."""
    texts: list[str] = []
    column = 0
    for cell in row.iter(f"{W}tc"):
        if _row_of(cell) is not row:
            continue
        properties = cell.find(f"{W}tcPr")
        merge = properties.find(f"{W}vMerge") if properties is not None else None
        text = _cell(cell, word)
        if merge is None:
            merged.pop(column, None)
        elif merge.get(f"{W}val") == "restart":
            merged[column] = text
        else:
            text = text or merged.get(column, "")
        texts.append(text)
        span = _value(properties, "gridSpan")
        column += int(span) if span is not None and re.fullmatch(r"[0-9]{1,3}", span) else 1
    return tuple(texts)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{W}tr"), None)


def _cell(cell: Any, word: _Word) -> str:
    runs: list[Run] = []
    for paragraph in cell.iter(f"{W}p"):
        style = word.styles.get(_value(paragraph.find(f"{W}pPr"), "pStyle") or "", _Style())
        number, _, _ = _number(paragraph.find(f"{W}pPr"), style, word)
        runs += [Run(f"{number} " if number else ""), *_runs(paragraph, word, style), Run(" ")]
    return compose(run for run in runs if run != _PAGE).text


def _is_all_bold(row: Any, word: _Word) -> bool:
    runs = [run for run in row.iter(f"{W}r") if any((t.text or "").strip() for t in run.iter(f"{W}t"))]
    return bool(runs) and all(_switch(run.find(f"{W}rPr"), "b", False) for run in runs)


def _text_boxes(paragraph: Any) -> list[Any]:
    """Text boxes anchored in a paragraph; the fallback copy of each for old programs left out."""
    return [
        box
        for box in paragraph.iter(f"{W}txbxContent")
        if not any(above.tag == f"{MC}Fallback" for above in box.iterancestors())
    ]


def _number(properties: Any, style: _Style, word: _Word) -> tuple[str, int, bool]:
    """The number Word prints before the paragraph, its list level, and whether it is a bullet."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    num_id = _value(numbering, "numId") or style.num_id
    level_text = _value(numbering, "ilvl")
    level = int(level_text) if level_text is not None and level_text.isdecimal() else (style.num_level or 0)
    levels = word.levels.get(num_id or "")
    if not num_id or num_id == "0" or levels is None or level not in levels:
        return "", 0, False
    counters = word.counters.setdefault(word.lists[num_id], {})
    counters[level] = counters.get(level, levels[level].start - 1) + 1
    for deeper in [other for other in counters if other > level]:
        del counters[deeper]
    if levels[level].style in ("bullet", "none"):
        return "", level, levels[level].style == "bullet"
    return (
        re.sub(r"%(\d)", lambda m: _printed(int(m[1]) - 1, counters, levels), levels[level].pattern),
        level,
        False,
    )


def _printed(level: int, counters: dict[int, int], levels: dict[int, _Level]) -> str:
    if level not in levels:
        return ""
    return enumerate_as(levels[level].style, counters.get(level, levels[level].start))


def _numbering(document: Any) -> tuple[dict[str, dict[int, _Level]], dict[str, str]]:
    part = next(
        (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None
    )
    if part is None:
        return {}, {}
    root = _root(part.blob)
    abstract = {a.get(f"{W}abstractNumId"): a for a in root.iter(f"{W}abstractNum")}
    levels: dict[str, dict[int, _Level]] = {}
    lists: dict[str, str] = {}
    for number in root.iter(f"{W}num"):
        num_id, list_id = number.get(f"{W}numId", ""), _value(number, "abstractNumId") or ""
        definition = abstract.get(list_id)
        if definition is None:
            continue
        found = {int(level.get(f"{W}ilvl", "0")): _level(level) for level in definition.iter(f"{W}lvl")}
        for override in number.iter(f"{W}lvlOverride"):
            index = int(override.get(f"{W}ilvl", "0"))
            start = _value(override, "startOverride")
            if start is not None and index in found:
                found[index] = _Level(found[index].style, found[index].pattern, int(start))
                list_id = f"{list_id}/{num_id}"  # a list that starts anew counts by itself
        levels[num_id], lists[num_id] = found, list_id
    return levels, lists


def _level(level: Any) -> _Level:
    start = _value(level, "start")
    is_number = start is not None and start.isdecimal()
    return _Level(
        _value(level, "numFmt") or "decimal",
        _value(level, "lvlText") or "",
        int(start or 1) if is_number else 1,
    )


def _styles(document: Any) -> dict[str, _Style]:
    """Style id -> what it says, inherited values included; '' is the default paragraph style."""
    elements = {style.get(f"{W}styleId", ""): style for style in document.styles.element.iter(f"{W}style")}
    styles: dict[str, _Style] = {}
    for style_id, element in elements.items():
        chain = _ancestry(element, elements)
        resolved = _Style()
        for ancestor in reversed(chain):
            _apply(ancestor, resolved)
        styles[style_id] = resolved
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true"):
            styles[""] = resolved
    return styles


def _ancestry(element: Any, elements: dict[str, Any]) -> list[Any]:
    chain: list[Any] = []
    current: Any = element
    while current is not None and current not in chain and len(chain) < 20:
        chain.append(current)
        current = elements.get(_value(current, "basedOn") or "")
    return chain


def _apply(element: Any, style: _Style) -> None:
    style.name = _value(element, "name") or style.name
    properties, letters = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    style.bold, style.italic = _switch(letters, "b", style.bold), _switch(letters, "i", style.italic)
    style.hidden = _switch(letters, "vanish", style.hidden)
    outline = _value(properties, "outlineLvl")
    if outline is not None and outline.isdecimal():
        style.outline = int(outline)
    elif match := _HEADING_STYLE.match(style.name):
        style.outline = int(match[1]) - 1
    elif _TITLE_STYLE.fullmatch(style.name):
        style.outline = 0
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    if numbering is not None:
        style.num_id = _value(numbering, "numId") or style.num_id
        level = _value(numbering, "ilvl")
        style.num_level = int(level) if level is not None and level.isdecimal() else style.num_level


def _value(element: Any, child: str) -> str | None:
    found = element.find(f"{W}{child}") if element is not None else None
    value: str | None = found.get(f"{W}val") if found is not None else None
    return value


def _switch(properties: Any, name: str, inherited: bool) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return inherited if found is None else found.get(f"{W}val") not in _OFF


def _half_points(properties: Any) -> int:
    """How far the run is raised by hand; Word writes half points."""
    value = _value(properties, "position")
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,4}", value) else 0


def _properties(document: Any) -> tuple[tuple[str, str], ...]:
    core = document.core_properties
    found = {"title": core.title, "author": core.author, "language": core.language, "subject": core.subject}
    properties = [(key, clean(value).strip()) for key, value in found.items() if value and value.strip()]
    if core.created is not None:
        properties.append(("created", core.created.date().isoformat()))
    return tuple(properties)
