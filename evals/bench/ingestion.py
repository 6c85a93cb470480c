"""How fast a collection is ingested, beside the encoder alone, and how much memory it takes."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evals.bench.clock import spent, tell

if TYPE_CHECKING:
    from index.embed import Embedder

TURNS = 3
SHARE_WANTED = 0.75
"""Of the bare encoder's speed that a whole ingestion has to reach."""
SMALL, LARGE = 200, 2_000
"""Documents whose ingestions should take the same memory."""


def measure(documents: Path) -> None:
    """A whole ingestion against the encoder alone on the very same texts; both on every core, by turns."""
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest

    embedder = SentenceTransformerEmbedder()
    with TemporaryDirectory() as name:
        folder = Path(name)
        report = ingest(folder / "warm", [documents], embedder)
        texts = embedded_texts(folder / "warm")
        turns = [
            (
                spent(partial(ingest, folder / str(turn), [documents], embedder)),
                spent(partial(encode_alone, embedder, texts)),
            )
            for turn in range(TURNS)
        ]
    share = statistics.median(bare[0] / whole[0] for whole, bare in turns)
    processor = statistics.median(bare[1] / whole[1] for whole, bare in turns)
    speed = report.passages / statistics.median(whole[0] for whole, _ in turns)
    tell(
        f"ingest {report.documents} documents, {report.passages} passages: {speed:.1f} passages/s,"
        f" {share:.2f} of the bare encoder's (wanted: {SHARE_WANTED}); {processor:.2f} by processor time,"
        " which others at work on this machine do not change"
    )


def embedded_texts(data_dir: Path) -> list[str]:
    with closing(sqlite3.connect(data_dir / "catalogue.sqlite")) as catalogue:
        return [text for (text,) in catalogue.execute("SELECT DISTINCT text FROM windows ORDER BY text")]


def encode_alone(embedder: Embedder, texts: list[str]) -> None:
    """On every core, with nothing to read, store or verify."""
    from index.batches import encode_on_every_core
    from ingest.isolate import cores

    with ThreadPoolExecutor(cores()) as pool:
        for _, vectors in encode_on_every_core(pool, embedder, {text: text for text in texts}):
            vectors.result()


def measure_memory() -> None:
    """Peak of parent and children for few and for many small documents, each in a process of its own."""
    peaks = {}
    for count in (SMALL, LARGE):
        command = [sys.executable, "-m", "evals.bench.peak", str(count)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        documents, passages, seconds, peaks[count] = map(float, told)
        tell(
            f"ingest {documents:.0f} generated documents, {passages:.0f} passages:"
            f" peak {peaks[count]:.0f} MB, {passages / seconds:.1f} passages/s"
        )
    tell(f"peak memory, {LARGE} documents against {SMALL}: x{peaks[LARGE] / peaks[SMALL]:.2f}")
