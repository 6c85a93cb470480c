"""A place asked for by itself is read from its beginning, and 'more' reads on exactly where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AskReply, AskRequest, Turn, TurnCitation
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest

CARE = "in keeping with the plans that were laid out for the lamps of the whole coast and of its islands"
POINTS = [f"({letter}) Lamp {letter.upper()} is to be lit and kept {CARE};" for letter in "abcdefgh"]
TREATY = "\n\n".join(
    [
        "# Convention on Lighthouses",
        "Adopted at Port Ellen on 4 May 2014.",
        "## Article 1 Keepers",
        "1. Each State Party shall keep its lighthouses lit. It shall name a keeper for each of them.",
        "2. Each State Party undertakes that:",
        *POINTS,
        "3. The keepers shall report each year on 1 March. Their reports shall be public.",
        "4. Nine keepers reported. Of these, two asked for oil.",
        "## Article 2 Costs",
        "1. The costs shall be borne by the States Parties.",
    ]
)
GOES_ON = {"en": "It goes on", "fr": "Le texte continue", "es": "El texto sigue"}


@pytest.fixture(scope="module")
def lighthouses(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("lighthouses")
    (folder / "documents").mkdir()
    (folder / "documents" / "convention.md").write_text(TREATY, encoding="utf-8")
    (folder / "documents" / "convention.yaml").write_text("kind: treaty\n", encoding="utf-8")
    ingest(folder / "data", [folder / "documents"], embedder)
    opened = open_assistant(Settings(data_dir=folder / "data"))
    yield opened
    opened.close()


def converse(assistant: Assistant, *said: str) -> list[AskReply]:
    history: list[Turn] = []
    replies = []
    for text in said:
        reply = assistant.ask(AskRequest(question=text, history=history), lambda *_: None, Deadline(120))
        cited = [TurnCitation(document_id=c.document_id, locator=c.locator) for c in reply.citations]
        history.append(Turn(role="user", content=text))
        history.append(Turn(role="assistant", content=reply.answer, citations=cited))
        replies.append(reply)
    return replies


def lines(reply: AskReply) -> list[str]:
    """What is quoted, line by line, without the opening words of points."""
    quoted = [line for citation in reply.citations for line in citation.quote.split("\n")]
    return [line for line in quoted if line.strip()]


@pytest.mark.parametrize(
    "question",
    [
        "What does Article 1 say?",
        "article 1",
        "Article 1, please",
        "Full text of Article 1",
        "What does Article 1 of the Convention on Lighthouses provide?",
        "Can you read me Article 1?",
        "Que dit l'article 1 ?",
        "Que prévoit l'article 1 ?",
        "¿Qué dice el artículo 1?",
        "¿Qué establece el artículo 1?",
    ],
)
def test_an_article_asked_for_by_its_number_is_read_from_its_beginning_and_more_reads_on(
    lighthouses: Assistant, question: str
) -> None:
    first, *rest = converse(lighthouses, question, "more", "more", "more")
    goes_on = GOES_ON[first.language]
    assert goes_on in first.answer
    assert lines(first)[0].startswith("1. Each State Party shall keep")
    told = [line for reply in (first, *rest) for line in lines(reply)]
    points = [line for line in told if line.startswith("(")]
    assert points == POINTS
    assert [line[:2] for line in told if line[0].isdigit()] == ["1.", "2.", "2.", "3.", "4."]
    assert not any(goes_on in reply.answer for reply in rest)
    assert all(lines(reply)[-1] != "2. Each State Party undertakes that:" for reply in (first, *rest))


def test_a_paragraph_is_one_quotation_with_its_points_on_lines_of_their_own(lighthouses: Assistant) -> None:
    (reply,) = converse(lighthouses, "What does Article 1 say?")
    assert [citation.locator for citation in reply.citations] == ["Article 1(1)", "Article 1(2)"]


def test_a_short_article_is_read_whole_and_does_not_go_on(lighthouses: Assistant) -> None:
    (reply,) = converse(lighthouses, "What does Article 2 say?")
    assert lines(reply) == ["1. The costs shall be borne by the States Parties."]
    assert GOES_ON["en"] not in reply.answer


def test_what_is_asked_of_an_article_is_answered_from_within_it(lighthouses: Assistant) -> None:
    (reply,) = converse(lighthouses, "When must keepers report under Article 1?")
    assert lines(reply)[0].startswith("3. The keepers shall report each year")


def test_sentences_that_follow_one_another_are_read_as_one_and_each_keeps_its_citation(
    lighthouses: Assistant,
) -> None:
    (reply,) = converse(lighthouses, "Must the reports of the keepers be public under Article 1?")
    last = next(s for s in reply.sentences if "The keepers shall report" in s.text)
    assert "Their reports shall be public" in last.text
    assert len(last.citations) == 2


def test_a_sentence_on_some_of_those_named_before_brings_the_sentence_that_names_them(
    lighthouses: Assistant,
) -> None:
    (reply,) = converse(lighthouses, "How many keepers asked for oil?")
    assert "Nine keepers reported. Of these, two asked for oil." in reply.answer
