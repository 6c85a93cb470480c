"""Hits to evidence: look up what is named, fuse the retrievers, prefer the documents asked about."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.deadline import Deadline
from assistant.places import (
    beside_translations,
    by_relevance,
    cited_before,
    elsewhere,
    is_asked_for,
    look_up,
    with_points,
)
from assistant.prefer import merge, prefer, repeats_last, spread
from assistant.reply import Evidence
from assistant.schemas import Why
from assistant.scope import home_editions
from assistant.understand import Understood
from assistant.wording import without_talk, words_of
from index.fuse import Search, full_score, fuse
from index.rerank import Reranker, rerank
from index.retrieve import Hit, OpenGeneration, Scored

CANDIDATES = 100  # asked of each retriever
READ = 100  # of those found; of the development questions none finds more with twice as many
PLACE = 0.5  # weight of a place that is named as a topic: 'States with duties under Article 4'
CARRIED = 0.5  # weight of what the answer before cited
EVIDENCE = 14


def find(
    understood: Understood,
    generation: OpenGeneration,
    deadline: Deadline,
    limit: int = 50,
    reranker: Reranker | None = None,
) -> list[Hit]:
    """Fused hits within the question's filters, best first; places the question names come before all."""
    question, scope = understood.question, understood.scope
    allowed = generation.allowed(question.filters)
    if allowed is not None and not allowed:
        return []
    searches = []
    for wording in understood.wordings:
        deadline.check()
        words = without_talk(wording.text, "en" if wording.why is Why.ENGLISH else question.spoken)
        lexical = generation.lexical(words, CANDIDATES, allowed)
        frequencies = generation.document_frequency(words_of(words)).values()
        deadline.check()
        dense = generation.dense(wording.text, CANDIDATES, allowed)
        full = full_score(frequencies, generation.collection.passages)
        searches.append(Search(lexical, dense, wording.weight, full))
    looked_up = look_up(question, generation, scope, allowed)
    if looked_up and not is_asked_for(looked_up, question, scope):
        searches.append(Search(_scored(looked_up), (), PLACE))
        looked_up = []
    if carried := cited_before(question, generation, allowed):
        searches.append(Search(_scored(carried), (), CARRIED))
    home = sorted(home_editions(generation), key=lambda d: d.metadata.language != question.spoken)
    fused = generation.hits(fuse(searches, limit=READ))
    hits = prefer(fused, understood, home, generation)
    if reranker is not None:
        hits = rerank(hits, question.standalone, reranker, deadline.check)
    asked = by_relevance(looked_up, hits, question, generation)
    asked = merge(asked, elsewhere(looked_up, understood, generation, allowed))
    ranked = spread(merge(asked, hits), question, scope)[: 2 * limit]  # repeats among them go last
    ranked = with_points(ranked, question, generation, allowed)
    ranked = beside_translations(ranked, home, question, generation, allowed)
    return repeats_last(ranked)[:limit]


def _scored(hits: Sequence[Hit]) -> list[Scored]:
    return [Scored(hit.passage.passage.id, hit.score, hit.retriever) for hit in hits]


def gather(hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """The first hits as evidence, near-duplicates of earlier ones left out; relevance falls with the rank."""
    kept: list[Hit] = []
    seen: set[str] = set()
    for hit in hits:
        same = {hit.passage.passage.id, hit.passage.duplicate_of or hit.passage.passage.id}
        if hit.retriever == "locator" or not same & seen:
            kept.append(hit)
        seen |= same
    return tuple(
        Evidence(f"E{n}", hit.passage, 1 - (n - 1) / EVIDENCE, hit.retriever == "locator")
        for n, hit in enumerate(kept[:EVIDENCE], 1)
    )
