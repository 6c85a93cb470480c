"""What a question takes for granted and the documents show to be otherwise, with the statement that shows it.

A premise is false only where a statement shows so: the same thing is denied, and no other statement has more
of it; the State or body that is said to have acted is recorded as having done the opposite; the place has not
a word of it; the person is described otherwise. Where nothing of that kind is said, nothing was found, and
what comes nearest is shown as no more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.finding.context import InContext
from assistant.finding.statements import Statement, is_within
from assistant.judging.answerable import Verdict
from assistant.judging.needs import Needs, Slot, needs_of
from assistant.understanding.deeds import deeds_in
from assistant.understanding.names import Named, find_names
from assistant.understanding.opposites import says_opposite
from assistant.understanding.question import Asked, Question
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.numbers import numbers_in
from ingest.sentences import sentences

_DENIES = re.compile(
    r"\b(?:no|none|nobody|never|neither)\b(?! (?:later|more|less|fewer|longer|matter)\b)"
    r"|\b(?:has|have|had|was|were|did) not\b"
    r"|\b(?:aucun\w*|jamais|personne n['’e]|ning[úu]n\w*|nunca|nadie)\b",
    re.IGNORECASE,
)
_NEGATES = re.compile(
    r"\b(?:not(?! part(?:y|ies)\b)|no|never|none|ne|pas|jamais|aucun\w*|nunca|ning[úu]n\w*)\b|n['’]t\b", re.I
)
"""A question that denies something itself takes nothing for granted that a denial would refute."""
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


_NEAREST = "connectives.nearest_said"


@dataclass(frozen=True, slots=True)
class FalsePremise:
    code: str
    """Of the words that introduce what the documents say instead."""
    shown_by: Statement
    """What shows it; where it is not proved false, what comes nearest."""
    place: str = ""
    """Where the question names a place: what it is called."""

    @property
    def is_proved(self) -> bool:
        """False where the documents do not tell whether it is so."""
        return self.code != _NEAREST


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
        or _at_another_place(read, needs, asked, question, generation)
        or (None if verdict.is_met else _denied(read, needs, asked))
        or _counted_otherwise(read, needs, ranked)
        or _did_otherwise(read, needs, asked)
    )


def _denied(read: Sequence[InContext], needs: Needs, asked: Asked) -> FalsePremise | None:
    """'Which State was found in breach?', and no issue of that kind was raised.

    None where another clause has more of what is asked: then the documents do say something of it.
    """
    if _NEGATES.search(asked.text) or not (needs.slot in _ASKS_OF_SOME or needs.reason):
        return None
    words = {form for word in asked.words for form in analyse(word, "en")[:1]}
    best, denying = 0.0, None
    for one in read:
        known = words - set(analyse(one.identity, one.language))
        for clause in _clauses(one):
            met = len(known & set(analyse(clause, one.language))) / len(known) if known else 0.0
            if met > best:
                best, denying = met, one if _DENIES.search(clause) else None
    return FalsePremise("connectives.not_so", denying.statement) if denying and best >= _HALF else None


def _clauses(one: InContext) -> Iterator[str]:
    """Those of each sentence: a whole list holds many."""
    for clause in one.clauses:
        yield from (span.of(clause) for span in sentences(clause))


def _counted_otherwise(
    read: Sequence[InContext], needs: Needs, ranked: Sequence[Statement]
) -> FalsePremise | None:
    """'Why are there ten years for it?', and the statement on it says eight, and none says ten."""
    if not needs.figures or needs.either or not (needs.reason or needs.slot is Slot.STATES):
        return None
    said = (numbers_in(s.text, s.passage.metadata.language) for s in ranked if s.coverage >= _ON_TOPIC)
    if needs.figures & {number.value for numbers in said for number in numbers}:
        return None
    others = (one for one in read if one.statement.coverage >= _HALF)
    first = next((one for one in others if numbers_in(one.own, one.language)), None)
    return FalsePremise("connectives.not_so", first.statement) if first else None


def _did_otherwise(read: Sequence[InContext], needs: Needs, asked: Asked) -> FalsePremise | None:
    """'Why did A oppose it?', and what A is recorded to have said is that it supports it, or something else.

    Something else does not prove that A did not: it is what comes nearest.
    """
    if not (needs.reason and needs.doer and needs.deed):
        return None
    done = [one for one in read if deeds_in(one.own, needs.deed, done=needs.done)]
    if any(_names(one, needs.doer, everywhere=True) for one in done):
        return None
    own = [one for one in read if _names(one, needs.doer) and one.statement.coverage >= _ON_TOPIC]
    best = max(own or done, key=lambda one: one.statement.score, default=None)
    if best is None:
        return None
    opposite = bool(own) and says_opposite(asked.text, best.own)
    return FalsePremise("connectives.not_so" if opposite else _NEAREST, best.statement)


def _names(one: InContext, named: Named, *, everywhere: bool = False) -> bool:
    text = f"{one.own} {one.spoken_by}" + (f" {one.notes} {one.heading}" if everywhere else "")
    return any((n.kind, n.value) == (named.kind, named.value) for n in find_names(text))


def _at_another_place(
    read: Sequence[InContext],
    needs: Needs,
    asked: Asked,
    question: Question,
    generation: OpenGeneration,
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
    texts = (
        each.text for each in generation.passages_at(there[0].statement.passage.passage.document_id, place)
    )
    if not matter or any(matter & set(analyse(text, "en")) for text in texts):
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
