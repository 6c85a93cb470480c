"""Hits to evidence: look up what the question names, fuse the retrievers, prefer the documents it speaks of."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.deadline import Deadline
from assistant.errors import FilterError
from assistant.question import Question
from assistant.reply import Evidence
from index.fuse import fuse
from index.lexical import analyse
from index.retrieve import Hit, OpenGeneration, StoredDocument
from ingest.citation import in_words

CANDIDATES = 60  # asked of each retriever; recall is flat beyond 50 on the development questions
WEIGHTS = {"lexical": 1.0, "dense": 0.7}  # on legal text BM25 is the stronger of the two
SCOPE = 1.0  # how strongly a document the question speaks of is preferred


def find(question: Question, generation: OpenGeneration, deadline: Deadline, limit: int = 50) -> list[Hit]:
    """Fused hits within the question's filters, best first; places the question names come before all.

    Raises FilterError for a filter that names no document, kind or language there is.
    """
    try:
        allowed = generation.allowed(question.filters)
    except ValueError as error:
        field = str(error).split(":")[0]  # the rest of the message repeats what was typed
        raise FilterError(f"filters.{field}", "names something that this collection does not have") from error
    if allowed is not None and not allowed:
        return []
    deadline.check()
    lexical = generation.lexical(question.standalone, CANDIDATES, allowed)
    deadline.check()
    dense = generation.dense(question.standalone, CANDIDATES, allowed)
    looked_up = look_up(question, generation, allowed)
    fused = fuse([(lexical, WEIGHTS["lexical"]), (dense, WEIGHTS["dense"])], limit=2 * CANDIDATES)
    hits = prefer_named_documents(question, generation, fused)
    return merge(looked_up, hits)[:limit]


def look_up(question: Question, generation: OpenGeneration, allowed: Set[str] | None) -> list[Hit]:
    """Passages at the places the question names, in the documents it speaks of; empty when it names none."""
    if not question.locators:
        return []
    scope = document_scope(question, generation)
    best = max(scope.values(), default=0.0)
    hits: list[Hit] = []
    for locator in question.locators:
        for document in generation.documents():
            if best and scope[document.id] < best:
                continue
            for passage in generation.passages_at(document.id, locator):
                if allowed is None or passage.passage.id in allowed:
                    hits.append(Hit(passage, 1.0, len(hits) + 1, "locator", (("locator", 1.0),)))
    return hits


def document_scope(question: Question, generation: OpenGeneration) -> dict[str, float]:
    """How much of what sets a document apart (title, meeting, dates, symbol, file) the question names.

    Rare words count more: 'Beirut' stands in one title, 'Convention' in most. Values are comparable within
    one question only.
    """
    documents = generation.documents()
    marks = {document.id: _marks(document) for document in documents}
    total = len(documents)
    spread = {word: sum(word in m for m in marks.values()) for m in marks.values() for word in m}
    asked = set(analyse(question.standalone, question.language)) | set(question.years)
    scores = {}
    for document in documents:
        shared = marks[document.id] & asked
        score = sum(math.log((total + 1) / (spread[word] + 0.5)) for word in shared)
        length = sum(math.log((total + 1) / (spread[word] + 0.5)) for word in marks[document.id])
        scores[document.id] = score / math.sqrt(length) if length else 0.0
        if document.id in question.cited:
            scores[document.id] += 1.0
    return scores


def _marks(document: StoredDocument) -> set[str]:
    data = document.metadata
    dates = " ".join(in_words(d, data.language) for d in (data.event_date, data.document_date) if d)
    said = " ".join(filter(None, (data.title, data.symbol, data.meeting, dates, data.kind.replace("_", " "))))
    return set(analyse(said, data.language))


def prefer_named_documents(question: Question, generation: OpenGeneration, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, re-ranked so that passages of documents the question speaks of come earlier."""
    scope = document_scope(question, generation)
    best = max(scope.values(), default=0.0)
    if best <= 0:
        return list(hits)
    scored = [
        replace(hit, score=hit.score * (1.0 + SCOPE * scope.get(hit.passage.passage.document_id, 0.0) / best))
        for hit in hits
    ]
    scored.sort(key=lambda hit: (-hit.score, hit.rank))
    return [replace(hit, rank=rank) for rank, hit in enumerate(scored, 1)]


def merge(first: Sequence[Hit], rest: Sequence[Hit]) -> list[Hit]:
    """`first` before `rest`, each passage once, ranked anew; scores stay those of its first place."""
    seen: dict[str, Hit] = {}
    for hit in (*first, *rest):
        seen.setdefault(hit.passage.passage.id, hit)
    return [replace(hit, rank=rank) for rank, hit in enumerate(seen.values(), 1)]


def gather(hits: Sequence[Hit], limit: int = 12) -> tuple[Evidence, ...]:
    """The first `limit` hits as evidence, their relevance scaled so that the best has 1."""
    kept = [hit for hit in hits if hit.passage.duplicate_of is None][:limit]
    best = max((hit.score for hit in kept), default=1.0) or 1.0
    return tuple(Evidence(f"E{n}", hit.passage, hit.score / best) for n, hit in enumerate(kept, 1))
