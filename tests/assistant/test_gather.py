"""What is found first in the sample collection: places, named documents, several where several count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.finding.gather import find
from assistant.finding.places import OPENINGS
from assistant.settings import Settings
from assistant.understanding.question import Question, read_question
from assistant.understanding.scope import CLEARLY, document_scope
from assistant.understanding.understand import understand
from assistant.understanding.wording import TELLS_WHEN
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest
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


def places(hits: list[Hit]) -> list[tuple[str, str, str]]:
    return [(h.retriever, h.passage.metadata.language, str(h.passage.passage.locator)) for h in hits]


def test_a_roman_article_number_finds_the_article_in_figures(generation: OpenGeneration) -> None:
    roman, figures = (
        [hit.passage.passage.id for hit in search(f"What does Article {n} say?", generation)[:2]]
        for n in ("IV", "4")
    )
    assert roman == figures


def test_a_bare_place_is_also_shown_where_other_treaties_have_it(generation: OpenGeneration) -> None:
    bare = search("What does Article 8 say?", generation)
    kinds = [hit.retriever for hit in bare]
    last_looked_up = max(at for at, kind in enumerate(kinds) if kind == "locator")
    assert kinds[last_looked_up + 1] == "elsewhere"
    other = bare[last_looked_up + 1].passage
    assert str(other.passage.locator).startswith("Article 8")
    assert other.passage.document_id != bare[0].passage.passage.document_id


@pytest.mark.parametrize(
    "question",
    [
        "What does Article 5 of the Convention on Cluster Munitions say?",
        "When are reports due under Article 7?",
    ],
)
def test_a_place_that_is_named_or_asked_about_is_not_looked_for_elsewhere(
    generation: OpenGeneration, question: str
) -> None:
    assert "elsewhere" not in {hit.retriever for hit in search(question, generation)}


def test_beside_a_place_in_another_language_stands_the_same_place_in_english(
    generation: OpenGeneration,
) -> None:
    first, second, *_ = places(search("Que prévoit l'article 4 ?", generation))
    assert first[:2] == ("locator", "fr")
    assert second[:2] == ("translation", "en")
    assert first[2] == second[2]
    assert "translation" not in {
        kind for kind, _, _ in places(search("What does Article 4 say?", generation))
    }


def test_what_repeats_an_earlier_passage_comes_after_all_others(
    data_dir: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    said = "The harbour office inspected the northern pier."
    source = tmp_path / "in"
    source.mkdir()
    for number, own in enumerate(("Ships wait at the pier.", "A pier costs money.", "It rained all day."), 1):
        text = f"Notes number {number} on the harbour\n\n1. {said}\n\n2. {own}\n"
        (source / f"notes-{number}.txt").write_text(text, encoding="utf-8")
    ingest(data_dir, [source], embedder)
    assistant = open_assistant(Settings(data_dir=data_dir))
    with assistant.library.reading() as generation:
        hits = search("Who inspected the northern pier?", generation)
    assistant.close()
    repeats = [hit.passage.text.endswith(said) for hit in hits]
    assert repeats.count(True) == 3
    assert repeats[0]
    assert repeats[-2:] == [True, True]
    assert not any(hit.passage.duplicate_of for hit in hits[1:-2])


def test_where_a_date_is_asked_for_passages_with_a_date_rise(generation: OpenGeneration) -> None:
    hits = search("When is the annual report due?", generation)
    dated = [hit for hit in hits if "date" in dict(hit.moved)]
    assert dated
    assert all(TELLS_WHEN.search(hit.passage.text) for hit in dated)
    assert not any("date" in dict(hit.moved) for hit in search("Who submits the annual report?", generation))


def test_a_list_that_is_found_by_its_opening_is_found_whole(generation: OpenGeneration) -> None:
    hits = search(
        "What is to go to the UN Secretary-General within 180 days of entry into force?", generation
    )
    at = next(at for at, hit in enumerate(hits) if str(hit.passage.passage.locator) == "Article 7(1)")
    opening = hits[at].passage.passage
    points = [stored.passage.id for stored in generation.passages_at(opening.document_id, opening.locator)]
    assert at < OPENINGS
    assert len(points) > 5
    assert {hit.passage.passage.id for hit in hits[: at + len(points) + OPENINGS]} >= set(points)


def test_a_bare_footnote_is_looked_up_wherever_there_is_one(generation: OpenGeneration) -> None:
    assert search("What does footnote 1 say?", generation)[0].retriever == "locator"


def test_the_number_of_a_place_is_no_date_and_names_no_document(generation: OpenGeneration) -> None:
    days = {d.metadata.event_date[-2:] for d in generation.documents() if d.metadata.event_date}
    days |= {d.metadata.document_date[-2:] for d in generation.documents() if d.metadata.document_date}
    for day in sorted(days):
        assert clearly_named(f"What does Article {int(day)} say?", generation) == set()


def test_a_month_names_a_document_only_beside_its_year(generation: OpenGeneration) -> None:
    year, month = "2011", "February"
    assert clearly_named(f"What was discussed in {month} {year}?", generation)
    assert not clearly_named(f"What was discussed in {month}?", generation)


def test_an_article_of_a_named_treaty_is_read_in_its_order(generation: OpenGeneration) -> None:
    named = search("What does Article 5 of the Mine Ban Convention say?", generation)
    read = [hit.passage.passage.ordinal for hit in named if hit.retriever == "locator"]
    assert len(read) > 2
    assert read == sorted(read)


def test_a_filter_decides_in_which_document_a_place_is_looked_up(generation: OpenGeneration) -> None:
    other = next(d.id for d in generation.documents() if d.metadata.title.startswith("Mine Ban"))
    question = read_question("What does Article 7 say?", (), "auto", Filters(documents=(other,)))
    first = find(understand(question, generation), generation, Deadline(120))[0]
    assert (first.retriever, first.passage.passage.document_id) == ("locator", other)


def test_of_a_place_deeper_than_any_there_is_the_place_around_it_is_taken(generation: OpenGeneration) -> None:
    first = search("What does Article 8(1)(b)(ix) of the Mine Ban Convention say?", generation)[0]
    assert first.retriever == "locator"
    assert str(first.passage.passage.locator).startswith("Article 8")
