"""What a pronoun of a follow-up stands for, where the conversation names only one thing that it can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.understanding.follow_ups.pronouns import refers_back
from assistant.understanding.wording import content_words, is_talk

_PERSON = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr|Ambassador|Minister|President|Director|Professor|General|Mme|M|Madame|Monsieur"
    r"|Ambassadeur|Ambassadrice|Ministre|Embajadora?|Ministr[oa]|Sra?|Director[a]?)\.?"
    r"(?: [A-ZÀ-Þ][\w'’-]+){1,3}"
)
"""A title and a name."""
_HE = {
    "en": re.compile(r"\b(?:he|she)\b", re.IGNORECASE),
    "fr": re.compile(r"(?<!-)\b(?:il|elle)(?= (?!y a|faut))", re.IGNORECASE),
    "es": re.compile(r"\b(?:él|ella)\b", re.IGNORECASE),
}
_KINDS = {
    "en": r"region|country|meeting|seminar|workshop|conference|coalition|fund|plan",
    "fr": r"région|pays|réunion|séminaire|atelier|conférence|coalition|fonds|plan",
    "es": r"región|país|reunión|seminario|taller|conferencia|coalición|fondo|plan",
}
_TELLING = 2
"""Words of a question that stands alone once its pronouns are told."""
_NAME = r"(?P<name>(?:[A-ZÀ-Þ][\w'’-]+ ){1,4})"


def resolved(text: str, former: str, said: Sequence[str], language: str) -> str:
    """The question with what its pronouns stand for: 'he' is the one person that the former question names,
    'that region' the one that an answer names, the latest first.

    Empty where one is left that cannot be told, or where the question says too little to stand alone.
    """
    own = [word for word in content_words(text, language) if not is_talk(word, language)]
    if len(own) < _TELLING or not refers_back(text, language):
        return ""
    people = {match[0] for match in _PERSON.finditer(former)}
    if len(people) == 1:
        text = _HE[language].sub(people.pop(), text, count=1)
    thing = _that(language).search(text)
    if thing and (name := _named(thing["kind"], (*reversed(said), former))):
        text = text[: thing.start()] + name + text[thing.end() :]
    return "" if refers_back(text, language) else text


def _named(kind: str, said: Sequence[str]) -> str:
    """'South East Asia', where the first text that names any region has 'the South East Asia region'."""
    before = re.compile(rf"{_NAME}{re.escape(kind.lower())}")
    found = ({match["name"].removeprefix("The ").strip() for match in before.finditer(text)} for text in said)
    names: set[str] = next(filter(None, found), set())
    return names.pop() if len(names) == 1 else ""


@cache
def _that(language: str) -> re.Pattern[str]:
    this = {"en": "that|this|the same", "fr": "cette|cet|ce", "es": "es[ae]|est[ae]"}[language]
    return re.compile(rf"\b(?:{this}) (?P<kind>{_KINDS[language]})\b", re.IGNORECASE)
