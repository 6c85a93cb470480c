"""Where sentences end in legal and diplomatic prose."""

from __future__ import annotations

import re

from ingest.documents import Span

_END = re.compile(r"[.!?…][”\"’'»)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃ-ᶻ*]*(?=\s+|$)|;[⁰¹²³⁴⁵⁶⁷⁸⁹]*(?=\s+)")
_ABBREVIATIONS = frozenset(
    [
        "art",
        "arts",
        "para",
        "paras",
        "par",
        "no",
        "nos",
        "vol",
        "pp",
        "p",
        "fn",
        "sec",
        "sect",
        "ch",
        "chap",
        "cf",
        "e.g",
        "i.e",
        "etc",
        "al",
        "ed",
        "eds",
        "op",
        "cit",
        "ibid",
        "sq",
        "approx",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "amb",
        "gen",
        "col",
        "hon",
        "rev",
        "jr",
        "sr",
        "vs",
        "inc",
        "ltd",
        "dept",
        "fig",
        "figs",
        "u.s",
        "u.k",
        "u.n",
        "a.m",
        "p.m",
        "lit",
        "let",
        "pt",
        "ann",
        "mme",
        "mm",
        "sra",
        "sres",
        "núm",
        "art.º",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
    ]
)
_ENDS_ANYWAY = frozenset(["etc", "al", "ibid", "cit", "a.m", "p.m"])
"""Abbreviations that may also close a sentence: they do when a capital follows."""
_WORD = re.compile(r"(?<!\s)\s++[“\"‘'«(\[¿¡]*[^\W\d_](?:[a-zà-ÿ]|['’]|\s[a-zà-ÿ])")
"""A word, and no number or symbol: 'said no. Chad agreed', not 'no. A/65/1'."""
_OPENS = re.compile(r"\s+[“\"‘'«(\[¿¡]*(.)")


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, in order, without the space between; clauses that end in ';' stand alone."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if match[0][0] == "." and not _closes(text, match.start(), match.end()):
            continue
        if match[0][0] == ";" and match.end() - start < 40:
            continue  # short items of an enumeration stay together
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _closes(text: str, dot: int, end: int) -> bool:
    """True when the full stop at `dot` ends a sentence and not an abbreviation, initial or number."""
    opening = _OPENS.match(text, end)
    following = opening[1] if opening else ""
    if following.islower():
        return False
    word = re.search(r"(?<![\w.º'’-])[\w.º'’-]*+$", text[max(0, dot - 20) : dot])
    printed = (word[0] if word else "").lstrip("(\"'’“")
    before = printed.lower()
    if printed == "no" and _WORD.match(text, end):
        return True
    if before in _ABBREVIATIONS:
        return before in _ENDS_ANYWAY and following.isupper()
    if re.fullmatch(r"[a-z]|(?:[a-z]\.)+[a-z]", before):
        return not following or (len(before) > 1 and following.isupper() and before not in _ABBREVIATIONS)
    at_line_start = not text[: dot - len(before)].strip()
    return not (
        at_line_start and re.fullmatch(r"\*?[0-9]{1,3}|[ivxlc]{1,7}|[0-9]{1,2}(?:\.[0-9]{1,2})+", before)
    )
