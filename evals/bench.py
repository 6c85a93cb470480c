"""`make bench`: times on the sample collection, each beside a baseline measured in the same run.

Machines are shared and noisy: read the ratios, not the seconds. Each figure is the median of several runs,
the first not counted. `python -m evals.bench FOLDER` reads and ingests the documents of that folder instead.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.deadline import Deadline
from assistant.schemas import AskRequest, SearchRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant

if TYPE_CHECKING:
    from index.embed import Embedder

ROUNDS = 7
SHARE_WANTED = 0.75
"""Of the bare encoder's speed that a whole ingestion has to reach."""
SMALL, LARGE = 200, 2_000
"""Documents whose ingestions should take the same memory."""
QUESTIONS = (
    "What is the time limit for destroying stockpiles?",
    "Which States Parties retain cluster munitions?",
    "Who chaired the session on clearance?",
    "When is the annual transparency report due?",
)


def median_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def say(name: str, seconds: float, baseline: str, other: float) -> None:
    ratio = f"x{seconds / other:.2f}"
    sys.stdout.write(f"{name:44s} {seconds * 1e3:9.2f} ms   {baseline:34s} {other * 1e3:9.2f} ms   {ratio}\n")


def main() -> int:
    from ingest.sample import collection

    logging.disable(logging.INFO)
    documents = Path(sys.argv[1]) if len(sys.argv) > 1 else collection()
    measure_readers(documents)
    with tempfile.TemporaryDirectory() as folder:
        measure_ingestion(Path(folder), documents)
    with tempfile.TemporaryDirectory() as folder:
        measure_answers(Path(folder))
    measure_memory()
    return 0


def measure_readers(folder: Path) -> None:
    """Pages a second for each format, whatever else an ingestion does left out; in this process."""
    from index.sync import PAGE, pages, read_and_cut
    from ingest.errors import UnreadableSourceError
    from ingest.folder import FileRole, load, scan
    from ingest.readers import FORMATS, read

    files: dict[str, list[tuple[bytes, str]]] = defaultdict(list)
    counted: dict[str, int] = defaultdict(int)
    for file in scan(folder):
        with suppress(UnreadableSourceError):
            if file.role is FileRole.DOCUMENT:
                data, kind = load(file), FORMATS[file.path.suffix.lower()].value
                counted[kind] += pages(read_and_cut(data, file.name, None, None)[0])
                files[kind].append((data, file.name))
    sys.stdout.write(f"reading, a page of {PAGE:,} characters:\n")
    for kind, listed in sorted(files.items()):
        alone = median_seconds(partial(each, read, listed), 3)
        whole = median_seconds(
            partial(each, partial(read_and_cut, sidecar=None, document_id=None), listed), 3
        )
        page = whole / counted[kind]
        say(f"  {kind}, {1 / page:.0f} pages/s", page, "its reader without structure", alone / counted[kind])


def each(work: Callable[[bytes, str], object], files: list[tuple[bytes, str]]) -> None:
    for data, name in files:
        work(data, name)


def measure_ingestion(folder: Path, documents: Path) -> None:
    """A whole ingestion against the encoder alone on the very same texts; both on every core, by turns."""
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest

    embedder = SentenceTransformerEmbedder()
    report = ingest(folder / "warm", [documents], embedder)
    texts = embedded_texts(folder / "warm")
    turns = [
        (
            spent(partial(ingest, folder / str(turn), [documents], embedder)),
            spent(partial(encode_alone, embedder, texts)),
        )
        for turn in range(3)
    ]
    share = statistics.median(bare[0] / whole[0] for whole, bare in turns)
    processor = statistics.median(bare[1] / whole[1] for whole, bare in turns)
    speed = report.passages / statistics.median(whole[0] for whole, _ in turns)
    sys.stdout.write(
        f"ingest {report.documents} documents, {report.passages} passages: {speed:.1f} passages/s,"
        f" {share:.2f} of the bare encoder's (wanted: {SHARE_WANTED}); {processor:.2f} by processor time,"
        " which others at work on this machine do not change\n"
    )


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of processor time in this process and the children that ended meanwhile."""
    clock, processor = time.perf_counter(), processor_seconds()
    work()
    return time.perf_counter() - clock, processor_seconds() - processor


def processor_seconds() -> float:
    taken = os.times()
    return taken.user + taken.system + taken.children_user + taken.children_system


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
        command = [sys.executable, "-m", "evals.peak", str(count)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        documents, passages, seconds, peaks[count] = map(float, told)
        sys.stdout.write(
            f"ingest {documents:.0f} generated documents, {passages:.0f} passages:"
            f" peak {peaks[count]:.0f} MB, {passages / seconds:.1f} passages/s\n"
        )
    sys.stdout.write(f"peak memory, {LARGE} documents against {SMALL}: x{peaks[LARGE] / peaks[SMALL]:.2f}\n")


def measure_answers(folder: Path) -> None:
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest
    from ingest.sample import collection

    settings = Settings(data_dir=folder)
    assistant = open_assistant(settings)
    embedder = SentenceTransformerEmbedder(settings.embedding_model)

    start = time.perf_counter()
    ingest(folder, [collection()], embedder, sample=True)
    first = time.perf_counter() - start
    start = time.perf_counter()
    ingest(folder, [collection()], embedder, sample=True)
    say("ingest again, nothing changed", time.perf_counter() - start, "ingest the first time", first)

    with assistant.library.reading() as generation:
        texts = [p.text for d in generation.documents() for p in generation.passages(d.id)][:64]
        one_by_one = median_seconds(lambda: [embedder.encode([t]) for t in texts], 3)
        say(
            f"embed {len(texts)} passages in batches",
            median_seconds(lambda: embedder.encode(texts), 3),
            "one by one",
            one_by_one,
        )

        query = embedder.encode([QUESTIONS[0]])
        matrix = np.tile(embedder.encode(texts), (max(1, generation.collection.passages // len(texts)), 1))
        encode = median_seconds(lambda: embedder.encode([QUESTIONS[0]]))
        exact = median_seconds(lambda: np.argsort(-(matrix @ query[0]))[:50])
        dense = median_seconds(lambda: generation.dense(QUESTIONS[0], 50))
        lexical = median_seconds(lambda: generation.lexical(QUESTIONS[0], 50))
        say(
            "dense hits (encode, llama-index, Chroma)",
            dense,
            "encode and exact search in numpy",
            encode + exact,
        )
        say("lexical hits", lexical, "dense hits", dense)

    def search() -> None:
        for question in QUESTIONS:
            assistant.search(SearchRequest(query=question), Deadline(60))

    def ask() -> None:
        for question in QUESTIONS:
            assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(60))

    searched = median_seconds(search) / len(QUESTIONS)
    say("search, a question", searched, "dense and lexical hits alone", dense + lexical)
    say(
        "answer, a question asked before",
        median_seconds(ask) / len(QUESTIONS),
        "search, a question",
        searched,
    )
    assistant.close()


if __name__ == "__main__":
    sys.exit(main())
