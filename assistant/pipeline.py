"""From question to reply: the whole of answering on one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.compose import Composer, cited
from assistant.deadline import Deadline
from assistant.finding.about_states import about, own_first, with_own_footnotes
from assistant.finding.gather import find, gather
from assistant.finding.membership import newest_first
from assistant.finding.prefer import merge
from assistant.finding.reading import read
from assistant.finding.statements import Encode, score
from assistant.finding.tasks import tasks
from assistant.judging.answerable import Verdict, judge
from assistant.judging.partial import missing, say_missing
from assistant.judging.unheld import unheld
from assistant.record import NOBODY, Recorder
from assistant.reply import Abstention, Answer, Citation, Clarification, Part, Sentence, VerifiedAnswer
from assistant.schemas import AbstentionReason, PartRole, SentenceKind
from assistant.understanding.absent import AbsentPlace
from assistant.understanding.question import Question
from assistant.understanding.understand import understand
from assistant.verify import verify
from assistant.writing.clarify import ask_back
from assistant.writing.decline import Judged, decline, not_held, say_instead
from assistant.writing.glossary import beside, explained
from assistant.writing.provision import read_from_beginning
from assistant.writing.refusals import refusal
from assistant.writing.write import PROVISION, choose, deny, write
from index.rerank import Reranker
from index.retrieve import Collection, Hit, OpenGeneration, StoredPassage
from ingest.citation import in_words
from prompts.words import say

Step = Callable[[str], None]
NEAREST = 3


def answer_question(
    question: Question,
    generation: OpenGeneration,
    encode: Encode,
    on_step: Step,
    deadline: Deadline,
    reranker: Reranker | None = None,
    record: Recorder = NOBODY,
    *,
    says_no: bool = True,
) -> VerifiedAnswer | Abstention | Clarification:
    """Find, read, choose, write, verify; abstain where the documents do not say it.

    With `says_no` false whatever comes nearest is quoted: for measuring alone.
    """
    on_step("searching")
    record.step("understand")
    understood = understand(question, generation)
    record.note("understood", understood)
    if absent := understood.absent:
        return correct(absent, question, generation)
    record.step("search")
    asked = tasks(understood, generation)
    found = [find(task.understood, generation, deadline, reranker=reranker) for task in asked]
    hits = merge(found[0], [hit for each in found[1:] for hit in each])
    record.note("hits", hits)
    if says_no and (refused := refusal(question.text)):
        return decline(refused, question, generation, nearest(hits, generation))
    if says_no and (text := unheld(question, generation)):
        return not_held(text, question, generation, nearest(hits, generation))
    if understood.nowhere:
        return abstain(question, generation, hits, 0.0)

    on_step("reading")
    record.step("read")
    deadline.check()
    evidence = [gather(own) for own in found]
    record.note("evidence", [each for own in evidence for each in own])
    states_asked = [about(task.asked, task.understood.question) for task in asked]
    statements = [
        with_own_footnotes(read(own, task.understood, generation), states, generation)
        for own, task, states in zip(evidence, asked, states_asked, strict=True)
    ]
    record.step("score")
    scored = [
        score(own, task.asked, task.understood.question, generation, encode)
        for own, task in zip(statements, asked, strict=True)
    ]
    ranked = [
        newest_first(own_first(own, states, generation), task.asked, task.understood.question, generation)
        for own, states, task in zip(scored, states_asked, asked, strict=True)
    ]
    compared = any(task.document for task in asked)
    told = [None] * len(asked) if compared else explained(question, generation)
    record.note("explained", told)
    verdicts = [
        judge(own, task.asked, task.understood.question, generation)
        if terms is None
        else Verdict(float(bool(terms)))
        for own, task, terms in zip(ranked, asked, told, strict=True)
    ]
    record.note("verdicts", verdicts)
    confidence = max(verdict.value for verdict in verdicts)
    judged = [
        Judged(task.asked, task.understood.question, own, verdict)
        for task, own, verdict in zip(asked, scored, verdicts, strict=True)  # also what tells of nobody named
    ]
    if says_no and not any(told) and (instead := say_instead(judged, generation)):
        return instead

    open_ended = says_no and any(verdict.is_met for verdict in verdicts) and not any(told)
    if open_ended and (asked_back := ask_back(ranked[0], understood, generation)):
        return asked_back

    on_step("checking")
    deadline.check()
    if not says_no or any(verdict.is_met for verdict in verdicts):
        best = zip(ranked, verdicts, told, strict=True)
        met = [own for own, verdict, terms in best if (verdict.is_met or not says_no) and not terms]
        record.step("write")
        place = read_from_beginning(met, question, generation, PROVISION.words)
        chosen = list(place.statements) if place else choose(met, question, compared)
        chosen = beside([s for terms in told for s in terms or ()], chosen)
        record.note("chosen", chosen)
        answer = write(chosen, question, generation, goes_on=bool(place and place.goes_on))
        record.note("answer", answer)
        record.step("check")
        sentences, citations = verify(answer, generation, question.language)
        record.note("passed", sentences)
        if citations:
            gaps = missing(asked, verdicts, chosen, question, generation) if says_no else ()
            told_gaps = say_missing(gaps, Composer(generation, question.language))
            found_none = tuple(gap.what for gap in gaps)
            return VerifiedAnswer((*sentences, *told_gaps), citations, confidence, found_none)
    return abstain(question, generation, hits, confidence)


def correct(absent: AbsentPlace, question: Question, generation: OpenGeneration) -> Abstention:
    """The question rests on a place that is not there; the structure of the document proves it."""
    places = (str(absent.asked), str(absent.last))
    sentences, citations = verify(deny(absent, question, generation), generation, question.language, places)
    return Abstention(AbstentionReason.FALSE_PREMISE, sentences, citations, (), 0.0)


def abstain(
    question: Question, generation: OpenGeneration, hits: Sequence[Hit], confidence: float
) -> Abstention:
    """Say that it was not found, in what was searched, and where the nearest passages are."""
    reason, code, slots = _not_found(question, generation.collection, bool(hits))
    words = Part(
        say(code, question.language, **slots), PartRole.CONNECTIVE, code=code, slots=tuple(slots.items())
    )
    said = Answer((Sentence((words,), SentenceKind.CONNECTIVE),), ())
    sentences, _ = verify(said, generation, question.language)
    return Abstention(reason, sentences, (), nearest(hits, generation), confidence)


def _not_found(
    question: Question, collection: Collection, has_hits: bool
) -> tuple[AbstentionReason, str, dict[str, str]]:
    """Why there is no answer, and our words for it with what fills them: as much as the collection tells."""
    if not collection.documents:
        return AbstentionReason.NO_INDEX, "connectives.nothing_indexed", {}
    if question.filters and not has_hits:
        return AbstentionReason.NO_MATCH_FOR_FILTERS, "connectives.no_match_for_filters", {}
    count = {"count": str(collection.documents)}
    if question.filters:
        return AbstentionReason.NOT_FOUND, "connectives.not_found_filtered", count
    newest = {"newest": in_words(collection.newest, question.language)} if collection.newest else {}
    if collection.documents == 1:
        code = "connectives.not_found_one" if newest else "connectives.not_found_one_undated"
        return AbstentionReason.NOT_FOUND, code, newest
    code = "connectives.not_found" if newest else "connectives.not_found_undated"
    return AbstentionReason.NOT_FOUND, code, count | newest


def nearest(hits: Sequence[Hit], generation: OpenGeneration) -> tuple[Citation, ...]:
    """The first passages found, as places to look."""
    found = [hit.passage for hit in hits if hit.passage.duplicate_of is None][:NEAREST]
    return tuple(whole(stored, number, generation) for number, stored in enumerate(found, 1))


def whole(stored: StoredPassage, number: int, generation: OpenGeneration) -> Citation:
    """A citation of a passage's whole body."""
    return cited(number, stored, stored.passage.locator, stored.passage.body, generation)
