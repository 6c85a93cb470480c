"""French and Spanish questions in English terms: a list of terms and the names of States, to find with."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from assistant.understanding.wording import is_talk, without
from index.lexical import analyse
from ingest.states import find_states

_COLUMNS = {"fr": 1, "es": 2}


def in_english(text: str, language: str) -> str:
    """The English terms for what the text names, in its order; empty for English and where nothing is known.

    Terms are compared by their stems, so that number and gender do not matter; the longest term wins. Names,
    numbers and abbreviations are kept as they are.
    """
    if language not in _COLUMNS:
        return ""
    states = [state for state in find_states(text) if text[state.start].isupper()]  # no 'grenade'
    named = without(text, [(state.start, state.end) for state in states])
    forms = [(word, analyse(word, language)[:1]) for word in re.findall(r"[\w./’'-]+", _apart(named))]
    forms = [(word, form) for word, form in forms if form]
    found, at = [], 0
    terms = _terms(language)
    while at < len(forms):
        for length in range(min(8, len(forms) - at), 0, -1):
            stems = tuple(form[0] for _, form in forms[at : at + length])
            if stems in terms:
                found.append(terms[stems])
                break
        else:
            length = 1
            if _is_kept(forms[at][0]) and not is_talk(forms[at][0], language):
                found.append(forms[at][0])
        at += length
    return " ".join([*found, *map(_english_name, dict.fromkeys(state.code for state in states))])


def _apart(text: str) -> str:
    """'d'armes' and 'l’appui' without their elided article."""
    return re.sub(r"\b(?:[cdjlmnst]|qu)['’]", "", text, flags=re.IGNORECASE)


def _is_kept(word: str) -> bool:
    return any(c.isdigit() for c in word) or (word.isupper() and len(word) > 1) or word[0].isupper()


def _english_name(code: str) -> str:
    import pycountry

    country = pycountry.countries.get(alpha_3=code)
    return str(getattr(country, "common_name", country.name)) if country else ""


@cache
def treaty_names() -> tuple[tuple[str, ...], ...]:
    """Groups of names and abbreviations of one treaty each."""
    return tuple(tuple(group) for group in _file()["treaties"])


@cache
def bodies() -> tuple[tuple[str, ...], ...]:
    """Groups of names of one body each that is no State, its abbreviation first."""
    return tuple(tuple(group) for group in _file()["bodies"])


@cache
def ordinals() -> tuple[tuple[str, ...], ...]:
    """'First' in English, French and Spanish, and so on: the how-manieth is the place in the list."""
    return tuple(tuple(row) for row in _file()["ordinals"])


def acts(term: str, language: str) -> tuple[str, ...]:
    """The term, and of an act of a State under a treaty its noun or verb: 'accede', 'accession'."""
    own = analyse(term, language)
    pairs = (pair for pair in _file()["acts"] if own in [analyse(word, language) for word in pair])
    return tuple(dict.fromkeys((term, *(word for pair in pairs for word in pair))))


@cache
def _file() -> dict[str, list[list[str]]]:
    return tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))


@cache
def _terms(language: str) -> dict[tuple[str, ...], str]:
    terms: dict[tuple[str, ...], str] = {}
    for row in _file()["terms"]:
        for said in row[_COLUMNS[language]].split("; "):
            words = re.findall(r"[\w./’'-]+", _apart(said))
            stems = tuple(form[0] for word in words if (form := analyse(word, language)))
            terms.setdefault(stems, row[0])
    return terms
