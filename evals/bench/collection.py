"""The generated collection as a published generation, built by the code that builds every other."""

from __future__ import annotations

import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tqdm import tqdm

from evals.bench.clock import seconds, tell
from evals.bench.generated import documents
from evals.bench.ingestion import encode_alone
from evals.bench.peak import PeakMemory
from evals.bench.seeded import SeededEmbedder
from index.embed import Embedder

ENCODED = 1_000
"""Texts on which the encoder is timed; the vectors of the collection are seeded."""


class Bars:
    """Progress of an ingestion as one bar a stage, on standard error."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: tqdm[None] | None = None

    def __call__(self, stage: str, done: int, total: int, name: str, amount: int = 0, /) -> None:
        if stage != self._stage:
            self.close()
            self._stage, self._bar = stage, tqdm(desc=stage, leave=False, mininterval=1.0)
        if self._bar is not None:
            self._bar.total = total
            self._bar.set_postfix_str(name, refresh=False)
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def build(data_dir: Path, passages: int) -> None:
    """Write, index and publish so many passages, and print what that took."""
    from index.job import ingest_prepared

    with ExitStack() as stack:
        bars, peak = Bars(), stack.enter_context(PeakMemory())
        stack.callback(bars.close)
        made = tqdm(documents(passages), desc="documents", unit=" documents", leave=False, mininterval=1.0)
        started = time.perf_counter()
        report = ingest_prepared(data_dir, made, SeededEmbedder(), bars)
        spent = time.perf_counter() - started
    tell(
        f"{report.documents:,} documents, {report.passages:,} passages, seeded vectors: built in"
        f" {spent:,.0f} s, {report.passages / spent:,.0f} passages/s, peak {peak.megabytes:,.0f} MB;"
        f" generation {_megabytes(data_dir / 'generations'):,.0f} MB,"
        f" catalogue {_megabytes(data_dir, 'catalogue*'):,.0f} MB on disk"
    )


def export_encoder(data_dir: Path) -> None:
    """The encoder of questions, as an ingestion with the real model leaves it."""
    from index.embed import SentenceTransformerEmbedder
    from index.export import export

    export(data_dir, SentenceTransformerEmbedder(), spare=0)


def time_encoder(embedder: Embedder) -> None:
    """The real encoder on texts of the collection, as ingestion calls it."""
    texts = [passage.text(document.text) for document, own in documents(ENCODED) for passage in own]
    encode_alone(embedder, texts[:16])
    spent = seconds(partial(encode_alone, embedder, texts))
    tell(f"encoder alone, {len(texts):,} passages: {len(texts) / spent:.1f} passages/s on all cores")


def _megabytes(folder: Path, pattern: str = "**/*") -> float:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file()) / 1e6
