"""Words as read: footnote marks taken away, on one line."""

from __future__ import annotations

import re

MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰ"
_BEFORE_WORD = re.compile(rf"[{MARKS}]+(?=\w)")
_ANY = re.compile(rf"[{MARKS}]+")


def plain(text: str) -> str:
    """The text without footnote marks and line breaks; a mark that stands between letters leaves a space."""
    return " ".join(_ANY.sub("", _BEFORE_WORD.sub(" ", text)).split())
