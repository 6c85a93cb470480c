"""A whole search in a generated collection, beside the bare parts it rests on, question by question."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.deadline import Deadline
from assistant.finding.gather import CANDIDATES
from assistant.local import Assistant
from assistant.schemas import SearchRequest
from assistant.settings import Settings
from evals.bench.clock import percentile, tell, took, verdict
from evals.bench.questions import filters, requests
from evals.bench.seeded import PayingEmbedder

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.opened import Generation

QUESTIONS = 120
WARM = 12
"""Questions asked before the first that counts: what is read once a generation is read then."""
SHARE, MILLISECONDS = 0.30, 5.0
"""What our own layers may cost: this share of the bare parts or so much, whichever is more."""
TIMES = 3.0
"""How many times a search without filters one with filters may take."""
Took = NDArray[np.float64]
CLOCK = 0


@dataclass(frozen=True, slots=True)
class Timed:
    """One question: milliseconds by the clock, and of processor time."""

    search: Took
    encoder: Took
    chroma: Took
    lexical: Took
    wordings: int
    """How often it was searched: a French question also in English terms, one of two parts three times."""

    @property
    def bare(self) -> Took:
        return self.encoder + self.chroma + self.lexical


Bare = Callable[[str], Took]
"""What one wording takes."""


def measure(data_dir: Path, real: Embedder, count: int = QUESTIONS) -> None:
    """Ask the same questions without and with filters, and print what they took."""
    from index.library import Library

    embedder = PayingEmbedder(real)
    assistant = Assistant(Library(data_dir, embedder), embedder, Settings(data_dir=data_dir))
    with assistant.library.reading() as generation, TemporaryDirectory() as name:
        asked = requests(generation.documents(), count)
        kinds = filters(generation.documents())
        with _bare_parts(generation, data_dir, embedder, Path(name)) as parts:
            _time(assistant, embedder, asked[:WARM], parts)
            timed = _time(assistant, embedder, asked, parts)
        _tell_parts(timed)
        none = [each.search[CLOCK] for each in timed]
        for words, fields in kinds.items():
            within = [request.model_copy(update={"filters": fields}) for request in asked]
            _tell_filter(words, [_search(assistant, request)[CLOCK] for request in within], none)
    assistant.close()


def _time(
    assistant: Assistant, embedder: PayingEmbedder, asked: Sequence[SearchRequest], parts: Sequence[Bare]
) -> list[Timed]:
    """Each question, then at once the bare parts for its wordings: what disturbs one disturbs the other."""
    timed = []
    for request in asked:
        embedder.asked.clear()
        search = _search(assistant, request)
        wordings = tuple(embedder.asked)
        encoder, chroma, words = (np.sum([part(each) for each in wordings], axis=0) for part in parts)
        timed.append(Timed(search, encoder, chroma, words, len(wordings)))
    return timed


def _search(assistant: Assistant, request: SearchRequest) -> Took:
    return took(partial(assistant.search, request, Deadline(60)))


@contextmanager
def _bare_parts(
    generation: Generation, data_dir: Path, embedder: PayingEmbedder, aside: Path
) -> Iterator[tuple[Bare, Bare, Bare]]:
    """Encoder, Chroma and the lexical query as anyone would call them, for as many results as we ask for."""
    from index import lexical
    from index.generation import CHROMA, DATABASE, FOLDER, dense_store

    folder = data_dir / FOLDER / generation.id
    shutil.copytree(folder / CHROMA, aside / CHROMA, copy_function=shutil.copyfile)
    languages = generation.collection.languages
    with (
        closing(dense_store().open_client(aside / CHROMA)) as client,
        closing(sqlite3.connect(f"{(folder / DATABASE).as_uri()}?mode=ro&immutable=1", uri=True)) as words,
    ):
        collection = dense_store().open_collection(client)

        def chroma(wording: str) -> Took:
            vector = embedder.vector(wording)
            return took(partial(collection.query, query_embeddings=[vector], n_results=CANDIDATES))

        yield (
            lambda wording: took(partial(embedder.real.encode, [wording])),
            chroma,
            lambda wording: took(partial(lexical.rank, words, wording, languages, CANDIDATES)),
        )


def _tell_parts(timed: Sequence[Timed]) -> None:
    wordings = statistics.mean(each.wordings for each in timed)
    tell(f"{len(timed)} questions, searched in {wordings:.1f} wordings each on average; milliseconds:")
    search = [each.search[CLOCK] for each in timed]
    rows = {
        "search, 50 results": search,
        "  bare encoder": [each.encoder[CLOCK] for each in timed],
        "  bare Chroma": [each.chroma[CLOCK] for each in timed],
        "  bare lexical": [each.lexical[CLOCK] for each in timed],
    }
    whole = statistics.median(search)
    for name, values in rows.items():
        middle = statistics.median(values)
        tell(
            f"{name:30s} p50 {middle:8.1f}   p95 {percentile(values, 0.95):8.1f}"
            f"   search: x{whole / middle:.2f}"
        )
    for time, told in enumerate(("by the clock", "of processor time")):
        bare = statistics.median(each.bare[time] for each in timed)
        own = statistics.median((each.search - each.bare)[time] for each in timed)
        holds = own <= max(SHARE * bare, MILLISECONDS)
        tell(
            f"our own layers, {told}: {own:+.1f} ms on {bare:.1f} ms of bare parts, {own / bare:+.0%}"
            f" (wanted: {SHARE:.0%} or {MILLISECONDS:.0f} ms): {verdict(holds)}"
        )


def _tell_filter(words: str, values: Sequence[float], none: Sequence[float]) -> None:
    times = statistics.median(values) / statistics.median(none)
    tell(
        f"  within {words:28s} p50 {statistics.median(values):8.1f}   p95 {percentile(values, 0.95):8.1f}"
        f"   x{times:.2f} of none (wanted: {TIMES:.0f}): {verdict(times <= TIMES)}"
    )
