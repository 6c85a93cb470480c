"""The gate: an unchecked answer in, only what is provably in the documents' own words out. Fails closed.

A sentence passes as `verbatim` when each of its parts is one of three things. A *quote* equals the words of
its citation up to a first capital, line breaks, and footnote marks taken away; and the citation's words stand
at its place in the text of record, read again here. A *label* is a value the catalogue holds for the cited
version. A *connective* is a published template whose slots hold only catalogue values, counts, places or the
person's own words. Everything else is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.plain import plain
from assistant.reply import Answer, CheckedSentence, Citation, Part, Sentence
from assistant.schemas import PartRole, Verdict
from index.errors import UnknownDocumentError
from index.retrieve import Collection, OpenGeneration
from ingest.citation import cite, in_words
from prompts.words import LANGUAGES, say

PUBLISHED = ("connectives.", "turns.")
"""Files of the catalogue of words whose templates may stand among quotations."""


def verify(
    answer: Answer, generation: OpenGeneration, language: str, own_words: Iterable[str] = ()
) -> tuple[tuple[CheckedSentence, ...], tuple[Citation, ...]]:
    """The sentences that pass, and the citations they use, numbered from 1 in order of use."""
    citations = {c.number: c for c in answer.citations if stands(c, generation)}
    allowed = _allowed_values(citations.values(), generation.collection, language) | set(own_words)
    passed = [
        s
        for s in answer.sentences
        if s.parts and all(_vouched(p, citations, allowed, language) for p in s.parts)
    ]
    order = list(dict.fromkeys(number for s in passed for number in s.citations))
    renumber = {old: new for new, old in enumerate(order, 1)}
    checked = tuple(CheckedSentence(_renumbered(s, renumber), Verdict.VERBATIM) for s in passed)
    return checked, tuple(replace(citations[old], number=new) for old, new in renumber.items())


def stands(citation: Citation, generation: OpenGeneration) -> bool:
    """True when the quotation is exactly what the text of record has at its span."""
    passage = citation.passage.passage
    try:
        text = generation.text(passage.document_id, passage.version)
    except UnknownDocumentError:
        return False
    inside = citation.span.end <= len(text)
    return inside and citation.quote.strip() != "" and citation.span.of(text) == citation.quote


def same_words(shown: str, quote: str) -> bool:
    """True when `shown` is `quote` up to a first capital, white space and footnote marks.

    Nothing may be left out: what is cut may be the "not", the "unless" or the "it is untrue that".
    """
    words, source = plain(shown), plain(quote)
    return bool(words) and (words == source or words[0].swapcase() + words[1:] == source)


def _vouched(part: Part, citations: dict[int, Citation], allowed: set[str], language: str) -> bool:
    match part.role:
        case PartRole.QUOTE:
            cited = citations.get(part.citation) if part.citation is not None else None
            return cited is not None and same_words(part.text, cited.quote)
        case PartRole.LABEL:
            return part.text in allowed and (part.citation is None or part.citation in citations)
        case PartRole.CONNECTIVE:
            return _is_published(part, allowed, language)


def _is_published(part: Part, allowed: set[str], language: str) -> bool:
    if part.code is None or not part.code.startswith(PUBLISHED):
        return False
    if not all(value in allowed or value.isdigit() for _, value in part.slots):
        return False
    try:
        return part.text == say(part.code, language, **dict(part.slots))
    except (KeyError, TypeError):
        return False


def _allowed_values(citations: Iterable[Citation], collection: Collection, language: str) -> set[str]:
    """What a label or slot may say: values of the cited versions, their places, and of the collection."""
    values = {str(collection.documents), str(collection.passages)}
    dates = {collection.newest}
    for citation in citations:
        data = citation.passage.metadata
        values |= {data.title, data.symbol or "", data.meeting or "", str(citation.locator)}
        values |= {f"{step[0]} {step[1]}" for step in citation.locator.steps[-1:]}
        for spoken in LANGUAGES:
            values |= {cite(data, citation.locator, spoken), cite(data, type(citation.locator)(), spoken)}
        dates |= {data.event_date, data.document_date, data.as_of}
    values |= {in_words(date, language) for date in dates if date}
    return values - {""}


def _renumbered(sentence: Sentence, numbers: dict[int, int]) -> Sentence:
    return replace(
        sentence,
        parts=tuple(
            p if p.citation is None else replace(p, citation=numbers[p.citation]) for p in sentence.parts
        ),
    )
