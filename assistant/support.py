"""Whether the evidence answers: words, kind of answer, names and years of the question met in one statement.

Retrieval scores do not tell answerable from unanswerable questions (AUROC .55 to .70 on public sets), so what
is asked for must be met by the statement that would be quoted, not merely by something near it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question import Question
from assistant.statements import Statement
from index.lexical import analyse
from ingest.citation import in_words

ENOUGH = 0.5
_MISSING_NAME = 0.6  # factor for a name or year of the question that neither passage nor document has
_WRONG_KIND = 0.75


def answerability(ranked: Sequence[Statement], question: Question) -> float:
    """0..1: how far the best statement meets the question; 0 when there is none."""
    return max((_support(s, question) for s in ranked[:3]), default=0.0)


def is_enough(value: float) -> bool:
    return value >= ENOUGH


def _support(statement: Statement, question: Question) -> float:
    value = 0.6 * statement.coverage + 0.4 * max(0.0, statement.meaning)
    if not statement.kind_met:
        value *= _WRONG_KIND
    return round(min(1.0, value * _MISSING_NAME ** len(missing_names(statement, question))), 4)


def missing_names(statement: Statement, question: Question) -> tuple[str, ...]:
    """Names and years of the question that stand neither in the passage nor in what identifies its document."""
    data, passage = statement.passage.metadata, statement.passage.passage
    dates = [in_words(d, data.language) for d in (data.event_date, data.document_date, data.as_of) if d]
    said = " ".join(
        filter(
            None,
            (statement.passage.text, data.title, data.symbol, data.meeting, *passage.heading, *dates, str(passage.locator)),
        )
    )
    known = set(analyse(said, data.language))
    asked = (*question.names, *question.years)
    return tuple(name for name in asked if not set(analyse(name, question.language)) <= known)
