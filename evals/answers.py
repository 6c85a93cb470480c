"""How many of the wanted facts an answer states."""

from __future__ import annotations

from assistant.schemas import AnswerStatus
from evals.cases import Case
from evals.normalise import states_any
from evals.scoring import Score, Scores, claim

AMBIGUOUS = "ambiguous"
"""Type of the cases for which asking back is as good as answering."""


def asks_back(case: Case, status: AnswerStatus | None) -> bool:
    """True when the assistant rightly asks which of several readings is meant."""
    return case.type == AMBIGUOUS and status is AnswerStatus.CLARIFY


def score_facts(case: Case, status: AnswerStatus | None, answer: str) -> Scores:
    """Facts stated in the normalised answer. Asking back rightly counts in full; a case without facts
    asks only for an answer. Cases that have no answer are not scored."""
    if not case.answerable:
        return {}
    share = _share(case, status, answer)
    return {"nugget": Score(share, 1), "full": claim(share == 1)}


def _share(case: Case, status: AnswerStatus | None, answer: str) -> float:
    if asks_back(case, status):
        return 1.0
    if not case.nuggets:
        return float(status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL))
    return sum(states_any(answer, spellings) for spellings in case.nuggets) / len(case.nuggets)
