"""Statements to an unchecked answer in the documents' own words: what to quote, in which order, how much."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from assistant.compose import Composer
from assistant.finding.statements import Lead, Statement, split
from assistant.plain import plain
from assistant.reply import Answer, Evidence, Part
from assistant.understanding.absent import AbsentPlace
from assistant.understanding.clauses import excepts
from assistant.understanding.question import Question, Wants
from assistant.understanding.scope import LAWS
from assistant.writing.first_line import first_line
from index.retrieve import OpenGeneration
from ingest.alike import are_alike, wording
from ingest.citation import cite, in_words
from ingest.documents import Attached, Kind, NoteCode, Span
from ingest.locator import Locator
from ingest.notes import tells


@dataclass(frozen=True, slots=True)
class _Room:
    """How much may be quoted. An answer is read aloud in a meeting: about 120 words with its footnotes."""

    words: int
    statements: int
    near: float
    """How far below the score of the best one a further statement may stand."""


SHORT = _Room(95, 4, 0.06)
NEAR_SAME = 0.32
"""The same, for a statement that the passage of the best one holds: what stands beside it."""
NEAR_FACT = 0.16
"""The same, where a single fact is asked for."""
NEAR_LIST = 0.10
"""The same, where States are to be listed: the neighbouring sentence has a list of others."""
NEAR_OTHER_LIST = 0.03
"""Of another passage: it has a list of others, too."""
SINGLE = (Wants.NUMBER, Wants.DATE, Wants.PERSON, Wants.PLACE)
PROVISION = _Room(160, 10, math.inf)
"""Of a place that was asked for: all of it, as far as it can be read aloud."""
LONG = _Room(300, 9, 0.2)
"""A brief or comparison, in which several documents are heard."""
SIDE = 0.30
"""How far below the best side's score the best statement of another side may stand."""
PER_DOCUMENT = 2
"""Statements of one document in a long answer."""

_LONG = {Wants.BRIEF, Wants.COMPARISON}
_LISTING = {Wants.LIST, Wants.BRIEF, Wants.YES_NO, Wants.STATEMENT}
_NAMING = {Wants.LIST, Wants.PERSON, Wants.BRIEF}


def choose(
    ranked: Sequence[Sequence[Statement]], question: Question, compared: bool = False
) -> list[Statement]:
    """The statements to quote: of each thing asked its best and what its passage says beside it; another
    passage only where it says it nearly as well. Of what is compared the best of each side."""
    ranked = [[s for s in own if _may_be_quoted(s, question)] for own in ranked]
    ranked = [own for own in ranked if own]
    if compared and ranked:
        best = max(own[0].score for own in ranked)
        return [_lead(own) for own in ranked if own[0].score >= best - SIDE]
    room = _room(ranked, question)
    if room is LONG:
        ranked = [_by_document(own) for own in ranked]
    chosen: list[Statement] = []
    of_states = all(asked.of_states and asked.wants is Wants.LIST for asked in question.parts)
    single = all(asked.wants in SINGLE for asked in question.parts)
    told = single and all(any(s.at_place and s.kind_met for s in own) for own in ranked)
    best_of = {_beside(own[0], len(ranked)) for own in ranked}
    for statement, best in _in_turn(ranked):
        words = sum(len(plain(c.text).split()) for c in chosen) + len(plain(statement.text).split())
        if len(chosen) == room.statements + len(ranked) - 1:
            break
        if room is PROVISION and not (statement.at_place and (statement.kind_met or not told)):
            continue
        near = NEAR_FACT if room is PROVISION and told else room.near
        if room is SHORT and of_states:
            near = NEAR_OTHER_LIST
        if room is SHORT and _beside(statement, len(ranked)) in best_of:
            near = NEAR_LIST if of_states else NEAR_FACT if single else NEAR_SAME
        if statement.score < best - near or (statement.score < best and chosen and words > room.words):
            continue
        if any(_repeats(statement, other) for other in chosen):
            continue
        if room is LONG and sum(_document(statement) == _document(c) for c in chosen) == PER_DOCUMENT:
            continue
        chosen.append(statement)
    if all(asked.rule for asked in question.parts):
        chosen += [exception for own in ranked for exception in _exceptions(own, chosen)]
    return chosen


def _exceptions(own: Sequence[Statement], chosen: Sequence[Statement]) -> list[Statement]:
    """Where a law's rule answers what is allowed: the best exception to it that has as much of the question;
    none where the place of the rule is named.

    A rule that is quoted without what is permitted all the same would say no where the law says yes.
    """
    rule = own[0]
    if rule.at_place or rule.passage.metadata.kind not in LAWS or any(excepts(s.text) for s in chosen):
        return []
    found = (
        other
        for other in own
        if excepts(other.text) and _document(other) == _document(rule)
        if other.coverage >= rule.coverage or other.likeness >= rule.likeness
    )
    return list(islice(found, 1))


def _beside(statement: Statement, parts: int) -> tuple[str, ...]:
    """What stands together: the passage; of several things asked of a treaty the Article, whose paragraphs
    answer one of them in turn."""
    passage, kind = statement.passage.passage, statement.passage.metadata.kind
    if parts > 1 and kind is Kind.TREATY and statement.locator.steps:
        return (passage.document_id, *statement.locator.steps[0])
    return (passage.id,)


def _lead(own: Sequence[Statement]) -> Statement:
    """The best statement; of a place of which nothing is asked but what it says, its beginning."""
    if not own[0].at_place or own[0].coverage:
        return own[0]
    first = min((s for s in own if s.at_place), key=lambda s: s.span.start)
    lists = (s for s in own if s.is_list and first.span in [span for span, _ in s.leads])
    return next(lists, first)


def _by_document(ranked: Sequence[Statement]) -> list[Statement]:
    """The best statement of each document, then the second best of each: a brief hears them all."""
    place: Counter[str] = Counter()
    turns = []
    for statement in ranked:
        turns.append((place[_document(statement)], -statement.score, statement))
        place[_document(statement)] += 1
    turns.sort(key=lambda turn: turn[:2])
    return [statement for *_, statement in turns]


def _room(ranked: Sequence[Sequence[Statement]], question: Question) -> _Room:
    if any(asked.wants in _LONG for asked in question.parts):
        return LONG
    return PROVISION if all(own and own[0].at_place for own in ranked) else SHORT


def _may_be_quoted(statement: Statement, question: Question) -> bool:
    """Whole lists where a list may be the answer; a question put in a report is no finding."""
    if not statement.kind_met and statement.text.endswith("?"):
        return False
    return not statement.is_list or any(asked.wants in _LISTING for asked in question.parts)


def _in_turn(ranked: Sequence[Sequence[Statement]]) -> Iterator[tuple[Statement, float]]:
    """The best statement for each thing asked, then the second best for each; with the best score of each."""
    for row in zip_longest(*ranked):
        for statement, own in zip(row, ranked, strict=True):
            if statement is not None:
                yield statement, max(s.score for s in own)


def _document(statement: Statement) -> str:
    return statement.passage.passage.document_id


def _repeats(statement: Statement, other: Statement) -> bool:
    """True when the other says it already, as itself, as its footnote or as its opening words."""
    if _document(statement) == _document(other):
        beside = [footnote.span for footnote in other.footnotes]
        beside += [span for span, _ in other.leads]
        overlap = min(statement.span.end, other.span.end) > max(statement.span.start, other.span.start)
        if overlap or statement.span in beside or _says_again(statement, other):
            return True
    return plain(statement.text).casefold() == plain(other.text).casefold()


def _says_again(statement: Statement, other: Statement) -> bool:
    """True when a report tells it twice in nearly the same words: in its summary and where it happened."""
    data = statement.passage.metadata
    if not tells(data.kind, statement.locator):
        return False
    return are_alike(wording(statement.text, data.language), wording(other.text, data.language))


def write(
    chosen: Sequence[Statement], question: Question, generation: OpenGeneration, *, goes_on: bool = False
) -> Answer:
    """One sentence a statement, in the documents' own words, and with it those that stand right after it;
    footnotes follow the sentence that marks them.

    The source is named at each change of document when there are several, and the day of a figure whenever
    the document states one. Where the place quoted goes on, it is said how to read on.
    """
    compose = Composer(generation, question.language)
    wants = {asked.wants for asked in question.parts}
    several = len({_document(s) for s in chosen}) > 1
    previous: Statement | None = None
    shown: Sequence[Attached] = ()
    for statement in in_reading_order(chosen, question):
        parts = _quoted(statement, previous, compose)
        if several and (previous is None or _document(statement) != _document(previous)):
            parts = compose.labelled(cite(statement.passage.metadata, Locator(), question.language), *parts)
        elif wants & {Wants.NUMBER} and statement.passage.metadata.as_of and previous is None:
            day = in_words(statement.passage.metadata.as_of, question.language)
            parts = (compose.words("connectives.lead_in_as_of", day=day), *parts)
        is_first = previous is None and statement is chosen[0]
        if is_first and (line := first_line(statement, question, generation)):
            compose.add_edit(line, compose.quote(statement.passage, statement.span, statement.locator))
        if not shown and _goes_on(statement, previous, generation):
            compose.go_on(*parts)
        else:
            compose.add(*parts)
        shown = statement.footnotes if wants & _NAMING else statement.shown
        for footnote in shown:
            compose.add_footnote(footnote, statement.passage)
        _add_counts(statement, shown, compose)
        previous = statement
    if goes_on:
        compose.add(compose.words("turns.goes_on"))
    return compose.answer()


def deny(absent: AbsentPlace, question: Question, generation: OpenGeneration) -> Answer:
    """That there is no such place, and what the last one says."""
    compose = Composer(generation, question.language)
    named = cite(absent.document.metadata, Locator(), question.language)
    slots = {"asked": str(absent.asked), "document": named, "last": str(absent.last)}
    compose.add(compose.words("connectives.no_such_place", **slots))
    passage = generation.passages_at(absent.document.id, absent.last)[0]
    last = split(Evidence("E1", passage, 1.0), generation)[0]
    compose.add(*compose.labelled(str(last.locator), *_quoted(last, None, compose)))
    return compose.answer()


def in_reading_order(chosen: Sequence[Statement], question: Question) -> list[Statement]:
    """Best document first, its statements as they stand in it; by date for a comparison or brief."""
    by_date = any(asked.wants in _LONG for asked in question.parts)
    order: dict[str, int] = {}
    for statement in chosen:
        order.setdefault(_document(statement), len(order))

    def place(statement: Statement) -> tuple[str, int, int]:
        data = statement.passage.metadata
        date = (data.event_date or data.document_date or "") if by_date else ""
        return date, order[_document(statement)], statement.span.start

    return sorted(chosen, key=place)


def _goes_on(statement: Statement, before: Statement | None, generation: OpenGeneration) -> bool:
    """True when it stands right after the one before, in one paragraph or point, and reads on from it."""
    passage = statement.passage.passage
    if before is None or (passage.id, statement.locator) != (before.passage.passage.id, before.locator):
        return False
    if statement.is_list or statement.span.start <= before.span.end:
        return False
    record = generation.text(passage.document_id, passage.version)
    return not Span(before.span.end, statement.span.start).of(record).strip()


def _quoted(statement: Statement, before: Statement | None, compose: Composer) -> tuple[Part, ...]:
    """The statement's words, after the opening words it depends on unless those were just quoted."""
    said: set[Lead] = set()
    if before is not None and _document(before) == _document(statement):
        said = {*before.leads, (before.span, before.locator)}
    return compose.statement(statement, said)


def _add_counts(statement: Statement, shown: Sequence[Attached], compose: Composer) -> None:
    """Where the text states another number than its list has: both numbers, right below."""
    document = statement.passage.passage.document_id, statement.passage.passage.version
    quoted = [statement.span, *(footnote.span for footnote in shown)]
    for note in compose.generation.notes(*document):
        spans = (note.span, *note.related) if note.span else ()
        if note.code is NoteCode.COUNT_DIFFERS and all(_within(span, quoted) for span in spans):
            compose.add(compose.words("connectives.count_differs", **dict(note.values)))


def _within(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)
