"""Whether the evidence answers: words, kind of answer, names and years of the question met in one statement.

Retrieval scores do not tell answerable from unanswerable questions (AUROC .55 to .70 on public sets), so what
is asked for must be met by the statement that would be quoted, not merely by something near it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.question import Asked, Question
from assistant.scope import initials, short_title
from assistant.statements import Statement
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.citation import in_words

ENOUGH = 0.42
_AT_PLACE = 0.8
_NOT_NEGATED = 0.5  # factor for a statement that affirms when the question asks who has not
_NEGATED = re.compile(
    r"\b(not(?! (?:yet )?part(?:y|ies))|no|never|none|neither|without|ne|pas|jamais|aucun\w*|sans|"
    r"non(?! part)|nunca|ning\w+|sin)\b",
    re.IGNORECASE,
)
_WRONG_KIND = 0.8
_ELSEWHERE = 0.85  # factor for a name or year that other passages have and this one has not
_NOWHERE = 0.45  # factor for one that the whole collection has not


def answerability(
    ranked: Sequence[Statement], asked: Asked, question: Question, generation: OpenGeneration
) -> float:
    """0..1: how far the best statements meet the question; 0 when there are none."""
    names = (*question.names, *question.years)
    known = {name for name, count in generation.document_frequency(names).items() if count}
    return max((_support(s, asked, question, known) for s in ranked[:3]), default=0.0)


def is_enough(value: float) -> bool:
    return value >= ENOUGH


def _support(statement: Statement, asked: Asked, question: Question, known: Set[str]) -> float:
    """Words met and meaning, less for the wrong kind of answer and for each name or year not met."""
    value = 0.6 * statement.coverage + 0.4 * max(0.0, statement.meaning)
    if statement.at_place:
        value = max(value, _AT_PLACE)  # the question names this very place
    value *= _WRONG_KIND + (1 - _WRONG_KIND) * statement.kind_met
    if _NEGATED.search(asked.text) and not _NEGATED.search(statement.text):
        value *= _NOT_NEGATED
    for name in missing_names(statement, question):
        value *= _ELSEWHERE if name in known else _NOWHERE
    return round(min(1.0, value), 4)


def missing_names(statement: Statement, question: Question) -> tuple[str, ...]:
    """Names and years of the question that neither the passage nor its document's identity has."""
    data, passage = statement.passage.metadata, statement.passage.passage
    dates = [in_words(d, data.language) for d in (data.event_date, data.document_date, data.as_of) if d]
    said = (
        statement.passage.text,
        data.title,
        initials(short_title(data.title)),
        data.symbol,
        data.meeting,
        *passage.heading,
        *dates,
        str(passage.locator),
    )
    there = set(analyse(" ".join(filter(None, said)), data.language))
    same_terms = data.language == ("en" if question.english else question.spoken)
    asked = (*(question.names if same_terms else ()), *question.years)
    return tuple(name for name in asked if not set(analyse(name, data.language)) <= there)
