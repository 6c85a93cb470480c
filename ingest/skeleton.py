"""What a text looks like, whatever characters it is written with: look-alikes of Unicode's UTS #39."""

from __future__ import annotations

import re
import unicodedata

_LOOK_ALIKES = str.maketrans(
    "АВСЕНІЈКМОРЅТУХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "асеһіјорѕухο" + "∕⁄⧸" + "−․‐‑",
    "ABCEHIJKMOPSTYX" + "ABEZHIKMNOPTYX" + "acehijopsyxo" + "///" + "-.--",
)
"""Cyrillic and Greek letters that print as Latin ones, and signs that print as those of symbols. Symbols are
letters, digits, dots, hyphens and slashes, so no more of Unicode's table of look-alikes is needed:
https://www.unicode.org/reports/tr39/"""
_UNUSUAL = re.compile("[\u0370-\u03ff\u0400-\u04ff\u2010\u2011\u2024\u2044\u2212\u2215\u29f8\uff01-\uff5e]")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")


def skeleton(symbol: str) -> str:
    """Equal for two symbols that nobody can tell apart in print."""
    plain = unicodedata.normalize("NFKC", symbol).upper().translate(_LOOK_ALIKES)
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in plain if not c.isspace())


def in_latin(text: str) -> str:
    """Every character that prints as a Latin one written as that one; the places of characters stay."""
    return "".join(map(_narrow, text)).translate(_LOOK_ALIKES)


def unmix(text: str) -> str:
    """The text with Latin words written in Latin letters alone: 'ССМ/MSP' of two scripts becomes one of one.

    A word is Latin that has a Latin letter and no letter of another script but look-alikes; words of another
    script stay. The places of characters stay.
    """
    if _UNUSUAL.search(text) is None:
        return text
    return re.sub(r"\S+", lambda word: _unmixed(word.group()), text)


def _unmixed(word: str) -> str:
    narrow, latin = "".join(map(_narrow, word)), in_latin(word)
    return latin if _LATIN.search(narrow) and not _OTHER_SCRIPT.search(latin) else narrow


def _narrow(character: str) -> str:
    """A fullwidth letter, digit or sign as the usual one."""
    return chr(ord(character) - 0xFEE0) if "\uff01" <= character <= "\uff5e" else character
