"""Hits to evidence: look up what is named, fuse the retrievers, prefer the documents asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.deadline import Deadline
from assistant.finding.about_states import about
from assistant.finding.membership import members_counted
from assistant.finding.places import (
    beside_translations,
    by_relevance,
    cited_before,
    clauses_of,
    elsewhere,
    is_asked_for,
    look_up,
    with_points,
)
from assistant.finding.prefer import HEARD, crowd_last, merge, prefer, repeats_last, spread
from assistant.reply import Evidence
from assistant.schemas import Why
from assistant.understanding.question import Question
from assistant.understanding.scope import home_editions
from assistant.understanding.understand import Understood, Wording
from assistant.understanding.wording import without_talk, words_of
from index.fuse import Search, full_score, fuse
from index.rerank import Reranker, rerank
from index.retrieve import Filters, Hit, OpenGeneration, Scored

CANDIDATES = 100  # asked of each retriever
READ = 100  # of those found; of the development questions none finds more with twice as many
PLACE = 0.5  # weight of a place that is named as a topic: 'States with duties under Article 4'
CLAUSE = 1.0  # weight of the clause asked for in everyday words
CARRIED = 0.5  # weight of what the answer before cited
EVIDENCE = 14
OTHER_LAW = 1.0  # how far below the last passage one of another law than the one meant stands


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
    searches = _search(understood, generation, deadline, allowed)
    named = _search_of_states(understood, generation, deadline)
    looked_up = look_up(question, generation, scope, allowed)
    if looked_up and (_states_asked(question) or not is_asked_for(looked_up, question, scope)):
        named.append(Search(_scored(looked_up), (), PLACE))
        looked_up = []
    if carried := cited_before(question, generation, allowed):
        named.append(Search(_scored(carried), (), CARRIED))
    if clauses := clauses_of(understood, generation, allowed):
        named.append(Search(_scored(clauses), (), CLAUSE))
    fused = generation.hits(fuse([*searches, *named], limit=READ))
    if crowded_out := _without_crowd(fused, question.filters, generation):
        others = _search(understood, generation, deadline, generation.allowed(crowded_out))
        fused = generation.hits(fuse([*map(_both, searches, others), *named], limit=2 * READ))
    home = sorted(home_editions(generation), key=lambda d: d.metadata.language != question.spoken)
    hits = prefer(fused, understood, home, generation)
    if reranker is not None:
        hits = rerank(hits, question.standalone, reranker, deadline.check)
    asked = by_relevance(looked_up, hits, question, generation)
    asked = merge(asked, elsewhere(looked_up, understood, generation, allowed))
    asked = merge(members_counted(question, generation), asked)
    ranked = crowd_last(spread(merge(asked, hits), question, scope))
    ranked = with_points(ranked[: 2 * limit], question, generation, allowed)  # repeats among them go last
    ranked = beside_translations(ranked, home, question, generation, allowed)
    return repeats_last(ranked)[:limit]


def _search(
    understood: Understood, generation: OpenGeneration, deadline: Deadline, allowed: Set[str] | None
) -> list[Search]:
    """What both retrievers find for each wording."""
    searches = []
    for wording in understood.wordings:
        deadline.check()
        words = without_talk(wording.text, "en" if wording.why is Why.ENGLISH else understood.question.spoken)
        lexical = generation.lexical(words, CANDIDATES, allowed)
        frequencies = generation.document_frequency(words_of(words)).values()
        deadline.check()
        dense = generation.dense(wording.text, CANDIDATES, allowed)
        full = full_score(frequencies, generation.collection.passages)
        searches.append(Search(lexical, dense, wording.weight, full))
    return searches


def _states_asked(question: Question) -> frozenset[str]:
    return frozenset[str]().union(*(about(asked, question).states for asked in question.parts))


def _search_of_states(understood: Understood, generation: OpenGeneration, deadline: Deadline) -> list[Search]:
    """What is asked of a State, without its name, among the passages that name it: its name, which long lists
    of States have as well, would count most."""
    question = understood.question
    states = _states_asked(question)
    if not states or question.filters.states:
        return []
    allowed = generation.allowed(replace(question.filters, states=tuple(sorted(states))))
    bare = question.standalone
    for named in reversed(question.named):
        if named.value in states:
            bare = bare[: named.start] + bare[named.end :]
    wordings = [Wording(bare, 1.0, Why.ASKED)]
    if question.english:
        wordings.append(Wording(question.english, 1.0, Why.ENGLISH))
    return _search(replace(understood, wordings=tuple(wordings)), generation, deadline, allowed)


def _without_crowd(found: Sequence[Hit], filters: Filters, generation: OpenGeneration) -> Filters | None:
    """The filters less one document whose passages leave hardly a place for others; None where none does."""
    if len(found) < READ:
        return None
    (crowd, passages), *_ = Counter(hit.passage.passage.document_id for hit in found).most_common(1)
    if READ - passages >= HEARD:
        return None
    others = [d.id for d in generation.documents() if d.id != crowd]
    others = [d for d in others if not filters.documents or d in filters.documents]
    return replace(filters, documents=tuple(others)) if others else None


def _both(one: Search, other: Search) -> Search:
    """The same wording searched in two parts of the collection: scores of one retriever compare."""
    return replace(one, lexical=(*one.lexical, *other.lexical), dense=(*one.dense, *other.dense))


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
        Evidence(f"E{n}", hit.passage, _relevance(n, hit), hit.retriever == "locator")
        for n, hit in enumerate(kept[:EVIDENCE], 1)
    )


def _relevance(number: int, hit: Hit) -> float:
    """Falls from 1 with the rank; that of another treaty or law than the one meant stands below all."""
    return (
        1
        - (number - 1) / EVIDENCE
        - OTHER_LAW * any(reason == "law" and factor < 1 for reason, factor in hit.moved)
    )
