"""The words the gate reads by: what may never be left out, and how clauses begin that may be; by language."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from index.lexical import FUNCTION_WORDS

GUARDS = ("negation", "exception", "condition", "modal", "attribution", "hedge")
"""What a piece must be free of to be left out."""
OWN_MATTER = ("modal", "attribution")
"""Of these what a statement of its own may have: 'stressing the need', 'which will be held'."""

_SHORTEST = 4
"""Letters a word must have more than for its ending to tell something: 'need' is no past tense."""

Words = tuple[str, ...]


class Lexicon:
    """The lists of one language. A phrase of several words is found where they follow each other."""

    def __init__(self, lists: dict[str, str]) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._phrases: dict[str, dict[str, list[Words]]] = {}
        for name, listed in lists.items():
            single, *phrases = listed.split("|")
            self._words[name] = frozenset(single.split())
            by_first: dict[str, list[Words]] = {}
            for phrase in phrases:
                words = tuple(phrase.split())
                by_first.setdefault(words[0], []).append(words)
            self._phrases[name] = by_first

    def has(self, name: str, word: str) -> bool:
        """True when the word alone is on the list."""
        return any(part in self._words[name] for part in _parts(word))

    def found(self, name: str, words: Sequence[str]) -> Iterator[Words]:
        """Every word and phrase of the list that stands in the words, in their order."""
        phrases = self._phrases[name]
        for at, word in enumerate(words):
            for part in _parts(word):
                if part in self._words[name] or (name == "negation" and part.endswith("n't")):
                    yield (part,)
                for phrase in phrases.get(part, ()):
                    if tuple(words[at : at + len(phrase)]) == phrase:
                        yield phrase

    def any(self, names: Iterable[str], words: Sequence[str]) -> bool:
        return any(True for name in names for _ in self.found(name, words))

    def count(self, name: str, words: Sequence[str]) -> Counter[Words]:
        return Counter(self.found(name, words))

    def opens(self, name: str, words: Sequence[str]) -> bool:
        """True when the words begin with a word or phrase of the list."""
        if not words:
            return False
        first = _parts(words[0])[0]
        return first in self._words[name] or any(
            tuple(words[: len(phrase)]) == phrase for phrase in self._phrases[name].get(first, ())
        )

    def ends(self, name: str, word: str) -> bool:
        """True when the word ends in one of the list and has more than that."""
        return len(word) > _SHORTEST and word.endswith(tuple(self._words[name]))

    def is_all(self, name: str, words: Sequence[str]) -> bool:
        """True when the words are one word or phrase of the list and nothing else."""
        return any(found == tuple(words) for found in self.found(name, words))


def _parts(word: str) -> Sequence[str]:
    """'s'il' is 's' and 'il'; an English word with an apostrophe also counts whole: 'can't'."""
    return (*word.split("'"), word) if "'" in word else (word,)


@cache
def lexicon(language: str) -> Lexicon:
    file = Path(__file__).with_name("words.toml")
    return Lexicon(tomllib.loads(file.read_text(encoding="utf-8"))[language])


def language_of(text: str) -> str:
    """'en', 'fr' or 'es': the one with most function words in the text; English where none has."""
    words = text.casefold().replace("’", "'").replace("'", " ").split()
    votes = {
        language: sum(word in _function_words(language) for word in words) for language in ("en", "fr", "es")
    }
    return max(votes, key=lambda language: votes[language])


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(FUNCTION_WORDS[language].split())
