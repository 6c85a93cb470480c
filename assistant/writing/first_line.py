"""A first line of at most 25 words: a long statement without the clauses that only add something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice

from assistant import gate
from assistant.finding.context import InContext
from assistant.finding.statements import Statement
from assistant.judging.fills import fills
from assistant.judging.needs import needs_of
from assistant.plain import plain
from assistant.schemas import CheckVerdict
from assistant.understanding.question import Question, Wants
from index.lexical import analyse
from index.retrieve import OpenGeneration

WORDS = 25
"""Words of a line that is read aloud at once."""
WORTH = 2 / 3
"""Share of the statement's words up to which the line is worth reading before it: it follows whole."""
OMITTED = "[...]"
_ONE_THING = (Wants.NUMBER, Wants.DATE, Wants.PERSON, Wants.PLACE, Wants.YES_NO)
_PARTED = re.compile(r"(?<=[,;])\s|\s(?=[–—]\s)|(?<=\s[–—])\s|\s(?=\()|(?<=\)),?\s")
"""Where a clause may end: behind a comma, and around dashes and brackets."""
_MOST_STRETCHES = 10
_TRIED = 12
"""Lines put to the gate, the longest first."""


def first_line(statement: Statement, question: Question, generation: OpenGeneration) -> str | None:
    """The statement's own words, what is left out marked; None where it is short, where several things or a
    list are asked for, or where no line that keeps what is asked passes the gate."""
    text = plain(statement.text)
    (asked, *more) = question.parts
    if more or asked.wants not in _ONE_THING or statement.is_list or statement.leads:
        return None
    needs = needs_of(asked, question)
    language = statement.passage.metadata.language
    sought = {form for word in asked.words for form in analyse(word, language)} & set(analyse(text, language))

    def keeps(line: str) -> bool:
        there = sought <= set(analyse(line, language))
        return there and fills(InContext(statement, generation, line), needs, asked)

    return shorten(text, keeps)


def shorten(text: str, keeps: Callable[[str], bool]) -> str | None:
    """The longest line of at most 25 words that `keeps` what it must and that the gate proves."""
    kept = (line for line in _lines(text) if keeps(line))
    proved = (
        line
        for line in islice(kept, _TRIED)
        if gate.check(line, [text]).verdict is not CheckVerdict.UNSUPPORTED
    )
    return next(proved, None)


def _lines(text: str) -> list[str]:
    """A long text without some of its stretches, longest first."""
    stretches = _PARTED.split(text)
    words = len(text.split())
    if words <= WORDS or not 1 < len(stretches) <= _MOST_STRETCHES:
        return []
    lines = {_joined(stretches, left) for left in _left_out(len(stretches))}
    short = [line for line in lines if 0 < _words(line) <= min(WORDS, WORTH * words)]
    return sorted(short, key=lambda line: (-_words(line), line))


def _left_out(count: int) -> Iterator[frozenset[int]]:
    """Which stretches may go together: all from one to the next, at most two times."""
    runs = [frozenset(range(start, end)) for start in range(count) for end in range(start + 1, count + 1)]
    yield from runs
    for one, other in combinations(runs, 2):
        if max(one) + 1 < min(other) or max(other) + 1 < min(one):
            yield one | other


def _joined(stretches: Sequence[str], left: frozenset[int]) -> str:
    said: list[str] = []
    for at, stretch in enumerate(stretches):
        if at not in left:
            said.append(stretch)
        elif not said or said[-1] != OMITTED:
            if said:
                said[-1] = said[-1].rstrip(",;")
            said.append(OMITTED)
    return " ".join(said)


def _words(line: str) -> int:
    return len(line.replace(OMITTED, "").split())
