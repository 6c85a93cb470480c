"""Words that stand for each other: what a delegate says and what the documents print."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Set
from functools import cache
from pathlib import Path

from index.lexical import analyse

FILE = Path(__file__).with_name("synonyms.toml")
_NONE: frozenset[str] = frozenset()


def others(form: str) -> Set[str]:
    """Index words of English that may stand for this one; empty for most."""
    return _by_form().get(form, _NONE)


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The groups of one part of the table: `deeds`, words for one deed, or `groups`, other words."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(tuple(row.split()) for row in table[name])


@cache
def _by_form() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in (*rows("deeds"), *rows("groups")):
        forms = {form for word in row for form in analyse(word, "en")}
        for form in forms:
            found[form] |= forms - {form}
    return {form: frozenset(alike) for form, alike in found.items()}
