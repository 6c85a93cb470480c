"""Whole numbers as people write them, in figures or in words: 7, 'seven', 'sept', 'siete'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

_UNITS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_LINKS = {"es": " y "}
_TWENTIES = (
    "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)
_OTHER_FORMS = {
    "fr": {"une": 1, "quatre vingts": 80},
    "es": {word: value for value, word in enumerate(_TWENTIES.split(), 21)}
    | {"un": 1, "una": 1, "veintiún": 21, "veintiuna": 21},
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text and where it stands."""

    value: int
    start: int
    end: int


def numbers_in(text: str, language: str) -> list[Number]:
    """The whole numbers, in order; number words of the language only, since 'once' is eleven in Spanish.

    Parts of a decimal, a percentage, a range or a symbol are none.
    """
    words = _words(language)
    return [_read(match, words) for match in _pattern(language).finditer(text)]


def _read(match: re.Match[str], words: Mapping[str, int]) -> Number:
    figures = match["figures"]
    value = int(figures) if figures else words[re.sub(r"[\s-]+", " ", match[0].lower())]
    return Number(value, match.start(), match.end())


@cache
def _words(language: str) -> dict[str, int]:
    """From one to ninety-nine, parted by spaces; empty for a language whose words we do not know."""
    if language not in _UNITS:
        return {}
    small = {word.replace("-", " "): value for value, word in enumerate(_UNITS[language].split(), 1)}
    large = {word.replace("-", " "): 10 * value for value, word in enumerate(_TENS[language].split(), 2)}
    table = small | large
    # French counts on to nineteen after sixty and eighty: soixante-quinze.
    for (ten, value), (unit, more) in product(large.items(), small.items()):
        if more < 10 or ten in ("soixante", "quatre vingt"):
            table[f"{ten}{_LINKS.get(language, ' ')}{unit}"] = value + more
            table.setdefault(f"{ten} et {unit}" if language == "fr" else f"{ten} {unit}", value + more)
    return table | _OTHER_FORMS.get(language, {})


@cache
def _pattern(language: str) -> re.Pattern[str]:
    longest_first = sorted(_words(language), key=len, reverse=True)
    words = "".join("|" + re.escape(word).replace(r"\ ", r"[\s-]+") for word in longest_first)
    return re.compile(
        rf"(?<![\w#/-])(?<![0-9][.,:])(?:(?P<figures>[0-9]{{1,4}}){words})(?![\w%/-]|[.,:][0-9])",
        re.IGNORECASE,
    )
