"""Which term a question asks the meaning of, if any: 'What is the ISU?', 'define transfer', 'CCM?'"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.understanding.names import find_names
from assistant.understanding.terms import bodies, treaty_names
from assistant.understanding.wording import content_words, is_talk
from ingest.locator import find_all

if TYPE_CHECKING:
    from assistant.understanding.question import Question


def _compiled(*sources: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


_T = r"(?P<term>[“\"«] ?[^“”\"«»]{1,80} ?[”\"»]|[^?!.;:]{1,80}?)"
_HEAD = (
    r"(?:the |le |la |l['’]|el )?(?:terms?|words?|expression|abbreviation|acronym|phrase"
    r"|terme|mot|abréviation|sigle|término|palabra|expresión|abreviatura|sigla)s? "
)
_END = (
    r"(?=\s?(?:[?!.;:,)]|\Z)| (?:in (?:the|this|an?|our|(?-i:[A-ZÀ-Þ])\w{0,20})|under|within|according to"
    r"|as used|for the purposes?|pursuant to|dans|selon|au sens"
    r"|d['’]après|aux fins|en (?:el|la|los|las)|según|conforme|a los efectos)\b)"
)
# Asked for by name: whatever stands for the term is one. `where` says in which document.
_ASKS_THE_MEANING = _compiled(
    rf"\bwhat (?:does|do|did) [^?!;]{{1,80}}? (?:mean|understand) by (?:{_HEAD})?{_T}{_END}",
    rf"\bwhat does it mean (?:for an? \w{{1,20}} )?to {_T}{_END}",
    rf"\bwhat (?:does|do|did|would) (?:{_HEAD})?{_T} (?:mean|stand for|refer to|signify|denote)\b",
    rf"\bwhat (?:is|was|are|were) (?:meant|understood|to be understood) by (?:{_HEAD})?{_T}{_END}",
    rf"\b(?:meaning|definition) (?:of|for) (?:{_HEAD})?{_T}{_END}",
    rf"\b(?:how|where) (?:is|are) (?:{_HEAD})?{_T} defined\b",
    rf"\bhow (?:does|do|did) [^?!;]{{1,80}}? define (?:{_HEAD})?{_T}{_END}",
    rf"(?:^\W{{0,4}}|[.,;:!?] |\b(?:please|you|us) )define (?:{_HEAD})?{_T}{_END}",
    rf"\bwhat (?:is|are) {_T} (?:short|an abbreviation|an acronym) (?:for|of)\b",
    rf"\bwhat {_T} (?:means|stands for)\b",
    rf"\b(?:que|qu['’]est-ce que) (?:signifien?t?|désignen?t?|veu(?:t|lent) dire) (?:{_HEAD})?{_T}{_END}",
    rf"\benten(?:d|dre|dez|dent|dons)(?:-\w{{2,5}})? (?:\w{{1,15}} ){{0,4}}par (?:{_HEAD})?{_T}{_END}",
    rf"\bdéfinition (?:de la |de l['’]|du |des |de |d['’])(?:{_HEAD})?{_T}{_END}",
    rf"\bdéfini(?:ssez|r|s) (?:{_HEAD})?{_T}{_END}",
    rf"\bcomment (?:[^?!;]{{1,60}}? )?définit(?:-\w{{2,5}})? (?:{_HEAD})?{_T}{_END}",
    rf"\bcomment (?:est|sont) défini(?:e|s|es)? (?:{_HEAD})?{_T}{_END}",
    rf"^\W*{_T},? (?:ça|cela) (?:veut dire|signifie) quoi\b",
    rf"\bqu[eé] (?:significan?|quieren? decir|designan?) (?:{_HEAD})?{_T}{_END}",
    rf"\b(?:entiende|entienden|entender|entendemos) (?:[^?!;]{{1,60}} )?por (?:{_HEAD})?{_T}{_END}",
    rf"\bdefinición (?:de la |de los |de las |del |de )(?:{_HEAD})?{_T}{_END}",
    rf"\bcómo (?:se )?definen? (?:(?:la|el) (?:Convención|Tratado|Protocolo) )?(?:{_HEAD})?{_T}{_END}",
    rf"(?:^\W{{0,4}}|[.,;:] )(?:defina|define|definir|definan) (?:{_HEAD})?{_T}{_END}",
)
# 'What is X?' asks for a meaning where X is a name or a kind of thing, not 'the deadline for clearance'.
_ASKS_WHAT_IT_IS = _compiled(
    r"(?:^|[,;:.?!] |\b(?:and|so|but) )what(?:['’]s| is| are) (?:exactly |actually )?"
    rf"(?P<the>the )?{_T}{_END}",
    rf"\bqu['’]est-ce qu(?:e |['’])(?:c['’]est qu(?:e |['’]))?{_T}{_END}",
    rf"\bc['’]est quoi,? {_T}{_END}",
    rf"(?:^|[¿,;:.?!] ?)qu[eé] (?:es|son) {_T}{_END}",
    rf"^who (?:is|are) (?P<the>the ){_T}{_END}",
)
_ARTICLE = re.compile(
    r"(?:the|an?|to|le|la|les|une?|des|du|el|los|las|un[ao]s?|se)\s+(?=\S)|[lds]['’](?=\S)", re.IGNORECASE
)
_QUOTES = " \"“”«»'‘’*"
_BARE = re.compile(
    r"\W{0,4}(?:(?:and|et|y) )?(?:(?:the|le|la|les|el|los|las) |l['’])?(?P<term>[\w-]{2,14})\W{0,4}",
    re.IGNORECASE,
)
_IN_NAMES = frozenset("of on the for and to not de la des du del y et".split())
_NO_TERM = re.compile(
    r"(?:its?|their|his|her|my|our|your|this|that|these|those|one|ce|cette|ces|son|sa|ses|leurs?|est[aeo]s?|es[aeo]s?"
    r"|sus?|lo)\b|.{0,80}['’]s\b",
    re.IGNORECASE,
)
"""Stands for something said before, or speaks of what somebody has: 'its title', 'Norway's position'."""
_WORDS = 10
"""A longer stretch is no term."""


def term_asked(question: Question) -> str | None:
    """The term whose meaning is asked, without its articles and quotation marks; None for other questions.

    Of several things asked the first one that is a term; `term_in` tells of one.
    """
    texts = [question.standalone] if len(question.parts) == 1 else [asked.text for asked in question.parts]
    return next((term for text in texts if (term := term_in(text, question.spoken))), None)


def term_in(text: str, language: str) -> str | None:
    """See `term_asked`; of one thing asked."""
    for pattern in _ASKS_THE_MEANING:
        if match := pattern.search(text):
            return _term(match["term"], language)
    if bare := _BARE.fullmatch(text):
        return _term(bare["term"], language) if is_short_name(bare["term"]) else None
    if _names_a_place(text):
        return None  # of a place it is asked what it says
    for pattern in _ASKS_WHAT_IT_IS:
        if match := pattern.search(text):
            term = _term(match["term"], language)
            by_name = "the" not in match.groupdict() or not match["the"]
            return term if term and (by_name or _is_name(term)) else None
    return None


def _term(found: str, language: str) -> str | None:
    term = found.strip(_QUOTES)
    while article := _ARTICLE.match(term):
        term = term[article.end() :].strip(_QUOTES)
    if _NO_TERM.match(term) or _names_a_place(term):
        return None
    words = content_words(term, language)
    is_marked = term != found.strip()  # 'a mine' is a thing, 'mine' may be talk
    if (
        not words
        or len(term.split()) > _WORDS
        or not (is_marked or not all(is_talk(w, language) for w in words))
    ):
        return None
    return term.upper() if term.islower() and is_short_name(term) else term


def _names_a_place(text: str) -> bool:
    """True for 'Article 4', not for an action plan."""
    return any(mention.locator.level != "plan" for mention in find_all(text))


def _is_name(term: str) -> bool:
    """'Vientiane Action Plan', 'Meeting of States Parties', 'isu'; not 'deadline', 'purpose of the ISU'."""
    words = term.split()
    capital = [word for word in words if word not in _IN_NAMES]
    return (bool(capital) and all(not word[0].islower() for word in capital)) or is_short_name(term)


def is_short_name(term: str) -> bool:
    """True for an abbreviation: in capitals, or one that people know and type in small letters."""
    if " " in term:
        return False
    letters = [character for character in term if character.isalpha()]
    if len(letters) > 1 and sum(map(str.isupper, letters)) > len(letters) / 2:
        return True
    return term.upper() in _known() or any(named.value == term.upper() for named in find_names(term))


@cache
def _known() -> frozenset[str]:
    """Abbreviations of bodies and treaties."""
    names = (name for groups in (bodies(), treaty_names()) for group in groups for name in group)
    return frozenset(name for name in names if name.isupper() and " " not in name)
