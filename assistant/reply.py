"""What the assistant says: sentences made of quotations, labels and connectives, each pinned to a place.

An `Answer` is unchecked and no code path shows one; `verify` turns it into a `VerifiedAnswer` or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.schemas import AbstentionReason, Mode, PartRole, SentenceKind, Verdict, WarningCode
from index.retrieve import Collection, StoredPassage
from ingest.documents import Span, Speaker
from ingest.locator import Locator


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage chosen to answer from, with its standing among the candidates."""

    key: str
    passage: StoredPassage
    relevance: float
    named: bool = False
    """The question names the place it stands at."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Exactly one span of one version of one document: `quote == text_of_record[span]`."""

    number: int
    passage: StoredPassage
    locator: Locator
    """As precise as the quotation allows: of the footnote where the quotation is a footnote."""
    span: Span
    quote: str
    speakers: tuple[Speaker, ...] = ()
    """Who says it as the document reports: several together, or none where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence and what vouches for it."""

    text: str
    role: PartRole
    citation: int | None = None
    """Number of the citation; a quote has one, a label one or none, a connective none."""
    code: str | None = None
    """Of a connective: its code in the catalogue of words."""
    slots: tuple[tuple[str, str], ...] = ()
    """Of a connective: what fills its slots; the gate allows catalogue values, counts and locators only."""


@dataclass(frozen=True, slots=True)
class Sentence:
    parts: tuple[Part, ...]
    kind: SentenceKind

    @property
    def citations(self) -> tuple[int, ...]:
        """Numbers cited, in order of first use."""
        return tuple(dict.fromkeys(p.citation for p in self.parts if p.citation is not None))


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning shown beside the answer; its words come from the catalogue."""

    code: WarningCode
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Unchecked: no code path shows it to a reader."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    sentence: Sentence
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """What passed the gate, renumbered: every citation is used by a sentence."""

    sentences: tuple[CheckedSentence, ...]
    citations: tuple[Citation, ...]
    answerability: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Abstention:
    reason: AbstentionReason
    sentences: tuple[CheckedSentence, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    answerability: float


@dataclass(frozen=True, slots=True)
class Notice:
    """A reply to a turn that is not a question about the documents, or not one that can be read."""

    sentences: tuple[CheckedSentence, ...]
    language: str
    """Of the sentences; for a question in a language that we do not answer in, that language."""


@dataclass(frozen=True, slots=True)
class Clarification:
    sentences: tuple[CheckedSentence, ...]
    question: str
    options: tuple[tuple[str, str], ...]
    """(label, question to ask instead)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """All that the API and the interface ever see."""

    id: str
    outcome: VerifiedAnswer | Abstention | Notice | Clarification
    standalone_question: str
    language: str
    mode: Mode
    generation: str
    collection: Collection
    warnings: tuple[Caution, ...]
    follow_ups: tuple[str, ...] = ()
    model: str | None = None
