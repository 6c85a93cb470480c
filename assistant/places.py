"""Places a question names: looked up, never guessed; and the same places in other treaties and languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from assistant.prefer import merge
from assistant.question import Question
from assistant.scope import CLEARLY, held_at, holders, home_editions, home_treaty
from assistant.understand import Understood
from index.retrieve import Hit, OpenGeneration, StoredDocument
from ingest.documents import Kind

HOME = 0.3  # head start of the home treaty among documents that have the place asked for
WHOLE_PLACE = 3  # passages up to which a place that is asked for is read from its beginning
TWINS = 2  # passages of a treaty in the language of the question that are followed by the English ones


def look_up(
    question: Question, generation: OpenGeneration, scope: Mapping[str, float], allowed: Set[str] | None
) -> list[Hit]:
    """Passages at the places the question names, in the document it most speaks of that has them."""
    hits: list[Hit] = []
    home = home_treaty(generation, question.spoken)
    for locator in question.locators:
        standing = {
            document: scope[document.id] + HOME * (home is not None and document.id == home.id)
            for document in holders(locator, generation)
        }
        for own in sorted(set(standing.values()), reverse=True):
            asked = [document for document, rank in standing.items() if rank == own]
            found = [held for document in asked for held in held_at(document, locator, generation)]
            hits += [
                Hit(passage, 1.0, len(hits) + n, "locator", (("locator", 1.0),))
                for n, passage in enumerate(found, 1)
                if allowed is None or passage.passage.id in allowed
            ]
            if found:
                break
    return hits


def cited_before(question: Question, generation: OpenGeneration, allowed: Set[str] | None) -> list[Hit]:
    """Passages at the places the answer before cited, where the question asks for more of the same."""
    known = {document.id: document for document in generation.documents()}
    held = [
        stored
        for document, locator in question.grounds
        if document in known
        for stored in held_at(known[document], locator, generation)[:WHOLE_PLACE]
        if allowed is None or stored.passage.id in allowed
    ]
    each = {stored.passage.id: stored for stored in held}
    return [Hit(stored, 1.0, rank, "cited") for rank, stored in enumerate(each.values(), 1)]


def by_relevance(looked_up: Sequence[Hit], hits: Sequence[Hit], question: Question) -> Sequence[Hit]:
    """Of a place of many passages those that meet the rest of the question first; else in reading order.

    'When is the Article 7 report due?' asks for two of its paragraphs, 'What does Article 7 say?' for all.
    """
    if len(looked_up) <= WHOLE_PLACE or not any(len(asked.words) > 1 for asked in question.parts):
        return looked_up
    standing = {hit.passage.passage.id: hit.score for hit in hits}
    return sorted(looked_up, key=lambda hit: (-standing.get(hit.passage.passage.id, 0.0), hit.rank))


def is_asked_for(looked_up: Sequence[Hit], question: Question, scope: Mapping[str, float]) -> bool:
    """False when the place is a topic. 'Which States have duties under Article 4?' asks for no treaty text,
    nor does a question that clearly speaks of another document than those that have the place.
    """
    holders = {hit.passage.passage.document_id for hit in looked_up}
    rival = max((own for document, own in scope.items() if document not in holders), default=0.0)
    if rival >= CLEARLY and all(scope[document] < rival for document in holders):
        return False
    whole_articles = all(locator.level == "article" for locator in question.locators)
    return not (whole_articles and any(asked.of_states for asked in question.parts))


def elsewhere(
    looked_up: Sequence[Hit], understood: Understood, generation: OpenGeneration, allowed: Set[str] | None
) -> list[Hit]:
    """Where the question is nothing but a place, 'What does Article 5 say?': how the same place of each other
    treaty begins. None where the question says which document it means, or asks something of the place."""
    question = understood.question
    bare = not any(asked.words for asked in question.parts) and len(question.locators) == 1
    if not looked_up or not bare or understood.documents:
        return []
    known = {hit.passage.passage.document_id for hit in looked_up}
    known |= {edition.id for edition in home_editions(generation)}
    others = [d for d in holders(question.locators[0], generation) if d.id not in known]
    begins = [
        held_at(document, question.locators[0], generation)[0]
        for document in others
        if document.metadata.kind is Kind.TREATY and document.metadata.language == question.spoken
    ]
    return [
        Hit(stored, 1.0, rank, "elsewhere", (("elsewhere", 1.0),))
        for rank, stored in enumerate(begins, 1)
        if allowed is None or stored.passage.id in allowed
    ]


def beside_translations(
    hits: Sequence[Hit],
    home: Sequence[StoredDocument],
    question: Question,
    generation: OpenGeneration,
    allowed: Set[str] | None,
) -> list[Hit]:
    """For a question in another language than English: after the first passages of the home treaty in that
    language the same places in English, the language the meetings' documents quote it in."""
    english = next((edition for edition in home if edition.metadata.language == "en"), None)
    if question.spoken == "en" or english is None:
        return list(hits)
    spoken = {edition.id for edition in home if edition.metadata.language == question.spoken}
    placed: list[Hit] = []
    twins = 0
    for hit in hits:
        placed.append(hit)
        passage = hit.passage.passage
        if passage.document_id not in spoken or twins == TWINS:
            continue
        twins += 1
        same = generation.passages_at(english.id, passage.locator)[:1]
        placed += [
            replace(hit, passage=twin, retriever="translation", scores=(("translation", 1.0),))
            for twin in same
            if allowed is None or twin.passage.id in allowed
        ]
    return merge(placed, ())
