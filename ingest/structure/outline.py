"""Walks the lines of a document once, knowing where it stands; each line becomes one unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import BlockKind
from ingest.documents import Unit, UnitKind
from ingest.locator import Locator
from ingest.rejoin import Line
from ingest.structure import context, forms
from ingest.structure.definitions import homes
from ingest.structure.headings import RANK, Headings
from ingest.structure.lists import ItemHeads
from ingest.structure.register import Register
from ingest.structure.survey import survey

_COUNTING = ("section", "article", "rule", "annex")
_ALONE = ("article", "rule", "annex")
"""Levels whose only paragraph, unnumbered, is cited by their number alone."""
_COUNTS_ON = ("section", "chapter", "annex", "item", "session")
"""Levels that go on counting their paragraphs below an unnumbered heading."""
_RECURRING = 3
"""A heading printed so often is one of the document's fixed parts; twice may be chance."""


class Outline:
    """The units of a document's lines, footnote definitions last."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if line.note is None]
        self.notes = [line for line in lines if line.note is not None]
        self.survey = survey(self.lines)
        self.register = Register()
        self.headings = Headings(levels_trusted=self.survey.levels_trusted)
        self.annex = Locator()
        self.chapter = Locator()  # chapter or part, where sections of one number must be told apart
        self.container = Locator()  # section, article, preamble or annex that counts its own paragraphs
        self.paragraph: int | None = None  # unit whose points follow
        self.point: int | None = None
        self.subpoint: int | None = None  # the last sub-point of this point
        self.subpoint_number = ""
        self.innermost = ""  # letter of the last item below that sub-point
        self.list_head: int | None = None
        self.table_head: int | None = None  # header of the table whose rows follow
        self.items = ItemHeads()
        self.container_rank = 0
        self.in_preamble = self.in_agenda = False
        self.roman = 0
        self.at = 0  # index of the line

    def build(self) -> tuple[Unit, ...]:
        for at, line in enumerate(self.lines):
            self.at = at
            self._read(line)
        found = homes(self.notes, self.register.units, self.lines)
        for line, place in zip(self.notes, found, strict=True):
            self._add_footnote(line, place)
        return tuple(self.register.units)

    def _read(self, line: Line) -> None:
        if line.kind is not BlockKind.TABLE_ROW:
            self.table_head = None
        if self.at < self.survey.body_start:
            self._add_cover(line)
        elif line.kind is BlockKind.TABLE_ROW:
            self._add_row(line)
        elif self.at in self.survey.actions:
            self._add_action(line, forms.opens_action(line) or "")
        elif not (self._open_division(line) or self._open_section(line)):
            self._add_text(line)

    def _add(self, line: Line, kind: UnitKind, locator: Locator, parent: int | None = None) -> None:
        """Add the line below `parent`, without one below the heading it stands under."""
        above = self.headings.innermost if parent is None else parent
        self.register.add(line, kind, locator, above, self.headings.texts)

    def _unit(self, place: int) -> Unit:
        return self.register.units[place]

    @property
    def _after_heading(self) -> bool:
        units = self.register.units
        return bool(units) and units[-1].kind is UnitKind.HEADING

    # cover

    def _add_cover(self, line: Line) -> None:
        start = self.survey.body_start
        title = Locator().child("unnumbered", "t")
        is_title = (line.kind is BlockKind.HEADING and start <= 5) or start == 1
        if is_title and title not in self.register.places:
            self._add(line, UnitKind.TITLE, title)
        else:
            self._add(line, UnitKind.COVER, self.register.counted(Locator(), "c"))

    # headings

    def _open_division(self, line: Line) -> bool:
        """Annex, part, chapter, article, preamble heading, roman chapter, lettered heading."""
        if match := forms.article(line):
            self._open(line, "article", self.annex.child("article", forms.article_number(match)))
            return True
        if match := forms.rule(line):
            self._open(line, "article", self.annex.child("rule", match["n"]))
            return True
        if match := forms.part(line):
            self._open_part(line, match)
            return True
        if forms.PREAMBLE_HEADING.fullmatch(line.text) and forms.is_title_like(line):
            self._open(line, "article", Locator().child("preamble"), claim=False)
            self.in_preamble = True
            return True
        return self._open_roman(line)

    def _open_part(self, line: Line, match: re.Match[str]) -> None:
        level, number = forms.part_level(match), (match["n"] or "").upper()
        if level == "annex" and not number and self.annex.number:
            self._open(line, "part", None)  # an annex of this annex; its places are places of this one
        elif level == "annex":
            self.annex = Locator().child("annex", number)
            self._open(line, level, self.annex)
        else:
            self._open(line, level, self.annex.child(level, number))

    def _open_roman(self, line: Line) -> bool:
        match = forms.ROMAN.match(forms.printed(line))
        if match and forms.is_title_like(line) and line.kind is not BlockKind.LIST_ITEM:
            value = forms.roman_value(match["n"].lower())
            if value == self.roman + 1 or (value == 1 and line.kind is BlockKind.HEADING):
                self.roman = value
                self._open(line, "chapter", self.annex.child("chapter", match["n"]))
                return True
        if forms.LETTERED.match(forms.printed(line)) and line.kind is BlockKind.HEADING:
            self._open(line, "letter", None)
            return True
        return False

    def _open_section(self, line: Line) -> bool:
        """Numbered sections, agenda items, actions of a plan, unnumbered headings."""
        marked = line.kind is BlockKind.HEADING
        if (marked or not self.in_agenda) and context.heads_section(self.lines, self.at, self.survey):
            section = forms.section_number(line)
            self._open(line, "section", self._section(section), deeper=section.count("."))
        elif not self.in_agenda and (item := forms.item_number(line)):
            self._open(line, "section", self.annex.child("item", item))
        elif not context.next_is_numbered(self.lines, self.at) and (action := forms.action_number(line)):
            self._open(line, "markup", self.annex.child("action", action))
        elif session := forms.session_number(line):
            self._open(line, forms.heading_kind(line), self.annex.child("session", session))
        elif (marked or not self.in_preamble) and context.is_heading(
            self.lines, self.at, self.survey, after_heading=self._after_heading
        ):
            self._open(line, forms.heading_kind(line), None, known_as=self._actions(line))
        else:
            return False
        return True

    def _actions(self, line: Line) -> Locator | None:
        """The place of the actions a report's heading names: 'Vientiane Action Plan, Action 8-9'."""
        numbers = forms.action_numbers(line)
        if numbers is None or self.survey.plan is None:
            return None
        try:
            locator = Locator((("plan", self.survey.plan), ("action", numbers)))
        except ValueError:  # more of them than an address holds
            return None
        return None if locator in self.register.places else locator

    def _section(self, number: str) -> Locator:
        """Sections that count anew in each chapter carry its number from the second chapter on."""
        locator = self.annex.child("section", number)
        again = self.chapter.steps and locator in self.register.places
        return self.chapter.child("section", number) if again else locator

    def _open(
        self,
        line: Line,
        kind: str,
        locator: Locator | None,
        *,
        deeper: int = 0,
        claim: bool = True,
        known_as: Locator | None = None,
    ) -> None:
        """Add a heading, close what it ends, and make its place the one that counts what follows.

        `known_as` is the address of a heading that counts nothing.
        """
        rank = self.headings.rank(
            line, kind, deeper, after_heading=self._after_heading, is_outer=self._is_outer(line)
        )
        self.headings.close(rank)
        self._close_containers(rank)
        if kind == "article" or locator is not None:
            self.in_preamble = False
        self.in_agenda = forms.AGENDA.fullmatch(line.text.rstrip(":")) is not None
        if kind in ("annex", "part", "chapter", "article"):
            self.chapter = locator if kind in ("part", "chapter") and locator is not None else Locator()
        if locator is not None:
            alone = locator.level in _ALONE and context.is_one_paragraph(self.lines, self.at)
            claim = claim and not alone
            self.container, self.container_rank = locator, rank
        if known_as is not None:
            locator = known_as
        elif locator is None or not claim or locator in self.register.places:
            locator = self.register.counted(self.annex if self.survey.is_act else self.container, "h")
        self._add(line, UnitKind.HEADING, locator)
        self.headings.open(rank, line, self.register.last)

    def _is_outer(self, line: Line) -> bool:
        """A heading printed again and again parts the document; one right above another holds it."""
        below = self.at + 1
        holds = below < len(self.lines) and context.is_heading(
            self.lines, below, self.survey, after_heading=True
        )
        return holds or self.survey.titles[line.text.casefold()] >= _RECURRING

    def _close_containers(self, rank: int) -> None:
        self.point = self.subpoint = self.list_head = None
        self.items.close()
        stays = self.survey.is_act and rank >= RANK["plain"]  # marginal notes stand inside a section
        if not stays:
            self.paragraph = None
        if self.container.level in ("session", "action") and rank <= self.container_rank:
            self.container = self.annex
        if rank >= RANK["plain"] or (
            rank > RANK["article"] and self.container.level in ("article", "rule", "preamble")
        ):
            return
        counts_on = self.container.level in _COUNTS_ON and not self.survey.is_act
        if rank > RANK["article"] and counts_on:
            return
        self.container = self.annex

    # running text

    def _add_text(self, line: Line) -> None:
        printed = forms.printed(line)
        is_section = self.survey.is_act and line.kind is BlockKind.PARAGRAPH
        if is_section and (match := forms.SECTION.match(printed)):
            self._add_section(line, match["n"])
        elif match := forms.NUMBERED.match(printed):
            self._add_numbered(line, match["n"], match["rest"] or "")
        elif letter := self._innermost(printed):
            self._add_innermost(line, letter)
        elif (match := forms.BRACKETED.match(printed)) and (
            self.point is not None or self.container.level in _COUNTING
        ):
            self._add_bracketed(line, str(int(match["n"])))
        elif (match := forms.POINT.match(printed)) or (match := self._loose_point(line)):
            self._add_point(line, match["n"])
        elif self._is_preamble_text(line):
            self._add_recital(line)
        elif forms.CLOSING.match(line.text):
            self._add_closing(line)
        else:
            self._add_unnumbered(line)

    def _loose_point(self, line: Line) -> re.Match[str] | None:
        """'e. Future production' is a point only where point (d) came before, or the format counts from a."""
        match = forms.LOOSE_POINT.match(forms.printed(line))
        if match is None or line.number == "a.":
            return match
        last = self._unit(self.point).locator.number if self.point is not None else ""
        return match if len(last) == 1 and ord(match["n"]) == ord(last) + 1 else None

    def _is_preamble_text(self, line: Line) -> bool:
        if self.in_preamble:
            return True
        if not forms.PREAMBLE_OPENER.match(line.text) or self.container.steps or self._inside_numbered():
            return False
        # printed as one block it names the parties and goes on with a participle
        in_one = "," in line.text and self.survey.has_articles and not self.headings
        first = Locator().child("preamble") not in self.register.places
        self.in_preamble = first and (line.text.endswith(",") or in_one)
        return self.in_preamble

    def _add_recital(self, line: Line) -> None:
        base = Locator().child("preamble")
        self.container = base
        if forms.AGREED.search(line.text[-120:]) and len(line.text) < 400:
            self.in_preamble = False
        is_first = base not in self.register.places and not self.register.has_counted(base)
        is_opener = is_first and forms.PREAMBLE_OPENER.match(line.text) is not None
        self._add(line, UnitKind.PREAMBLE, base if is_opener else self.register.counted(base))
        self.paragraph, self.point = None, None

    def _add_closing(self, line: Line) -> None:
        """The last words of a treaty or resolution stand below no heading and in no paragraph."""
        self.headings.close(0)
        self._close_containers(0)
        self._add(line, UnitKind.PARAGRAPH, self.register.counted(self.annex))

    def _add_section(self, line: Line, number: str) -> None:
        self.container = self.annex.child("section", number)
        self._add_paragraph(line, self.register.unique(self.container))

    def _add_action(self, line: Line, number: str) -> None:
        """An action in running text holds what follows, up to the next action or heading."""
        rank = self.container_rank if self.container.level == "action" else RANK["numbered"]
        self.headings.close(rank)
        self._close_containers(rank)
        self.in_preamble = False
        self.container, self.container_rank = self.annex.child("action", number), RANK["numbered"]
        self._add_paragraph(line, self.register.unique(self.container))

    def _add_numbered(self, line: Line, number: str, words: str) -> None:
        number = str(int(number))
        self.headings.close(RANK["numbered"])
        if self.in_agenda:
            self._add(line, UnitKind.LIST_ITEM, self.register.unique(self.annex.child("item", number)))
            return
        self.in_preamble = False
        if self.container.level == "preamble":
            self.container = self.annex
        through = self.survey.runs_through and not self.survey.has_articles and not self.annex.steps
        base = Locator() if through else self.container
        self._add_paragraph(line, self.register.unique(base.child("para", number)))
        if words.casefold() in self.survey.titles:  # a heading that got a number
            self.headings.open(RANK["numbered"], line, self.register.last)

    def _add_bracketed(self, line: Line, number: str) -> None:
        """(1) is a paragraph of its section or article, but below a point the next step of a list."""
        if self.point is not None:
            below = self.register.counted(self._unit(self.point).locator)
            self._add(line, UnitKind.LIST_ITEM, below, self.point)
            return
        place = self.register.places.get(self.container)
        self._add_paragraph(line, self.register.unique(self.container.child("para", number)), place)

    def _add_paragraph(self, line: Line, locator: Locator, parent: int | None = None) -> None:
        self._add(line, UnitKind.PARAGRAPH, locator, parent)
        self.paragraph = self.list_head = self.register.last
        self.point = self.subpoint = None

    def _add_point(self, line: Line, number: str) -> None:
        if self.in_preamble:
            own = Locator().child("preamble").child("point", number)
            self._add(line, UnitKind.PREAMBLE, self.register.unique(own))
            return
        if self.point is not None and self._is_subpoint(number, self.point):
            below = self._unit(self.point).locator.child("subpoint", number)
            self._add(line, UnitKind.POINT, self.register.unique(below), self.point)
            self.subpoint, self.subpoint_number, self.innermost = self.register.last, number, ""
            return
        base = self._unit(self.paragraph).locator if self.paragraph is not None else self.container
        own = base.child("point", number)
        self._add(line, UnitKind.POINT, self.register.unique(own), self.paragraph)
        self.point = self.list_head = self.register.last
        self.subpoint = None

    def _innermost(self, printed: str) -> str | None:
        """'a' or '1' of 'a.' or '(1)' below a sub-point: the first after words that lead in, then in turn."""
        match = forms.LOOSE_POINT.match(printed) or forms.BRACKETED.match(printed)
        if match is None or self.subpoint is None:
            return None
        number: str = match["n"]
        if self.innermost:
            return number if forms.follows(number, self.innermost) else None
        return number if number in ("a", "1") and self.lines[self.at - 1].text.endswith(":") else None

    def _add_innermost(self, line: Line, number: str) -> None:
        assert self.subpoint is not None
        below = self.register.counted(self._unit(self.subpoint).locator)
        self._add(line, UnitKind.LIST_ITEM, below, self.subpoint)
        self.innermost = number

    def _is_subpoint(self, number: str, point: int) -> bool:
        """(i) after (h) is a letter, after (a) a roman number; what follows settles the rest."""
        if not forms.ROMAN_VALUE.fullmatch(number):
            return False
        letter = self._unit(point).locator.number
        follows_letter = len(number) == 1 and len(letter) == 1 and ord(number) == ord(letter) + 1
        before = self.subpoint_number if self.subpoint is not None else ""
        if before and forms.roman_value(number) == forms.roman_value(before) + 1:
            following = forms.roman_numeral(forms.roman_value(number) + 1)
            return not follows_letter or context.next_point(self.lines, self.at) == following
        if number == "i":
            return not follows_letter or context.next_point(self.lines, self.at) == "ii"
        return bool(before) and not follows_letter

    def _add_unnumbered(self, line: Line) -> None:
        is_item = line.kind is BlockKind.LIST_ITEM
        base = self._base_of_unnumbered()
        alone = base.level in _ALONE and base not in self.register.places
        locator = base if alone else self.register.counted(base)
        if is_item:
            head = self.items.head(self.lines, self.at)
            self._add(line, UnitKind.LIST_ITEM, locator, self.list_head if head is None else head)
            self.items.add(self.lines, self.at, self.register.last)
            return
        self._add(line, UnitKind.PARAGRAPH, locator)
        place = self.list_head = self.register.last
        self.items.close()
        if not self._inside_numbered():
            self.paragraph, self.point = place, None

    def _inside_numbered(self) -> bool:
        return self.paragraph is not None and self._unit(self.paragraph).locator.level == "para"

    def _base_of_unnumbered(self) -> Locator:
        """What counts an unnumbered line: the numbered paragraph it continues, else section or document."""
        if self.paragraph is not None and self._inside_numbered():
            return self._unit(self.paragraph).locator
        return self.container

    # tables

    def _add_row(self, line: Line) -> None:
        locator = self.register.row(self._base_of_unnumbered())
        if line.is_header:
            self.table_head = None
        parent = self.list_head if self.table_head is None else self.table_head
        self._add(line, UnitKind.TABLE_ROW, locator, parent)
        if line.is_header:
            self.table_head = self.register.last

    # footnotes

    def _add_footnote(self, line: Line, place: int | None) -> None:
        try:
            own = Locator().child("footnote", line.note or "")
        except ValueError:
            own = self.register.counted(Locator())
        if place is None or own.level != "footnote":
            self.register.add(line, UnitKind.FOOTNOTE, self.register.unique(own))
            return
        unit = self._unit(place)
        stands_alone = unit.kind in (UnitKind.TITLE, UnitKind.COVER, UnitKind.HEADING)
        locator = own if stands_alone else unit.locator.child("footnote", line.note or "")
        self.register.add(line, UnitKind.FOOTNOTE, self.register.unique(locator), place, unit.heading)
