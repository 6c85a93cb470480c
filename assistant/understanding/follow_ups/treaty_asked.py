"""Follow-ups that name a treaty or a term and nothing else: 'And from the CCW?', 'And of transfer?'"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.understanding.asked_terms import term_in
from assistant.understanding.follow_ups.pronouns import refers_back
from assistant.understanding.follow_ups.slots import Edit, places_of, put_name
from assistant.understanding.follow_ups.topics import is_on, subject_named
from assistant.understanding.names import find_datings, find_names
from assistant.understanding.terms import treaty_names
from index.lexical import analyse
from ingest.locator import find_all
from prompts.words import LANGUAGES

_SMALL = (
    r"(?:for|from|to|under|in|of|with|about|on|by|the|what about|same for|pour|de|du|dans|à|au|selon|sur|par"
    r"|d['’]après|la|le|l['’]|para|según|en|del|al|a|el|sobre|por)"
)
_LEAD = re.compile(rf"[\s,]*(?:{_SMALL}(?:\s+|(?<=['’])))*", re.IGNORECASE)
"""What may stand between 'and' and the name."""
_BETWEEN = re.compile(r"\s*(?:(?:of|to|the|de|à|la|a)\s+)+", re.IGNORECASE)
"""Between the names of 'Protocol V to the CCW', which are those of one treaty."""
_THE_TREATY = re.compile(
    r"(?<=\bthe )(?:convention|treaty)\b(?! on\b)|(?<=\bla )(?:convention|convención)\b(?! (?:sur|sobre)\b)"
    r"|(?<=\b[lt]e )traité\b(?! sur\b)|(?<=\bel )tratado\b(?! sobre\b)",
    re.IGNORECASE,
)
_ABOUT_WHAT = re.compile(
    r"\b(?P<kind>treaty|convention|protocol|traité|protocole|tratado|convención|protocolo)"
    r" (?:on|against|about|banning|prohibiting|sur|contre|interdisant|sobre|contra)"
    r" (?:the |les? |la |los |las |el |l['’])?",
    re.IGNORECASE,
)
"""Before what a treaty is about."""
_LONGEST_SUBJECT = 4
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_KIND = (
    "convention treaty protocol ban prohibition on the of traité protocole interdiction sur convención"
    " tratado protocolo prohibición sobre"
)
"""Words of names of treaties that do not say what they are about."""
_ARTICLES = r"(?:(?:the|an?|une?|le|la|les|el|los|las|un[ao]s?)\s+|l['’])"
_ARTICLE = re.compile(rf"\A{_ARTICLES}", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(rf"\b{_ARTICLES}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Treaty:
    start: int
    end: int
    groups: frozenset[int]
    """Which treaties its names are of; none of 'the Convention'."""


def put_treaty(text: str, begin: int, former: str, language: str) -> tuple[Edit, ...]:
    """The treaty that the follow-up names in the place of the former one; `begin` is where 'and' ends.

    Behind a question that speaks of nobody, no time and no place, where that names none. A treaty is also
    named by what it is about, where the former question names another: 'And for cluster munitions?'
    """
    theirs = _treaties(former) or [_Treaty(*m.span(), frozenset()) for m in _THE_TREATY.finditer(former)]
    mine = _treaties(text)
    if len(mine) == 1 and _is_all(text, begin, mine[0]):
        if len(theirs) == 1:
            return (put_name(text, mine[0].start, mine[0].end, former, (theirs[0].start, theirs[0].end)),)
        if not theirs and not (find_names(former) or find_datings(former) or places_of(former)):
            end = len(former.rstrip(" ?.!"))
            return ((end, end, f" {text[begin : mine[0].end].lstrip(' ,')}"),)
    elif not mine and len(theirs) == 1 and theirs[0].groups:
        _, subject = subject_named(text, language)
        about = _about().get(tuple(analyse(subject, language)), frozenset())
        if about and not about & theirs[0].groups:
            named = (theirs[0].start, theirs[0].end, treaty_names()[min(about)][0])
            return named, *_subject_of(former, theirs[0], subject, language)
    return ()


def _subject_of(former: str, treaty: _Treaty, subject: str, language: str) -> list[Edit]:
    """The new subject where the question has that of the former treaty: 'stockpiled mines'."""
    words = (
        match
        for match in re.finditer(r"[^\W\d_]+", former)
        if match.end() <= treaty.start or treaty.end <= match.start()
    )
    about = [w for w in words if treaty.groups & _about().get(tuple(analyse(w[0], language)), frozenset())]
    bare = _ARTICLE.sub("", subject, count=1)
    return [(word.start(), word.end(), bare) for word in about] if len(about) == 1 else []


def put_term(text: str, former: str, language: str) -> Edit | None:
    """The term that the follow-up names in the place of the one whose meaning the former question asks.

    The former article stays before one that has none: 'And of mine?' is 'What is a mine?'
    """
    old = term_in(former, language)
    lead, new = subject_named(text, language)
    if old is None or not new or is_on(lead, language) or refers_back(text, language) or find_all(text):
        return None
    at = former.casefold().rfind(old.casefold())
    if at < 0:
        return None
    article = _ARTICLE_BEFORE.search(former[:at])
    start = article.start() if article and _ARTICLE.match(new) else at
    return start, at + len(old), new


def find_treaties(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The treaties named: where, and all the names each goes by, in every language known of it.

    One that is named by what it is about, 'the treaty on nuclear weapons', where a treaty known by that is.
    """
    named = [(each.start, each.end, each.groups) for each in _treaties(text)]
    for match in _ABOUT_WHAT.finditer(text):
        if any(start < match.end() and match.start() < end for start, end, _ in named):
            continue
        words = [*_WORD.finditer(text, match.end())][:_LONGEST_SUBJECT]
        for last in reversed(words):
            subject = text[match.end() : last.end()]
            stems = (tuple(analyse(subject, language)) for language in LANGUAGES)
            if groups := frozenset().union(*(_about().get(each, ()) for each in stems)):
                named.append((match.start("kind"), last.end(), groups))
                break
    return tuple(
        (start, end, tuple(name for group in sorted(groups) for name in treaty_names()[group]))
        for start, end, groups in sorted(named, key=lambda each: each[:2])
    )


def _is_all(text: str, begin: int, treaty: _Treaty) -> bool:
    """True where nothing else is named: 'And what is the CCW?' asks something of its own."""
    lead = _LEAD.match(text, begin)
    return bool(lead and lead.end() == treaty.start) and not text[treaty.end :].strip(" ?!.¿")


def _treaties(text: str) -> list[_Treaty]:
    found: list[_Treaty] = []
    for match in _pattern().finditer(text.replace("’", "'")):
        group = frozenset((_group_of()[match[0].casefold()],))
        if found and _BETWEEN.fullmatch(text, found[-1].end, match.start()):
            last = found.pop()
            found.append(_Treaty(last.start, match.end(), last.groups | group))
        else:
            found.append(_Treaty(*match.span(), group))
    return found


@cache
def _group_of() -> dict[str, int]:
    return {name.casefold(): at for at, group in enumerate(treaty_names()) for name in group}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_group_of(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])", re.IGNORECASE)


@cache
def _about() -> dict[tuple[str, ...], frozenset[int]]:
    """Stems of what a treaty is about -> the treaties that are: 'cluster munition', 'mine'."""
    found: dict[tuple[str, ...], frozenset[int]] = {}
    for at, group in enumerate(treaty_names()):
        for name in group:
            own = [word for word in _WORD.findall(name) if word.casefold() not in _KIND.split()]
            for language in LANGUAGES if own and not name.isupper() else ():
                stems = tuple(analyse(" ".join(own), language))
                found[stems] = found.get(stems, frozenset()) | {at}
    return found
