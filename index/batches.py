"""Documents on their way to the catalogue: embedded on every core in batches, stored one by one in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue, EmbeddedPassage, vector_key
from index.embed import BATCH, Embedder, context_line, windows
from index.report import Progress
from ingest.documents import Metadata, Passage
from ingest.isolate import cores

GROUP = 32 * BATCH
"""Texts that are sorted by length together: enough that those of a batch are about equally long."""
GROUPS_ON_THE_WAY = 2
"""The next one waits while one is encoded, so that no core does; more would only take memory."""

Vectors = dict[str, NDArray[np.float32]]
"""By key."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A document's passages with the keys of their vectors."""

    passages: tuple[EmbeddedPassage, ...]
    fresh: Vectors
    """Vectors the catalogue does not have yet; those that a document before it brings are left out."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    name: str
    passages: tuple[EmbeddedPassage, ...]
    fresh: tuple[str, ...]
    store: Callable[[Embedded], None]


@dataclass(slots=True)
class _Group:
    """Documents whose texts are encoded together."""

    documents: list[_Waiting] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """What is to be encoded, by key of its vector."""
    windows: int = 0
    """Texts of all its documents, also those that have a vector."""
    batches: list[tuple[tuple[str, ...], Future[NDArray[np.float32]]]] = field(default_factory=list)

    @property
    def is_encoded(self) -> bool:
        return all(vectors.done() for _, vectors in self.batches)


class Batches:
    """Takes documents in, embeds what has no vector yet, and calls `store` for each in the order it came.

    A text is encoded together with others of its length, of whichever document. When a document is stored
    depends on how fast the encoder is; in which order, and with which vectors, does not.
    """

    def __init__(self, catalogue: Catalogue, embedder: Embedder, progress: Progress) -> None:
        self._catalogue, self._embedder, self._progress = catalogue, embedder, progress
        self.fingerprint = embedder.fingerprint
        self._pool = ThreadPoolExecutor(cores(), thread_name_prefix="encoder")
        self._collecting = _Group()
        self._encoding: deque[_Group] = deque()
        self.embedded = 0
        """Texts encoded so far."""
        self._announced = 0
        self._passages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever was not stored is given up; `finish` first to keep it."""
        self._pool.shutdown(cancel_futures=True)

    def add(
        self,
        metadata: Metadata,
        text: str,
        passages: Sequence[Passage],
        name: str,
        store: Callable[[Embedded], None],
    ) -> None:
        """Hand in a document; those handed in before may be stored meanwhile."""
        cut = self._cut(metadata, text, passages)
        fresh = self._without_vectors({key: window for each in cut for window, key in each.windows})
        group = self._collecting
        group.documents.append(_Waiting(name, cut, tuple(fresh), store))
        group.texts.update(fresh)
        group.windows += sum(len(each.windows) for each in cut)
        if group.windows >= GROUP:
            self._start_encoding()
        while self._encoding and (len(self._encoding) > GROUPS_ON_THE_WAY or self._encoding[0].is_encoded):
            self._store_oldest()

    def finish(self) -> None:
        """Every document handed in is stored."""
        self._start_encoding()
        while self._encoding:
            self._store_oldest()

    def _cut(self, metadata: Metadata, text: str, passages: Sequence[Passage]) -> tuple[EmbeddedPassage, ...]:
        """Windows of all passages, with their keys."""
        date = metadata.event_date or metadata.document_date

        @cache
        def context(heading: tuple[str, ...]) -> str:
            return context_line(self._embedder, metadata.title, date, heading)

        cut = []
        for passage in passages:
            attached = "\n".join(each.span.of(text) for each in passage.attached)
            words = f"{attached}\n{passage.body.of(text)}" if attached else passage.body.of(text)
            found = windows(self._embedder, context(passage.heading), words)
            keyed = tuple((each, vector_key(each, self.fingerprint)) for each in found)
            cut.append(EmbeddedPassage(passage, keyed))
        return tuple(cut)

    def _without_vectors(self, texts: dict[str, str]) -> dict[str, str]:
        """Those that neither the catalogue nor a document on its way has a vector of."""
        there = self._catalogue.known_vectors(texts)
        for group in (*self._encoding, self._collecting):
            there |= group.texts.keys() & texts.keys()
        return {key: text for key, text in texts.items() if key not in there}

    def _start_encoding(self) -> None:
        group, self._collecting = self._collecting, _Group()
        if group.documents:
            group.batches = encode_on_every_core(self._pool, self._embedder, group.texts)
            self._announced += len(group.texts)
            self._encoding.append(group)

    def _store_oldest(self) -> None:
        group = self._encoding.popleft()
        vectors: Vectors = {}
        passages = sum(len(document.passages) for document in group.documents)
        for keys, encoded in group.batches:
            self._tell(group, self._passages + passages * len(vectors) // len(group.texts))
            vectors.update(zip(keys, encoded.result(), strict=True))
            self.embedded += len(keys)
        self._passages += passages
        if vectors:
            self._tell(group, self._passages)
        for document in group.documents:
            document.store(Embedded(document.passages, {key: vectors[key] for key in document.fresh}))

    def _tell(self, group: _Group, passages: int) -> None:
        self._progress("embedding", self.embedded, self._announced, group.documents[-1].name, passages)


def encode_on_every_core(
    pool: Executor, embedder: Embedder, texts: dict[str, str]
) -> list[tuple[tuple[str, ...], Future[NDArray[np.float32]]]]:
    """Keys of each batch and, later, the vectors of their texts. Texts of equal length need no padding."""
    keys = sorted(texts, key=lambda key: (-len(texts[key]), key))
    batches = [tuple(keys[start : start + BATCH]) for start in range(0, len(keys), BATCH)]
    return [(batch, pool.submit(embedder.encode, [texts[key] for key in batch])) for batch in batches]
