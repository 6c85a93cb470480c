"""Which stretches of a statement may be left out of it without changing what the rest says.

A stretch must be parted off on both sides by punctuation, open like a clause that adds something, and hold no
negation, exception, condition, modal verb, attribution or reservation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from assistant.gate.tokens import Sort, Token
from assistant.gate.words import GUARDS, Lexicon

_LABELS = frozenset("i ii iii iv v vi vii viii ix x xi xii".split())
_PARTICIPLES = ("ing", "ant", "ando", "iendo")
_NEAR = 9
"""Words in which the verb of a joined clause is looked for."""


class Hold(IntEnum):
    """What the rest must be free of for a stretch to be left out."""

    NOTHING = 0
    NEGATION = 1
    """It narrows the rest: 'in 2010'. What did not happen in 2010 may have happened later."""
    UNIVERSAL = 2
    """It narrows what the rest speaks of: 'In Asia, all States ...'."""
    CONDITION = 3
    """It may belong to a condition of the rest."""
    LIST = 4
    """It may be one of several: what is said of 'only A, B and C' is not said of 'only A and C'."""


@dataclass(frozen=True, slots=True)
class Omission:
    start: int
    end: int
    hold: Hold = Hold.NOTHING
    is_segment: bool = False
    """A stretch between two commas; of two that follow each other one must stay."""
    says_more: bool = False
    """It is a statement of its own: who says what in it is no matter of the rest."""


def omissions(tokens: Sequence[Token], lists: Lexicon) -> list[Omission]:
    """Every stretch that may go, as far as the stretch itself tells."""
    return [each for each in _candidates(tokens, lists) if _is_free(each, tokens, lists)]


def omitted_by_label(tokens: Sequence[Token]) -> int:
    """How many tokens the number or letter of the paragraph takes at its beginning."""
    at = 0
    if at < len(tokens) and tokens[at].text in ("–", "-"):
        at += 1
    opened = at < len(tokens) and tokens[at].text == "("
    number = at + opened
    if number + 1 < len(tokens) and _is_label(tokens[number]) and tokens[number + 1].text in (")", "."):
        return number + 2
    return at


def _candidates(tokens: Sequence[Token], lists: Lexicon) -> Iterator[Omission]:
    yield from _bracketed(tokens)
    for at, token in enumerate(tokens):
        if token.sort is Sort.WORD and lists.has("anywhere", token.folded):
            yield Omission(at, at + 1)
    if label := omitted_by_label(tokens):
        yield Omission(0, label)
    if lists.any(("defining",), _folded(tokens)):
        return  # every clause of a definition is part of what is defined
    yield from _dashed(tokens)
    if commas := _commas(tokens):
        yield from _openings(tokens, commas, lists)
        yield from _tails(tokens, commas, lists)
        yield from _segments(tokens, commas, lists)


def _tails(tokens: Sequence[Token], commas: Sequence[int], lists: Lexicon) -> Iterator[Omission]:
    """From a comma to the end, where what stands before the comma is whole without it."""
    start = omitted_by_label(tokens)
    opened = _opening(_folded(tokens[start : commas[0]]), lists) is not None
    for number, comma in enumerate(commas):
        words = _folded(tokens[comma + 1 :])
        before = tokens[start:comma]
        if (opened and number == 0) or not _has_verb(_folded(before), lists) or _hangs(before, lists):
            continue
        ends = comma == commas[-1]
        within = _folded(tokens[commas[number - 1] + 1 : comma]) if number else []
        if lists.opens("relative", words):
            yield Omission(comma, len(tokens), Hold.NOTHING, says_more=True)
        elif _joins_a_clause(words, lists):
            yield Omission(comma, len(tokens), Hold.CONDITION, says_more=True)
        elif (hold := _clause(words, lists)) is not None:
            interrupted = bool(within) and _clause(within, lists) is not None
            if not _narrows(words, lists) or (ends and not interrupted):
                yield Omission(comma, len(tokens), hold)


def _segments(tokens: Sequence[Token], commas: Sequence[int], lists: Lexicon) -> Iterator[Omission]:
    """Between two commas; one of the two may stay."""
    start = omitted_by_label(tokens)
    opened = _opening(_folded(tokens[start : commas[0]]), lists) is not None
    earlier: Hold | None = None
    for comma, following in pairwise(commas):
        within = tokens[comma + 1 : following]
        interrupted, earlier = earlier is not None, _clause(_folded(within), lists)
        if interrupted and _narrows(_folded(within), lists):
            continue  # 'shall be entitled, on an equal basis, to recognition,'
        hold = _clause(_folded(within), lists)
        if hold is None and _is_apposition(within, tokens[following + 1 :], lists):
            hold = Hold.NOTHING
        if opened and comma == commas[0] and lists.opens("appositive", _folded(within)):
            continue  # the subject of the sentence
        if hold is not None:
            more = lists.opens("relative", _folded(within))
            yield Omission(comma, following + 1, hold, True, more)
            yield Omission(comma, following, hold, True, more)


def _bracketed(tokens: Sequence[Token]) -> Iterator[Omission]:
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.text in ("(", "["):
            opened.append(at)
        elif token.text in (")", "]") and opened:
            start = opened.pop()
            inside = tokens[start + 1 : at]
            if not opened and tokens[start].after_space and inside and not _is_place(inside):
                yield Omission(start, at + 1)


def _is_place(inside: Sequence[Token]) -> bool:
    """'paragraph 1 (b)' is another place than paragraph 1."""
    return len(inside) == 1 and _is_label(inside[0])


def _is_label(token: Token) -> bool:
    folded = token.folded
    return folded in _LABELS or (len(folded) == 1 and folded.isalpha()) or folded.replace(".", "").isdigit()


def _dashed(tokens: Sequence[Token]) -> Iterator[Omission]:
    dashes = [at for at, token in enumerate(tokens) if token.text == "–" and token.after_space]
    for at, dash in enumerate(dashes):
        if at + 1 < len(dashes):
            yield Omission(dash, dashes[at + 1] + 1)
    if len(dashes) == 1 and dashes[0] > 2:
        yield Omission(dashes[0], len(tokens))


def _openings(tokens: Sequence[Token], commas: Sequence[int], lists: Lexicon) -> Iterator[Omission]:
    start = omitted_by_label(tokens)
    opening = _folded(tokens[start : commas[0]])
    hold = _opening(opening, lists)
    if hold is None:
        return
    needs_verb = not lists.is_all("discourse", opening)
    for comma in commas:
        rest = tokens[comma + 1 :]
        words = _folded(rest)
        if (not needs_verb or _has_verb(words, lists)) and not lists.opens("coordinate", words):
            yield Omission(start, comma + 1, hold)
        if not rest or rest[0].sort is not Sort.NUMBER:
            break  # 'On Friday, 24 November 2017,' has two


def _opening(words: Sequence[str], lists: Lexicon) -> Hold | None:
    """What an opening leaves to the rest; None where it must stay."""
    if not words or (words[0] == "as" and not _names_a_role(words, lists)):
        return None
    if lists.opens("discourse", words):
        return Hold.NOTHING if lists.is_all("discourse", words) else None
    if lists.opens("qualifying", words):
        return None  # 'Based on unverified reports,' and 'For Norway,' say how far or for whom it holds
    if lists.opens("purpose", words):
        return Hold.NOTHING
    if lists.any(("universal",), words):
        return None  # 'For any State which ...' is a condition
    if lists.opens("restrictive", words):
        return Hold.UNIVERSAL
    if lists.opens("prepositional", words) or lists.opens("coordinate", words):
        return Hold.NOTHING
    return Hold.NOTHING if _is_participle(words) else None


def _clause(words: Sequence[str], lists: Lexicon) -> Hold | None:
    """What a stretch behind a comma leaves to the rest, by how it opens; None where it must stay."""
    if not words or (words[0] == "as" and not _names_a_role(words, lists)):
        return None
    if lists.opens("relative", words) or lists.is_all("discourse", words):
        return Hold.NOTHING
    if lists.opens("qualifying", words):
        return None
    if lists.opens("purpose", words):
        return None if lists.opens("appositive", words[1:]) else Hold.NOTHING  # 'to the Depositary' is none
    if lists.opens("restrictive", words):
        return Hold.NEGATION
    if lists.opens("prepositional", words) or _is_participle(words):
        return Hold.NOTHING
    is_name = lists.opens("appositive", words) and not _has_verb(words, lists)
    return Hold.LIST if is_name else None


def _narrows(words: Sequence[str], lists: Lexicon) -> bool:
    """True for what may belong to the verb: 'to recognition', 'from being'."""
    return lists.opens("restrictive", words) or lists.opens("purpose", words)


def _has_verb(words: Sequence[str], lists: Lexicon) -> bool:
    return lists.any(("finite", "modal"), words) or any(map(_is_past, words))


def _is_past(word: str) -> bool:
    return len(word) > 4 and word.endswith("ed") and word.isalpha()


def _hangs(before: Sequence[Token], lists: Lexicon) -> bool:
    """'Each Party shall,' and '... means that,' wait for what follows."""
    last = _folded(before)[-1:]
    return lists.any(("finite", "modal", "hanging", "restrictive"), last)


def _joins_a_clause(words: Sequence[str], lists: Lexicon) -> bool:
    """', and it has ...': a clause with a verb of its own."""
    return lists.opens("coordinate", words) and lists.any(("finite",), words[1:_NEAR])


def _is_apposition(within: Sequence[Token], after: Sequence[Token], lists: Lexicon) -> bool:
    """'Peru, Coordinator on clearance, hosted': a verb follows, so that it is not one of a list."""
    verb = after[0].folded if after else ""
    return bool(within) and (_is_past(verb) or lists.has("finite", verb))


def _names_a_role(words: Sequence[str], lists: Lexicon) -> bool:
    """'as President', 'as a party', 'as well as'; 'as appropriate' is a condition."""
    following = words[1:]
    return lists.opens("appositive", following) or following[:1] in (["well"], ["part"], ["president"])


def _is_participle(words: Sequence[str]) -> bool:
    """'noting that ...', and not 'housing' in a list."""
    word = words[0]
    return len(words) > 1 and len(word) > 4 and word.isalpha() and word.endswith(_PARTICIPLES)


def _is_free(omission: Omission, tokens: Sequence[Token], lists: Lexicon) -> bool:
    """No word in it that the rest depends on, no question, and no quotation or bracket cut open."""
    piece = tokens[omission.start : omission.end]
    marks = [token.text for token in piece]
    is_label = omission.start == 0 and len(piece) <= 3
    if not is_label and (marks.count('"') % 2 or marks.count("(") != marks.count(")")):
        return False
    guards = [guard for guard in GUARDS if guard != "attribution" or not omission.says_more]
    return "?" not in marks and not lists.any(guards, _folded(piece))


def _commas(tokens: Sequence[Token]) -> list[int]:
    """Commas outside brackets and quotation marks."""
    depth, quoted, found = 0, False, []
    for at, token in enumerate(tokens):
        if token.text in ("(", "["):
            depth += 1
        elif token.text in (")", "]"):
            depth = max(0, depth - 1)
        elif token.text == '"':
            quoted = not quoted
        elif token.text in (",", ";") and not depth and not quoted:
            found.append(at)
    return found


def _folded(tokens: Sequence[Token]) -> list[str]:
    return [token.folded for token in tokens if token.sort is not Sort.MARK]
