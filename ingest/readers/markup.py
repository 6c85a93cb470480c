"""Inline Markdown of one paragraph to runs: emphasis, links, marks and tags, in linear time."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.readers.runs import Run

TAGS = "a|abbr|b|big|br|cite|code|del|div|em|font|i|img|ins|kbd|mark|p|q|s|small|span|strong|sub|sup|u|wbr"
"""Only these are markup: 'a < b' and '<name>' are words of the text."""

_TOKEN = re.compile(
    rf"""
    (?P<escape>\\[!-/:-@\[-`{{-~])
  | (?P<comment><!--.*?-->)
  | (?P<code>`[^`]+`)
  | \[\^(?P<note>[^\[\]\s]{{1,40}})\]
  | !?\[(?P<label>[^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)
  | <(?P<address>(?:https?|mailto):[^<>\s]+)>
  | <sup\b[^<>]*>(?P<raised>[^<>]{{1,40}})</sup>
  | (?P<tag></?(?:{TAGS})\b[^<>]*>)
  | (?P<entity>&(?:\#\d{{1,7}}|\#x[0-9a-f]{{1,6}}|[a-z]{{2,24}}\d{{0,2}});)
  | (?P<emphasis>\*+|_+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class _Piece:
    """Text while its typography is still open: emphasis starts are known only once their end is found."""

    text: str
    bold: int = 0
    """+1 where bold starts at this piece, -1 where it has ended before it; likewise italic."""
    italic: int = 0
    raised: bool = False


def read_inline(source: str, notes: Mapping[str, str]) -> list[Run]:
    """The runs of `source`. `notes` maps a `[^label]` to the mark it is printed with."""
    pieces: list[_Piece] = []
    openers: dict[str, list[int]] = {"*": [], "_": []}
    position = 0
    for match in _TOKEN.finditer(source):
        pieces.append(_Piece(source[position : match.start()]))
        position = match.end()
        kind, value = match.lastgroup, match.group()
        if kind == "emphasis":
            _mark_emphasis(source, match, pieces, openers[value[0]])
        elif kind == "label":
            pieces += [_Piece(run.text, raised=run.raised) for run in read_inline(match["label"], notes)]
        else:
            pieces.append(_plain(kind or "", match, notes))
    pieces.append(_Piece(source[position:]))
    return _runs(pieces)


def _plain(kind: str, match: re.Match[str], notes: Mapping[str, str]) -> _Piece:
    value = match.group()
    match kind:
        case "escape":
            return _Piece(value[1])
        case "code":
            return _Piece(value[1:-1])
        case "note":
            label = match["note"]
            return _Piece(notes[label], raised=True) if label in notes else _Piece(value)
        case "address":
            return _Piece(match["address"])
        case "raised":
            return _Piece(html.unescape(match["raised"]), raised=True)
        case "entity":
            return _Piece(html.unescape(value))
        case "tag" if value[1:3].lower() == "br":
            return _Piece(" ")
        case _:
            return _Piece("")


def _mark_emphasis(source: str, match: re.Match[str], pieces: list[_Piece], openers: list[int]) -> None:
    """Close what this run of * or _ can close, then leave the rest as a possible opening."""
    before, after = source[match.start() - 1 : match.start()], source[match.end() : match.end() + 1]
    inside_word = match.group()[0] == "_" and before.isalnum() and after.isalnum()
    left = len(match.group())
    if before.strip() and not inside_word:
        while left and openers:
            opener = pieces[openers[-1]]
            taken = 2 if left >= 2 and len(opener.text) >= 2 else 1
            opener.text = opener.text[taken:]
            _style(pieces, openers[-1] + 1, taken)
            left -= taken
            if not opener.text:
                openers.pop()
    if left:
        pieces.append(_Piece(match.group()[0] * left))
        if after.strip() and not inside_word:
            openers.append(len(pieces) - 1)


def _style(pieces: list[_Piece], start: int, taken: int) -> None:
    pieces.append(_Piece(""))
    if taken == 2:
        pieces[start].bold += 1
        pieces[-1].bold -= 1
    else:
        pieces[start].italic += 1
        pieces[-1].italic -= 1


def _runs(pieces: list[_Piece]) -> list[Run]:
    runs, bold, italic = [], 0, 0
    for piece in pieces:
        bold, italic = bold + piece.bold, italic + piece.italic
        if piece.text:
            runs.append(Run(piece.text, bold > 0, italic > 0, piece.raised))
    return runs
