"""Whether a hyphen at the end of a line broke a word, or belongs to it."""

from __future__ import annotations

import re
from collections.abc import Collection

_ENDING = re.compile(
    r"(?:[ts]ions?|[ts]ion(?:al|ally|ed|ing)|ments?|ment(?:ation|ary)|ness|ibles?|ibly|[ae]nces?|(?:it|c)ies"
    r"|ity|ly|ings?|tives?|tively|tures?|grammes?"
    r"|tionn?(?:el|elle|er|ée?|és)s?|mentaires?|ités?|trices?"
    r"|[cs]i[oó]n|[cs]iones|mientos?|dad|dades|mente|tivos?|tivas?)",
    re.IGNORECASE,
)
"""What words of English, French and Spanish end in and no word is: 'men-' and 'tioned' are one word."""


def breaks_word(first: str, second: str, words: Collection[str]) -> bool:
    """True where 'first-' and 'second' at a line end are one word that has no hyphen.

    `words` are those of the document in small letters, with the hyphens they have inside a line. Without
    proof the hyphen stays: only that both are words tells 'risk-' and 'reduction' from a broken word.
    """
    whole, hyphened = f"{first}{second}".lower(), f"{first}-{second}".lower()
    if hyphened in words:
        return False
    other = whole[:-1] if whole.endswith("s") else f"{whole}s"
    return whole in words or other in words or _ENDING.fullmatch(second) is not None
