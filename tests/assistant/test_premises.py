"""'The documents do not say so' is said where they show it, and never where they say it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AbstentionReason, AskReply, AskRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest

REPORT = """Meeting on bridges: summary report

Geneva, 12 May 2015

1. Interventions

Norway said that it supports painting by volunteers. Chile stated that it paints its bridges at night, when \
traffic is light.

Jane Doe, Director of the Bridge Office, gave these figures: two States had deadlines in 2018. Neither \
asked for help and the Office believed both were on track.
"""


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("premises")
    (folder / "documents").mkdir()
    (folder / "documents" / "report.txt").write_text(REPORT, encoding="utf-8")
    ingest(folder / "data", [folder / "documents"], embedder)
    opened = open_assistant(Settings(data_dir=folder / "data"))
    yield opened
    opened.close()


def ask(assistant: Assistant, question: str) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))


def test_a_premise_that_a_statement_refutes_is_corrected(assistant: Assistant) -> None:
    reply = ask(assistant, "Why did Norway oppose painting by volunteers?")
    assert reply.abstention is not None
    assert reply.abstention.reason is AbstentionReason.FALSE_PREMISE
    assert reply.answer.startswith("The documents do not say so.")
    assert "it supports painting" in reply.answer


def test_what_is_neither_said_nor_refuted_is_only_not_found(assistant: Assistant) -> None:
    reply = ask(assistant, "Why did Chile refuse painting by volunteers?")
    assert reply.abstention is not None
    assert reply.abstention.reason is AbstentionReason.NOT_FOUND
    assert reply.answer.startswith("I did not find this.")


@pytest.mark.parametrize(
    "question",
    [
        "Who are the States with deadlines in 2018?",
        "Which States had deadlines in 2018?",
        "Who is the current Director of the Bridge Office?",
        "Who is the Director of the Bridge Office?",
        "How many States had deadlines in 2018?",
        "Why does Chile paint its bridges at night?",
        "Qui est la directrice du Bridge Office ?",
        "¿Quién es la directora de la Bridge Office?",
    ],
)
def test_it_is_never_said_of_what_the_documents_hold(assistant: Assistant, question: str) -> None:
    reply = ask(assistant, question)
    for denial in (
        "do not say so",
        "ne le disent pas",
        "no dicen eso",
        "give the office, not the name",
        "donnent la fonction, pas le nom",
        "dan el cargo, no el nombre",
    ):
        assert denial not in reply.answer
