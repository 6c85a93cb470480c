"""Whom a document does not name stays unnamed: asked for plainly, with insistence, by a game or a guess.

A question that offers a name, 'Was it Peru that had too few maps?', is about who had too few maps. The name
is taken off, and what is said on the rest decides: if it is somebody's whom the document does not name, the
reply stays with that statement, and nothing is quoted of what others say about Peru.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache

from assistant.finding.context import InContext, coverage
from assistant.finding.statements import COVERAGE, Statement, rarity
from assistant.judging.needs import Slot, needs_of
from assistant.schemas import Lean
from assistant.understanding.identity import (
    asks_for_name,
    asks_of_speakers,
    asks_who,
    guesses,
    matter,
    offers,
)
from assistant.understanding.names import find_names
from assistant.understanding.question import Asked, Question
from assistant.understanding.scope import document_scope, meant
from assistant.understanding.terms import in_english
from assistant.understanding.wording import content_words, is_talk
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.documents import Speech
from ingest.grammar import grammar
from ingest.locator import find_all
from ingest.speakers import within
from ingest.states import states_in

_LOOKED_AT = 40
"""Statements looked at, best first."""
_CALLED = 5
"""Statements whose document may call its speakers as the question does."""
_ABOUT = 0.3
"""Share of the question's words in what was said: with less it is something else that is asked for."""
_MOST = 0.9
"""Share of what a whole list has of it that one of its points has to have."""
_STATE_OR_SO = 2
_STEM = 4
_PERSON = re.compile(r"\b(?:Mr|Ms|Mrs|Dr|Ambassador|Minister|Director)\.? [A-ZÀ-Þ]|\b[A-ZÀ-Þ]\w+, Director\b")


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Somebody whom a document quotes and does not name."""

    said: Statement | None
    """What they said; None where none of it was found."""
    is_clear: bool = True
    """It is clear which of them is meant; otherwise this is one of them."""


@dataclass(frozen=True, slots=True)
class _Teller:
    """A statement that could tell who it was, or is said by somebody who has no name."""

    statement: Statement
    standing: float
    """Its score without what it owes to names that the question offers."""
    about: float
    """Share met of the question's words, such names left out."""
    spoken: Sequence[Speech]
    """What is said in it by those without a name; empty where anybody has one."""
    names: bool


def unnamed(
    ranked: Sequence[Statement], asked: Asked, question: Question, generation: OpenGeneration
) -> Unnamed | None:
    """Of whom the question wants the name, or offers one, where the document has none."""
    whole = len(question.parts) == 1 and question.lean in (Lean.ALONE, Lean.JOINED)
    text = question.text if whole else asked.text  # 'right?' is no part of what is asked
    offered, guessing = offers(text), guesses(text)
    slot = needs_of(asked, question).slot
    wanted = asks_for_name(text) or (asks_who(text) and slot in (Slot.STATES, Slot.SOMEBODY, Slot.PERSON))
    if not ranked or not (offered or guessing or wanted):
        return None
    tellers = _tellers(ranked, asked, question, generation)
    first = _first(tellers, offered=offered)
    if (
        first is not None
        and first.spoken
        and first.about >= _ABOUT
        and (offered or slot is Slot.STATES or not _told_by_role(first.spoken, text))
    ):
        return Unnamed(first.statement, not guessing or not _is_called(first.spoken, text))
    if guessing or asks_of_speakers(text) or (asks_for_name(text) and find_all(text)):
        return _of_those_called(ranked, asked, question, generation)
    return None


def _tellers(
    ranked: Sequence[Statement], asked: Asked, question: Question, generation: OpenGeneration
) -> list[_Teller]:
    """The statements nearest to what is asked, once the names that it offers are taken off; best first."""
    text = _matter(asked, question)
    typed = _weights(text, question.spoken, generation)
    english = _weights(in_english(text, question.spoken), "en", generation)
    found: list[_Teller] = []
    for statement in ranked[:_LOOKED_AT]:
        read = InContext(statement, generation)
        translated = bool(english) and read.language == "en" != question.spoken
        about, _ = coverage(read, english if translated else typed)
        standing = statement.score + COVERAGE * (about - statement.coverage)
        spoken = _by_unnamed(statement, generation)
        found.append(_Teller(statement, standing, about, spoken, _tells_who(read)))
    return sorted(found, key=lambda teller: -teller.standing)


def _matter(asked: Asked, question: Question) -> str:
    """What is asked without the names offered: of the part, or of the whole where a part has nothing else."""
    own = matter(asked.text, question.spoken) if len(question.parts) > 1 else ""
    return own if question.lean is Lean.ALONE and own else matter(question.standalone, question.spoken)


def _weights(text: str, language: str, generation: OpenGeneration) -> dict[str, float]:
    words = content_words(text, language)
    return rarity({word: 0.5 if is_talk(word, language) else 1.0 for word in words}, generation)


def _tells_who(read: InContext) -> bool:
    """True when it names somebody: as the speaker, or in its own words and footnotes."""
    text = f"{read.own} {read.notes} {read.spoken_by}"
    return bool(find_names(text) or _PERSON.search(text) or any(speaker.name for speaker in read.speakers))


def _first(tellers: Sequence[_Teller], *, offered: bool) -> _Teller | None:
    """The one that decides; what names nobody is no other answer where it restates the same document.

    To 'Was it Peru?' nothing is an answer that names nobody.
    """
    for at, teller in enumerate(tellers):
        if teller.spoken:
            return _single(teller, tellers)
        restated = any(t.spoken and _document(t) == _document(teller) for t in tellers[at + 1 :])
        if teller.names or not (offered or restated):
            return teller
    return None


def _single(chosen: _Teller, tellers: Sequence[_Teller]) -> _Teller:
    """Of what those without a name say in the same document one thing, not a list, with as much of it."""
    said = [t for t in tellers if t.spoken and not t.statement.is_list and _document(t) == _document(chosen)]
    best = max(said, key=lambda teller: teller.about, default=chosen)
    return best if best.about >= chosen.about * _MOST else chosen


def _document(teller: _Teller) -> str:
    return teller.statement.passage.passage.document_id


def _of_those_called(
    ranked: Sequence[Statement], asked: Asked, question: Question, generation: OpenGeneration
) -> Unnamed | None:
    """One of those that a document calls as the question does, and does not name.

    Where a question calls them but 'States', it has to say of which document: by name or by a place in it.
    """
    words = {*analyse(asked.text, question.spoken), *analyse(in_english(asked.text, question.spoken), "en")}
    guessing = guesses(asked.text)
    at = meant(document_scope(question, generation))
    for statement in ranked[:_CALLED]:
        told = not guessing and (statement.at_place or at == statement.passage.passage.document_id)
        if called := [s for s in _of_document(statement, generation) if _fits(s, words, whole=not told)]:
            return Unnamed(_said_by(called, statement, ranked), is_clear=False)
    return None


def _fits(speech: Speech, words: Set[str], *, whole: bool) -> bool:
    """True when the words have what the speaker is called, 'affected State', or what kind: 'State'."""
    (role,) = _roles([speech])
    kinds = {form for kind in grammar("en").unnamed for form in analyse(kind, "en")}
    return bool(role) and (role <= words if whole else bool(role & words & kinds))


def _said_by(called: Sequence[Speech], near: Statement, ranked: Sequence[Statement]) -> Statement | None:
    """The first statement of theirs that was found."""
    document = near.passage.passage.document_id
    own = (s for s in ranked if s.passage.passage.document_id == document and not s.is_list)
    return next((s for s in own if within(s.span, called)), None)


def _of_document(statement: Statement, generation: OpenGeneration) -> list[Speech]:
    """All that is said in the document by somebody without a name."""
    passage = statement.passage.passage
    speeches = generation.speeches(passage.document_id, passage.version)
    return [speech for speech in speeches if speech.speaker.name is None]


def _by_unnamed(statement: Statement, generation: OpenGeneration) -> Sequence[Speech]:
    """The speeches a statement is part of, when nobody who speaks in it has a name."""
    passage = statement.passage.passage
    spoken = within(statement.span, generation.speeches(passage.document_id, passage.version))
    return () if any(speech.speaker.name for speech in spoken) else spoken


def _roles(speeches: Sequence[Speech]) -> list[set[str]]:
    return [set(analyse(speech.speaker.role or "", "en")) for speech in speeches]


def _is_called(speeches: Sequence[Speech], text: str) -> bool:
    """True when the question has what the document calls the speaker: 'each affected State'."""
    asked = set(analyse(text, "en"))
    return any(role and role <= asked for role in _roles(speeches))


def _told_by_role(speeches: Sequence[Speech], text: str) -> bool:
    """True when 'who' is answered by what the speaker is called, of which the question says nothing.

    'A representative of the Committee' answers 'who said so'; 'a State' answers nothing.
    """
    asked = set(analyse(text, "en"))
    return all(len(role) > _STATE_OR_SO and not role & asked for role in _roles(speeches))


def tells_on(text: str) -> bool:
    """True when a text has a State's name or a word made from one: 'Iraqi' tells of Iraq."""
    if states_in(text):
        return True
    words = (word.casefold() for word in re.findall(r"\b[A-ZÀ-Þ][\w’'-]{3,}", text))
    return any(word[:_STEM] in _stems() for word in words)


@cache
def _stems() -> frozenset[str]:
    """How the words for the people of a State begin; irregular ones by themselves."""
    import pycountry

    names = (str(country.name).casefold() for country in pycountry.countries)
    return frozenset(
        [*(name[:_STEM] for name in names if " " not in name), "dutc", "brit", "swis", "fren", "russ"]
    )
