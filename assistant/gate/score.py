"""How far evidence bears a claim out in whatever words: a graded score beside the verdict, never for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.gate.reasons import values_of
from assistant.gate.tokens import read
from assistant.gate.words import language_of
from index.lexical import analyse
from ingest.sentences import sentences

_WINDOW = 3
"""Sentences that bear out a claim together."""
_CITED = re.compile(r"\[[0-9]{1,3}\]")


def support_score(claim: str, evidence: Sequence[str]) -> float:
    """0..1: the share of the claim's words in one sentence and in three that follow each other, and of its
    pairs and triples of words, less for each of its figures and names that the evidence has not.

    No weight was learnt from anything. What score is enough depends on the use and is not said here.
    """
    language = language_of(" ".join((claim, *evidence)))
    claim = _CITED.sub(" ", claim)
    said = analyse(claim, language)
    if not said:
        return 0.0
    texts = [[analyse(text, language) for text in _sentences(source)] for source in evidence]
    every = [words for text in texts for words in text]
    wordings = [
        max(_cover(said, words) for words in every) if every else 0.0,
        max((_cover(said, words) for text in texts for words in _windows(text)), default=0.0),
        _cover(_runs(said, 2), (run for words in every for run in _runs(words, 2))),
        _cover(_runs(said, 3), (run for words in every for run in _runs(words, 3))),
    ]
    held = {value for source in evidence for value in values_of(read(source, language))}
    values = list(values_of(read(claim, language)))
    known = _cover(values, held) if values else 1.0
    return sum(wordings) / len(wordings) * (1 + known) / 2


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip():
            yield from (span.of(line) for span in sentences(line))


def _windows(text: Sequence[Sequence[str]]) -> Iterator[set[str]]:
    for start in range(max(1, len(text) - _WINDOW + 1)):
        yield {word for words in text[start : start + _WINDOW] for word in words}


def _runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    """Words that follow each other; those of a claim too short for any are one."""
    return [tuple(words[at : at + length]) for at in range(max(1, len(words) - length + 1))]


def _cover(wanted: Iterable[object], held: Iterable[object]) -> float:
    """The share of what is wanted that is held."""
    different = set(wanted)
    return len(different & set(held)) / len(different)
