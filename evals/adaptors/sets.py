"""What a retrieval set is to the measurement, whatever its format: texts cut into clauses, and questions."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.documents import Kind


@dataclass(frozen=True, slots=True)
class Clause:
    """What the set counts as one passage."""

    key: str
    """What the questions call it. Where a set gives two clauses one name, either answers."""
    text: str
    heading: tuple[str, ...] = ()
    """Headings above it, outermost first."""


@dataclass(frozen=True, slots=True)
class Text:
    """One document of a set."""

    name: str
    clauses: tuple[Clause, ...]
    title: str = ""
    """Empty where the set gives none: none is made up."""
    kind: Kind = Kind.OTHER


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    words: str
    gold: frozenset[str]
    """Keys of the clauses that answer it; empty for a question that no clause answers."""
    answers: tuple[str, ...] = ()
    """Spellings of the answer, where the set has them."""


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    texts: tuple[Text, ...]
    questions: tuple[Question, ...]
    left_out: int = 0
    """Questions that no clause answers: what is found for them cannot be right or wrong."""
    unanswerable: tuple[Question, ...] = ()
    """Those questions, where the set tells them from questions that were left out for another reason."""

    @property
    def clauses(self) -> list[Clause]:
        return [clause for text in self.texts for clause in text.clauses]
