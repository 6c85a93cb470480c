"""What reading a file produces: the text of record, its structure, and where each word stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.locator import Locator


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in a document's text of record."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span is non-empty and starts at 0 or later, not {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The words this span covers; raises ValueError when it reaches beyond the text."""
        if self.end > len(text):
            raise ValueError(f"span {self.start}..{self.end} reaches beyond a text of {len(text)} characters")
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Kind(StrEnum):
    TREATY = "treaty"
    ACTION_PLAN = "action_plan"
    PROGRESS_REPORT = "progress_report"
    MEETING_REPORT = "meeting_report"
    STATEMENT = "statement"
    LEGISLATION = "legislation"
    OTHER = "other"


class Status(StrEnum):
    ADOPTED = "adopted"
    DRAFT = "draft"
    INFORMAL = "informal"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself, or the sidecar beside it; None where neither says it.

    Dates are ISO 8601: a day, a month (2010-06), a year, or an interval (2010-06-07/2010-06-09).
    """

    title: str
    kind: Kind
    status: Status
    language: str
    """ISO 639-1 code of the language the text is written in."""
    symbol: str | None = None
    event_date: str | None = None
    """When the meeting took place, the treaty was adopted, the Act assented to."""
    document_date: str | None = None
    """The date the document bears."""
    as_of: str | None = None
    """The day its figures are of, where the document states one for the whole."""
    meeting: str | None = None
    source_url: str | None = None


class UnitKind(StrEnum):
    TITLE = "title"
    COVER = "cover"
    HEADING = "heading"
    PREAMBLE = "preamble"
    PARAGRAPH = "paragraph"
    POINT = "point"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Unit:
    """One structural element of a document, in reading order.

    Units do not overlap: the span of a paragraph ends where its first point starts; `parent` (an index into
    `Document.units`, always smaller than the unit's own) tells what encloses it.
    """

    kind: UnitKind
    locator: Locator
    span: Span
    heading: tuple[str, ...] = ()
    """Headings above it, outermost first, as printed (number included)."""
    parent: int | None = None
    footnotes: tuple[str, ...] = ()
    """Numbers or letters of the footnotes marked inside this unit, in order."""
    page: int | None = None
    """Page of the source file (1-based) where it starts, if the file has pages."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text of record and where it came from in the source file."""

    span: Span
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    """Left, bottom, right, top in PDF points."""
    source_span: tuple[int, int] | None = None
    """Half-open range of code points in the decoded source text, for text formats."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it, as the source tells. An unnamed speaker has an ordinal and no name."""

    name: str | None
    """As printed: 'the Netherlands', 'Ambassador Yong'."""
    ordinal: int | None = None
    """Of an unnamed speaker: the how-manieth of this description in the document, from 1. Two of them are
    never taken for the same and never for a State, whatever the text betrays."""
    role: str | None = None
    """As printed: 'Friend of the President on ...'; of an unnamed one its description, 'affected State'."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of the text and one speaker who, as the document reports, said it.

    Of words said by several together there is one speech each, over the same span.
    """

    span: Span
    speaker: Speaker
    named: Span
    """The words that name the speaker: inside `span`, or elsewhere when a pronoun or nothing stands there."""


class NoteCode(StrEnum):
    """What a careful clerk writes in the margin."""

    COUNT_DIFFERS = "count_differs"
    FIGURES_DIFFER = "figures_differ"
    NEAR_DUPLICATE = "near_duplicate"
    SYMBOL_MISSING = "symbol_missing"
    DRAFT = "draft"
    INFORMAL = "informal"
    SPEAKER_NOT_NAMED = "speaker_not_named"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a document that a reader of a quotation ought to know; it never changes the text."""

    code: NoteCode
    span: Span | None = None
    """The words it is about; None: the document as a whole."""
    related: tuple[Span, ...] = ()
    """Other words of the document it compares them with: the list of a count, the other figure."""
    values: tuple[tuple[str, str], ...] = ()
    """What to say: (('stated', '6'), ('listed', '7'))."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text in one language. Every offset anywhere in the product points into `text`."""

    id: str
    version: str
    """First 12 hexadecimal digits of the SHA-256 of `text`."""
    text: str
    units: tuple[Unit, ...]
    metadata: Metadata
    source: str
    """Name of the file as ingested, relative to its source folder."""
    source_sha256: str
    reader: str
    """Name and revision of the reader: 'pdf/1'. A re-read by a newer reader is not a new edition."""
    segments: tuple[Segment, ...] = ()
    warnings: tuple[str, ...] = ()
    """Codes of what the reader noticed: 'encoding_guessed', 'hidden_text', ..."""
    speeches: tuple[Speech, ...] = ()
    """In reading order."""
    notes: tuple[Note, ...] = ()


class Role(StrEnum):
    FOOTNOTE = "footnote"
    LEAD_IN = "lead_in"
    TABLE_HEADER = "table_header"
    ANTECEDENT = "antecedent"


@dataclass(frozen=True, slots=True)
class Attached:
    """Text that belongs to a passage but stands elsewhere: a footnote, the lead-in of a list."""

    role: Role
    locator: Locator
    span: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable stretch of text, the unit that is indexed and found."""

    id: str
    document_id: str
    version: str
    locator: Locator
    ordinal: int
    """Position in the document, from 0."""
    heading: tuple[str, ...]
    body: Span
    attached: tuple[Attached, ...] = ()
    page: int | None = None
    speaker: Speaker | None = None
    """Of a passage that one speaker said from its first word to its last."""
    states: tuple[str, ...] = ()
    """ISO 3166 alpha-3 codes of the States printed by name in body and attached text."""

    def text(self, record: str) -> str:
        """Body, then each attached text on its own line, cut from the text of record."""
        return "\n".join([self.body.of(record), *(a.span.of(record) for a in self.attached)])
