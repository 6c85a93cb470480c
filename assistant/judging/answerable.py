"""Whether one statement answers one thing asked: its words, meaning, kind of answer, doer, figures and year.

Retrieval scores do not tell answerable from unanswerable questions (AUROC .55 to .70 on public sets). What is
asked for must be met in one statement: the sentence with its footnotes, the words it depends on, its
headings, its speaker and what its document is known by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.finding.about_states import about
from assistant.finding.context import InContext, coverage
from assistant.finding.statements import Statement, is_within, rarity
from assistant.judging.fills import fills
from assistant.judging.needs import Needs, Slot, needs_of
from assistant.understanding.deeds import deeds_in
from assistant.understanding.names import NameKind, find_names
from assistant.understanding.negation import asks_of_what_is_not, tells_of_what_is_not
from assistant.understanding.opposites import says_opposite
from assistant.understanding.question import STANCE, Asked, Question, Wants
from assistant.understanding.scope import names_of
from assistant.understanding.spelling import unknown_words
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.documents import Kind
from ingest.locator import Locator, find_all
from ingest.numbers import numbers_in
from ingest.states import names_of as state_names
from ingest.states import states_in

ENOUGH = 0.42
AT_HOME = 0.30
"""Enough where nothing is lacking and the question has a word that the collection is full of: people ask in
words of their own, and another subject has no such word. Enough, too, where a footnote lists the State asked
about: of the State it is beyond doubt, and the sentence above it says it with a verb of its own."""
_FULL_OF = 0.05
"""Share of the passages that have such a word."""
READ = 6
"""Statements looked at for each thing asked, best first."""
SCANNED = 20
"""Statements among which one may be more about what is asked than those."""
WORDS, MEANING, SCATTERED = 0.4, 0.6, 0.4
"""Words of the question met in the statement, its meaning, and words met only elsewhere in the passage."""
TRANSLATED = (0.7, 0.3)
"""The first two across languages, where the encoder sees less of the meaning."""
AT_PLACE = 0.8
CLAUSE = 0.6
"""At the least for the clause of a treaty that is asked for."""
_CLEARLY = 0.1
_HALF = 0.5


class Lack(StrEnum):
    """What of the question a statement does not meet."""

    KIND = "kind"
    DEED = "deed"
    TOPIC = "topic"
    PLACE = "place"
    DOER = "doer"
    NAME = "name"
    YEAR = "year"
    TODAY = "today"
    FIGURE = "figure"
    COUNT = "count"
    OPPOSITE = "opposite"
    NEGATION = "negation"


# What each lack leaves of the value. The first four decide: what fills the gap, who did it, when.
LEFT = {
    Lack.KIND: 0.5,
    Lack.DEED: 0.75,
    Lack.TOPIC: 0.6,
    Lack.PLACE: 0.7,
    Lack.DOER: 0.5,
    Lack.YEAR: 0.5,
    Lack.TODAY: 0.4,
    Lack.NAME: 0.8,
    Lack.FIGURE: 0.75,
    Lack.COUNT: 0.5,
    Lack.OPPOSITE: 0.6,
    Lack.NEGATION: 0.45,
}


_OF_WORDING = (Lack.KIND, Lack.DEED, Lack.TOPIC, Lack.OPPOSITE, Lack.NEGATION, Lack.COUNT, Lack.DOER)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the documents answer one thing asked."""

    value: float
    """0..1."""
    lacks: tuple[Lack, ...] = ()
    """What the statement that comes nearest does not meet."""
    nearest: Statement | None = None
    """None where nothing was found."""

    enough: float = ENOUGH

    @property
    def is_met(self) -> bool:
        return self.value >= self.enough


def judge(
    ranked: Sequence[Statement], asked: Asked, question: Question, generation: OpenGeneration
) -> Verdict:
    """The verdict on the statement that meets most of what is asked; 0 where there is none."""
    needs = needs_of(asked, question)
    weights = _Weights(rarity(asked.words, generation), rarity(asked.english, generation), asked.known)
    whole = [InContext(statement, generation) for statement in ranked[:SCANNED]]
    clausal = needs.slot in (Slot.SOMEBODY, Slot.STATES) or needs.doer is not None
    reads = [part for read in whole[:READ] for part in read.by_clause(needs.deed if clausal else "")]
    verdicts = [(_judge(read, needs, asked, question, weights), read) for read in reads]
    if not verdicts:
        return Verdict(0.0)
    best, read = max(verdicts, key=lambda each: each[0].value)
    is_clause = bool(read.statement.clause)
    if (
        needs.slot is Slot.SOMEBODY
        and not (best.lacks or is_clause)
        and _is_told_elsewhere(read, whole, needs, weights)
    ):
        return replace(best, value=round(best.value * LEFT[Lack.TOPIC], 4), lacks=(Lack.TOPIC,))
    listed = set(best.lacks) <= {Lack.DEED} and _is_listed(read, asked, question, weights)
    if listed or (not best.lacks and _is_at_home(asked, question, generation)):
        return replace(best, enough=AT_HOME)
    return best


def _is_at_home(asked: Asked, question: Question, generation: OpenGeneration) -> bool:
    """True when it speaks of what many passages speak of, and of nothing of which none does."""
    frequency = generation.document_frequency((*asked.words, *asked.english))
    if any(not frequency.get(name, 1) for name in question.names if not question.english):
        return False
    if any(unknown_words(asked.text, question.spoken, generation)):
        return False
    common = _FULL_OF * generation.collection.passages
    return any(count >= common for count in frequency.values())


@dataclass(frozen=True, slots=True)
class _Weights:
    """The words of one thing asked, each by its rarity: as typed, and in English terms."""

    typed: Mapping[str, float]
    english: Mapping[str, float]
    known: float

    def coverage(
        self, read: InContext, besides: str = "", names: Set[str] = frozenset()
    ) -> tuple[float, float]:
        """Share of them met in the statement, and of those met only elsewhere in its passage.

        `besides` is a deed whose words do not count, nor do those of `names`.
        """
        translated = bool(self.english) and read.language == "en"
        words = self.english if translated else self.typed
        words = {word: rare for word, rare in words.items() if word.casefold() not in names}
        if besides:
            words = {word: rare for word, rare in words.items() if not deeds_in(word, besides)}
        met, beside = coverage(read, words)
        return (self.known * met if translated else met), beside


def _is_listed(read: InContext, asked: Asked, question: Question, weights: _Weights) -> bool:
    """True when a footnote lists the State asked about, and half of what is asked of it is said there."""
    asked_of = about(asked, question)
    if not read.lists(asked_of) or asked_of.stance:
        return False
    named = (question.standalone[each.start : each.end] for each in question.named)
    printed = (name for code in asked_of.states for name in state_names(code))
    names = {word.casefold() for name in (*named, *printed) for word in re.findall(r"[^\W_]+", name)}
    return weights.coverage(read, names=names)[0] >= _HALF


def _is_told_elsewhere(best: InContext, reads: Sequence[InContext], needs: Needs, weights: _Weights) -> bool:
    """True when another statement is clearly more about what is asked, and does not say who did it.

    Every session but one has its chair: who chaired that one is not found among the others.
    """
    if not needs.deed:
        return False
    met, _ = weights.coverage(best, needs.deed)
    return any(
        weights.coverage(other, needs.deed)[0] >= met + _CLEARLY and not deeds_in(other.whole, needs.deed)
        for other in reads
    )


def _judge(read: InContext, needs: Needs, asked: Asked, question: Question, weights: _Weights) -> Verdict:
    covered, scattered = weights.coverage(read)
    words, meaning = TRANSLATED if question.spoken != read.language else (WORDS, MEANING)
    value = words * covered + meaning * max(0.0, read.statement.meaning) - SCATTERED * scattered
    lacks = tuple(_lacks(read, needs, asked, question))
    if read.statement.at_place and Lack.NAME not in lacks:
        value = max(value, AT_PLACE)  # the question names this very place
    if read.statement.clause == 1.0 and Lack.NAME not in lacks:  # a treaty says it in words of its own
        value = max(value, CLAUSE)
        lacks = tuple(lack for lack in lacks if lack not in _OF_WORDING)
    for lack in lacks:
        value *= LEFT[lack]
    return Verdict(round(min(1.0, max(0.0, value)), 4), lacks, read.statement)


def _lacks(read: InContext, needs: Needs, asked: Asked, question: Question) -> list[Lack]:
    checks = (
        (Lack.KIND, not fills(read, needs, asked)),
        (Lack.DEED, _tells_nothing_of(read, needs)),
        (Lack.TOPIC, not _is_on_topic(read, needs, asked)),
        (Lack.PLACE, not _is_on_places(read, asked, question)),
        (Lack.DOER, not (_is_of_doer(read, needs) and _is_of_states(read, asked, question))),
        (Lack.YEAR, not _of_years(read, needs)),
        (Lack.TODAY, needs.of_today and not _standing(read)),
        (Lack.NAME, bool(_missing(read, asked, question))),
        (Lack.COUNT if needs.slot is Slot.STATES else Lack.FIGURE, not _is_of_figures(read, needs)),
        (Lack.OPPOSITE, question.spoken == "en" and says_opposite(asked.text, read.own)),
        (Lack.NEGATION, _is_of_those_who_did(read, asked)),
    )
    return [lack for lack, is_lacking in checks if is_lacking]


def _is_of_those_who_did(read: InContext, asked: Asked) -> bool:
    """True where those are asked for who did not, and it tells of none."""
    by_name = asked.wants in (Wants.LIST, Wants.PERSON)
    return asks_of_what_is_not(asked.text) and not tells_of_what_is_not(
        asked.text, read.own, read.language, by_name=by_name
    )


_STANDING = (Kind.TREATY, Kind.LEGISLATION)


def _tells_nothing_of(read: InContext, needs: Needs) -> bool:
    """True when what is asked about was done by somebody, and the statement has no word for it."""
    if not needs.deed or read.language != "en" or needs.slot is Slot.STATES:
        return False
    return not deeds_in(f"{read.own} {read.notes}", needs.deed, done=needs.done)


def _is_on_topic(read: InContext, needs: Needs, asked: Asked) -> bool:
    """True when whoever is looked for did it on that subject, or at least on half of it; so of a position."""
    if not (needs.slot is Slot.SOMEBODY or STANCE.search(asked.text)) or read.language != "en":
        return True
    met = sum(form in read.words for form in needs.topic)
    return 2 * met >= len(needs.topic)


def _is_on_places(read: InContext, asked: Asked, question: Question) -> bool:
    """True when the statement stands at the articles or actions asked about, or speaks of one of them."""
    wanted = [mention.locator for mention in find_all(asked.text)]
    if not wanted or read.statement.at_place:
        return True
    said = [
        m.locator for m in find_all(f"{read.own} {read.notes} {read.heading} {read.statement.passage.text}")
    ]
    here = read.statement.locator
    return any(is_within(here, place) or any(_same(place, other) for other in said) for place in wanted)


def _same(one: Locator, other: Locator) -> bool:
    return bool(set(one.steps[:2]) & set(other.steps))


def _is_of_doer(read: InContext, needs: Needs) -> bool:
    """True when the doer stands in the statement; for a figure or date in its own words.

    A footnote that lists several States gives each of them nothing of its own.
    """
    if needs.doer is None:
        return True
    own = f"{read.own} {read.spoken_by}"
    decided = needs.doer.kind is NameKind.MEETING and bool(needs.deed)
    alone = decided or needs.slot in (Slot.FIGURE, Slot.AMOUNT, Slot.DATE)
    texts = (
        own if alone else f"{own} {read.notes} {read.heading} {read.identity} {read.statement.passage.text}"
    )
    return any((n.kind, n.value) == (needs.doer.kind, needs.doer.value) for n in find_names(texts))


def _is_of_states(read: InContext, asked: Asked, question: Question) -> bool:
    """True unless it asks of a State and the statement tells nothing of it."""
    asked_of = about(asked, question)
    return not asked_of or read.tells_of(asked_of)


def _of_years(read: InContext, needs: Needs) -> bool:
    text = f"{read.own} {read.notes} {read.heading} {read.identity}"
    return not needs.years or any(year in text for year in needs.years)


def _standing(read: InContext) -> bool:
    """A treaty or law says what holds whenever it is asked; a report says what was."""
    return read.statement.passage.metadata.kind in _STANDING


def _missing(read: InContext, asked: Asked, question: Question) -> list[str]:
    """Names of the question that neither the passage nor its document's identity has."""
    if read.language != ("en" if question.english else question.spoken):
        return []
    called = " ".join(names_of(read.statement.passage.metadata))
    there = set(
        analyse(f"{read.statement.passage.text} {read.heading} {read.identity} {called}", read.language)
    )
    states = set(states_in(read.statement.passage.text))
    return [
        name
        for name in question.names
        if (name in asked.text or len(question.parts) == 1)
        and not set(analyse(name, read.language)) <= there
        and not set(states_in(name)) & states
    ]


def _is_of_figures(read: InContext, needs: Needs) -> bool:
    """True when the statement has the numbers of the question; of 'seven or eight' one is enough."""
    there = {number.value for number in numbers_in(f"{read.own} {read.notes} {read.identity}", read.language)}
    return bool(needs.figures & there) if needs.figures and needs.either else needs.figures <= there
