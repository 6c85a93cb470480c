"""Whom a document does not name stays unnamed: asked for plainly, with insistence, by a game or a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.needs import Slot, needs_of
from assistant.question import Asked, Question
from assistant.statements import Statement
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.documents import Speech
from ingest.speakers import within
from ingest.states import states_in

_WHO = re.compile(
    r"\b(?:who(?:se|m)?|which|what (?:state|country|nation|delegation|government)|identify|identity"
    r"|nam(?:e|es|ed|ing)|reveal|quel(?:le)?s?|lequel|laquelle|qui"
    r"|nomme\w*|cuál(?:es)?|qué (?:estado|país)"
    r"|quién(?:es)?|nombr\w+|identifi\w+)(?!\w)",
    re.IGNORECASE,
)
_NOT_WHO = re.compile(
    r"\b(?:(?:do|need) not|don['’]t|without|no need to|never|ne|sans|no|sin)\s(?:\w+\s){0,2}?"
    r"(?:tell|say|nam|reveal|identif|dire|dites|dis|nomm|nombr|dig)\w*[^.;?!]*",
    re.IGNORECASE,
)
_GUESS = re.compile(
    r"\b(?:guess\w*|bet|rank\w*|probab\w+|odds|(?:most|more) likely|likel(?:y|iest)|confirm|speculat\w+"
    r"|hint|quiz"
    r"|devin\w+|probable\w*|confirme\w*|adivin\w+|confirm[ae]\w*|apost\w+)\b",
    re.IGNORECASE,
)
_LOOKED_AT = 5
_ABOUT = 0.3
"""Share of the question's words in what was said: with less it is something else that is asked for."""
_STATE_OR_SO = 2
_STEM = 4


def asks_who(text: str) -> bool:
    """True when it wants somebody's name; 'do not tell me who it was' wants none."""
    return bool(_WHO.search(_NOT_WHO.sub(" ", text)))


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Somebody whom a document quotes and does not name."""

    said: Statement | None
    """What they said, where it is clear which of them is meant."""


def unnamed(
    ranked: Sequence[Statement], asked: Asked, question: Question, generation: OpenGeneration
) -> Unnamed | None:
    """Of whom the question wants the name, where the document has none."""
    text = asked.text
    guessing = bool(_GUESS.search(text))
    slot = needs_of(asked, question).slot
    wanted = asks_who(text) and slot in (Slot.STATES, Slot.SOMEBODY, Slot.PERSON)
    if not ranked or not (guessing or wanted):
        return None
    first = _by_unnamed(ranked[0], generation)
    if first and ranked[0].coverage >= _ABOUT and not _told_by_role(first, text):
        return Unnamed(ranked[0] if not guessing or not _is_called(first, text) else None)
    if guessing and any(_is_called(_of_document(s, generation), text) for s in ranked[:_LOOKED_AT]):
        return Unnamed(None)
    return None


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
