"""A document or meeting that is asked about by name and not held: no other speaks in its place.

Only what is written as a name counts, 'Lima Action Plan', and a treaty by any name it is known by, also by
what it is about, 'the treaty on nuclear weapons'; 'the 2011 report' describes a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.understanding.follow_ups.treaty_asked import find_treaties
from assistant.understanding.names import NameKind, find_names, other_names
from assistant.understanding.question import Question
from assistant.understanding.scope import CLEARLY, document_scope, initials, names_of, short_title, spaced
from assistant.understanding.terms import in_english
from index.lexical import analyse
from index.retrieve import OpenGeneration, StoredDocument, StoredPassage
from ingest.citation import in_words
from ingest.documents import Span
from ingest.locator import find_all
from ingest.sentences import sentences

_NAME = r"[A-ZÀ-Þ][\w’'-]+"
_NAMED_TEXT = re.compile(
    rf"\b(?:{_NAME} ){{1,5}}(?:Action Plan|Plan of Action|Programme of Action|Declaration|Progress Report"
    r"|Final Report|Final Document|Review Conference|Convention|Treaty|Protocol)(?: (?:report|document))?\b"
    r"|\b(?:[Pp]lan d['’][Aa]ction|[Dd]éclaration|[Pp]rotocole|[Pp]rogramme d['’][Aa]ction"
    r"|[Pp]lan de [Aa]cción"
    rf"|[Dd]eclaración|[Pp]rotocolo|[Pp]rograma de [Aa]cción) (?:de (?:la )?|d['’]|del )?{_NAME}"
    r"|\bProtocol (?:I{1,3}|IV|VI{0,3})\b"
    rf"|\b(?!(?:Janu|Febr|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec)){_NAME} (?:19|20)\d{{2}}"
    r" (?:[Mm]eeting|[Cc]onference|[Ss]eminar|[Ww]orkshop|[Rr]eport)\b"
)
_KIND_OF_TEXT = re.compile(
    r"\b(?:plan|programm?e?|programa|declaration|déclaration|declaración|report|document|convention|treaty"
    r"|protocol|protocole|protocolo)\b",
    re.IGNORECASE,
)
"""What speaks for itself; of a meeting others report."""
_TREATY = re.compile(r"(?:Convention|Treaty|Protocol)$")
_SPEAKS = re.compile(
    r"\b(?:according to|summari[sz]e|explain|quote|text of|summary of|written in|say in"
    r"|(?:action|measure) #?\d{1,2}(?:\.\d{1,2})? of|dit|prévoit|demande|selon|d['’]après|résumez|dice|pide"
    r"|prevé|según|resuma) (?:the |l['’]|le |la |el )?$",
    re.IGNORECASE,
)
"""What stands before the name of a text that is asked for its own words."""
_DOES = re.compile(r"\b(?:does|did) (?:the )?$", re.IGNORECASE)
_SAY = re.compile(
    r"\s(?:\w+\s){0,2}?(?:say|state|require|ask|demand|provide|contain|call|decide|adopt|agree|conclude|recommend"
    r"|commit|set|oblige|prescribe)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\babout (?:the )?$", re.IGNORECASE)
_KIND = re.compile(
    r"(?:action|plan|programme|declaration|progress|report|final|document|review|conference|convention|treaty"
    r"|protocol|meeting|of|states|parties|seminar|workshop|draft|the)\b",
    re.IGNORECASE,
)
_PROPER = 5
"""Letters of a proper name that do not change: 'Oslo', 'Vient'."""
_SEARCHED = 50
_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a document that is held speaks of the one that is not."""

    passage: StoredPassage
    span: Span


@dataclass(frozen=True, slots=True)
class Unheld:
    name: str
    """As typed."""
    mentions: tuple[Mention, ...]
    """The sentences that name it; empty where none does."""


@dataclass(frozen=True, slots=True)
class _Called:
    """What a question names as a text or meeting."""

    start: int
    end: int
    names: tuple[str, ...]
    """All it goes by; of a treaty called by its subject, 'the treaty on mines', its names alone."""
    is_known: bool = False
    """A treaty whose names are known, so that a mention of it has one of them word for word."""


def unheld(question: Question, generation: OpenGeneration) -> Unheld | None:
    """The first text or meeting asked about by a name that no document of the collection goes by.

    None where the documents speak of it and it is not asked for its own words: who drafted the Lima Action
    Plan, they may tell.
    """
    text, documents = question.standalone, generation.documents()
    for called in _called(text, question.spoken):
        if any(_goes_by(document, called.names) for document in documents):
            continue
        typed = text[called.start : called.end]
        if (called.is_known or _TREATY.search(typed)) and _means_another(called, question, generation):
            continue
        mentions = _mentions(called, question, generation)
        if not mentions:
            return Unheld(typed, ())
        if (called.is_known or _KIND_OF_TEXT.search(typed)) and _asked_for(called, question):
            told = [mention for mention in mentions if _is_at(mention, question, generation)]
            return Unheld(typed, tuple(told[:_QUOTED])) if told else None
    return None


def _means_another(called: _Called, question: Question, generation: OpenGeneration) -> bool:
    """True when a treaty that is held is named beside it; of a name that is not known when one is meant."""
    if not called.is_known:
        return max(document_scope(question, generation).values(), default=0) >= CLEARLY
    others = (names for _, _, names in find_treaties(question.standalone) if names != called.names)
    return any(_goes_by(document, names) for names in others for document in generation.documents())


def _asked_for(called: _Called, question: Question) -> bool:
    """True when the text named is asked what it says, or the documents are asked what they say about it."""
    text, start, end = question.standalone, called.start, called.end
    before = text[:start]
    if any(asked.rule or asked.clauses for asked in question.parts):
        return True
    others = any(named.kind in (NameKind.STATE, NameKind.BODY) for named in question.named)
    return bool(
        _SPEAKS.search(before)
        or (_DOES.search(before) and _SAY.match(text, end))
        or (_ABOUT.search(before) and not others)
    )


def _is_at(mention: Mention, question: Question, generation: OpenGeneration) -> bool:
    """True unless the question names an action of it that the sentence does not."""
    wanted = {place.locator.steps[-1] for place in question.places if place.locator.steps[0][0] == "plan"}
    wanted = {step for step in wanted if step[0] != "plan"}
    passage = mention.passage.passage
    said = mention.span.of(generation.text(passage.document_id, passage.version))
    return not wanted or bool(wanted & {place.locator.steps[-1] for place in find_all(said)})


def _called(text: str, language: str) -> Iterator[_Called]:
    """Texts and meetings named, with every name they go by; the words of asking are no part of one."""
    treaties = find_treaties(text)
    for start, end, names in treaties:
        english = (in_english(name, language) for name in names)
        yield _Called(start, end, (*names, *filter(None, english)), is_known=True)
    for match in _NAMED_TEXT.finditer(text):
        start = match.start()
        while (word := re.match(r"[\w’'-]+ ", text[start : match.end()])) and not analyse(word[0], "en"):
            start += word.end()
        if any(begin < match.end() and start < end for begin, end, _ in treaties):
            continue
        name = text[start : match.end()]
        yield _Called(start, match.end(), tuple(filter(None, (name, in_english(name, language)))))
    for named in find_names(text):
        if named.kind is NameKind.MEETING:
            yield _Called(named.start, named.end, (text[named.start : named.end], *other_names(named)))


def _goes_by(document: StoredDocument, names: Sequence[str]) -> bool:
    """True when it is called by one of the names, or all words of one stand in what it is known by."""
    data = document.metadata
    if {spaced(name) for name in names} & set(names_of(data)):
        return True
    dates = [in_words(day, data.language) for day in (data.event_date, data.document_date) if day]
    said = (data.title, initials(short_title(data.title)), data.symbol, data.meeting, document.id, *dates)
    known = frozenset(analyse(" ".join(filter(None, said)), data.language))
    return any(own <= known for own in (frozenset(analyse(name, "en")) for name in names))


def _mentions(called: _Called, question: Question, generation: OpenGeneration) -> list[Mention]:
    """Sentences that have one of the names, those with most of what is asked first; word for word, or where
    none has and the treaty is not known by name all words of one."""
    asked = {*analyse(question.standalone, question.spoken), *analyse(question.english, "en")}
    found: dict[tuple[str, int], tuple[bool, int, Mention]] = {}
    for name in called.names:
        for hit in generation.hits(generation.lexical(name, _SEARCHED)):
            passage, language = hit.passage.passage, hit.passage.metadata.language
            if hit.passage.duplicate_of:
                continue
            body = passage.body.of(generation.text(passage.document_id, passage.version))
            for span in sentences(body):
                exact = f" {spaced(name)}" in f" {spaced(span.of(body))}"  # 'Conventions' has it, too
                if not exact and (called.is_known or not _has_name(span.of(body), name, language)):
                    continue
                said = " ".join((*passage.heading, span.of(body)))
                at = Span(passage.body.start + span.start, passage.body.start + span.end)
                met = len(asked & set(analyse(said, language)))
                found[passage.id, at.start] = exact, met, Mention(hit.passage, at)
    exact_ones = any(exact for exact, _, _ in found.values())
    best_first = sorted(found.values(), key=lambda each: -each[1])
    return [mention for exact, _, mention in best_first if exact == exact_ones]


def _has_name(text: str, name: str, language: str) -> bool:
    """True when it has all words of the name, what is proper to it with a capital: 'Action Plan of Lima'."""
    if not set(analyse(name, language)) <= set(analyse(text, language)):
        return False
    proper = [
        word for word in re.findall(r"[\w’'-]+", name) if word[0].isupper() and not _KIND.fullmatch(word)
    ]
    return all(re.search(rf"\b{re.escape(word[:_PROPER])}", text) for word in proper)
