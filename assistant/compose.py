"""Sentences from quotations, labels and our own words, each place cited once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.finding.statements import Lead, Statement
from assistant.plain import plain
from assistant.reply import Answer, CheckedSentence, Citation, Part, Sentence
from assistant.schemas import PartRole, SentenceKind
from assistant.verify import verify
from index.retrieve import OpenGeneration, StoredPassage
from ingest.documents import Attached, Span
from ingest.locator import Locator
from ingest.speakers import speakers_of
from prompts.words import say


def cited(
    number: int, passage: StoredPassage, locator: Locator, span: Span, generation: OpenGeneration
) -> Citation:
    """The words at `span`, and who says them; of a list over several passages, they are one."""
    document = passage.passage.document_id, passage.passage.version
    record, speakers = generation.text(*document), speakers_of(span, generation.speeches(*document))
    return Citation(number, _as_wide(passage, span, record), locator, span, span.of(record), speakers)


def _as_wide(stored: StoredPassage, span: Span, record: str) -> StoredPassage:
    passage = stored.passage
    held = (passage.body, *(attached.span for attached in passage.attached))
    if any(own.start <= span.start and span.end <= own.end for own in held):
        return stored
    body = Span(min(passage.body.start, span.start), max(passage.body.end, span.end))
    wide = replace(passage, body=body)
    return replace(stored, passage=wide, text=wide.text(record))


class Composer:
    """Collects sentences and numbers their citations in order of use, each place once."""

    def __init__(self, generation: OpenGeneration, language: str) -> None:
        self.generation, self.language = generation, language
        self._sentences: list[Sentence] = []
        self._citations: dict[tuple[str, str, Span], Citation] = {}
        self._said: Part | None = None
        self.values: set[str] = set()
        """What labels and slots hold besides values of the cited versions: a speaker, an uncited document."""

    def quote(self, passage: StoredPassage, span: Span, locator: Locator) -> Part:
        key = (passage.passage.document_id, passage.passage.version, span)
        if key not in self._citations:
            self._citations[key] = cited(len(self._citations) + 1, passage, locator, span, self.generation)
        citation = self._citations[key]
        lines = filter(None, (plain(line) for line in citation.quote.split("\n")))
        return Part("\n".join(lines), PartRole.QUOTE, citation.number)

    def words(self, code: str, **slots: str) -> Part:
        text = say(code, self.language, **slots)
        return Part(text, PartRole.CONNECTIVE, code=code, slots=tuple(slots.items()))

    def once(self, code: str, **slots: str) -> tuple[Part, ...]:
        """The words, unless they are those said last in this way."""
        words = self.words(code, **slots)
        before, self._said = self._said, words
        return () if words == before else (words,)

    def statement(self, statement: Statement, said: Collection[Lead] = ()) -> tuple[Part, ...]:
        """Its words, after the opening words it depends on except those just said."""
        leads = [self.quote(statement.passage, *lead) for lead in statement.leads if lead not in said]
        return (*leads, self.quote(statement.passage, statement.span, statement.locator))

    def label(self, text: str) -> Part:
        self.values.add(text)
        return Part(text, PartRole.LABEL)

    def labelled(self, label: str, *parts: Part) -> tuple[Part, ...]:
        """The parts after a value of the version they cite: 'footnote 26: ...'."""
        return (Part(label, PartRole.LABEL), self.words("connectives.colon"), *parts)

    def add(self, *parts: Part) -> None:
        """A sentence of these parts; one that quotes nothing is a connective."""
        quotes = any(part.role is PartRole.QUOTE for part in parts)
        self._sentences.append(Sentence(parts, SentenceKind.QUOTE if quotes else SentenceKind.CONNECTIVE))

    def go_on(self, *parts: Part) -> None:
        """The sentence before goes on with these parts."""
        before = self._sentences.pop()
        self.add(*before.parts, *parts)

    def add_footnote(self, note: Attached, passage: StoredPassage) -> None:
        """A sentence of its own."""
        label = " ".join(note.locator.steps[-1])
        self.add(*self.labelled(label, self.quote(passage, note.span, note.locator)))

    def add_edit(self, line: str, quoted: Part) -> None:
        """A sentence of our own, for the gate to prove from the place quoted."""
        self._sentences.append(Sentence((replace(quoted, text=line),), SentenceKind.WRITTEN))

    def answer(self) -> Answer:
        return Answer(tuple(self._sentences), tuple(self._citations.values()))

    def checked(self) -> tuple[tuple[CheckedSentence, ...], tuple[Citation, ...]]:
        """What of it passes the gate."""
        return verify(self.answer(), self.generation, self.language, self.values)
