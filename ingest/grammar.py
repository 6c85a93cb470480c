"""The forms in which English, French and Spanish reports say who spoke, from speaking.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_PARTICLE = r"(?:de|del|van|von|der|den|bin|ben|al|el|da|dos|la|le|du)"
_NAME_WORD = rf"(?:{_PARTICLE}\s+){{0,2}}{CAPITAL}[\w’'.-]*"
_FURTHER_NAME = rf"(?:\s+{_NAME_WORD})"
FULL_NAME = re.compile(rf"{_NAME_WORD}{_FURTHER_NAME}{{1,4}}")
"""'Miguel de Serpa Soares'."""

_Words = Mapping[str, list[str]]


class Grammar:
    """The words and patterns of one language, for the beginning of a sentence."""

    def __init__(self, words: _Words, language: str) -> None:
        self.drops_subject = bool(words.get("drops_subject"))
        self._read_words(words)
        self._read_verbs(words, language)
        self._read_names(words)
        self._read_clauses(words)
        self._read_headings(words)

    def _read_words(self, words: _Words) -> None:
        self.of = frozenset(words["of"])
        self.being = frozenset(words["being"])
        self.offices = frozenset(words["offices"])
        self.unnamed = frozenset(words["unnamed"])
        self.texts = frozenset(words["texts"])
        self.starts = frozenset(words["starts"])
        self.dependent = frozenset(words["dependent"])
        self.parties = frozenset(words["parties"])
        self.groups = frozenset(words["groups"])
        self.excepted = frozenset(words["excepted"])
        self.no_persons = frozenset(words["no_persons"])
        self.genders = {
            word: gender
            for gender in ("male", "female")
            for word in (*words[f"titles_{gender}"], *words[f"pronouns_{gender}"])
        }
        self.person_pronouns = frozenset(words["pronouns_person"])
        self.party_pronouns = frozenset(words["pronouns_party"])
        self.pronouns = frozenset(words["pronouns_any"])
        self.before_participles = self.being | self.of | {*words["articles"], *words["one"]}
        self.group = re.compile(rf"(?:\S+\s+){{0,3}}{_any(words['groups'])}\b", re.IGNORECASE)
        self.own = re.compile(rf"\b{_any(words['own'])}\b", re.IGNORECASE)

    def _read_verbs(self, words: _Words, language: str) -> None:
        """`verb` finds a finite verb of saying, `passive` what leads to who said it, `impersonal` neither."""
        adverbs = rf"(?:{_any(words['adverbs'])}\s+){{0,4}}"
        past, present = _forms(words["verbs"], language, rf"\s+{adverbs}")
        said = _any([*past, *words["forms"]])
        that = "|".join(word if word[-1].isalnum() else re.escape(word) for word in words["that"])
        shown = rf"{_any([*present, *words['present_forms']])}(?=\s*(?:{that}))"
        given = rf"(?i:{_plain(words['given'])})(?:e?s)?"
        giving = rf"{_any(words['giving'])}(?=\W[^.;:]{{0,100}}?\b{given}\b)"
        clitic = r"(?:l['’]|leur |lui )?" if language == "fr" else ""
        self.verb = re.compile(rf"(?<![\w’'-]){adverbs}{clitic}(?:{said}|{shown}|{giving})(?!\w)")
        participle = said if language == "en" else _participle(words["verbs"], language)
        was, by = rf"\b{_any(words['was'])}\s+{adverbs}", _any(words["by"])
        made = rf"\b{given}\s[^.;:,]{{0,60}}?{was}{_any(words['given_by'])}"
        offered = rf"\b{given}\s+(?:\w+\s+)?"
        self.passive = re.compile(rf"(?:{was}{participle}|{made}|{offered})\s*\b{by}\s+")
        self.impersonal = re.compile(rf"\b{_any(words['being'])}\s+{adverbs}{participle}\s*(?:{that})")
        self.agent = re.compile(rf"\s+{by}\b")
        self.in_brackets = re.compile(rf"\({by} ([^()]{{2,160}})\)[.;,]*(?:\s+\w+)?$")

    def _read_names(self, words: _Words) -> None:
        """How a speaker may be written: with article or title, as 'a State', as a representative."""
        article = "|".join(
            re.sub(r"'$", "['’]", a) + ("" if a.endswith("'") else r"\s+") for a in words["articles"]
        )
        title = rf"(?:{article})?{_any(words['titles'])}\.?"
        single, ordinal = _any(words["one"]), _any(words["ordinals"])
        one = rf"{single}(?:\s+{ordinal})?"
        standing = _plain(words["standing_for"])
        self.article = re.compile(rf"(?:{article})", re.IGNORECASE)
        self.title = re.compile(rf"{title}\s", re.IGNORECASE)
        self.person = re.compile(rf"(?:(?i:{title})\s+)+{_NAME_WORD}{_FURTHER_NAME}{{0,5}}")
        self.one = re.compile(rf"{one}\s+", re.IGNORECASE)
        self.another = re.compile(rf"{_any(words['another'])}|{single}\s+{ordinal}", re.IGNORECASE)
        self.focus = re.compile(rf"{_any(words['focus'])}\s+", re.IGNORECASE)
        self.standing = re.compile(
            rf"(?:{article}|{one}\s+)?((?:[\w-]+\s+){{0,2}}?{standing}s?)\s+"
            rf"(?:of|from|for|de|du|del|des|d['’])\s*(.+)",
            re.IGNORECASE,
        )
        self.conjunction = re.compile(rf",?\s{{1,5}}{_plain(words['and'])}\s{{1,5}}")
        self.to_next = re.compile(rf"{self.conjunction.pattern}(?={self.title.pattern})")

    def _read_clauses(self, words: _Words) -> None:
        joins = _any(words["joins"])
        self.capacity = re.compile(rf"{_any(words['capacity'])}\s*", re.IGNORECASE)
        self.behalf = re.compile(rf"{_any(words['behalf'])}\s", re.IGNORECASE)
        self.according = re.compile(rf"{_any(words['according'])}\s+", re.IGNORECASE)
        self.helped = re.compile(rf"[\w-]+\s+{_any(words['by'])}\b")
        self.clause = re.compile(rf"[,;]\s+(?:{joins}\s+)?")
        self.joins = re.compile(rf"(?:[,;]\s+{joins}|;)\s+$")

    def _read_headings(self, words: _Words) -> None:
        """Lines above a text that say it reports what was said, or that it is something else."""
        self.record = re.compile(rf"\b{_any(words['record'])}\b", re.IGNORECASE)
        self.summary = re.compile(rf"\b{_any(words['summary'])}\b", re.IGNORECASE)
        self.event = re.compile(rf"\b{_any(words['event'])}\b", re.IGNORECASE)
        self.decision = re.compile(rf"\W*{_any(words['decision'])}\b", re.IGNORECASE)


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language; of one that is not described the English one."""
    known = tomllib.loads((Path(__file__).parent / "speaking.toml").read_text(encoding="utf-8"))
    return Grammar(known.get(language, known["en"]), language if language in known else "en")


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True))})"


def _plain(words: Iterable[str]) -> str:
    return _any(map(re.escape, words))


def _forms(verbs: Iterable[str], language: str, between: str) -> tuple[list[str], list[str]]:
    """Finite forms of regular verbs, past and present; `between` stands between helper and participle."""
    inflect = {"fr": _french, "es": _spanish}.get(language, _english)
    past: list[str] = []
    present: list[str] = []
    for verb in verbs:
        own_past, own_present = inflect(verb, between)
        past += own_past
        present += own_present
    return past, present


def _english(verb: str, between: str) -> tuple[list[str], list[str]]:
    past = re.sub(r"(?<=[^aeiou])y$", "i", verb.removesuffix("e")) + "ed"
    third = re.sub(r"(?<=[^aeiou])y$", "ie", verb)
    return [past], [verb, third + ("es" if third.endswith(("ss", "sh", "ch")) else "s")]


def _french(verb: str, between: str) -> tuple[list[str], list[str]]:
    stem = verb.removesuffix("er")
    soft = stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem
    past = [f"{soft}a", f"{stem}èrent", f"{soft}ait", f"{soft}aient"]
    return [*past, f"(?:a|ont|avait|avaient){between}{stem}é"], [f"{stem}e", f"{stem}ent"]


def _spanish(verb: str, between: str) -> tuple[list[str], list[str]]:
    stem = verb.removesuffix("ar")
    past = [f"{stem}ó", f"{stem}aron", f"{stem}aba", f"{stem}aban"]
    return [*past, f"(?:ha|han|había|habían){between}{stem}ado"], [f"{stem}a", f"{stem}an"]


def _participle(verbs: Iterable[str], language: str) -> str:
    infinitive, ending = {"fr": ("er", "ée?s?"), "es": ("ar", "ad[oa]s?")}[language]
    return _any(verb.removesuffix(infinitive) for verb in verbs) + ending
