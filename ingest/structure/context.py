"""What a line is beside its neighbours: one that heads others, one that stands alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ingest.blocks import BlockKind
from ingest.rejoin import Line
from ingest.structure import forms
from ingest.structure.survey import Survey

_RUNS_ON = re.compile(r"www\.|\. [-–—] ")
"""An address, or pieces of a catalogue entry: '37 p. : tables. - (GAOR)'."""
_LABEL_WORDS = 4
"""A longer line that ends in a colon leads into a list and is no heading."""


def heads_section(lines: Sequence[Line], at: int, survey: Survey) -> bool:
    """True when a numbered line is the heading of a section and not a numbered paragraph."""
    line = lines[at]
    printed = forms.printed(line)
    dotted = forms.DOTTED.match(printed)
    single = forms.NUMBERED.match(printed)
    if line.kind is BlockKind.HEADING:
        return bool(dotted or single or forms.BARE_NUMBER.fullmatch(printed))
    if not forms.is_title_like(line):
        return False
    if dotted:
        return line.kind is BlockKind.PARAGRAPH
    if single is None or single["rest"] is None:
        return False
    if line.kind is not BlockKind.PARAGRAPH:
        return _child_follows(lines, at, single["n"])
    is_capital = single["rest"].isupper() and len(single["rest"]) > 3
    return is_capital or at in survey.numbered_heads or _child_follows(lines, at, single["n"])


def _child_follows(lines: Sequence[Line], at: int, number: str) -> bool:
    """True when the next numbered line is 'n.1': this one heads a section."""
    for line in itertools.islice(lines, at + 1, None):
        if dotted := forms.DOTTED.match(forms.printed(line)):
            return dotted["n"] == f"{number}.1"
        if forms.NUMBERED.match(forms.printed(line)):
            return False
    return False


def next_is_numbered(lines: Sequence[Line], at: int) -> bool:
    following = lines[at + 1] if at + 1 < len(lines) else None
    return following is not None and forms.NUMBERED.match(forms.printed(following)) is not None


def is_heading(lines: Sequence[Line], at: int, survey: Survey, *, after_heading: bool) -> bool:
    """True for an unnumbered heading, whether or not the format marks it."""
    line = lines[at]
    if line.kind is BlockKind.HEADING:
        return True
    if line.kind is not BlockKind.PARAGRAPH or line.number or forms.is_enumerated(line):
        return False
    if at + 1 == len(lines) or lines[at + 1].kind is BlockKind.HEADING:
        return False
    if survey.is_act and forms.SECTION.match(line.text):
        return False
    if line.is_bold and len(line.text) <= forms.LONGEST_HEADING:
        return True
    if not forms.is_title_like(line) or line.text[0].islower() or _RUNS_ON.search(line.text):
        return False
    if line.text.rstrip(" -–").endswith(":"):
        return len(line.text.split()) <= _LABEL_WORDS
    leads_in = at > 0 and lines[at - 1].text.rstrip(" -–").endswith(":")
    return not leads_in or after_heading


def is_one_paragraph(lines: Sequence[Line], at: int) -> bool:
    """True when what is headed here has one unnumbered paragraph: it is cited as the article, rule or annex
    alone. An annex with headings inside is more than its first paragraph.
    """
    loose = 0
    for place, line in enumerate(itertools.islice(lines, at + 1, None), start=at + 1):
        if forms.article(line) or forms.rule(line) or forms.part(line) or forms.CLOSING.match(line.text):
            break
        titled = line.kind is BlockKind.HEADING or (
            forms.is_title_like(line) and not line.text.endswith(":") and not forms.is_enumerated(line)
        )
        if place > at + 1 and line.kind is BlockKind.HEADING:
            return loose == 1 and not forms.is_annex(lines[at])
        if not (titled and place == at + 1) and not forms.is_enumerated(line) and line.kind in forms.RUNNING:
            loose += 1
    return loose == 1


def next_point(lines: Sequence[Line], at: int) -> str | None:
    """Number of the point on one of the next two lines."""
    for line in lines[at + 1 : at + 3]:
        if match := forms.POINT.match(forms.printed(line)):
            return match["n"]
    return None
