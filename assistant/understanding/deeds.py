"""Where a text says that something was done: the verb of the question or one that means the same."""

from __future__ import annotations

import re
from functools import cache

from assistant.understanding.synonyms import rows

_NO_DEED = frozenset(
    "announce call claim consider declare describe deem explain express indicate list mean mention name note"
    " regard report refer say said state think believe tell told appear already be become come concern deal"
    " do done exist get give given go got happen have involve keep made make put relate seem set take".split()
)
"""Verbs of which a statement may tell without a word for it: saying, being, doing."""
_LEAST = 4
"""Letters that two forms of one verb have in common at the least: 'ratif' of 'ratify' and 'ratification'."""


_NOT_DONE = re.compile(
    r"\b(?:to(?! have\b)|should|could|would|will|shall|may|might|must|can|cannot|able|if|whether)"
    r"(?: \w+){0,2} $",
    re.IGNORECASE,
)
"""Before a verb: it is wished for, planned or possible, and not yet done."""
_BEFORE = 30


def deeds_in(text: str, deed: str, *, done: bool = False) -> list[int]:
    """Where each word begins that says the deed, with `done` only where it is told as a fact."""
    known = _forms(deed.casefold())
    found = [m.start() for m in re.finditer(r"[^\W\d_]+", text) if _is_one(m[0].casefold(), known)]
    return [at for at in found if not (done and _NOT_DONE.search(text[max(0, at - _BEFORE) : at]))]


def _is_one(word: str, known: frozenset[str]) -> bool:
    return word in known or any(len(form) >= _LEAST and word.startswith(form) for form in known)


@cache
def _forms(deed: str) -> frozenset[str]:
    """The beginnings of words that say the deed."""
    own = _begin(deed)
    found = {own}
    for words in rows("deeds"):
        if own in {_begin(word) for word in words}:
            found |= {_begin(word) for word in words}
    return frozenset(found)


def _begin(word: str) -> str:
    """The word without what verbs end with: 'ratified', 'ratifies', 'ratify' all begin 'ratif'."""
    short = re.sub(r"(?:ied|ies|ying|ing|ed|es|s|e|y|ication|ation|ion)$", "", word)
    return short if len(short) >= _LEAST else word


def is_deed(word: str) -> bool:
    """False for a verb that a statement need not have to tell the same."""
    return bool(word) and _begin(word.casefold()) not in _vague()


@cache
def _vague() -> frozenset[str]:
    return frozenset(_begin(word) for word in _NO_DEED)
