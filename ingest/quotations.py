"""Where a text quotes: between quotation marks nobody but the one who is quoted speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.documents import Span

_CLOSERS = {"“": "”", "„": "“”", "«": "»"}
_MARK = re.compile(r"[“”„«»\"]")
_PRIVATE = 0x100000
"""Letters of a quotation are moved here while a sentence is read: no pattern takes them for letters."""

_PRINTED_PRIVATE = re.compile("[\U00100000-\U0010ffff]")
"""Printed already, these would be taken for letters of a quotation."""


def quotations(text: str) -> list[Span]:
    """The quotations of a paragraph, marks included, in order and never one inside another.

    One that is not closed runs to the end of the paragraph, one that is not opened from its beginning: it
    goes on from the paragraph before, or into the next.
    """
    found: list[Span] = []
    opened: list[tuple[int, str]] = []
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if opened and mark in opened[-1][1]:
            start, _ = opened.pop()
            if not opened:
                found.append(Span(start, at + 1))
        elif mark in _CLOSERS:
            opened.append((at, _CLOSERS[mark]))
        elif mark == '"' and not opened and _may_open(text, at):
            opened.append((at, '"'))
        elif not opened:
            found = [Span(0, at + 1)]
    if opened:
        found.append(Span(opened[0][0], len(text)))
    return found


def is_opened(text: str, quotation: Span) -> bool:
    """False of one that an earlier paragraph opened."""
    return text[quotation.start] in _CLOSERS or text[quotation.start] == '"'


def is_closed(text: str, quotation: Span) -> bool:
    opens, closes = text[quotation.start], text[quotation.end - 1]
    return quotation.end > quotation.start + 1 and closes == _CLOSERS.get(opens, '"')


def _may_open(text: str, at: int) -> bool:
    """False of a straight mark right after a word: it closes what an earlier paragraph opened."""
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in ".,;!?")


def veil(text: str, quoted: Iterable[Span]) -> str:
    """The text with its quotations out of reach of every pattern, each character at its old place."""
    text = _PRINTED_PRIVATE.sub("\ufffd", text)
    parts: list[str] = []
    at = 0
    for span in quoted:
        parts += [text[at : span.start], *map(_veiled, span.of(text))]
        at = span.end
    return "".join([*parts, text[at:]])


def unveil(text: str) -> str:
    """The words as printed."""
    return "".join(chr(ord(c) - _PRIVATE) if ord(c) > _PRIVATE else c for c in text)


def is_veiled(text: str) -> bool:
    return any(ord(c) > _PRIVATE for c in text)


def _veiled(character: str) -> str:
    return chr(ord(character) + _PRIVATE) if ord(character) < 0xFFFE else character
