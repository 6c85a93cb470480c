"""Texts that say nearly the same in nearly the same words, found among many without comparing all pairs."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.numbers import numbers_in

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


def likeness(first: Wording, second: Wording) -> float:
    """Twice the words that stand in both in the same order, as a share of the words of the two."""
    return SequenceMatcher(None, first.words, second.words, autojunk=False).ratio()


def alike(texts: Sequence[Wording]) -> Iterator[tuple[int, int]]:
    """Pairs of places, smaller first, whose texts are alike, and no others.

    Of equal texts each but the first is paired with the first alone, and only the first with texts that
    differ from it a little: n copies give n - 1 pairs.
    """
    first_of: dict[tuple[str, ...], int] = {}
    for at, text in enumerate(texts):
        if len(text.words) < FEWEST_WORDS:
            continue
        first = first_of.setdefault(text.words, at)
        if first != at:
            yield first, at
    places = sorted(first_of.values(), key=lambda at: (len(texts[at].words), at))
    for one, other in _candidates([text.words for text in texts], places):
        if texts[one].telling == texts[other].telling and likeness(texts[one], texts[other]) >= ALIKE:
            yield min(one, other), max(one, other)


def _candidates(texts: Sequence[Sequence[str]], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs with enough words in common, in whatever order; `places` rise in length.

    Two texts of a and b words that are alike share at least ALIKE * (a + b) / 2 of them, so one of the rarest
    words of the one is among the rarest of the other: only those are looked up (prefix filtering, as in
    Chaudhuri, Ganti and Kaushik, 'A primitive operator for similarity joins', 2006).
    """
    tokens = _by_rarity(texts, places)
    holders: defaultdict[int, list[int]] = defaultdict(list)
    shortest = ALIKE / (2 - ALIKE)  # a text alike to one of length 1 is at least this long
    for at in places:
        own = tokens[at]
        size = len(own)
        seen = {other for token in own[: size - math.ceil(shortest * size) + 1] for other in holders[token]}
        mine = set(own)
        for other in sorted(seen):
            theirs = tokens[other]
            enough = ALIKE * (size + len(theirs)) / 2
            if len(theirs) >= enough and len(mine.intersection(theirs)) >= enough:
                yield other, at
        for token in own[: size - math.ceil(ALIKE * size) + 1]:
            holders[token].append(at)


def _by_rarity(texts: Sequence[Sequence[str]], places: Sequence[int]) -> dict[int, array[int]]:
    """Each text as numbers for its words, rarest first; its second 'of' is another word than the first."""
    often: Counter[tuple[str, int]] = Counter()
    for at in places:
        often.update(_counted(texts[at]))
    rank = {
        token: place for place, token in enumerate(sorted(often, key=lambda token: (often[token], token)))
    }
    return {at: array("l", sorted(rank[token] for token in _counted(texts[at]))) for at in places}


def _counted(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    seen: Counter[str] = Counter()
    for word in words:
        seen[word] += 1
        yield word, seen[word]
