"""Places a question names: looked up, never guessed; and the same places in other treaties and languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from assistant.finding.prefer import merge
from assistant.understanding.clauses import sets
from assistant.understanding.question import Question, Wants
from assistant.understanding.scope import (
    CLEARLY,
    held_at,
    holders,
    home_editions,
    home_treaty,
    meant,
    rest_of,
)
from assistant.understanding.understand import Understood
from index.retrieve import Hit, OpenGeneration, StoredDocument, StoredPassage
from ingest.documents import Kind
from ingest.locator import Locator

HOME = 0.3  # head start of the home treaty among documents that have the place asked for
WHOLE_PLACE = 3  # passages up to which a place that is asked for is read from its beginning
EQUALS = 10  # documents in which a place is looked up when none of those that have it is meant more
OPENINGS = 5  # first passages whose points are joined to them
CLAUSES = 6  # passages of the clause asked for
TWINS = 1  # passages of a treaty in the language of the question that are followed by the English ones

_A_SUBJECT = 2  # words beside the place from which on a part of it is asked for
_SINGLE = (Wants.NUMBER, Wants.DATE, Wants.PERSON, Wants.PLACE, Wants.YES_NO)


def look_up(
    question: Question, generation: OpenGeneration, scope: Mapping[str, float], allowed: Set[str] | None
) -> list[Hit]:
    """Passages at the places the question names, in the document it most speaks of that has them.

    Only what the filters let through counts. Of a place typed deeper than any there is, 'Article 2.1.b' of a
    treaty that does not number paragraphs, the nearest place around it is taken.
    """
    hits: list[Hit] = []
    for locator in question.locators:
        for depth in range(len(locator.steps), 0, -1):
            around = Locator(locator.steps[:depth])
            if found := _in_the_document_meant(around, question, generation, scope, allowed):
                hits += [
                    Hit(passage, 1.0, len(hits) + n, "locator", (("locator", 1.0),))
                    for n, passage in enumerate(found, 1)
                ]
                break
    return hits


def _in_the_document_meant(
    locator: Locator,
    question: Question,
    generation: OpenGeneration,
    scope: Mapping[str, float],
    allowed: Set[str] | None,
) -> list[StoredPassage]:
    home = home_treaty(generation, question.spoken)
    standing = {
        document: scope[document.id] + HOME * (home is not None and document.id == home.id)
        for document in holders(locator, generation)
    }
    for own in sorted(set(standing.values()), reverse=True):
        asked = [document for document, rank in standing.items() if rank == own][:EQUALS]
        held = [passage for document in asked for passage in held_at(document, locator, generation)]
        if found := [passage for passage in held if allowed is None or passage.passage.id in allowed]:
            return found
    return []


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


def clauses_of(understood: Understood, generation: OpenGeneration, allowed: Set[str] | None) -> list[Hit]:
    """Passages of the treaty or law meant that are the clause asked for, those that set the rule first."""
    asked = [clause for part in understood.question.parts for clause in part.clauses]
    fits = [
        (sets(asked, stored.text, stored.passage.heading), stored)
        for law in understood.laws
        for stored in generation.passages(law)
        if allowed is None or stored.passage.id in allowed
    ]
    first = sorted((fit for fit in fits if fit[0]), key=lambda fit: -fit[0])[:CLAUSES]
    return [Hit(stored, fit, rank, "clause") for rank, (fit, stored) in enumerate(first, 1)]


def by_relevance(
    looked_up: Sequence[Hit], hits: Sequence[Hit], question: Question, generation: OpenGeneration
) -> Sequence[Hit]:
    """Of a place of many passages those that meet the rest of the question first; else in reading order.

    'When is the Article 7 report due?' asks for two of its paragraphs, 'What does Article 7 say?' for all.
    """
    documents = {hit.passage.passage.document_id for hit in looked_up}
    if len(looked_up) <= WHOLE_PLACE or len(rest_of(question, documents, generation)) < _A_SUBJECT:
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
    """Where the question is nothing but a place, 'What does Article 9 say?': how the same place of each other
    treaty begins. None where the question says which document it means, or asks something of the place."""
    question = understood.question
    if not looked_up or len(question.locators) != 1 or meant(understood.scope):
        return []
    if rest_of(question, (), generation):
        return []
    known = {hit.passage.passage.document_id for hit in looked_up}
    known |= {edition.id for edition in home_editions(generation)}
    begins = [
        held[0]
        for document in holders(question.locators[0], generation)
        if document.id not in known
        and document.metadata.kind is Kind.TREATY
        and document.metadata.language == question.spoken
        and (held := held_at(document, question.locators[0], generation))
    ]
    return [
        Hit(stored, 1.0, rank, "elsewhere", (("elsewhere", 1.0),))
        for rank, stored in enumerate(begins, 1)
        if allowed is None or stored.passage.id in allowed
    ]


def with_points(
    hits: Sequence[Hit], question: Question, generation: OpenGeneration, allowed: Set[str] | None
) -> list[Hit]:
    """Where more than a single fact is asked: after one of the first passages that ends with a colon the
    points it introduces, so that a list that is found by its opening is found whole."""
    if all(asked.wants in _SINGLE for asked in question.parts):
        return list(hits)
    placed: list[Hit] = []
    for at, hit in enumerate(hits):
        placed.append(hit)
        opening = hit.passage.passage
        if at < OPENINGS and opening.locator.steps and hit.passage.text.rstrip().endswith(":"):
            placed += [
                replace(hit, passage=point, retriever="list", scores=(("list", 1.0),))
                for point in generation.passages_at(opening.document_id, opening.locator)
                if point.passage.id != opening.id and (allowed is None or point.passage.id in allowed)
            ]
    return merge(placed, ()) if len(placed) > len(hits) else placed


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
