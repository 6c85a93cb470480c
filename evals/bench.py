"""`make bench`: times on the sample collection, each beside a baseline measured in the same run.

Machines are shared and noisy: read the ratios, not the seconds. Each figure is the median of several runs,
the first not counted.
"""

from __future__ import annotations

import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.deadline import Deadline
from assistant.schemas import AskRequest, SearchRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant

ROUNDS = 7
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
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder))
    return 0


def run(folder: Path) -> None:
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
