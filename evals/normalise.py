"""Words as they are compared: without markup, footnote marks, punctuation and case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_TAG = re.compile(r"<[^<>]+>")
_NOT_A_WORD = re.compile(r"[^\w%]+")
_MARK = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
_FOOTNOTE_MARKS = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), " ")

SHORT = 5
"""Below this many characters a name is compared as a whole word: 'Chad' is not found in 'Chadian'."""


def normalise(text: str) -> str:
    """Words and percent signs in lower case, one space apart."""
    # Marks go before NFKC, which would glue them to the figure they follow: 46³ is not 463.
    plain = _TAG.sub(" ", text).translate(_FOOTNOTE_MARKS)
    plain = unicodedata.normalize("NFKC", plain).replace("-\n", "")
    return " ".join(_NOT_A_WORD.sub(" ", plain).lower().split())


def without_marks(answer: str) -> str:
    """The answer without its citation marks [1], [2, 3]."""
    return _MARK.sub(" ", answer)


def states(normalised: str, fact: str) -> bool:
    """True when the normalised text holds the fact: at the start of a word and, for figures, capitals and
    short names, up to the end of one. An empty fact is held by any text with a place for it."""
    words = normalise(fact)
    whole = words.replace(" ", "").isdigit() or len(words) < SHORT or fact.isupper()
    return re.search(rf"(?<!\w){re.escape(words)}" + (r"(?!\w)" if whole else ""), normalised) is not None


def states_any(normalised: str, facts: Iterable[str]) -> bool:
    """True when the normalised text holds one of the spellings."""
    return any(states(normalised, fact) for fact in facts)
