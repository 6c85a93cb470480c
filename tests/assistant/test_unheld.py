"""What a document says that is not in the collection is told by no other; where it is mentioned is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AbstentionReason, AnswerStatus, AskReply, AskRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest

PLAN = """Lima Action Plan

Adopted at the First Review Conference, Lima, 4 May 2012

1. Every State Party paints its bridges within five years.

2. Every State Party counts its boats each spring.
"""
REPORT = """Meeting on bridges: summary report

Geneva, 12 May 2015

1. Interventions

Norway said that the Oslo and Quito Action Plans had asked for lights on every bridge. Chile stated that \
painting goes on. Peru recalled that under Quito Action Plan Action 3.2 each port keeps a list of its boats.

The ICRC welcomed the Bergen Declaration. Chad recalled the Geneva Conventions. \
Victims of storms need help with their boats.
"""


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "documents").mkdir()
    for name, text in {"plan": PLAN, "report": REPORT}.items():
        (folder / "documents" / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(folder / "data", [folder / "documents"], embedder)
    opened = open_assistant(Settings(data_dir=folder / "data"))
    yield opened
    opened.close()


def ask(assistant: Assistant, question: str) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What does the Lausanne Action Plan say about boats?",
            "“Lausanne Action Plan” is not among the documents, and none of them mentions it.",
        ),
        (
            "What does Action 4 of the Maputo Action Plan ask for?",
            "“Maputo Action Plan” is not among the documents, and none of them mentions it.",
        ),
        (
            "According to the Cairo Progress Report, who painted a bridge?",
            "“Cairo Progress Report” is not among the documents, and none of them mentions it.",
        ),
        (
            "What does the Third Review Conference report say about painting?",
            "“Third Review Conference report” is not among the documents, and none of them mentions it.",
        ),
        (
            "What did the Vientiane 2024 meeting decide on boats?",
            "“Vientiane 2024 meeting” is not among the documents, and none of them mentions it.",
        ),
        (
            "What did the 12MSP decide on boats?",
            "“12MSP” is not among the documents, and none of them mentions it.",
        ),
        (
            "What does the treaty on nuclear weapons say about reservations?",
            "“treaty on nuclear weapons” is not among the documents, and none of them mentions it.",
        ),
        ("Is the NPT in force?", "“NPT” is not among the documents, and none of them mentions it."),
        (
            "What does Protocol III say about boats?",
            "“Protocol III” is not among the documents, and none of them mentions it.",
        ),
        (
            "Le TNP est-il en vigueur ?",
            "« TNP » ne figure pas parmi les documents, et aucun ne le mentionne.",
        ),
        (
            "¿Está en vigor el Tratado sobre armas nucleares?",
            "«Tratado sobre armas nucleares» no está entre los documentos, y ninguno lo menciona.",
        ),
        (
            "Que dit le Plan d'action de Lausanne sur les bateaux ?",
            "« Plan d'action de Lausanne » ne figure pas parmi les documents, et aucun ne le mentionne.",
        ),
        (
            "¿Qué dice la Declaración de Lisboa sobre los barcos?",
            "«Declaración de Lisboa» no está entre los documentos, y ninguno lo menciona.",
        ),
    ],
)
def test_no_other_document_answers_for_one_that_is_not_held(
    assistant: Assistant, question: str, said: str
) -> None:
    reply = ask(assistant, question)
    assert (reply.status, reply.answer) == (AnswerStatus.ABSTAINED, said)
    assert reply.abstention is not None
    assert reply.abstention.reason is AbstentionReason.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does the Oslo Action Plan say about lights?", "Oslo and Quito Action Plans"),
        ("What does Action 3.2 of the Quito Action Plan require?", "each port keeps a list"),
        ("What does the Bergen Declaration say?", "welcomed the Bergen Declaration"),
        ("What was said about the Bergen Declaration?", "welcomed the Bergen Declaration"),
        ("Que dit la Déclaration de Bergen ?", "welcomed the Bergen Declaration"),
        ("Does the Geneva Convention allow reservations?", "recalled the Geneva Conventions"),
    ],
)
def test_where_it_is_mentioned_by_name_is_quoted_as_such(
    assistant: Assistant, question: str, said: str
) -> None:
    reply = ask(assistant, question)
    assert reply.status is AnswerStatus.ANSWERED
    first, *quoted = reply.sentences
    assert ("not among the documents" in first.text) or ("ne figure pas parmi" in first.text)
    assert any(said in sentence.text for sentence in quoted)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does the Lima Action Plan say about bridges?", "paints its bridges"),
        ("What does the 2015 report say about painting?", "painting goes on"),
        ("What did Norway say about the Quito Action Plan?", "lights on every bridge"),
        ("Which body welcomed the Bergen Declaration?", "The ICRC welcomed"),
        ("What did the First Review Conference adopt?", "Adopted at the First Review Conference"),
    ],
)
def test_what_is_held_or_only_described_is_answered(assistant: Assistant, question: str, said: str) -> None:
    reply = ask(assistant, question)
    assert reply.status is AnswerStatus.ANSWERED, reply.answer
    assert said in reply.answer
    assert "not among the documents" not in reply.answer
