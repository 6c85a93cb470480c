"""The lexical engine, SQLite's FTS5, beside tantivy: `python -m evals.engines --passages 10000 1000000`.

Both index the very same words of generated passages and answer the same questions, each in a fresh process.
Times are of the processor, which others at work on the machine hardly change; copying and opening are by
the clock. Read the ratios, not the seconds. Needs the extra `eval`; Linux only.
What came of it: docs/decisions/0010-lexical-engine.md.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from evals.errors import MissingExtraError
from index import lexical

Row = tuple[int, str, str, str]
"""Number, body, attached, heading: index words with a space between."""
Ranked = list[tuple[int, float]]
Rank = Callable[[Sequence[str], int, Sequence[int] | None], Ranked]
"""Words, limit and allowed rows to the best passages."""

SIZES = (10_000, 1_000_000)
LIMIT = 100
TOP = 10
LENGTHS = (3, 6, 12)
"""Words of a question."""
SHARES = (1, 0.01, 0.5)
"""Of the rows allowed."""
CHANGED = 100
"""Passages that an update adds, and that it removes."""
BATCH = 20_000
SECTION = 40
"""Passages in a row that share a heading."""
ASKED, ASKED_OF_MANY, MANY = 60, 6, 100_000
"""Questions of each kind, up to MANY passages and above."""

VOCABULARY = 100_000
OFFSET, EXPONENT = 8, 1.05
"""Zipf and Mandelbrot's law, set so that words are as common as in a collection of conference documents:
the first in .75 of the passages, the tenth in .5, the hundredth in .1, the thousandth in .01."""
TEXTS = {"body": (60, 1.5), "attached": (15, 0.3), "heading": (20, 6.0)}
"""Mean and shape of the gamma distribution of the number of words."""


def passages(count: int, seed: int = 0) -> Iterator[Row]:
    """Generated passages, numbered from 1; those of another seed have other words."""
    chance = np.random.default_rng(seed)
    shares = np.cumsum((np.arange(VOCABULARY) + OFFSET) ** -EXPONENT)
    vocabulary = np.array([f"w{place}" for place in range(VOCABULARY)])
    for first in range(0, count, BATCH):
        size = min(BATCH, count - first)
        body, attached, heading = (
            _texts(chance, shares / shares[-1], vocabulary, size, mean, shape)
            for mean, shape in TEXTS.values()
        )
        for place in range(size):
            yield first + place + 1, body[place], attached[place], heading[place - place % SECTION]


def _texts(
    chance: np.random.Generator, shares: Any, vocabulary: Any, count: int, mean: float, shape: float
) -> list[str]:
    ends = np.cumsum(chance.gamma(shape, mean / shape, count).astype(int))
    places = np.searchsorted(shares, chance.random(ends[-1]))
    words = vocabulary[places].tolist()
    return [" ".join(words[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def questions(count: int, length: int) -> list[list[str]]:
    """Of common and rare words alike: every power of ten of a word's place is as likely as the others."""
    chance = np.random.default_rng(length)
    places = (10 ** chance.uniform(0.3, 4.3, (count, length))).astype(int)
    return [list(dict.fromkeys(f"w{place}" for place in question)) for question in places]


def some_rows(count: int, share: float) -> list[int]:
    chance = np.random.default_rng(1)
    return sorted((chance.choice(count, int(count * share), replace=False) + 1).tolist())


class Engine(Protocol):
    name: str

    def build(self, folder: Path, rows: Iterable[Row]) -> None:
        """Write an index into an empty folder."""

    def amend(self, folder: Path, removed: Sequence[Row], added: Sequence[Row]) -> None: ...

    def open(self, folder: Path) -> Rank:
        """For reading; the library is imported here."""


class Fts5:
    """The table, and the ranking, that the search itself uses."""

    name = "fts5"
    FILE = "index.sqlite"
    INSERT = "INSERT INTO words(rowid, body, attached, heading) VALUES (?, ?, ?, ?)"
    # A table without texts has to be told what it forgets.
    DELETE = "INSERT INTO words(words, rowid, body, attached, heading) VALUES ('delete', ?, ?, ?, ?)"

    def build(self, folder: Path, rows: Iterable[Row]) -> None:
        with closing(self._write(folder)) as connection:
            connection.execute(lexical.SCHEMA)
            connection.execute("BEGIN")
            connection.executemany(self.INSERT, rows)
            connection.execute("COMMIT")
            connection.execute("INSERT INTO words(words) VALUES ('optimize')")

    def amend(self, folder: Path, removed: Sequence[Row], added: Sequence[Row]) -> None:
        with closing(self._write(folder)) as connection:
            connection.execute("BEGIN")
            connection.executemany(self.DELETE, removed)
            connection.executemany(self.INSERT, added)
            connection.execute("COMMIT")

    def open(self, folder: Path) -> Rank:
        connection = self.connect(folder)
        connection.execute("SELECT rowid FROM words WHERE words MATCH 'nothing'").fetchall()
        return partial(rank_as_the_search_does, connection)

    def connect(self, folder: Path) -> sqlite3.Connection:
        uri = f"{(folder / self.FILE).absolute().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True, isolation_level=None)

    def _write(self, folder: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(folder / self.FILE, isolation_level=None)
        connection.execute("PRAGMA journal_mode = OFF")  # as a generation is written
        connection.execute("PRAGMA synchronous = OFF")
        return connection


def rank_as_the_search_does(
    connection: sqlite3.Connection, words: Sequence[str], limit: int, allowed: Sequence[int] | None = None
) -> Ranked:
    """The words are index words already, and stay as they are in a language without a stemmer."""
    return lexical.rank(connection, " ".join(words), ["und"], limit, allowed)


class Tantivy:
    """Three fields, whose BM25 scores are added with our weights; one thread writes.

    FTS5 weighs the counts of the columns and makes one score of their sum, so the rankings are not the same.
    """

    name = "tantivy"
    HEAP = 128_000_000
    FIELDS = ("body", "attached", "heading")

    def __init__(self) -> None:
        self._tantivy = require_installed()

    def build(self, folder: Path, rows: Iterable[Row]) -> None:
        schema = self._tantivy.SchemaBuilder().add_integer_field("row", indexed=True, fast=True)
        schema = schema.add_integer_field("hundredth", indexed=True)
        for field in self.FIELDS:
            schema = schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        self._write(self._tantivy.Index(schema.build(), str(folder)), (), rows)

    def amend(self, folder: Path, removed: Sequence[Row], added: Sequence[Row]) -> None:
        self._write(self._tantivy.Index.open(str(folder)), [row[0] for row in removed], added)

    def _write(self, index: Any, removed: Iterable[int], added: Iterable[Row]) -> None:
        writer = index.writer(self.HEAP, 1)
        for number in removed:
            writer.delete_documents_by_term("row", number)
        for number, *texts in added:
            fields = {"row": number, "hundredth": number % 100, **dict(zip(self.FIELDS, texts, strict=True))}
            writer.add_document(self._tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Rank:
        index = self._tantivy.Index.open(str(folder))
        return partial(self._rank, index.searcher(), index.schema, "row")

    def ways_of_asking(self, folder: Path) -> dict[str, Rank]:
        """Restricted by the values of a field, where the rows need not be listed."""
        index = self._tantivy.Index.open(str(folder))
        rank = partial(self._rank, index.searcher(), index.schema, "hundredth")
        return {
            "as it is": lambda words, limit, _: rank(words, limit, None),
            "1% allowed by a field": lambda words, limit, _: rank(words, limit, [1]),
            "50% allowed by a field": lambda words, limit, _: rank(words, limit, list(range(50))),
        }

    def _rank(
        self,
        searcher: Any,
        schema: Any,
        restricting: str,
        words: Sequence[str],
        limit: int,
        allowed: Sequence[int] | None,
    ) -> Ranked:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        asked = query.boolean_query(
            [
                (occur.Should, query.boost_query(query.term_query(schema, field, word, "freq"), weight))
                for word in words
                for field, weight in zip(self.FIELDS, lexical.WEIGHTS, strict=True)
            ]
        )
        if allowed is not None:
            only = query.const_score_query(query.term_set_query(schema, restricting, allowed), 0.0)
            asked = query.boolean_query([(occur.Must, asked), (occur.Must, only)])
        hits = searcher.search(asked, limit, count=False).hits
        numbers = searcher.fast_field_values("row", [address for _, address in hits])
        return [(number, score) for number, (score, _) in zip(numbers, hits, strict=True)]


def require_installed() -> Any:
    """The library; raises MissingExtraError, best before anything that takes long."""
    try:
        import tantivy
    except ImportError as error:
        raise MissingExtraError(
            "tantivy, which the lexical engine is compared with, comes with an extra:"
            " pip install 'treaty-assistant[eval]'"
        ) from error
    return tantivy


ENGINES: dict[str, Callable[[], Engine]] = {"fts5": Fts5, "tantivy": Tantivy}


@dataclass(frozen=True, slots=True)
class Written:
    """What writing an index took."""

    build: float
    """Seconds; so are `copy` and `amend`."""
    size: float
    """Megabytes."""
    copy: float
    amend: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a fresh process saw."""

    opened: float
    first: float
    """Seconds of the first question."""
    own: float
    """Megabytes of memory this process alone has, beyond what it had before opening."""
    mapped: float
    """Megabytes of files in memory, which processes share."""
    seconds: dict[str, list[float]]
    """Each kind of question to the times of its questions."""
    found: dict[str, list[list[int]]]
    """The best rows."""


def write(engine: Engine, folder: Path, count: int) -> Written:
    """Build an index, then copy it and change the copy, as a generation follows another."""
    folder.mkdir()
    rows = _Timed(passages(count))
    start = time.process_time()
    engine.build(folder, rows)
    built = time.process_time() - start - rows.seconds
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    copy = folder.with_name(f"{folder.name}-next")
    start = time.perf_counter()
    shutil.copytree(folder, copy)
    copied = time.perf_counter() - start
    removed = list(islice(passages(count), CHANGED))
    added = [(row[0] + count, *row[1:]) for row in passages(CHANGED, seed=1)]
    start = time.process_time()
    engine.amend(copy, removed, added)
    amended = time.process_time() - start
    shutil.rmtree(copy)
    return Written(built, size, copied, amended)


class _Timed:
    """The rows of an iterator, and the processor seconds it took to make them."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows, self.seconds = rows, 0.0

    def __iter__(self) -> Iterator[Row]:
        while True:
            start = time.thread_time()
            batch = list(islice(self._rows, BATCH))
            self.seconds += time.thread_time() - start
            if not batch:
                return
            yield from batch


def read(name: str, folder: Path, count: int, asked: int, shares: Sequence[float]) -> Reading:
    """Open the index in this process and ask `asked` questions of each kind; `shares` of the rows allowed."""
    before = _memory()
    start = time.perf_counter()
    rank = ENGINES[name]().open(folder)
    opened = time.perf_counter() - start
    seconds: dict[str, list[float]] = {}
    found: dict[str, list[list[int]]] = {}
    first = 0.0
    for share in shares:
        allowed = None if share == 1 else some_rows(count, share)
        for length in LENGTHS:
            answers = [_timed(rank, words, allowed) for words in questions(asked + 1, length)]
            first = first or answers[0][0]
            kind = f"{length} words" if allowed is None else f"{length} words, {share:.0%} allowed"
            seconds[kind] = [taken for taken, _ in answers[1:]]
            found[kind] = [[row for row, _ in ranked] for _, ranked in answers]
    own, mapped = (after - earlier for after, earlier in zip(_memory(), before, strict=True))
    return Reading(opened, first, own, mapped, seconds, found)


def _timed(rank: Rank, words: Sequence[str], allowed: Sequence[int] | None) -> tuple[float, Ranked]:
    start = time.process_time()
    ranked = rank(words, LIMIT, allowed)
    return time.process_time() - start, ranked


def _memory() -> tuple[float, float]:
    """Megabytes of this process: its own, and of files mapped into it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    told = {name: words.split() for name, _, words in (line.partition(":") for line in lines)}
    return int(told["RssAnon"][0]) / 1e3, int(told["RssFile"][0]) / 1e3


def read_at_once(readers: int, *what: Any) -> list[Reading]:
    """`read`, in fresh processes."""
    with ProcessPoolExecutor(readers, mp_context=get_context("spawn")) as pool:
        return [reading.result() for reading in [pool.submit(read, *what) for _ in range(readers)]]


def ways_of_asking_fts5(connection: sqlite3.Connection, count: int) -> dict[str, Rank]:
    """What might be faster, to be measured in this order: a setting stays for those that follow."""
    connection.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, words, row)")
    plain = partial(rank_as_the_search_does, connection)

    def by_rank(words: Sequence[str], limit: int, _: Sequence[int] | None) -> Ranked:
        weighted = f"bm25({', '.join(map(str, lexical.WEIGHTS))})"
        return connection.execute(
            "SELECT rowid, -rank FROM words WHERE words MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(words), weighted, limit),
        ).fetchall()

    def all_first(words: Sequence[str], limit: int, _: Sequence[int] | None) -> Ranked:
        rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (" AND ".join(words),))
        every = [row for (row,) in rows]
        return plain(words, limit, every if len(every) >= limit else None)

    def without(share: float, words: Sequence[str], limit: int, _: Sequence[int] | None) -> Ranked:
        """Asking for the words that at most this share of the passages hold, if any."""
        return plain([word for word in words if held(word) <= share * count] or words, limit)

    def held(word: str) -> int:
        row = connection.execute("SELECT doc FROM temp.held WHERE term = ?", (word,)).fetchone()
        return int(row[0]) if row else 0

    def after(pragma: str, words: Sequence[str], limit: int, _: Sequence[int] | None) -> Ranked:
        connection.execute(pragma)
        return plain(words, limit)

    return {
        "as it is": plain,
        "ORDER BY rank": by_rank,
        "those with all words first": all_first,
        "no words of over .5 of passages": partial(without, 0.5),
        "no words of over .1 of passages": partial(without, 0.1),
        "no words of over .02 of passages": partial(without, 0.02),
        "a cache of 256 MB": partial(after, "PRAGMA cache_size = -256000"),
        "the file mapped into memory": partial(after, "PRAGMA mmap_size = 4000000000"),
    }


def measure_ways(name: str, ways: dict[str, Rank], asked: int) -> None:
    """Questions of six words asked in other ways, beside the first: how much faster, what else is found."""
    usual: list[tuple[float, Ranked]] = []
    for way, rank in ways.items():
        answers = [_timed(rank, words, None) for words in questions(asked + 1, 6)]
        usual = usual or answers
        one, other = ([[row for row, _ in ranked] for _, ranked in each] for each in (usual, answers))
        before, now = (statistics.median(taken for taken, _ in each[1:]) * 1e3 for each in (usual, answers))
        same = f"{agreement(one, other, LIMIT):.3f} of {LIMIT}, {agreement(one, other, TOP):.3f} of {TOP}"
        say(f"{name}, {way}", before, now, "ms", f"the same: {same}")


def agreement(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]], limit: int) -> float:
    """Mean share of the best rows of the one that are among the best of the other."""
    shares = [len({*a[:limit]} & {*b[:limit]}) / len(a[:limit]) for a, b in zip(one, other, strict=True) if a]
    return statistics.fmean(shares) if shares else 1.0


def say(name: str, baseline: float, figure: float, unit: str, note: str = "") -> None:
    ratio = f"x{figure / baseline:.3f}" if baseline > 0 else ""
    sys.stdout.write(
        f"{name:42s} {baseline:10.2f} {figure:10.2f} {unit:3s} {ratio:9s} {note}".rstrip() + "\n"
    )
    sys.stdout.flush()


def compare(folder: Path, count: int) -> None:
    """Every figure of FTS5, of tantivy, and their ratio."""
    asked = ASKED if count <= MANY else ASKED_OF_MANY
    sys.stdout.write(f"\n{count:,} passages; {asked} questions of a kind; FTS5, tantivy, tantivy / FTS5\n")
    fts5, tantivy = Fts5(), Tantivy()
    say_written(write(fts5, folder / fts5.name, count), write(tantivy, folder / tantivy.name, count))
    (one,) = read_at_once(1, fts5.name, folder / fts5.name, count, asked, SHARES)
    (other,) = read_at_once(1, tantivy.name, folder / tantivy.name, count, asked, SHARES)
    say_read(one, other)
    ones = read_at_once(2, fts5.name, folder / fts5.name, count, asked // 2, [1])
    others = read_at_once(2, tantivy.name, folder / tantivy.name, count, asked // 2, [1])
    for kind in ones[0].seconds:
        one_ms, other_ms = (
            statistics.median(taken for reading in readings for taken in reading.seconds[kind]) * 1e3
            for readings in (ones, others)
        )
        say(f"{kind}, two processes at once, p50", one_ms, other_ms, "ms")
    sys.stdout.write("six words in other ways: as it is, this way, their ratio\n")
    with closing(fts5.connect(folder / fts5.name)) as connection:
        measure_ways(fts5.name, ways_of_asking_fts5(connection, count), asked)
    measure_ways(tantivy.name, tantivy.ways_of_asking(folder / tantivy.name), asked)


def say_written(fts5: Written, tantivy: Written) -> None:
    say("building", fts5.build, tantivy.build, "s")
    say("size on disk", fts5.size, tantivy.size, "MB")
    say("copying the whole", fts5.copy * 1e3, tantivy.copy * 1e3, "ms")
    say(f"{CHANGED} added, {CHANGED} removed", fts5.amend * 1e3, tantivy.amend * 1e3, "ms")


def say_read(fts5: Reading, tantivy: Reading) -> None:
    say("opening in a fresh process", fts5.opened * 1e3, tantivy.opened * 1e3, "ms")
    say("the first question", fts5.first * 1e3, tantivy.first * 1e3, "ms")
    say("memory of its own", fts5.own, tantivy.own, "MB")
    say("files mapped into memory", fts5.mapped, tantivy.mapped, "MB")
    for kind, seconds in fts5.seconds.items():
        others = tantivy.seconds[kind]
        same = f"the same: {agreement(fts5.found[kind], tantivy.found[kind], TOP):.2f} of {TOP}"
        (fifty, high), (other_fifty, other_high) = (
            np.quantile(each, (0.5, 0.95)) for each in (seconds, others)
        )
        say(f"{kind}, p50", fifty * 1e3, other_fifty * 1e3, "ms")
        say(f"{kind}, p95", high * 1e3, other_high * 1e3, "ms", same)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.engines", description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, nargs="+", default=SIZES, metavar="COUNT")
    for count in parser.parse_args(arguments).passages:
        with tempfile.TemporaryDirectory() as folder:
            compare(Path(folder), count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
