"""The gate: an unchecked answer in, only what is provably in the documents' own words out. Fails closed.

A sentence passes as `verbatim` when each of its parts is one of three things. A *quote* equals the words of
its citation up to a first capital, line breaks, and footnote marks taken away; and the citation's words stand
at its place in the text of record, read again here. A *label* is a value the catalogue holds for the cited
version. A *connective* is a published template whose slots hold only catalogue values, counts, places or the
person's own words. A sentence that is written passes as `supported` when `assistant.gate` proves it an edit
of the place it cites. Everything else is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant import gate
from assistant.plain import same_words
from assistant.reply import Answer, CheckedSentence, Citation, Part, Sentence
from assistant.schemas import CheckVerdict, PartRole, SentenceKind, Verdict
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
        CheckedSentence(sentence, verdict)
        for sentence in answer.sentences
        if (verdict := _verdict(sentence, citations, allowed, language))
    ]
    order = list(dict.fromkeys(number for each in passed for number in each.sentence.citations))
    renumber = {old: new for new, old in enumerate(order, 1)}
    checked = tuple(replace(each, sentence=_renumbered(each.sentence, renumber)) for each in passed)
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


def _verdict(
    sentence: Sentence, citations: dict[int, Citation], allowed: set[str], language: str
) -> Verdict | None:
    """None for what is dropped."""
    if sentence.parts and all(_vouched(part, citations, allowed, language) for part in sentence.parts):
        return Verdict.VERBATIM
    return Verdict.SUPPORTED if _is_proved(sentence, citations) else None


def _is_proved(sentence: Sentence, citations: dict[int, Citation]) -> bool:
    """True for a sentence that says it is in other words and is an edit of the one place it cites."""
    if sentence.kind is not SentenceKind.WRITTEN or len(sentence.parts) != 1:
        return False
    (part,) = sentence.parts
    cited = citations.get(part.citation) if part.citation is not None else None
    if cited is None or part.role is not PartRole.QUOTE:
        return False
    return gate.check(part.text, [cited.quote]).verdict is not CheckVerdict.UNSUPPORTED


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
