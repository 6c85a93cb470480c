"""What may be asked next: of 'What does Article 5 say?' the Article 5 of the other treaties."""

from __future__ import annotations

from assistant.understanding.question import Question
from assistant.understanding.scope import held_at, holders, home_editions, meant, rest_of
from assistant.understanding.understand import understand
from index.retrieve import OpenGeneration, StoredDocument
from ingest.citation import cite
from ingest.documents import Kind
from ingest.locator import Locator
from prompts.words import say

MOST = 4


def offers(question: Question, generation: OpenGeneration) -> tuple[str, ...]:
    """Questions for the same place of each other treaty, where the question says of no treaty which it means.

    Empty for any question that asks for more than one place, or something of it.
    """
    if len(question.locators) != 1 or question.locators[0].level != "article":
        return ()
    if rest_of(question, (), generation) or meant(understand(question, generation).scope):
        return ()
    others = [
        each for each in holders(question.locators[0], generation) if _is_other(each, question, generation)
    ]
    return tuple(_ask_of(each, question) for each in others[:MOST])


def _is_other(document: StoredDocument, question: Question, generation: OpenGeneration) -> bool:
    data = document.metadata
    if data.kind is not Kind.TREATY or document.id in {d.id for d in home_editions(generation)}:
        return False
    return data.language == question.spoken and bool(held_at(document, question.locators[0], generation))


def _ask_of(document: StoredDocument, question: Question) -> str:
    slots = {
        "place": str(question.locators[0]),
        "document": cite(document.metadata, Locator(), question.language),
    }
    return say("connectives.offer_place", question.language, **slots)
