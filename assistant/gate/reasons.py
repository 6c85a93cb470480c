"""Why a claim does not pass: what it has that the nearest statement has not, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from assistant.gate.tokens import Sort, Token
from assistant.gate.words import Lexicon
from assistant.schemas import CheckReason

_KEPT = (
    (("negation",), CheckReason.NEGATION_CHANGED),
    (("modal",), CheckReason.MODALITY_CHANGED),
    (("exception", "condition"), CheckReason.CONDITION_CHANGED),
    (("attribution",), CheckReason.ATTRIBUTION_CHANGED),
    (("quantity", "hedge"), CheckReason.QUANTITY_CHANGED),
)
_SOFT = frozenset(
    (
        CheckReason.WORDS_NOT_IN_EVIDENCE,
        CheckReason.WORDS_LEFT_OUT,
        CheckReason.PART_OF_SENTENCE,
        CheckReason.ORDER_CHANGED,
    )
)
"""What another way to say the same may show; the others are never one."""


def reasons(
    said: Sequence[Token],
    nearest: Sequence[Token],
    everything: Callable[[], frozenset[str]],
    lexicon: Lexicon,
) -> list[CheckReason]:
    """What keeps the claim from being an edit of the nearest statement; never empty.

    `everything` gives what the whole evidence names and counts; it is asked only where it matters.
    """
    found: list[CheckReason] = []
    added = Counter(_values(said)) - Counter(_values(nearest))
    for sort, absent in (
        (Sort.NUMBER, CheckReason.FIGURE_NOT_IN_EVIDENCE),
        (Sort.NAME, CheckReason.NAME_NOT_IN_EVIDENCE),
    ):
        values = [value for kind, value in added if kind is sort]
        if any(value not in everything() for value in values):
            found.append(absent)
        if any(value in everything() for value in values):
            found.append(CheckReason.NOT_ONE_STATEMENT)
    if not shared(said, nearest):
        return [*found, CheckReason.NOT_IN_EVIDENCE]
    if not added and not _in_order(list(_values(said)), list(_values(nearest))):
        found.append(CheckReason.VALUES_EXCHANGED)
    words, source = _words(said), _words(nearest)
    for names, reason in _KEPT:
        if any(lexicon.count(name, words) != lexicon.count(name, source) for name in names):
            found.append(reason)
    wording = _wording(words, source)
    if not found or wording is CheckReason.WORDS_NOT_IN_EVIDENCE:
        found.append(wording)
    return list(dict.fromkeys(found))


def _wording(words: Sequence[str], source: Sequence[str]) -> CheckReason:
    if Counter(words) - Counter(source):
        return CheckReason.WORDS_NOT_IN_EVIDENCE
    if not _in_order(words, source):
        return CheckReason.ORDER_CHANGED
    is_part = f" {' '.join(words)} " in f" {' '.join(source)} "
    return CheckReason.PART_OF_SENTENCE if is_part else CheckReason.WORDS_LEFT_OUT


def shared(said: Sequence[Token], source: Sequence[Token]) -> int:
    """How many words, figures and names they have in common."""
    counts = [
        Counter(token.key.casefold() for token in tokens if token.sort is not Sort.MARK)
        for tokens in (said, source)
    ]
    return (counts[0] & counts[1]).total()


def may_be_paraphrase(found: Sequence[CheckReason]) -> bool:
    """True when nothing but the wording differs: figures, names, negation and the like are all kept."""
    return _SOFT.issuperset(found)


def values_of(tokens: Sequence[Token]) -> Iterator[str]:
    """The figures and names, as they are compared."""
    return (value for _, value in _values(tokens))


def _values(tokens: Sequence[Token]) -> Iterator[tuple[Sort, str]]:
    """Figures, names we know, and words with a capital that does not come from their place."""
    for token in tokens:
        if token.sort in (Sort.NUMBER, Sort.NAME):
            yield token.sort, token.key
        elif token.sort is Sort.WORD and token.text[0].isupper() and not token.opens:
            yield Sort.NAME, token.folded


def _words(tokens: Sequence[Token]) -> list[str]:
    return [token.folded for token in tokens if token.sort is Sort.WORD]


def _in_order(part: Sequence[object], whole: Sequence[object]) -> bool:
    rest = iter(whole)
    return all(each in rest for each in part)
