"""How long answers, quotations and passages are, and how long a reader waits."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from assistant.schemas import AnswerStatus, AskReply, CitationFields
from evals.citations import used_citations
from evals.normalise import without_marks


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of one reply or of many: words of answers, characters of quotations and passages."""

    words: tuple[int, ...] = ()
    quotes: tuple[int, ...] = ()
    passages: tuple[int, ...] = ()

    def __add__(self, other: Sizes) -> Sizes:
        return Sizes(self.words + other.words, self.quotes + other.quotes, self.passages + other.passages)


def sizes_of_reply(reply: AskReply) -> Sizes:
    """Words only of answers: a refusal has a set length. Citations no sentence uses do not count."""
    used = used_citations(reply)
    answers = reply.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
    return Sizes(
        words=(len(without_marks(reply.answer).split()),) if answers else (),
        quotes=tuple(len(citation.quote) for citation in used),
        passages=tuple(len(citation.passage) for citation in used),
    )


def sizes_of_results(results: Sequence[CitationFields]) -> Sizes:
    return Sizes(passages=tuple(len(result.passage) for result in results))


def all_sizes(sizes: Iterable[Sizes]) -> Sizes:
    return reduce(Sizes.__add__, sizes, Sizes())


def median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def p95(values: Sequence[float]) -> float | None:
    """The value below which 95 of 100 lie (an observed one, never between two); None without values."""
    return sorted(values)[int(0.95 * (len(values) - 1))] if values else None
