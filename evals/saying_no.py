"""How well the assistant tells questions its documents answer from questions they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AnswerStatus, AskReply, AskRequest, Mode
from evals.adaptors.sets import Question
from evals.ask import PATIENCE
from evals.bootstrap import Estimate, estimate
from evals.normalise import normalise
from index.report import Progress

QUOTED_WORDS = 45
"""A longer quotation is no short answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what became of it."""

    id: str
    answerable: bool
    abstained: bool
    answerability: float
    quoted: bool | None
    """An answer of the set stands in a short quotation; None where the set has none."""


@dataclass(frozen=True, slots=True)
class SayingNo:
    """Shares of the questions, and how well `answerability` alone ranks the answerable above the others."""

    abstained: Estimate
    """Of the questions without an answer."""
    false_abstention: Estimate | None
    auroc: float | None
    quoted: Estimate | None


def ask_all(questions: Sequence[Question], assistant: Assistant, progress: Progress) -> list[Asked]:
    """Every question asked; those with known answers once more with the assistant made to quote."""
    asked = []
    for number, question in enumerate(questions):
        progress("asking", number, len(questions), question.id)
        reply = _ask(question.words, assistant)
        quoted = None
        if question.answers:
            quoted = quotes_any(_ask(question.words, assistant, abstain=False), question.answers)
        abstained = reply.status is AnswerStatus.ABSTAINED
        asked.append(Asked(question.id, bool(question.gold), abstained, reply.answerability, quoted))
    progress("asking", len(questions), len(questions), "")
    return asked


def _ask(words: str, assistant: Assistant, *, abstain: bool = True) -> AskReply:
    request = AskRequest(question=words, mode=Mode.QUOTE)
    return assistant.ask(request, lambda name, data: None, Deadline(PATIENCE), abstain=abstain)


def quotes_any(reply: AskReply, answers: Sequence[str]) -> bool:
    """True when one of the answers stands, as whole words, in a quotation that is short."""
    short = [normalise(c.quote) for c in reply.citations if len(c.quote.split()) <= QUOTED_WORDS]
    wanted = [f" {normalise(answer)} " for answer in answers]
    return any(answer in f" {quote} " for quote in short for answer in wanted if answer.strip())


def measure(asked: Sequence[Asked]) -> SayingNo:
    """The figures; raises ValueError where every question has an answer."""
    yes = [each for each in asked if each.answerable]
    no = [each for each in asked if not each.answerable]
    quoted = [float(each.quoted) for each in yes if each.quoted is not None]
    return SayingNo(
        estimate([float(each.abstained) for each in no]),
        estimate([float(each.abstained) for each in yes]) if yes else None,
        auroc([e.answerability for e in yes], [e.answerability for e in no]) if yes else None,
        estimate(quoted) if quoted else None,
    )


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How often one of the first is above one of the second; equal values count half."""
    wins = sum((a > b) + 0.5 * (a == b) for a in higher for b in lower)
    return wins / (len(higher) * len(lower))
