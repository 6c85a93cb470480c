"""Where in a former question a name stands that a follow-up may put another in the place of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from assistant.understanding.names import NameKind, find_datings, find_names
from ingest.dates import find_dates
from ingest.locator import find_all

Edit: TypeAlias = tuple[int, int, str]

_NAME = r"[A-ZÀ-Þ][\w'’-]*(?: (?:(?:de|of|la) )?[A-ZÀ-Þ][\w'’-]*){0,2}"
_IN = r"in|at|à|au|aux|en"
_GATHERING = (
    r"conference|seminar|workshop|meetings?|sessions?|symposium|conférence|séminaire|atelier|réunion|séance"
    r"|conferencia|seminario|taller|reunión|sesión"
)
_SLOTS = (
    re.compile(rf"(?<!\w)(?P<lead>(?i:{_IN}) )(?P<name>{_NAME})"),
    re.compile(rf"(?<!\w)(?i:the) (?P<name>{_NAME})(?= (?:\w+ )?(?i:{_GATHERING})\b)"),
    re.compile(rf"\b(?i:{_GATHERING}) (?:de|in|at|à|en) (?P<name>{_NAME})"),
)
_ASKED = re.compile(rf"(?<!\w)(?P<lead>(?i:{_IN}) |(?i:about|of|de) )?(?P<name>{_NAME})(?=\W*\Z|,? \w+ \d)")
_NO_PLACE = re.compile(
    r"(?:States?|Part(?:y|ies)|Convention|Treaty|Meetings?|Conference|Review|Action|Plan|Report|Protocol|English"
    r"|French|Spanish|États?|Assemblée|Traité|Rapport|Conférence|Estados?|Partes|Convención|Tratado|Informe)\b"
)
_LEAD = re.compile(
    r"(?<!\w)(?:(?P<joint>du|des|au|aux|del|al) "
    r"|(?P<before>(?:de|à|a) |d['’])?(?P<article>(?:the|la|le|les|el|los|las) |l['’])?)\Z",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|la|le|les|el|los|las) |l['’]", re.IGNORECASE)
_JOINT = {
    ("de ", "le "): "du ",
    ("de ", "les "): "des ",
    ("à ", "le "): "au ",
    ("à ", "les "): "aux ",
    ("de ", "el "): "del ",
    ("a ", "el "): "al ",
}
_APART = {joint.strip(): pair for pair, joint in _JOINT.items()}


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name written as that of a place, with the preposition right before it."""

    lead: str
    """'in ', or nothing."""
    name: str
    start: int
    """Where `lead` begins."""
    end: int


def place_asked(text: str, opening: int) -> PlaceName | None:
    """The place a short question names at its end: 'And in Bangkok?'; `opening` is where 'And' ends.

    Told by its form alone: a capital after 'in', or one that does not begin the question.
    """
    match = _ASKED.search(text)
    if match is None or not (match["lead"] or match.start() >= opening > 0):
        return None
    found = _place(match)
    is_state = any(named.start < found.end and found.start < named.end for named in find_names(text))
    in_a_place = bool(re.match(_IN, found.lead, re.IGNORECASE))
    if (is_state and not in_a_place) or not _may_be_place(text, match.start("name"), found):
        return None
    return found if in_a_place else PlaceName("", found.name, match.start("name"), found.end)


def places_of(text: str) -> list[PlaceName]:
    """The places a question is about, by their form: 'in Santiago', 'the Santiago conference'."""
    found: dict[int, PlaceName] = {}
    for pattern in _SLOTS:
        for match in pattern.finditer(text):
            if _may_be_place(text, match.start("name"), place := _place(match)):
                found.setdefault(match.start("name"), place)
    return list(found.values())


def _place(match: re.Match[str]) -> PlaceName:
    lead = match.groupdict().get("lead") or ""
    return PlaceName(lead, match["name"], match.start("name") - len(lead), match.end("name"))


def _may_be_place(text: str, start: int, place: PlaceName) -> bool:
    if _NO_PLACE.match(place.name) or find_dates(f"{place.name} 2000"):  # a month
        return False
    other = [(named.start, named.end) for named in find_names(text) if named.kind is not NameKind.STATE]
    other += [(dating.date_start, dating.end) for dating in find_datings(text)]
    other += [(mention.start, mention.end) for mention in find_all(text)]
    return not any(begin < place.end and start < end for begin, end in other)


def put_place(new: PlaceName, old: PlaceName) -> Edit:
    """The new place where the old one stands, with its own preposition where both have one."""
    if new.lead and old.lead:
        return old.start, old.end, new.lead.lower() + new.name
    return old.start + len(old.lead), old.end, new.name


def put_name(text: str, start: int, end: int, former: str, at: tuple[int, int]) -> Edit:
    """The name with the article it has in `text` where another stands in `former`, without that one's.

    'the UK' for 'Norway', 'le Mali' for 'la Norvège': 'de la Norvège' becomes 'du Mali'.
    """
    _, article = _lead(text[:start])
    before, _ = _lead(former[: at[0]])
    lead = _LEAD.search(former[: at[0]])
    begin = lead.start() if lead else at[0]
    return begin, at[1], joined(before, article + text[start:end])


def joined(preposition: str, words: str) -> str:
    """The words after the preposition, which melts with their article: 'du Mali', 'al Estado'."""
    article = _ARTICLE.match(words)
    if article is None:
        return preposition + words
    before = _lead(preposition)[0] or preposition
    melted = _JOINT.get((before.casefold(), article[0].casefold()))
    return before + words if melted is None else melted + words[article.end() :]


def _lead(text: str) -> tuple[str, str]:
    """The preposition that melts with an article, and the article, at the end of the text."""
    match = _LEAD.search(text)
    if match is None:
        return "", ""
    if match["joint"]:
        return _APART[match["joint"].casefold()]
    before = match["before"] or ""
    return ("de " if before[:2].casefold() in ("d'", "d’") else before), match["article"] or ""
