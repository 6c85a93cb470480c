"""Misspelled words: what is searched for in their place, told; and no known name taken for another."""

from __future__ import annotations

import pytest

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AnswerStatus, AskReply, AskRequest, SearchRequest, SentenceKind, Turn
from assistant.understanding.spelling import respelled
from index.embed import SentenceTransformerEmbedder
from index.retrieve import OpenGeneration

MISSPELLED: list[tuple[str, str]] = [
    ("What are submunitons?", "What are submunitions?"),
    ("What does the Convension prohibit?", "What does the Convention prohibit?"),
    ("When must a stokpile be destroyed?", "When must a stockpile be destroyed?"),
    ("Which States requested asistance in 2016?", "Which States requested assistance in 2016?"),
    ("Who chaired the victm session?", "Who chaired the victim session?"),
    ("What does Artcle 4 say?", "What does Article 4 say?"),
    ("What does the Dubrovnic Action Plan ask for?", "What does the Dubrovnik Action Plan ask for?"),
    ("What did Norvay say?", "What did Norway say?"),
    ("Quel est le délai de destrution des stocks ?", "Quel est le délai de destruction des stocks ?"),
]
RIGHT = [
    "What did Niger say?",
    "What did Nigeria say about Niger?",
    "Did Iran or Iraq vote, and Austria or Australia?",
    "What is a zeppelin?",
    "How does a steam engine work?",
    "Who was General Franco?",
    "What does “Convension” mean?",
    "¿Cuándo hay que destruir las resevas?",
    "What does Article 4(1)(b) say?",
    "How far is the Moun?",
]


def ask(assistant: Assistant, question: str, history: list[Turn] | None = None) -> AskReply:
    request = AskRequest(question=question, history=history or [], debug=True)
    return assistant.ask(request, lambda *_: None, Deadline(120))


@pytest.mark.parametrize(("typed", "meant"), MISSPELLED)
def test_a_word_of_no_document_is_the_one_that_it_nearly_is(
    generation: OpenGeneration, embedder: SentenceTransformerEmbedder, typed: str, meant: str
) -> None:
    text, changed = respelled(typed, "en", generation, embedder.count)
    assert text == meant
    assert all(each.typed in typed and each.word in meant for each in changed)
    assert len(changed) == 1


@pytest.mark.parametrize("typed", RIGHT)
def test_what_may_be_spelled_right_stays(
    generation: OpenGeneration, embedder: SentenceTransformerEmbedder, typed: str
) -> None:
    assert respelled(typed, "en", generation, embedder.count) == (typed, ())


def test_what_was_searched_for_is_told_with_the_answer_and_its_explanation(
    assistant: Assistant,
) -> None:
    right = ask(assistant, "What does Article 9 of the Convention on Cluster Munitions say?")
    reply = ask(assistant, "What does Article 9 of the Convension on Cluster Munitions say?")
    assert reply.status is AnswerStatus.ANSWERED
    assert reply.sentences[0].kind is SentenceKind.CONNECTIVE
    assert "“Convension”" in reply.sentences[0].text
    assert "“Convention”" in reply.sentences[0].text
    assert reply.sentences[1:] == right.sentences
    assert reply.understood is not None
    assert any("Convension" in line.text for line in reply.understood.said)


def test_a_follow_up_leans_on_what_was_searched_for(assistant: Assistant) -> None:
    history = [
        Turn(role="user", content="How many States requested asistance in 2015?"),
        Turn(role="assistant", content="Ten."),
    ]
    assert ask(assistant, "And in 2016?", history).standalone_question == (
        "How many States requested assistance in 2016?"
    )


def test_a_search_finds_what_is_misspelled(assistant: Assistant) -> None:
    reply = assistant.search(SearchRequest(query="Artcle 9", limit=3), Deadline(120))
    assert any(result.locator.startswith("Article 9") for result in reply.results)


def test_index_words_are_listed_by_how_they_begin(generation: OpenGeneration) -> None:
    words = dict(generation.words_beginning("submun"))
    assert words
    assert all(word.startswith("submun") for word in words)
    assert words["submunit"] == generation.document_frequency(["submunitions"])["submunitions"]
    assert not generation.words_beginning("qqq")
