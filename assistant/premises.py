"""What a question takes for granted and the documents show to be otherwise, with the statement that shows it.

A premise is false only where a statement shows so: the same thing is denied; the State or body that is said
to have acted is recorded on the matter with something else; the place is about something else; the person is
described otherwise. Where nothing is said, nothing was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answerable import Verdict
from assistant.context import InContext
from assistant.deeds import deeds_in
from assistant.names import Named, find_names
from assistant.needs import Needs, Slot, needs_of
from assistant.question import Asked, Question
from assistant.statements import Statement, is_within
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.numbers import numbers_in

_DENIES = re.compile(
    r"\b(?:no|none|nobody|never|neither)\b(?! (?:later|more|less|fewer|longer|matter)\b)"
    r"|\b(?:has|have|had|was|were|did) not\b"
    r"|\b(?:aucun\w*|jamais|personne n['’e]|ning[úu]n\w*|nunca|nadie)\b",
    re.IGNORECASE,
)
_ASKS_OF_SOME = (Slot.STATES, Slot.SOMEBODY, Slot.PERSON)
_ON_TOPIC = 0.2
_SHOWN = 12
"""Statements looked at, best first."""
_HALF = 0.5
"""Share of the words of a question, or of a description, that must be met to speak of the same thing."""
_AS = re.compile(
    r"(?:^|[,;] )(?:as|being) (?:an?|the) (?P<role>[^,;?]{3,60}),|,\s(?:an?|the) (?P<after>[^,;?]{3,60}),",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Ambassador|Amb|Sir|Judge|General|Colonel|Senator)\.?\s+"
    r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,3})|(?P<full>[A-ZÀ-Þ][\w’'-]+ [A-ZÀ-Þ][\w’'-]+)"
)


@dataclass(frozen=True, slots=True)
class FalsePremise:
    code: str
    """Of the words that introduce what the documents say instead."""
    shown_by: Statement
    place: str = ""
    """Where the question names a place: what it is called."""


def false_premise(
    ranked: Sequence[Statement],
    asked: Asked,
    question: Question,
    verdict: Verdict,
    generation: OpenGeneration,
) -> FalsePremise | None:
    """What the question takes for granted against what is said, where a statement shows it."""
    needs = needs_of(asked, question)
    read = [InContext(statement, generation) for statement in ranked[:_SHOWN]]
    return (
        _otherwise_described(read, asked)
        or _at_another_place(read, needs, asked, question)
        or (None if verdict.is_met else _denied(read, needs, asked))
        or _counted_otherwise(read, needs)
        or _did_otherwise(read, needs, asked)
    )


def _denied(read: Sequence[InContext], needs: Needs, asked: Asked) -> FalsePremise | None:
    """'Which State was found in breach?', and no issue of that kind was raised."""
    if _DENIES.search(asked.text) or not (needs.slot in _ASKS_OF_SOME or needs.reason):
        return None
    words = {form for word in asked.words for form in analyse(word, "en")[:1]}
    for one in read:
        known = words - set(analyse(one.identity, one.language))
        denying = (clause for clause in one.clauses if _DENIES.search(clause))
        if any(
            len(known & set(analyse(clause, one.language))) >= _HALF * len(known) > 0 for clause in denying
        ):
            return FalsePremise("connectives.not_so", one.statement)
    return None


def _counted_otherwise(read: Sequence[InContext], needs: Needs) -> FalsePremise | None:
    """'Why are there ten years for it?', and the statement on it says eight."""
    if not needs.figures or needs.either or not (needs.reason or needs.slot is Slot.STATES):
        return None
    numbers = [{n.value for n in numbers_in(one.own, one.language)} for one in read]
    if any(needs.figures & own for own in numbers):
        return None
    others = [one for one, own in zip(read, numbers, strict=True) if own and one.statement.coverage >= _HALF]
    return FalsePremise("connectives.not_so", others[0].statement) if others else None


def _did_otherwise(read: Sequence[InContext], needs: Needs, asked: Asked) -> FalsePremise | None:
    """'Why did A oppose it?', and what A is recorded to have said about it is something else."""
    if not (needs.reason and needs.doer and needs.deed):
        return None
    done = [one for one in read if deeds_in(one.own, needs.deed, done=needs.done)]
    if any(_names(one, needs.doer, everywhere=True) for one in done):
        return None
    own = [one for one in read if _names(one, needs.doer) and one.statement.coverage >= _ON_TOPIC]
    best = max(own or done, key=lambda one: one.statement.score, default=None)
    return FalsePremise("connectives.not_so", best.statement) if best else None


def _names(one: InContext, named: Named, *, everywhere: bool = False) -> bool:
    text = f"{one.own} {one.spoken_by}" + (f" {one.notes} {one.heading}" if everywhere else "")
    return any((n.kind, n.value) == (named.kind, named.value) for n in find_names(text))


def _at_another_place(
    read: Sequence[InContext], needs: Needs, asked: Asked, question: Question
) -> FalsePremise | None:
    """'Why does Article 5 ban mines?', and Article 5 has not a word of it."""
    if not needs.reason or not question.places or question.spoken != "en":
        return None
    place = question.places[0].locator
    there = [one for one in read if one.statement.at_place and is_within(one.statement.locator, place)]
    if not there:
        return None
    known = set(analyse(there[0].identity, "en"))
    matter = {form for word in asked.words for form in analyse(word, "en")[:1]} - known
    if not matter or any(matter & set(analyse(one.own, "en")) for one in there):
        return None
    first = min(there, key=lambda one: one.statement.span.start)
    return FalsePremise("connectives.place_otherwise", first.statement, str(place))


def _otherwise_described(read: Sequence[InContext], asked: Asked) -> FalsePremise | None:
    """'As the chair, what did Ms. A say?', and she is described as something else wherever she is named."""
    described, person = _AS.search(asked.text), _PERSON.search(asked.text)
    if not described or not person:
        return None
    role = set(analyse(described["role"] or described["after"], "en"))
    name = (person["name"] or person["full"]).split()[-1]
    about = [one for one in read if re.search(rf"\b{re.escape(name)}\b", one.whole)]
    apposed = re.compile(rf"\b{re.escape(name)}\b[^.;]{{0,40}},|,[^.;,]{{0,40}}\b{re.escape(name)}\b")
    full = [one for one in about if apposed.search(one.whole)]
    told = {form for one in about for form in analyse(one.whole, "en")}
    if not full or not role or len(role & told) >= _HALF * len(role):
        return None
    return FalsePremise("connectives.described_otherwise", full[0].statement)
