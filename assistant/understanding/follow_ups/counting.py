"""Follow-ups that say a number and nothing else: 'and 4?', 'and the second one?', 'the year before?'."""

from __future__ import annotations

import re
from functools import cache

from assistant.understanding.follow_ups.slots import Edit
from assistant.understanding.names import find_datings
from assistant.understanding.terms import ordinals
from ingest.locator import find_all

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})?(?:\(\w{1,5}\)){0,4}")
_BRACKETED = re.compile(r"\((\w{1,5})\)")
_NUMBER_ASKED = re.compile(
    r"(?:(?:the|le|la|el|los|number|no\.?|n[°º]\.?|numéro|número) ){0,2}"
    rf"(?P<number>{_NUMBER.pattern}|(?:\(\w{{1,5}}\)){{1,3}})",
    re.IGNORECASE,
)
_NTH = re.compile(
    r"(?:the |la |le |el )?(?P<ordinal>\w+)"
    r"(?: (?:one|option|document|report|meeting|rapport|réunion|opción|documento|informe|reunión))?",
    re.IGNORECASE,
)
_NTH_PLACE = re.compile(
    r"(?:the |la |le |l['’]|el )?(?P<ordinal>\w+) "
    r"(?P<place>article|paragraph|action|footnote|paragraphe|alinéa|note|artículo|párrafo|acción|nota)",
    re.IGNORECASE,
)
_YEAR_BESIDE = re.compile(
    r"(?:in |en )?(?:the |l['’]|el )?(?:(?:año|année) )?(?:year )?"
    r"(?:(?P<before>(?:year )?before|previous year|preceding year|précédente|d['’]avant|anterior|previo)"
    r"|(?P<after>(?:year )?after|next year|following year|suivante|d['’]après|siguiente))",
    re.IGNORECASE,
)


def _said(text: str, opening: int) -> str:
    """What follows the words that join it to the question before, without marks."""
    return text[opening:].strip(" ¿?!.,;:")


def put_number(text: str, opening: int, former: str) -> Edit | None:
    """A bare number in the place of the like one of the only place named: 'and 4?' after 'Article 3'.

    After 'Article 3(2)' it is 'Article 3(4)', 'and 7(1)?' is 'Article 7(1)'. `opening` is where 'and' ends.
    """
    asked = number_asked(text, opening)
    places = {(mention.start, mention.end) for mention in find_all(former)}
    if not asked or len(places) != 1:
        return None
    numbers = list(_NUMBER.finditer(former, *places.pop()))
    if len(numbers) != 1:
        return None
    start, end = numbers[0].span()
    like = [
        b.start() for b in _BRACKETED.finditer(numbers[0][0]) if b[1].isdigit() == asked.strip("()").isdigit()
    ]
    if asked.startswith("("):
        return (start + like[-1] if like else end), end, asked
    if like and "(" not in asked:
        return start + like[-1], end, f"({asked})"
    return start, end, asked


def number_asked(text: str, opening: int = 0) -> str:
    """The number or letter that is all a follow-up says: 'and 4?', 'and (b)?'; empty where it says more."""
    match = _NUMBER_ASKED.fullmatch(_said(text, opening))
    return match["number"] if match else ""


def put_ordinal(text: str, opening: int, former: str) -> Edit | None:
    """'And the second one?' in the place of the only ordinal of the former question."""
    asked, standing = _NTH.fullmatch(_said(text, opening)), list(_ordinal().finditer(former))
    if asked is None or number_of(asked["ordinal"]) is None or len(standing) != 1:
        return None
    return *standing[0].span(), asked["ordinal"]


def ordinal_asked(text: str, opening: int = 0) -> int | None:
    """Which of several is meant by one who says nothing else: 2 for 'the second one'."""
    asked = _NTH.fullmatch(_said(text, opening))
    return number_of(asked["ordinal"]) if asked else None


def in_figures(text: str, opening: int, former: str, language: str) -> str:
    """The follow-up with figures for an ordinal, or for a year told by that of the former question.

    'And the second paragraph?' is 'And paragraph 2?'; after 2016 'the year before' is 'in 2015'.
    """
    asked = _NTH_PLACE.fullmatch(_said(text, opening))
    if asked and (number := number_of(asked["ordinal"])):
        return f"{text[:opening]} {asked['place']} {number}?".strip()
    beside = _YEAR_BESIDE.fullmatch(_said(text, opening))
    years = {dating.value[:4] for dating in find_datings(former) if dating.value[:4].isdigit()}
    if beside and len(years) == 1:
        year = int(*years) + (1 if beside["after"] else -1)
        return f"{text[:opening]} {'in' if language == 'en' else 'en'} {year}?".strip()
    return text


def number_of(ordinal: str) -> int | None:
    """2 for 'second', 'deuxième', 'segunda' and '2nd'; None for what is no ordinal."""
    if figures := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|e|er|re|[ºª.])", ordinal.casefold()):
        return int(figures[1])
    found = _ordinal().fullmatch(ordinal)
    return int((found.lastgroup or "")[1:]) if found else None


def has_ordinal(text: str) -> bool:
    """True when one can be put in its place: 'What is the first challenge?'"""
    return len(list(_ordinal().finditer(text))) == 1


@cache
def _ordinal() -> re.Pattern[str]:
    """A group for each number, with its ordinals in any gender."""
    rows = (
        "|".join((english, re.sub("ère$", "(?:ère|er)", french), f"{spanish[:-1]}[oa]?"))
        for english, french, spanish in ordinals()
    )
    groups = (f"(?P<n{number}>{row})" for number, row in enumerate(rows, 1))
    return re.compile(rf"\b(?:{'|'.join(groups)})\b", re.IGNORECASE)
