"""Plain BM25 to compare with: bm25s as it comes, over lower-cased words without English stop words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from evals.errors import MissingExtraError

K1, B = 1.5, 0.75


def require_installed() -> Any:
    """The library; raises MissingExtraError, best before anything that takes long."""
    try:
        import bm25s
    except ImportError as error:
        raise MissingExtraError(
            "plain BM25, which the search is compared with, comes with an extra:"
            " pip install 'treaty-assistant[eval]'"
        ) from error
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # on import it sets itself to DEBUG
    return bm25s


class PlainBM25:
    """Raises MissingExtraError where the library is not installed."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._bm25s = require_installed()
        self._size = len(texts)
        self._index = self._bm25s.BM25(k1=K1, b=B)
        self._index.index(self._words(texts), show_progress=False)

    def rank(self, query: str, limit: int) -> list[int]:
        """Positions of the best texts, best first; those without a word of the query are left out."""
        found, scores = self._index.retrieve(
            self._words([query]), k=min(limit, self._size), show_progress=False
        )
        return [int(place) for place, score in zip(found[0], scores[0], strict=True) if score > 0]

    def _words(self, texts: Sequence[str]) -> Any:
        return self._bm25s.tokenize(list(texts), lower=True, stopwords="en", show_progress=False)
