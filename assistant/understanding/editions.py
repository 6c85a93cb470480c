"""The same document in other languages, and the same place in it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.scope import home_editions
from index.relations import RelationKind
from index.retrieve import OpenGeneration, StoredDocument, StoredPassage
from ingest.documents import Kind
from ingest.locator import Locator

_COUNTED = ("unnumbered", "row")
"""Places that only we number: the fifth paragraph of a translation need not be the fifth of the original."""
_A_DAY = len("2008-05-30")


def edition(document: StoredDocument, language: str, generation: OpenGeneration) -> StoredDocument | None:
    """The document in that language: of the same symbol, or the same treaty; None where there is none.

    Two treaties are the same when each is the only one of its language that was adopted on that day.
    """
    own = generation.documents()
    translated = {
        relation.document_id
        for relation in generation.relations(document.id)
        if relation.kind is RelationKind.TRANSLATION
    }
    home = home_editions(generation)
    if document.id in {each.id for each in home}:
        translated |= {each.id for each in home}
    found = [each for each in own if each.id in translated and each.metadata.language == language]
    if not found and len(_adopted_with(document, document.metadata.language, own)) == 1:
        same_day = _adopted_with(document, language, own)
        found = list(same_day) if len(same_day) == 1 else []
    return found[0] if found else None


def _adopted_with(
    document: StoredDocument, language: str, documents: Sequence[StoredDocument]
) -> Sequence[StoredDocument]:
    """The treaties in the language that were adopted on the same day; none unless it is a treaty itself."""
    day = _adopted(document)
    if document.metadata.kind is not Kind.TREATY or len(day) != _A_DAY:
        return ()
    return [
        each
        for each in documents
        if each.metadata.kind is Kind.TREATY and each.metadata.language == language and _adopted(each) == day
    ]


def _adopted(document: StoredDocument) -> str:
    return document.metadata.event_date or document.metadata.document_date or ""


def same_place(locator: Locator, document: StoredDocument, generation: OpenGeneration) -> list[StoredPassage]:
    """The passages at the place, or the nearest around it, in the edition; none where only we number it."""
    steps = tuple(step for step in locator.steps if step[0] != "footnote")
    if any(level in _COUNTED for level, _ in steps):
        return []
    around = (
        generation.passages_at(document.id, Locator(steps[:depth])) for depth in range(len(steps), 0, -1)
    )
    return next((list(held) for held in around if held), [])
