"""Blocks to the text of record and its structure: articles, paragraphs, points, headings, footnotes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, BlockKind
from ingest.documents import Segment, Span, Unit, UnitKind
from ingest.footnotes import marks, opening_mark
from ingest.locator import Locator
from ingest.rejoin import Line, rejoin

_ARTICLE = re.compile(
    r"(?:article|art[ií]culo)\s+(?P<n>[0-9]{1,3}(?:\s(?:bis|ter|quater))?|premier|premi[eè]re|primero|1er|[IVXLC]{1,7})\b"
    r"\.?(?P<gap>\s*[-–—:.]?\s*)(?P<rest>.*)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?P<level>annex|annexe|anexo|technical annex|annexe technique|anexo t[eé]cnico|part|partie|parte"
    r"|chapter|chapitre"
    r"|cap[ií]tulo|appendix)\b\s*(?P<n>(?-i:[IVXLC]{1,7}|[0-9]{1,3}|[A-Z])(?!\w))?\W*(?P<rest>.*)",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?:action|acci[oó]n)\s*(?:#|no\.|n[°º]\.?)?\s*(?P<n>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?![\w-])[\s.:)–—-]*(?P<rest>.*)",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:(?:agenda )?item|point(?= [0-9]+ de l['’]ordre)|tema(?= [0-9]+ del))"
    r"\s+(?P<n>[0-9]{1,3}(?:\.[0-9]{1,2})?)"
    r"(?![\w(-])[\s.:)–—-]*(?P<rest>.*)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})\.?\s+(?P<rest>\S.*)")
_ROMAN = re.compile(r"(?P<n>[IVXLC]{1,7})\.\s+(?P<rest>\S.*)")
_LETTERED = re.compile(r"(?P<n>[A-Z])\.\s+(?P<rest>\S.*)")
_NUMBERED = re.compile(r"(?P<n>[0-9]{1,3})\.(?:\s+(?P<rest>\S.*)|(?P<glued>[^\W\d_].*)|$)")
_BARE_NUMBER = re.compile(r"(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2})*)\.?")
_BRACKETED = re.compile(r"\((?P<n>[0-9]{1,3})\)\s*(?P<rest>\S.*)")
_SECTION = re.compile(r"\*?(?P<n>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?:\s+(?P<rest>\S.*)|$)")
_POINT = re.compile(r"\(?(?P<n>[a-z]{1,5})\)\.?(?:\s+(?P<rest>\S.*)|$)")
_LOOSE_POINT = re.compile(r"(?P<n>[a-z])\.\s+(?P<rest>\S.*)")
_ROMAN_VALUE = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_AGENDA = re.compile(
    r"(?:provisional |draft |annotated )*(?:agenda|ordre du jour|orden del d[ií]a|programa)\b.{0,20}",
    re.IGNORECASE,
)
_PREAMBLE_HEADING = re.compile(r"(?:preamble|pr[eé]ambule|pre[aá]mbulo)\W*", re.IGNORECASE)
_PREAMBLE_OPENER = re.compile(
    r"(?:(?i:preamble|pr[eé]ambule|pre[aá]mbulo)\W+)?(?:The (?:States Parties|High Contracting Parties"
    r"|Parties|General Assembly"
    r"|Security Council|Contracting (?:States|Parties)|Governments?|Meeting of (?:the )?States Parties"
    r"|States)\b"
    r"|Les (?:États parties|Hautes Parties contractantes|Parties|États)\b|L['’]Assemblée générale\b|Le"
    r" Conseil de sécurité\b"
    r"|Los Estados [Pp]artes\b|Las (?:Altas )?Partes\b|La Asamblea General\b|El Consejo de Seguridad\b)",
)
_AGREED = re.compile(
    r"(?:(?:have|has) (?:therefore )?agreed|(?:sont |ont )?convenus?|(?:han )?convenido|conviennent"
    r"|convienen)\b.{0,80}[:,.]?$",
    re.IGNORECASE,
)
_TITLE_LIKE = re.compile(r"[^\W\d_]")
_SPEAKS = re.compile(
    r"\b(?:said|says|stated|states|asked|noted|reported|explained|added|replied|responded|announced|commented|recommended"
    r"|outlined|highlighted|emphasi[sz]ed|stressed|suggested|proposed|expressed|made \w+ \w+|provided"
    r" the following.*"
    r"|a (?:dit|déclaré|indiqué|demandé|noté|souligné|ajouté|expliqué)|dijo|declaró|señaló|preguntó"
    r"|indicó|explicó)\s?:$",
    re.IGNORECASE,
)
"""The end of a line that names who speaks in the lines below."""
_LONGEST_HEADING = 160
_MOST_WORDS = 24
_LONGEST_MASTHEAD = 30
_MASTHEAD = re.compile(
    r"Distr\.?\s*:.*|Original\s*:.*|[A-Z]{1,6}(?:/[A-Z0-9.]+)+|English only", re.IGNORECASE
)
_COUNTING = ("section", "article", "annex")
_LABEL_WORDS = 4
"""A longer line that ends in a colon leads into a list and is no heading."""
_WORD_NUMBERS = {"premier": "1", "première": "1", "premiere": "1", "primero": "1", "1er": "1"}
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)

# Depth of headings: the smaller, the further out. Numbers decide; without one, the depth of the markup.
_RANK = {
    "annex": 0,
    "part": 10,
    "chapter": 20,
    "letter": 25,
    "section": 30,
    "article": 50,
    "markup": 60,
    "plain": 70,
}


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


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int
    text: str
    unit: int
    level: int


def assemble(blocks: Sequence[Block]) -> tuple[str, tuple[Unit, ...], tuple[Segment, ...]]:
    """The text of record, its units in reading order, and where its words stand in the source."""
    lines = rejoin(blocks)
    text = "\n".join(line.text for line in lines)
    outline = _Outline(lines)
    return text, outline.build(), _segments(lines)


def _segments(lines: Sequence[Line]) -> tuple[Segment, ...]:
    segments, at = [], 0
    for line in lines:
        for part in line.parts:
            if part.end > part.start:
                span = Span(at + part.start, at + part.end)
                segments.append(Segment(span, part.block.page, part.block.box, part.block.source_span))
        at += len(line.text) + 1
    return tuple(segments)


# --- what a line is, by itself --------------------------------------------------------------------------


def _printed(line: Line) -> str:
    """The line with the number its format supplies in front, the way a reader sees it."""
    return f"{line.number} {line.text}" if line.number and line.note is None else line.text


def _is_title_like(line: Line) -> bool:
    """Short, without the end of a sentence: a heading, whether or not the format says so."""
    text = line.text.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (
        len(text) <= _LONGEST_HEADING
        and len(text.split()) <= _MOST_WORDS
        and not text.endswith((".", ",", ";", "?", "!"))
        and bool(_TITLE_LIKE.search(text))
    )


def _article(line: Line) -> re.Match[str] | None:
    """The line's match when it opens an article: a heading, or a short line that is nothing else."""
    match = _ARTICLE.match(line.text)
    if match is None or line.kind is BlockKind.LIST_ITEM or not _is_title_like(line):
        return None
    separated = not match["rest"] or any(mark in match["gap"] for mark in "-–—:.")
    return match if separated or line.kind is BlockKind.HEADING else None


def _part(line: Line) -> re.Match[str] | None:
    """The line's match when it opens an annex, part or chapter."""
    match = _PART.fullmatch(line.text)
    if match is None or line.kind is BlockKind.LIST_ITEM or not _is_title_like(line):
        return None
    is_annex = match["level"].lower().startswith(("annex", "anexo", "appendix")) or " " in match["level"]
    if match["n"] is None and not (is_annex and not match["rest"]):
        return None
    return (
        match
        if line.kind is BlockKind.HEADING or not match["rest"] or line.text[len(match["level"]) :].strip()
        else None
    )


def _is_enumerated(line: Line) -> bool:
    printed = _printed(line)
    return any(pattern.match(printed) for pattern in (_NUMBERED, _BRACKETED, _POINT, _DOTTED, _ROMAN))


def _is_sentence(line: Line) -> bool:
    """Running text: ends like a sentence and is longer than a heading."""
    return len(line.text.split()) >= 12 and line.text.rstrip('⁰¹²³⁴⁵⁶⁷⁸⁹”"’)').endswith((".", ":", ";", ","))


# --- what the document is -------------------------------------------------------------------------------


def _survey(lines: Sequence[Line]) -> Survey:
    body = [line for line in lines if line.note is None]
    main = next((at for at, line in enumerate(body) if _is_annex(line)), len(body))
    numbers = [
        int(m["n"])
        for line in body[:main]
        if (m := _NUMBERED.match(_printed(line))) and line.kind in _RUNNING
    ]
    has_articles = sum(1 for line in body if _article(line)) >= 2
    return Survey(
        has_articles=has_articles,
        is_act=not has_articles and _has_bare_sections(body),
        runs_through=bool(numbers) and max(Counter(numbers).values()) == 1 and numbers == sorted(numbers),
        levels_trusted=_levels_agree(body),
        body_start=_body_start(body),
    )


def _is_annex(line: Line) -> bool:
    match = _part(line)
    return match is not None and match["level"].lower().startswith(("annex", "anexo", "appendix"))


def _has_bare_sections(lines: Sequence[Line]) -> bool:
    """True when '1 Text', '2 Text', '3 Text' follow each other through the document."""
    wanted = 1
    for line in lines:
        match = _SECTION.match(_printed(line))
        if match and line.kind is BlockKind.PARAGRAPH and match["n"] == str(wanted):
            wanted += 1
    return wanted > 3


def _levels_agree(lines: Sequence[Line]) -> bool:
    levels: dict[int, set[int]] = {}
    for line in lines:
        match = _DOTTED.match(line.text) or _NUMBERED.match(line.text)
        if line.kind is BlockKind.HEADING and _BARE_NUMBER.fullmatch(line.text):
            return False  # its title is a heading of the same depth
        if line.kind is BlockKind.HEADING and match:
            levels.setdefault(match["n"].count("."), set()).add(line.level)
    return all(len(found) == 1 for found in levels.values())


def _numbered_heads(lines: Sequence[Line]) -> frozenset[int]:
    """Where short numbered lines head unnumbered text: '3. Victim assistance'. One alone is no pattern."""
    found = {}
    for at, (line, below) in enumerate(itertools.pairwise(lines)):
        match = _NUMBERED.match(_printed(line))
        if match and match["rest"] and line.kind is BlockKind.PARAGRAPH and _is_title_like(line):
            has_text = below.kind is BlockKind.PARAGRAPH and _is_sentence(below)
            if has_text and not _is_enumerated(below) and not line.text.rstrip().endswith(":"):
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
            and not (_article(line) or _part(line) or _PREAMBLE_HEADING.fullmatch(line.text))
        ):
            titled = at
            continue
        if not _opens_body(line):
            continue
        before = lines[at - 1] if at - 1 > titled else None
        heads = before is not None and _is_title_like(before) and (before.text.isupper() or before.is_bold)
        return at - 1 if heads else at
    return len(lines) if len(lines) <= 1 else 1


def _masthead_end(lines: Sequence[Line]) -> int | None:
    """Where the text opens after a mast-head, however many lines of that are set as headings."""
    if any(_MASTHEAD.fullmatch(line.text) for line in lines[:10]):
        for at, line in enumerate(lines[:_LONGEST_MASTHEAD]):
            plain = replace(line, kind=BlockKind.PARAGRAPH) if line.kind is BlockKind.HEADING else line
            if _opens_body(plain):
                return at
    for at, line in enumerate(lines[:_LONGEST_MASTHEAD]):
        if _PREAMBLE_OPENER.match(line.text) and line.text.endswith(",") and len(line.text) <= 100:
            headed = at > 0 and _PREAMBLE_HEADING.fullmatch(lines[at - 1].text)
            return at - 1 if headed else at
        if _is_sentence(line) and line.text.endswith("."):
            return None
    return None


def _opens_body(line: Line) -> bool:
    return (
        line.kind in (BlockKind.HEADING, BlockKind.TABLE_ROW)
        or _article(line) is not None
        or _part(line) is not None
        or (_PREAMBLE_OPENER.match(line.text) is not None and line.text.endswith(","))
        or (
            _is_enumerated(line)
            and (
                line.kind is BlockKind.LIST_ITEM or _ROMAN.match(line.text) is not None or _is_sentence(line)
            )
        )
        or _is_sentence(line)
    )


# --- the outline ----------------------------------------------------------------------------------------


class _Outline:
    """Walks the lines once, knowing where it stands; each line becomes one unit."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if line.note is None]
        self.notes = [line for line in lines if line.note is not None]
        self.survey = _survey(lines)
        self.numbered_heads = _numbered_heads(self.lines)
        self.units: list[Unit] = []
        self.headings: list[_Heading] = []
        self.annex = Locator()
        self.chapter = Locator()  # chapter or part, where sections of one number must be told apart
        self.container = Locator()  # section, article, preamble or annex that counts its own paragraphs
        self.paragraph: int | None = None  # unit whose points follow
        self.point: int | None = None
        self.subpoint = ""  # number of the last sub-point of this point
        self.list_head: int | None = None
        self.table_head: int | None = None  # header of the table whose rows follow
        self.item_heads: list[tuple[int, int]] = []  # (indent, unit) of the items that lead into others
        self.in_preamble = self.in_agenda = False
        self.roman = 0
        self.counts: Counter[tuple[Locator, str]] = Counter()
        self.seen: set[Locator] = set()
        self.at = 0  # index of the line
        self.offset = 0

    def build(self) -> tuple[Unit, ...]:
        for at, line in enumerate(self.lines):
            self.at = at
            self._read(line)
            self.offset += len(line.text) + 1
        marked = self._marked()
        defined: dict[str, list[Line]] = {}
        for line in self.notes:
            defined.setdefault(line.note or "", []).append(line)
        for line in self.notes:
            place = self._home(line, defined[line.note or ""], marked.get(line.note or "", []))
            self._add_footnote(line, place)
            self.offset += len(line.text) + 1
        return tuple(self.units)

    def _read(self, line: Line) -> None:
        if line.kind is not BlockKind.TABLE_ROW:
            self.table_head = None
        if self.at < self.survey.body_start:
            self._add_cover(line)
        elif line.kind is BlockKind.TABLE_ROW:
            self._add_row(line)
        elif not (self._open_division(line) or self._open_section(line)):
            self._add_text(line)

    # cover

    def _add_cover(self, line: Line) -> None:
        is_title = (
            line.kind is BlockKind.HEADING and self.survey.body_start <= 5
        ) or self.survey.body_start == 1
        if is_title and not any(unit.kind is UnitKind.TITLE for unit in self.units):
            self._add(line, UnitKind.TITLE, Locator().child("unnumbered", "t"))
        else:
            self._add(line, UnitKind.COVER, self._counted(Locator(), "c"))

    # headings

    def _open_division(self, line: Line) -> bool:
        """Annex, part, chapter, article, preamble heading, roman chapter, lettered heading."""
        if match := _article(line):
            number = _WORD_NUMBERS.get(match["n"].lower(), match["n"])
            number = number.upper() if number.isalpha() else " ".join(number.lower().split())
            self._open(line, "article", self.annex.child("article", number))
            return True
        if match := _part(line):
            word = match["level"].lower()
            level = (
                "annex"
                if "ann" in word or "anex" in word or word == "appendix"
                else "part"
                if word.startswith("part")
                else "chapter"
            )
            if level == "annex":
                self.annex = Locator().child("annex", (match["n"] or "").upper())
                self._open(line, level, self.annex)
            else:
                self._open(line, level, self.annex.child(level, match["n"].upper()))
            return True
        if _PREAMBLE_HEADING.fullmatch(line.text) and _is_title_like(line):
            self._open(line, "article", Locator().child("preamble"), claim=False)
            self.in_preamble = True
            return True
        return self._open_roman(line)

    def _open_roman(self, line: Line) -> bool:
        match = _ROMAN.match(_printed(line))
        if match and _is_title_like(line) and line.kind is not BlockKind.LIST_ITEM:
            value = _roman(match["n"].lower())
            if value == self.roman + 1 or (value == 1 and line.kind is BlockKind.HEADING):
                self.roman = value
                self._open(line, "chapter", self.annex.child("chapter", match["n"]))
                return True
        if _LETTERED.match(_printed(line)) and line.kind is BlockKind.HEADING:
            self._open(line, "letter", None)
            return True
        return False

    def _open_section(self, line: Line) -> bool:
        """Numbered sections, actions of a plan, unnumbered headings."""
        if self._is_section_heading(line):
            printed = _printed(line)
            match = _DOTTED.match(printed) or _NUMBERED.match(printed) or _BARE_NUMBER.fullmatch(printed)
            assert match is not None
            self._open(line, "section", self._section(match["n"]), deeper=match["n"].count("."))
            return True
        item = _ITEM.match(_printed(line))
        if item and self._is_action(line, "") and not self.in_agenda:
            self._open(line, "section", self.annex.child("item", item["n"]))
            return True
        action = _ACTION.match(_printed(line))
        if action and not self._next_is_numbered() and self._is_action(line, action["rest"]):
            self._open(line, "markup", self.annex.child("action", action["n"]))
            return True
        if self._is_heading(line):
            self._open(line, "markup" if line.kind is BlockKind.HEADING else "plain", None)
            return True
        return False

    def _section(self, number: str) -> Locator:
        """Sections that count anew in each chapter carry its number from the second chapter on."""
        locator = self.annex.child("section", number)
        return (
            self.chapter.child("section", number) if self.chapter.steps and locator in self.seen else locator
        )

    def _is_action(self, line: Line, rest: str) -> bool:
        return (
            line.kind is not BlockKind.LIST_ITEM
            and _is_title_like(line)
            and (not rest or not rest[0].islower())
        )

    def _is_section_heading(self, line: Line) -> bool:
        printed = _printed(line)
        dotted = _DOTTED.match(printed)
        single = _NUMBERED.match(printed)
        if line.kind is BlockKind.HEADING:
            return bool(dotted or single or _BARE_NUMBER.fullmatch(printed))
        if not _is_title_like(line) or self.in_agenda:
            return False
        if dotted:
            return line.kind is BlockKind.PARAGRAPH
        if single is None or single["rest"] is None:
            return False
        if line.kind is not BlockKind.PARAGRAPH:
            return self._child_follows(single["n"])
        is_capital = single["rest"].isupper() and len(single["rest"]) > 3
        return is_capital or self.at in self.numbered_heads or self._child_follows(single["n"])

    def _child_follows(self, number: str) -> bool:
        """True when the next numbered line is 'n.1': this one heads a section."""
        for line in self.lines[self.at + 1 :]:
            if dotted := _DOTTED.match(_printed(line)):
                return dotted["n"] == f"{number}.1"
            if _NUMBERED.match(_printed(line)):
                return False
        return False

    def _next_is_numbered(self) -> bool:
        following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        return following is not None and _NUMBERED.match(_printed(following)) is not None

    def _is_heading(self, line: Line) -> bool:
        if line.kind is BlockKind.HEADING:
            return True
        if line.kind is not BlockKind.PARAGRAPH or line.number or _is_enumerated(line):
            return False
        following = self.lines[self.at + 1 :]
        if self.in_preamble or not following or following[0].kind is BlockKind.HEADING:
            return False
        if self.survey.is_act and _SECTION.match(line.text):
            return False
        if line.is_bold and len(line.text) <= _LONGEST_HEADING:
            return True
        if not _is_title_like(line) or line.text[0].islower() or "www." in line.text:
            return False
        if line.text.rstrip(" -–").endswith(":"):
            return len(line.text.split()) <= _LABEL_WORDS
        before = self.units[-1] if self.units else None
        leads_in = self.at > 0 and self.lines[self.at - 1].text.rstrip(" -–").endswith(":")
        return not leads_in or (before is not None and before.kind is UnitKind.HEADING)

    def _open(
        self, line: Line, kind: str, locator: Locator | None, *, deeper: int = 0, claim: bool = True
    ) -> None:
        """Add a heading, close what it ends, and make its place the one that counts what follows."""
        rank = self._rank(line, kind, deeper)
        self.headings = [heading for heading in self.headings if heading.rank < rank]
        self._close_containers(rank)
        if kind == "article" or locator is not None:
            self.in_preamble = False
        self.in_agenda = _AGENDA.fullmatch(line.text.rstrip(":")) is not None
        if kind in ("annex", "part", "chapter", "article"):
            self.chapter = locator if kind in ("part", "chapter") and locator is not None else Locator()
        if locator is not None:
            if claim and self._article_is_one_paragraph(locator):
                claim = False
            self.container = locator
        taken = locator is None or not claim or locator in self.seen
        own = self._counted(self.annex if self.survey.is_act else self.container, "h") if taken else locator
        assert own is not None
        self._add(line, UnitKind.HEADING, own)
        self.headings.append(_Heading(rank, line.text, len(self.units) - 1, line.level))

    def _rank(self, line: Line, kind: str, deeper: int) -> int:
        rank = _RANK[kind] + deeper
        if kind == "markup":
            numbered = [h for h in self.headings if _RANK["section"] <= h.rank < _RANK["article"]]
            if numbered and self.survey.levels_trusted and line.level and line.level <= numbered[0].level:
                return _RANK["section"] + max(0, line.level - numbered[0].level)
            rank += max(0, line.level)
        if kind == "plain" and self.units and self.units[-1].kind is UnitKind.HEADING:
            last = self.headings[-1] if self.headings else None
            if last and last.rank >= _RANK["plain"]:
                return last.rank + 1  # two headings in a row: the second stands below the first
        return rank

    def _close_containers(self, rank: int) -> None:
        self.point = self.list_head = None
        self.item_heads = []
        stays = self.survey.is_act and rank >= _RANK["plain"]  # marginal notes stand inside a section
        if not stays:
            self.paragraph = None
        if rank >= _RANK["plain"] or (
            rank > _RANK["article"] and self.container.level in ("article", "preamble")
        ):
            return
        counts_on = self.container.level in ("section", "chapter", "annex", "item") and not self.survey.is_act
        if rank >= _RANK["markup"] and counts_on:
            return
        self.container = self.annex

    def _article_is_one_paragraph(self, locator: Locator) -> bool:
        """An article of one unnumbered paragraph is cited as the article alone."""
        if locator.level != "article":
            return False
        loose = 0
        for place, line in enumerate(self.lines[self.at + 1 :], start=self.at + 1):
            if _article(line) or _part(line) or (line.kind is BlockKind.HEADING and place > self.at + 1):
                break
            title = place == self.at + 1 and (
                line.kind is BlockKind.HEADING or (_is_title_like(line) and not line.text.endswith(":"))
            )
            if not title and not _is_enumerated(line) and line.kind in _RUNNING:
                loose += 1
        return loose == 1

    # running text

    def _add_text(self, line: Line) -> None:
        printed = _printed(line)
        if self.survey.is_act and line.kind is BlockKind.PARAGRAPH and (match := _SECTION.match(printed)):
            self._add_section(line, match["n"])
        elif match := _NUMBERED.match(printed):
            self._add_numbered(line, match["n"])
        elif (match := _BRACKETED.match(printed)) and (
            self.point is not None or self.container.level in _COUNTING
        ):
            self._add_bracketed(line, str(int(match["n"])))
        elif (match := _POINT.match(printed)) or (match := self._loose_point(printed)):
            self._add_point(line, match["n"])
        elif self._is_preamble_text(line):
            self._add_recital(line)
        else:
            self._add_unnumbered(line)

    def _loose_point(self, printed: str) -> re.Match[str] | None:
        """'e. Future production' is a point only where point (d) came before."""
        match = _LOOSE_POINT.match(printed)
        last = self.units[self.point].locator.number if self.point is not None else ""
        return match if match and len(last) == 1 and ord(match["n"]) == ord(last) + 1 else None

    def _is_preamble_text(self, line: Line) -> bool:
        if self.in_preamble:
            return True
        opens = _PREAMBLE_OPENER.match(line.text) and not self.container.steps and self.paragraph is None
        if (
            opens
            and not self.headings
            and (line.text.endswith(",") or ("," in line.text and self._preamble_follows(line)))
        ):
            self.in_preamble = True
        return self.in_preamble

    def _preamble_follows(self, line: Line) -> bool:
        """A preamble printed as one block names its parties and goes on with a participle."""
        return self.survey.has_articles

    def _add_recital(self, line: Line) -> None:
        base = Locator().child("preamble")
        self.container = base
        if _AGREED.search(line.text[-120:]) and len(line.text) < 400:
            self.in_preamble = False
        is_first = base not in self.seen and not self.counts[base, ""]
        is_opener = is_first and _PREAMBLE_OPENER.match(line.text) is not None
        self._add(line, UnitKind.PREAMBLE, base if is_opener else self._counted(base, ""))
        self.paragraph, self.point = None, None

    def _add_section(self, line: Line, number: str) -> None:
        self.container = self.annex.child("section", number)
        self._add_paragraph(line, self._unique(self.container))

    def _add_numbered(self, line: Line, number: str) -> None:
        number = str(int(number))
        if self.in_agenda:
            self._add(line, UnitKind.LIST_ITEM, self._unique(self.annex.child("item", number)))
            return
        self.in_preamble = False
        if self.container.level == "preamble":
            self.container = self.annex
        through = self.survey.runs_through and not self.survey.has_articles and not self.annex.steps
        base = Locator() if through else self.container
        self._add_paragraph(line, self._unique(base.child("para", number)))

    def _add_bracketed(self, line: Line, number: str) -> None:
        """(1) is a paragraph of its section or article, but below a point the next step of a list."""
        if self.point is not None:
            below = self._counted(self.units[self.point].locator, "")
            self._add(line, UnitKind.LIST_ITEM, below, self.point)
            return
        place = next((at for at, unit in enumerate(self.units) if unit.locator == self.container), None)
        self._add_paragraph(line, self._unique(self.container.child("para", number)), place)

    def _add_paragraph(self, line: Line, locator: Locator, parent: int | None = None) -> None:
        self._add(line, UnitKind.PARAGRAPH, locator, parent)
        self.paragraph, self.point, self.list_head = len(self.units) - 1, None, len(self.units) - 1

    def _add_point(self, line: Line, number: str) -> None:
        if self.in_preamble:
            self._add(
                line, UnitKind.PREAMBLE, self._unique(Locator().child("preamble").child("point", number))
            )
            return
        base = self.units[self.paragraph].locator if self.paragraph is not None else self.container
        if self._is_subpoint(number):
            assert self.point is not None
            below = self.units[self.point].locator.child("subpoint", number)
            self._add(line, UnitKind.POINT, self._unique(below), self.point)
            self.subpoint = number
            return
        self._add(line, UnitKind.POINT, self._unique(base.child("point", number)), self.paragraph)
        self.point = self.list_head = len(self.units) - 1
        self.subpoint = ""

    def _is_subpoint(self, number: str) -> bool:
        """(i) after (h) is a letter, after (a) a roman number; what follows settles the rest."""
        if self.point is None or not _ROMAN_VALUE.fullmatch(number):
            return False
        letter = self.units[self.point].locator.number
        follows_letter = len(number) == 1 and len(letter) == 1 and ord(number) == ord(letter) + 1
        if self.subpoint and _roman(number) == _roman(self.subpoint) + 1:
            return not follows_letter or self._next_point() == _to_roman(_roman(number) + 1)
        if number == "i":
            return not follows_letter or self._next_point() == "ii"
        return bool(self.subpoint) and not follows_letter

    def _next_point(self) -> str | None:
        for line in self.lines[self.at + 1 : self.at + 3]:
            if match := _POINT.match(_printed(line)):
                return match["n"]
        return None

    def _add_unnumbered(self, line: Line) -> None:
        is_item = line.kind is BlockKind.LIST_ITEM
        base = self._base_of_unnumbered(is_item)
        alone = base.level == "article" and base not in self.seen
        locator = base if alone else self._counted(base, "")
        parent = self._list_parent(line) if is_item else None
        self._add(line, UnitKind.LIST_ITEM if is_item else UnitKind.PARAGRAPH, self._unique(locator), parent)
        place = len(self.units) - 1
        if is_item:
            if line.text.endswith(":"):
                self.item_heads.append((-1 if _SPEAKS.search(line.text) else line.level, place))
            return
        self.list_head, self.item_heads = place, []
        if not self._inside_numbered():
            self.paragraph, self.point = len(self.units) - 1, None

    def _list_parent(self, line: Line) -> int | None:
        """The item or paragraph that leads into this one.

        Depth is taken from the indent, except that a line which lets somebody speak ("A State said:") stands
        at the top whatever its indent, and all that follows is that speaker's: converters lose indents at
        page ends.
        """
        if line.text.endswith(":") and _SPEAKS.search(line.text):
            self.item_heads = []
        while self.item_heads and line.level <= self.item_heads[-1][0]:
            self.item_heads.pop()
        return self.item_heads[-1][1] if self.item_heads else self.list_head

    def _inside_numbered(self) -> bool:
        if self.paragraph is None:
            return False
        return self.units[self.paragraph].locator.level == "para"

    def _base_of_unnumbered(self, is_item: bool) -> Locator:
        """What counts an unnumbered line: the numbered paragraph it continues, else section or document."""
        if self.paragraph is not None and self._inside_numbered():
            return self.units[self.paragraph].locator
        return self.container

    # tables

    def _add_row(self, line: Line) -> None:
        base = self._base_of_unnumbered(is_item=True)
        self.counts[base, "row"] += 1
        locator = self._unique(base.child("row", str(self.counts[base, "row"])))
        if line.is_header:
            self.table_head = None
        parent = self.list_head if self.table_head is None else self.table_head
        self._add(line, UnitKind.TABLE_ROW, locator, parent)
        if line.is_header:
            self.table_head = len(self.units) - 1

    # footnotes

    def _marked(self) -> dict[str, list[int]]:
        """Of each footnote number the units that bear its mark."""
        found: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            for number in unit.footnotes:
                found.setdefault(number, []).append(place)
        return found

    def _home(self, line: Line, defined: list[Line], places: list[int]) -> int | None:
        """The unit a definition belongs to: the first that bears its mark.

        Of a number that starts again the one on its page or nearest before; without pages, of the same turn.
        """
        if not places or len(defined) == 1:
            return places[0] if places else None
        if line.page is not None:
            page = line.page
            pages = [self.units[place].page or 0 for place in places]
            nearest = max((found for found in pages if found <= page), default=pages[0])
            return places[pages.index(nearest)]
        turn = next(at for at, other in enumerate(defined) if other is line)
        return places[turn] if len(places) == len(defined) else places[0]

    def _add_footnote(self, line: Line, place: int | None) -> None:
        number = line.note or ""
        try:
            own = Locator().child("footnote", number)
        except ValueError:
            own = self._counted(Locator(), "")
        if place is None or own.level != "footnote":
            self._add(line, UnitKind.FOOTNOTE, self._unique(own), heading=())
            return
        unit = self.units[place]
        stands_alone = unit.kind in (UnitKind.TITLE, UnitKind.COVER, UnitKind.HEADING)
        locator = own if stands_alone else unit.locator.child("footnote", number)
        self._add(line, UnitKind.FOOTNOTE, self._unique(locator), place, heading=unit.heading)

    # adding

    def _add(
        self,
        line: Line,
        kind: UnitKind,
        locator: Locator,
        parent: int | None = None,
        heading: tuple[str, ...] | None = None,
    ) -> None:
        if parent is None and self.headings and heading is None:
            parent = self.headings[-1].unit
        opening = opening_mark(line.text) if kind is UnitKind.FOOTNOTE else None
        numbers = [mark.number for mark in marks(line.text) if opening is None or mark.start >= opening.end]
        self.units.append(
            Unit(
                kind=kind,
                locator=locator,
                span=Span(self.offset, self.offset + len(line.text)),
                heading=tuple(h.text for h in self.headings) if heading is None else heading,
                parent=parent,
                footnotes=() if kind is UnitKind.FOOTNOTE else tuple(dict.fromkeys(numbers)),
                page=line.page,
            )
        )
        self.seen.add(locator)

    def _counted(self, base: Locator, prefix: str) -> Locator:
        levels = [level for level, _ in base.steps]
        if "unnumbered" in levels:  # what we counted ourselves is not counted below once more
            base = Locator(base.steps[: levels.index("unnumbered")])
        while True:
            self.counts[base, prefix] += 1
            locator = base.child("unnumbered", f"{prefix}{self.counts[base, prefix]}")
            if locator not in self.seen:
                return locator

    def _unique(self, locator: Locator) -> Locator:
        """The locator, or where its number came before (a restarted list), one counted by us."""
        if locator not in self.seen:
            return locator
        base = Locator(locator.steps[:-1]) if locator.level != "article" else locator
        if locator.level == "footnote" and base.level == "unnumbered":
            base = Locator()
        return self._counted(base, "")


def _roman(number: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values[letter] for letter in number]
    return sum(-d if d < max(digits[at:], default=0) else d for at, d in enumerate(digits))


def _to_roman(value: int) -> str:
    return "x" * (value // 10) + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][value % 10]
