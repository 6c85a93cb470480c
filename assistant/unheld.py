"""A document or meeting that is asked about by name and not held: no other speaks in its place.

Only what is written as a name counts, 'Lima Action Plan'; 'the 2011 report' describes a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.names import NameKind, find_names, other_names
from assistant.question import Question
from assistant.scope import CLEARLY, document_scope, initials, short_title
from assistant.terms import in_english
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


def unheld(question: Question, generation: OpenGeneration) -> Unheld | None:
    """The first text or meeting asked about by a name that no document of the collection goes by.

    None where the documents speak of it and it is not asked for its own words: who drafted the Lima Action
    Plan, they may tell.
    """
    text = question.standalone
    for start, end, names in _named(text, question.spoken):
        typed = text[start:end]
        forms = [frozenset(analyse(name, "en")) for name in names]
        if any(_goes_by(document, forms) for document in generation.documents()):
            continue
        if _TREATY.search(typed) and max(document_scope(question, generation).values(), default=0) >= CLEARLY:
            continue
        mentions = _mentions(names, question, generation)
        if not mentions:
            return Unheld(typed, ())
        if _KIND_OF_TEXT.search(typed) and _asked_for(text, start, end, question):
            told = [mention for mention in mentions if _is_at(mention, question, generation)]
            return Unheld(typed, tuple(told[:_QUOTED])) if told else None
    return None


def _asked_for(text: str, start: int, end: int, question: Question) -> bool:
    """True when the text named is asked what it says, or the documents are asked what they say about it."""
    before = text[:start]
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


def _named(text: str, language: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Texts and meetings named: where, and every name they go by; the words of asking are no part of one."""
    for match in _NAMED_TEXT.finditer(text):
        start = match.start()
        while (word := re.match(r"[\w’'-]+ ", text[start : match.end()])) and not analyse(word[0], "en"):
            start += word.end()
        name = text[start : match.end()]
        yield start, match.end(), tuple(filter(None, (name, in_english(name, language))))
    for named in find_names(text):
        if named.kind is NameKind.MEETING:
            yield named.start, named.end, (text[named.start : named.end], *other_names(named))


def _goes_by(document: StoredDocument, forms: list[frozenset[str]]) -> bool:
    """True when all words of one of the names stand in what the document is known by."""
    data = document.metadata
    dates = [in_words(day, data.language) for day in (data.event_date, data.document_date) if day]
    said = (data.title, initials(short_title(data.title)), data.symbol, data.meeting, document.id, *dates)
    known = frozenset(analyse(" ".join(filter(None, said)), data.language))
    return any(own <= known for own in forms)


def _mentions(names: Sequence[str], question: Question, generation: OpenGeneration) -> list[Mention]:
    """Sentences that have all words of one of the names, those with most of what is asked first."""
    asked = {*analyse(question.standalone, question.spoken), *analyse(question.english, "en")}
    found: dict[tuple[str, int], tuple[int, Mention]] = {}
    for name in names:
        for hit in generation.hits(generation.lexical(name, _SEARCHED)):
            passage, language = hit.passage.passage, hit.passage.metadata.language
            if hit.passage.duplicate_of:
                continue
            body = passage.body.of(generation.text(passage.document_id, passage.version))
            for span in (own for own in sentences(body) if _has_name(own.of(body), name, language)):
                said = " ".join((*passage.heading, span.of(body)))
                at = Span(passage.body.start + span.start, passage.body.start + span.end)
                met = len(asked & set(analyse(said, language)))
                found[passage.id, at.start] = met, Mention(hit.passage, at)
    return [mention for _, mention in sorted(found.values(), key=lambda each: -each[0])]


def _has_name(text: str, name: str, language: str) -> bool:
    """True when it has all words of the name, what is proper to it with a capital: 'Action Plan of Lima'."""
    if not set(analyse(name, language)) <= set(analyse(text, language)):
        return False
    proper = [
        word for word in re.findall(r"[\w’'-]+", name) if word[0].isupper() and not _KIND.fullmatch(word)
    ]
    return all(re.search(rf"\b{re.escape(word[:_PROPER])}", text) for word in proper)
