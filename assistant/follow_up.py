"""Follow-ups made standalone without a model: what leans on the question before, and what it changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.names import Named, NameKind, find_datings, find_names
from assistant.schemas import Lean, Turn
from assistant.wording import content_words, detect_language, without
from ingest.locator import Locator, Mention, find_all


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that needs no history."""

    text: str
    lean: Lean
    since: int
    """Index of the turn where its subject was first asked about; the number of turns if it leans on none."""


# A question with more content words stands alone, pronouns or not: one that names things, or does not
_FEW_WORDS, _SOME_WORDS = 4, 8
_OWN_SUBJECT = 3  # 'And' before so many words of its own and a name begins something else
_CONTINUES = {
    "en": r"and|or|but|also|then|what about|how about|what of|same (?:question )?(?:for|with)",
    "fr": r"et|mais|puis|qu['’]en est-il|même question pour",
    "es": r"y|e|pero|también|qué hay de|qué pasa con|lo mismo para",
}
_OPENING = {
    language: re.compile(rf"[\s¿¡]*(?:{words})(?![\w-]| a-t)", re.IGNORECASE)
    for language, words in _CONTINUES.items()
}
"""What joins it to the question before; French 'Y a-t-il' does not."""
_REFERS = {
    "en": re.compile(
        r"\b(?:it|they|them|those|these|he|she|him|such|which ones?|the (?:ones?|same|former|latter|others?)"
        r"|this(?! (?:convention|treaty|collection))"
        r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there(?! (?:is|are))"
        r"|that (?:year|day|date|time|meeting|state|country|report|document|figure|number|one|session"
        r"|region))\b|^\W{0,3}that\b"
        r"|\b(?:of|in|at|on|for|about|from|by|is|was|can|could|does|did|do|why|with|than) that\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?<!-)\b(?:il(?! (?:y a|faut))|ils|elle|elles|eux|ceux|celui|celles?|cela|ça|lesquel(?:le)?s"
        r"|laquelle|lequel|cet|cette(?! convention)|ces|ce (?:pays|rapport|document|délai|chiffre|plan)"
        r"|là-bas|les mêmes|le même|la même)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:él|ellos|ellas|ella|eso|ese|esa|esos|esas|aquellos|aquellas|allí|lo mismo"
        r"|est[aeo]s?(?! (?:convención|tratado)))\b|\bcuáles(?! \w)",
        re.IGNORECASE,
    ),
}
_OWNS = {
    "en": re.compile(r"\b(?:its|their|his|her)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:son|sa|ses|leurs?)\b", re.IGNORECASE),
    "es": re.compile(r"\bsus?\b", re.IGNORECASE),
}
"""Refers to the conversation only where nobody is named before it in the question itself."""
_OWNERS = re.compile(
    r"\b(?:states?|countr(?:y|ies)|signator(?:y|ies)|part(?:y|ies)|convention|états?|pays|signataires?|estados?"
    r"|pa[íi]s(?:es)?|signatarios?|who|which|qui|quién|meetings?|reports?|delegations?)\b",
    re.IGNORECASE,
)
_ONE_NAMED = re.compile(
    r"\b(?:it|its|(?:this|that) (?:country|state)|ce pays|cet état|ese país|ese estado|él|ella)\b"
    r"|(?<!-)\b(?:il|elle)\b",
    re.IGNORECASE,
)
"""Stands for a State or body, perhaps for one that only the answer named."""
_FORMS = frozenset(
    (
        "shorter short brief briefer briefly concise concisely repeat again simpler longer summarise "
        "summarize court courte bref brève brièvement résume résumez répète répétez corto corta breve "
        "brevemente resume resuma repita repite"
    ).split()
)
_POLITE = frozenset(
    (
        "please make it that can could you a an bit much in more say be the answer version this for me "
        "now svp s il te vous plaît plus en la réponse une un peu pouvez faites le más por favor respuesta "
        "lo poco puede hazlo hágalo"
    ).split()
)
_ACTORS = (NameKind.STATE, NameKind.BODY)
_EMPTY = frozenset("one same other others exactly precisely happened autres otros".split())
"""Words that say nothing of the subject."""
_LIKE_A_CLAUSE = (".", "?", "!")


def make_standalone(text: str, history: Sequence[Turn], language: str = "en") -> FollowUp:
    """The question as one that needs no history.

    What is asked of another year, State or place is the former question with that put in; what leans on it in
    another way is joined to it, so that every word is one that a person typed or an answer named.
    """
    chain: tuple[str, ...] = ()
    lean, since = Lean.ALONE, 0
    said, spoken = "", language
    for at, turn in enumerate((*history, Turn(role="user", content=text))):
        if turn.role == "assistant":
            said = turn.content
            continue
        asked = " ".join(turn.content.split())
        spoken = detect_language(asked, spoken)  # what does not tell is in the language spoken before
        chain, lean = _after(asked, chain, said, spoken)
        since = at if lean is Lean.ALONE else since
    return FollowUp(" ".join(chain), lean, since)


def _after(text: str, chain: tuple[str, ...], said: str, language: str) -> tuple[tuple[str, ...], Lean]:
    """What is asked when `text` follows the questions of `chain`, and `said` answered the last of them."""
    if not chain or not text or not _leans(text, language):
        return (text,), Lean.ALONE
    if _asks_for_another_form(text):
        return chain, Lean.REPEATED
    former = " ".join(chain)
    if changed := _changed(text, former, language):
        return changed
    meant = _named_in_answer(text, former, said)
    return (chain[0], *chain[1:][-1:], *meant, text), Lean.JOINED


def _leans(text: str, language: str) -> bool:
    names, datings, places = find_names(text), find_datings(text), find_all(text)
    rest = _rest(text, language)
    refers = refers_back(text, language)
    if _OPENING[language].match(text):
        stands = len(rest) >= _OWN_SUBJECT and bool(names or places)
        return refers or not stands
    if refers:
        named = names or datings or places
        return len(content_words(text, language)) <= (_FEW_WORDS if named else _SOME_WORDS)
    if _asks_for_another_form(text):
        return True
    looked_up = places or any(named.kind is NameKind.SYMBOL for named in names)
    return not rest and not looked_up and (bool(datings or names) or text.endswith(_LIKE_A_CLAUSE))


def refers_back(text: str, language: str) -> bool:
    """True when a pronoun of the text stands for something said before it."""
    if _REFERS[language].search(text):
        return True
    owns = _OWNS[language].search(text)
    if owns is None:
        return False
    before = text[: owns.start()]
    return not _OWNERS.search(before) and not find_names(before)


def _asks_for_another_form(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return any(word in _FORMS for word in words) and all(word in _FORMS or word in _POLITE for word in words)


def _rest(text: str, language: str) -> tuple[str, ...]:
    """Its content words, without what it names, dates and opening words."""
    opening = _OPENING[language].match(text)
    spans = [(named.start, named.end) for named in find_names(text)]
    spans += [(dating.start, dating.end) for dating in find_datings(text)]
    spans += [(mention.start, mention.end) for mention in find_all(text)]
    spans += [opening.span()] if opening else []
    words = content_words(without(text, spans), language)
    return tuple(word for word in words if word.casefold() not in _EMPTY)


def _changed(text: str, former: str, language: str) -> tuple[tuple[str, ...], Lean] | None:
    """The former question with the year, State or place of this one; None where that makes no question."""
    if _rest(text, language) or _REFERS[language].search(text):
        return None
    edits: list[tuple[int, int, str]] = []
    names, places = find_names(text), find_all(text)
    if names:
        theirs = _in_its_place(names[0].kind, find_names(former))
        if len(theirs) != 1:
            return None
        words = text[names[0].start : names[-1].end]
        edits.append((theirs[0].start, theirs[0].end, words))
    if places:
        spots = {(mention.start, mention.end): mention for mention in find_all(former)}
        if len(spots) != 1 or len(places) != 1:
            return None
        (spot,) = spots.values()
        edits.append((spot.start, spot.end, _beside(places[0], spot)))
    datings = [d for d in find_datings(text) if not any(d.end == named.end for named in names)]
    if datings:
        words = text[datings[0].start : datings[-1].end]
        if (
            datings[0].start < datings[0].date_start
        ):  # 'In 2017?' begins with a capital, a date may need its own
            words = words[:1].lower() + words[1:]
        edits += _redated(words, former)
    if not edits:
        return None
    return (_edited(former, edits),), Lean.REDATED if datings else Lean.REPLACED


def _in_its_place(kind: NameKind, former: Sequence[Named]) -> list[Named]:
    """What a name of this kind may stand for. A body acts as a State does: 'And the ICRC?' after Norway."""
    same = [named for named in former if named.kind is kind]
    actors = [named for named in former if named.kind in _ACTORS]
    return actors if kind in _ACTORS and (kind is NameKind.BODY or not same) else same


def _beside(mine: Mention, theirs: Mention) -> str:
    """'And paragraph 2?' after 'Article 4(1)' is paragraph 2 of Article 4."""
    outer = theirs.locator.steps
    levels = [level for level, _ in outer]
    first = mine.locator.steps[0][0]
    kept = outer[: levels.index(first)] if first in levels else outer
    try:
        return str(Locator((*kept, *mine.locator.steps)))
    except ValueError:
        return str(mine.locator)


def _redated(words: str, former: str) -> list[tuple[int, int, str]]:
    """The new time in the place of the first one, the others gone; at the end where there is none.

    'The 2011 report' is a name: its year stays.
    """
    old = [d for d in find_datings(former) if d.start < d.date_start]
    if not old:
        end = len(former.rstrip(" ?.!"))
        return [(end, end, f" {words}")]
    first, *others = old
    return [(first.start, first.end, words), *((d.start, d.end, "") for d in others)]


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return re.sub(r" ([,.])", r"\1", " ".join(text.split()))


def _named_in_answer(text: str, former: str, said: str) -> tuple[str, ...]:
    """The State or body 'it' stands for: the only one the answer names, where the question named none."""
    if not _ONE_NAMED.search(text) or any(named.kind in _ACTORS for named in find_names(former)):
        return ()
    named = [named for named in find_names(said) if named.kind in _ACTORS]
    if len({(one.kind, one.value) for one in named}) != 1:
        return ()
    return (said[named[0].start : named[0].end] + ".",)
