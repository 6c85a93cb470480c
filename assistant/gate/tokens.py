"""A statement as the gate compares it: words, numbers by value, names by what they name, punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.gate.words import lexicon
from assistant.plain import plain
from assistant.understanding.names import find_names
from assistant.understanding.terms import treaty_names
from ingest.numbers import numbers_in

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "—": "–", "‐": "-", "‑": "-", "\u00a0": " "}
)
_OMITTED = re.compile(r"\[\s?(?:\.\.\.|…)\s?\]")
_PER_CENT = re.compile(r"\b(?:per ?cent|pour cent|por ciento)\b", re.IGNORECASE)
_TOKEN = re.compile(
    r"[0-9]+(?:[.,:/][0-9]+)*(?![^\W_])"
    r"|[^\W_]+(?:[-'./&][^\W_]+)*"
    r"|[,;:.?!()\[\]\"–…%#$€£+=<>]"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


class Sort(StrEnum):
    WORD = "word"
    NUMBER = "number"
    NAME = "name"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    key: str
    """What is compared: the number's value, the code of what is named, the word or mark as it stands."""
    text: str
    sort: Sort
    after_space: bool
    opens: bool = False
    """The first word of what it was read from: its capital says nothing."""

    @property
    def folded(self) -> str:
        """In small letters, but for the month that would then be a modal verb."""
        return self.text if self.text == "May" and not self.opens else self.text.casefold()


def straight(text: str) -> str:
    """One line without footnote marks, its quotation marks, dashes and apostrophes written in one way."""
    return plain(text).translate(_TYPOGRAPHY)


def read(text: str, language: str) -> tuple[Token, ...]:
    """The tokens of a text. Footnote marks, '[...]', and the article before a name are left out."""
    words = _PER_CENT.sub("%", _OMITTED.sub(" ", straight(text)))
    tokens = list(_tokens(words, language))
    first = next((at for at, token in enumerate(tokens) if token.sort is not Sort.MARK), None)
    if first is not None:
        old = tokens[first]
        tokens[first] = Token(old.key, old.text, old.sort, old.after_space, True)
    return tuple(tokens)


def _tokens(text: str, language: str) -> Iterator[Token]:
    lists = lexicon(language)
    held: Token | None = None
    for token in _plain_tokens(text, language):
        if held is not None and not (token.sort is Sort.NAME and lists.has("article", held.folded)):
            yield held
        held = token
    if held is not None:
        yield held


def _plain_tokens(text: str, language: str) -> Iterator[Token]:
    at = 0
    for start, end, key, sort in _values(text, language):
        if start < at:
            continue
        yield from _words(text, at, start)
        yield Token(key, text[start:end], sort, start > 0 and text[start - 1] == " ")
        at = end
    yield from _words(text, at, len(text))


def _values(text: str, language: str) -> list[tuple[int, int, str, Sort]]:
    """Names, and numbers in words, in the order of the text; of two that overlap the longer."""
    found = [(n.start, n.end, f"{n.kind}:{n.value}", Sort.NAME) for n in find_names(text)]
    found += [(m.start(), m.end(), _TREATIES[m[0].casefold()], Sort.NAME) for m in _TREATY.finditer(text)]
    found += [
        (n.start, n.end, str(n.value), Sort.NUMBER)
        for n in numbers_in(text, language)
        if not text[n.start].isdigit()
    ]
    return sorted(found, key=lambda each: (each[0], -each[1]))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        word, after_space = match[0], match.start() > 0 and text[match.start() - 1] == " "
        if word[0].isdigit() and not any(map(str.isalpha, word)):
            value = word.replace(",", "") if _GROUPED.fullmatch(word) else word
            yield Token(value.lstrip("0") or "0", word, Sort.NUMBER, after_space)
        else:
            sort = Sort.WORD if word[0].isalnum() else Sort.MARK
            yield Token(word, word, sort, after_space)


_TREATIES = {
    name.casefold(): f"treaty:{group[0]}" for group in treaty_names() for name in group if len(name) > 2
}
_TREATY = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(_TREATIES, key=len, reverse=True)))})(?![\w-])",
    re.IGNORECASE,
)
