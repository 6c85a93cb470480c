"""Footnote marks and definitions: paired by number, and by order and count where the number was lost."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.numbers import numbers_in
from ingest.states import is_state_list, states_in

_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LETTERS = str.maketrans("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "abcdefghijklmnoprstuvwxyz")
_MARK = re.compile(
    r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}|(?<![0-9ᵃ-ᶻⁱⁿˡˢʰʲʳʷʸ])[ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ](?![ᵃ-ᶻⁱⁿˡˢʰʲʳʷʸ\w])|(?<=\S)\*{1,4}(?=\s|$)"
)
_EXPONENT = re.compile(r"(?:^|[\s(0-9])(?:[kcdm]?m|sq|ha|km/h)$")
_OPENING = re.compile(r"\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}|[ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ](?=\s)|\*{1,4}(?=\s))\s*(?=\S)")
_NOTE_WORDS = re.compile(
    r"(?:Prepared|Submitted|Compiled) by\b|See\b|Ibid\b|Available (?:at|from)\b|As contained in\b|i\.a\.|https?://|www\."
    r"|Établi(?:e)? par\b|Présenté(?:e)? par\b|Voir\b|Disponible\b|Preparado por\b|Presentado por\b|Véase\b",
)
_LANGUAGES = ("en", "fr", "es")
"""Of the number words read before a mark: the language is not told before the text is."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote mark in running text."""

    number: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph as the pairing sees it."""

    text: str
    is_definition: bool = False
    """The format itself says so."""
    number: str = ""
    """Given by the format."""
    may_be_note: bool = False
    """A plain unnumbered paragraph, no heading and not the rest of another."""
    in_numbered_text: bool = False
    """It stands between numbered paragraphs, where plain paragraphs are rare."""


def marks(text: str) -> tuple[Mark, ...]:
    """Every footnote mark of a text; exponents ('km²') and ordinals ('1ˢᵗ') are none."""
    found = []
    for match in _MARK.finditer(text):
        if _EXPONENT.search(text[: match.start()][-6:]) and match[0] in "²³":
            continue
        found.append(Mark(read_mark(match[0]), match.start(), match.end()))
    return tuple(found)


def read_mark(raised: str) -> str:
    return raised.translate(_DIGITS).translate(_LETTERS)


def opening_mark(text: str) -> Mark | None:
    """The mark a definition begins with, up to where its words start."""
    match = _OPENING.match(text)
    return Mark(read_mark(match[1]), 0, match.end()) if match else None


def pair(paragraphs: Sequence[Candidate]) -> dict[int, str]:
    """Which paragraphs are footnote definitions, and of which number ("" when that cannot be told).

    Numbered definitions are taken at their word unless they break the order (a digit was lost). A number that
    is marked in the text and defined nowhere goes to the unnumbered paragraph standing where its definition
    must be.
    """
    references = _references(paragraphs)
    printed = {at: number for at, p in enumerate(paragraphs) if (number := _printed_number(p, references))}
    kept = _in_order(printed)
    found = {at: number for at, number in printed.items() if at in kept or not number.isdigit()}
    doubtful = set(printed) - set(found)
    doubtful |= {at for at, p in enumerate(paragraphs) if p.is_definition and at not in printed}
    found |= _recover(paragraphs, references, kept, doubtful)
    for at in doubtful - set(found):
        if paragraphs[at].is_definition or opening_mark(paragraphs[at].text):
            found[at] = printed.get(at, "")
    return found


def _references(paragraphs: Sequence[Candidate]) -> dict[str, int]:
    """Where each number is marked first. A definition's own opening mark is none."""
    places: dict[str, int] = {}
    for at, paragraph in enumerate(paragraphs):
        opening = opening_mark(paragraph.text)
        for mark in marks(paragraph.text):
            if not (opening and mark.start < opening.end) and not paragraph.is_definition:
                places.setdefault(mark.number, at)
    return places


def _printed_number(paragraph: Candidate, references: dict[str, int]) -> str:
    if paragraph.is_definition and paragraph.number:
        return read_mark(paragraph.number.strip("().[]^ "))
    opening = opening_mark(paragraph.text)
    if opening is None or not (paragraph.is_definition or paragraph.may_be_note):
        return ""
    if opening.number.startswith("*") and opening.number not in references:
        return ""  # an asterisk nobody refers to is a bullet or a remark
    return opening.number


def _in_order(printed: dict[int, str]) -> dict[int, int]:
    """The longest rising run of printed numbers; what falls outside it lost a digit."""
    entries = [(at, int(number)) for at, number in sorted(printed.items()) if number.isdigit()]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_, number) in enumerate(entries):
        slot = bisect_left(tails, number)
        tails[slot : slot + 1] = [number]
        ends[slot : slot + 1] = [place]
        before.append(ends[slot - 1] if slot else -1)
    chain, place = [], ends[-1] if ends else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return {entries[place][0]: entries[place][1] for place in chain}


def _recover(
    paragraphs: Sequence[Candidate], references: dict[str, int], kept: dict[int, int], doubtful: set[int]
) -> dict[int, str]:
    """Give each gap between two trusted definitions its missing numbers, in order."""
    missing = sorted(int(n) for n in references if n.isdigit() and int(n) not in kept.values())
    fences = [(-1, 0), *sorted(kept.items()), (len(paragraphs), 10**6)]
    found: dict[int, str] = {}
    for (left, low), (right, high) in itertools.pairwise(fences):
        wanted = [n for n in missing if low < n < high]
        if wanted:
            places = range(left + 1, right)
            found |= _fill(paragraphs, references, wanted, places, doubtful)
    return found


def _fill(
    paragraphs: Sequence[Candidate],
    references: dict[str, int],
    wanted: list[int],
    places: range,
    doubtful: set[int],
) -> dict[int, str]:
    first = min(references[str(n)] for n in wanted)
    strong = [at for at in places if at > first and _looks_like_note(paragraphs[at], at in doubtful)]
    weak = [
        at
        for at in places
        if at > first and at not in strong and paragraphs[at].may_be_note and paragraphs[at].in_numbered_text
    ]
    for chosen in (strong, sorted(strong + weak)):
        if len(chosen) == len(wanted):
            return {at: str(n) for at, n in zip(chosen, wanted, strict=True)}
    return _match_by_count(paragraphs, references, wanted, strong)


def _looks_like_note(paragraph: Candidate, doubtful: bool) -> bool:
    if doubtful:
        return True
    return paragraph.may_be_note and bool(_NOTE_WORDS.match(paragraph.text) or is_state_list(paragraph.text))


def _match_by_count(
    paragraphs: Sequence[Candidate], references: dict[str, int], wanted: list[int], chosen: list[int]
) -> dict[int, str]:
    """Where numbers and paragraphs differ in count: only those whose list is as long as the sentence says."""
    found: dict[int, str] = {}
    at = 0
    for number in wanted:
        stated = _stated_count(paragraphs[references[str(number)]].text, str(number))
        for place in range(at, len(chosen)):
            paragraph = chosen[place]
            listed = len(states_in(paragraphs[paragraph].text))
            if stated and listed == stated and paragraph > references[str(number)]:
                found[paragraph], at = str(number), place + 1
                break
    return found


def _stated_count(text: str, number: str) -> int | None:
    """The count in the words before a mark: 6 in 'six States Parties²⁶'."""
    mark = next((mark for mark in marks(text) if mark.number == number), None)
    if mark is None:
        return None
    last_words = re.search(r"(?:[\w-]+\W*){0,6}$", text[max(0, mark.start - 80) : mark.start])
    before = last_words[0] if last_words else ""
    counts = [number for language in _LANGUAGES for number in numbers_in(before, language)]
    return max(counts, key=lambda count: count.end).value if counts else None
