"""What tests of every folder share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Read by the heavy libraries when they are imported, so before any test imports one.
os.environ.update(
    ANONYMIZED_TELEMETRY="False",
    CHROMA_TELEMETRY_IMPL="none",
    DO_NOT_TRACK="1",
    GRADIO_ANALYTICS_ENABLED="False",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_OFFLINE="1",
    ORT_DISABLE_TELEMETRY="1",
    TRANSFORMERS_OFFLINE="1",
    TOKENIZERS_PARALLELISM="false",
)

from index.embed import SentenceTransformerEmbedder


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real documents named by TREATY_TEST_DATA; tests that need it skip where it is not set."""
    named = os.environ.get("TREATY_TEST_DATA")
    if named:
        return Path(named)
    if os.environ.get("TREATY_REQUIRE_DATA") == "1":
        pytest.fail("TREATY_REQUIRE_DATA=1, but TREATY_TEST_DATA names no folder")
    pytest.skip("TREATY_TEST_DATA names no folder of real documents")


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    """The bundled model, loaded once."""
    return SentenceTransformerEmbedder()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory nothing was ingested into yet."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """A data directory with the bundled sample collection, read and indexed by the real parts, once."""
    from index.job import ingest
    from ingest.sample import collection

    folder = tmp_path_factory.mktemp("sample")
    report = ingest(folder, [collection()], embedder, sample=True)
    assert not report.refused
    return folder
