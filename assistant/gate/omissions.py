"""Which stretches of a statement may be left out of it without changing what the rest says.

What may go is listed, and everything else stays: a stretch goes only where punctuation parts it off, its
first words show that it says something more (an example, a relative clause, an apposition, a cause, a
purpose, the occasion of an event), and it holds no negation, exception, condition or reservation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from assistant.gate.tokens import Sort, Token
from assistant.gate.words import GUARDS, OWN_MATTER, Lexicon

_LABELS = frozenset("i ii iii iv v vi vii viii ix x xi xii".split())
_NEAR = 9
"""Words in which it is looked for how a stretch opens, and for the verb of a joined clause."""
_ASIDES = ("restrictive", "prepositional", "purpose", "cause", "condition", "discourse", "adding")
_MEETING = "meeting:"


class Hold(IntEnum):
    """What the rest must be free of for a stretch to be left out."""

    NOTHING = 0
    NEGATION = 1
    """It may be what is denied or allowed: 'did not end, because of the rain'."""
    CONDITION = 2
    """It may belong to a condition of the rest."""
    LIST = 3
    """It may be one of several: what is said of 'only A, B and C' is not said of 'only A and C'."""
    OCCASION = 4
    """It says when: what is denied, allowed, counted or said of all holds for that time."""
    MODAL = 5
    """It may say what an obligation is for: 'To be eligible, a State must report'."""


@dataclass(frozen=True, slots=True)
class Omission:
    start: int
    end: int
    hold: Hold = Hold.NOTHING
    is_segment: bool = False
    """A stretch between two commas; of two that follow each other one must stay."""
    says_more: bool = False
    """It is a statement of its own: who says what and must do what in it is no matter of the rest."""


@dataclass(frozen=True, slots=True)
class _Remark:
    """That a stretch only adds something."""

    hold: Hold = Hold.NOTHING
    says_more: bool = False
    of_noun: bool = False
    """It says something of the noun before it, which must not be 'every', 'any' or 'no' one."""
    is_example: bool = False
    is_whole: bool = True
    """Commas within are its own: behind the next one nothing goes on that stood before it."""


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
    if label := omitted_by_label(tokens):
        yield Omission(0, label)
    for at, token in enumerate(tokens):
        if lists.has("anywhere", token.folded) and not _is_denied(tokens, at, lists):
            yield Omission(at, at + 1)
    yield from _bracketed(tokens, lists)
    if lists.any(("defining",), _folded(tokens)):
        return  # every clause of a definition is part of what is defined
    yield from _dashed(tokens, lists)
    if commas := _commas(tokens):
        yield from _openings(tokens, commas, lists)
        yield from _tails(tokens, commas, lists)
        yield from _segments(tokens, commas, lists)


def _is_denied(tokens: Sequence[Token], at: int, lists: Lexicon) -> bool:
    """'did not also report': without 'also' nothing would be left of what was reported."""
    return lists.any(("negation",), _folded(tokens[max(0, at - 3) : at]))


# ---- In brackets and between dashes


def _bracketed(tokens: Sequence[Token], lists: Lexicon) -> Iterator[Omission]:
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.text in ("(", "["):
            opened.append(at)
        elif token.text in (")", "]") and opened:
            start = opened.pop()
            inside = tokens[start + 1 : at]
            if not opened and tokens[start].after_space and _explains(inside, lists):
                yield Omission(start, at + 1)


def _explains(inside: Sequence[Token], lists: Lexicon) -> bool:
    """A name, an abbreviation, an example or a relative clause; 'paragraph 1 (b)' is another place."""
    words = _folded(inside)
    if not words or (len(inside) == 1 and _is_label(inside[0])):
        return False
    if lists.opens("additive", words) or lists.opens("aside", words) or lists.opens("relative", words):
        return True
    return _is_title(inside, lists)


def _is_title(inside: Sequence[Token], lists: Lexicon) -> bool:
    """'International Campaign to Ban Landmines', 'Chad, Mali and Peru': capitals but for the small words."""
    if not inside:
        return False
    named = inside[0].sort is Sort.NAME or inside[0].text[0].isupper()
    return named and all(
        token.sort in (Sort.NAME, Sort.MARK)
        or token.text[0].isupper()
        or lists.any(("and", "article", "hanging"), [token.folded])
        for token in inside
    )


def _is_label(token: Token) -> bool:
    folded = token.folded
    return folded in _LABELS or (len(folded) == 1 and folded.isalpha()) or folded.replace(".", "").isdigit()


def _dashed(tokens: Sequence[Token], lists: Lexicon) -> Iterator[Omission]:
    dashes = [at for at, token in enumerate(tokens) if token.text == "–" and token.after_space]
    ends = [*((dash, after, after + 1) for dash, after in pairwise(dashes))]
    if len(dashes) == 1 and dashes[0] > 2:
        ends.append((dashes[0], len(tokens), len(tokens)))
    for dash, last, end in ends:
        inside = tokens[dash + 1 : last]
        words = _folded(inside)
        is_list = _is_title(inside, lists) and any(token.text == "," for token in inside)
        if is_list or lists.opens("additive", words) or lists.opens("relative", words):
            yield Omission(dash, end)


# ---- Up to the first comma


def _openings(tokens: Sequence[Token], commas: Sequence[int], lists: Lexicon) -> Iterator[Omission]:
    start = omitted_by_label(tokens)
    for comma in commas:
        rest = tokens[comma + 1 :]
        hold = _opening(tokens[start : commas[0]], rest, lists)
        if hold is None or lists.opens("coordinate", _folded(rest)):
            return
        yield Omission(start, comma + 1, hold)
        if not rest or rest[0].sort is not Sort.NUMBER:
            return  # 'On Friday, 24 November 2017,' has two


def _opening(opening: Sequence[Token], rest: Sequence[Token], lists: Lexicon) -> Hold | None:
    """What the rest must be free of for the opening to go; None where it stays."""
    words, following = _folded(opening), _folded(rest)
    if lists.is_all("discourse", words):
        return Hold.NOTHING
    if not _has_verb(following, lists) or lists.any(("universal",), words):
        return None  # 'For any State which ...' is a condition
    if lists.opens("adding", words) or _is_by(words, lists):
        return Hold.NOTHING
    if lists.opens("purpose", words):
        return Hold.MODAL
    if lists.opens("cause", words):
        return Hold.NEGATION
    if _is_occasion(opening, lists) and _is_past_event(following, lists):
        return Hold.OCCASION
    return None


def _is_occasion(stretch: Sequence[Token], lists: Lexicon) -> bool:
    """'At a session on clearance', 'On Friday', 'Following the Second Meeting'; not 'On paper', 'In Asia'."""
    if not stretch or not lists.has("when", stretch[0].folded):
        return False
    if lists.has("afterwards", stretch[0].folded):
        return len(stretch) > 1
    head: Sequence[Token] = stretch[1:]
    for at, token in enumerate(head):
        if token.sort is Sort.MARK or lists.any(("restrictive", "relative"), [token.folded]):
            head = head[:at]
            break
    if not head:
        return False
    last = head[-1]
    is_date = last.sort is Sort.NUMBER and all(
        token.sort is Sort.NUMBER or lists.any(("occasion", "and", "hanging"), [token.folded])
        for token in head
    )
    return is_date or last.key.startswith(_MEETING) or lists.has("occasion", last.folded)


def _is_past_event(words: Sequence[str], lists: Lexicon) -> bool:
    """What happened once happened, whenever it was: 'hosted', 'was held'; not 'has', 'is', 'shall'."""
    for word in words:
        if lists.any(("present", "modal"), [word]) or lists.ends("future_endings", word):
            return False
        if lists.has("past", word) or lists.ends("past_endings", word):
            return True
    return False


# ---- Behind a comma


def _tails(tokens: Sequence[Token], commas: Sequence[int], lists: Lexicon) -> Iterator[Omission]:
    """From a comma to the end, where what stands before the comma is whole without it."""
    start = omitted_by_label(tokens)
    verb = next((at for at, token in enumerate(tokens) if _is_verb([token.folded], lists)), len(tokens))
    last = max((comma for comma in commas if _goes_on(tokens, comma, lists)), default=-1)
    for number, comma in enumerate(commas):
        before, stretch = tokens[start:comma], tokens[comma + 1 :]
        if (not number and _leads_in(before, lists)) or _hangs(before, lists):
            continue
        is_clause = verb < comma
        if is_clause and _joins_a_clause(_folded(stretch[:_NEAR]), lists):
            yield Omission(comma, len(tokens), Hold.CONDITION, says_more=True)
        remark = _remark(stretch, before, lists) if comma >= last else None
        if remark is None or not (is_clause or remark.is_example):
            continue
        previous = commas[number - 1] + 1 if number else start
        if not remark.is_example and number and _is_aside(tokens[previous:comma], lists):
            continue  # 'and to this end, where necessary, allowing ...'
        if (is_clause and remark.is_whole) or comma == commas[-1]:
            yield Omission(comma, len(tokens), remark.hold, says_more=remark.says_more)


def _goes_on(tokens: Sequence[Token], comma: int, lists: Lexicon) -> bool:
    """Behind this comma the sentence goes on with its verb, or with another choice."""
    words = _folded(tokens[comma + 1 : comma + 3])
    return _is_verb(words[:1], lists) or lists.opens("or", words)


def _segments(tokens: Sequence[Token], commas: Sequence[int], lists: Lexicon) -> Iterator[Omission]:
    """Between a comma and the one behind which the verb stands, or an example's 'to': where a remark ends."""
    start = omitted_by_label(tokens)
    following = {comma: _folded(tokens[comma + 1 : comma + 2]) for comma in commas}
    resumed = [c for c in commas if _is_verb(following[c], lists) or lists.opens("resuming", following[c])]
    for number, comma in enumerate(commas[:-1]):
        if not number and _leads_in(tokens[start:comma], lists):
            continue  # the subject of the sentence may stand here
        end = next((at for at in resumed if at > comma), None)
        if end is None:
            return
        within, before = tokens[comma + 1 : end], tokens[start:comma]
        remark = _remark(within, before, lists)
        if remark is None and end == commas[number + 1] and _is_apposition(within, lists):
            remark = _Remark(Hold.LIST, of_noun=True)
        if remark is None or not (remark.is_example or _is_verb(following[end], lists)):
            continue
        if not (remark.of_noun and _is_one_of_many(before, lists)):
            yield Omission(comma, end + 1, remark.hold, True, remark.says_more)
            yield Omission(comma, end, remark.hold, True, remark.says_more)


def _remark(stretch: Sequence[Token], before: Sequence[Token], lists: Lexicon) -> _Remark | None:
    """What a stretch behind a comma is by its first words; None where it may be part of what is said."""
    words = _folded(stretch[:_NEAR])
    found: _Remark | None = None
    if lists.opens("relative", words):
        found = _Remark(says_more=True, of_noun=True)
    elif len(stretch) < _NEAR and lists.is_all("discourse", words):
        found = _Remark()
    elif lists.opens("additive", words):
        found = _Remark(is_example=True)
    elif lists.opens("adding", words) or _is_by(words, lists):
        found = _Remark(says_more=True)
    elif lists.opens("purpose", words):
        found = _Remark(Hold.NEGATION)
    elif lists.opens("cause", words):
        found = _Remark(Hold.NEGATION, is_whole=False)
    elif _is_occasion(stretch, lists) and _is_past_event(_folded(before), lists):
        found = _Remark(Hold.OCCASION, is_whole=False)
    elif _is_title_of(before, stretch, lists):
        found = _Remark(Hold.LIST, of_noun=True)
    if found is not None and found.of_noun and _is_one_of_many(before, lists):
        return None
    return found


def _is_by(words: Sequence[str], lists: Lexicon) -> bool:
    """'chaired by Japan', 'followed by a debate'."""
    return lists.opens("done", words) and lists.opens("agent", words[1:])


def _is_one_of_many(before: Sequence[Token], lists: Lexicon) -> bool:
    """'Every State, which ...': what seems to be added may say which ones."""
    last = next((at for at in reversed(range(len(before))) if before[at].text == ","), -1)
    return lists.any(("universal", "negation"), _folded(before[last + 1 :]))


def _is_apposition(within: Sequence[Token], lists: Lexicon) -> bool:
    """'Peru, Coordinator on clearance, hosted', 'Lebanon, the President, opened'."""
    if not within or _has_verb(_folded(within), lists):
        return False
    return lists.opens("appositive", _folded(within)) or within[0].text[0].isupper()


def _is_title_of(before: Sequence[Token], stretch: Sequence[Token], lists: Lexicon) -> bool:
    """'Ms. Burke, Director of the ICBL' at the end: a title, and not one more name of a list."""
    if not before or not (before[-1].sort is Sort.NAME or before[-1].text[:1].isupper()):
        return False
    words = _folded(stretch)
    if not _is_apposition(stretch, lists) or lists.any(("and", "or"), words):
        return False
    return stretch[0].sort is Sort.WORD and lists.any(("restrictive",), words)


def _leads_in(opening: Sequence[Token], lists: Lexicon) -> bool:
    """It may be an opening, so that the subject of the sentence stands behind its comma."""
    return _is_aside(opening, lists) or _is_verb(_folded(opening[:1]), lists)


def _is_aside(stretch: Sequence[Token], lists: Lexicon) -> bool:
    words = _folded(stretch[:_NEAR])
    return any(lists.opens(name, words) for name in _ASIDES)


def _has_verb(words: Sequence[str], lists: Lexicon) -> bool:
    return any(_is_verb([word], lists) for word in words)


def _is_verb(words: Sequence[str], lists: Lexicon) -> bool:
    return lists.any(("finite", "modal", "past"), words) or any(
        lists.ends("verb_endings", word) for word in words
    )


def _hangs(before: Sequence[Token], lists: Lexicon) -> bool:
    """'Each Party shall,' and '... means that,' wait for what follows."""
    last = _folded(before)[-1:]
    return lists.any(("finite", "modal", "hanging", "restrictive"), last)


def _joins_a_clause(words: Sequence[str], lists: Lexicon) -> bool:
    """', and it has ...': a clause with a verb of its own."""
    return lists.opens("coordinate", words) and lists.any(("finite",), words[1:])


def _is_free(omission: Omission, tokens: Sequence[Token], lists: Lexicon) -> bool:
    """No word in it that the rest depends on, no question, and no quotation or bracket cut open."""
    piece = tokens[omission.start : omission.end]
    marks = [token.text for token in piece]
    is_label = omission.start == 0 and len(piece) <= 3
    if not is_label and (marks.count('"') % 2 or marks.count("(") != marks.count(")")):
        return False
    guards = [guard for guard in GUARDS if not (omission.says_more and guard in OWN_MATTER)]
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
