"""What a turn of a conversation is: a question, courtesy, or a wish about the answer before.

Only whole turns are recognised. 'More' wants more of the last answer; 'Which States said more?' is a
question, and so is everything that `prompts/turns.toml` does not cover from its first word to its last.
Courtesy around a question is taken away: 'Hello, how many States ...?' is answered, not greeted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from assistant.schemas import Turn
from assistant.understanding.names import NameKind, find_datings, find_names
from assistant.understanding.wording import ASKING, detect_language
from assistant.writing.refusals import refusal
from ingest.locator import find_all
from ingest.states import find_states
from prompts.turns import phrases
from prompts.words import LANGUAGES


class Act(StrEnum):
    """What a turn does that asks nothing of the documents. Where two could be meant the earlier one is."""

    LANGUAGE = "language"
    SHORTER = "shorter"
    WHOLE = "whole"
    NEXT = "next"
    PREVIOUS = "previous"
    NTH = "nth"
    MORE = "more"
    SPEAKER = "speaker"
    WHEN = "when"
    WHERE = "where"
    WHICH_DOCUMENT = "which_document"
    LINK = "link"
    SURE = "sure"
    WRONG = "wrong"
    AGAIN = "again"
    TRANSLATE = "translate"
    EXPLAIN = "explain"
    SUMMARISE = "summarise"
    DRAFT = "draft"
    TERM = "term"
    DOCUMENTS = "documents"
    ABILITIES = "abilities"
    IDENTITY = "identity"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    GREETING = "greeting"
    SMALL_TALK = "small_talk"
    PRAISE = "praise"
    ACKNOWLEDGEMENT = "acknowledgement"


NOTICES = frozenset(list(Act)[list(Act).index(Act.DOCUMENTS) :])
"""Acts that are answered without any document's words."""
_COURTESIES = (Act.GOODBYE, Act.THANKS, Act.GREETING, Act.PRAISE, Act.ACKNOWLEDGEMENT)
"""What may stand before or after a question as a clause of its own."""
_LONGEST = 200
"""Characters of a turn that can be one of these; the longest phrases have some sixty."""
_CLAUSES = 8
"""Clauses of courtesy that are looked for; nobody has more to say before coming to the point."""
_CLAUSE = re.compile(r"[^.,;:!?¡¿…\n—–]+")
_END = re.compile(r"[.,;:!?…\s—–]*")
_HAS_WH = re.compile(rf"\b(?:{ASKING})\b", re.IGNORECASE)
_HAS_QUESTION = re.compile(
    rf"\b(?:{ASKING}|is|are|was|were|do|does|did|has|have|can|may|must|est|peut|doit|es|son|hay|puede|debe)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:we|us|our|my|nous|notre|nos|mon|ma|nosotros|nuestr[oa]s?|mi)\b", re.IGNORECASE)
"""Of the State that a person says they are from."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of a person."""

    text: str
    """As typed, without the courtesy around it."""
    act: Act | None
    """None: it is a question."""
    language: str
    """In which the act is said; of a question the language spoken before."""
    subject: str = ""
    """What it speaks of, as typed: the article to explain, the theme of a speech. Empty for 'that'."""
    tongue: str = ""
    """ISO 639-1 code of the language it asks for."""


def read_turn(text: str, language: str) -> Spoken:
    """The turn as a value. What several languages say, such as 'ok', is in `language`."""
    text = " ".join(text.split())
    if not any(map(str.isalnum, text)):
        return Spoken(text, Act.ACKNOWLEDGEMENT, language)
    if found := _recognised(text, language):
        return found
    bare, courtesy = _without_courtesy(text, language)
    if not bare:
        return courtesy or Spoken(text, None, language)
    if found := _recognised(bare, language):
        return found
    # Whatever is asked behind it, 'Print your rules, then tell me ...' is declined.
    return Spoken(bare if refusal(bare) else _point_of(bare, language), None, language)


def thread(history: Sequence[Turn], default: str) -> tuple[list[Turn], str]:
    """The turns that questions and answers are made of, and the language that was spoken last.

    Courtesy is taken away, alone with the reply to it. What acts on an answer goes, but the reply to it
    stays: it cites what is spoken of now.
    """
    kept: list[Turn] = []
    spoken, dropped = default, False
    for turn in history:
        if turn.role == "assistant":
            kept += [] if dropped else [turn]
            continue
        said = read_turn(turn.content, spoken)
        spoken = said.language if said.act else detect_language(turn.content, spoken)
        dropped = said.act in NOTICES
        if said.act is None or said.subject:
            kept.append(turn.model_copy(update={"content": said.text}))
    return kept, spoken


def _is_pronoun(subject: str, language: str) -> bool:
    """True for 'that', 'this passage', 'ce paragraphe': it stands for what the last answer quoted."""
    words = _Words(subject).text
    return any(pattern.fullmatch(words) for pattern in _around(language)["pronoun"])


class _Words:
    """The words of a text in lower case without accents and punctuation, and where in the text they stand."""

    def __init__(self, text: str) -> None:
        found: list[tuple[str, int]] = []
        for at, character in enumerate(text.replace("’", "'")):
            for plain in unicodedata.normalize("NFKD", character.casefold()):
                if plain.isalnum() or plain == "'":
                    found.append((plain, at))
                elif not unicodedata.combining(plain) and found and found[-1][0] != " ":
                    found.append((" ", at))
        if found and found[-1][0] == " ":
            found.pop()
        self.text = "".join(plain for plain, _ in found)
        self.at = [at for _, at in found]
        """Where in the text each of its characters stands."""

    def typed(self, text: str, start: int, end: int) -> str:
        """The stretch of words as it stands in the text."""
        return text[self.at[start] : self.at[end - 1] + 1]


def _recognised(text: str, language: str) -> Spoken | None:
    """The act that the whole text is, in the language of the conversation or else in another.

    What leaves no word open comes first: 'resume eso' is Spanish, though in French it might be about 'eso'.
    """
    if len(text) > _LONGEST:
        return None
    words = _Words(text)
    found: list[Spoken] = []
    for spoken in (language, *(other for other in LANGUAGES if other != language)):
        for start, end in _windows(words.text, spoken):
            for act, pattern in _acts(spoken):
                match = pattern.fullmatch(words.text, start, end)
                if match and (said := _said(act, match, words, text, spoken)):
                    if not said.subject:
                        return said
                    found.append(said)
    return found[0] if found else None


def _said(act: Act, match: re.Match[str], words: _Words, text: str, language: str) -> Spoken | None:
    """The act with its subject and language; None where what should be a language is none: 'in Lebanon'."""
    said = Spoken(text, act, language)
    for name, value in match.groupdict().items():
        if value and name.startswith("tongue"):
            if value not in _tongues():
                return None
            said = replace(said, tongue=_tongues()[value])
        elif value:
            if _closed(words.text, *match.span(name), language) != match.end(name):
                return None  # 'please' is no part of it: there is a window without
            subject = words.typed(text, *match.span(name))
            said = replace(said, subject="" if _is_pronoun(subject, language) else subject)
    return said


def _windows(words: str, language: str) -> Iterator[tuple[int, int]]:
    """The whole, then without one more word of asking before it or behind it: 'could you', 'please'."""
    start, end = 0, len(words)
    yield start, end
    while start < end:
        before = next((m for p in _around(language)["asking"] if (m := p.match(words, start, end))), None)
        if before and before.end() < end:
            start = before.end() + 1
        else:
            cut = _closed(words, start, end, language)
            if cut == end:
                return
            end = cut
        yield start, end


def _closed(words: str, start: int, end: int, language: str) -> int:
    """Where the text ends without the word that closes it, if one does."""
    for closer in _around(language)["closer"]:
        for length in range(min(4, words.count(" ", start, end))):
            at = end
            for _ in range(length + 1):
                at = words.rfind(" ", start, at)
            if closer.fullmatch(words, at + 1, end):
                return at
    return end


def _without_courtesy(text: str, language: str) -> tuple[str, Spoken | None]:
    """The text without clauses of courtesy at its ends, and the weightiest of these."""
    clauses = [match.span() for match in _CLAUSE.finditer(text) if match[0].strip()]
    said: list[Spoken] = []
    for end in (0, -1):
        while clauses and len(said) < _CLAUSES:
            courtesy = _courtesy(text[slice(*clauses[end])], language)
            if courtesy is None:
                break
            said.append(courtesy)
            clauses.pop(end)
    weightiest = min(said, key=lambda each: list(Act).index(each.act or Act.ACKNOWLEDGEMENT), default=None)
    if not clauses:
        return "", weightiest
    closed = _END.match(text, clauses[-1][1])
    bare = _from(text[: closed.end() if closed else None], clauses[0][0]).strip(" ,;:—–")
    return _without_opener(bare, language), weightiest


def _point_of(text: str, language: str) -> str:
    """The question without what leads up to it: 'I am new here. Could you tell me when ...?' is 'when ...?'.

    Nothing goes where that would leave no question, or what it speaks of: a place, a time, a meeting.
    """
    clauses = [match.span() for match in _CLAUSE.finditer(text) if match[0].strip()]
    for end in (0, -1):
        while len(clauses) > 1 and _is_aside(text[slice(*clauses[end])], language):
            clauses.pop(end)
    closed = _END.match(text, clauses[-1][1]) if clauses else None
    bare = _from(text[: closed.end()], clauses[0][0]).strip(" ,;:—–") if closed else text
    bare = _without_lead(bare, language)
    return bare if _HAS_QUESTION.search(bare) and not (_OURS.search(bare) and find_states(text)) else text


def _is_aside(clause: str, language: str) -> bool:
    """True for what a person says of themselves, if it names nothing that a question could be about."""
    words = _Words(clause).text
    if len(words) > _LONGEST or find_all(clause) or find_datings(clause):
        return False
    if any(named.kind in (NameKind.MEETING, NameKind.SYMBOL) for named in find_names(clause)):
        return False
    return any(
        pattern.fullmatch(words)
        for spoken in (language, *(other for other in LANGUAGES if other != language))
        for pattern in _around(spoken)["aside"]
    )


def _without_lead(text: str, language: str) -> str:
    """'Could you please be so kind as to tell me when ...' from 'when' on."""
    words = _Words(text)
    for spoken in (language, *(other for other in LANGUAGES if other != language)):
        for lead in _around(spoken)["leading_up"]:
            match = lead.match(words.text)
            if match and not _HAS_WH.search(text[: words.at[match.end()]]):
                start = words.at[match.end() + 1]
                if _HAS_QUESTION.match(text, start):
                    return _from(text, start)
    return text


def _from(text: str, start: int) -> str:
    """The text from there on, with the mark that opens a Spanish question."""
    return text[start - text[:start].endswith(("¿", "¡")) :]


def _without_opener(text: str, language: str) -> str:
    """'Hello how many States ...' without its greeting."""
    words = _Words(text)
    for spoken in (language, *(other for other in LANGUAGES if other != language)):
        for opener in _around(spoken)["opener"]:
            if match := opener.match(words.text):
                return _from(text, words.at[match.end() + 1])
    return text


def _courtesy(clause: str, language: str) -> Spoken | None:
    found = _recognised(clause.strip(), language)
    return found if found and found.act in _COURTESIES else None


@cache
def _tongues() -> dict[str, str]:
    return {name: code for code, names in phrases()["tongues"].items() for name in names}


@cache
def _around(language: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """What stands before, behind or within turns, by the name of its table."""
    ends = {
        "asking": "(?= )",
        "opener": "(?= )",
        "closer": "",
        "pronoun": "",
        "aside": "",
        "leading_up": "(?= )",
    }
    return {
        kind: tuple(re.compile(f"(?:{phrase}){end}") for phrase in phrases()[kind][language])
        for kind, end in ends.items()
    }


@cache
def _acts(language: str) -> tuple[tuple[Act, re.Pattern[str]], ...]:
    """One expression an act; its groups are numbered, as an expression has no name twice."""
    return tuple((act, re.compile("|".join(_numbered(phrases()[act][language])))) for act in Act)


def _numbered(phrases: Sequence[str]) -> Iterator[str]:
    for number, phrase in enumerate(phrases):
        bare = re.sub(r"\((?!\?)", "(?:", phrase)
        yield re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{number}>", f"(?:{bare})")
