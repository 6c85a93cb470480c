"""Places that a question names and its document provably lacks: paragraph 81 of a text that ends with 80."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.understanding.scope import home_treaty, meant
from index.retrieve import OpenGeneration, StoredDocument
from ingest.locator import Locator


@dataclass(frozen=True, slots=True)
class AbsentPlace:
    asked: Locator
    document: StoredDocument
    last: Locator
    """The last place of the same kind that the document has."""


def absence(
    locator: Locator, scope: Mapping[str, float], language: str, generation: OpenGeneration
) -> AbsentPlace | None:
    """Of a place that the document meant has not: where the structure of it proves so.

    None when it is not clear which document is meant, or when its structure does not tell.
    """
    document = _meant(locator, scope, language, generation)
    last = _last_beside(locator, document, generation) if document else None
    return AbsentPlace(locator, document, last) if document and last else None


def _meant(
    locator: Locator, scope: Mapping[str, float], language: str, generation: OpenGeneration
) -> StoredDocument | None:
    if spoken_of := meant(scope):
        return generation.document(spoken_of)
    return home_treaty(generation, language) if locator.steps[0][0] == "article" else None


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
