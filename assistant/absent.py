"""Places that a question names and its document provably lacks: paragraph 81 of a text that ends with 80."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.question import Question
from assistant.scope import CLEARLY, document_scope, held_at, home_treaty
from index.retrieve import OpenGeneration, StoredDocument
from ingest.locator import Locator


@dataclass(frozen=True, slots=True)
class AbsentPlace:
    asked: Locator
    document: StoredDocument
    last: Locator
    """The last place of the same kind that the document has."""


def absent_place(question: Question, generation: OpenGeneration) -> AbsentPlace | None:
    """The first named place that no document has, where the structure of the document meant proves it.

    None when every place is there, or when it is not clear which document is meant.
    """
    for locator in question.locators:
        if any(held_at(document, locator, generation) for document in generation.documents()):
            continue
        document = _meant(locator, question, generation)
        last = _last_beside(locator, document, generation) if document else None
        if document and last:
            return AbsentPlace(locator, document, last)
    return None


def _meant(locator: Locator, question: Question, generation: OpenGeneration) -> StoredDocument | None:
    scope = document_scope(question, generation)
    best = max(scope, key=lambda document: scope[document], default=None)
    if best is not None and scope[best] >= CLEARLY:
        return generation.document(best)
    return home_treaty(generation, question.spoken) if locator.steps[0][0] == "article" else None


def _last_beside(locator: Locator, document: StoredDocument, generation: OpenGeneration) -> Locator | None:
    """The highest-numbered place of the same level with the same place around it, if below what was asked."""
    level, number = locator.steps[-1]
    around = () if level == "footnote" else locator.steps[:-1]  # footnotes run through the whole document
    places: dict[int, Locator] = {}
    for unit in generation.units(document.id):
        for at, step in enumerate(unit.locator.steps):
            if step[0] == level and step[1].isdigit() and unit.locator.steps[: len(around)] == around:
                places.setdefault(int(step[1]), Locator(unit.locator.steps[: at + 1]))
    if not places or not number.isdigit() or int(number) <= max(places):
        return None
    return places[max(places)]
