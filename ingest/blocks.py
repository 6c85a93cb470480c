"""What a reader hands on: the file as a sequence of blocks, before structure is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    """A definition the format itself marks as such (DOCX footnotes part, Markdown [^1]:, small print under
    the rule of a PDF page). `number` carries its mark."""
    PAGE_BREAK = "page_break"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a block's text and where it is printed."""

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like piece of a file, in reading order.

    `text` is NFC, one line, markup removed, spaces collapsed; footnote marks stand as Unicode superscripts
    (¹²³, letters as ᵃᵇ) directly after the word or punctuation they follow in the source.
    """

    kind: BlockKind
    text: str
    level: int = 0
    """Heading depth (1 = outermost) or list nesting (0 = outermost); a hint, not the truth."""
    number: str = ""
    """Enumerator the format supplies outside the text (DOCX numbering, footnote number)."""
    cells: tuple[str, ...] = ()
    """Of a table row: its cells. `text` is the cells joined by ' | '."""
    is_header: bool = False
    """A table row that is the table's header."""
    bold: tuple[tuple[int, int], ...] = ()
    """Ranges of `text` printed in bold."""
    italic: tuple[tuple[int, int], ...] = ()
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    places: tuple[Place, ...] = ()
    """Of a text that goes on over a page end or in the next column: each stretch of it. `page` and `box` are
    those of the first."""
    source_span: tuple[int, int] | None = None
    """Half-open code-point range in the decoded source, for text formats."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read: its blocks and what the reader noticed."""

    blocks: tuple[Block, ...]
    reader: str
    """Name and revision: 'markdown/1'. Raise the revision when the same file would read differently."""
    sha256: str
    """Of the bytes of the file."""
    properties: tuple[tuple[str, str], ...] = ()
    """What the format itself states: title, language, created (DOCX core properties, HTML head, PDF info).
    Hints only: PDF and DOCX properties are often stale."""
    warnings: tuple[str, ...] = ()
