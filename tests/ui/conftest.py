"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embed import SentenceTransformerEmbedder


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """A data directory, as --data-dir takes it, with the sample collection indexed in it."""
    from index.job import ingest
    from ingest.sample import collection

    home = tmp_path_factory.mktemp("home")
    ingest(home / "sample", [collection()], embedder, sample=True)
    return home
