"""What the whole document tells about how to read one of its lines."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import BlockKind
from ingest.locator import plans
from ingest.rejoin import Line
from ingest.structure import forms

_LONGEST_MASTHEAD = 30
_FEWEST_SECTIONS = 3


@dataclass(frozen=True, slots=True)
class Survey:
    """What the whole document tells about how to read one of its lines."""

    has_articles: bool
    is_act: bool
    """Sections are numbered without a full stop, as in Acts of Commonwealth countries."""
    runs_through: bool
    """Paragraph numbers run through the whole document, so that a number alone is an address."""
    levels_trusted: bool
    """Headings of one numbered depth have one depth in the markup."""
    body_start: int
    """Index of the first line after title and cover."""
    numbered_heads: frozenset[int]
    """Where short numbered lines head unnumbered text."""
    titles: Counter[str]
    """How often each unnumbered title-like line is printed, letter case aside."""
    plan: str | None
    """The action plan whose actions the document reports on; None in the plan itself."""
    actions: frozenset[int]
    """Where running text opens an action of the plan that the document is: 'Action 5 – Make every ...'."""


def survey(body: Sequence[Line]) -> Survey:
    """Read the lines of the body, footnote definitions left out, once as a whole."""
    main = next((at for at, line in enumerate(body) if forms.is_annex(line)), len(body))
    numbers = [
        int(m["n"])
        for line in body[:main]
        if (m := forms.NUMBERED.match(forms.printed(line))) and line.kind in forms.RUNNING
    ]
    has_articles = sum(1 for line in body[:main] if forms.article(line) or forms.rule(line)) >= 2
    plan = _plan(body)
    actions = _actions(body) if plan is None else frozenset()
    return Survey(
        has_articles=has_articles,
        is_act=not has_articles and _has_bare_sections(body[:main]),
        runs_through=bool(numbers) and max(Counter(numbers).values()) == 1 and numbers == sorted(numbers),
        levels_trusted=_levels_agree(body),
        body_start=min((_body_start(body), *actions)),
        numbered_heads=_numbered_heads(body),
        titles=Counter(
            line.text.casefold()
            for line in body
            if forms.is_title_like(line) and not forms.is_enumerated(line)
        ),
        plan=plan,
        actions=actions,
    )


def _plan(lines: Sequence[Line]) -> str | None:
    named = Counter(name for line in lines if "plan" in line.text.lower() for name in plans(line.text))
    name, times = named.most_common(1)[0] if named else ("", 0)
    if 2 * times <= named.total():
        return None  # no one plan it is about
    titles = [line.text for line in lines[:_LONGEST_MASTHEAD] if name.casefold() in line.text.casefold()]
    is_own = any(len(title.split()) <= len(name.split()) + 2 for title in titles)  # 'Draft', a year
    return None if is_own else name


def _actions(lines: Sequence[Line]) -> frozenset[int]:
    """Running text counts where the action before or after it, by number, opens a line as well: a single line
    may be a sentence about an action of some plan.
    """
    opened = [(at, int(number)) for at, line in enumerate(lines) if (number := forms.opens_action(line))]
    runs = [pair for pair in itertools.pairwise(opened) if pair[1][1] == pair[0][1] + 1]
    places = {at for pair in runs for at, _ in pair}
    return frozenset(at for at in places if forms.action_number(lines[at]) is None)


def _has_bare_sections(lines: Sequence[Line]) -> bool:
    """True when '1 Text', '2 Text', '3 Text' follow each other through the document.

    An Act has no mast-head and no other numbered paragraphs between them; footnotes that lost the raised
    print of their numbers stand below numbered paragraphs, or all at the end.
    """
    sections: list[int] = []
    for at, line in enumerate(lines):
        match = forms.SECTION.match(forms.printed(line))
        if match and line.kind is BlockKind.PARAGRAPH and match["n"] == str(len(sections) + 1):
            sections.append(at)
    if len(sections) < _FEWEST_SECTIONS or _has_masthead(lines):
        return False
    through = 2 * sections[0] < len(lines) <= 2 * sections[-1]
    return through and not any(
        forms.NUMBERED.match(forms.printed(line)) and line.kind in forms.RUNNING
        for line in lines[: sections[-1]]
    )


def _has_masthead(lines: Sequence[Line]) -> bool:
    return any(forms.MASTHEAD.fullmatch(line.text) for line in lines[:10])


def _levels_agree(lines: Sequence[Line]) -> bool:
    levels: dict[int, set[int]] = {}
    for line in lines:
        match = forms.DOTTED.match(line.text) or forms.NUMBERED.match(line.text)
        if line.kind is BlockKind.HEADING and forms.BARE_NUMBER.fullmatch(line.text):
            return False  # its title is a heading of the same depth
        if line.kind is BlockKind.HEADING and match:
            levels.setdefault(match["n"].count("."), set()).add(line.level)
    return all(len(found) == 1 for found in levels.values())


def _numbered_heads(lines: Sequence[Line]) -> frozenset[int]:
    """Where short numbered lines head unnumbered text: '3. Victim assistance'. One alone is no pattern."""
    found = {}
    for at, (line, below) in enumerate(itertools.pairwise(lines)):
        match = forms.NUMBERED.match(forms.printed(line))
        if match and match["rest"] and line.kind is BlockKind.PARAGRAPH and forms.is_title_like(line):
            has_text = below.kind is BlockKind.PARAGRAPH and forms.is_sentence(below)
            if has_text and not forms.is_enumerated(below) and not line.text.rstrip().endswith(":"):
                found[at] = int(match["n"])
    numbers = set(found.values())
    return frozenset(at for at, number in found.items() if {number - 1, number + 1} & numbers)


def _body_start(lines: Sequence[Line]) -> int:
    """Index of the first line that is neither title nor cover."""
    masthead = _masthead_end(lines)
    if masthead is not None:
        return masthead
    titled = 0  # last line of the title
    for at, line in enumerate(lines):
        if (
            line.kind is BlockKind.HEADING
            and (at == 0 or (line.level <= 1 and lines[at - 1].level <= 1 and at < 4))
            and not (forms.article(line) or forms.part(line) or forms.PREAMBLE_HEADING.fullmatch(line.text))
        ):
            titled = at
            continue
        if not _opens_body(line):
            continue
        before = lines[at - 1] if at - 1 > titled else None
        heads = (
            before is not None and forms.is_title_like(before) and (before.text.isupper() or before.is_bold)
        )
        return at - 1 if heads else at
    return len(lines) if len(lines) <= 1 else 1


def _masthead_end(lines: Sequence[Line]) -> int | None:
    """Where the text opens after a mast-head, however many lines of that are set as headings."""
    if _has_masthead(lines):
        for at, line in enumerate(lines[:_LONGEST_MASTHEAD]):
            plain = replace(line, kind=BlockKind.PARAGRAPH) if line.kind is BlockKind.HEADING else line
            if _opens_body(plain):
                return at
    for at, line in enumerate(lines[:_LONGEST_MASTHEAD]):
        if forms.PREAMBLE_OPENER.match(line.text) and line.text.endswith(",") and len(line.text) <= 100:
            headed = at > 0 and forms.PREAMBLE_HEADING.fullmatch(lines[at - 1].text)
            return at - 1 if headed else at
        if forms.is_sentence(line) and line.text.endswith("."):
            return None
    return None


def _opens_body(line: Line) -> bool:
    return (
        line.kind in (BlockKind.HEADING, BlockKind.TABLE_ROW)
        or forms.article(line) is not None
        or forms.part(line) is not None
        or (forms.PREAMBLE_OPENER.match(line.text) is not None and line.text.endswith(","))
        or (
            forms.is_enumerated(line)
            and (
                line.kind is BlockKind.LIST_ITEM
                or forms.ROMAN.match(line.text) is not None
                or forms.is_sentence(line)
                or forms.is_first_paragraph(line)
            )
        )
        or forms.is_sentence(line)
    )
