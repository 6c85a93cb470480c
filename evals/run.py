"""Asks every question of a set and scores what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant.errors import AssistantError
from assistant.schemas import MAX_TURNS, AskReply, AskRequest, Mode, SearchReply, SearchRequest, Turn
from evals.abstention import score_abstention
from evals.answers import asks_back, score_facts
from evals.ask import Assistant
from evals.cases import Case
from evals.citations import Sources, TextOf, score_integrity, used_citations
from evals.errors import RefusedError
from evals.normalise import normalise, without_marks
from evals.retrieval import score_evidence, shown_by, within
from evals.scoring import Scores
from evals.sizes import Sizes, sizes_of_reply, sizes_of_results
from index.errors import UnknownDocumentError

_Reply = TypeVar("_Reply", bound=BaseModel)

SEARCH_CHARACTERS = 5_000
"""Characters of passages a search may show: about what a person reads, or a model is given, at once."""


@dataclass(frozen=True, slots=True)
class Result:
    """One case, what the assistant made of it, and what that is worth."""

    case: Case
    reply: AskReply | SearchReply | None
    failure: str | None
    """Why there is no reply."""
    scores: Scores
    sizes: Sizes
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """How a set is asked."""

    mode: Mode = Mode.QUOTE
    search: bool = False
    """Measure the passages found instead of the answers."""
    sources: Sources | None = None
    """Source files to hold quotations against, besides the text of record."""


def chosen(cases: Sequence[Case], plan: Plan) -> list[Case]:
    """The cases this plan can measure: a search only those with evidence to find."""
    return [case for case in cases if not plan.search or (case.answerable and case.evidence)]


def run_cases(cases: Sequence[Case], assistant: Assistant, plan: Plan) -> Iterator[Result]:
    """Results in the order of the cases, each as soon as it is there. A refused request counts as an
    empty answer; raises UnreachableError or IndexFault when nobody can be asked at all."""
    text_of = texts_of(assistant)
    for case in chosen(cases, plan):
        history = replay(case, assistant, plan.mode)
        yield (
            _search(case, history, assistant)
            if plan.search
            else _ask(case, history, assistant, plan, text_of)
        )


def replay(case: Case, assistant: Assistant, mode: Mode) -> list[Turn]:
    """The conversation before the question: the earlier questions, asked now, and what was answered."""
    turns: list[Turn] = []
    for question in case.history:
        reply, _, _ = _timed(partial(_put, question, turns, assistant, mode))
        answer = reply.answer if reply is not None else ""
        turns += [Turn(role="user", content=question), Turn(role="assistant", content=answer)]
        turns = turns[-MAX_TURNS:]
    return turns


def _put(question: str, history: list[Turn], assistant: Assistant, mode: Mode) -> AskReply:
    return assistant.ask(AskRequest(question=question, history=history, mode=mode))


def _ask(case: Case, history: list[Turn], assistant: Assistant, plan: Plan, text_of: TextOf) -> Result:
    reply, failure, seconds = _timed(partial(_put, case.question, history, assistant, plan.mode))
    if reply is None:
        scores = {
            **score_evidence(case, []),
            **score_facts(case, None, ""),
            **score_abstention(case, None, ""),
        }
        return Result(case, None, failure, scores, Sizes(), seconds)
    return Result(case, reply, None, score_reply(case, reply, text_of, plan), sizes_of_reply(reply), seconds)


def score_reply(case: Case, reply: AskReply, text_of: TextOf, plan: Plan) -> Scores:
    """Every figure of one answer."""
    answer = normalise(without_marks(reply.answer))
    shown = [shown_by(case, citation, quote=True) for citation in used_citations(reply)]
    evidence = {} if asks_back(case, reply.status) else score_evidence(case, shown)
    return {
        **evidence,
        **score_facts(case, reply.status, answer),
        **score_abstention(case, reply.status, answer),
        **score_integrity(reply, text_of, plan.sources),
    }


def _search(case: Case, history: list[Turn], assistant: Assistant) -> Result:
    reply, failure, seconds = _timed(
        lambda: assistant.search(
            SearchRequest(query=case.question, history=history, max_chars=SEARCH_CHARACTERS)
        )
    )
    # Cut again here: a server that overlooks max_chars must not look better for it.
    results = within(reply.results, SEARCH_CHARACTERS) if reply is not None else []
    scores = score_evidence(case, [shown_by(case, result, quote=False) for result in results])
    return Result(case, reply, failure, scores, sizes_of_results(results), seconds)


def _timed(call: Callable[[], _Reply]) -> tuple[_Reply | None, str | None, float]:
    """What came back or why not, and after how long."""
    started = time.perf_counter()
    reply: _Reply | None = None
    failure: str | None = None
    try:
        reply = call()
    except (RefusedError, AssistantError) as error:
        failure = str(error)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        failure = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    return reply, failure, time.perf_counter() - started


def texts_of(assistant: Assistant) -> TextOf:
    """Texts of record, each fetched once; empty for one the assistant does not have."""

    @cache
    def text_of(document_id: str, version: str) -> str:
        try:
            return assistant.text(document_id, version).text
        except (RefusedError, UnknownDocumentError):
            return ""

    return text_of
