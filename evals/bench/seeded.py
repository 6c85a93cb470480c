"""Vectors that cost nothing, for collections too large to encode, and queries that cost what they cost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log1p
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.bench.generated import LANGUAGES, VOCABULARY, vocabulary
from index.embed import Embedder, Encoded

DIMENSION = 384
DIRECTIONS = 8_192
NOISE = 0.35
"""Share of a vector that is the text's alone, so that no two texts have the same."""


class SeededEmbedder:
    """A text's vector is the sum of seeded directions of its words, rare ones weighing more, and of its own.

    To encode 15,000 passages takes minutes and 1,000,000 takes hours, which would only measure the encoder
    once more; it is timed apart, on 1,000 texts. Sums of words, rather than chance alone, leave texts that
    share words near each other, as they are to a real model: among vectors of pure chance everything is
    equally far from everything, which no index is made for.
    """

    fingerprint = f"seeded dimension={DIMENSION} unit"
    dimension = DIMENSION
    window = 256

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            words = [_direction(word) for word in re.findall(r"[^\W_]+", text.casefold())]
            weights = np.array([weight for _, weight in words], dtype=np.float32)
            said = weights @ _directions()[np.array([at for at, _ in words], dtype=np.int64)]
            alone = np.random.Generator(np.random.SFC64(_hash(text))).standard_normal(DIMENSION, np.float32)
            vectors[row] = _unit(said) + NOISE * _unit(alone)
            vectors[row] = _unit(vectors[row])
        return vectors

    def encode_pieces(self, texts: Sequence[str]) -> list[Encoded]:
        """Each word as one piece, in its own direction whatever stands around it."""
        return [_in_pieces(text, vector) for text, vector in zip(texts, self.encode(texts), strict=True)]

    def count(self, text: str) -> int:
        """One piece a word and one more for every eight letters: about what a model makes of it."""
        return sum(1 + len(word) // 8 for word in text.split())


class PayingEmbedder(SeededEmbedder):
    """The same vectors, each text encoded by the real model besides: what a query costs is in the time."""

    def __init__(self, real: Embedder) -> None:
        self.real = real
        self.asked: list[str] = []
        """What was encoded since somebody cleared it."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.real.encode(texts)
        self.asked += texts
        return super().encode(texts)

    def vector(self, text: str) -> list[float]:
        """The seeded vector alone, at no cost."""
        return [float(value) for value in super().encode([text])[0]]


def _in_pieces(text: str, vector: NDArray[np.float32]) -> Encoded:
    words = list(re.finditer(r"[^\W_]+", text))
    at = np.array([_direction(word.group().casefold())[0] for word in words], dtype=np.int64)
    pieces = _directions()[at]
    unit = pieces / np.linalg.norm(pieces, axis=1, keepdims=True)
    spans = np.array([word.span() for word in words], dtype=np.int32).reshape(-1, 2)
    return Encoded(vector, unit.astype(np.float16), spans)


def real_embedder(data_dir: Path) -> Embedder:
    """What encodes a question where the assistant runs: the encoder `collection.build` exports."""
    from index.encoder import QueryEmbedder

    return QueryEmbedder(data_dir)


@cache
def _directions() -> NDArray[np.float32]:
    return np.random.default_rng(DIMENSION).standard_normal((DIRECTIONS, DIMENSION), np.float32)


@lru_cache(maxsize=100_000)
def _direction(word: str) -> tuple[int, float]:
    """Where its direction stands, and how much it weighs: without that, words that stand in every text would
    make all texts one heap."""
    return _hash(word) % DIRECTIONS, _weights().get(word, 1.0)


@cache
def _weights() -> dict[str, float]:
    """By how common a word of the generated texts is."""
    ranked = (word for language in LANGUAGES for word in enumerate(vocabulary(language)[0], 1))
    return {word: log1p(rank) / log1p(VOCABULARY) for rank, word in ranked}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return vector / (np.linalg.norm(vector) or 1.0)
