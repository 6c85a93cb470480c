"""Dates as documents print them, as ISO 8601 days, months, years or intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january january janvier enero jan",
            "february février fevrier febrero feb",
            "march mars marzo mar",
            "april avril abril apr",
            "may mai mayo",
            "june juin junio jun",
            "july juillet julio jul",
            "august août aout agosto aug",
            "september septembre septiembre setiembre sept sep",
            "october octobre octubre oct",
            "november novembre noviembre nov",
            "december décembre decembre diciembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|er|º)?"
_TO = r"\s*(?:-|–|—|to|and|until|au|à|et|al|a|y|hasta)\s*(?:el |le )?"
_OF = r"\s+(?:day\s+of\s+|de\s+|del\s+)?"
_YEAR = r"(?:19|20)[0-9]{2}"
_PATTERN = re.compile(
    rf"\b(?P<d1>{_DAY})(?:{_OF}(?P<m0>{_MONTH}))?{_TO}(?P<d2>{_DAY}){_OF}(?P<m2>{_MONTH}),?{_OF}(?P<y2>{_YEAR})\b"
    rf"|\b(?P<d>{_DAY}){_OF}(?P<m>{_MONTH}),?{_OF}(?P<y>{_YEAR})\b"
    rf"|\b(?P<am>{_MONTH})\s+(?P<a1>{_DAY})(?:\s*[-–—]\s*(?P<a2>{_DAY}))?,?\s+(?P<ay>{_YEAR})\b"
    rf"|\b(?P<iso>{_YEAR}-[0-9]{{2}}-[0-9]{{2}})\b"
    rf"|\b(?P<mm>{_MONTH}){_OF}(?P<my>{_YEAR})\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found in a text. `value` is ISO 8601; a year is always printed, never supplied."""

    value: str
    start: int
    end: int


def find_dates(text: str) -> list[Dated]:
    """Every date with a year, in order; impossible days (31 June) are left out."""
    found = []
    for match in _PATTERN.finditer(text):
        value = _value(match)
        if value is not None:
            found.append(Dated(value, match.start(), match.end()))
    return found


def is_iso(value: str) -> bool:
    """True for a day, month or year, or an interval of two of one kind."""
    ends = value.split("/")
    if len(ends) > 2 or len({len(end) for end in ends}) != 1 or sorted(ends) != ends:
        return False
    return all(_ISO.fullmatch(end) and _exists(end) for end in ends)


def _exists(value: str) -> bool:
    parts = [int(part) for part in value.split("-")]
    return _day(*([*parts, 1, 1])[:3]) is not None


def _value(match: re.Match[str]) -> str | None:
    if match["d2"]:
        second = _day(int(match["y2"]), _month(match["m2"]), _number(match["d2"]))
        first = _day(int(match["y2"]), _month(match["m0"] or match["m2"]), _number(match["d1"]))
        return f"{first}/{second}" if first and second and first < second else None
    if match["d"]:
        return _day(int(match["y"]), _month(match["m"]), _number(match["d"]))
    if match["am"]:
        first = _day(int(match["ay"]), _month(match["am"]), _number(match["a1"]))
        second = _day(int(match["ay"]), _month(match["am"]), _number(match["a2"])) if match["a2"] else None
        return f"{first}/{second}" if first and second and first < second else first
    if match["iso"]:
        return match["iso"] if _exists(match["iso"]) else None
    return f"{int(match['my']):04}-{_month(match['mm']):02}"


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _number(day: str) -> int:
    return int(re.match(r"[0-9]+", day)[0])  # type: ignore[index]  # the pattern starts with digits


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
