"""The order of fused hits: documents spoken of earlier, title pages and repeats later, voices drawn apart."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache, lru_cache

from assistant.understanding.question import Question, Wants
from assistant.understanding.scope import CLEARLY, LAWS
from assistant.understanding.understand import Understood
from assistant.understanding.wording import TELLS_WHEN, without_talk, words_of
from index.fuse import rarity
from index.lexical import analyse
from index.retrieve import Hit, OpenGeneration, StoredDocument
from ingest.documents import Kind, Status
from ingest.locator import Locator

SCOPE = 1.0  # how strongly a document the question speaks of is preferred
TITLE = 0.5  # a title page repeats the words of many questions and answers few
NAMES, LISTS_NAMES = 3, 1.5  # a passage with so many States, when a list of States is asked for
SECTION = 0.3  # gained by a passage under headings that have all the words of the question
DATED = 1.3  # a passage that has a date or a period, when a date is asked for
NEIGHBOUR = 0.6  # another treaty than the one the collection is about, when the question does not name it
TRANSLATED = 0.6  # the home treaty in another language than the one it is read in
DRAWN_APART = 0.85  # where several documents are to be heard: each further passage of one counts so much less
TIE = 0.95  # of a score: passages of the same words differ by what their titles have of the question
HEARD = 10  # passages of one document before those of others are heard
Moves = tuple[tuple[str, float], ...]


def preference(standing: float) -> float:
    """What the scores of a document's passages are multiplied with, by its standing among those spoken of."""
    return 1.0 + SCOPE * min(1.0, standing)


def prefer(
    hits: Sequence[Hit],
    understood: Understood,
    home: Sequence[StoredDocument],
    generation: OpenGeneration,
) -> list[Hit]:
    """The hits, ranked anew: documents spoken of and what is of the kind asked for first, title pages last.

    Equals go by status and date: adopted texts first, then the newest.
    """
    question, scope = understood.question, understood.scope
    subject = _subject(question, generation)
    laws = understood.laws or tuple(edition.id for edition in home[:1])
    lists_states = any(asked.of_states and asked.wants is Wants.LIST for asked in question.parts)
    asks_when = any(asked.wants is Wants.DATE for asked in question.parts)

    @cache  # hundreds of hits share a few documents and sections
    def of_document(document: str, kind: Kind) -> tuple[float, float]:
        """How much it is preferred; and as a law: another than the one meant counts only where named."""
        own = scope.get(document, 0.0)
        if kind not in LAWS or not laws or document in laws:
            return preference(own), 1.0
        if home and home[0].id in laws and any(document == edition.id for edition in home):
            return preference(own), TRANSLATED
        return preference(own), NEIGHBOUR if own < CLEARLY else 1.0

    @cache
    def of_section(heading: tuple[str, ...], language: str) -> float:
        return 1.0 + SECTION * _met(subject, _words_of(heading, language))

    def moves(hit: Hit) -> Moves:
        passage, data = hit.passage.passage, hit.passage.metadata
        document, law = of_document(passage.document_id, data.kind)
        found = (
            ("document", document),
            ("law", law),
            ("section", of_section(passage.heading, data.language)),
            ("list", LISTS_NAMES if lists_states and len(passage.states) >= NAMES else 1.0),
            ("date", DATED if asks_when and TELLS_WHEN.search(hit.passage.text) else 1.0),
            ("title", TITLE if _is_title(passage.locator) else 1.0),
        )
        return tuple(move for move in found if move[1] != 1.0)

    weighed: dict[float, list[tuple[float, Hit, Moves]]] = defaultdict(list)
    for hit in hits:
        moved = moves(hit)
        score = hit.score * math.prod(factor for _, factor in moved)
        weighed[round(score, 12)].append((score, hit, moved))
    order = [
        each
        for equal in sorted(weighed, reverse=True)
        for each in (sorted(weighed[equal], key=_standing) if len(weighed[equal]) > 1 else weighed[equal])
    ]
    return [  # written out: `replace` takes three times as long, and there are hundreds
        Hit(hit.passage, score, rank, hit.retriever, hit.scores, moved)
        for rank, (score, hit, moved) in enumerate(order, 1)
    ]


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
    return ranked([*first, *(hit for _, hit in apart)])


def crowd_last(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, those of a document beyond its first HEARD behind the others.

    However well a document fills a hundred paragraphs with the words of a question, others are seen and read.
    """
    heard: Counter[str] = Counter()
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        document = hit.passage.passage.document_id
        heard[document] += hit.retriever != "locator"  # a place that was looked up is what was asked for
        (first if heard[document] <= HEARD else rest).append(hit)
    return ranked([*first, *rest])


def _subject(question: Question, generation: OpenGeneration) -> Mapping[str, float]:
    """Index words of the question, each with its share in what it is about; rare words have more of it."""
    language = "en" if question.english else question.spoken
    asked = without_talk(question.english or question.standalone, language)
    passages = generation.collection.passages
    rarities: dict[str, float] = {}
    for word, frequency in generation.document_frequency(words_of(asked)).items():
        for form in analyse(word, language)[:1]:  # the whole comes first
            rarities[form] = rarity(frequency, passages) if frequency else 0.0
    total = math.fsum(rarities.values()) or 1.0
    return {form: each / total for form, each in rarities.items()}


def _met(subject: Mapping[str, float], words: Set[str]) -> float:
    return math.fsum(share for word, share in subject.items() if word in words)


@lru_cache(maxsize=20_000)
def _words_of(headings: tuple[str, ...], language: str) -> frozenset[str]:
    return frozenset(word for heading in headings for word in analyse(heading, language))


def _standing(weighed: tuple[float, Hit, Moves]) -> tuple[bool, str, int]:
    """Among equals adopted texts come first, then the newest; an undated one comes last."""
    _, hit, _ = weighed
    data = hit.passage.metadata
    newest = data.event_date or data.document_date or ""
    backwards = "".join(chr(0x10FFFF - ord(each)) for each in newest.ljust(10))
    return not _is_adopted(hit), backwards, hit.rank


def _is_adopted(hit: Hit) -> bool:
    return hit.passage.metadata.status is Status.ADOPTED


def _is_title(locator: Locator) -> bool:
    return locator.steps[:1] == (("unnumbered", "t"),) or not locator.steps


def repeats_last(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, those behind the others that say what an earlier one says in the same words.

    Of a draft and the adopted text that say the same, and are found about as well, the adopted text is first.
    """
    leading: dict[str, Hit] = {}
    for hit in hits:
        best = leading.setdefault(_words(hit), hit)
        if _is_adopted(hit) and not _is_adopted(best) and hit.score >= TIE * best.score:
            leading[_words(hit)] = hit
    said: set[str] = set()
    first: list[Hit] = []
    for hit in hits:
        if hit.retriever != "fused":
            first.append(hit)  # a place that was looked up stays
        elif _words(hit) not in said:
            first.append(leading[_words(hit)])
        said.add(_words(hit))
    return merge(first, hits)


def _words(hit: Hit) -> str:
    """The same for passages that have the same words."""
    return hit.passage.duplicate_of or hit.passage.passage.id


def merge(first: Sequence[Hit], rest: Sequence[Hit]) -> list[Hit]:
    """`first` before `rest`, each passage once, ranked anew; scores stay those of its first place."""
    seen: dict[str, Hit] = {}
    for hit in (*first, *rest):
        seen.setdefault(hit.passage.passage.id, hit)
    return ranked(seen.values())


def ranked(hits: Iterable[Hit]) -> list[Hit]:
    """The hits with ranks from 1 in this order; to copy one costs more than to compare."""
    return [
        hit if hit.rank == rank else Hit(hit.passage, hit.score, rank, hit.retriever, hit.scores, hit.moved)
        for rank, hit in enumerate(hits, 1)
    ]
