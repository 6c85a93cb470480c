"""Answering on the sample collection: what is quoted stands there, and nothing else passes the gate."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.compose import cited
from assistant.deadline import Deadline
from assistant.errors import CancelledError, DeadlineError
from assistant.local import Assistant
from assistant.pipeline import answer_question, whole
from assistant.present import citation_fields
from assistant.reply import Answer, Part, Sentence
from assistant.schemas import AskReply, AskRequest, PartRole, SentenceKind
from assistant.understanding.question import read_question
from assistant.verify import verify
from index.retrieve import Filters, OpenGeneration
from ingest.documents import Span

WORDS = (
    "which States Parties signatories retain stockpiles clearance victims Article 4 5 report footnote "
    "how many when who chaired Norway Lao PDR 2011 2017 Convention deadline Geneva Action #8"
).split()


def ask(assistant: Assistant, question: str) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(" ".join))
def test_every_citation_is_the_words_at_its_place(assistant: Assistant, question: str) -> None:
    reply = ask(assistant, question)
    with assistant.library.reading() as generation:
        for cited in reply.citations:
            text = generation.text(cited.document_id, cited.version)
            assert text[cited.start : cited.end] == cited.quote
            assert cited.quote.strip()
    assert {n for s in reply.sentences for n in s.citations} == {c.number for c in reply.citations}
    assert reply.answer == " ".join(s.text for s in reply.sentences)
    assert all(part.role is not PartRole.QUOTE or part.citation for s in reply.sentences for part in s.parts)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("It had cleared 6500 square metres so far.", (None, 1, "affected State")),
        ("At first it had been too proud to ask for help.", (None, 2, "affected State")),
        (
            "Switzerland, Australia and France spoke for the GICHD as host.",
            ("Switzerland, Australia, France", None, None),
        ),
        ("Switzerland agreed.", ("Switzerland", None, None)),
        ("The Convention has 55 States Parties as of 30 March 2011.", None),
    ],
)
def test_a_citation_says_who_speaks(
    assistant: Assistant, sentence: str, speaker: tuple[str | None, int | None, str | None] | None
) -> None:
    with assistant.library.reading() as generation:
        stored = [p for d in generation.documents() for p in generation.passages(d.id) if sentence in p.text]
        start = generation.text(stored[0].passage.document_id).index(sentence)
        citation = cited(
            1, stored[0], stored[0].passage.locator, Span(start, start + len(sentence)), generation
        )
    fields = citation_fields(citation, "en", "").speaker
    assert (fields and (fields.name, fields.ordinal, fields.role)) == speaker


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("What does Article 4(1)(b) of the Convention on Cluster Munitions say?", "Article 4(1)(b)"),
        ("Article 3, paragraph 6 of the CCM: is retention allowed?", "Article 3(6)"),
        ("What does Article 16 of the CCM say?", "Article 16"),
    ],
)
def test_a_place_that_is_asked_for_is_quoted(assistant: Assistant, question: str, place: str) -> None:
    reply = ask(assistant, question)
    assert reply.citations
    assert all(cited.locator.startswith(place[:9]) for cited in reply.citations)
    assert any(cited.locator.startswith(place) for cited in reply.citations)


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("What does Article 24 of the Convention on Cluster Munitions say?", "Article 23"),
        ("Que dit l'article 24 de la Convention on Cluster Munitions ?", "Article 23"),
    ],
)
def test_a_place_that_does_not_exist_is_denied_with_the_last_there_is(
    assistant: Assistant, question: str, last: str
) -> None:
    reply = ask(assistant, question)
    assert reply.abstention is not None
    assert reply.abstention.reason == "false_premise"
    assert last in reply.answer
    assert reply.citations[0].locator.startswith(last)


def test_a_follow_up_reads_the_question_before_it(assistant: Assistant) -> None:
    first = "Who chaired the session on victim assistance in Santiago?"
    turns = [
        {"role": "user", "content": first},
        {"role": "assistant", "content": ask(assistant, first).answer},
    ]
    request = AskRequest.model_validate({"question": "And the session about clearance?", "history": turns})
    reply = assistant.ask(request, lambda *_: None, Deadline(120))
    assert first in reply.standalone_question
    assert any("clearance" in cited.passage for cited in reply.citations)


def forged(generation: OpenGeneration, quote: str | None, shown: str | None) -> Answer:
    """An answer that cites the first passage, with other words in the citation or in the sentence."""
    document = generation.documents()[0]
    citation = whole(generation.passages(document.id)[3], 1, generation)
    citation = replace(citation, quote=quote if quote is not None else citation.quote)
    part = Part(shown if shown is not None else citation.quote, PartRole.QUOTE, 1)
    return Answer((Sentence((part,), SentenceKind.QUOTE),), (citation,))


def test_the_gate_lets_the_documents_own_words_through(assistant: Assistant) -> None:
    with assistant.library.reading() as generation:
        sentences, citations = verify(forged(generation, None, None), generation, "en")
    assert len(sentences) == len(citations) == 1


@pytest.mark.parametrize(
    ("quote", "shown"),
    [("Words that nobody wrote.", None), (None, "Words that nobody wrote."), ("", None), (" ", " ")],
)
def test_the_gate_drops_what_is_not_in_the_text(
    assistant: Assistant, quote: str | None, shown: str | None
) -> None:
    with assistant.library.reading() as generation:
        assert verify(forged(generation, quote, shown), generation, "en") == ((), ())


def test_the_gate_drops_a_right_quotation_at_a_wrong_place(assistant: Assistant) -> None:
    with assistant.library.reading() as generation:
        answer = forged(generation, None, None)
        moved = replace(answer.citations[0], span=Span(0, len(answer.citations[0].quote)))
        assert verify(replace(answer, citations=(moved,)), generation, "en") == ((), ())


@pytest.mark.parametrize(
    "part",
    [
        Part("The Convention was a success.", PartRole.LABEL),
        Part("This proves it:", PartRole.CONNECTIVE, code="connectives.colon"),
        Part("This proves it:", PartRole.CONNECTIVE),
        Part(
            "Figure of yesterday:",
            PartRole.CONNECTIVE,
            code="connectives.lead_in_as_of",
            slots=(("day", "yesterday"),),
        ),
        Part("Ask", PartRole.CONNECTIVE, code="screen.ask"),
    ],
)
def test_the_gate_drops_words_of_ours_that_are_not_published(assistant: Assistant, part: Part) -> None:
    with assistant.library.reading() as generation:
        answer = forged(generation, None, None)
        sentence = replace(answer.sentences[0], parts=(part, *answer.sentences[0].parts))
        assert verify(replace(answer, sentences=(sentence,)), generation, "en") == ((), ())


def test_answering_stops_when_it_is_withdrawn_or_out_of_time(assistant: Assistant) -> None:
    withdrawn = Deadline(60)
    withdrawn.cancel()
    with pytest.raises(CancelledError):
        assistant.ask(AskRequest(question="What is a submunition?"), lambda *_: None, withdrawn)
    with pytest.raises(DeadlineError):
        assistant.ask(AskRequest(question="What is a submunition?"), lambda *_: None, Deadline(0))


def test_a_question_of_function_words_only_is_not_answered(assistant: Assistant) -> None:
    with assistant.library.reading() as generation:
        question = read_question("what is it of the", (), "auto", Filters())
        outcome = answer_question(question, generation, assistant._encode, lambda _: None, Deadline(120))
    assert not outcome.citations
    assert re.search("did not find", " ".join(p.text for s in outcome.sentences for p in s.sentence.parts))
