"""Embedding, finding and answering on the sample collection, in this process."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import SearchRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant
from evals.bench import asking
from evals.bench.clock import median_seconds, say, seconds

if TYPE_CHECKING:
    from index.embed import Embedder

QUESTIONS = (
    "What is the time limit for destroying stockpiles?",
    "Which States Parties retain cluster munitions?",
    "Who chaired the session on clearance?",
    "When is the annual transparency report due?",
)
ROUNDS = 3
BATCH = 64


def measure() -> None:
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest
    from ingest.sample import collection

    with TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name))
        embedder = SentenceTransformerEmbedder(settings.embedding_model)
        again = partial(ingest, settings.data_dir, [collection()], embedder, sample=True)
        first = seconds(again)
        say("ingest again, nothing changed", seconds(again), "ingest the first time", first)
        assistant = open_assistant(settings)
        found = _measure_finding(assistant, embedder)
        _measure_searching(assistant, found)
        assistant.close()
        asking.measure(settings)


def _measure_finding(assistant: Assistant, embedder: Embedder) -> float:
    """Seconds that the hits of both retrievers take together."""
    with assistant.library.reading() as generation:
        texts = [p.text for d in generation.documents() for p in generation.passages(d.id)][:BATCH]
        batched = median_seconds(lambda: embedder.encode(texts), ROUNDS)
        one_by_one = median_seconds(lambda: [embedder.encode([text]) for text in texts], ROUNDS)
        say(f"embed {len(texts)} passages in batches", batched, "one by one", one_by_one)

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
    return dense + lexical


def _measure_searching(assistant: Assistant, found: float) -> None:
    def search() -> None:
        for question in QUESTIONS:
            assistant.search(SearchRequest(query=question), Deadline(60))

    searched = median_seconds(search) / len(QUESTIONS)
    say("search, a question", searched, "dense and lexical hits alone", found)
