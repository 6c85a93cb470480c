"""What encodes questions, torch beside onnxruntime: `python -m evals.encoders`.

Each runs in fresh processes, by turns. Times of the processor stand beside those of the clock: others at work
on the machine hardly change them. Read the ratios, not the seconds. `--data-dir` and `--questions` measure on
a collection of one's own, which gets an encoder if it has none; without, the sample is indexed. Linux only.
What came of it: docs/decisions/0009-query-encoder.md.
"""

from __future__ import annotations

import argparse
import json
import logging
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from evals.cases import read_cases

RUNTIMES = ("torch", "onnxruntime")
ROUNDS = 5
STATEMENTS = 64
TEXTS = 200
TOP = 10
FIGURES = {
    "cold": ("process start to first vector, ms", 1e3),
    "first_memory": ("resident then, MB", 1),
    "query": ("a question, ms", 1e3),
    "query_processor": ("a question, ms of processor time", 1e3),
    "statements": (f"{STATEMENTS} statements, ms", 1e3),
    "statements_processor": (f"{STATEMENTS} statements, ms of processor time", 1e3),
    "memory": ("resident after all of it, MB", 1),
}


def main() -> int:
    sample = Path(__file__).parent / "cases" / "sample.jsonl"
    parser = argparse.ArgumentParser(prog="python -m evals.encoders", description=__doc__.splitlines()[0])
    parser.add_argument("--data-dir", type=Path, help="an index; else that of the sample collection")
    parser.add_argument("--questions", type=Path, default=sample, help="cases whose questions are encoded")
    parser.add_argument("--turns", type=int, default=3, help="fresh processes of each; the median is told")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)  # how the processes are started
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    if args.measure:
        runtime, started, vectors = args.measure
        print_figures(measure(runtime, float(started), Path(vectors), args.data_dir, args.questions))
        return 0
    with indexed(args.data_dir) as data_dir:
        return compare(data_dir, args.questions, args.turns)


def compare(data_dir: Path, questions: Path, turns: int) -> int:
    """Prints everything; 1 when the vectors do not agree."""
    told: dict[str, list[dict[str, float]]] = {runtime: [] for runtime in RUNTIMES}
    with TemporaryDirectory() as folder:
        for _ in range(turns):
            for runtime in RUNTIMES:
                told[runtime].append(run(runtime, Path(folder) / f"{runtime}.npz", data_dir, questions))
        loaded = [dict(np.load(Path(folder) / f"{runtime}.npz")) for runtime in RUNTIMES]
    for name, (shown, scale) in FIGURES.items():
        torch, onnx = (
            scale * statistics.median(each[name] for each in told[runtime]) for runtime in RUNTIMES
        )
        say(f"{shown:46s} torch {torch:8.1f}   onnxruntime {onnx:8.1f}   x{torch / onnx:.2f}")
    cosines = [float(np.min(np.sum(loaded[0][kind] * loaded[1][kind], axis=1))) for kind in loaded[0]]
    say(f"lowest cosine of {sum(len(each) for each in loaded[0].values())} texts: {min(cosines):.7f}")
    ranked = [ranking(each["questions"], data_dir) for each in loaded]
    same = sum(np.array_equal(*pair) for pair in zip(*ranked, strict=True))
    say(f"questions with the same best {TOP} vectors in the same order: {same} of {len(ranked[0])}")
    return 0 if min(cosines) >= 0.999 else 1


def run(runtime: str, vectors: Path, data_dir: Path, questions: Path) -> dict[str, float]:
    """What a fresh process measures; the disk cache is warm, as after a restart of the service."""
    command = [sys.executable, "-m", "evals.encoders", "--data-dir", str(data_dir)]
    command += ["--questions", str(questions), "--measure", runtime, str(time.monotonic()), str(vectors)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measure(runtime: str, started: float, vectors: Path, data_dir: Path, cases: Path) -> dict[str, float]:
    """Figures of this process, by the names of FIGURES; the vectors go to a file."""
    from assistant.wiring import silence_telemetry

    silence_telemetry()
    from index.embed import Embedder, SentenceTransformerEmbedder
    from index.encoder import QueryEmbedder

    embedder: Embedder = SentenceTransformerEmbedder() if runtime == "torch" else QueryEmbedder(data_dir)
    questions = [case.question for case in read_cases(cases)]
    texts = passages(data_dir)
    embedder.encode(questions[:1])
    found = {"cold": time.monotonic() - started, "first_memory": resident()}
    statements = [sentence for text in texts for sentence in text.splitlines()[-1].split(". ")][:STATEMENTS]
    found["query"], found["query_processor"] = median_spent(lambda: embedder.encode(questions[:1]))
    found["statements"], found["statements_processor"] = median_spent(lambda: embedder.encode(statements))
    encoded = {"questions": embedder.encode(questions), "texts": embedder.encode(texts)}
    found["memory"] = resident()
    np.savez(vectors, **encoded)  # type: ignore[arg-type]
    return found


def median_spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor; the first run is not counted."""
    work()
    taken = []
    for _ in range(ROUNDS):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - clock, time.process_time() - processor))
    return statistics.median(each[0] for each in taken), statistics.median(each[1] for each in taken)


def resident() -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1e3


def passages(data_dir: Path) -> list[str]:
    """Texts that were embedded, from all over the collection."""
    with closing(sqlite3.connect(data_dir / "catalogue.sqlite")) as catalogue:
        texts = [text for (text,) in catalogue.execute("SELECT DISTINCT text FROM windows ORDER BY key")]
    return texts[:TEXTS]


def ranking(questions: np.ndarray[Any, Any], data_dir: Path) -> Sequence[np.ndarray[Any, Any]]:
    """Rows of the best vectors of the index for each question, best first."""
    from index.generation import FOLDER, VECTORS, current_name

    matrix = np.load(data_dir / FOLDER / str(current_name(data_dir)) / VECTORS, allow_pickle=False)
    return [np.argsort(-row, kind="stable")[:TOP] for row in questions @ matrix.T]


@contextmanager
def indexed(data_dir: Path | None) -> Iterator[Path]:
    """The data directory with an encoder in it, or one of the sample collection for as long as the block."""
    from assistant.wiring import silence_telemetry

    silence_telemetry()
    from index.embed import SentenceTransformerEmbedder
    from index.encoder import has_encoder
    from index.job import ingest
    from index.lock import writing
    from ingest.sample import collection

    embedder = SentenceTransformerEmbedder()
    if data_dir is None:
        with TemporaryDirectory() as folder:
            ingest(Path(folder), [collection()], embedder, sample=True)
            yield Path(folder)
        return
    if not has_encoder(data_dir, embedder.fingerprint):
        from index.export import export

        with writing(data_dir):
            export(data_dir, embedder, spare=0)
    yield data_dir


def print_figures(figures: dict[str, float]) -> None:
    sys.stdout.write(json.dumps(figures))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
