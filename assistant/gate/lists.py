"""Lists whose order says nothing: names joined by 'and', and what a colon or 'including' introduces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.gate.tokens import Sort, Token
from assistant.gate.words import GUARDS, Lexicon

_INTRODUCERS = frozenset(
    "including include includes namely particularly notamment compris incluido incluidos incluidas".split()
)
_LONGEST = 60
"""Items of a list that is compared."""
_LONGEST_REMARK = 12

Item = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Items in a row, and whether 'and' or 'or' joins the last."""

    start: int
    end: int
    items: tuple[Item, ...]
    joint: str
    of_names: bool
    whole: frozenset[Item] = frozenset()
    """Names whose remark in brackets may not be left out."""


def lists_at(tokens: Sequence[Token], lexicon: Lexicon) -> dict[int, list[Listed]]:
    """The lists of a statement by where they begin; none where an order is spoken of."""
    if any(lexicon.has("ordered", token.folded) for token in tokens):
        return {}
    found: dict[int, list[Listed]] = {}
    for listed in (*_of_names(tokens, lexicon), *_introduced(tokens, lexicon)):
        found.setdefault(listed.start, []).append(listed)
    return found


def same_items(listed: Listed, said: Sequence[Token], place: int, lexicon: Lexicon) -> int | None:
    """Where the same items in any order end in the claim; None when others stand there."""
    if listed.of_names:
        others = [_names(said, place, lexicon)]
    else:
        others = list(_splits(said, place, len(said), lexicon))
    for other in others:
        if other is not None and other.joint == listed.joint and _are_same(listed, other):
            return other.end
    return None


def _are_same(listed: Listed, other: Listed) -> bool:
    if not listed.of_names:
        return Counter(listed.items) == Counter(other.items)
    if Counter(item[0] for item in listed.items) != Counter(item[0] for item in other.items):
        return False
    remarked = set(listed.items)
    return all(item in remarked or len(item) == 1 for item in other.items) and listed.whole <= set(
        other.items
    )


def _of_names(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Listed]:
    at = 0
    while at < len(tokens):
        listed = _names(tokens, at, lexicon) if tokens[at].sort is Sort.NAME else None
        if listed is None:
            at += 1
            continue
        start = _certain_start(tokens, listed, lexicon)
        if start is not None and not _has_counterpart(tokens, listed, lexicon):
            if start == listed.start:
                yield listed
            elif len(listed.items) > 2 and (rest := _names(tokens, start, lexicon)) is not None:
                yield rest
        at = listed.end


def _has_counterpart(tokens: Sequence[Token], listed: Listed, lexicon: Lexicon) -> bool:
    """'Norway, Peru and Chad led the work on mines, aid and law': who did which is told by the order."""
    commas = len(listed.items) - 2
    if commas < 1:
        return False
    for side in (tokens[: listed.start], tokens[listed.end :]):
        seen = 0
        for token in side:
            seen += token.text == ","
            if seen >= commas and lexicon.has("and", token.folded):
                return True
    return False


def _certain_start(tokens: Sequence[Token], listed: Listed, lexicon: Lexicon) -> int | None:
    """Where the list begins beyond doubt, None when nowhere.

    'Chaired by Germany, Norway and Chad said': the first name may belong to what stands before it, and of
    'by Germany and Norway said' no name is surely one of a list.
    """
    if listed.start == 0 or tokens[listed.start - 1].sort is Sort.MARK:
        return listed.start
    if _goes_on(tokens, listed.end, lexicon):
        if not _is_preposition(tokens[listed.start - 1], lexicon):
            return listed.start
        commas = (at for at in range(listed.start, listed.end) if tokens[at].text == ",")
        return next((at + 1 for at in commas), None)
    before_the_clause = _is_preposition(tokens[0], lexicon) and not any(
        token.text == "," for token in tokens[: listed.start]
    )
    return None if before_the_clause and len(listed.items) > 2 else listed.start


def _goes_on(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> bool:
    """True when a word follows that may be the verb of the names."""
    return (
        end < len(tokens) and tokens[end].sort is not Sort.MARK and not _is_preposition(tokens[end], lexicon)
    )


def _is_preposition(token: Token, lexicon: Lexicon) -> bool:
    return lexicon.has("restrictive", token.folded) or lexicon.has("prepositional", token.folded)


def _names(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> Listed | None:
    """Names parted by commas and a last 'and' from `start` on; at least two."""
    items: list[Item] = []
    whole: set[Item] = set()
    at, joint = start, ""
    while at < len(tokens) and tokens[at].sort is Sort.NAME:
        item_end = _after_remark(tokens, at + 1)
        items.append(tuple(token.key for token in tokens[at:item_end]))
        if lexicon.any(GUARDS, [token.folded for token in tokens[at + 1 : item_end]]):
            whole.add(items[-1])
        at = item_end
        if joint:
            break
        separator = at
        if separator < len(tokens) and tokens[separator].text == ",":
            separator += 1
        if separator < len(tokens) and (found := _joint(tokens[separator], lexicon)):
            joint, separator = found, separator + 1
        if separator == at or separator >= len(tokens) or tokens[separator].sort is not Sort.NAME:
            joint = ""
            break
        at = separator
    if len(items) < 2 or not joint:
        return None
    return Listed(start, at, tuple(items), joint, True, frozenset(whole))


def _after_remark(tokens: Sequence[Token], at: int) -> int:
    """A remark in brackets belongs to the name before it."""
    if at < len(tokens) and tokens[at].text == "(":
        for closing in range(at, min(len(tokens), at + _LONGEST_REMARK)):
            if tokens[closing].text == ")":
                return closing + 1
    return at


def _introduced(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Listed]:
    """From a colon or 'including' to the end."""
    for at, token in enumerate(tokens):
        if token.text == ":" or token.folded in _INTRODUCERS:
            yield from _splits(tokens, at + 1, len(tokens), lexicon)


def _splits(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> Iterator[Listed]:
    """Items parted by commas, or semicolons where there are any, and 'and' before the last.

    Where no comma stands before it, any 'and' of the last stretch may be the one: all are tried.
    """
    mark = ";" if any(token.text == ";" for token in tokens[start:end]) else ","
    rows = _parted(tokens[start:end], mark)
    *first, last = rows
    if len(rows) > _LONGEST or not all(first):
        return
    if first and last and (joint := _joint(last[0], lexicon)):
        if last[1:]:
            yield _listed(start, end, [*first, last[1:]], joint)
        return
    if first and mark == ";":
        yield _listed(start, end, rows, "")
    for at, token in enumerate(last):
        if (joint := _joint(token, lexicon)) and last[:at] and last[at + 1 :]:
            yield _listed(start, end, [*first, last[:at], last[at + 1 :]], joint)


def _listed(start: int, end: int, rows: Sequence[Sequence[Token]], joint: str) -> Listed:
    return Listed(start, end, tuple(tuple(token.key for token in row) for row in rows), joint, False)


def _parted(tokens: Sequence[Token], mark: str) -> list[list[Token]]:
    """The stretches between the marks that stand outside brackets."""
    rows: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if token.text == mark and not depth:
            rows.append([])
        else:
            rows[-1].append(token)
    return rows


def _joint(token: Token, lexicon: Lexicon) -> str:
    if lexicon.has("and", token.folded):
        return "and"
    return "or" if lexicon.has("or", token.folded) else ""
