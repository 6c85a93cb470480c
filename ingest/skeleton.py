"""What a document symbol looks like, whatever characters it is written with."""

from __future__ import annotations

import unicodedata

_LOOK_ALIKES = str.maketrans(
    "АВСЕНІЈКМОРЅТУХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "∕⁄⧸" + "−․",
    "ABCEHIJKMOPSTYX" + "ABEZHIKMNOPTYX" + "///" + "-.",
)
"""Cyrillic and Greek capitals that print as Latin ones, and signs that print as those of symbols. Symbols are
capitals, digits, dots, hyphens and slashes, so no more of Unicode's table of look-alikes is needed."""


def skeleton(symbol: str) -> str:
    """Equal for two symbols that nobody can tell apart in print."""
    plain = unicodedata.normalize("NFKC", symbol).upper().translate(_LOOK_ALIKES)
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in plain if not c.isspace())
