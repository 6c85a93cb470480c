"""What people write in a filter, and what they are told when the collection does not have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from assistant.deadline import Deadline
from assistant.errors import KNOWN, FilterError
from assistant.filters import read_filters
from assistant.http.problems import describe, problem_of
from assistant.local import Assistant
from assistant.schemas import FilterFields, SearchRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest
from index.retrieve import OpenGeneration
from prompts.words import LANGUAGES

MEETINGS = (
    "Second Meeting of States Parties",
    "Deuxième Assemblée des États parties",
    "Twenty-second Meeting of States Parties",
    "Fifth Review Conference, Santiago",
    "Twelfth Meeting",
    *(f"Seminar {letter}" for letter in "ABCDEFGH"),
)


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("meetings")
    folder = home / "documents"
    folder.mkdir()
    for number, meeting in enumerate(MEETINGS):
        (folder / f"report-{number}.txt").write_text(
            f"Report {number}\n\n1. State {number} spoke of clearance.\n", encoding="utf-8"
        )
        beside = f"title: 'Report {number}'\nmeeting: '{meeting}'\nlanguage: en\n"
        (folder / f"report-{number}.yaml").write_text(beside, encoding="utf-8")
    report = ingest(home / "data", [folder], embedder)
    assert not report.refused
    opened = open_assistant(Settings(data_dir=home / "data"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def generation(assistant: Assistant) -> Iterator[OpenGeneration]:
    with assistant.library.reading() as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Second Meeting of States Parties", {0, 1}),
        ("SECOND meeting of States Parties.", {0, 1}),
        ("2MSP", {0, 1}),
        ("2msp", {0, 1}),
        ("deuxieme assemblee des etats parties", {1}),
        ("Twenty-second", {2}),
        ("Twenty second meeting of states parties", {2}),
        ("States Parties", {0, 2}),
        ("5RC", {3}),
        ("santiago", {3}),
        ("Fifth Review Conference (Santiago)", {3}),
        ("Twelfth", {4}),
        ("Seminar A", {5}),
    ],
)
def test_a_meeting_is_meant_by_its_name_its_short_name_or_whole_words_of_it(
    generation: OpenGeneration, typed: str, meant: set[int]
) -> None:
    found = read_filters(FilterFields(meetings=[typed]), generation)
    assert set(found.meetings) == {MEETINGS[number] for number in meant}
    allowed = generation.allowed(found)
    assert allowed
    of = {stored.metadata.meeting for key in allowed if (stored := generation.passage(key))}
    assert of == set(found.meetings)


@pytest.mark.parametrize("typed", ["Meet", "3MSP", "Fifth Meeting", "Semi", "-", "zqxjkv\x1b[2J<b>"])
def test_an_unknown_meeting_is_refused_with_the_first_there_are_and_without_what_was_typed(
    assistant: Assistant, typed: str
) -> None:
    asked = SearchRequest(query="clearance", filters=FilterFields(meetings=["Santiago", typed]))
    with pytest.raises(FilterError) as refused:
        assistant.search(asked, Deadline(120))
    assert refused.value.field == "filters.meetings"
    assert len(refused.value.known) == KNOWN + 1
    assert set(refused.value.known) - {"…"} <= set(MEETINGS)
    for language in LANGUAGES:
        header = [(b"accept-language", language.encode())]
        problem = describe(problem_of(refused.value), {"type": "http", "headers": header})
        assert (problem.status, problem.errors[0].reason) == (422, "unknown_value")
        assert refused.value.known[0] in problem.errors[0].message
        assert "zqxjkv" not in problem.model_dump_json()


@pytest.mark.parametrize(
    ("fields", "field", "known"),
    [
        ({"documents": ["none"]}, "filters.documents", "report-0"),
        ({"kinds": ["none"]}, "filters.kinds", "treaty"),
        ({"languages": ["xx"]}, "filters.languages", "en"),
    ],
)
def test_what_the_collection_does_not_have_is_answered_with_what_it_has(
    generation: OpenGeneration, fields: dict[str, list[str]], field: str, known: str
) -> None:
    with pytest.raises(FilterError) as refused:
        read_filters(FilterFields.model_validate(fields), generation)
    assert refused.value.field == field
    assert any(re.match(known, value) for value in refused.value.known)


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        ("2011", "2018", False),
        ("2018", "2011", True),
        ("2011", "2011", False),
        ("2011-08", "2011", False),
        ("2011", "2011-08", False),
        ("2011-08-26", "2011-08-25", True),
        ("2011-09", "2011-08-25", True),
        ("2011-08-26", "2011-08", False),
    ],
)
def test_a_last_day_before_the_first_is_refused(first: str, last: str, refused: bool) -> None:
    try:
        FilterFields(date_from=first, date_to=last)
        found = False
    except ValidationError as error:
        found = error.errors()[0]["type"] == "from_after_to"
    assert found is refused
