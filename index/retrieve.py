"""What finding produces: ranked hits; and what a generation offers to those who ask."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from index.relations import Relation
from ingest.documents import Metadata, Note, Passage, Speech, Unit
from ingest.locator import Locator


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as stored in a generation, with its words and its document's metadata at hand."""

    passage: Passage
    text: str
    """Body, then each attached text on its own line."""
    metadata: Metadata
    source: str
    """File name as ingested."""
    duplicate_of: str | None = None
    """Passage id of the equal passage of another document that stands for this one, if any."""
    alike: tuple[str, ...] = ()
    """Ids of passages of this or another document that say nearly the same in nearly the same words."""


class Scored(NamedTuple):
    """A passage found, not yet read: of hundreds that are found, fifty are shown."""

    passage: str
    """Its id."""
    score: float
    retriever: str
    """'dense', 'lexical', 'locator', 'cited' or 'fused'."""
    scores: tuple[tuple[str, float], ...] = ()
    """See `Hit.scores`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. Ranks are 1..n without gaps; scores compare only within one retriever."""

    passage: StoredPassage
    score: float
    rank: int
    retriever: str
    """'dense', 'lexical', 'locator' or 'fused'."""
    scores: tuple[tuple[str, float], ...] = ()
    """For a fused hit: the score each retriever gave it."""
    moved: tuple[tuple[str, float], ...] = ()
    """What ranked it anew, each with its factor: ('document', 1.6) for one of a document asked about."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document's entry in a generation."""

    id: str
    version: str
    """The current version."""
    versions: tuple[str, ...]
    """All versions whose text this generation still holds, newest first, the current one included."""
    metadata: Metadata
    source: str
    source_sha256: str
    passages: int
    characters: int
    ingested: str
    """UTC instant of the ingestion of the current version, ISO 8601."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """AND between fields, OR within; an empty field does not restrict. Values are already checked."""

    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """ISO 3166 alpha-3."""
    date_from: str | None = None
    date_to: str | None = None
    languages: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    """Ids; of the places that a conversation is about."""

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Collection:
    """What the generation holds, as told beside every answer."""

    documents: int
    passages: int
    newest: str | None
    """ISO date of the newest document."""
    updated: str
    """UTC instant of publication, ISO 8601."""
    sample: bool
    """True for the bundled example texts, which nobody may quote."""
    languages: tuple[str, ...] = field(default=())


class OpenGeneration(Protocol):
    """One published generation, opened read-only. Every answer reads one of these and nothing else."""

    @property
    def id(self) -> str: ...

    @property
    def collection(self) -> Collection: ...

    def documents(self) -> Sequence[StoredDocument]:
        """Current documents, by kind, then date, then title."""
        ...

    def document(self, document_id: str) -> StoredDocument:
        """Raises UnknownDocumentError."""
        ...

    def text(self, document_id: str, version: str | None = None) -> str:
        """Text of record; the current version when none is named. Raises UnknownDocumentError."""
        ...

    def units(self, document_id: str, version: str | None = None) -> Sequence[Unit]:
        """Structure of that version, for the reader page and the outline."""
        ...

    def speeches(self, document_id: str, version: str | None = None) -> Sequence[Speech]:
        """Who is reported to have said what, in reading order."""
        ...

    def notes(self, document_id: str, version: str | None = None) -> Sequence[Note]:
        """What a careful clerk remarks on that version."""
        ...

    def relations(self, document_id: str) -> Sequence[Relation]:
        """What the current version is to other documents of the collection, and its earlier editions."""
        ...

    def passage(self, passage_id: str) -> StoredPassage | None: ...

    def passages(self, document_id: str) -> Sequence[StoredPassage]:
        """All passages of the current version, in reading order."""
        ...

    def passages_at(self, document_id: str, locator: Locator) -> Sequence[StoredPassage]:
        """Passages at the locator or inside it, in reading order; empty when there is no such place."""
        ...

    def documents_with(self, locator: Locator) -> Sequence[StoredDocument]:
        """Current documents whose structure has the place or one inside it, in their usual order; in no other
        are there `passages_at` it."""
        ...

    def allowed(self, filters: Filters) -> Set[str] | None:
        """Ids of the passages that pass; None when the filters do not restrict."""
        ...

    def dense(self, query: str, limit: int, allowed: Set[str] | None = None) -> list[Scored]:
        """Nearest passages by cosine of the query embedding; several vectors of one passage collapse."""
        ...

    def lexical(self, query: str, limit: int, allowed: Set[str] | None = None) -> list[Scored]:
        """BM25 over stemmed words, numbers and symbols, best first."""
        ...

    def hits(self, found: Sequence[Scored]) -> list[Hit]:
        """The passages found, read, in this order and ranked by it."""
        ...

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        """For each word (analysed as the lexical engine does): the number of passages that hold it."""
        ...

    def words_beginning(self, beginning: str) -> Sequence[tuple[str, int]]:
        """(word as the lexical engine analyses it, passages that hold it) of all that begin so."""
        ...
