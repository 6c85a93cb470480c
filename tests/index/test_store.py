"""What Chroma is given is all in its graph when it is closed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import store


@pytest.mark.parametrize("vectors", [1, 2, 999, 1_001, 8_003])
def test_chroma_has_saved_every_vector_when_it_is_closed(vectors: int, tmp_path: Path) -> None:
    """What it still has in its log, each process that opens the folder would put into a graph of its own."""
    chance = np.random.default_rng(vectors)
    matrix = chance.normal(size=(vectors, 8)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    store.build(tmp_path, matrix)
    with closing(sqlite3.connect(tmp_path / "chroma.sqlite3")) as held:
        saved = held.execute("SELECT seq_id FROM max_seq_id").fetchall()
        assert {int(each) for (each,) in saved} == {vectors}
    (graph,) = tmp_path.glob("*/length.bin")
    assert graph.stat().st_size >= 4 * vectors
