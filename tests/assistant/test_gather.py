"""What is found first in the sample collection: places, named documents, several where several count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.gather import find
from assistant.question import Question, read_question
from assistant.scope import CLEARLY, document_scope
from assistant.settings import Settings
from assistant.understand import understand
from assistant.wiring import open_assistant
from index.retrieve import Filters, Hit, OpenGeneration


@pytest.fixture(scope="module")
def generation(sample_data: Path) -> Iterator[OpenGeneration]:
    assistant = open_assistant(Settings(data_dir=sample_data))
    with assistant.library.reading() as opened:
        yield opened
    assistant.close()


def read(text: str) -> Question:
    return read_question(text, (), "auto", Filters())


def search(text: str, generation: OpenGeneration) -> list[Hit]:
    return find(understand(read(text), generation), generation, Deadline(120))


def clearly_named(text: str, generation: OpenGeneration) -> set[str]:
    return {d for d, standing in document_scope(read(text), generation).items() if standing >= CLEARLY}


def test_what_a_treaty_is_about_does_not_name_the_treaty(generation: OpenGeneration) -> None:
    treaties = {d.id for d in generation.documents() if d.metadata.kind == "treaty"}
    assert not clearly_named("Which States have destroyed their cluster munitions?", generation) & treaties
    assert clearly_named("What does the Convention on Cluster Munitions ban?", generation) & treaties


@pytest.mark.parametrize(
    "question",
    [
        "Prepare a brief on victim assistance, with sources.",
        "Compare what the documents say about the support unit.",
    ],
)
def test_where_several_documents_are_to_be_heard_none_fills_the_first_places(
    generation: OpenGeneration, question: str
) -> None:
    first = [hit.passage.passage.document_id for hit in search(question, generation)[:8]]
    assert len(set(first)) >= 4
    assert max(first.count(document) for document in first) <= 3


def test_of_a_long_article_the_paragraph_the_question_is_about_comes_first(
    generation: OpenGeneration,
) -> None:
    whole = [str(hit.passage.passage.locator) for hit in search("What does Article 7 say?", generation)]
    asked = search("On which day of the year is the annual update under Article 7 due?", generation)
    assert whole[0] == "Article 7(1)"
    assert "April" in asked[0].passage.text


def test_a_passage_is_found_once_and_ranks_run_on(generation: OpenGeneration) -> None:
    hits = search("What does Article 4 say about the clearance deadline?", generation)
    assert len({hit.passage.passage.id for hit in hits}) == len(hits)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
