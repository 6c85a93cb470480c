"""Hits to evidence: look up what is named, fuse the retrievers, prefer the documents asked about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from assistant.deadline import Deadline
from assistant.errors import FilterError
from assistant.question import Question, Wants
from assistant.reply import Evidence
from assistant.scope import CLEARLY, held_at, holders, home_editions, home_treaty
from assistant.schemas import Why
from assistant.understand import Understood
from assistant.wording import without_talk, words_of
from index.fuse import Search, full_score, fuse
from index.rerank import Reranker, rerank
from index.retrieve import Hit, OpenGeneration, StoredDocument
from ingest.documents import Kind, Status
from ingest.locator import Locator

CANDIDATES = 100  # asked of each retriever
PLACE = 0.5  # weight of a place that is named as a topic: 'States with duties under Article 4'
CARRIED = 0.5  # weight of what the answer before cited
SCOPE = 1.0  # how strongly a document the question speaks of is preferred
HOME = 0.3  # head start of the home treaty among documents that have the place asked for
TITLE = 0.5  # a title page repeats the words of many questions and answers few
NAMES, LISTS_NAMES = 3, 1.5  # a passage with so many States, when a list of States is asked for
NEIGHBOUR = 0.6  # another treaty than the one the collection is about, when the question does not name it
TRANSLATED = 0.6  # the home treaty in another language than the one it is read in
EVIDENCE = 14
_LAWS = (Kind.TREATY, Kind.LEGISLATION)
TWINS = 2  # passages of a treaty in the language of the question that are followed by the English ones
WHOLE_PLACE = 3  # passages up to which a place that is asked for is read from its beginning
DRAWN_APART = 0.85  # where several documents are to be heard: each further passage of one counts so much less


def find(
    understood: Understood,
    generation: OpenGeneration,
    deadline: Deadline,
    limit: int = 50,
    reranker: Reranker | None = None,
) -> list[Hit]:
    """Fused hits within the question's filters, best first; places the question names come before all.

    Raises FilterError for a filter that names no document, kind or language there is.
    """
    question, scope = understood.question, understood.scope
    try:
        allowed = generation.allowed(question.filters)
    except ValueError as error:
        field = str(error).split(":")[0]  # the rest of the message repeats what was typed
        raise FilterError(f"filters.{field}", "names something that this collection does not have") from error
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
        searches.append(Search(looked_up, (), PLACE))
        looked_up = []
    if carried := cited_before(question, generation, allowed):
        searches.append(Search(carried, (), CARRIED))
    home = sorted(home_editions(generation), key=lambda d: d.metadata.language != question.spoken)
    hits = prefer(fuse(searches, limit=2 * CANDIDATES), scope, question, home)
<<<<<<< HEAD
    asked = [*by_relevance(looked_up, hits, question), *elsewhere(looked_up, understood, generation, allowed)]
    ranked = spread(merge(asked, hits), question, scope)
    return repeats_last(beside_translations(ranked, home, question, generation, allowed))[:limit]
=======
    if reranker is not None:
        hits = rerank(hits, question.standalone, reranker, deadline.check)
    return spread(merge(by_relevance(looked_up, hits, question), hits), question, scope)[:limit]
>>>>>>> 0f408bf834db5bda27ebb2cfaa07d45cb2c20a84


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
        Hit(stored, 1.0, rank, "elsewhere")
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
            replace(hit, passage=twin, retriever="translation", scores=())
            for twin in same
            if allowed is None or twin.passage.id in allowed
        ]
    return merge(placed, ())


def repeats_last(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, those behind the others that say what an earlier one says in the same words."""
    said: set[str] = set()
    first, last = [], []
    for hit in hits:
        same = hit.passage.duplicate_of or hit.passage.passage.id
        (last if same in said and hit.retriever == "fused" else first).append(hit)
        said.add(same)
    return [replace(hit, rank=rank) for rank, hit in enumerate([*first, *last], 1)]


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


def preference(standing: float) -> float:
    """What the scores of a document's passages are multiplied with, by its standing among those spoken of."""
    return 1.0 + SCOPE * min(1.0, standing)


def prefer(
    hits: Sequence[Hit], scope: Mapping[str, float], question: Question, home: Sequence[StoredDocument]
) -> list[Hit]:
    """The hits, ranked anew: documents spoken of and lists of States asked for earlier, title pages later."""
    lists_states = any(asked.of_states and asked.wants is Wants.LIST for asked in question.parts)

    def of_law(hit: Hit) -> float:
        """The home treaty comes first among laws: another one is meant only where it is named."""
        document = hit.passage.passage.document_id
        if not home or document == home[0].id or hit.passage.metadata.kind not in _LAWS:
            return 1.0
        if any(document == edition.id for edition in home):
            return TRANSLATED
        return NEIGHBOUR if scope.get(document, 0.0) < CLEARLY else 1.0

    def factors(hit: Hit) -> dict[str, float]:
        passage = hit.passage.passage
        return {
            "document": preference(scope.get(passage.document_id, 0.0)),
            "law": of_law(hit),
            "list": LISTS_NAMES if lists_states and len(passage.states) >= NAMES else 1.0,
            "title": TITLE if _is_title(passage.locator) else 1.0,
        }

<<<<<<< HEAD
    order = sorted(map(moved, hits), key=lambda hit: (-round(hit.score, 12), *_standing(hit), hit.rank))
    return [replace(hit, rank=rank) for rank, hit in enumerate(order, 1)]
=======
    weighed = []
    for hit in hits:
        own = factors(hit)
        moved = tuple((why, factor) for why, factor in own.items() if factor != 1.0)
        weighed.append((hit.score * math.prod(own.values()), hit, moved))
    weighed.sort(key=lambda each: (-each[0], each[1].rank))
    return [
        replace(hit, score=score, rank=rank, moved=moved)
        for rank, (score, hit, moved) in enumerate(weighed, 1)
    ]
>>>>>>> 0f408bf834db5bda27ebb2cfaa07d45cb2c20a84


def spread(hits: Sequence[Hit], question: Question, scope: Mapping[str, float]) -> list[Hit]:
    """The hits, those of one document drawn apart where the question wants several heard.

    Places that were looked up stay first.
    """
    named = [document for document, standing in scope.items() if standing >= CLEARLY]
    wide = {asked.wants for asked in question.parts} & {Wants.BRIEF, Wants.COMPARISON}
    if not wide and len(named) < 2 and len(question.years) < 2:
        return list(hits)
    first = [hit for hit in hits if hit.retriever == "locator"]
    rest = [hit for hit in hits if hit.retriever != "locator"]
    heard: Counter[str] = Counter()
    apart = []
    for hit in rest:  # a document's own passages keep their order, so each is weighed once
        document = hit.passage.passage.document_id
        factor = DRAWN_APART ** heard[document]
        moves = (*hit.moved, ("apart", factor)) if heard[document] else hit.moved
        apart.append((hit.score * factor, replace(hit, moved=moves)))
        heard[document] += 1
    apart.sort(key=lambda weighed: (-weighed[0], weighed[1].rank))
    return _ranked([*first, *(hit for _, hit in apart)])


def _standing(hit: Hit) -> tuple[bool, str]:
    """Among equals adopted texts come first, then the newest; an undated one comes last."""
    data = hit.passage.metadata
    newest = data.event_date or data.document_date or ""
    return data.status is not Status.ADOPTED, "".join(chr(0x10FFFF - ord(each)) for each in newest.ljust(10))


def _is_title(locator: Locator) -> bool:
    return locator.steps[:1] == (("unnumbered", "t"),) or not locator.steps


def merge(first: Sequence[Hit], rest: Sequence[Hit]) -> list[Hit]:
    """`first` before `rest`, each passage once, ranked anew; scores stay those of its first place."""
    seen: dict[str, Hit] = {}
    for hit in (*first, *rest):
        seen.setdefault(hit.passage.passage.id, hit)
    return _ranked(seen.values())


def _ranked(hits: Iterable[Hit]) -> list[Hit]:
    """The hits with ranks from 1 in this order; to copy one costs more than to compare."""
    return [hit if hit.rank == rank else replace(hit, rank=rank) for rank, hit in enumerate(hits, 1)]


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
