"""Sentences from quotations, labels and our own words, each place cited once."""

from __future__ import annotations

from assistant.plain import plain
from assistant.reply import Answer, CheckedSentence, Citation, Part, Sentence
from assistant.schemas import PartRole, SentenceKind
from assistant.verify import verify
from assistant.write import cited
from index.retrieve import OpenGeneration, StoredPassage
from ingest.documents import Attached, Span
from ingest.locator import Locator
from prompts.words import say


class Composer:
    """Collects sentences and numbers their citations in order of use."""

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

    def label(self, text: str) -> Part:
        self.values.add(text)
        return Part(text, PartRole.LABEL)

    def add(self, *parts: Part) -> None:
        """A sentence of these parts; one that quotes nothing is a connective."""
        quotes = any(part.role is PartRole.QUOTE for part in parts)
        self._sentences.append(Sentence(parts, SentenceKind.QUOTE if quotes else SentenceKind.CONNECTIVE))

    def add_footnote(self, note: Attached, passage: StoredPassage) -> None:
        """A sentence of its own: 'footnote 26: ...'."""
        label = Part(" ".join(note.locator.steps[-1]), PartRole.LABEL)
        self.add(label, self.words("connectives.colon"), self.quote(passage, note.span, note.locator))

    def checked(self) -> tuple[tuple[CheckedSentence, ...], tuple[Citation, ...]]:
        """What of it passes the gate."""
        answer = Answer(tuple(self._sentences), tuple(self._citations.values()))
        return verify(answer, self.generation, self.language, self.values)
