"""What `make bench` measures with: the generated collection, its vectors and questions, at a small size."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from assistant.trace import Trace
from evals.bench import asking, collection, searching
from evals.bench.generated import documents
from evals.bench.questions import filters, requests
from evals.bench.seeded import SeededEmbedder
from index.library import Library
from ingest.documents import Kind
from tests.fakes import HashingEmbedder

PASSAGES = 300


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    collection.build(folder, PASSAGES)
    return folder


@pytest.mark.parametrize("count", [1, 21, PASSAGES])
def test_a_generated_collection_has_exactly_the_passages_asked_for(count: int) -> None:
    assert sum(len(passages) for _, passages in documents(count)) == count


def test_a_larger_collection_begins_with_the_documents_of_a_smaller_one() -> None:
    few, many = list(documents(200)), list(islice(documents(2_000), 3))
    assert few[:3] == many


def test_generated_documents_have_what_search_looks_at() -> None:
    made = list(documents(2_000))
    passages = [passage for _, own in made for passage in own]
    levels = {passage.locator.level for passage in passages}
    assert {document.metadata.kind for document, _ in made} == set(Kind)
    assert {document.metadata.language for document, _ in made} == {"en", "fr"}
    assert {"para", "action", "unnumbered"} <= levels
    assert any(passage.states for passage in passages)
    assert any(passage.attached for passage in passages)


def test_seeded_vectors_are_of_unit_length_and_near_where_texts_share_words() -> None:
    one, other, far, none = SeededEmbedder().encode(
        ["clearance of the lomara area", "the lomara area cleared", "transparency report due", ""]
    )
    assert np.allclose(np.linalg.norm([one, other, far, none], axis=1), 1.0, atol=1e-5)
    assert one @ other > 0.3 > one @ far


def test_questions_find_passages_without_and_within_every_filter(data_dir: Path) -> None:
    library = Library(data_dir, SeededEmbedder())
    with library.reading() as generation:
        asked = requests(generation.documents(), 24)
        assert asked == requests(generation.documents(), 24)
        assert len({request.query for request in asked}) == 24
        assert any(request.history for request in asked)
        assert len(filters(generation.documents())) == 5
    library.close()


def test_a_search_is_told_beside_its_parts_and_within_filters(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    searching.measure(data_dir, HashingEmbedder(), count=12)
    told = capsys.readouterr().out
    for figure in ("search, 50 results", "bare encoder", "bare Chroma", "bare lexical", "our own layers"):
        assert figure in told
    assert told.count("  within ") == 5


def test_the_steps_of_an_answer_are_told_with_their_shares(capsys: pytest.CaptureFixture[str]) -> None:
    took = [{"search": 10.0, "score": 30.0}, {"search": 10.0, "score": 40.0, "turn": 10.0}]
    asking.tell_steps("again", [Trace({}, {}, each, {}, None) for each in took], [5.0, 20.0])
    first, *steps = capsys.readouterr().out.splitlines()
    assert first.endswith("p50 40.0 ms, p95 40.0 ms; x8.0 the search alone (p50 5.0 ms, p95 5.0 ms)")
    shares = {step.split("  ")[1]: int(re.findall(r"(\d+)%", step)[0]) for step in steps}
    assert {name: share for name, share in shares.items() if share} == {
        "search": 20,
        asking.STEPS["score"]: 70,
        "turn": 10,
    }
