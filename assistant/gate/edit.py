"""Whether a claim is an edit of one statement that says nothing else: words left out, none put in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.gate.lists import lists_at, same_items
from assistant.gate.omissions import Hold, Omission, omissions
from assistant.gate.tokens import Sort, Token
from assistant.gate.words import Lexicon

_CLOSING = frozenset(".;:,")
_LONGEST = 400
"""Words and marks of a statement that is compared; a longer one vouches only for its own words."""
_YEAR = 4
_MOST_STEPS = 20_000
"""Steps after which a claim counts as no edit: texts of commas alone would take minutes."""


def is_edit(claim: Sequence[Token], statement: Sequence[Token], lexicon: Lexicon) -> bool:
    """True when the statement becomes the claim by leaving out what may go and ordering its lists anew.

    Names of one State or body, and a number in words or figures, are the same.
    """
    said, source = _without_end(claim), _without_end(statement)
    if not said or max(len(said), len(source)) > _LONGEST:
        return False
    if Counter(_content(said)) - Counter(_content(source)):
        return False
    strict = _holds(said, lexicon)
    may_go: dict[int, list[Omission]] = {}
    for each in omissions(source, lexicon):
        if each.hold not in strict:
            may_go.setdefault(each.start, []).append(each)
    return _reaches_end(said, source, may_go, lexicon)


def _reaches_end(
    said: Sequence[Token], source: Sequence[Token], may_go: dict[int, list[Omission]], lexicon: Lexicon
) -> bool:
    """Walks both side by side; a state is how far each is read, and whether a segment was just left out."""
    pending = [(0, 0, False)]
    seen: set[tuple[int, int, bool]] = set()
    lists = lists_at(source, lexicon)
    while pending and len(seen) < _MOST_STEPS:
        state = pending.pop()
        if state in seen:
            continue
        seen.add(state)
        at, place, left_out = state
        if at == len(source) and place == len(said):
            return True
        for each in may_go.get(at, ()):
            if each.end - each.start < len(source) and not (left_out and each.is_segment):
                pending.append((each.end, place, each.is_segment))
        if at < len(source) and _is_loose_comma(source, at, lexicon):
            pending.append((at + 1, place, left_out))
        if place < len(said) and _is_loose_comma(said, place, lexicon):
            pending.append((at, place + 1, left_out))
        if at < len(source) and place < len(said) and _same(source[at], said[place]):
            pending.append((at + 1, place + 1, False))
        for listed in lists.get(at, ()):
            if (end := same_items(listed, said, place, lexicon)) is not None:
                pending.append((listed.end, end, False))
    return False


def _same(source: Token, said: Token) -> bool:
    if source.key == said.key:
        return True
    return (said.opens or source.opens) and source.sort is Sort.WORD and source.folded == said.folded


def _is_loose_comma(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """The comma before 'and' says nothing."""
    if tokens[at].text != "," or at + 1 == len(tokens):
        return False
    following = tokens[at + 1].folded
    return lexicon.has("and", following) or lexicon.has("or", following)


def _holds(said: Sequence[Token], lexicon: Lexicon) -> frozenset[Hold]:
    """What may not be left out where the claim has such words."""
    words = [token.folded for token in said if token.sort is not Sort.MARK]
    held = set()
    if lexicon.any(("negation", "permission"), words):
        held |= {Hold.NEGATION, Hold.LIST}
    if lexicon.any(("condition", "exception"), words):
        held |= {Hold.CONDITION, Hold.LIST}
    reported = next((at for at, word in enumerate(words) if lexicon.has("reporting", word)), len(words))
    if lexicon.any(("negation", "permission", "universal"), words[:reported]) or any(
        _is_figure(token, before, lexicon) for token, before in zip(said, [None, *said], strict=False)
    ):
        held.add(Hold.OCCASION)
    if lexicon.any(("modal",), words):
        held.add(Hold.MODAL)
    if lexicon.any(("hedge",), words) or any(lexicon.has("or", word) for word in words) or _counts(said):
        held.add(Hold.LIST)
    return frozenset(held)


def _is_figure(token: Token, before: Token | None, lexicon: Lexicon) -> bool:
    """'13 States', not a year, not the number of 'Article 7', not 'un atelier'."""
    if token.sort is not Sort.NUMBER or lexicon.has("indefinite", token.folded):
        return False
    is_numbered = before is not None and before.text[0].isupper() and not before.opens
    is_year = len(token.key) == _YEAR and token.key.startswith(("19", "20"))
    return not is_numbered and not is_year


def _counts(tokens: Sequence[Token]) -> bool:
    """'Three bodies', whose list must stay whole; '7 June' counts nothing."""
    return any(
        number.sort is Sort.NUMBER and counted.sort is Sort.WORD and counted.text.islower()
        for number, counted in pairwise(tokens)
    )


def _without_end(tokens: Sequence[Token]) -> Sequence[Token]:
    end = len(tokens)
    while end and tokens[end - 1].text in _CLOSING:
        end -= 1
    return tokens[:end]


def _content(tokens: Sequence[Token]) -> Iterator[str]:
    return (token.key.casefold() for token in tokens if token.sort is not Sort.MARK)
