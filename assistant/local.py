"""The assistant on this machine: requests in, wire objects out, each answered from one generation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant import gate
from assistant.deadline import Deadline
from assistant.dialogue.asking import Asking
from assistant.dialogue.conversation import act_on, language_of
from assistant.dialogue.staying import in_conversation, nearby
from assistant.dialogue.turns import read_turn, thread
from assistant.explain import explain
from assistant.filters import read_filters
from assistant.finding.gather import find
from assistant.finding.grounding import with_citations
from assistant.pipeline import answer_question, whole
from assistant.present import (
    ask_reply,
    collection_fields,
    document_fields,
    note_fields,
    relation_fields,
    search_result,
    warning_fields,
)
from assistant.record import NOBODY, Record, Recorder
from assistant.reply import Abstention, Caution, Clarification, Notice, Reply, VerifiedAnswer
from assistant.schemas import (
    AskReply,
    AskRequest,
    CheckReply,
    CheckRequest,
    DocumentReply,
    DocumentsReply,
    Lean,
    Mode,
    OutlineEntry,
    SearchReply,
    SearchRequest,
    TextReply,
    Turn,
    WarningCode,
)
from assistant.service import OnStep, Readiness
from assistant.settings import Settings
from assistant.trace import Trace, decisive
from assistant.understanding.languages import notice
from assistant.understanding.question import Question, read_question
from assistant.understanding.spelling import respelled, say_respelled
from assistant.understanding.understand import understand
from assistant.writing.cautions import cautions
from assistant.writing.offers import offers
from index.embed import Embedder, Encoded
from index.errors import IndexFault, IndexMissingError
from index.library import Library
from index.remembered import Remembered
from index.rerank import Reranker
from index.retrieve import Collection, Filters, OpenGeneration
from ingest.documents import UnitKind

_KEPT_BYTES = 64 * 2**20  # the statements of some 25 recent questions


class Assistant:
    """Thread-safe. Opens the index on first use and follows newly published generations by itself."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        settings: Settings,
        keep: Callable[[Trace], None] | None = None,
        reranker: Reranker | None = None,
        judge: gate.Judge | None = None,
    ) -> None:
        """`keep` gets the trace of each question; without it none is made."""
        self.library, self._embedder, self._settings, self._keep = library, embedder, settings, keep
        self._reranker, self._judge = reranker, judge
        self._encoded: Remembered[str, Encoded] = Remembered(_KEPT_BYTES, lambda encoded: encoded.bytes)

    def ask(
        self, request: AskRequest, on_step: OnStep, deadline: Deadline, *, abstain: bool = True
    ) -> AskReply:
        """With `abstain` false the nearest is quoted, whatever it is worth: to measure, never on the wire."""
        if self._keep is None:
            return self._answer(request, on_step, deadline, NOBODY, abstain)
        record = Record()
        try:
            reply = self._answer(request, on_step, deadline, record, abstain)
        except Exception as error:
            self._keep(Trace.of(request, decisive(self._settings), record, error))
            raise
        self._keep(Trace.of(request, decisive(self._settings), record, reply))
        return reply

    def _answer(
        self, request: AskRequest, on_step: OnStep, deadline: Deadline, record: Recorder, abstain: bool
    ) -> AskReply:
        record.step("open")
        with self.library.reading() as generation:
            record.step("understand")
            filters = read_filters(request.filters, generation)
            default = self._settings.language if request.language == "auto" else request.language
            turns, spoken_before = thread(request.history, default)
            spoken = read_turn(request.question, spoken_before)
            record.note("turn", spoken)
            history = with_citations(self._respelled(turns, generation), generation)

            def read(text: str, before: Sequence[Turn]) -> Question:
                return self._read(text, before, request.language, filters, spoken.language, generation)

            def answer(question: Question) -> VerifiedAnswer | Abstention | Clarification:
                def tell(name: str) -> None:
                    on_step("step", {"name": name})

                outcome = answer_question(
                    question,
                    generation,
                    self._encode,
                    tell,
                    deadline,
                    self._reranker,
                    record,
                    says_no=abstain,
                )
                return say_respelled(outcome, question, generation)

            question, language = read(request.question, ()), language_of(spoken, request.language)
            asking = Asking(read, answer)
            outcome = act_on(spoken, history, generation, language, asking)
            if outcome is None:
                question = read(spoken.text, history)
                language = question.language
                outcome = notice(question.text, read=self._settings.question_languages)
            if outcome is None:
                outcome = nearby(question, asking, generation)
            if outcome is None:
                question = read(spoken.text, ()) if question.lean is Lean.ELLIPTIC else question
                outcome = answer(question)
            if isinstance(outcome, Clarification):
                outcome = in_conversation(question, history, asking, generation) or outcome
            record.step("tell")
            cited = () if isinstance(outcome, Notice | Clarification) else outcome.citations
            warnings = cautions(cited, generation, language)
            if request.mode is Mode.MODEL:
                warnings = (*warnings, Caution(WarningCode.MODEL_UNAVAILABLE))
            reply = ask_reply(
                Reply(
                    id=self._reply_id(request, generation.id),
                    outcome=outcome,
                    standalone_question=question.standalone,
                    language=language,
                    mode=Mode.QUOTE,
                    generation=generation.id,
                    collection=generation.collection,
                    warnings=warnings,
                    follow_ups=offers(question, generation) if isinstance(outcome, VerifiedAnswer) else (),
                ),
                self._settings.public_url,
            )
            if request.debug:  # asked again for a person who looks closely, not kept for everybody
                understood = understand(question, generation)
                hits = find(understood, generation, deadline, reranker=self._reranker)
                told = explain(understood, hits, generation, self._settings.public_url)
                reply = reply.model_copy(update={"understood": told})
        for sentence in reply.sentences:
            used = [c.model_dump(mode="json") for c in reply.citations if c.number in sentence.citations]
            on_step("sentence", {**sentence.model_dump(mode="json"), "citations": used})
        return reply

    def search(self, request: SearchRequest, deadline: Deadline) -> SearchReply:
        with self.library.reading() as generation:
            filters = read_filters(request.filters, generation)
            turns, spoken = thread(request.history, self._settings.language)
            history = with_citations(self._respelled(turns, generation), generation)
            text = read_turn(request.query, spoken).text
            question = self._read(text, history, "auto", filters, spoken, generation)
            understood = understand(question, generation)
            hits = find(understood, generation, deadline, request.limit, self._reranker)
            results, room = [], request.max_chars
            for hit in hits:
                if room is not None:
                    room -= len(hit.passage.text)
                    if room < 0:
                        break
                cited = whole(hit.passage, hit.rank, generation)
                results.append(search_result(hit, cited, question.language, self._settings.public_url))
            warnings = cautions((), generation, question.language)
            if hits and not results:
                characters = str(len(hits[0].passage.text))
                too_long = Caution(WarningCode.FIRST_PASSAGE_TOO_LONG, (("characters", characters),))
                warnings = (*warnings, too_long)
            return SearchReply(
                results=results,
                generation=generation.id,
                collection=collection_fields(generation.collection),
                warnings=warning_fields(warnings, question.language),
                understood=explain(understood, hits, generation, self._settings.public_url)
                if request.explain
                else None,
            )

    def check(self, request: CheckRequest) -> CheckReply:
        """`verbatim` for whole sentences of the evidence, `supported` for an edit that says nothing else."""
        ruling = gate.check(request.claim, request.evidence, self._judge)
        return CheckReply(verdict=ruling.verdict, reasons=list(ruling.reasons))

    def documents(self, offset: int, limit: int) -> DocumentsReply:
        with self.library.reading() as generation:
            every = generation.documents()
            page = every[offset : offset + limit]
            more = offset + limit < len(every)
            return DocumentsReply.model_validate(
                {
                    "documents": [document_fields(d, self._settings.public_url) for d in page],
                    "total": len(every),
                    "next": f"/v1/documents?offset={offset + limit}&limit={limit}" if more else None,
                    "generation": generation.id,
                    "collection": collection_fields(generation.collection),
                    "warnings": warning_fields(cautions((), generation, "en"), "en"),
                }
            )

    def document(self, document_id: str) -> DocumentReply:
        with self.library.reading() as generation:
            fields = document_fields(generation.document(document_id), self._settings.public_url)
            return DocumentReply.model_validate(
                {
                    **fields,
                    "outline": outline_of(generation, document_id),
                    "notes": note_fields(generation, document_id),
                    "relations": relation_fields(generation, document_id, self._settings.public_url),
                    "generation": generation.id,
                }
            )

    def text(self, document_id: str, version: str | None) -> TextReply:
        with self.library.reading() as generation:
            current = generation.document(document_id).version
            text = generation.text(document_id, version)
            return TextReply(document_id=document_id, version=version or current, text=text)

    def readiness(self) -> Readiness:
        collection: Collection | None = None
        generation_id = problem = None
        try:
            with self.library.reading() as generation:
                collection, generation_id = generation.collection, generation.id
        except IndexFault as fault:
            code = "index_missing" if isinstance(fault, IndexMissingError) else "index_unusable"
            problem = {"code": code, "message": str(fault)}
        return {
            "ready": problem is None,
            "generation": generation_id,
            "collection": collection_fields(collection) if collection else None,
            "embedding_model": self._settings.embedding_model,
            "language_model": None,
            "problem": problem,  # type: ignore[typeddict-item]
        }

    def close(self) -> None:
        self.library.close()

    def _read(
        self,
        text: str,
        before: Sequence[Turn],
        language: str,
        filters: Filters,
        default: str,
        generation: OpenGeneration,
    ) -> Question:
        """The question as it is searched for: a word that no document has as one that is in them."""
        text, changed = respelled(text, default, generation, self._embedder.count)
        return replace(read_question(text, before, language, filters, default), respelled=changed)

    def _respelled(self, history: Sequence[Turn], generation: OpenGeneration) -> list[Turn]:
        """The turns with what was searched for in the place of what a person typed."""
        typed = ((turn, turn.content if turn.role == "user" else "") for turn in history)
        spelled = (
            (turn, respelled(text, "en", generation, self._embedder.count)[0] if text else turn.content)
            for turn, text in typed
        )
        return [turn.model_copy(update={"content": text}) for turn, text in spelled]

    def _encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Statements as the model reads them, remembered: neighbouring questions read the same passages."""
        known = self._encoded.get_all(texts)
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        for text, encoded in zip(unknown, self._embedder.encode_pieces(unknown), strict=True):
            known[text] = self._encoded.keep(text, encoded)
        return [known[text] for text in texts]

    def _reply_id(self, request: AskRequest, generation_id: str) -> str:
        told = [request.model_dump(mode="json"), generation_id, *decisive(self._settings).values()]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def outline_of(generation: OpenGeneration, document_id: str) -> list[OutlineEntry]:
    """Headings of the current version, with their depth."""
    text = generation.text(document_id)
    return [
        OutlineEntry(
            locator=str(unit.locator),
            title=unit.span.of(text),
            level=len(unit.heading) + 1,
            start=unit.span.start,
            anchor=unit.locator.anchor,
        )
        for unit in generation.units(document_id)
        if unit.kind is UnitKind.HEADING
    ]
