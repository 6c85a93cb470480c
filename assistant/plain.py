"""Words as read: footnote marks taken away, on one line."""

from __future__ import annotations

import re

MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰ"
_BEFORE_WORD = re.compile(rf"[{MARKS}]+(?=\w)")
_ANY = re.compile(rf"[{MARKS}]+")


def plain(text: str) -> str:
    """The text without footnote marks and line breaks; a mark that stands between letters leaves a space."""
    return " ".join(_ANY.sub("", _BEFORE_WORD.sub(" ", text)).split())


def same_words(shown: str, quote: str) -> bool:
    """True when `shown` is `quote` up to a first capital, white space and footnote marks.

    Nothing may be left out: what is cut may be the "not", the "unless" or the "it is untrue that".
    """
    words, source = plain(shown), plain(quote)
    return bool(words) and (words == source or words[0].swapcase() + words[1:] == source)
