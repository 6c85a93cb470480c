"""The statements of a text, each of which may vouch for a claim alone: sentences, clauses, list items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from assistant.gate.words import lexicon
from assistant.plain import plain
from index.lexical import FUNCTION_WORDS
from ingest.sentences import sentences

_SHOWN = re.compile(r"\(?(?:[0-9]{1,3}|[a-z]|[ivxl]{1,6})[.)]\s")
_LABEL = re.compile(r"\s*(?:[-–•*·]\s+)?(?:\(?(?:[0-9]{1,3}|[a-z]|[ivxl]{1,6})(?:\.[0-9]{1,2}){0,4}[.)]\s+)?")
_ENDS = re.compile(r"[.!?…;:)][\"”’»)\]]{0,3}[⁰¹²³⁴⁵⁶⁷⁸⁹]{0,3}\Z")
_OPENS = re.compile(r"\s*(?:[-–•*·]|\(?(?:[0-9]{1,3}|[a-z]|[ivxl]{1,6})[.)])\s")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NEAR = 12
"""Words before a colon in which a negation governs what follows it."""
_LAST = 3
_END = 8
"""Characters at the end of a line that tell whether a sentence ends there."""


class _Style(Enum):
    """How a block begins; the items of one list begin alike."""

    LABEL = "label"
    SMALL = "small"
    PLAIN = "plain"

    @classmethod
    def of(cls, block: str) -> _Style:
        if _OPENS.match(block):
            return cls.LABEL
        return cls.SMALL if block.lstrip()[:1].islower() else cls.PLAIN


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text between two ends of sentence, clause or line."""

    text: str
    """On one line, without footnote marks."""
    lead: str = ""
    """The words before a colon that it completes: 'Each State Party shall:'."""
    is_bound: bool = False
    """Without its lead it would say something else: '... undertakes never to:'."""
    is_taken_back: bool = False
    """The clause behind it limits it: '; provided that'."""
    goes_on: bool = False
    """The sentence goes on with the next piece, behind a semicolon."""


def pieces(evidence: str, language: str) -> tuple[Piece, ...]:
    """The pieces of a text in order; together they are the text."""
    found: list[Piece] = []
    blocks = list(_blocks(evidence))
    lead, style, attached = "", None, _attached_lead(blocks)
    for number, block in enumerate(blocks):
        own = _Style.of(block)
        if lead and style is None:
            style = own
        elif own is not style:
            lead, style = "", None
        behind = attached if own is not _Style.PLAIN and number + 1 < len(blocks) else ""
        found += _pieces_of(block, lead or behind, language)
        if found and found[-1].text.rstrip('*" ').endswith(":"):
            lead, style = found[-1].text, None
    return tuple(found)


def _pieces_of(block: str, lead: str, language: str) -> Iterator[Piece]:
    texts = [plain(span.of(block)) for span in sentences(block)]
    goes_on, over = False, lead
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        over = (over or _inline_lead(text)) if goes_on else lead
        goes_on = text.endswith(";") and bool(following)
        taken_back = goes_on and _takes_back(following, language)
        yield Piece(text, over, _governs(over, language), taken_back, goes_on)
        over = over or _inline_lead(text)


def wholes(parts: Sequence[Piece]) -> Iterator[str]:
    """What may vouch for a claim alone: pieces, sentences put together again, items with their lead."""
    start = 0
    for at, piece in enumerate(parts):
        if not piece.is_bound and not piece.is_taken_back:
            yield piece.text
        if piece.lead and not piece.is_taken_back:
            yield f"{piece.lead} {piece.text}"
            yield _joined(piece.lead, piece.text)
        if not piece.goes_on:
            if at > start:
                yield " ".join(part.text for part in parts[start : at + 1])
            start = at + 1


def _joined(lead: str, item: str) -> str:
    """'Each Party shall:' and '(a) Destroy ...' read as one sentence."""
    words = without_label(item)
    small = words if words[1:2].isupper() else words[:1].lower() + words[1:]
    return f"{lead.rstrip(': ')} {small}"


def without_label(text: str) -> str:
    """'(b) Develop ...' without its letter, '12. The ...' without its number."""
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def shows_label(text: str) -> bool:
    """'(b) Develop ...': whoever reads it sees that it is an item of something."""
    return _SHOWN.match(text) is not None


def _blocks(evidence: str) -> Iterator[str]:
    """The paragraphs and list items; a line broken within a sentence goes on in the next."""
    held = ""
    for line in evidence.splitlines():
        if held and (not line.strip() or _parts(held, line)):
            yield held
            held = ""
        held = f"{held}\n{line}" if held else line
        if not line.strip():
            held = ""
    if held.strip():
        yield held


def _parts(before: str, line: str) -> bool:
    """True when the line opens something new."""
    if _OPENS.match(line) or _ENDS.search(before.rstrip()[-_END:]):
        return True
    opening = line.lstrip(" \t\"'“«(")[:1]
    last = _WORD.findall(before[-40:])
    runs_on = before.rstrip().endswith((",", "-", "–")) or (
        bool(last) and any(last[-1].casefold() in words.split() for words in FUNCTION_WORDS.values())
    )
    return not opening.islower() and not runs_on


def _attached_lead(blocks: Sequence[str]) -> str:
    """Opening words that stand behind the item they belong to, as a passage has them."""
    last = blocks[-1] if len(blocks) > 1 else ""
    return plain(sentences(last)[-1].of(last)) if last.rstrip().endswith(":") else ""


def _inline_lead(text: str) -> str:
    head, colon, _ = text.partition(":")
    return f"{head}:" if colon else ""


def _governs(lead: str, language: str) -> bool:
    """'... undertakes never to:' and '... does not apply where:' make something else of what follows them."""
    words, lists = words_of(lead), lexicon(language)
    return lists.any(("denial",), words[-_NEAR:]) or lists.any(("suspending",), words[-_LAST:])


def _takes_back(following: str, language: str) -> bool:
    """'; provided that' and '; however' take something back of what stands before them."""
    words = words_of(following)[:4]
    return lexicon(language).any(("exception", "condition"), words) or words[:1] in (
        ["however"],
        ["nevertheless"],
        ["toutefois"],
        ["cependant"],
    )


def words_of(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
