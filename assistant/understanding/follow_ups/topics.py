"""The subject of a question: where it stands, and what short follow-up puts another in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.understanding.follow_ups.slots import Edit, joined
from assistant.understanding.names import NameKind, find_datings, find_names
from assistant.understanding.wording import ASKING, content_words, is_talk
from ingest.locator import find_all

_ON = {
    "en": r"on|for|about|regarding|concerning|with regard to|with respect to|as to|relating to",
    "fr": r"sur|pour|concernant|à propos de|en matière de|quant à|au sujet de",
    "es": r"sobre|para|acerca de|en materia de|en cuanto a|respecto de",
}
"""Before the subject of a question, or of the thing it asks about."""
_DEALS = {
    "en": r"deals? with|covers?|addresse?s?|concerns?|is about",
    "fr": r"traite de|porte sur|portent sur|concernent?",
    "es": r"trata de|tratan de|se refieren? a|aborda",
}
"""Verbs before a subject, which stay: 'Which Article deals with it?'"""
_ASKED_OF = {
    "en": r"deadlines?|time limits?|periods?|dates?|obligations?|dut(?:y|ies)|rules?|progress|costs?",
    "fr": r"délais?|dates?|obligations?|devoirs?|règles?|progrès|coûts?",
    "es": r"plazos?|fechas?|obligaci(?:ón|ones)|deber(?:es)?|reglas?|avances?|costos?|costes?",
}
"""What is asked of a subject: 'the deadline of clearance'. None is a subject: 'And the deadline?'"""
_OF = {"en": "of|with", "fr": r"des?|du|avec", "es": r"del?|con"}
_ENDS = {
    "en": "in at under by during since before after from to within until according as and or is are was were"
    " be been do does did has have had can could may must shall should will would",
    "fr": "à au aux dans en par pendant depuis avant après selon et ou est sont était doit doivent peut"
    " peuvent a ont",
    "es": "a al en por durante desde antes después según y o es son era fue debe deben puede pueden ha"
    " han hay",
}
"""Words that a subject does not go beyond."""
_ARTICLE = re.compile(r"(?:the|le|la|les|el|los|las) |l['’]", re.IGNORECASE)
_A = re.compile(r"(?:an?|une?|una) ", re.IGNORECASE)
_THE_ONE = {
    "en": r"(?:the|that|those|the same) ones? |(?:that|those) ",
    "fr": r"(?:celui|celle|ceux|celles) ",
    "es": r"(?:el|la|los|las|aquel|aquella) (?=(?:de|sobre|para|en) )",
}
_LEADS = {
    "en": r"and|or|but|also|then|what about|how about|what of",
    "fr": r"et|mais|puis|qu['’]en est-il (?=de)|qu['’]en est-il",
    "es": r"y|e|pero|también|qué hay|qué pasa con",
}
_COMPOUND = re.compile(r"(?<=\w) à (?=\w)")
"""Within a thing's name: 'armes à sous-munitions'."""
_WORD = r"[^\W\d_][\w'’-]*"
_MOST = 6
"""Words of a subject; more are a sentence."""


@dataclass(frozen=True, slots=True)
class _Topic:
    lead: str
    """'on ' or nothing."""
    words: str
    start: int
    """Where `lead` begins."""
    end: int
    stays: bool = False
    """The lead is part of what is asked."""
    is_owner: bool = False
    """'The duties of States on reporting': whose they are, unless nothing else is the subject."""


def put_topic(text: str, former: str, language: str) -> Edit | None:
    """The subject that the follow-up names in the place of the former one.

    None where it names none, says more than a subject, or it cannot be told where the former one stands.
    """
    mine = _asked(text, language)
    if mine is None:
        return None
    theirs = list(_standing(former, language))
    theirs = [topic for topic in theirs if not topic.is_owner] or theirs
    same = [topic for topic in theirs if mine.lead and topic.lead.casefold() == mine.lead.casefold()]
    if len(same) != 1 and len(theirs) != 1:
        return None
    old = (same or theirs)[0]
    lead = old.lead if old.stays else mine.lead or old.lead
    return old.start, old.end, joined(lead, mine.words)


def _asked(text: str, language: str) -> _Topic | None:
    """What a follow-up names, and nothing else: 'And the one on reporting?', 'What about stockpiles?'"""
    match = _follow_up(language).fullmatch(text)
    if match is None or find_names(text) or find_datings(text) or find_all(text):
        return None
    lead, words = match["lead"] or "", match["words"]
    if language == "en" and not lead and _ARTICLE.match(words):
        return None  # 'And the forms?' asks something else about the same
    named = [word for word in content_words(words, language) if not is_talk(word, language)]
    others = rf"(?:{_ASKED_OF[language]}|{_ends(language)}|{_ON[language]}|{ASKING})"
    if not named or re.search(rf"\b{others}\b", words, re.IGNORECASE):
        return None
    return _Topic(lead, words, match.start("words"), match.end("words"))


def is_on(lead: str, language: str) -> bool:
    """True for 'for ' and 'on ', not for 'of '."""
    return lead.strip().casefold() in _ON[language].split("|")


def subject_named(text: str, language: str) -> tuple[str, str]:
    """The thing that a follow-up names and nothing else, after what stands before it and with its article.

    'of ' and 'mine' of 'And of mine?'.

    Empty for one that asks something itself, or names who, when or where.
    """
    match = _follow_up(language).fullmatch(text)
    if match is None or find_names(text) or find_datings(text) or find_all(text):
        return "", ""
    words = match["words"]
    bare = _COMPOUND.sub(" ", words)
    others = rf"(?:{_ends(language)}|{_ON[language]}|{ASKING})"
    if re.search(rf"\b{others}\b", bare, re.IGNORECASE):
        return "", ""
    told = (
        match["lead"]
        or _A.match(words)
        or not all(is_talk(word, language) for word in content_words(words, language))
    )
    return (match["lead"] or "", words) if told and content_words(words, language) else ("", "")


def _standing(text: str, language: str) -> Iterator[_Topic]:
    """The subjects of a question: no names, times and places, and no titles of treaties."""
    taken = [(named.start, named.end) for named in find_names(text) if named.kind is not NameKind.BODY]
    taken += [(dating.start, dating.end) for dating in find_datings(text)]
    taken += [(mention.start, mention.end) for mention in find_all(text)]
    for match in _subject(language).finditer(text):
        lead = next(name for name in ("on", "deals", "of") if match[name])
        start, (first, *_) = match.start(lead), _ARTICLE.sub("", match["words"], count=1).split()
        is_title = first[:1].isupper() and not first.isupper()
        if not is_title and not any(begin < match.end() and start < end for begin, end in taken):
            yield _Topic(match[lead], match["words"], start, match.end(), lead == "deals", lead == "of")


def _ends(language: str) -> str:
    return "|".join(_ENDS[language].split())


@cache
def _follow_up(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"\W*(?:(?:{_LEADS[language]})[ ,]+){{1,3}}(?:{_THE_ONE[language]})?"
        rf"(?P<lead>(?:{_ON[language]}|{_OF[language]}) )?"
        rf"(?P<words>(?:{_ARTICLE.pattern})?{_WORD}(?: {_WORD}){{0,{_MOST - 1}}})\W*",
        re.IGNORECASE,
    )


@cache
def _subject(language: str) -> re.Pattern[str]:
    own = rf"(?!(?:{_ends(language)}|{_ON[language]})\b){_WORD}"
    return re.compile(
        rf"(?:(?<=\w )(?P<on>(?:{_ON[language]}) )|(?<=\w )(?P<deals>(?:{_DEALS[language]}) )"
        rf"|\b(?:{_ASKED_OF[language]}) (?P<of>(?:{_OF[language]}) ))"
        rf"(?P<words>(?:{_ARTICLE.pattern})?{own}(?: {own}){{0,{_MOST - 1}}})",
        re.IGNORECASE,
    )
