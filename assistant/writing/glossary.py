"""What a term means, as the documents themselves say: found by the index, told by the form of the sentence.

Nothing is looked up in a list of ours: a name that we know only helps to find where a document prints it, and
where no document explains the term there is no explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.finding.statements import Statement, split
from assistant.reply import Evidence
from assistant.understanding.asked_terms import is_short_name, term_in
from assistant.understanding.asked_terms import term_asked as term_asked
from assistant.understanding.names import find_names, other_names
from assistant.understanding.question import Question
from assistant.understanding.scope import CLEARLY, document_scope, home_editions, meant, short_title
from assistant.understanding.terms import acts, in_english, treaty_names
from assistant.understanding.wording import content_words
from assistant.writing.abbreviations import expansion, may_be_abbreviation, stands_for
from assistant.writing.definitions import (
    are_definitions,
    defines,
    describes,
    is_definition,
    key,
    phrase,
    speaks_of,
)
from index.remembered import Remembered
from index.retrieve import Filters, OpenGeneration, StoredPassage
from ingest.documents import Kind, Span, Unit, UnitKind
from ingest.locator import Locator

LOOKED_AT = 60  # passages nearest to a term, of each way to look for it
_CUES = {
    "en": "means meaning definition term",
    "fr": "entend désigne définition terme",
    "es": "entiende significa",
}
"""Looked for beside the term: the rare words of a sentence that defines."""
_TITLE = Locator((("unnumbered", "t"),))


class ExplanationKind(StrEnum):
    """How a document explains a term, the best way first."""

    DEFINITION = "definition"
    EXPANSION = "expansion"
    """The full name of an abbreviation."""
    DESCRIPTION = "description"
    """A sentence that says what it is or does."""
    PROVISION = "provision"
    """The Article that governs it, of a term no text defines: 'open for accession by any State ...'."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One place where a document explains a term."""

    kind: ExplanationKind
    statements: tuple[Statement, ...]
    """To be quoted together, in reading order: a definition with its points."""

    @property
    def document(self) -> str:
        return self.statements[0].passage.passage.document_id


_kept: Remembered[tuple[str, str, str, tuple[str, ...], Filters], tuple[Explanation, ...]] = Remembered(
    limit=500, size=lambda _: 1
)


def explain_term(term: str, question: Question, generation: OpenGeneration) -> tuple[Explanation, ...]:
    """Where the documents explain the term, best first; empty where none does.

    Definitions before full names, descriptions and the provisions that govern it. Of each first those of the
    documents the question names, then the home treaty in the language of the question, then others.
    """
    scope = document_scope(question, generation)
    clear = {document for document, standing in scope.items() if standing >= CLEARLY}
    named = tuple(sorted(clear.union(filter(None, [meant(scope)]))))
    asked = (generation.id, term, question.spoken, named, question.filters)
    known = _kept.get(asked)
    if known is None:
        known = _kept.keep(asked, tuple(_Search(term, question, named, generation).explanations()))
    return known


def explained(question: Question, generation: OpenGeneration) -> list[tuple[Statement, ...] | None]:
    """For each thing asked what to quote if it is what a term means; None for other questions.

    Empty for an abbreviation that no document explains: whatever else has its letters is no answer. For
    another term that none explains None too, since what else the documents say of it may be one.
    """
    parts = question.parts
    texts = [asked.text for asked in parts] if len(parts) > 1 else [question.standalone]
    told: list[tuple[Statement, ...] | None] = []
    for text in texts:
        term = term_in(text, question.spoken)
        found = to_quote(explain_term(term, question, generation)) if term else None
        told.append(found if found or (term and is_short_name(term)) else None)
    return told


def to_quote(explanations: Sequence[Explanation]) -> tuple[Statement, ...]:
    """What answers 'What is it?' briefly: the definition, or the full name and what says what it is."""
    first: dict[ExplanationKind, Explanation] = {}
    for explanation in explanations:
        first.setdefault(explanation.kind, explanation)
    if definition := first.get(ExplanationKind.DEFINITION):
        return definition.statements
    told = [first[kind] for kind in (ExplanationKind.EXPANSION, ExplanationKind.DESCRIPTION) if kind in first]
    if ExplanationKind.EXPANSION not in first:
        told = list(explanations[: 2 if told else 1])  # one sentence seldom describes a thing
    statements = [statement for explanation in told for statement in explanation.statements]
    return tuple(beside((), statements))


def beside(told: Sequence[Statement], others: Sequence[Statement]) -> list[Statement]:
    """Both in this order, without those of `others` that repeat words quoted before them."""
    kept = list(told)
    for statement in others:
        if not any(_overlap(statement, other) for other in kept):
            kept.append(statement)
    return kept


class _Search:
    """Looks for one term in one generation."""

    def __init__(
        self, term: str, question: Question, named: tuple[str, ...], generation: OpenGeneration
    ) -> None:
        self.generation, self.spoken, self.named = generation, question.spoken, named
        self.home = [document.id for document in home_editions(generation)]
        self.allowed = generation.allowed(question.filters)
        english = in_english(term, question.spoken)
        is_whole = len(content_words(english, "en")) >= len(content_words(term, question.spoken))
        self.term, self.english = term, english if is_whole else ""
        self.names = _names(term)
        self.short = _short(term), _short(self.english)

    def explanations(self) -> list[Explanation]:
        wordings = [(self.term, self.spoken), (self.english, "en"), *((name, "en") for name in self.names)]
        passages = self._passages([text for text, _ in wordings if text], wordings[:2])
        statements = self._read(passages)
        found = self._definitions(statements)
        expansions = self._expansions(statements, passages)
        if full := self._full_name(expansions):
            self.names = (*self.names, full)
            statements += self._read(self._passages([full], ()))
        found += [*expansions, *self._descriptions(statements)]
        return found or self._provisions()

    def _passages(self, wordings: Sequence[str], defined: Sequence[tuple[str, str]]) -> list[StoredPassage]:
        """Passages nearest to the wordings, and to those in a language that may be defined."""
        defining = [f"{text} {_CUES.get(language, '')}" for text, language in defined if text]
        queries = [(query, self.allowed) for query in (*wordings, *defining)]
        if own := (*self.named, *self.home):
            queries += [(query, self._within(Filters(documents=own))) for query in defining]
        found = [
            scored
            for query, allowed in queries
            if allowed is None or allowed
            for scored in self.generation.lexical(query, LOOKED_AT, allowed)
        ]
        passages = {hit.passage.passage.id: hit.passage for hit in self.generation.hits(found)}
        return [passage for passage in passages.values() if passage.duplicate_of is None]

    def _within(self, filters: Filters) -> Set[str]:
        """Passages that pass these filters and those of the question."""
        allowed = self.generation.allowed(filters) or set()
        return allowed if self.allowed is None else allowed & self.allowed

    def _read(self, passages: Sequence[StoredPassage]) -> list[Statement]:
        """The statements of passages that have the words of the term under one of its names."""
        read = []
        for passage in passages:
            language = passage.metadata.language
            held = set(key(f"{passage.text} {' '.join(passage.passage.heading)}", language))
            if any(set(key(term, language)) <= held for term in self._terms(language)):
                found = split(Evidence("T", passage, 1.0), self.generation)
                read += [each for each in found if not each.is_list and "\n" not in each.text]
        return read

    def _terms(self, language: str) -> tuple[str, ...]:
        """What the term may be printed as in a document of that language."""
        return tuple(filter(None, (self.term, self.english if language == "en" else "", *self.names)))

    def _standing(self, statement: Statement) -> tuple[bool, bool, bool]:
        """Documents that are named come first, then texts in the language asked, then the home treaty."""
        document = statement.passage.passage.document_id
        return (
            document not in self.named,
            statement.passage.metadata.language != self.spoken,
            document not in self.home,
        )

    def _definitions(self, statements: Sequence[Statement]) -> list[Explanation]:
        """In the language asked where there are any; a whole paragraph with its points."""
        formal, spoken_of = [], []
        for statement in statements:
            language = statement.passage.metadata.language
            listed = any(map(are_definitions, statement.passage.passage.heading))
            terms = self._terms(language)
            if any(defines(statement.text, term, language, listed) for term in terms):
                formal.append(statement)
            elif any(speaks_of(statement.text, term, language) for term in terms):
                spoken_of.append(statement)
        found = sorted(formal, key=self._standing) + sorted(spoken_of, key=self._standing)
        found.sort(key=lambda statement: self._standing(statement)[0])
        own = [s for s in found if s.passage.metadata.language == self.spoken] or found
        return [Explanation(ExplanationKind.DEFINITION, self._whole(statement)) for statement in own]

    def _whole(self, statement: Statement) -> tuple[Statement, ...]:
        """The sentence with those after it up to the next definition, and the points it introduces."""
        document, version = statement.passage.passage.document_id, statement.passage.passage.version
        record, units = self.generation.text(document, version), self.generation.units(document, version)
        at = next(
            n for n, unit in enumerate(units) if unit.span.start <= statement.span.start < unit.span.end
        )
        end = statement.span.end
        for other in split(Evidence("T", statement.passage, 1.0), self.generation):
            if other.is_list or other.span.start < end or other.span.end > units[at].span.end:
                continue
            if (
                is_definition(other.text, statement.passage.metadata.language)
                or "\n" in record[end : other.span.start]
            ):
                break
            end = other.span.end
        span = Span(statement.span.start, end)
        whole = replace(statement, span=span, text=span.of(record), leads=())
        ends_unit = not record[end : units[at].span.end].strip()
        return (whole, *(self._points(whole, at, units, record) if ends_unit else ()))

    def _points(self, opening: Statement, at: int, units: Sequence[Unit], record: str) -> Iterator[Statement]:
        """The points below a unit, each with what is below it; one that passages cut apart in its pieces."""
        points: list[tuple[Unit, int]] = []  # and where the last unit below it ends
        below = {at}
        for number, unit in enumerate(units[at + 1 :], at + 1):
            if unit.parent not in below or unit.kind not in (UnitKind.POINT, UnitKind.LIST_ITEM):
                continue
            below.add(number)
            point = unit if unit.parent == at else points.pop()[0]
            points.append((point, unit.span.end))
        document = opening.passage.passage.document_id
        for point, end in points:
            for stored in self.generation.passages_at(document, opening.locator):
                body = stored.passage.body
                if body.start < end and point.span.start < body.end:
                    span = Span(max(body.start, point.span.start), min(body.end, end))
                    yield replace(
                        opening,
                        passage=stored,
                        span=span,
                        text=span.of(record),
                        locator=point.locator,
                        leads=((opening.span, opening.locator),),
                        footnotes=(),
                        shown=(),
                    )

    def _expansions(
        self, statements: Sequence[Statement], passages: Sequence[StoredPassage]
    ) -> list[Explanation]:
        """Where the full name stands beside the abbreviation; else where one of just these letters stands."""
        beside = [
            (statement, span)
            for term, short in zip((self.term, self.english), self.short, strict=True)
            for statement in (*statements, *(h for passage in passages for h in self._headings(passage)))
            if short and phrase(term).search(statement.text) and (span := expansion(statement.text, short))
        ]
        beside.sort(key=lambda found: self._clearest(*found))
        beside = beside or [*self._titles(), *self._in_full(statements)]
        return [Explanation(ExplanationKind.EXPANSION, (_cut(*found),)) for found in beside]

    def _clearest(self, statement: Statement, span: Span) -> tuple[object, ...]:
        """Before others: the very abbreviation, not a longer one with it; running text; the shortest name."""
        text = span.of(statement.text)
        alone = any(
            short and re.search(rf"(?<![\w-]){re.escape(short)}s?(?![\w-])", text) for short in self.short
        )
        is_heading = not statement.passage.passage.body.contains(statement.span)
        return (not alone, is_heading, *self._standing(statement), len(text))

    def _full_name(self, expansions: Sequence[Explanation]) -> str:
        """The name in the clearest expansion, where it is just that of the abbreviation."""
        name = expansions[0].statements[0].text.rpartition(" (")[0] if expansions else ""
        return name if any(short and stands_for(name, short) for short in self.short) else ""

    def _headings(self, passage: StoredPassage) -> Iterator[Statement]:
        """Headings above the passage that have the abbreviation, as statements of their own."""
        document, version = passage.passage.document_id, passage.passage.version
        record, units = self.generation.text(document, version), self.generation.units(document, version)
        at = next((n for n, unit in enumerate(units) if unit.span.start == passage.passage.body.start), None)
        parent = units[at].parent if at is not None else None
        while parent is not None:
            unit = units[parent]
            text = unit.span.of(record)
            if unit.kind is UnitKind.HEADING and any(short and short in text for short in self.short):
                yield Statement(passage, 1.0, False, unit.span, text, unit.locator)
            parent = unit.parent

    def _titles(self) -> Iterator[tuple[Statement, Span]]:
        """Title pages of the documents whose titles have just these letters."""
        for document in self.generation.documents():
            title = short_title(document.metadata.title)
            if not any(short and stands_for(title, short) for short in self.short):
                continue
            for stored in self.generation.passages_at(document.id, _TITLE)[:1]:
                at = stored.text.casefold().find(title.casefold())
                if at >= 0 and (self.allowed is None or stored.passage.id in self.allowed):
                    start = stored.passage.body.start + at
                    span = Span(start, start + len(title))
                    found = Statement(stored, 1.0, False, span, stored.text[at : at + len(title)], _TITLE)
                    yield found, Span(0, len(found.text))

    def _in_full(self, statements: Sequence[Statement]) -> Iterator[tuple[Statement, Span]]:
        """Sentences that print a full name of a body, treaty or meeting of just these letters."""
        for name in self.names if self.short[0] else ():
            printed = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
            for statement in statements:
                if match := printed.search(statement.text):
                    yield statement, Span(*match.span())

    def _descriptions(self, statements: Sequence[Statement]) -> list[Explanation]:
        found = []
        for statement in statements:
            language = statement.passage.metadata.language
            best = max(
                (describes(statement.text, term, language) for term in self._terms(language)), default=0
            )
            if best and not statement.text.endswith("?"):
                found.append((-best, self._standing(statement), statement))
        found.sort(key=lambda each: each[:2])
        return [Explanation(ExplanationKind.DESCRIPTION, (statement,)) for *_, statement in found]

    def _provisions(self) -> list[Explanation]:
        """Paragraphs of treaties that speak of the term under a heading about it; of no abbreviation."""
        treaties = self._within(Filters(kinds=(Kind.TREATY,)))
        if is_short_name(self.term) or not treaties:
            return []
        found: dict[tuple[str, Span], tuple[tuple[bool, bool, bool], int, int, Statement]] = {}
        for term, language in ((self.term, self.spoken), (self.english, "en")):
            words = acts(term, language) if term else ()
            for hit in self.generation.hits(self.generation.lexical(" ".join(words), LOOKED_AT, treaties)):
                passage = hit.passage.passage
                heading = next((h for h in reversed(passage.heading) if _is_about(h, words, language)), None)
                if heading is None or hit.passage.metadata.language != language:
                    continue
                one_of_many = len(words) == 1 and " " not in term and not _is_chief(words, heading, language)
                if one_of_many and passage.document_id not in self.home:
                    continue  # 'Liberty and security of person' governs no security
                if statement := self._governing(hit.passage, heading, words):
                    rank = (self._standing(statement), len(heading.split()), passage.ordinal, statement)
                    found.setdefault((passage.document_id, statement.span), rank)
        ranked = sorted(found.values(), key=lambda each: each[:3])
        return [Explanation(ExplanationKind.PROVISION, (statement,)) for *_, statement in ranked]

    def _governing(self, passage: StoredPassage, heading: str, words: Sequence[str]) -> Statement | None:
        """The first sentence of an Article whose heading is chiefly of the term; else one that has it."""
        language = passage.metadata.language
        is_chief = _is_chief(words, heading, language)
        if is_chief and passage.passage.locator.steps:
            article = Locator(passage.passage.locator.steps[:1])
            passage = self.generation.passages_at(passage.passage.document_id, article)[0]
        statements = (s for s in split(Evidence("T", passage, 1.0), self.generation) if not s.is_list)
        return next((s for s in statements if is_chief or _is_about(s.text, words, language)), None)


def _is_chief(words: Sequence[str], heading: str, language: str) -> bool:
    """True when one of the words is more than half of the heading."""
    return any(2 * len(key(word, language)) > len(key(heading, language)) for word in words)


def _is_about(text: str, words: Sequence[str], language: str) -> bool:
    """True when the text has one of the words, or all words of one of several."""
    held = set(key(text, language))
    return any(
        phrase(word).search(text) or (" " in word and set(key(word, language)) <= held) for word in words
    )


def _short(term: str) -> str:
    """The abbreviation that the term is, or that it counts on: SDG of 'SDG 18'; empty for other terms."""
    counted = re.fullmatch(r"([A-Z]{2,10}) [0-9]{1,3}", term)
    short = counted[1] if counted else term
    return short if may_be_abbreviation(short) else ""


def _names(term: str) -> tuple[str, ...]:
    """Names we know of the body, meeting or treaty that the term names, where one abbreviates the other.

    They help to search, no more.
    """
    found = [
        name
        for named in find_names(term)
        if (named.start, named.end) == (0, len(term))
        for name in other_names(named)
    ]
    folded = term.casefold()
    found += [name for group in treaty_names() if folded in map(str.casefold, group) for name in group]
    return tuple(dict.fromkeys(name for name in found if stands_for(name, term) or stands_for(term, name)))


def _cut(statement: Statement, span: Span) -> Statement:
    """The words at `span`; the whole sentence where a mere dash stands between name and abbreviation."""
    if re.search(r"\s[–—-]\s\S+\Z", span.of(statement.text)):
        return statement
    start = statement.span.start + span.start
    return replace(
        statement,
        span=Span(start, start + span.end - span.start),
        text=statement.text[span.start : span.end],
        leads=(),
        footnotes=(),
        shown=(),
    )


def _overlap(one: Statement, other: Statement) -> bool:
    same = one.passage.passage.document_id == other.passage.passage.document_id
    return same and one.span.start < other.span.end and other.span.start < one.span.end
