"""`kill -9` at any moment loses nothing committed, and the next run ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.embed import Embedder, SentenceTransformerEmbedder
from index.job import ingest
from index.library import Library
from tests.fakes import HashingEmbedder
from tests.index.texts import write_document, write_folder

STEPS = [
    *(("listing", n) for n in (1, 2)),
    *(("reading", n) for n in (1, 4)),
    *(("embedding", n) for n in (1, 2)),
    *(("building", n) for n in (1, 2, 3, 4)),
    *(("verifying", n) for n in (1, 2)),
    *(("publishing", n) for n in (1, 2, 3, 4, 5)),
]


class Driver:
    """The process that forks an ingestion for every order."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.index.driver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )

    def run(self, data_dir: Path, source: Path, **order: Any) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(
            json.dumps({"data_dir": str(data_dir), "source": str(source), **order}) + "\n"
        )
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@dataclass(frozen=True)
class Scene:
    """A published collection, a source changed since, and what an undisturbed run makes of it."""

    driver: Driver
    source: Path
    before: Path
    embedder: Embedder
    ids: tuple[str, ...]
    digest: str
    """Of the content of the undisturbed run's generation."""
    seconds: float


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    running = Driver()
    yield running
    running.close()


@pytest.fixture(scope="module")
def scene(driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(driver, tmp_path_factory.mktemp("kill"), HashingEmbedder())


def make_scene(driver: Driver, home: Path, embedder: Embedder) -> Scene:
    source = write_folder(home / "in", 6)
    ingest(home / "before", [source], embedder)
    library = Library(home / "before", embedder)
    with library.reading() as generation:
        ids = tuple(document.id for document in generation.documents())
    library.close()
    write_document(source, 1, "updated")
    write_document(source, 6)
    write_document(source, 7)
    (source / "report-2.txt").rename(source / "renamed.txt")
    (source / "report-3.txt").unlink()
    shutil.copytree(home / "before", home / "undisturbed")
    started = time.monotonic()
    real = isinstance(embedder, SentenceTransformerEmbedder)
    assert driver.run(home / "undisturbed", source, real=real) == 0
    seconds = time.monotonic() - started
    name = (home / "undisturbed" / "CURRENT").read_text()
    return Scene(driver, source, home / "before", embedder, ids, name.split("-")[1], seconds)


def check_round(scene: Scene, home: Path, **order: Any) -> int:
    data_dir = home / "data"
    shutil.copytree(scene.before, data_dir)
    status = scene.driver.run(data_dir, scene.source, **order)
    answers_every_committed_document(scene, data_dir)
    report = ingest(data_dir, [scene.source], scene.embedder)
    assert report.generation.split("-")[1] == scene.digest
    assert report.documents == 7
    answers_every_committed_document(scene, data_dir)
    assert not list((data_dir / "generations").glob(".building-*"))
    shutil.rmtree(data_dir)
    return status


def answers_every_committed_document(scene: Scene, data_dir: Path) -> None:
    """All of them, by words, by vector and as a text; the removed one until the run that removes it ended."""
    library = Library(data_dir, scene.embedder)
    with library.reading() as generation:
        published = {document.id for document in generation.documents()}
        expected = set(scene.ids) & published
        assert len(set(scene.ids) - published) <= 1
        for document_id in expected:
            passage = generation.passages(document_id)[-1]
            assert passage.passage.body.of(generation.text(document_id)) in passage.text
            found = {hit.passage for hit in generation.lexical(passage.text, 5)}
            assert passage.passage.id in found
            near = {hit.passage for hit in generation.dense(passage.text, 10)}
            assert passage.passage.id in near
    library.close()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0]}-{step[1]}")
def test_killed_at_a_named_step(scene: Scene, tmp_path: Path, step: tuple[str, int]) -> None:
    assert check_round(scene, tmp_path, step=list(step)) == -9


def moments(count: int) -> list[float]:
    """Shares of a run, spread evenly with chance inside each; seeded, to look at a failure again."""
    return [(number + random.Random(number).random()) / count for number in range(count)]


@pytest.mark.parametrize("share", moments(20), ids=lambda share: f"{share:.3f}")
def test_killed_at_a_random_moment(scene: Scene, tmp_path: Path, share: float) -> None:
    assert check_round(scene, tmp_path, seconds=share * scene.seconds) in (-9, 0)


@pytest.mark.torture
@pytest.mark.parametrize(
    "share", moments(int(os.environ.get("TREATY_TORTURE", "200"))), ids=lambda share: f"{share:.4f}"
)
def test_killed_at_any_moment(scene: Scene, tmp_path: Path, share: float) -> None:
    assert check_round(scene, tmp_path, seconds=share * scene.seconds) in (-9, 0)


def test_killed_while_the_real_model_embeds(
    driver: Driver, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    scene = make_scene(driver, tmp_path / "scene", embedder)
    assert check_round(scene, tmp_path, step=["embedding", 3], real=True) == -9
