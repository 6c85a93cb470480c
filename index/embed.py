"""Text to vectors: the Embedder protocol. (sentence-transformers behind it; loaded on first use.)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    @property
    def fingerprint(self) -> str:
        """Name, revision, dimension, normalisation and prefixes in one line; vectors of different
        fingerprints are never mixed."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def window(self) -> int:
        """How many word pieces one vector reads, special tokens included."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension), float32."""
        ...

    def count(self, text: str) -> int:
        """Word pieces of `text`, special tokens not included."""
        ...
