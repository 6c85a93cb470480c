"""States by the names printed in documents and the names people type; codes are ISO 3166 alpha-3."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

_NOT_STATES = frozenset(
    [
        "ABW",
        "AIA",
        "ALA",
        "ASM",
        "ATA",
        "ATF",
        "BES",
        "BLM",
        "BMU",
        "BVT",
        "CCK",
        "CUW",
        "CXR",
        "CYM",
        "ESH",
        "FLK",
        "FRO",
        "GGY",
        "GIB",
        "GLP",
        "GRL",
        "GUF",
        "GUM",
        "HKG",
        "HMD",
        "IMN",
        "IOT",
        "JEY",
        "MAC",
        "MAF",
        "MNP",
        "MSR",
        "MTQ",
        "MYT",
        "NCL",
        "NFK",
        "PCN",
        "PRI",
        "PYF",
        "REU",
        "SGS",
        "SHN",
        "SJM",
        "SPM",
        "SXM",
        "TCA",
        "TKL",
        "TWN",
        "UMI",
        "VGB",
        "VIR",
        "WLF",
    ]
)
"""Codes of territories; a document naming one names no State."""

_VARIANTS: dict[str, tuple[str, ...]] = {
    "BIH": ("Bosnia & Herzegovina", "Bosnia-Herzegovina", "BiH"),
    "BOL": ("Bolivia", "Bolivia (Plurinational State of)"),
    "BRN": ("Brunei",),
    "CIV": ("Cote d'Ivoire", "Ivory Coast"),
    "COD": (
        "Democratic Republic of the Congo",
        "Democratic Republic of Congo",
        "DR Congo",
        "D.R. Congo",
        "DRC",
        "RD Congo",
        "Congo-Kinshasa",
        "République démocratique du Congo",
        "República Democrática del Congo",
    ),
    "COG": (
        "Congo",
        "Republic of the Congo",
        "Republic of Congo",
        "Congo-Brazzaville",
        "République du Congo",
        "República del Congo",
    ),
    "CPV": ("Cape Verde", "Cabo Verde"),
    "CZE": ("Czech Republic", "Czechia"),
    "FSM": ("Micronesia", "Micronesia (Federated States of)", "Federated States of Micronesia"),
    "GBR": (
        "United Kingdom",
        "United Kingdom of Great Britain and Northern Ireland",
        "Great Britain",
        "UK",
        "U.K.",
        "Royaume-Uni",
        "Reino Unido",
    ),
    "GMB": ("Gambia", "The Gambia"),
    "GNB": ("Guinea-Bissau", "Guinea Bissau", "Guinée-Bissau", "Guinea-Bisáu"),
    "IRN": ("Iran", "Iran (Islamic Republic of)", "Islamic Republic of Iran"),
    "KOR": ("Republic of Korea", "South Korea", "République de Corée", "República de Corea"),
    "LAO": (
        "Lao People's Democratic Republic",
        "Lao PDR",
        "Lao P.D.R.",
        "Laos",
        "République démocratique populaire lao",
        "RDP lao",
        "República Democrática Popular Lao",
    ),
    "LUX": ("Luxemburg",),
    "MDA": ("Moldova", "Republic of Moldova", "République de Moldova", "República de Moldova"),
    "MKD": ("North Macedonia", "Macedonia", "the former Yugoslav Republic of Macedonia"),
    "MMR": ("Myanmar", "Burma"),
    "NLD": (
        "Netherlands",
        "Netherlands (Kingdom of the)",
        "Kingdom of the Netherlands",
        "Holland",
        "Pays-Bas",
        "Países Bajos",
    ),
    "PRK": (
        "Democratic People's Republic of Korea",
        "North Korea",
        "DPRK",
        "République populaire démocratique de Corée",
        "República Popular Democrática de Corea",
    ),
    "PSE": ("State of Palestine", "Palestine", "État de Palestine", "Estado de Palestina", "Palestina"),
    "RUS": ("Russian Federation", "Russia", "Fédération de Russie", "Federación de Rusia"),
    "STP": ("Sao Tome and Principe", "São Tomé and Príncipe"),
    "SWZ": ("Eswatini", "Swaziland"),
    "SYR": ("Syrian Arab Republic", "Syria", "République arabe syrienne", "República Árabe Siria"),
    "TLS": ("Timor-Leste", "East Timor"),
    "TTO": ("Trinidad y Tabago",),
    "TUR": ("Türkiye", "Turkey", "Turkiye"),
    "TZA": ("United Republic of Tanzania", "Tanzania", "République-Unie de Tanzanie"),
    "USA": (
        "United States of America",
        "United States",
        "USA",
        "U.S.A.",
        "U.S.",
        "US",
        "États-Unis",
        "Estados Unidos",
    ),
    "VAT": ("Holy See", "Vatican", "Vatican City", "Saint-Siège", "Santa Sede"),
    "VEN": ("Venezuela", "Venezuela (Bolivarian Republic of)"),
    "VNM": ("Viet Nam", "Vietnam"),
}
_TYPED_ONLY: dict[str, tuple[str, ...]] = {
    "LAO": ("Lao",),
    "MUS": ("Maurice",),
    "NLD": ("the Netherlands",),
    "GBR": ("Britain", "England"),
    "USA": ("America",),
}
"""Names people type that would mislead in print: a language, a first name, a part of the world."""

_WORDS_TOO = frozenset(("US", "Maurice"))
"""Names that are something else where nothing is written with a capital letter."""

_LOOKALIKES = (
    "American Samoa",
    "New Mexico",
    "Northern Ireland",
    "Netherlands Antilles",
    "Gulf of Mexico",
    "Gulf of Oman",
    "Gulf of Guinea",
    "Republic of China",
    "Great Britain and Northern Ireland",
)
"""Printed words that hold a State's name and do not name it."""

_AND = (
    "Bosnia and Herzegovina",
    "Great Britain and Northern Ireland",
    "Trinidad and Tobago",
    "Saint Vincent and the Grenadines",
    "St. Vincent and the Grenadines",
    "Antigua and Barbuda",
    "Sao Tome and Principe",
    "São Tomé and Príncipe",
    "Saint Kitts and Nevis",
    "St. Kitts and Nevis",
    "Bosnie-et-Herzégovine",
    "Trinité-et-Tobago",
    "Bosnia y Herzegovina",
    "Trinidad y Tabago",
    "Trinidad y Tobago",
    "Antigua y Barbuda",
    "San Vicente y las Granadinas",
    "San Cristóbal y Nieves",
    "Santo Tomé y Príncipe",
)
_SPLIT = re.compile(r"[,;]\s*+(?:(?:and|et|y|e)\s)?|\s(?:and|et|y|e|&)\s")

_SEPARATOR = re.compile(
    r"[\s,;]*(?:(?:and|et|y|e|&)\s+)?(?:(?:[Tt]he|[Ll]a|[Ll]es?|[Ee]l|[Ll]os|[Ll]as)\s+|[Ll]')?"
)
_REMARK = re.compile(r"\s*\([^()]{0,200}\)")


@dataclass(frozen=True, slots=True)
class NamedState:
    """A State named in a text, and where."""

    code: str
    """ISO 3166 alpha-3."""
    start: int
    end: int


def states_in(text: str) -> tuple[str, ...]:
    """Codes of the States printed by name, in order of first appearance; demonyms name nobody."""
    straight = _straight(text)
    found = (_printed()[match[0]] for match in _pattern().finditer(straight))
    return tuple(dict.fromkeys(code for code in found if code))


def find_states(question: str) -> tuple[NamedState, ...]:
    """The States a person names, in order: also by names that are never printed ('Holland', 'Lao').

    A question without any capital letter is read without regard to case; 'us' in it names nobody.
    """
    straight = _straight(question)
    if straight == straight.lower():
        names, pattern = _lower_case(), _lower_case_pattern()
    else:
        names, pattern = _typed(), _typed_pattern()
    found = (NamedState(names[match[0]], match.start(), match.end()) for match in pattern.finditer(straight))
    return tuple(state for state in found if state.code)


def names_of(code: str) -> tuple[str, ...]:
    """Every name in print that we know of a State, in English, French and Spanish."""
    typed = {name for names in _TYPED_ONLY.values() for name in names}
    known = (name for name, own in _names() if own == code and name not in typed)
    return tuple(dict.fromkeys(name for name in known if len(name) > 1))


def resolve(name: str) -> str | None:
    """Code of the State a person means, in English, French or Spanish; None when it is no State we know."""
    return _aliases().get(_fold(name))


def split_names(list_text: str) -> tuple[str, ...]:
    """The names in 'A, B and C', keeping 'Bosnia and Herzegovina' whole."""
    text, kept = list_text.strip().rstrip("."), {}
    for place, name in enumerate(_AND):
        token = chr(0xE000 + place)
        if name in text:
            text, kept[token] = text.replace(name, token), name
    parts = (part.strip() for part in _SPLIT.split(text))
    return tuple(_restore(part, kept) for part in parts if part)


def listed_states(text: str) -> tuple[tuple[str, ...], int]:
    """Codes of the names the text begins with, parted by nothing but commas and 'and', and where they end.

    A remark in brackets belongs to the name before it. What follows the last name tells whether the list is
    whole: a name we do not know ends it early.
    """
    straight = _straight(text)
    codes: list[str] = []
    at = end = 0
    while name := _pattern().match(straight, _SEPARATOR.match(straight, at).end()):  # type: ignore[union-attr]
        if not (code := _printed()[name[0]]):
            break
        codes.append(code)
        remark = _REMARK.match(straight, name.end())
        at = end = remark.end() if remark else name.end()
    return tuple(codes), end


def is_state_list(text: str) -> bool:
    """True when the text is hardly more than names of States: the look of a footnote that lists them."""
    straight = _straight(text)
    first = _pattern().search(straight)
    if first is None or len(straight[: first.start()].strip(" *")) > 6:
        return False
    rest = re.sub(r"\([^()]{0,200}\)|\b(?:and|et|y|i\.a\.|the)\b", " ", _pattern().sub(" ", straight))
    return sum(map(str.isalpha, rest)) <= 0.15 * sum(map(str.isalpha, straight))


def _restore(part: str, kept: dict[str, str]) -> str:
    for token, name in kept.items():
        part = part.replace(token, name)
    return part


_PLAIN = str.maketrans({"’": "'"} | dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))
"""A footnote mark stands at a name without being part of it; every offset stays."""


def _straight(text: str) -> str:
    return text.translate(_PLAIN)


def _fold(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", _straight(name)) if not unicodedata.combining(c))
    words = re.sub(r"[^\w']+", " ", bare.replace("&", " and ").lower()).split()
    while words and words[0] in ("the", "le", "la", "les", "el", "los", "las"):
        words = words[1:]
    return " ".join(words).removeprefix("l'")


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """(name, code) from ISO 3166, CLDR in three languages and UN usage; later entries win."""
    import pycountry
    from babel import Locale

    pairs: list[tuple[str, str]] = []
    locales = [Locale(language).territories for language in ("en", "fr", "es")]
    for country in pycountry.countries:
        if country.alpha_3 in _NOT_STATES:
            continue
        given = [getattr(country, field, None) for field in ("name", "official_name", "common_name")]
        given += [territories.get(country.alpha_2) for territories in locales]
        pairs += [(_straight(name), country.alpha_3) for name in given if name]
    pairs += [(_straight(name), code) for code, names in _VARIANTS.items() for name in names]
    return tuple(pairs)


@cache
def _printed() -> dict[str, str]:
    """Names looked for in print; a lookalike maps to no State."""
    typed = {name for names in _TYPED_ONLY.values() for name in names}
    names = {name: code for name, code in _names() if name not in typed and len(name) > 1}
    names |= dict.fromkeys(_LOOKALIKES, "")
    return names


@cache
def _typed() -> dict[str, str]:
    return _printed() | {name: code for code, names in _TYPED_ONLY.items() for name in names}


@cache
def _lower_case() -> dict[str, str]:
    return {name.lower(): code for name, code in _typed().items() if name not in _WORDS_TOO}


@cache
def _pattern() -> re.Pattern[str]:
    return _any_of(_printed())


@cache
def _typed_pattern() -> re.Pattern[str]:
    return _any_of(_typed())


@cache
def _lower_case_pattern() -> re.Pattern[str]:
    return _any_of(_lower_case())


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w$]|-[\w])")


@cache
def _aliases() -> dict[str, str]:
    import pycountry

    folded = {_fold(name): code for name, code in _names()}
    folded |= {_fold(name): code for code, names in _TYPED_ONLY.items() for name in names}
    for country in pycountry.countries:
        if country.alpha_3 not in _NOT_STATES:
            folded.setdefault(country.alpha_3.lower(), country.alpha_3)
    return folded
