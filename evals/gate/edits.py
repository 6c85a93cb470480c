"""Edits of true sentences that stay true: clauses left out that only add something, other names or figures.

They are made by expressions over the text, as somebody shortens a sentence, and share no code or word list
with the gate, so that either can be found wrong. What an edit may leave out is what docs/gate.md says.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from evals.gate.truths import Made, Truth
from evals.gate.words import WORDS, any_of, listed

_COUNTING = {"en": listed("counting_en"), "fr": listed("counting_fr")}
_NUMBER_WORD = {
    language: re.compile(rf"(?<![\w-]){any_of(words[1:])}(?![\w-])(?! of\b)", re.IGNORECASE)
    for language, words in _COUNTING.items()
}
_FIGURE = re.compile(r"(?<![\w#/.,:(-])(?:[2-9]|1[0-5])(?= (?:[a-z]{4}|State|signator))")
_NUMBERED = re.compile(r"(?:Articles?|articles?|paragraphs?|paragraphes?|Actions?) $")
_OTHER_NAME = {name: [other for other in group if other != name] for group in WORDS["same"] for name in group}
_NAME = re.compile(rf"(?<![\w-]){any_of(_OTHER_NAME)}(?![\w-])(?!['’])")
_DANGER = re.compile(rf"\b{any_of(listed('danger'))}(?!\w)", re.IGNORECASE)
"""What makes the deletion of a clause a lie; a clause with it is not deleted here."""
_STRICT = re.compile(rf"\b{any_of(listed('strict'))}(?!\w)", re.IGNORECASE)
"""Where the rest has it, a clause that says when or where stays."""
_BRACKETS = re.compile(r" \([^()]{6,160}\)")
_CONNECTIVE = re.compile(rf"{any_of(listed('connectives'))}, ")
_OPENING = re.compile(
    rf"{any_of(listed('openings'))} (?!(?:any|every|each|all|no|tout) )[^,;:()]{{4,90}},"
    rf" (?={any_of(listed('subjects'))} |l['’]|[A-ZÉÀ])"
)
_OCCASION = re.compile(rf"\b{any_of(listed('occasions'))}\b")
_EVENT = re.compile(rf"\b(?:(?P<happened>{any_of(listed('happened'))})|{any_of(listed('timeless'))})\b")
_COUNT_WORDS = any_of([*_COUNTING["en"], *_COUNTING["fr"][1:]])
_COUNTED = re.compile(
    rf"(?<![\w-])(?:(?!(?:19|20)[0-9]{{2}}\b)[0-9]+|{_COUNT_WORDS})\b",
    re.IGNORECASE,
)
_LED_IN = re.compile(rf"(?:\(?\w+[.)] )?(?:[0-9]+ )?{any_of([*listed('openings'), *listed('leading')])}\b")
_MIDDLE = re.compile(
    rf", (?P<opens>{any_of(listed('middles'))}) [^,;:()]{{4,120}},(?= "
    rf"{any_of(listed('resumes'))}\b)"
)
_END = re.compile(rf", (?P<opens>{any_of(listed('ends'))}) [^,;:()]{{5,160}}(?=\.$)")
_ROW_NAME = any_of(listed("listed"))
_ROW = re.compile(
    rf"\b{_ROW_NAME}(?:, (?:the )?{_ROW_NAME}){{1,30}},?"
    rf" (?:and|et) (?:the )?{_ROW_NAME}(?=[.,;)]|$)"
)
_LISTED = re.compile(rf"(?:\bthe )?\b{_ROW_NAME}(?!\w)")
_INCLUDED = re.compile(r"(?P<open>: |including |namely )(?P<items>[a-z][^.;:()]{10,300})(?=\.$)")
_UNCLEAR = re.compile(r"\b(?:and|including|which|who|to|as)\b")
_MARK = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LABEL = re.compile(r"^(?:[0-9]{1,2}\.|\([a-z]\)|\([ivx]+\)|-) (?=[A-Z])")
_ALSO = re.compile(r" also(?= [a-z])")

Maker = Callable[[Truth, random.Random], Iterator[str]]


def verbatims(every: Sequence[Truth], count: int, seed: int) -> list[Made]:
    """Whole sentences as they stand, and as they are typed: other line breaks, marks and first letters."""
    chance = random.Random(seed)
    made = [
        Made("verbatim", claim, truth) for truth in every for claim in dict.fromkeys(_as_typed(truth, chance))
    ]
    chance.shuffle(made)
    return made[:count]


def edits(every: Sequence[Truth], count: int, seed: int) -> list[Made]:
    """Edits of all kinds, as many as wanted or as there are; of the rarer kinds all."""
    chance = random.Random(seed)
    by_kind = {
        kind: [
            Made(kind, claim, t)
            for t in every
            for claim in dict.fromkeys(make(t, chance))
            if _differs(claim, t)
        ]
        for kind, make in _KINDS.items()
    }
    for made in by_kind.values():
        chance.shuffle(made)
    taken: list[Made] = []
    share = 1
    while len(taken) < count and any(len(made) >= share for made in by_kind.values()):
        taken += [made[share - 1] for made in by_kind.values() if len(made) >= share]
        share += 1
    return taken[:count]


def _differs(claim: str, truth: Truth) -> bool:
    return claim != truth.sentence and len(claim.split()) >= 4


def _as_typed(truth: Truth, chance: random.Random) -> Iterator[str]:
    text = truth.sentence
    yield text
    yield _MARK.sub("", text)
    yield text[0].lower() + text[1:]
    yield text.replace("’", "'").replace("“", '"').replace("”", '"')
    yield text.replace(" ", "  ")
    words = text.split(" ")
    at = chance.randrange(1, len(words))
    yield " ".join(words[:at]) + "\n" + " ".join(words[at:])


def _number(truth: Truth, chance: random.Random) -> Iterator[str]:
    text = truth.sentence
    words = _COUNTING.get(truth.language, _COUNTING["en"])
    for match in _NUMBER_WORD.get(truth.language, _NUMBER_WORD["en"]).finditer(text):
        value = words.index(match[0].lower()) + 1
        yield text[: match.start()] + str(value) + text[match.end() :]
    for match in _FIGURE.finditer(text):
        before = text[: match.start()]
        if not _NUMBERED.search(before[-12:]):
            word = words[int(match[0]) - 1]
            begins = before.rstrip()[-1:] in ("", ".")
            yield before + (word.capitalize() if begins else word) + text[match.end() :]


def _renamed(truth: Truth, chance: random.Random) -> Iterator[str]:
    text = truth.sentence
    for match in _NAME.finditer(text):
        for other in _OTHER_NAME[match[0]]:
            yield text[: match.start()] + other + text[match.end() :]


def _no_brackets(truth: Truth, chance: random.Random) -> Iterator[str]:
    text = truth.sentence
    for match in _BRACKETS.finditer(text):
        if not _DANGER.search(match[0]):
            yield text[: match.start()] + text[match.end() :]


def _no_connective(truth: Truth, chance: random.Random) -> Iterator[str]:
    if match := _CONNECTIVE.match(truth.sentence):
        rest = truth.sentence[match.end() :]
        yield rest[0].upper() + rest[1:]


def _no_opening(truth: Truth, chance: random.Random) -> Iterator[str]:
    """The occasion of what happened once. What holds, is counted or is said of all keeps its time."""
    match = _OPENING.match(truth.sentence)
    if match is None or not _OCCASION.search(match[0]) or _DANGER.search(match[0]):
        return
    rest = truth.sentence[match.end() :].strip()
    verb = _EVENT.search(rest)
    if verb and verb["happened"] and not (_STRICT.search(rest) or _COUNTED.search(rest)):
        yield rest[0].upper() + rest[1:]


def _no_middle(truth: Truth, chance: random.Random) -> Iterator[str]:
    yield from _no_clause(truth, _MIDDLE)


def _no_end(truth: Truth, chance: random.Random) -> Iterator[str]:
    yield from _no_clause(truth, _END)


def _no_clause(truth: Truth, pattern: re.Pattern[str]) -> Iterator[str]:
    for match in pattern.finditer(truth.sentence):
        if _LED_IN.match(truth.sentence) and "," not in truth.sentence[: match.start()]:
            continue  # the subject of the sentence may stand here
        after = truth.sentence[match.end() :]
        rest = truth.sentence[: match.start()] + after
        may_be_listed = match["opens"] in ("a", "an", "the") and re.search(
            r"\b(?:and|or|et|ou)\b", after[:60]
        )
        if not (_DANGER.search(match[0]) or may_be_listed or rest.endswith("that.")):
            yield rest


def _reordered(truth: Truth, chance: random.Random) -> Iterator[str]:
    text = truth.sentence
    joint = " et " if truth.language == "fr" else " and "
    for match in _ROW.finditer(text):
        names = _LISTED.findall(match[0])
        before = text[: match.start()]
        if len(names) > 2 and not _unsure(before) and not before.endswith("the "):
            for _ in range(3):
                chance.shuffle(names)
                yield text[: match.start()] + _in_a_row(names, joint) + text[match.end() :]
    for match in _INCLUDED.finditer(text):
        items = re.split(r", and |, (?!and )| and (?=[^,]*$)", match["items"])
        if len(items) > 2 and not any(map(_UNCLEAR.search, items)):
            turned = items[1:] + items[:1]
            yield text[: match.start()] + match["open"] + _in_a_row(turned, joint) + text[match.end() :]


def _in_a_row(items: Sequence[str], joint: str) -> str:
    return ", ".join(items[:-1]) + joint + items[-1]


def _unsure(before: str) -> bool:
    """'chaired by Germany, Norway and Chad said': the first may not be one of them."""
    return "," not in before and before.startswith(("At ", "In ", "On ", "During ", "Under "))


def _unmarked(truth: Truth, chance: random.Random) -> Iterator[str]:
    text = truth.sentence
    if _LABEL.match(text):
        yield _MARK.sub("", _LABEL.sub("", text))
    if text.endswith("."):
        yield _MARK.sub("", text[:-1])


def _no_also(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _ALSO.finditer(truth.sentence):
        yield truth.sentence[: match.start()] + truth.sentence[match.end() :]


def _twice(truth: Truth, chance: random.Random) -> Iterator[str]:
    for first in _SINGLE:
        for claim in first(truth, chance):
            again = Truth(claim, truth.passage, truth.language)
            for second in _SINGLE:
                yield from second(again, chance)


def _three_times(truth: Truth, chance: random.Random) -> Iterator[str]:
    for claim in _twice(truth, chance):
        yield from _unmarked(Truth(claim, truth.passage, truth.language), chance)


def _twice_typed(truth: Truth, chance: random.Random) -> Iterator[str]:
    for claim in _twice(truth, chance):
        yield claim.replace(" ", "\n", 3)


_SINGLE = (_no_brackets, _no_opening, _no_middle, _no_end, _renamed, _number, _no_also, _reordered)
_KINDS: dict[str, Maker] = {
    "number in words or figures": _number,
    "another name": _renamed,
    "brackets left out": _no_brackets,
    "connective left out": _no_connective,
    "opening left out": _no_opening,
    "clause within left out": _no_middle,
    "clause at the end left out": _no_end,
    "list in another order": _reordered,
    "label and full stop left out": _unmarked,
    "'also' left out": _no_also,
    "two edits": _twice,
    "two edits, label and full stop": _three_times,
    "two edits, layout": _twice_typed,
}
