"""Which clause of a treaty a question asks for in everyday words, and which paragraphs are that clause.

'Who foots the bill for the meetings?' and 'The costs of the Meetings ... shall be borne by ...' have no word
in common that tells: what people ask of a treaty, and how treaties say it, is a matter of the kind of clause.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("clauses.toml")
BY_HEADING = 0.4
"""Of a paragraph that stands in the right article and does not itself set the rule."""
_TOLD = re.compile(
    r"\b(?:did|was|were)\b|\b(?:has|have|had) (?:\w+ ){0,3}?\w{2,}(?:ed|en|one|ut)\b|\bhad(?! to\b)"
    r"|\b(?:who|which|that|states|countries|parties|signatories|governments|members) (?:\w+ ){0,2}?"
    r"(?!(?:need|proceed|exceed|affected|stockpiled|contaminated|obliged|required|allowed|permitted|entitled)\b)(?:\w{2,}ed|said|gave|took|spoke|kept|met|made)\b"
    r"|\b(?:ont|avaient|avait|fut|furent|était|étaient)\b(?! (?:le )?droit| à )"
    r"|\b(?:han|había\w*|hubo|fue|fueron|estuvo|estuvieron)\b|\w{3}(?:aron|eron)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"^\W*(?:can|could|may|must|should|shall|does|do|is it|are we|am i|would|peut|peuvent|faut"
    r"|doit|doivent|est-il|puede\w*|debe\w*|hay que|se puede\w*|es (?:obligatorio|posible|lícito))\b",
    re.IGNORECASE,
)
"""Begins a question about what is allowed or required."""
_MODAL = re.compile(
    r"^\W*(?:can|may|must|should|shall|peut|peuvent|faut|doit|doivent"
    r"|puede\w*|debe\w*|hay que|se puede\w*)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:allowed|permitted|obliged|required|forbidden|prohibited|entitled|obligation|duty|right to"
    r"|(?:have|has|need|needs) to|permis|autorisée?|interdite?|obligée?|tenue?|droit de"
    r"|(?:peut|doit)-(?:on|il|elle)|faut-il|permitid\w|prohibid\w|obligad\w|obligatori\w|obligación"
    r"|derecho a|tiene\w? que)\b",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"\b(?:shall|undertakes?|may|must|permitted|prohibited|prohibit|never|right|doi(?:t|vent)|engagent?|peu(?:t|vent)"
    r"|permise?s?|autorisée?s?|interdite?s?|droit|deberán?|podrán?|compromete|permit\w+|prohíbe|derecho)\b",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(
    r"\b(?:notwithstanding|nonobstant|no obstante|(?:is|are) permitted"
    r"|(?:does|do|shall) not (?:prohibit|prevent)|(?:est|sont) (?:permis|autorisé)e?s?"
    r"|n['’](?:interdit|empêche) pas|está[n]? permitid[oa]s?|se permiten?|no (?:prohíbe|impide))\b",
    re.IGNORECASE,
)
_PHRASES = ("asked", "under", "says", "but")
_WORD = re.compile(r"[^\W_]+")
_Phrase = tuple[tuple[str, ...], ...]
"""Words that all stand in a text, each with others that may stand for it; 'ratif*' is a beginning."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One kind of clause; see the table for what the phrases mean."""

    name: str
    told: bool
    asked: tuple[_Phrase, ...]
    under: tuple[_Phrase, ...]
    says: tuple[_Phrase, ...]
    but: tuple[_Phrase, ...]


def clauses_asked(text: str) -> tuple[Clause, ...]:
    """The clauses that a question asks for, most often one; those with fewer of its words are not meant.

    'Can we keep mines for training?' asks for the rule, 'Which mines were kept?' for what was done.
    """
    words = _words(text)
    told = is_of_practice(text)
    table = (clause for clause in _table() if clause.told or not told)
    met = {clause: max((len(p) for p in clause.asked if _stands(p, words)), default=0) for clause in table}
    most = max(met.values())
    return tuple(clause for clause, count in met.items() if count == most and most)


def asks_for_rule(text: str) -> bool:
    """True when it asks what is allowed, forbidden or owed: 'Must we ...?', 'Is it permitted to ...?'"""
    return not is_of_practice(text) and bool(_MODAL.match(text) or _DUTY.search(text))


def rules(text: str) -> bool:
    """True of a statement that allows, forbids or obliges."""
    return bool(_RULES.search(text))


def excepts(text: str) -> bool:
    """True of a statement that allows what another provision forbids."""
    return bool(_EXCEPTS.search(text))


def is_of_practice(text: str) -> bool:
    """True when it asks what was done or said, and not what is to be done or may be."""
    return bool(_TOLD.search(text)) and not _RULE.match(text)


def sets(clauses: Iterable[Clause], text: str, heading: Sequence[str]) -> float:
    """How far a paragraph is one of these clauses: 1, less where its heading alone tells, or 0."""
    return max((_is_clause(clause, text, tuple(heading)) for clause in clauses), default=0.0)


def _is_clause(clause: Clause, text: str, heading: tuple[str, ...]) -> float:
    if not _any(clause.under, _words(" ".join(heading))):
        return 0.0
    words = _words(text)
    if clause.says and (not _any(clause.says, words) or _any(clause.but, words)):
        return BY_HEADING
    return 1.0


def _any(phrases: Iterable[_Phrase], words: Set[str]) -> bool:
    return any(_stands(phrase, words) for phrase in phrases)


def _stands(phrase: _Phrase, words: Set[str]) -> bool:
    return all(any(_has(word, words) for word in others) for others in phrase)


def _has(word: str, words: Set[str]) -> bool:
    return any(own.startswith(word[:-1]) for own in words) if word.endswith("*") else word in words


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    """Words in lower case without accents, which people leave out."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return frozenset(_WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c))))


@cache
def _table() -> tuple[Clause, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Clause(name, row.get("told", False), *(_phrases(row.get(key, ())) for key in _PHRASES))
        for name, row in rows.items()
    )


def _phrases(written: Iterable[str]) -> tuple[_Phrase, ...]:
    return tuple(tuple(tuple(word.split("|")) for word in phrase.split()) for phrase in written)
