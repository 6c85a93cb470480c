"""Statements to an unchecked answer in the documents' own words: what to quote, in which order, how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from assistant.question import Question, Wants
from assistant.reply import Answer, Citation, Part, Sentence
from assistant.schemas import PartRole, SentenceKind
from assistant.statements import Statement, plain
from index.retrieve import OpenGeneration, StoredPassage
from ingest.citation import cite, in_words
from ingest.documents import Attached, Span
from ingest.locator import Locator
from prompts.words import say

# An answer is read aloud in a meeting: about 120 words with its footnotes, more only for a brief.
WORDS, WORDS_LONG = 100, 240
STATEMENTS, STATEMENTS_LONG = 3, 7
# A further statement must score at least this share of the best one.
NEAR_BEST, NEAR_BEST_LONG = 0.80, 0.60
PER_DOCUMENT = 3  # statements of one document in a brief or comparison, so that others are heard
_LONG = {Wants.BRIEF, Wants.COMPARISON}
_LISTING = {Wants.LIST, Wants.BRIEF, Wants.STATEMENT}
_NAMING = {Wants.LIST, Wants.PERSON, Wants.BRIEF}


def choose(ranked: Sequence[Sequence[Statement]], question: Question) -> list[Statement]:
    """The statements to quote: for each thing asked those near its best, within the words allowed."""
    long = any(asked.wants in _LONG for asked in question.parts)
    room, most, near = (
        (WORDS_LONG, STATEMENTS_LONG, NEAR_BEST_LONG) if long else (WORDS, STATEMENTS, NEAR_BEST)
    )
    chosen: list[Statement] = []
    for statement, best in _in_turn(ranked):
        words = len(plain(statement.text).split())
        if len(chosen) == max(most, len(question.parts)):
            break
        if statement.score < near * best or any(_repeats(statement, other) for other in chosen):
            continue
        if statement.is_list and not any(asked.wants in _LISTING for asked in question.parts):
            continue
        if chosen and words > room:
            continue
        if long and sum(_document(statement) == _document(other) for other in chosen) >= PER_DOCUMENT:
            continue
        chosen.append(statement)
        room -= words
    return chosen


def _in_turn(ranked: Sequence[Sequence[Statement]]) -> Iterator[tuple[Statement, float]]:
    """The best statement for each thing asked, then the second best for each; with the best score of each."""
    for row in zip_longest(*ranked):
        for statement, own in zip(row, ranked, strict=True):
            if statement is not None:
                yield statement, own[0].score


def _document(statement: Statement) -> str:
    return statement.passage.passage.document_id


def _repeats(statement: Statement, other: Statement) -> bool:
    if _document(statement) == _document(other):
        if min(statement.span.end, other.span.end) > max(statement.span.start, other.span.start):
            return True
        if any(footnote.span == statement.span for footnote in other.footnotes):
            return True
    return plain(statement.text).casefold() == plain(other.text).casefold()


class _Composer:
    """Collects sentences and numbers their citations in order of use, each place once."""

    def __init__(self, generation: OpenGeneration, language: str) -> None:
        self.generation, self.language = generation, language
        self.sentences: list[Sentence] = []
        self.citations: dict[tuple[str, str, Span], Citation] = {}

    def quote(self, passage: StoredPassage, span: Span, locator: Locator) -> Part:
        key = (passage.passage.document_id, passage.passage.version, span)
        if key not in self.citations:
            text = span.of(self.generation.text(key[0], key[1]))
            self.citations[key] = Citation(len(self.citations) + 1, passage, locator, span, text)
        cited = self.citations[key]
        lines = filter(None, (plain(line) for line in cited.quote.split("\n")))
        return Part("\n".join(lines), PartRole.QUOTE, cited.number)

    def words(self, code: str, **slots: str) -> Part:
        text = say(code, self.language, **slots)
        return Part(text, PartRole.CONNECTIVE, code=code, slots=tuple(slots.items()))

    def labelled(self, label: str, *parts: Part) -> tuple[Part, ...]:
        return (Part(label, PartRole.LABEL), self.words("connectives.colon"), *parts)

    def add(self, *parts: Part) -> None:
        self.sentences.append(Sentence(parts, SentenceKind.QUOTE))


def write(chosen: Sequence[Statement], question: Question, generation: OpenGeneration) -> Answer:
    """One sentence a statement, in the documents' own words; footnotes follow the sentence that marks them.

    The source is named at each change of document when there are several, and the day of a figure whenever
    the document states one.
    """
    compose = _Composer(generation, question.language)
    wants = {asked.wants for asked in question.parts}
    several = len({_document(s) for s in chosen}) > 1
    previous: Statement | None = None
    for statement in in_reading_order(chosen, question):
        parts = _quoted(statement, previous, compose)
        if several and (previous is None or _document(statement) != _document(previous)):
            parts = compose.labelled(cite(statement.passage.metadata, Locator(), question.language), *parts)
        elif wants & {Wants.NUMBER} and statement.passage.metadata.as_of and previous is None:
            day = in_words(statement.passage.metadata.as_of, question.language)
            parts = (compose.words("connectives.lead_in_as_of", day=day), *parts)
        compose.add(*parts)
        for footnote in statement.footnotes if wants & _NAMING else ():
            _add_footnote(footnote, statement, compose)
        previous = statement
    return Answer(tuple(compose.sentences), tuple(compose.citations.values()))


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


def _quoted(statement: Statement, before: Statement | None, compose: _Composer) -> tuple[Part, ...]:
    """The statement's words, after the opening words it depends on unless those were just quoted."""
    said = before is not None and before.passage.passage.document_id == _document(statement)
    repeated = said and before is not None and before.lead == statement.lead
    lead = [compose.quote(statement.passage, *statement.lead)] if statement.lead and not repeated else []
    return (*lead, compose.quote(statement.passage, statement.span, statement.locator))


def _add_footnote(footnote: Attached, statement: Statement, compose: _Composer) -> None:
    label = " ".join(footnote.locator.steps[-1])
    compose.add(*compose.labelled(label, compose.quote(statement.passage, footnote.span, footnote.locator)))
