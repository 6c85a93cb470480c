"""Short questions of a conversation are answered from the Article or report that it is about."""

from __future__ import annotations

import pytest

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AskReply, AskRequest, FilterFields, Turn, TurnCitation

EXTENDED = "How long can the time limit for clearance in Article 4 of the Convention be extended?"
SANTIAGO = "What did the CMC want on stockpiles in Santiago?"
BANGKOK = "Who chaired the victim assistance session of the Bangkok seminar?"
RETAINED = "Which States have retained cluster munitions for training?"

STAYS: list[tuple[tuple[str, ...], str, str]] = [
    # an Article
    ((EXTENDED, "How many votes?"), "Cluster Munitions", "Article 4(7)"),
    ((EXTENDED, "How many votes?", "Who decides?"), "Cluster Munitions", "Article 4(7)"),
    ((EXTENDED, "How many votes?", "Who decides?", "By when?"), "Cluster Munitions", "Article 4(6)"),
    (
        ("When must stockpiles of cluster munitions be destroyed?", "Can it be extended?"),
        "Cluster Munitions",
        "Article 3(3)",
    ),
    (("How can a State withdraw?", "In how many months?"), "Cluster Munitions", "Article 20(3)"),
    (("How can a State withdraw?", "In how many months?", "To whom?"), "Cluster Munitions", "Article 20(2)"),
    (("What does Article 7 say?", "By when?"), "Cluster Munitions", "Article 7(1)"),
    (("what is art 7 about", "by when", "to whom"), "Cluster Munitions", "Article 7(1)"),
    (("How is the Convention amended?", "how many votes"), "Cluster Munitions", "Article 13(4)"),
    (("How is the Convention amended?", "How many votes?", "Who decides?"), "Cluster", "Article 13(4)"),
    (
        ("What does Article 4 of the Mine Ban Convention say?", "In how many years?"),
        "Mine Ban Convention",
        "Article 4",
    ),
    (
        ("Quel est le délai de destruction des stocks selon l'article 3 ?", "Peut-il être prolongé ?"),
        "Convention sur les armes",
        "Article 3(3)",
    ),
    (
        (
            "Quel est le délai de destruction des stocks selon l'article 3 ?",
            "Combien de voix ?",
            "Qui décide ?",
        ),
        "Cluster Munitions",
        "Article 3(5)",
    ),
    (("¿Cómo puede retirarse un Estado?", "¿En cuántos meses?"), "Cluster Munitions", "Article 20(3)"),
    # a report
    ((SANTIAGO, "Who closed the meeting?"), "Santiago", "[para. 14]"),
    ((SANTIAGO, "How many States attended?"), "Santiago", "[para. 3]"),
    (("¿Qué dijo Noruega en Santiago?", "¿Quién clausuró la reunión?"), "Santiago", "[para. 14]"),
    ((BANGKOK, "Who closed the meeting?"), "Bangkok", "[para. 8]"),
    ((BANGKOK, "who took part"), "Bangkok", "[para. 3]"),
    # a list
    ((RETAINED, "How many?"), "Progress Report", "para. 22"),
    ((RETAINED, "And France?"), "Progress Report", "para. 22"),
    ((RETAINED, "Is Norway one of them?"), "Progress Report", "para. 22"),
]
"""Questions, and the document and place that the last answer cites; each of its citations is of it."""

ELSEWHERE = [
    ((EXTENDED, "Who is the depositary?"), "Article 22"),
    (("How can a State withdraw?", "Who is the depositary?"), "Article 22"),
    (("What is the deadline for clearance?", "When is the report due?"), "Article 7"),
    ((EXTENDED, "What is a cluster munition?"), "Article 2"),
    ((SANTIAGO, "When must stockpiles be destroyed?"), "Article 3(2)"),
]
"""What the place spoken of does not say, or says too much to be about it."""


def talk(assistant: Assistant, *questions: str, filters: FilterFields | None = None) -> AskReply:
    """The reply to the last question, after the real answers to the others."""
    turns: list[Turn] = []
    for question in questions:
        request = AskRequest(question=question, history=turns, filters=filters or FilterFields())
        reply = assistant.ask(request, lambda *_: None, Deadline(120))
        cited = [TurnCitation(document_id=c.document_id, locator=c.locator) for c in reply.citations]
        turns.append(Turn(role="user", content=question))
        turns.append(Turn(role="assistant", content=reply.answer, citations=cited))
    return reply


@pytest.mark.parametrize(("questions", "document", "place"), STAYS, ids=[" / ".join(row[0]) for row in STAYS])
def test_a_short_question_is_answered_from_what_the_conversation_is_about(
    assistant: Assistant, questions: tuple[str, ...], document: str, place: str
) -> None:
    reply = talk(assistant, *questions)
    assert reply.status in ("answered", "partial"), reply.answer
    assert any(document in c.title and c.locator.startswith(place) for c in reply.citations), reply.answer
    assert len({c.document_id for c in reply.citations}) == 1


@pytest.mark.parametrize(("questions", "place"), ELSEWHERE, ids=[row[0][-1] for row in ELSEWHERE])
def test_a_question_that_the_place_spoken_of_does_not_answer_is_asked_of_all_documents(
    assistant: Assistant, questions: tuple[str, ...], place: str
) -> None:
    reply = talk(assistant, *questions)
    assert any(c.locator.startswith(place) for c in reply.citations), reply.answer


def test_what_the_report_of_the_meeting_spoken_of_does_not_tell_is_said_of_that_report(
    assistant: Assistant,
) -> None:
    reply = talk(assistant, "Where was the workshop for the Western Balkans?", "Who closed the meeting?")
    assert reply.status == "abstained"
    assert "Meeting Summary (24 November 2017)" in reply.answer


def test_without_a_conversation_the_meeting_is_asked_back_for(assistant: Assistant) -> None:
    assert talk(assistant, "How many States attended?").status == "clarify"


def test_a_short_question_stays_within_the_filters_of_the_request(assistant: Assistant) -> None:
    (report,) = {c.document_id for c in talk(assistant, SANTIAGO).citations}
    filters = FilterFields(documents=[report])
    reply = talk(assistant, SANTIAGO, "Who closed the meeting?", filters=filters)
    assert {c.document_id for c in reply.citations} == {report}


def test_a_client_that_sends_no_citations_back_keeps_the_place_as_well(assistant: Assistant) -> None:
    first = talk(assistant, EXTENDED)
    turns = [Turn(role="user", content=EXTENDED), Turn(role="assistant", content=first.answer)]
    request = AskRequest(question="How many votes?", history=turns)
    reply = assistant.ask(request, lambda *_: None, Deadline(120))
    assert {c.locator for c in reply.citations} == {"Article 4(7)"}


def test_an_article_asked_for_in_talk_is_read_in_french(assistant: Assistant) -> None:
    assert talk(assistant, "c'est quoi l'article 7").status == "answered"
