"""Several questions in one, on the sample collection: what is found is answered, and what is not is told."""

from __future__ import annotations

import pytest

from assistant.deadline import Deadline
from assistant.finding.tasks import tasks
from assistant.local import Assistant
from assistant.schemas import AnswerStatus, AskReply, AskRequest
from assistant.understanding.question import Wants, read_question
from assistant.understanding.understand import understand
from index.retrieve import Filters


def ask(assistant: Assistant, question: str, *, abstain: bool = True) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120), abstain=abstain)


@pytest.mark.parametrize(
    ("question", "missing", "told"),
    [
        (
            "Who hosted the seminar in Bangkok, and how much did the flights cost?",
            "how much did the flights cost",
            "I did not find this part of the question: “how much did the flights cost”.",
        ),
        (
            "How many States gave help in 2015, and how many in 2031?",
            "how many in 2031",
            "I did not find this part of the question: “how many in 2031”.",
        ),
        (
            "Tell me who closed the seminar in Bangkok and state the number of tanks it counted in 1987.",
            "state the number of tanks it counted in 1987",
            "“state the number of tanks it counted in 1987”.",
        ),
        (
            "How many States requested assistance in 2016 and 2031?",
            "2031",
            "I did not find this part of the question: “2031”.",
        ),
        (
            "Compare the number of States Parties in 2011 and in 2031.",
            "2031",
            "I did not find this part of the question: “2031”.",
        ),
        (
            "Qui a accueilli le séminaire de Bangkok, et combien ont coûté les vols ?",
            "combien ont coûté les vols",
            "Je n'ai pas trouvé cette partie de la question : « combien ont coûté les vols ».",
        ),
        (
            "¿Dónde fue el seminario de Bangkok y cuánto costó el vuelo?",
            "cuánto costó el vuelo",
            "No encontré esta parte de la pregunta: «cuánto costó el vuelo».",
        ),
    ],
)
def test_what_is_not_found_is_told_in_the_words_of_the_question_after_what_is(
    assistant: Assistant, question: str, missing: str, told: str
) -> None:
    reply = ask(assistant, question)
    assert reply.status is AnswerStatus.PARTIAL
    assert reply.missing == [missing]
    assert reply.citations
    assert reply.answer.endswith(told)
    assert missing in question


def test_a_document_that_is_silent_in_a_comparison_is_named(assistant: Assistant) -> None:
    reply = ask(
        assistant, "Compare what the Santiago conference and the Bangkok seminar say about retention."
    )
    assert reply.status is AnswerStatus.PARTIAL
    assert [name.split(":")[0] for name in reply.missing] == ["Bangkok Seminar on Country Coalitions"]
    assert f"I did not find this in {reply.missing[0]}." in reply.answer
    assert all("Santiago" in citation.title for citation in reply.citations)


@pytest.mark.parametrize(
    "question",
    [
        "How much did the football cost, and who paid the cook?",
        "Who won the chess championship, and when was it held?",
        "Compare what the Santiago conference and the Bangkok seminar say about opera.",
    ],
)
def test_a_question_of_which_nothing_is_found_stays_without_an_answer(
    assistant: Assistant, question: str
) -> None:
    reply = ask(assistant, question)
    assert reply.status is AnswerStatus.ABSTAINED
    assert reply.missing == []


@pytest.mark.parametrize(
    "question",
    [
        "How many States asked for assistance in 2015, and how many in 2016?",
        "Which States Parties keep munitions for training, and which signatories?",
        "Who had the idea of the Bangkok seminar, and who paid for it?",
    ],
)
def test_nothing_is_missing_where_each_part_is_told(assistant: Assistant, question: str) -> None:
    reply = ask(assistant, question)
    assert reply.status is AnswerStatus.ANSWERED
    assert reply.missing == []


def test_for_measuring_alone_nothing_is_called_missing(assistant: Assistant) -> None:
    question = "Who hosted the seminar in Bangkok, and how much did the flights cost?"
    reply = ask(assistant, question, abstain=False)
    assert (reply.status, reply.missing) == (AnswerStatus.ANSWERED, [])


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Give me the total and add the figure of 2020.", ["Give me the total", "add the figure of 2020."]),
        ("Who spoke first and list the others.", ["Who spoke first", "list the others."]),
        ("What is the date and name of the meeting?", ["What is the date and name of the meeting"]),
        ("Which member and State hosted it?", ["Which member and State hosted it"]),
        ("¿Quién presidió y cuánto costó?", ["¿Quién presidió", "cuánto costó"]),
        ("Qui présidait et quels États parlaient ?", ["Qui présidait", "quels États parlaient"]),
    ],
)
def test_what_is_bid_is_a_part_like_what_is_asked(question: str, parts: list[str]) -> None:
    assert [asked.text for asked in read_question(question, (), "auto", Filters()).parts] == parts


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How early must it be requested?", Wants.DATE),
        ("How soon does it take effect?", Wants.DATE),
        ("How long may it last?", Wants.NUMBER),
    ],
)
def test_how_early_asks_for_a_time(question: str, wants: Wants) -> None:
    assert read_question(question, (), "auto", Filters()).parts[0].wants is wants


def test_each_part_is_answered_by_what_it_asks_itself(assistant: Assistant) -> None:
    reply = ask(
        assistant, "How long can an extension under Article 4(5) be, and how early must it be requested?"
    )
    assert "up to five years" in reply.answer
    assert "nine months" in reply.answer
    assert reply.status is AnswerStatus.ANSWERED


def test_of_several_things_asked_of_a_treaty_the_paragraphs_of_an_article_stand_together(
    assistant: Assistant,
) -> None:
    reply = ask(assistant, "Are reservations allowed, and how does a State withdraw from the Convention?")
    places = {citation.locator.split("(")[0] for citation in reply.citations}
    assert {"Article 19", "Article 20"} <= places


def test_a_place_asked_for_beside_other_documents_is_a_question_of_its_own(assistant: Assistant) -> None:
    question = read_question(
        "Prepare a brief on the Bangkok seminar of 2017, and what does Article 6 say?", (), "auto", Filters()
    )
    with assistant.library.reading() as generation:
        _, second = tasks(understand(question, generation), generation)
    assert second.understood.question.standalone == "what does Article 6 say"
    assert second.wording == "what does Article 6 say"
