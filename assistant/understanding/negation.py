"""What is asked of those who did not, and what tells of them."""

from __future__ import annotations

import re

from assistant.understanding.synonyms import others
from index.lexical import analyse
from ingest.sentences import sentences

NEGATED = re.compile(
    r"\b(not(?! (?:yet )?part(?:y|ies))|no|never|none|neither|without|cannot|ne|pas|jamais|aucun\w*|sans|"
    r"non(?! part)|nunca|ning\w+|sin)\b|n['’]t\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(refus\w+|reject\w*|oppos\w+|declin\w+|object(?:s|ed|ions?)|disagree\w*|against|rejet\w+|contre|"
    r"rechaz\w+|negó|negaron|opuso|opusieron)\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:not|never|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_PAUSE = re.compile(r"[,;:.]")
_BETWEEN = frozenset("yet ever been be have has had to the a an any their its they it".split())
_REACH = 6
"""Words from a 'not' to what it denies."""


def asks_of_what_is_not(text: str) -> bool:
    """'Which have not cleared?', and not what is told before: 'We cannot finish in time. How long ...?'"""
    last = _last(text)
    return bool(NEGATED.search(last) or _REFUSES.search(last))


def tells_of_what_is_not(asked: str, said: str, language: str, *, by_name: bool) -> bool:
    """True when the text denies something, or tells of a refusal. Where those who did not are to be named, it
    must deny what the question wants denied: a list in a sentence that denies something else is of others."""
    if _REFUSES.search(said):
        return True
    if _REFUSES.search(_last(asked)):
        return False
    denied = _denied(_last(asked)) if by_name and language == "en" else None
    if denied is None:
        return bool(NEGATED.search(said))
    meant = {form for own in analyse(denied, "en") for form in (own, *others(own))}
    return any(
        meant & {form for word in _reached(said[match.end() :]) for form in analyse(word, "en")}
        for match in NEGATED.finditer(said)
    )


def _reached(after: str) -> list[str]:
    """The words that a 'not' before them denies: a few, and none beyond a comma."""
    return _WORD.findall(_PAUSE.split(after, maxsplit=1)[0])[:_REACH]


def _denied(text: str) -> str | None:
    """The word that 'not' stands before: 'retain' of 'which do not retain mines'."""
    match = _NOT_DONE.search(text)
    if match is None:
        return None
    after = (word for word in _WORD.findall(text[match.end() :]) if word.casefold() not in _BETWEEN)
    return next((word for word in after if analyse(word, "en")), None)


def _last(text: str) -> str:
    return text[sentences(text)[-1].start :] if text.strip() else text
