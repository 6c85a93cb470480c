"""How near a statement comes to each word of the question: by what is most like that word in it.

Late interaction (MaxSim), after Khattab and Zaharia, "ColBERT", SIGIR 2020, with the vectors of the embedding
model's last layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed import Encoded


def likenesses(
    text: str, question: Encoded, words: Iterable[str], statements: Sequence[Encoded]
) -> dict[str, NDArray[np.float32]]:
    """Of each word that stands in `text`, how near each statement comes to it, about 0..1: the mean over its
    pieces of the highest cosine with a piece of the statement."""
    places = {word: pieces for word in words if len(pieces := _pieces(word, text, question))}
    if not places:
        return {}
    asked = question.pieces.astype(np.float32)
    best = np.array([_best(asked, each.pieces.astype(np.float32)) for each in statements]).T
    return {word: best[pieces].mean(axis=0) for word, pieces in places.items()}


def _best(asked: NDArray[np.float32], said: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each piece asked the highest cosine with one said."""
    best: NDArray[np.float32] = (
        (asked @ said.T).max(axis=1) if len(said) else np.zeros(len(asked), np.float32)
    )
    return best


def _pieces(word: str, text: str, question: Encoded) -> NDArray[np.int64]:
    """Rows of the pieces of a word, wherever it stands."""
    within = np.zeros(len(question.spans), dtype=bool)
    for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
        within |= (question.spans[:, 0] < match.end()) & (question.spans[:, 1] > match.start())
    return np.flatnonzero(within)
