"""Replies to the wire: the only place that writes the version 1 objects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote as quoted

from assistant.reply import (
    Abstention,
    Caution,
    CheckedSentence,
    Citation,
    Clarification,
    Notice,
    Reply,
    Sentence,
    VerifiedAnswer,
)
from assistant.schemas import (
    AbstentionFields,
    AnswerStatus,
    AskReply,
    AttachedFields,
    CitationFields,
    ClarifyFields,
    ClarifyOption,
    CollectionFields,
    NoteFields,
    PartFields,
    PartRole,
    PlaceFields,
    RelationFields,
    SearchResult,
    SentenceFields,
    SpeakerFields,
    WarningFields,
)
from index.retrieve import Collection, Hit, OpenGeneration, StoredDocument
from ingest.citation import cite
from ingest.documents import Span, Speaker, Unit
from ingest.locator import Locator
from prompts.words import say

_QUOTATION = {"en": "“{}”", "fr": "«\u00a0{}\u00a0»", "es": "«{}»"}
_NO_SPACE_BEFORE = re.compile(r"^[\u00a0:;,.]")


def document_url(document_id: str) -> str:
    return f"/documents/{quoted(document_id, safe='')}"


def absolute(url: str, public_url: str) -> str:
    """The link as people outside reach it; unchanged when no public address is configured."""
    return public_url.rstrip("/") + url


def citation_fields(citation: Citation, language: str, public_url: str) -> CitationFields:
    return CitationFields(**_fields(citation, language, public_url))


def _fields(citation: Citation, language: str, public_url: str) -> dict[str, Any]:
    """The fields of a citation by name, to be checked once by whatever they are part of."""
    stored, passage = citation.passage, citation.passage.passage
    data, span = stored.metadata, citation.span
    url = f"{document_url(passage.document_id)}?v={passage.version}&start={span.start}&end={span.end}"
    url += f"#{citation.locator.anchor}" if citation.locator.steps else ""
    return {
        "number": citation.number,
        "document_id": passage.document_id,
        "version": passage.version,
        "source": stored.source,
        "title": data.title,
        "symbol": data.symbol,
        "kind": data.kind,
        "status": data.status,
        "date": data.document_date or data.event_date,
        "event_date": data.event_date,
        "as_of": data.as_of,
        "locator": str(citation.locator),
        "heading": list(passage.heading),
        "speaker": speaker_fields(citation.speakers),
        "language": data.language,
        "citation": cite(data, citation.locator, language),
        "quote": citation.quote,
        "start": span.start,
        "end": span.end,
        "page": passage.page,
        "passage_id": passage.id,
        "passage": stored.text,
        "passage_start": passage.body.start,
        "attached": [
            AttachedFields(role=a.role, locator=str(a.locator), start=a.span.start, end=a.span.end)
            for a in passage.attached
        ],
        "url": url,
        "reader_url": absolute(url, public_url),
        "source_url": data.source_url,
    }


def speaker_fields(speakers: Sequence[Speaker]) -> SpeakerFields | None:
    """One speaker as the document has them; of several the names, and the roles, each as a list."""
    if not speakers:
        return None
    return SpeakerFields(
        name=", ".join(speaker.name for speaker in speakers if speaker.name) or None,
        ordinal=speakers[0].ordinal if len(speakers) == 1 else None,
        role=", ".join(dict.fromkeys(speaker.role for speaker in speakers if speaker.role)) or None,
    )


def search_result(hit: Hit, citation: Citation, language: str, public_url: str) -> SearchResult:
    fields = _fields(citation, language, public_url)
    return SearchResult(**fields, score=hit.score, scores=dict(hit.scores), moved=dict(hit.moved))


def sentence_text(sentence: Sentence, language: str) -> str:
    """The sentence as read: quotations in quotation marks, each followed by its number."""
    text = ""
    for part in sentence.parts:
        shown = part.text
        if part.role is PartRole.QUOTE:
            shown = f"{_QUOTATION[language].format(shown)} [{part.citation}]"
        text += shown if not text or _NO_SPACE_BEFORE.match(shown) else f" {shown}"
    return text


def sentence_fields(checked: CheckedSentence, language: str) -> SentenceFields:
    sentence = checked.sentence
    return SentenceFields(
        text=sentence_text(sentence, language),
        kind=sentence.kind,
        verdict=checked.verdict,
        citations=list(sentence.citations),
        parts=[PartFields(text=p.text, role=p.role, citation=p.citation) for p in sentence.parts],
    )


def collection_fields(collection: Collection) -> CollectionFields:
    return CollectionFields(
        documents=collection.documents,
        newest=collection.newest,
        updated=collection.updated,
        sample=collection.sample,
    )


def warning_fields(cautions: Sequence[Caution], language: str) -> list[WarningFields]:
    return [
        WarningFields(code=c.code, message=say(f"warnings.{c.code}", language, **dict(c.slots)))
        for c in cautions
    ]


def ask_reply(reply: Reply, public_url: str) -> AskReply:
    outcome, language = reply.outcome, reply.language
    sentences = [sentence_fields(s, language) for s in outcome.sentences]
    cited = outcome.citations if isinstance(outcome, VerifiedAnswer | Abstention) else ()
    return AskReply(
        id=reply.id,
        status=status(reply),
        answer=" ".join(s.text for s in sentences),
        sentences=sentences,
        citations=[citation_fields(c, language, public_url) for c in cited],
        warnings=warning_fields(reply.warnings, language),
        abstention=AbstentionFields(
            reason=outcome.reason,
            nearest=[citation_fields(c, language, public_url) for c in outcome.nearest],
        )
        if isinstance(outcome, Abstention)
        else None,
        clarify=ClarifyFields(
            question=outcome.question,
            options=[ClarifyOption(label=label, question=question) for label, question in outcome.options],
        )
        if isinstance(outcome, Clarification)
        else None,
        missing=list(outcome.missing) if isinstance(outcome, VerifiedAnswer) else [],
        follow_ups=list(reply.follow_ups),
        standalone_question=reply.standalone_question,
        language=outcome.language if isinstance(outcome, Notice) else language,
        answerability=outcome.answerability if isinstance(outcome, VerifiedAnswer | Abstention) else 1.0,
        mode=reply.mode,
        model=reply.model,
        generation=reply.generation,
        collection=collection_fields(reply.collection),
    )


def status(reply: Reply) -> AnswerStatus:
    match reply.outcome:
        case VerifiedAnswer(missing=missing):
            return AnswerStatus.PARTIAL if missing else AnswerStatus.ANSWERED
        case Abstention():
            return AnswerStatus.ABSTAINED
        case Clarification():
            return AnswerStatus.CLARIFY
        case _:
            return AnswerStatus.NOTICE


def document_fields(document: StoredDocument, public_url: str) -> dict[str, object]:
    data, url = document.metadata, document_url(document.id)
    return {
        "document_id": document.id,
        "version": document.version,
        "versions": list(document.versions),
        "source": document.source,
        "title": data.title,
        "symbol": data.symbol,
        "kind": data.kind.value,
        "status": data.status.value,
        "language": data.language,
        "date": data.document_date or data.event_date,
        "event_date": data.event_date,
        "as_of": data.as_of,
        "meeting": data.meeting,
        "passages": document.passages,
        "characters": document.characters,
        "ingested": document.ingested,
        "warnings": list(document.warnings),
        "url": url,
        "reader_url": absolute(url, public_url),
        "source_url": data.source_url,
    }


def note_fields(generation: OpenGeneration, document_id: str) -> list[NoteFields]:
    """The clerk's notes on the current version."""
    units = generation.units(document_id)
    return [
        NoteFields(
            code=note.code,
            place=_place(note.span, units) if note.span else None,
            related=[_place(span, units) for span in note.related],
            values=dict(note.values),
        )
        for note in generation.notes(document_id)
    ]


def _place(span: Span, units: Sequence[Unit]) -> PlaceFields:
    locator = next((u.locator for u in units if u.span.start <= span.start < u.span.end), Locator())
    return PlaceFields(locator=str(locator), start=span.start, end=span.end, anchor=locator.anchor)


def relation_fields(generation: OpenGeneration, document_id: str, public_url: str) -> list[RelationFields]:
    """What the document is to others, each with a link to the other."""
    found = []
    for relation in generation.relations(document_id):
        url = document_url(relation.document_id) + (f"?v={relation.version}" if relation.version else "")
        other = generation.document(relation.document_id).metadata
        found.append(
            RelationFields(
                kind=relation.kind,
                document_id=relation.document_id,
                version=relation.version,
                citation=cite(other, Locator()),
                url=url,
                reader_url=absolute(url, public_url),
            )
        )
    return found
