"""Asking every question of a retrieval set: the assistant's search, its two retrievers, and plain BM25."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import SearchRequest
from evals.adaptors.prepare import PreparedSet
from evals.adaptors.sets import Question
from evals.ask import PATIENCE
from evals.bootstrap import Estimate, estimate
from evals.plain_bm25 import PlainBM25
from evals.ranking import Found, any_within, average_precision, recall, without_repeats
from evals.run import SEARCH_CHARACTERS
from index.report import Progress

DEPTH = 50
"""Passages asked for: what a search gives at most."""
SEARCH, BM25, LEXICAL, DENSE = "search", "plain BM25", "lexical alone", "dense alone"
BASELINES = (BM25, DENSE)
"""What the search is compared with, question by question."""

METRICS: Mapping[str, Callable[[Sequence[Found], frozenset[str]], float]] = {
    "R@5": partial(recall, k=5),
    "R@10": partial(recall, k=10),
    "MAP@10": partial(average_precision, k=10),
    "ev_any": partial(any_within, characters=SEARCH_CHARACTERS),
}

Ranked = dict[str, list[Found]]
"""By system."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Every system's figures, and how much the search gains on each baseline."""

    figures: dict[str, dict[str, Estimate]]
    gains: dict[str, dict[str, Estimate]]


def rank_all(
    questions: Sequence[Question], prepared: PreparedSet, assistant: Assistant, progress: Progress
) -> list[Ranked]:
    """What each system finds, question by question."""
    ids = list(prepared.words)
    plain = PlainBM25(list(prepared.words.values()))
    ranked = []
    for number, question in enumerate(questions):
        progress("asking", number, len(questions), question.id)
        found = _ask(question.words, assistant)
        found[BM25] = [ids[place] for place in plain.rank(question.words, DEPTH)]
        ranked.append({system: _as_found(listed, prepared) for system, listed in found.items()})
    progress("asking", len(questions), len(questions), "")
    return ranked


def _ask(words: str, assistant: Assistant) -> dict[str, list[str]]:
    """Passage ids that the assistant's search and each of its retrievers find, best first."""
    reply = assistant.search(SearchRequest(query=words, limit=DEPTH), Deadline(PATIENCE))
    with assistant.library.reading() as generation:
        alone = {LEXICAL: generation.lexical(words, DEPTH), DENSE: generation.dense(words, DEPTH)}
    return {
        SEARCH: [result.passage_id for result in reply.results],
        **{system: [each.passage for each in ranked] for system, ranked in alone.items()},
    }


def _as_found(listed: Sequence[str], prepared: PreparedSet) -> list[Found]:
    return without_repeats([Found(prepared.keys[each], len(prepared.words[each])) for each in listed])


def measure(questions: Sequence[Question], ranked: Sequence[Ranked]) -> Measured:
    """Means with their intervals, and the paired differences. Needs at least one question."""
    values = {
        system: {
            metric: [score(found[system], asked.gold) for asked, found in zip(questions, ranked, strict=True)]
            for metric, score in METRICS.items()
        }
        for system in (SEARCH, BM25, LEXICAL, DENSE)
    }
    return Measured(
        {system: {m: estimate(each) for m, each in own.items()} for system, own in values.items()},
        {
            baseline: {
                metric: estimate(
                    [a - b for a, b in zip(values[SEARCH][metric], values[baseline][metric], strict=True)]
                )
                for metric in METRICS
            }
            for baseline in BASELINES
        },
    )


def as_json_line(question: Question, ranked: Ranked) -> str:
    """A question with the rank each system gives its right passages: what was missed, and by how far."""
    ranks = {
        system: {each.key: rank for rank, each in enumerate(found, 1) if each.key in question.gold}
        for system, found in ranked.items()
    }
    told = {"id": question.id, "question": question.words, "gold": sorted(question.gold), "ranks": ranks}
    return json.dumps(told, ensure_ascii=False)
