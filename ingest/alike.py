"""Texts that say nearly the same in nearly the same words, found among many without comparing all pairs."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import TYPE_CHECKING

from ingest.numbers import numbers_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALIKE = 0.85
"""Share of the words of two texts that stand in both in the same order: one word in seven may differ."""
FEWEST_WORDS = 12
"""Less than a sentence (a caption, an introduction) is alike by chance."""

_RAISED = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))
_NUMBERING = re.compile(r"\s*(?:\d{1,3}[.)]|\(?[a-z]{1,4}\))\s")
_WORD = re.compile(r"[^\W_]+")
_TELLING = frozenset(
    "no not never none nor without only shall must may should can could will would"
    " ne pas non jamais aucun aucune ni sans doit doivent peut peuvent devrait devraient pourrait"
    " nunca ninguno ninguna ningún sin solo debe deben puede pueden debería deberían podrá podrán".split()
)
"""Negations and modals: texts that differ in one say different things however alike they look."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of a text."""

    words: tuple[str, ...]
    telling: tuple[str | int, ...]
    """Its numbers, negations and modals: no two texts are alike that differ in these."""


def wording(text: str, language: str) -> Wording:
    """Folded, without the item's own number and footnote marks."""
    opening = _NUMBERING.match(text)
    plain = text[opening.end() if opening else 0 :].translate(_RAISED)
    words = tuple(_WORD.findall(plain.casefold()))
    numbers = sorted(number.value for number in numbers_in(plain, language))
    return Wording(words, (*numbers, *sorted(w for w in words if w in _TELLING or _has_digit(w))))


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def likeness(first: Sequence[object], second: Sequence[object]) -> float:
    """Twice the words that stand in both in the same order, as a share of the words of the two."""
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def are_alike(one: Wording, other: Wording) -> bool:
    """True when both say nearly the same in nearly the same words, and enough of them."""
    return (
        min(len(one.words), len(other.words)) >= FEWEST_WORDS
        and one.telling == other.telling
        and likeness(one.words, other.words) >= ALIKE
    )


def alike(texts: Iterable[Wording]) -> Iterator[tuple[int, int]]:
    """Pairs of places, smaller first, whose texts are alike, and no others.

    Of equal texts each but the first is paired with the first alone, and only the first with texts that
    differ from it a little: n copies give n - 1 pairs. Keeps eight bytes a word, not the words.
    """
    words: defaultdict[str, int] = defaultdict(lambda: len(words))
    first_of: dict[bytes, int] = {}
    numbered: dict[int, array[int]] = {}
    telling: dict[int, tuple[str | int, ...]] = {}
    for at, text in enumerate(texts):
        if len(text.words) < FEWEST_WORDS:
            continue
        own = array("i", [words[word] for word in text.words])
        first = first_of.setdefault(blake2b(own.tobytes(), digest_size=16).digest(), at)
        if first != at:
            yield first, at
        else:
            numbered[at], telling[at] = own, text.telling
    for one, other in _candidates(numbered):
        if telling[one] == telling[other] and likeness(numbered[one], numbered[other]) >= ALIKE:
            yield min(one, other), max(one, other)


def _candidates(texts: Mapping[int, array[int]]) -> Iterator[tuple[int, int]]:
    """Pairs with enough pairs of neighbouring words in common, in whatever order.

    What two alike texts share is so much that one of the rarest neighbours of the one is among the rarest of
    the other: only those are looked up (prefix filtering, as in Chaudhuri, Ganti and Kaushik, 'A primitive
    operator for similarity joins', 2006).
    """
    tokens, repeated = _neighbours_by_rarity(texts)
    holders: defaultdict[int, list[int]] = defaultdict(list)

    def rarest(at: int, words: int) -> list[int]:
        """Those of which one must be shared with an alike text, both texts having so many words together."""
        first = tokens[at][: len(tokens[at]) - _shared(words) + 1]
        return list(set(first[first >= repeated].tolist()))

    for at in sorted(texts, key=lambda at: (len(texts[at]), at)):
        size = len(texts[at])
        shortest = math.ceil(size * ALIKE / (2 - ALIKE))  # that can be alike to this one
        seen = {other for token in rarest(at, size + shortest) for other in holders[token]}
        mine = Counter(tokens[at].tolist()) if seen else Counter()
        for other in sorted(seen):
            enough = _shared(size + len(texts[other]))
            if len(texts[other]) >= shortest and (mine & Counter(tokens[other].tolist())).total() >= enough:
                yield other, at
        for token in rarest(at, 2 * size):
            holders[token].append(at)


def _shared(words: int) -> int:
    """How many neighbours two alike texts of so many words together share at least.

    They have m >= ALIKE / 2 * words in common; every gap between these takes one of the words - 2 * m others,
    so the m words stand in at most words - 2 * m + 1 blocks, and each block of k words has k - 1 neighbours.
    """
    return max(1, math.ceil((1.5 * ALIKE - 1) * words - 1))


def _neighbours_by_rarity(texts: Mapping[int, array[int]]) -> tuple[dict[int, NDArray[np.int64]], int]:
    """For each text a number for every two neighbouring words, rarest first; and the first number that is not
    of words which are neighbours only once."""
    import numpy as np

    pairs = [np.frombuffer(text, dtype="i4").astype("i8") for text in texts.values()]
    keys = np.concatenate([(words[:-1] << 32) | words[1:] for words in pairs] or [np.zeros(0, "i8")])
    _, number, often = np.unique(keys, return_inverse=True, return_counts=True)
    rank = np.empty(len(often), dtype="i8")
    rank[np.argsort(often, kind="stable")] = np.arange(len(often))
    ends = np.cumsum([len(words) - 1 for words in pairs])[:-1]
    rarest_first = [np.sort(own) for own in np.split(rank[number], ends)]
    return dict(zip(texts, rarest_first, strict=True)) if texts else {}, int((often == 1).sum())
