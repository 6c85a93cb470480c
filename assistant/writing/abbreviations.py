"""What an abbreviation stands for, where a text prints it: the words printed beside must give its letters.

After A. Schwartz and M. Hearst, A simple algorithm for identifying abbreviation definitions (2003), but
stricter: every word of the name must give a letter, so that no neighbour is taken for part of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from assistant.understanding.terms import ordinals
from index.lexical import FUNCTION_WORDS
from ingest.documents import Span

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 12  # letters of an abbreviation
_NAME_WORDS = 20  # words before an abbreviation among which its name stands
_NAME_ROOM = 240  # characters in which they stand
_OPENED = re.compile(
    r"\(\s{0,3}(?:(?:the|or|la|le|les|el|los|las|l['’])\s{0,3}|also\s{1,3})?[\"“”«‘'’]?\s{0,3}(?:[^\W_]{1,20}/)?\Z"
)
_CALLED = re.compile(
    r"\b(?:here(?:in)?after|ci-après|en adelante|known as|referred to as|dénommée?s?|denominad[ao]s?)"
    r"[^.;()“”«»\"]{0,30}[\"“«‘']?\s{0,3}\Z",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s[–—-]\s{1,3}\Z")
_CLOSED = re.compile(r"[\"“”»’]?\s{0,3}\((?P<name>[^()]{3,200})\)")
_COMPOUND = re.compile(r"[^\W_]{1,20}(?:-[^\W_]{1,20}){0,3}")
_ORDINAL = re.compile(r"(?P<number>[0-9]{1,2})(?:st|nd|rd|th|er|re|ère|ème|e|a|da|o|º|ª)?\Z", re.IGNORECASE)


def may_be_abbreviation(term: str) -> bool:
    """'CCM', 'isu', '2MSP', 'ISU-CCM': one short word, that users may type in small letters."""
    return bool(_COMPOUND.fullmatch(term)) and 2 <= len(re.sub(r"\W", "", term)) <= _LONGEST


def expansion(text: str, abbreviation: str) -> Span | None:
    """Where the text prints what the abbreviation stands for, both together; None where it does not.

    'Mine Ban Treaty (MBT)', 'ICBL (International Campaign to Ban Landmines)', 'Seventh Meeting (7M)'; of
    'ISU-CCM' its parts are explained with it. Words that a text itself says it calls so need not fit.
    """
    if not may_be_abbreviation(abbreviation):
        return None
    for match in re.finditer(
        rf"(?<![\w-])(?:\w{{1,20}}-)?{re.escape(abbreviation)}s?(?:-\w{{1,20}})?(?![\w-])", text, re.I
    ):
        printed = match[0]
        if not _is_printed_short(printed):
            continue
        before = text[max(0, match.start() - _NAME_ROOM) : match.start()]
        if called := _CALLED.search(before):
            return Span(match.start() - len(before) + called.start(), match.end())
        for opened in filter(None, (_OPENED.search(before), _DASHED.search(before))):
            start = _named(before[: opened.start()], printed)
            if start is not None:
                closes = text[match.end() : match.end() + 1] == ")"
                return Span(match.start() - len(before) + start, match.end() + closes)
        closed = _CLOSED.match(text, match.end())
        if closed and stands_for(closed["name"], printed):
            return Span(match.start(), closed.end())
    return None


def stands_for(name: str, abbreviation: str) -> bool:
    """True when the whole name gives the letters: 'Convention on Cluster Munitions', 'CCM'."""
    if not may_be_abbreviation(abbreviation):
        return False
    first = _WORD.search(name)
    return first is not None and _named(name, abbreviation) == first.start()


def _is_printed_short(printed: str) -> bool:
    """'ToRs' and '2MSP' are printed as abbreviations, 'is' and 'Unit' are not."""
    return sum(character.isupper() for character in printed) >= 2


def _named(before: str, abbreviation: str) -> int | None:
    """Where in `before` the name begins that ends there and gives the letters of the abbreviation."""
    words = list(_WORD.finditer(before))[-_NAME_WORDS:]
    if not words or before[words[-1].end() :].strip(" \"“”«»'’.-"):
        return None
    count, letters = _letters(abbreviation)
    start = _align([word[0] for word in words], letters)
    if start is None:
        return None
    if count:
        start -= 1
        return words[start].start() if start >= 0 and _is_ordinal(words[start][0], int(count)) else None
    return words[_with_doubled_initial(words, start)].start()


def _letters(abbreviation: str) -> tuple[str, str]:
    """'2MSPs' -> ('2', 'msp'): the number it counts with, and the letters without hyphens and a plural s."""
    short = re.sub(r"(?<=[A-ZÀ-Þ])s\Z", "", abbreviation.replace("-", ""))
    count = re.match(r"[0-9]{0,2}", short)
    number = count[0] if count else ""
    return number, _plain(short[len(number) :])


def _align(words: list[str], letters: str) -> int | None:
    """Index of the first word of the shortest run up to the end that gives the letters in order.

    Each word gives its initial and perhaps letters after it ('UneXploded Ordnance', and X of 'Explosive');
    a function word may give none.
    """

    @cache
    def start(at: int, left: int, named: int) -> int | None:
        """`left` letters are still to be given by words before `at`; `named` words gave some."""
        if left == 0:
            return at if named > 1 else None
        if at == 0:
            return None
        word = _plain(words[at - 1])
        for taken in range(1, left + 1):
            # No name begins with 'for', but one may with 'EU', a word of French verbs.
            is_name = taken < left or word not in _small() or words[at - 1][0].isupper()
            if is_name and _gives(word, letters[left - taken : left]):
                found = start(at - 1, left - taken, named + 1)
                if found is not None:
                    return found
        return start(at - 1, left, named) if word in _small() and left < len(letters) else None

    return start(len(words), len(letters), 0)


def _gives(word: str, letters: str) -> bool:
    if not word.startswith(letters[0]) and not (letters == "x" and word.startswith("ex")):
        return False
    rest = iter(word[1:])
    return all(letter in rest for letter in letters[1:])


def _with_doubled_initial(words: list[re.Match[str]], start: int) -> int:
    """CCW is the 'Convention on Certain Conventional Weapons': one C stands for two words."""
    if start < 2 or _plain(words[start - 1][0]) not in _small():
        return start
    first, second = words[start - 2][0][0], words[start][0][0]
    return start - 2 if first == second and first.isupper() else start


def _is_ordinal(word: str, number: int) -> bool:
    counted = _ORDINAL.fullmatch(word)
    if counted:
        return int(counted["number"]) == number
    return 0 < number <= len(ordinals()) and _plain(word) in map(_plain, ordinals()[number - 1])


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def _small() -> frozenset[str]:
    return frozenset(word for words in FUNCTION_WORDS.values() for word in words.split())
