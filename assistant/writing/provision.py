"""A place that is asked for by itself, 'What does Article 4 say?': read from its beginning, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.finding.last_answer import paragraph_at, statements_of
from assistant.finding.statements import Statement, is_within
from assistant.plain import plain
from assistant.understanding.question import Question, Wants
from assistant.understanding.scope import held_at, rest_of
from index.retrieve import OpenGeneration
from ingest.documents import Span

_OF_THE_WHOLE = (Wants.STATEMENT, Wants.YES_NO, Wants.LIST, Wants.DEFINITION)
_OF_TEXTS = frozenset(
    "text wording words content contents full entire complete provide provides require requires stipulate"
    " stipulates contain contains texte intégral contenu prévoit prévoient dispose disposent énonce stipule"
    " établit contient parle donnez-moi texto íntegro completo contenido establece dispone prevé prevén"
    " estipula contiene trata".split()
)
"""Words that ask for a text and for nothing of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Statements from the beginning of a place on."""

    statements: tuple[Statement, ...]
    goes_on: bool
    """The place has more than they say."""


def read_from_beginning(
    ranked: Sequence[Sequence[Statement]], question: Question, generation: OpenGeneration, room: int
) -> Reading | None:
    """Of the one place asked for as many whole paragraphs and points as have `room` words, at least one; of
    one that is longer its first sentences. None where several places or documents are meant, or something
    of the place is asked for."""
    documents = {s.passage.passage.document_id for own in ranked for s in own if s.at_place}
    if len(question.locators) != 1 or len(question.parts) != 1 or len(documents) != 1:
        return None
    asks_more = any(word.casefold() not in _OF_TEXTS for word in rest_of(question, documents, generation))
    if asks_more or question.parts[0].wants not in _OF_THE_WHOLE:
        return None
    document = generation.document(documents.pop())
    (place,) = question.locators
    statements = [
        statement
        for stored in held_at(document, place, generation)
        for statement in statements_of(stored, generation)
        if is_within(statement.locator, place)
    ]
    read = as_room(statements, room)
    if not read:
        return None
    return Reading(tuple(in_paragraphs(read, generation.text(document.id))), len(read) < len(statements))


def as_room(statements: Sequence[Statement], room: int) -> list[Statement]:
    """The first of them: as many whole passages as have `room` words, or sentences of the first one."""
    read: list[Statement] = []
    for _, own in groupby(statements, key=lambda each: each.passage.passage.id):
        passage = list(own)
        if _words([*read, *passage]) > room:
            read = read or [s for at, s in enumerate(passage, 1) if at == 1 or _words(passage[:at]) <= room]
            break
        read += passage
    if len(read) < len(statements) and len(read) > 1 and read[-1].text.rstrip().endswith(":"):
        return read[:-1]  # what opens a list does not stand without it
    return read


def _words(statements: Sequence[Statement]) -> int:
    return sum(len(plain(each.text).split()) for each in statements)


def in_paragraphs(read: Sequence[Statement], record: str) -> Iterator[Statement]:
    """The statements of each paragraph as one, with its points below it, so that it reads as it stands."""
    for _, own in groupby(read, key=lambda each: paragraph_at(each.locator)):
        statements = list(own)
        first = statements[0]
        span = Span(first.span.start, statements[-1].span.end)
        notes = tuple(dict.fromkeys(note for each in statements for note in each.footnotes))
        yield replace(first, span=span, text=span.of(record), footnotes=notes, shown=notes)
