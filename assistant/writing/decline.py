"""Replies that give no answer, each with its reason and with what the documents say instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose import Composer
from assistant.finding.context import InContext
from assistant.finding.statements import Statement
from assistant.judging.answerable import Verdict
from assistant.judging.fills import fills
from assistant.judging.needs import Slot, needs_of
from assistant.judging.premises import FalsePremise, false_premise
from assistant.judging.unheld import Unheld
from assistant.judging.unnamed import Unnamed, tells_on, unnamed
from assistant.reply import Abstention, Citation, VerifiedAnswer
from assistant.schemas import AbstentionReason
from assistant.understanding.identity import matter
from assistant.understanding.question import Asked, Question
from assistant.writing.refusals import Refusal
from index.retrieve import OpenGeneration

_AS_MUCH = 0.5
"""Share of the words of an office that a statement has that speaks of it."""


def decline(
    refused: Refusal, question: Question, generation: OpenGeneration, nearest: tuple[Citation, ...]
) -> Abstention:
    """One sentence that says what is not done here."""
    compose = Composer(generation, question.language)
    compose.add(compose.words(f"connectives.{refused}"))
    sentences, citations = compose.checked()
    return Abstention(AbstentionReason.OUT_OF_SCOPE, sentences, citations, nearest, 0.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing asked, the statements on it, best first, and whether they answer."""

    asked: Asked
    question: Question
    ranked: Sequence[Statement]
    verdict: Verdict


def say_instead(parts: Sequence[Judged], generation: OpenGeneration) -> Abstention | None:
    """A reply in the place of an answer: nobody is named, or the question takes for granted what is not so.

    None where at least one thing asked can be answered as it was asked.
    """
    replies: list[Abstention] = []
    before: Abstention | None = None
    for part in parts:
        reply = before if before and _only_presses(part) else _instead(part, generation)
        if reply is None and part.verdict.is_met:
            return None
        replies += [reply] if reply else []
        before = reply if reply and reply.reason is AbstentionReason.NOT_NAMED else None
    return next(iter(replies), None)


def _only_presses(part: Judged) -> bool:
    """True when nothing is asked in it but the name that the part before wants: 'Is it Peru?'"""
    return not matter(part.asked.text, part.question.spoken)


def _instead(part: Judged, generation: OpenGeneration) -> Abstention | None:
    asked, question, value = part.asked, part.question, part.verdict.value
    if hidden := unnamed(part.ranked, asked, question, generation):
        return leave_unnamed(hidden, question, generation, value)
    if premise := false_premise(part.ranked, asked, question, part.verdict, generation):
        return correct_premise(premise, question, generation, value)
    if held := _office_only(part, generation):
        return give_office(held, question, generation, value)
    return None


def _office_only(part: Judged, generation: OpenGeneration) -> Statement | None:
    """The statement that has most of the office asked about, where none that has as much names a person."""
    needs = needs_of(part.asked, part.question)
    if not part.ranked or part.verdict.is_met or needs.slot is not Slot.PERSON:
        return None
    held = max(part.ranked, key=lambda statement: statement.coverage)
    same = (s for s in part.ranked if s.coverage >= _AS_MUCH * held.coverage)
    named = any(fills(InContext(statement, generation), needs, part.asked) for statement in same)
    return held if held.coverage >= _AS_MUCH and not named else None


def leave_unnamed(
    hidden: Unnamed, question: Question, generation: OpenGeneration, value: float
) -> Abstention:
    """That the document does not name who this was, and what was said; of one of several only who spoke.

    Words that tell of a State are left out: beside 'who was it' they would be read as the name.
    """
    compose = Composer(generation, question.language)
    compose.add(compose.words("connectives.not_named"))
    said = hidden.said
    if said is not None:
        parts = [compose.quote(said.passage, *lead) for lead in said.leads]
        if (hidden.is_clear or not parts) and not tells_on(said.text):
            parts.append(compose.quote(said.passage, said.span, said.locator))
        if parts:
            compose.add(*parts)
    sentences, citations = compose.checked()
    return Abstention(AbstentionReason.NOT_NAMED, sentences, citations, (), value)


def not_held(
    text: Unheld, question: Question, generation: OpenGeneration, nearest: tuple[Citation, ...]
) -> Abstention | VerifiedAnswer:
    """That the text named is not in the collection; then where its documents speak of it, if any does."""
    compose = Composer(generation, question.language)
    compose.values.add(text.name)
    if not text.mentions:
        compose.add(compose.words("connectives.not_held", name=text.name))
        return Abstention(AbstentionReason.NOT_FOUND, compose.checked()[0], (), nearest, 0.0)
    compose.add(compose.words("connectives.not_held_but_mentioned", name=text.name))
    for mention in text.mentions:
        compose.add(compose.quote(mention.passage, mention.span, mention.passage.passage.locator))
    sentences, citations = compose.checked()
    return VerifiedAnswer(sentences, citations, 1.0)


def give_office(held: Statement, question: Question, generation: OpenGeneration, value: float) -> Abstention:
    """That the documents have the office and not who holds it."""
    compose = Composer(generation, question.language)
    compose.add(compose.words("connectives.name_not_given"))
    compose.add(*compose.statement(held))
    sentences, citations = compose.checked()
    return Abstention(AbstentionReason.NOT_NAMED, sentences, citations, (), value)


def correct_premise(
    premise: FalsePremise, question: Question, generation: OpenGeneration, value: float
) -> Abstention:
    """What the documents say in the place of what the question takes for granted, or nearest to it."""
    compose = Composer(generation, question.language)
    shown = premise.shown_by
    slots = {"place": premise.place} if premise.place else {}
    compose.values |= set(slots.values())
    compose.add(compose.words(premise.code, **slots), *compose.statement(shown))
    for note in shown.shown:
        compose.add_footnote(note, shown.passage)
    sentences, citations = compose.checked()
    reason = AbstentionReason.FALSE_PREMISE if premise.is_proved else AbstentionReason.NOT_FOUND
    return Abstention(reason, sentences, citations, (), value)
