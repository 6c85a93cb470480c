"""Stand-ins whose results can be worked out by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed import Encoded


class HashingEmbedder:
    """Counts words by hash: two texts are as near as the words they share. Keeps what it embedded."""

    def __init__(self, dimension: int = 64, window: int = 64, name: str = "hashing") -> None:
        self.dimension, self.window, self.name = dimension, window, name
        self.encoded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return f"{self.name} dimension={self.dimension} window={self.window} unit"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                vectors[row, self._slot(word)] += 1.0
            vectors[row, 0] += 0.01  # an empty text has a direction too
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def encode_pieces(self, texts: Sequence[str]) -> list[Encoded]:
        """Each word as one piece, the same whatever stands around it."""
        return [self._in_pieces(text, vector) for text, vector in zip(texts, self.encode(texts), strict=True)]

    def _in_pieces(self, text: str, vector: NDArray[np.float32]) -> Encoded:
        words = list(re.finditer(r"\S+", text))
        pieces = np.zeros((len(words), self.dimension), dtype=np.float16)
        for row, word in enumerate(words):
            pieces[row, self._slot(word.group().casefold())] = 1.0
        return Encoded(vector, pieces, np.array([w.span() for w in words], dtype=np.int32).reshape(-1, 2))

    def count(self, text: str) -> int:
        return len(text.split())

    def _slot(self, word: str) -> int:
        return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % self.dimension
