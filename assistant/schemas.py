"""What goes over the wire, version 1. Fields are only ever added."""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from assistant.understanding.names import NameKind, Relation
from index.relations import RelationKind
from ingest.documents import NoteCode

MAX_QUESTION = 2_000
MAX_TURNS = 12
MAX_HISTORY = 24_000

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _is_in_the_calendar(value: str) -> str:
    year, month, day = (*(int(part) for part in value.split("-")), 1, 1)[:3]
    date(year, month, day)  # raises ValueError for the thirtieth of February
    return value


Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"), AfterValidator(_is_in_the_calendar)
]


def _refuse_blank(text: str) -> str:
    """Letters, digits, punctuation or symbols: spaces, controls and zero-width characters ask nothing."""
    if not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        raise PydanticCustomError("blank", "holds no visible character")
    return text


Question = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_QUESTION), AfterValidator(_refuse_blank)
]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"
    CLARIFY = "clarify"
    NOTICE = "notice"


class SentenceKind(StrEnum):
    QUOTE = "quote"
    WRITTEN = "written"
    CONNECTIVE = "connective"


class Verdict(StrEnum):
    VERBATIM = "verbatim"
    SUPPORTED = "supported"


class CheckVerdict(StrEnum):
    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"


class PartRole(StrEnum):
    QUOTE = "quote"
    LABEL = "label"
    CONNECTIVE = "connective"


class AbstentionReason(StrEnum):
    NOT_FOUND = "not_found"
    FALSE_PREMISE = "false_premise"
    NOT_NAMED = "not_named"
    OUT_OF_SCOPE = "out_of_scope"
    NO_MATCH_FOR_FILTERS = "no_match_for_filters"
    NO_INDEX = "no_index"


class WarningCode(StrEnum):
    """The most important first; a reply's warnings stand in this order."""

    SAMPLE_COLLECTION = "sample_collection"
    LOOK_ALIKE = "look_alike"
    """Another document passes for the one quoted."""
    COUNT_DIFFERS = "count_differs"
    FIGURES_DIFFER = "figures_differ"
    REPLACED = "replaced"
    CORRECTED = "corrected"
    AMENDED = "amended"
    FINAL_EXISTS = "final_exists"
    DRAFT_SOURCE = "draft_source"
    INFORMAL_SOURCE = "informal_source"
    ADDED_TO = "added_to"
    MODEL_UNAVAILABLE = "model_unavailable"
    FIRST_PASSAGE_TOO_LONG = "first_passage_too_long"


class Wants(StrEnum):
    """The kind of answer a question asks for."""

    NUMBER = "number"
    LIST = "list"
    PERSON = "person"
    DATE = "date"
    PLACE = "place"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    BRIEF = "brief"
    YES_NO = "yes_no"
    STATEMENT = "statement"


class Lean(StrEnum):
    """How a question leans on the conversation before it."""

    ALONE = "alone"
    JOINED = "joined"
    """It asks for more of the same: 'Which ones?'"""
    REPLACED = "replaced"
    """The same question of another State, body or place: 'And Albania?'"""
    REDATED = "redated"
    """The same question of another time: 'And in 2017?'"""
    REPEATED = "repeated"
    """The same question in another form: 'Shorter, please.'"""
    ELLIPTIC = "elliptic"
    """It names nothing that it is about: 'How many votes?' It may be about something else than the answer
    before."""


class Why(StrEnum):
    """Why a wording is searched for."""

    ASKED = "asked"
    PART = "part"
    ENGLISH = "english"
    OTHER_NAME = "other_name"


class CheckReason(StrEnum):
    NOT_IN_EVIDENCE = "not_in_evidence"
    """No statement of the evidence shares a word with it."""
    PART_OF_SENTENCE = "part_of_sentence"
    """Its words follow each other in the evidence, cut out of a sentence where it may not be cut."""
    EMPTY_CLAIM = "empty_claim"
    FIGURE_NOT_IN_EVIDENCE = "figure_not_in_evidence"
    NAME_NOT_IN_EVIDENCE = "name_not_in_evidence"
    NOT_ONE_STATEMENT = "not_one_statement"
    """It joins figures or names of several statements."""
    VALUES_EXCHANGED = "values_exchanged"
    """Figures or names stand in another order than in the statement."""
    NEGATION_CHANGED = "negation_changed"
    MODALITY_CHANGED = "modality_changed"
    CONDITION_CHANGED = "condition_changed"
    """A condition or exception was put in or left out."""
    ATTRIBUTION_CHANGED = "attribution_changed"
    """Who says it, or that somebody says it, was put in or left out."""
    QUANTITY_CHANGED = "quantity_changed"
    """'At least', 'some', 'all', 'only', 'draft' and the like."""
    WORDS_NOT_IN_EVIDENCE = "words_not_in_evidence"
    WORDS_LEFT_OUT = "words_left_out"
    """Words are missing where the meaning may change."""
    ORDER_CHANGED = "order_changed"


class Mode(StrEnum):
    AUTO = "auto"
    QUOTE = "quote"
    MODEL = "model"


class TurnCitation(Strict):
    document_id: Line
    locator: Annotated[str, StringConstraints(max_length=200)]


class Turn(Strict):
    role: Literal["user", "assistant"]
    content: Annotated[str, StringConstraints(max_length=MAX_HISTORY)]
    citations: Annotated[list[TurnCitation], Field(max_length=50)] = []


class FilterFields(Strict):
    """Several values of a field widen, different fields narrow. An unknown value is refused."""

    documents: Annotated[list[Line], Field(max_length=100)] = []
    """Document ids, as /v1/documents lists them."""
    kinds: Annotated[list[Line], Field(max_length=20)] = []
    """Kinds of document: treaty, action_plan, progress_report, meeting_report and so on."""
    meetings: Annotated[list[Line], Field(max_length=100)] = []
    """Meetings the documents belong to: a name, whole words of it, or a short name such as 2MSP or 1RC."""
    states: Annotated[list[Line], Field(max_length=200)] = []
    """States named in the passage: any name, or the three-letter code of ISO 3166."""
    date_from: Day | None = None
    """Only documents of this day or later, or of an event then: 2011-08-25, 2011-08 or 2011."""
    date_to: Day | None = None
    """Only documents of this day or earlier, or of an event then; not before date_from."""
    languages: Annotated[list[Line], Field(max_length=20)] = []
    """Languages the documents are written in, as ISO 639-1 codes."""

    @field_validator("date_to")
    @classmethod
    def _refuse_the_end_before_the_start(cls, end: str | None, others: ValidationInfo) -> str | None:
        start = others.data.get("date_from")
        if start and end and start[: len(end)] > end[: len(start)]:  # of partial dates what both say
            raise PydanticCustomError("from_after_to", "is earlier than date_from")
        return end


def _refuse_long_history(turns: list[Turn]) -> list[Turn]:
    if sum(len(turn.content) for turn in turns) > MAX_HISTORY:
        raise PydanticCustomError(
            "history_too_long",
            "the turns together have more than {max_length} characters",
            {"max_length": MAX_HISTORY},
        )
    return turns


History = Annotated[list[Turn], Field(max_length=MAX_TURNS), AfterValidator(_refuse_long_history)]


class WithHistory(Strict):
    history: History = []
    """The conversation so far, oldest turn first."""
    filters: FilterFields = FilterFields()
    """Which documents and passages are looked at; all where nothing is said."""


class AskRequest(WithHistory):
    question: Question
    """The question as it was typed."""
    language: Literal["auto", "en", "fr", "es"] = "auto"
    """Language of our own words; auto is that of the question."""
    mode: Annotated[Mode, Field(strict=False)] = Mode.AUTO
    """Answer in exact words (quote) or with a language model (model); auto takes a model if there is one."""
    stream: bool = False
    """Send events while the answer is made: step, sentence, reply, error."""
    debug: bool = False
    """Say in `understood` what was understood of the question."""


class SearchRequest(WithHistory):
    query: Question
    """What to search for: words or a question."""
    limit: Annotated[int, Field(ge=1, le=50)] = 50
    """At most this many passages."""
    max_chars: Annotated[int, Field(ge=1, le=200_000)] | None = None
    """Stop before the passages together have more characters than this; whole passages only."""
    explain: bool = False
    """Say in `understood` what was understood of the query."""


class CheckRequest(Strict):
    claim: Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION)]
    """What is said to stand in the evidence."""
    evidence: Annotated[
        list[Annotated[str, StringConstraints(max_length=MAX_HISTORY)]], Field(min_length=1, max_length=20)
    ]
    """The texts it is held against."""


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpeakerFields(Wire):
    name: str | None
    ordinal: int | None
    role: str | None


class AttachedFields(Wire):
    role: str
    locator: str
    start: int
    end: int


class CitationFields(Wire):
    """One exact place. `text_of_record[start:end] == quote`."""

    number: int
    document_id: str
    version: str
    source: str
    title: str
    symbol: str | None
    kind: str
    status: str
    date: str | None
    event_date: str | None
    as_of: str | None
    locator: str
    heading: list[str]
    speaker: SpeakerFields | None
    language: str
    citation: str
    quote: str
    start: int
    end: int
    page: int | None
    passage_id: str
    passage: str
    passage_start: int
    """Where the passage's body starts in the text of record; `passage` begins with it."""
    attached: list[AttachedFields]
    url: str
    reader_url: str
    source_url: str | None


class SearchResult(CitationFields):
    score: float
    scores: dict[str, float]
    moved: dict[str, float] = {}
    """What ranked it anew, each with its factor."""


class PartFields(Wire):
    text: str
    role: PartRole
    citation: int | None


class SentenceFields(Wire):
    text: str
    kind: SentenceKind
    verdict: Verdict
    citations: list[int]
    parts: list[PartFields]


class WarningFields(Wire):
    code: WarningCode
    message: str


class AbstentionFields(Wire):
    reason: AbstentionReason
    nearest: list[CitationFields]


class ClarifyOption(Wire):
    label: str
    question: str


class ClarifyFields(Wire):
    question: str
    options: list[ClarifyOption]


class CollectionFields(Wire):
    documents: int
    newest: str | None
    updated: str | None
    sample: bool


class SaidFields(Wire):
    """A line in plain words, in the language of the reply."""

    label: str
    text: str


class UnderstoodPlace(Wire):
    """A place the question names; offsets in `standalone_question`."""

    locator: str
    start: int
    end: int
    documents: list[str]
    """Ids of the documents that have it."""
    absent: bool
    """True when the structure of the document meant proves that it is not there."""


class UnderstoodName(Wire):
    """A State, body, meeting or symbol the question names."""

    kind: NameKind
    value: str
    """Alpha-3 code, abbreviation, '2MSP' or '1RC', the symbol."""
    start: int
    end: int


class UnderstoodTime(Wire):
    relation: Relation
    value: str
    """ISO 8601, or the short name of a meeting."""
    start: int
    end: int


class UnderstoodDocument(Wire):
    """A document the question speaks of."""

    document_id: str
    citation: str
    factor: float
    """What the scores of its passages are multiplied with."""
    words: list[str]
    """Words of the question that it is known by."""


class SearchedWording(Wire):
    text: str
    weight: float
    why: Why


class RankedPassage(Wire):
    """One of the first passages found, and what brought it there."""

    passage_id: str
    citation: str
    reader_url: str
    score: float
    scores: dict[str, float]
    moved: dict[str, float]


class UnderstoodFields(Wire):
    """What was understood of a question and how the passages were ranked."""

    said: list[SaidFields]
    standalone_question: str
    language: str
    lean: Lean
    wants: list[Wants]
    places: list[UnderstoodPlace]
    names: list[UnderstoodName]
    times: list[UnderstoodTime]
    documents: list[UnderstoodDocument]
    carried: list[TurnCitation]
    """Places that the answer before cited and that count here."""
    wordings: list[SearchedWording]
    results: list[RankedPassage]


class AskReply(Wire):
    id: str
    status: AnswerStatus
    answer: str
    """The sentences joined by a space, with [1] marks."""
    sentences: list[SentenceFields]
    citations: list[CitationFields]
    warnings: list[WarningFields]
    abstention: AbstentionFields | None
    clarify: ClarifyFields | None
    missing: list[str]
    follow_ups: list[str]
    standalone_question: str
    language: str
    answerability: float
    mode: Mode
    model: str | None
    generation: str
    collection: CollectionFields
    understood: UnderstoodFields | None = None
    """With `debug`."""


class SearchReply(Wire):
    results: list[SearchResult]
    generation: str
    collection: CollectionFields
    warnings: list[WarningFields]
    understood: UnderstoodFields | None = None
    """With `explain`."""


class CheckReply(Wire):
    verdict: CheckVerdict
    reasons: list[CheckReason]


class DocumentFields(Wire):
    document_id: str
    version: str
    versions: list[str]
    source: str
    title: str
    symbol: str | None
    kind: str
    status: str
    language: str
    date: str | None
    event_date: str | None
    as_of: str | None
    meeting: str | None
    passages: int
    characters: int
    ingested: str
    warnings: list[str]
    url: str
    reader_url: str
    source_url: str | None


class DocumentsReply(Wire):
    documents: list[DocumentFields]
    total: int
    next: str | None
    """Link to the next page, if any."""
    generation: str
    collection: CollectionFields
    warnings: list[WarningFields]


class OutlineEntry(Wire):
    locator: str
    title: str
    level: int
    start: int
    anchor: str


class PlaceFields(Wire):
    """A stretch of the text of record."""

    locator: str
    start: int
    end: int
    anchor: str
    """Where it stands in the reader page."""


class NoteFields(Wire):
    """A clerk's remark on a document."""

    code: NoteCode
    place: PlaceFields | None
    """The words it is about; null for the document as a whole."""
    related: list[PlaceFields]
    """Other words of the document it compares them with: the list of a count, the other figure."""
    values: dict[str, str]
    """Of count_differs `stated` and `listed`, of figures_differ `figure` and `other`."""


class RelationFields(Wire):
    """What this document is to another one of the collection."""

    kind: RelationKind
    document_id: str
    version: str | None
    """Of an earlier edition of this document: which."""
    citation: str
    url: str
    reader_url: str


class DocumentReply(DocumentFields):
    outline: list[OutlineEntry]
    notes: list[NoteFields] = []
    relations: list[RelationFields] = []
    generation: str


class TextReply(Wire):
    document_id: str
    version: str
    text: str
