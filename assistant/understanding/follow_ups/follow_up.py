"""Follow-ups made standalone without a model: what leans on the question before, and what it changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from assistant.schemas import Lean, Turn, TurnCitation
from assistant.understanding.asked_terms import term_in
from assistant.understanding.follow_ups.counting import (
    in_figures,
    number_asked,
    ordinal_asked,
    put_number,
    put_ordinal,
)
from assistant.understanding.follow_ups.pronouns import GATHERING, refers_back
from assistant.understanding.follow_ups.referents import resolved
from assistant.understanding.follow_ups.slots import (
    Edit,
    PlaceName,
    place_asked,
    places_of,
    put_name,
    put_place,
)
from assistant.understanding.follow_ups.topics import put_topic
from assistant.understanding.follow_ups.treaty_asked import put_term, put_treaty
from assistant.understanding.identity import insists
from assistant.understanding.names import Named, NameKind, find_datings, find_names
from assistant.understanding.wording import ASKING, content_words, detect_language, is_talk, without
from ingest.errors import LocatorError
from ingest.locator import LEVELS, Locator, Mention, find_all


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that needs no history."""

    text: str
    lean: Lean
    since: int
    """Index of the turn from which on answers are about its subject; the number of turns where none is, as
    when it leans on none or asks about another State, place or time."""
    stays: bool
    """Too little is said for it to be about anything but what the answer before is about."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked at one turn, with all that it takes from those before."""

    chain: tuple[str, ...]
    lean: Lean
    anew: bool
    """What former answers cite is about something else."""
    stays: bool = False


# A question with more content words stands alone, pronouns or not: one that names things, or does not
_ONE_WORD, _FEW_WORDS, _SOME_WORDS = 1, 4, 8
_OWN_SUBJECT = 3  # 'And' before so many words of its own and a name, or none of the former, begins anew
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
_SAME_THING = re.compile(
    r"\b(?:the same|that|this) (?:item|question|topic|issue|point|subject|matter)\b"
    r"|\b(?:le|la|ce|cette) (?:même )?(?:point|question|sujet)\b"
    r"|\b(?:el|la) mism[oa] (?:punto|pregunta|tema|asunto)\b",
    re.IGNORECASE,
)
"""What the question before asked of another: 'And what was Norway's view on the same item?'"""
_ACTORS = (NameKind.STATE, NameKind.BODY)
_EMPTY = frozenset("one same other others exactly precisely happened autres otros".split())
"""Words that say nothing of the subject."""
_MORE = frozenset(
    "continue elaborate explain details detail continuez précisez expliquez détails continúe explique "
    "detalles detalle cuéntame cuénteme dímelo dites-m'en dis-m'en dites-moi dis-moi".split()
)
"""Words that ask for more of the same and name nothing."""
_COURTESY = frozenset(
    "thanks thank ok okay well yes no hello merci gracias bien sí oui non hola bonjour".split()
)
_ABOUT_US = re.compile(
    r"\b(?:what (?:can|could|do) you (?:do|know|answer)|who (?:are|made) you|what are you|how do you work"
    r"|que (?:pouvez-vous|peux-tu|savez-vous|sais-tu) faire|qui êtes-vous|qui es-tu"
    r"|qué (?:puedes?|sabes?) hacer|quién eres|quién es usted)\b",
    re.IGNORECASE,
)
_WRITTEN_AS_NAME = re.compile(r"(?<=\w )(?:[A-ZÀ-Þ]{2,}|[A-ZÀ-Þ][a-zß-ÿ])")
"""'Who is the ISU?' names what it is about, though nobody knows the name."""
_ASKS = re.compile(rf"\W*(?:{ASKING})\b", re.IGNORECASE)
_LIKE_A_CLAUSE = (".", "?", "!")
_WITHIN = LEVELS[LEVELS.index("para") :]
"""Places that say nothing without the document, and often the article, that they are in."""


def make_standalone(text: str, history: Sequence[Turn], language: str = "en") -> FollowUp:
    """The question as one that needs no history.

    What is asked of another year, State or place is the former question with that put in; what leans on it in
    another way is joined to it, so that every word is one that a person typed or an answer named.
    """
    asked = _Asked((), Lean.ALONE, anew=True)
    since = 0
    said: list[Turn] = []
    told: list[str] = []  # every question so far, standalone
    spoken = language
    for at, turn in enumerate((*history, Turn(role="user", content=text))):
        if turn.role == "assistant":
            said.append(turn)
            continue
        words = " ".join(turn.content.split())
        if not words:
            continue
        spoken = detect_language(words, spoken)  # what does not tell is in the language spoken before
        number = number_asked(words, _begin(words, spoken))
        resumed = number and not find_all(" ".join(asked.chain)) and _last_with_a_place(told)
        asked = _after(words, (resumed,) if resumed else asked.chain, said, spoken)
        if resumed:
            asked = replace(asked, anew=True)
        if asked.lean is Lean.ELLIPTIC and _went_elsewhere(history, at):
            asked = _Asked((words,), Lean.ALONE, anew=True)
        told += [_joined(asked.chain)]
        since = at if asked.anew else since
    return FollowUp(_joined(asked.chain), asked.lean, since, asked.stays)


def _article(locator: str) -> str:
    return re.split(r"[(,]", locator, maxsplit=1)[0]


def _joined(chain: Sequence[str]) -> str:
    """The questions one after the other, each but the last with a mark, which may not have been typed."""
    *former, last = chain
    return " ".join((*(text if text.endswith(_LIKE_A_CLAUSE) else f"{text}?" for text in former), last))


def _went_elsewhere(history: Sequence[Turn], at: int) -> bool:
    """True where the answer to the turn cites other documents and other Articles than the last one before it
    that cites any: the same Article may be quoted in another language."""
    cited = [
        {each for citation in turn.citations for each in (citation.document_id, _article(citation.locator))}
        for turn in history[: at + 2]
        if turn.role == "assistant" and turn.citations
    ]
    told = history[at + 1 : at + 2]
    return len(cited) > 1 and bool(told) and bool(told[0].citations) and not cited[-1] & cited[-2]


def _last_with_a_place(questions: Sequence[str]) -> str:
    """What 'and 4?' goes on with after a question about something else."""
    return next((question for question in reversed(questions) if find_all(question)), "")


def _after(text: str, chain: tuple[str, ...], said: Sequence[Turn], language: str) -> _Asked:
    """What is asked when `text` follows the questions of `chain`, and the last of `said` answered them."""
    former = " ".join(chain)
    text = in_figures(text, _begin(text, language), former, language)
    if not chain:
        return _Asked((text,), Lean.ALONE, anew=True)
    if not _leans(text, former, language):
        if not _is_elliptic(text, language):
            return _Asked((text,), Lean.ALONE, anew=True)
        return _Asked((chain[0], *chain[1:][-1:], text), Lean.ELLIPTIC, anew=False, stays=True)
    if _asks_for_another_form(text):
        return _Asked(chain, Lean.REPEATED, anew=False)
    if edits := put_treaty(text, _begin(text, language), former, language):
        return _Asked((_edited(former, edits),), Lean.REPLACED, anew=True)
    if changed := _changed(text, former, said[-1].citations if said else (), language):
        return changed
    if edit := put_term(text, chain[0], language):
        return _Asked((_edited(chain[0], [edit]),), Lean.REPLACED, anew=True)
    if kept := _put(text, chain, language):
        return _Asked(kept, Lean.REPLACED if len(kept) == 1 else Lean.JOINED, anew=False)
    if ordinal_asked(text, _begin(text, language)):
        return _Asked(chain, Lean.REPEATED, anew=False)  # one of those that the answer spoke of
    answers = [turn.content for turn in said]
    if alone := resolved(text, former, answers, language):
        return _Asked((alone,), Lean.REPLACED, anew=False)
    meant = _named_in_answer(text, former, "".join(answers[-1:]))
    moved = _moved(text, former)
    kept = (moved,) if moved else (chain[0], *chain[1:][-1:])
    anew = bool(moved) or _is_of_another_time(text, former)
    return _Asked((*kept, *meant, text), Lean.JOINED, anew, stays=_stays(text, language))


def _put(text: str, chain: Sequence[str], language: str) -> tuple[str, ...]:
    """The questions, in the last that has such the number, ordinal or subject of this one; none if none has.

    'And 4?', 'and the second one?', 'And the one on reporting?'
    """
    begin = _begin(text, language)
    for at in reversed(range(len(chain))):
        edit = (
            put_number(text, begin, chain[at])
            or put_ordinal(text, begin, chain[at])
            or put_topic(text, chain[at], language)
        )
        if edit:
            return (*chain[:at], _edited(chain[at], [edit]), *chain[at + 1 :])
    return ()


def _leans(text: str, former: str, language: str) -> bool:
    if number_asked(text, 0) or ordinal_asked(text, 0) is not None:
        return True
    names, datings, places = find_names(text), find_datings(text), find_all(text)
    rest = _rest(text, language)
    if insists(text, language):
        return True
    refers = refers_back(text, language)
    if opening := _OPENING[language].match(text):
        own = names or places or (_ASKS.match(text, opening.end()) and not _shares(rest, former, language))
        return refers or not (len(rest) >= _OWN_SUBJECT and own)
    if refers:
        named = names or datings or places
        return len(content_words(text, language)) <= (_FEW_WORDS if named else _SOME_WORDS)
    if _asks_for_another_form(text) or _asks_for_more(text, language):
        return True
    if (place := _place_asked(text, language)) and not _rest(text, language, place):
        return True
    if any(named.kind is NameKind.SYMBOL for named in names) or _ABOUT_US.search(text):
        return False
    if places:
        return not rest and not names and all(_is_within(mention) for mention in places)
    return not rest and (bool(datings or names) or text.endswith(_LIKE_A_CLAUSE))


def _is_elliptic(text: str, language: str) -> bool:
    """True for a question that names nothing it could be about but what is spoken of: 'How many votes?', 'Who
    closed the meeting?'"""
    if _ABOUT_US.search(text) or term_in(text, language) or find_datings(text) or find_all(text):
        return False
    names = find_names(text)
    if not _asks(text) or any(named.kind in (NameKind.MEETING, NameKind.SYMBOL) for named in names):
        return False
    words = _told(text, language)
    if GATHERING.search(text):
        return len(words) <= (_FEW_WORDS if names else _SOME_WORDS)
    return not names and not _WRITTEN_AS_NAME.search(text) and len(words) <= _ONE_WORD


def _stays(text: str, language: str) -> bool:
    """True for 'Can it be extended?', 'Was Norway there?' and 'And Norway?', not for 'And on clearance?'"""
    few = len(_told(text, language)) <= _OWN_SUBJECT
    is_listed = any(named.kind is NameKind.STATE for named in find_names(text)) and not _rest(text, language)
    return few and _asks(text) and (is_listed or not _OPENING[language].match(text))


def _told(text: str, language: str) -> list[str]:
    """Its content words without those that carry talk along."""
    return [word for word in content_words(text, language) if not is_talk(word, language)]


def _asks(text: str) -> bool:
    """True unless it is a sentence or courtesy; on a phone a question mark is left out."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return bool(_ASKS.match(text)) or (text[-1:] not in ".!" and not all(word in _COURTESY for word in words))


def _begin(text: str, language: str) -> int:
    """Where the words that join it to the question before end."""
    opening = _OPENING[language].match(text)
    return opening.end() if opening else 0


def _shares(rest: Sequence[str], former: str, language: str) -> bool:
    theirs = {word.casefold() for word in content_words(former, language)}
    return any(word.casefold() in theirs for word in rest)


def _is_within(mention: Mention) -> bool:
    return mention.locator.steps[0][0] in _WITHIN


def _asks_for_more(text: str, language: str) -> bool:
    """'Since when?', 'tell me more': all of it is talk, and some of it more than courtesy."""
    words = [word.casefold() for word in content_words(text, language)]
    if find_names(text) or find_datings(text) or find_all(text) or _ABOUT_US.search(text):
        return False
    talk = all(is_talk(word, language) or word in _MORE for word in words)
    return talk and any(word not in _COURTESY for word in words)


def _asks_for_another_form(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return any(word in _FORMS for word in words) and all(word in _FORMS or word in _POLITE for word in words)


def _rest(text: str, language: str, place: PlaceName | None = None) -> tuple[str, ...]:
    """Its content words, without what it names, dates, the place and opening words."""
    opening = _OPENING[language].match(text)
    spans = [(named.start, named.end) for named in find_names(text)]
    spans += [(dating.start, dating.end) for dating in find_datings(text)]
    spans += [(mention.start, mention.end) for mention in find_all(text)]
    spans += [opening.span()] if opening else []
    spans += [(place.start, place.end)] if place else []
    words = content_words(without(text, spans), language)
    return tuple(word for word in words if word.casefold() not in _EMPTY)


def _place_asked(text: str, language: str) -> PlaceName | None:
    return place_asked(text, _begin(text, language))


def _changed(text: str, former: str, cited: Sequence[TurnCitation], language: str) -> _Asked | None:
    """The former question with the year, State or place of this one; None where that makes no question."""
    place, spots = _place_asked(text, language), places_of(former)
    if len(spots) != 1:
        place = None
    if not _SAME_THING.search(text) and (_rest(text, language, place) or refers_back(text, language)):
        return None
    edits: list[Edit] = []
    names, mentions = find_names(text), find_all(text)
    if place:
        edits.append(put_place(place, spots[0]))
    elif names:
        theirs = _in_its_place(names[0].kind, find_names(former))
        if len(theirs) != 1:
            return None
        at = (theirs[0].start, theirs[0].end)
        edits.append(put_name(text, names[0].start, names[-1].end, former, at))
    if mentions:
        provisions = {(mention.start, mention.end): mention for mention in find_all(former)}
        if len(provisions) != 1 or len(mentions) != 1:
            return None
        (provision,) = provisions.values()
        if not _stands_in(mentions[0], provision, cited):
            return None
        edits.append((provision.start, provision.end, _beside(mentions[0], provision)))
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
    lean = Lean.REDATED if datings else Lean.REPLACED
    return _Asked((_edited(former, edits),), lean, anew=bool(place or names or datings))


def _stands_in(mine: Mention, theirs: Mention, cited: Sequence[TurnCitation]) -> bool:
    """False for a paragraph or footnote of what the answer cited, where that is not the place asked about.

    'And footnote 26?' after an answer from para. 35 about 'States with duties under Article 4'.
    """
    if not _is_within(mine) or mine.locator.steps[0][0] in dict(theirs.locator.steps):
        return True
    read = []
    for citation in cited:
        with suppress(LocatorError):
            read.append(Locator.parse(citation.locator))
    return not read or any(set(locator.steps) & set(theirs.locator.steps) for locator in read)


def _moved(text: str, former: str) -> str:
    """The former question in the place that this one names anew; empty where it names none."""
    mine, theirs = places_of(text), places_of(former)
    if len(mine) != 1 or len(theirs) != 1 or mine[0].name == theirs[0].name:
        return ""
    return _edited(former, [put_place(mine[0], theirs[0])])


def _is_of_another_time(text: str, former: str) -> bool:
    mine, theirs = ({dating.value for dating in find_datings(each)} for each in (text, former))
    return bool(mine and theirs) and not mine & theirs


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


def _redated(words: str, former: str) -> list[Edit]:
    """The new time in the place of the first one, the others gone; at the end where there is none.

    'The 2011 report' is a name: its year stays.
    """
    old = [d for d in find_datings(former) if d.start < d.date_start]
    if not old:
        end = len(former.rstrip(" ?.!"))
        return [(end, end, f" {words}")]
    first, *others = old
    return [(first.start, first.end, words), *((d.start, d.end, "") for d in others)]


def _edited(text: str, edits: Sequence[Edit]) -> str:
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
