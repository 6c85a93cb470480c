"""Write the Word, HTML and PDF sample documents from their sources: `python -m ingest.sample.generate`.

The same source always gives the same bytes. A source is plain text: a head of `key: value` lines, then
headings (`#`), cover lines (`>`), paragraphs, points (a line that starts with `(a)`), tables (`|`) and
footnotes (`[^1]`).
"""

from __future__ import annotations

import html
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.sample import collection

SOURCES = Path(__file__).parent / "sources"
AUTHOR = "Sample collection of the treaty assistant"
CREATED = "2026-01-01T00:00:00Z"  # fixed: a date of the day would change the bytes


class Shape(StrEnum):
    HEADING = "heading"
    COVER = "cover"
    PARAGRAPH = "paragraph"
    POINT = "point"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a source. `rows` is filled for tables only, its first row being the header."""

    shape: Shape
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    head: dict[str, str]
    pieces: tuple[Piece, ...]
    footnotes: dict[str, str]
    """Number -> text, in the order in which they are numbered."""


def read_source(path: Path) -> Source:
    """The parsed source; ValueError when a footnote is marked and not defined, or the other way round."""
    head_text, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    head = dict(line.split(": ", 1) for line in head_text.splitlines())
    lines = [line for line in body.splitlines() if line.strip()]
    notes = [re.match(r"\[\^(\d+)\]: (.+)", line) for line in lines]
    footnotes = {note[1]: note[2] for note in notes if note}
    text = [line for line, note in zip(lines, notes, strict=True) if note is None]
    marks = re.findall(r"\[\^(\d+)\]", "\n".join(text))
    if marks != list(footnotes):
        raise ValueError(f"{path.name}: the footnotes marked are {marks}, those defined {list(footnotes)}")
    return Source(head, tuple(_pieces(text)), footnotes)


def _pieces(lines: list[str]) -> Iterator[Piece]:
    for is_table, group in groupby(lines, lambda line: line.startswith("|")):
        if is_table:
            rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in group]
            yield Piece(Shape.TABLE, rows=(rows[0], *rows[2:]))  # the second row is the rule
        else:
            yield from map(_piece, group)


def _piece(line: str) -> Piece:
    if heading := re.match(r"(#+) (.+)", line):
        return Piece(Shape.HEADING, heading[2], len(heading[1]))
    if line.startswith("> "):
        return Piece(Shape.COVER, line[2:])
    return Piece(Shape.POINT if re.match(r"\([a-z]+\) ", line) else Shape.PARAGRAPH, line)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text as ('plain' | 'bold' | 'note', words or footnote number)."""
    for part in re.split(r"(\*\*.+?\*\*|\[\^\d+\])", text):
        if part.startswith("**"):
            yield "bold", part[2:-2]
        elif part.startswith("[^"):
            yield "note", part[2:-1]
        elif part:
            yield "plain", part


# --- HTML ---------------------------------------------------------------------------------------------------


def write_html(source: Source) -> bytes:
    head = source.head
    notes = "\n".join(
        f'<li id="fn{number}">{_html_text(text)} <a href="#fnref{number}" role="doc-backlink">↩</a></li>'
        for number, text in source.footnotes.items()
    )
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{head["language"]}">',
        f'<head>\n<meta charset="utf-8">\n<title>{html.escape(head["title"], quote=False)}</title>',
        f'<meta name="author" content="{AUTHOR}">\n</head>',
        "<body>",
        *map(_html_piece, source.pieces),
        notes and f'<section class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n{notes}\n</ol>\n</section>',
        "</body>\n</html>",
    ]
    return ("\n".join(filter(None, parts)) + "\n").encode()


def _html_piece(piece: Piece) -> str:
    match piece.shape:
        case Shape.HEADING:
            return f"<h{piece.level}>{_html_text(piece.text)}</h{piece.level}>"
        case Shape.COVER:
            return f'<p class="cover">{_html_text(piece.text)}</p>'
        case Shape.POINT:
            return f'<p class="point">{_html_text(piece.text)}</p>'
        case Shape.PARAGRAPH:
            return f"<p>{_html_text(piece.text)}</p>"
        case Shape.TABLE:
            header, *rows = piece.rows
            return "\n".join(
                ["<table>", _html_row(header, "th"), *(_html_row(row, "td") for row in rows), "</table>"]
            )


def _html_row(cells: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{_html_text(cell)}</{tag}>" for cell in cells) + "</tr>"


def _html_text(text: str) -> str:
    def render(kind: str, words: str) -> str:
        if kind == "note":
            return f'<sup id="fnref{words}"><a href="#fn{words}" role="doc-noteref">{words}</a></sup>'
        return f"<b>{html.escape(words)}</b>" if kind == "bold" else html.escape(words, quote=False)

    return "".join(render(*run) for run in _runs(text))


# --- Word ---------------------------------------------------------------------------------------------------

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = {  # id: (name, paragraph properties, run properties)
    "Normal": ("Normal", '<w:spacing w:after="120"/>', '<w:sz w:val="22"/>'),
    "Title": ("Title", '<w:spacing w:after="240"/>', '<w:b/><w:sz w:val="36"/>'),
    "Subtitle": ("Subtitle", '<w:spacing w:after="120"/>', '<w:i/><w:sz w:val="22"/>'),
    "Heading1": ("heading 1", '<w:keepNext/><w:outlineLvl w:val="0"/>', '<w:b/><w:sz w:val="28"/>'),
    "Heading2": ("heading 2", '<w:keepNext/><w:outlineLvl w:val="1"/>', "<w:b/><w:i/>"),
    "ListParagraph": ("List Paragraph", '<w:ind w:left="567"/>', ""),
    "FootnoteText": ("footnote text", "", '<w:sz w:val="18"/>'),
}
HEADINGS = {1: "Title", 2: "Heading1", 3: "Heading2"}
SUPERSCRIPT = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'


def write_docx(source: Source) -> bytes:
    """A Word file with a real footnotes part. Stored, not compressed: zlib builds differ in their output."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (f"{OFFICE}/officeDocument", "word/document.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core_properties(source.head),
        "word/_rels/document.xml.rels": _relationships(
            (f"{OFFICE}/styles", "styles.xml"), (f"{OFFICE}/footnotes", "footnotes.xml")
        ),
        "word/document.xml": _word_document(source),
        "word/footnotes.xml": _word_footnotes(source.footnotes),
        "word/styles.xml": _word_styles(source.head["language"]),
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), XML + xml)
    return file.getvalue()


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{MAIN}.document.main+xml",
        "/word/styles.xml": f"{MAIN}.styles+xml",
        "/word/footnotes.xml": f"{MAIN}.footnotes+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
        + "</Types>"
    )


def _relationships(*targets: tuple[str, str]) -> str:
    rows = (
        f'<Relationship Id="rId{n}" Type="{t}" Target="{part}"/>' for n, (t, part) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _core_properties(head: dict[str, str]) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{html.escape(head['title'])}</dc:title><dc:subject>{html.escape(head['subject'])}</dc:subject>"
        f"<dc:creator>{AUTHOR}</dc:creator><dc:language>{head['language']}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{CREATED}</dcterms:created></cp:coreProperties>'
    )


def _word_styles(language: str) -> str:
    def style(key: str) -> str:
        name, paragraph, run = STYLES[key]
        default = ' w:default="1"' if key == "Normal" else ""
        based = "" if key == "Normal" else '<w:basedOn w:val="Normal"/>'
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{based}'
            f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )

    return (
        f'<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="{language}"/></w:rPr>'
        f"</w:rPrDefault></w:docDefaults>{''.join(map(style, STYLES))}"
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>'
    )


def _word_document(source: Source) -> str:
    margins = " ".join(f'w:{side}="1418"' for side in ("top", "right", "bottom", "left"))
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins}/></w:sectPr>'
    body = "".join(map(_word_piece, source.pieces))
    return f"<w:document {WORD}><w:body>{body}{page}</w:body></w:document>"


def _word_piece(piece: Piece) -> str:
    match piece.shape:
        case Shape.HEADING:
            return _word_paragraph(piece.text, HEADINGS[piece.level])
        case Shape.COVER:
            return _word_paragraph(piece.text, "Subtitle")
        case Shape.POINT:
            return _word_paragraph(piece.text, "ListParagraph")
        case Shape.PARAGRAPH:
            return _word_paragraph(piece.text, "Normal")
        case Shape.TABLE:
            return _word_table(piece.rows)


def _word_paragraph(text: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_word_runs(text)}</w:p>'


def _word_runs(text: str) -> str:
    def render(kind: str, words: str) -> str:
        if kind == "note":
            return f'<w:r>{SUPERSCRIPT}<w:footnoteReference w:id="{words}"/></w:r>'
        bold = "<w:rPr><w:b/></w:rPr>" if kind == "bold" else ""
        return f'<w:r>{bold}<w:t xml:space="preserve">{html.escape(words, quote=False)}</w:t></w:r>'

    return "".join(render(*run) for run in _runs(text))


def _word_table(rows: tuple[tuple[str, ...], ...]) -> str:
    def row(cells: tuple[str, ...], properties: str) -> str:
        inner = "".join(f"<w:tc>{_word_paragraph(cell, 'Normal')}</w:tc>" for cell in cells)
        return f"<w:tr>{properties}{inner}</w:tr>"

    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
    grid = "<w:gridCol/>" * len(rows[0])
    header = row(tuple(f"**{cell}**" for cell in rows[0]), "<w:trPr><w:tblHeader/></w:trPr>")
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{header}{''.join(row(cells, '') for cells in rows[1:])}</w:tbl>{_word_paragraph('', 'Normal')}"
    )


def _word_footnotes(footnotes: dict[str, str]) -> str:
    mark = f"<w:r>{SUPERSCRIPT}<w:footnoteRef/></w:r>"
    style = '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{element}/></w:r></w:p></w:footnote>'
        for kind, number, element in (
            ("separator", -1, "separator"),
            ("continuationSeparator", 0, "continuationSeparator"),
        )
    )
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p>{style}{mark}{_word_runs(" " + text)}</w:p></w:footnote>'
        for number, text in footnotes.items()
    )
    return f"<w:footnotes {WORD}>{separators}{notes}</w:footnotes>"


# --- PDF ----------------------------------------------------------------------------------------------------

MARGIN = 72.0
GAP = 8.0
FONTS = {  # font, size, leading
    "title": ("Times-Bold", 16, 20),
    "h2": ("Times-Bold", 13, 17),
    "h3": ("Times-Bold", 11, 14),
    "cover": ("Times-Italic", 10.5, 14),
    "body": ("Times-Roman", 10.5, 14),
    "note": ("Times-Roman", 8, 10),
}


class _Pages:
    """Lays pieces out from top to bottom; footnotes gather at the foot of the page that marks them."""

    def __init__(self, source: Source, file: BytesIO) -> None:
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfgen.canvas import Canvas

        self.source = source
        self.width: float
        self.height: float
        self.width, self.height = A4
        self.canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=0, lang=source.head["language"])
        self.canvas.setTitle(source.head["title"])
        self.canvas.setSubject(source.head["subject"])
        self.canvas.setAuthor(AUTHOR)
        self.top = self.height - MARGIN
        self.notes: list[Any] = []

    @property
    def room(self) -> float:
        """Points left on the page above its footnotes."""
        foot = sum(map(self._height, self.notes))
        return self.top - MARGIN - (foot + 2 * GAP if self.notes else 0)

    def add(self, piece: Piece) -> None:
        flowable = self._flowable(piece)
        marked = [words for kind, words in _runs(piece.text) if kind == "note"]
        notes = [self._paragraph(f"[^{n}] {self.source.footnotes[n]}", "note") for n in marked]
        needed = self._height(flowable) + sum(map(self._height, notes)) + 3 * GAP
        if piece.shape is Shape.HEADING:
            needed += 40  # a heading keeps company with the lines below it
        if needed > self.room:
            if not notes and piece.shape is not Shape.HEADING:
                # as in printed reports, what marks no footnote may run over the page end
                first, *rest = flowable.split(self._width, self.room - GAP) or [flowable]
                if rest:
                    self._draw(first)
                    flowable = rest[0]
            self.end_page()
        self._draw(flowable)
        self.notes += notes

    def end_page(self) -> None:
        """Write head, foot and footnotes, and begin a page."""
        canvas = self.canvas
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(MARGIN, self.height - MARGIN / 2, self.source.head["running"])
        canvas.drawCentredString(self.width / 2, MARGIN / 2, str(canvas.getPageNumber()))
        bottom = MARGIN + sum(map(self._height, self.notes))
        if self.notes:
            canvas.line(MARGIN, bottom + GAP, MARGIN + 120, bottom + GAP)
        for note in self.notes:
            bottom -= self._height(note)
            note.drawOn(canvas, MARGIN, bottom)
        canvas.showPage()
        self.top, self.notes = self.height - MARGIN, []

    @property
    def _width(self) -> float:
        return self.width - 2 * MARGIN

    def _height(self, flowable: Any) -> float:
        return float(flowable.wrap(self._width, self.height)[1])

    def _draw(self, flowable: Any) -> None:
        self.top -= self._height(flowable)
        flowable.drawOn(self.canvas, MARGIN, self.top)
        self.top -= GAP

    def _paragraph(self, text: str, style: str, **options: Any) -> Any:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        font, size, leading = FONTS[style]
        look = ParagraphStyle(style, fontName=font, fontSize=size, leading=leading, **options)
        return Paragraph(_pdf_markup(text, size), look)

    def _flowable(self, piece: Piece) -> Any:
        match piece.shape:
            case Shape.HEADING:
                return self._paragraph(piece.text, {1: "title", 2: "h2", 3: "h3"}[piece.level])
            case Shape.COVER:
                return self._paragraph(piece.text, "cover")
            case Shape.POINT:
                return self._paragraph(piece.text, "body", leftIndent=24)
            case Shape.PARAGRAPH:
                return self._paragraph(piece.text, "body")
            case Shape.TABLE:
                raise ValueError("a table is written in Word and HTML form only")


def _pdf_markup(text: str, size: float) -> str:
    mark = f'<super rise="{size / 3:.1f}" size="{size * 0.6:.1f}">{{}}</super>'
    tags = {"plain": "{}", "bold": "<b>{}</b>", "note": mark}
    return "".join(tags[kind].format(html.escape(words, quote=False)) for kind, words in _runs(text))


def write_pdf(source: Source) -> bytes:
    file = BytesIO()
    pages = _Pages(source, file)
    for piece in source.pieces:
        pages.add(piece)
    pages.end_page()
    pages.canvas.save()
    return file.getvalue()


WRITERS: dict[str, Callable[[Source], bytes]] = {"docx": write_docx, "html": write_html, "pdf": write_pdf}


def generate(folder: Path) -> list[Path]:
    """Write every generated sample document into `folder`; returns the files written."""
    written = []
    for path in sorted(SOURCES.glob("*.md")):
        source = read_source(path)
        target = folder / f"{path.stem}.{source.head['format']}"
        target.write_bytes(WRITERS[source.head["format"]](source))
        written.append(target)
    return written


if __name__ == "__main__":
    for target in generate(Path(sys.argv[1]) if len(sys.argv) > 1 else collection()):
        sys.stdout.write(f"{target.name}\n")
