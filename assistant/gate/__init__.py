"""The gate: whether a claim says what one statement of the evidence says, and nothing else. Fails closed.

`verbatim` is whole sentences as they stand. `supported` is an edit of one statement or list item: clauses
that only add something left out, a name or number written in another way, a list in another order. Everything
else is `unsupported`, with the reasons. docs/gate.md has the rules one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from typing import Protocol

from assistant.gate.edit import is_edit
from assistant.gate.reasons import may_be_paraphrase, reasons, shared, values_of
from assistant.gate.statements import Piece, pieces, shows_label, wholes, without_label, words_of
from assistant.gate.tokens import Token, read, straight
from assistant.gate.words import language_of, lexicon
from assistant.plain import same_words
from assistant.schemas import CheckReason, CheckVerdict
from ingest.sentences import sentences

__all__ = ["Judge", "Ruling", "check"]

_CLOSING = ".;:, "
"""Marks that close a sentence or item and may be missing: not '?'."""
_NEAREST = 12
"""Statements of the evidence that are compared word by word: those that share most words with the claim."""


class Judge(Protocol):
    """Says whether one text follows from another, in whatever words."""

    def entails(self, premise: str, claim: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Ruling:
    verdict: CheckVerdict
    reasons: tuple[CheckReason, ...] = ()
    """Why it is unsupported; empty otherwise."""


def check(claim: str, evidence: Sequence[str], judge: Judge | None = None) -> Ruling:
    """What the claim is to the evidence. One of the texts must vouch for all of it.

    A judge is asked only about a claim whose figures, names, negations, modal verbs, conditions, attributions
    and quantities are those of one statement: only the wording may be for it to judge.
    """
    if not any(map(str.isalnum, claim)):
        return Ruling(CheckVerdict.UNSUPPORTED, (CheckReason.EMPTY_CLAIM,))
    claim = _unquoted(claim)
    language = language_of(" ".join((claim, *evidence)))
    texts = [pieces(text, language) for text in evidence]
    if any(_is_verbatim(claim, parts) for parts in texts):
        return Ruling(CheckVerdict.VERBATIM)
    lists = lexicon(language)
    said = read(claim, language)
    nearest = _nearest(claim, texts, language)
    if any(is_edit(said, source, lists) for source in nearest.values()):
        return Ruling(CheckVerdict.SUPPORTED)
    if any(_are_edits(claim, parts, language) for parts in texts):
        return Ruling(CheckVerdict.SUPPORTED)
    return _refused(said, claim, evidence, nearest, language, judge)


def _unquoted(claim: str) -> str:
    """Without the quotation marks around all of it, with which a quotation is shown."""
    words = straight(claim)
    inside = words[1:-1]
    return inside if words == f'"{inside}"' and '"' not in inside else claim


def _is_verbatim(claim: str, parts: Sequence[Piece]) -> bool:
    """Whole pieces one after the other, beginning and ending where the meaning is whole."""
    words, texts = straight(claim).rstrip(_CLOSING), [straight(piece.text) for piece in parts]
    for first, text in enumerate(texts):
        for opening in dict.fromkeys((text, without_label(text))):
            last = _last_of(words, [opening, *texts[first + 1 :]])
            if last is not None and _stands_alone(parts[first : first + last + 1], shows_label(opening)):
                return True
    return False


def _last_of(words: str, texts: Sequence[str]) -> int | None:
    """With which of the texts, read one after the other, the words are used up; None when they are not."""
    at = 0
    for number, text in enumerate(texts):
        said = words[at : at + len(text)]
        is_last = at + len(text) >= len(words)
        text = text.rstrip(_CLOSING) if is_last else text
        if not (said == text or (number == 0 and same_words(said, text))):
            return None
        at += len(text)
        if at == len(words):
            return number
        if words[at] != " ":
            return None
        at += 1
    return None


def _stands_alone(parts: Sequence[Piece], is_labelled: bool) -> bool:
    """What needs its lead has it among the others, or shows by its label that it is an item of a list; and
    what is taken back in the next clause does not end here."""
    first, last = parts[0], parts[-1]
    needs_lead = first.is_bound and not is_labelled
    return not needs_lead and not last.is_taken_back


def _nearest(claim: str, texts: Sequence[Sequence[Piece]], language: str) -> dict[str, tuple[Token, ...]]:
    """The statements that share most words with the claim, read; best first."""
    words = Counter(words_of(claim))
    every = dict.fromkeys(text for parts in texts for text in wholes(parts))
    scored = [(-(words & Counter(words_of(text))).total(), at, text) for at, text in enumerate(every)]
    return {text: read(text, language) for _, _, text in nsmallest(_NEAREST, scored)}


def _are_edits(claim: str, parts: Sequence[Piece], language: str) -> bool:
    """Several sentences: each an edit of one statement, and these one after the other."""
    said = [span.of(claim) for span in sentences(claim)]
    if len(said) < 2 or any(piece.is_bound or piece.is_taken_back for piece in parts):
        return False
    lists = lexicon(language)

    @cache
    def edited(own: str, source: str) -> bool:
        return is_edit(read(own, language), read(source, language), lists)

    return any(
        all(edited(own, piece.text) for own, piece in zip(said, parts[start:], strict=False))
        for start in range(len(parts) - len(said) + 1)
    )


def _refused(
    said: Sequence[Token],
    claim: str,
    evidence: Sequence[str],
    nearest: Mapping[str, Sequence[Token]],
    language: str,
    judge: Judge | None,
) -> Ruling:
    """Unsupported, with what keeps it from the nearest statement, unless the judge finds it in one."""
    lists = lexicon(language)

    @cache
    def everything() -> frozenset[str]:
        return frozenset(value for text in evidence for value in values_of(read(text, language)))

    found = [
        (-shared(said, source), reasons(said, source, everything, lists), text)
        for text, source in nearest.items()
    ]
    if judge is not None and any(
        may_be_paraphrase(own) and judge.entails(text, claim) for _, own, text in found
    ):
        return Ruling(CheckVerdict.SUPPORTED)
    ranked = ((rank, len(own), own) for rank, own, _ in found)
    *_, best = min(ranked, default=(0, 0, [CheckReason.NOT_IN_EVIDENCE]))
    return Ruling(CheckVerdict.UNSUPPORTED, tuple(best))
