"""Words are compared in their surroundings, each with what is most like it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.finding.likeness import likenesses
from index.embed import SentenceTransformerEmbedder
from index.encoder import QueryEmbedder
from tests.fakes import HashingEmbedder


def test_a_word_comes_to_the_mean_of_its_pieces_nearest_to_the_statement() -> None:
    """Worked out by hand: a word that stands in the statement counts 1, another 0."""
    embedder = HashingEmbedder()
    text = "boats sink boats"
    (question,) = embedder.encode_pieces([text])
    statements = embedder.encode_pieces(["most boats float", "nothing of the kind", ""])
    found = likenesses(text, question, ["boats", "sink", "absent"], statements)
    assert {word: near.tolist() for word, near in found.items()} == {
        "boats": [1.0, 0.0, 0.0],
        "sink": [0.0, 0.0, 0.0],
    }
    assert likenesses(text, question, [], statements) == {}


@pytest.mark.parametrize(
    ("question", "word", "near", "far"),
    [
        (
            "Which hotel did they pick?",
            "hotel",
            "The venue was booked in May.",
            "The treaty binds nine States.",
        ),
        ("Who pays for it?", "pays", "Costs are borne by the members.", "The office opens at noon."),
        ("How many people came?", "people", "Ninety participants attended.", "The clause was deleted."),
        ("What was the money for?", "money", "Funding went to surveys.", "The chair closed the meeting."),
    ],
)
def test_another_word_for_it_is_nearer_than_a_word_for_something_else(
    embedder: SentenceTransformerEmbedder, question: str, word: str, near: str, far: str
) -> None:
    asked, *statements = embedder.encode_pieces([question, near, far])
    found = likenesses(question, asked, [word], statements)[word]
    assert found[0] > found[1]


def test_words_are_found_where_they_stand_and_not_inside_others(
    embedder: SentenceTransformerEmbedder,
) -> None:
    text = "Is an art an article?"
    (asked,) = embedder.encode_pieces([text])
    (same,) = embedder.encode_pieces(["An art."])
    found = likenesses(text, asked, ["art", "article", "tic", "(", ""], [same])
    assert set(found) == {"art", "article"}
    assert found["art"] > found["article"]


def test_the_exported_encoder_reads_the_pieces_the_model_reads(
    sample_data: Path, embedder: SentenceTransformerEmbedder
) -> None:
    texts = ["Who cleared the land?", "naïve façade à Genève, año", "", "word " * 400]
    exported = QueryEmbedder(sample_data)
    assert exported.runtime == "onnxruntime"
    for text, one, other in zip(
        texts, exported.encode_pieces(texts), embedder.encode_pieces(texts), strict=True
    ):
        assert one.spans.tolist() == other.spans.tolist()
        assert [text[a:b] for a, b in one.spans][:2] == text.split()[:2] or not text or "ï" in text
        assert np.allclose(one.pieces, other.pieces, atol=2e-3)
        assert np.allclose(one.vector, other.vector, atol=1e-5)
        assert len(one.pieces) <= embedder.window - 2
