"""One small report with footnotes, as a generation to read and as a service to ask."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from assistant.deadline import Deadline
from assistant.present import document_fields
from assistant.schemas import (
    AbstentionFields,
    AbstentionReason,
    AnswerStatus,
    AskReply,
    AskRequest,
    AttachedFields,
    CitationFields,
    CollectionFields,
    DocumentFields,
    DocumentsReply,
    Mode,
    PartFields,
    PartRole,
    SentenceFields,
    SentenceKind,
    Verdict,
    WarningCode,
    WarningFields,
)
from assistant.service import OnStep
from index.errors import UnknownDocumentError
from index.relations import Relation
from index.retrieve import Collection, StoredDocument
from ingest.documents import Kind, Metadata, Note, Span, Status, Unit, UnitKind
from ingest.locator import Locator

LINES = (
    (UnitKind.TITLE, (), "Progress Report of the Riverside Meeting"),
    (UnitKind.HEADING, (), "I. General trends"),
    (UnitKind.PARAGRAPH, (("para", "1"),), "1. The Treaty has 46 Parties.¹ Two have asked for help:²³"),
    (UnitKind.POINT, (("para", "1"), ("point", "a")), "(a) for clearance of <contaminated> land & water;"),
    (UnitKind.POINT, (("para", "1"), ("point", "b")), "(b) for assistance to victims."),
    (UnitKind.HEADING, (), "II. Transparency"),
    (UnitKind.PARAGRAPH, (("para", "2"),), "2. Nine reports are overdue.¹"),
    (UnitKind.PARAGRAPH, (("para", "2"),), "2. This paragraph has the number of the one before it."),
    (UnitKind.FOOTNOTE, (("footnote", "1"),), "¹ As of 20 August 2011."),
    (UnitKind.FOOTNOTE, (("footnote", "2"),), "² Chad."),
    (UnitKind.FOOTNOTE, (("footnote", "3"),), "³ Peru."),
)
TEXT = "\n".join(line for _, _, line in LINES)
MARKS = {2: ("1", "2", "3"), 6: ("1",)}
HEADINGS = {
    2: ("I. General trends",),
    3: ("I. General trends",),
    4: ("I. General trends",),
    6: ("II. Transparency",),
}
PARENTS = {3: 2, 4: 2}
COLLECTION = Collection(1, 5, "2011-08-25", "2026-03-03T10:00:00Z", sample=False, languages=("en",))
DATA = Metadata(
    title="Progress Report of the Riverside Meeting",
    kind=Kind.PROGRESS_REPORT,
    status=Status.DRAFT,
    language="en",
    symbol="RM/2011/5",
    document_date="2011-08-25",
    as_of="2011-08-20",
    meeting="Riverside Meeting",
)


def units() -> list[Unit]:
    made, at = [], 0
    for place, (kind, steps, line) in enumerate(LINES):
        span = Span(at, at + len(line))
        made.append(
            Unit(
                kind,
                Locator(steps),
                span,
                HEADINGS.get(place, ()),
                PARENTS.get(place),
                MARKS.get(place, ()),
                page=1 if place < 5 else 2,
            )
        )
        at += len(line) + 1
    return made


@dataclass
class Shelf:
    """A generation with one document in two versions."""

    metadata: Metadata = DATA
    body: str = TEXT
    source: str = "report.txt"
    collection: Collection = COLLECTION
    id: str = "g-1"
    remarked: Sequence[Note] = ()
    related: Sequence[Relation] = ()

    def documents(self) -> Sequence[StoredDocument]:
        return [self.document("report")]

    def document(self, document_id: str) -> StoredDocument:
        if document_id == "removed":
            raise UnknownDocumentError("removed", gone=True)
        if document_id != "report":
            raise UnknownDocumentError("no such document")
        return StoredDocument(
            id="report",
            version="b" * 12,
            versions=("b" * 12, "a" * 12),
            metadata=self.metadata,
            source=self.source,
            source_sha256="0" * 64,
            passages=5,
            characters=len(self.body),
            ingested="2026-03-03T10:00:00Z",
        )

    def text(self, document_id: str, version: str | None = None) -> str:
        return self.body

    def units(self, document_id: str, version: str | None = None) -> Sequence[Unit]:
        return (
            units() if self.body is TEXT else [Unit(UnitKind.PARAGRAPH, Locator(), Span(0, len(self.body)))]
        )

    def notes(self, document_id: str, version: str | None = None) -> Sequence[Note]:
        return self.remarked

    def relations(self, document_id: str) -> Sequence[Relation]:
        return self.related

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield self


def citation(number: int, quote: str, /, **changed: Any) -> CitationFields:
    """The first place that has these words, cited with its paragraph and its footnotes."""
    start = TEXT.index(quote)
    unit = next(u for u in units() if u.span.start <= start < u.span.end)
    notes = [u for u in units() if u.kind is UnitKind.FOOTNOTE and u.locator.steps[-1][1] in unit.footnotes]
    place = str(unit.locator)
    fields: dict[str, Any] = {
        "number": number,
        "document_id": "report",
        "version": "b" * 12,
        "source": "report.txt",
        "title": DATA.title,
        "symbol": DATA.symbol,
        "kind": "progress_report",
        "status": "draft",
        "date": "2011-08-25",
        "event_date": None,
        "as_of": "2011-08-20",
        "locator": place,
        "heading": list(unit.heading),
        "speaker": None,
        "language": "en",
        "citation": f"RM/2011/5, {place}",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "page": unit.page,
        "passage_id": f"report-{number}",
        "passage": "\n".join([unit.span.of(TEXT), *(n.span.of(TEXT) for n in notes)]),
        "passage_start": unit.span.start,
        "attached": [
            AttachedFields(role="footnote", locator=str(n.locator), start=n.span.start, end=n.span.end)
            for n in notes
        ],
        "url": f"/documents/report?v={'b' * 12}&start={start}&end={start + len(quote)}#{unit.locator.anchor}",
        "reader_url": "",
        "source_url": None,
    }
    return CitationFields(**{**fields, **changed})


def quoting(cited: CitationFields, lead: str = "") -> SentenceFields:
    parts = [PartFields(text=cited.quote, role=PartRole.QUOTE, citation=cited.number)]
    if lead:
        parts.insert(0, PartFields(text=lead, role=PartRole.CONNECTIVE, citation=None))
    text = " ".join(part.text for part in parts) + f" [{cited.number}]"
    return SentenceFields(
        text=text, kind=SentenceKind.QUOTE, verdict=Verdict.VERBATIM, citations=[cited.number], parts=parts
    )


def answered(*cited: CitationFields, **changed: Any) -> AskReply:
    sentences = [quoting(c) for c in cited]
    fields: dict[str, Any] = {
        "id": "r-1",
        "status": AnswerStatus.ANSWERED,
        "answer": " ".join(s.text for s in sentences),
        "sentences": sentences,
        "citations": list(cited),
        "warnings": [
            WarningFields(code=WarningCode.DRAFT_SOURCE, message="Quoted from a draft, not adopted.")
        ],
        "abstention": None,
        "clarify": None,
        "missing": [],
        "follow_ups": [],
        "standalone_question": "How many Parties are there?",
        "language": "en",
        "answerability": 0.9,
        "mode": Mode.QUOTE,
        "model": None,
        "generation": "g-1",
        "collection": CollectionFields(
            documents=1, newest="2011-08-25", updated="2026-03-03T10:00:00Z", sample=False
        ),
    }
    return AskReply(**{**fields, **changed})


def not_found(near: CitationFields, words: str = "I did not find this in the 1 documents.") -> AskReply:
    part = PartFields(text=words, role=PartRole.CONNECTIVE, citation=None)
    sentence = SentenceFields(
        text=words, kind=SentenceKind.CONNECTIVE, verdict=Verdict.VERBATIM, citations=[], parts=[part]
    )
    return answered(
        status=AnswerStatus.ABSTAINED,
        answer=words,
        sentences=[sentence],
        warnings=[],
        abstention=AbstentionFields(reason=AbstentionReason.NOT_FOUND, nearest=[near]),
    )


class ShelfService:
    """Answers how many and what help from the report, and finds nothing else in it."""

    def __init__(self, shelf: Shelf | None = None, seconds: float = 0.0) -> None:
        self.shelf, self.seconds = shelf or Shelf(), seconds
        self.asked: list[AskRequest] = []
        self.failure: Exception | None = None

    def ask(self, request: AskRequest, on_step: OnStep, deadline: Deadline) -> AskReply:
        self.asked.append(request)
        for name in ("searching", "reading", "checking"):
            on_step("step", {"name": name})
            until = time.monotonic() + self.seconds
            while time.monotonic() < until:
                deadline.check()
                time.sleep(0.01)
        if self.failure is not None:
            raise self.failure
        if "how many" in request.question.casefold():
            reply = answered(
                citation(1, "The Treaty has 46 Parties."), citation(2, "Nine reports are overdue.")
            )
        else:
            reply = not_found(citation(1, "2. Nine reports are overdue.¹"))
        return reply.model_copy(update={"standalone_question": request.question})

    def documents(self, offset: int, limit: int) -> DocumentsReply:
        listed = [DocumentFields.model_validate(document_fields(d, "")) for d in self.shelf.documents()]
        held = self.shelf.collection
        collection = CollectionFields(
            documents=held.documents, newest=held.newest, updated=held.updated, sample=held.sample
        )
        return DocumentsReply(
            documents=listed, total=1, next=None, generation="g-1", collection=collection, warnings=[]
        )


def with_title(title: str) -> Shelf:
    return Shelf(metadata=replace(DATA, title=title))
