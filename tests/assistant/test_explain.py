"""What is understood of a question in a collection, and that it is said: in words and as values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import (
    AskReply,
    AskRequest,
    SearchReply,
    SearchRequest,
    Turn,
    UnderstoodFields,
    WarningCode,
    Why,
)
from assistant.understanding.names import Named, NameKind
from assistant.understanding.question import read_question
from assistant.understanding.understand import Understood, printed_names, understand
from index.retrieve import Filters, OpenGeneration
from prompts.words import catalogue


@pytest.fixture(scope="module")
def generation(assistant: Assistant) -> Iterator[OpenGeneration]:
    with assistant.library.reading() as opened:
        yield opened


def read(text: str, generation: OpenGeneration) -> Understood:
    return understand(read_question(text, (), "auto", Filters()), generation)


def searched(assistant: Assistant, query: str, explain: bool = True) -> SearchReply:
    return assistant.search(SearchRequest(query=query, limit=5, explain=explain), Deadline(120))


def explained(assistant: Assistant, query: str) -> UnderstoodFields:
    understood = searched(assistant, query).understood
    assert understood is not None
    return understood


@pytest.mark.parametrize(
    ("text", "place", "absent"),
    [
        ("What does Article 4 say?", "Article 4", False),
        ("What does Article 24 of the Convention on Cluster Munitions say?", "Article 24", True),
        ("What does Action #21 of the Vientiane Action Plan call for?", "Action 21", False),
    ],
)
def test_a_place_is_held_by_documents_or_known_to_be_absent(
    generation: OpenGeneration, text: str, place: str, absent: bool
) -> None:
    (found,) = read(text, generation).places
    assert place in str(found.mention.locator)
    assert (bool(found.documents), found.absent is not None) == (not absent, absent)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("What did the Cluster Munition Coalition want?", "What did the CMC want?"),
        ("What is the Implementation Support Unit?", "What is the ISU?"),
        ("What did the ISU say?", "What did the Implementation Support Unit say?"),
    ],
)
def test_a_name_is_also_searched_as_this_collection_prints_it(
    generation: OpenGeneration, text: str, wording: str
) -> None:
    others = [w.text for w in read(text, generation).wordings if w.why is Why.OTHER_NAME]
    assert wording in others


@pytest.mark.parametrize("text", ["Which deadline has clearance?", "What does Article 4 require?", "victims"])
def test_a_question_without_names_is_searched_as_it_stands(generation: OpenGeneration, text: str) -> None:
    assert [wording.text for wording in read(text, generation).wordings] == [text]


def test_only_names_in_print_are_searched_and_never_those_of_another_state(
    generation: OpenGeneration,
) -> None:
    texts = [generation.text(document.id) for document in generation.documents()]
    for code, typed in (
        ("COD", "DRC"),
        ("COG", "Congo"),
        ("LAO", "Lao PDR"),
        ("GBR", "UK"),
        ("VAT", "Holy See"),
    ):
        names = printed_names(Named(NameKind.STATE, code, 0, len(typed)), typed, generation)
        assert all(any(name in text for text in texts) for name in names)
        assert not (code == "COG" and any("Democratic" in name for name in names))


def test_the_documents_a_question_speaks_of_are_told_with_their_words_and_weight(
    assistant: Assistant,
) -> None:
    told = explained(assistant, "What does the Mine Ban Convention prohibit?")
    assert "mine" in told.documents[0].document_id
    assert told.documents[0].factor > 1.1
    assert {"Mine", "Ban"} <= set(told.documents[0].words)


def test_each_result_tells_its_scores_and_what_moved_it(assistant: Assistant) -> None:
    reply = searched(assistant, "Which States have obligations under the Convention on Cluster Munitions?")
    assert any(result.moved for result in reply.results)
    for result in reply.results:
        assert set(result.scores) <= {
            "lexical",
            "dense",
            "locator",
            "cited",
            "elsewhere",
            "translation",
            "list",
        }
        assert result.scores
        assert set(result.moved) <= {"document", "law", "section", "list", "date", "title", "apart"}
        assert 1.0 not in result.moved.values()
    assert reply.understood is not None
    ranked = [(found.passage_id, found.score) for found in reply.understood.results[:5]]
    assert ranked == [(result.passage_id, result.score) for result in reply.results]


@pytest.mark.parametrize("follow_up", ["And Albania?", "And Albania", "Which ones?", "And in 2011?"])
def test_no_wording_is_searched_twice_for_its_punctuation(generation: OpenGeneration, follow_up: str) -> None:
    history = [Turn(role="user", content="Which States retain stockpiles?")]
    question = read_question(follow_up, history, "auto", Filters())
    searched_for = [re.findall(r"\w+", w.text.casefold()) for w in understand(question, generation).wordings]
    assert all(searched_for.count(words) == 1 for words in searched_for)


@pytest.mark.parametrize(("max_chars", "warned"), [(1, True), (100_000, False)])
def test_a_first_passage_too_long_for_the_room_is_no_empty_search(
    assistant: Assistant, max_chars: int, warned: bool
) -> None:
    reply = assistant.search(SearchRequest(query="clearance", max_chars=max_chars), Deadline(120))
    told = [w.message for w in reply.warnings if w.code is WarningCode.FIRST_PASSAGE_TOO_LONG]
    assert (bool(told), not reply.results) == (warned, warned)
    longest = str(len(searched(assistant, "clearance").results[0].passage))
    assert all(longest in message for message in told)


def test_nothing_is_explained_that_nobody_asked_to_have_explained(assistant: Assistant) -> None:
    assert searched(assistant, "clearance", explain=False).understood is None
    reply = assistant.ask(AskRequest(question="What is clearance?"), lambda *_: None, Deadline(120))
    assert reply.understood is None


def test_an_answer_tells_what_was_understood_on_request_and_is_the_same(assistant: Assistant) -> None:
    def ask(debug: bool) -> AskReply:
        asked = AskRequest(question="What does Article 4 require?", debug=debug)
        return assistant.ask(asked, lambda *_: None, Deadline(120))

    plain, told = ask(debug=False), ask(debug=True)
    assert told.understood is not None
    assert [place.locator for place in told.understood.places] == ["Article 4"]
    assert told.understood.results
    assert (plain.answer, plain.citations) == (told.answer, told.citations)


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("How many States did the CMC name as of 20 August 2011?", {"asked for", "organization", "time"}),
        ("Combien d'États au 20 août 2011 selon l'Allemagne ?", {"demandé", "État", "date"}),
        ("¿Cuántos Estados nombró Noruega hasta 2011?", {"se pide", "Estado", "fecha"}),
    ],
)
def test_what_was_understood_is_said_in_the_language_of_the_question(
    assistant: Assistant, query: str, labels: set[str]
) -> None:
    said = explained(assistant, query).said
    assert labels <= {line.label for line in said}
    assert all(line.text.strip() for line in said)


def test_no_word_of_the_workshop_is_said_to_people() -> None:
    ours = json.dumps({code: texts for code, texts in catalogue().items() if code.startswith("understood.")})
    for word in ("locator", "generation", "gate", "span", "retriever", "lexical score", "verdict"):
        assert word not in ours.replace("score_locator", "")


def test_the_value_is_described_in_the_schema_of_the_replies() -> None:
    for reply in (AskReply, SearchReply):
        described = reply.model_json_schema()["$defs"]
        assert {"UnderstoodFields", "UnderstoodPlace", "NameKind", "Relation", "Wants", "Lean", "Why"} <= set(
            described
        )
