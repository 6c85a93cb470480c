"""Whether two texts say opposite things with one word: 'oppose' for 'support', 'unsolved' for 'solved'."""

from __future__ import annotations

import re
from functools import cache

from index.lexical import analyse

_PAIRS = """
accept reject; adopt reject; after before; agree disagree; allow forbid; allow prohibit; always never
attract repel; ban allow; begin end; best worst; buy sell; early late; easy difficult; enter leave
export import; favour oppose; first last; future past; gain lose; grow shrink; high low; include exclude
increase decrease; join leave; join withdraw; large small; largest smallest; legal illegal; likely unlikely
major minor; male female; maximum minimum; more fewer; more less; most fewest; most least; new old
north south; east west; open close; permit prohibit; private public; raise lower; rise fall; rich poor
simple complex; start finish; start stop; strong weak; succeed fail; support oppose; upper lower
widest narrowest; win lose; welcome condemn
"""
_PREFIX = re.compile(r"(?:un|non-?|in|im|ir|il|dis)(?=\w{4})")


def says_opposite(asked: str, said: str) -> bool:
    """True when one text has a word and the other only its opposite; English words alone are known."""
    question, statement = set(analyse(asked, "en")), set(analyse(said, "en"))
    own, others = question - statement, statement - question
    return any(_opposites().get(word, frozenset()) & others for word in own) or bool(
        _unprefixed(own) & others or own & _unprefixed(others)
    )


def _unprefixed(words: set[str]) -> set[str]:
    return {word[match.end() :] for word in words if (match := _PREFIX.match(word))}


@cache
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for pair in re.split(r"[;\n]", _PAIRS.strip()):
        one, other = (analyse(word, "en")[0] for word in pair.split())
        table[one] = table.get(one, frozenset()) | {other}
        table[other] = table.get(other, frozenset()) | {one}
    return table
