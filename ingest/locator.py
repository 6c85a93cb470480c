"""Where a provision stands: Article 4(1)(b); para. 35, footnote 26. A value with a parser and a printer."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Self

from ingest.errors import LocatorError

LEVELS = (
    "annex",  # "annex II"
    "part",  # "part 2"
    "chapter",  # "chapter IV"
    "plan",  # the action plan an action belongs to: "Vientiane Action Plan"
    "action",  # "Action 8", "Action 3.3"; a heading may stand for several: "Action 20-23,26"
    "session",  # of a seminar: "Session 1", "Opening Session"
    "section",  # "section 2.2" (informal papers, Acts)
    "article",  # "Article 4"
    "rule",  # of rules of procedure: "Rule 49"
    "preamble",  # number is "" : the preamble of a treaty or resolution
    "item",  # agenda item: "item 10"
    "para",  # numbered paragraph: "para. 35"; under an article or section it prints as "(1)"
    "point",  # "(b)"
    "subpoint",  # "(ii)"
    "unnumbered",  # the source gives no number; counted by us, printed in square brackets: "[para. 5]"
    "row",  # row of a table, counted by us: "[row 3]"
    "footnote",  # "footnote 26"
)

MAX_CHARS = 300
"""A longer text is no locator; it keeps reading one cheap whatever is sent."""

_BIS = r"(?: (?:bis|ter|quater))?"
_NUMBERS = {
    "annex": r"(?:[IVXLC]{1,7}|[0-9]{1,3}|[A-Z])?",
    "part": r"[IVXLC]{1,7}|[0-9]{1,3}|[A-Z]",
    "chapter": r"[IVXLC]{1,7}|[0-9]{1,3}|[A-Z]",
    "plan": r"[^\W\d_][\w'’-]{1,40}(?: [\w'’-]{1,40}){0,3} Action Plan",
    "action": r"[0-9]{1,3}(?:\.[0-9]{1,3})?(?:[-,][0-9]{1,3}){0,12}",
    "session": r"[0-9]{1,2}|[IVX]{1,5}|opening|closing",
    "section": r"[0-9]{1,4}(?:\.[0-9]{1,3}){0,4}",
    "article": rf"(?:[0-9]{{1,4}}|[IVXLC]{{1,7}}){_BIS}",
    "rule": rf"[0-9]{{1,3}}{_BIS}",
    "preamble": "",
    "item": r"[0-9]{1,3}(?:\.[0-9]{1,3})?",
    "para": rf"[0-9]{{1,4}}{_BIS}",
    "point": r"[a-z]{1,5}",
    "subpoint": r"[a-z]{1,5}|[0-9]{1,3}",
    "unnumbered": r"[hc]?[1-9][0-9]{0,6}|t",
    "row": r"[1-9][0-9]{0,4}",
    "footnote": r"[0-9]{1,4}|[a-z]{1,2}|\*{1,4}",
}
_VALID = {level: re.compile(pattern) for level, pattern in _NUMBERS.items()}
_OUTER = LEVELS[: LEVELS.index("para")]
_INLINE = {"para": ("article", "rule", "section"), "subpoint": ("point",)}
"""Levels printed in brackets right after the number of one of these."""
_POINT_AFTER = {
    "article": "",
    "rule": "",
    "section": "",
    "para": " ",
    "preamble": " ",
    "action": " ",
    "item": " ",
}


@dataclass(frozen=True, slots=True)
class Locator:
    """Steps from the outside in; the empty locator is the whole document. `parse(str(x)) == x`.

    Raises ValueError for an unknown level or a number that cannot be printed and read back.
    """

    steps: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for level, number in self.steps:
            if level not in _VALID or not _VALID[level].fullmatch(number):
                raise ValueError(f"no such step in a locator: {level!r} {number[:40]!r}")
        if not _in_order([level for level, _ in self.steps]):
            raise ValueError(f"steps of a locator out of order: {self.steps!r}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read any form people type or print; raises LocatorError when the text is not a locator."""
        shown = text if len(text) <= 60 else text[:60] + "..."
        if len(text) > MAX_CHARS:
            raise LocatorError(f"too long for a locator: {shown!r}")
        cleaned = _clean(text).strip(" .,;")
        if not cleaned:
            return cls(())
        read = _read_whole(cleaned)
        if read is None or _TAIL.fullmatch(cleaned, read.end) is None:
            raise LocatorError(f"not a locator: {shown!r}")
        try:
            return cls(_arrange(read.steps))
        except ValueError as error:
            raise LocatorError(f"not a locator: {shown!r}") from error

    def __str__(self) -> str:
        printed = ""
        for place, (level, number) in enumerate(self.steps):
            before = self.steps[place - 1] if place else None
            glue = _glue(level, before, first=place == 1)
            if glue is not None:
                printed += f"{glue}({number})"
            else:
                printed += (", " if printed else "") + _print_step(level, number)
        return printed

    @property
    def anchor(self) -> str:
        """Address inside a reader page: 'para-35', 'art-4-1-b', 'fn-26'."""
        if self.steps and self.steps[-1][0] == "footnote":
            return f"fn-{_slug(self.steps[-1][1])}"
        parts = []
        for place, (level, number) in enumerate(self.steps):
            inline = _glue(level, self.steps[place - 1] if place else None, first=place == 1) is not None
            parts.append(_slug(number) if inline else _anchor_step(level, number))
        return "-".join(parts)

    def contains(self, other: Locator) -> bool:
        """True when `other` is this place or one inside it."""
        return other.steps[: len(self.steps)] == self.steps

    @property
    def arabic(self) -> Locator:
        """The same place with a roman article number in figures; itself where there is none.

        'Article IV' is what a treaty prints, or what somebody typed for its Article 4: only the treaty tells.
        """
        return Locator(tuple((level, _in_figures(n) if level == "article" else n) for level, n in self.steps))

    def child(self, level: str, number: str = "") -> Locator:
        return Locator((*self.steps, (level, number)))

    @property
    def number(self) -> str:
        """The last step's number, "" for the whole document."""
        return self.steps[-1][1] if self.steps else ""

    @property
    def level(self) -> str:
        """The last step's level, "" for the whole document."""
        return self.steps[-1][0] if self.steps else ""


_ROMAN = {
    hundreds + tens + ones: str(100 * h + 10 * t + o)
    for h, hundreds in enumerate(("", "C", "CC", "CCC"))
    for t, tens in enumerate(("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"))
    for o, ones in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
    if h or t or o
}


def _in_figures(number: str) -> str:
    whole, space, bis = number.partition(" ")
    return _ROMAN.get(whole, whole) + space + bis


def _in_order(levels: list[str]) -> bool:
    """Outer levels first and each once; footnote last; para, point, subpoint in this order.

    The paragraphs of a preamble bear no number: 'preamble, paragraph 4' is the fourth, counted.
    """
    if len(set(levels)) != len(levels):
        return False
    outer = [LEVELS.index(level) for level in levels if level in _OUTER]
    counted = [LEVELS.index(level) for level in levels if level in ("para", "point", "subpoint")]
    return (
        outer == sorted(outer)
        and counted == sorted(counted)
        and all(level in _OUTER for level in levels[: len(outer)])
        and "footnote" not in levels[:-1]
        and ("preamble", "para") not in itertools.pairwise(levels)
    )


def _glue(level: str, before: tuple[str, str] | None, *, first: bool) -> str | None:
    """What stands between the step before and this one's bracket; None: printed as a part of its own."""
    if before is None:
        return None
    if level == "para":
        return "" if before[0] in _INLINE["para"] else None
    if level == "point":
        return "" if before[0] == "para" and not first else _POINT_AFTER.get(before[0])
    if level == "subpoint":
        return "" if before[0] == "point" else None
    return None


_WORDS = {
    "annex": "annex {}",
    "part": "part {}",
    "chapter": "chapter {}",
    "plan": "{}",
    "action": "Action {}",
    "session": "Session {}",
    "section": "section {}",
    "article": "Article {}",
    "rule": "Rule {}",
    "preamble": "preamble",
    "item": "item {}",
    "para": "para. {}",
    "point": "point ({})",
    "subpoint": "subpoint ({})",
    "row": "[row {}]",
    "footnote": "footnote {}",
}


def _print_step(level: str, number: str) -> str:
    if level == "unnumbered":
        kinds = {"h": "[heading {}]", "c": "[cover {}]", "t": "[title]"}
        return kinds.get(number[0], "[para. {}]").format(number.lstrip("hc"))
    if level == "session" and number in _NAMED_SESSIONS:
        return f"{number.capitalize()} Session"
    return _WORDS[level].format(number).strip()


_NAMED_SESSIONS = ("opening", "closing")
_SHORT = {"chapter": "ch", "section": "sec", "article": "art"}


def _anchor_step(level: str, number: str) -> str:
    if level == "unnumbered":
        kinds = {"h": "heading-{}", "c": "cover-{}", "t": "title"}
        return kinds.get(number[0], "p{}").format(number.lstrip("hc"))
    if level in ("plan", "point", "subpoint"):
        return _slug(number)
    return "-".join(part for part in (_SHORT.get(level, level), _slug(number)) if part)


def _slug(number: str) -> str:
    return re.sub(r"[^\w.]+", "-", number.replace("*", "star").lower()).strip("-")


# --- reading what people type ---------------------------------------------------------------------------

_SPACES = re.compile(r"\s+")
_FIRST = {"premier": "1", "première": "1", "premiere": "1", "primero": "1"}
_N = r"[0-9]{1,4}(?:er|º)?(?: (?:bis|ter|quater)\b)?(?!\w)"
_D = r"[0-9]{1,4}(?:\.[0-9]{1,3}){0,4}(?!\w)"
_R = r"(?-i:[IVXLC]{2,7}|[VX]|[ILC](?! [a-z]))(?!\w)"
"""Roman numbers, capital; 'the article I read' has none."""
_LETTER = r"(?:[b-hj-np-xz]|[aioy](?! \w))(?![\w’'])"
"""A letter without brackets that is not a word of its own."""
_CAPITAL = r"(?-i:[A-Z](?! [a-z]))(?![\w)])"

_KEYWORDS = (
    (
        "annex",
        rf"(?:technical )?(?:annex(?:e|es|o|os)?|anexos?)\b(?: (?:{_R}|[0-9]{{1,3}}(?!\w)|{_CAPITAL}))?",
    ),
    ("part", rf"(?:parts?|partie|parte) (?:{_R}|[0-9]{{1,3}}(?!\w)|{_CAPITAL})"),
    ("chapter", rf"(?:chapters?|chap\.|ch\.|chapitre|cap[ií]tulo) ?(?:{_R}|[0-9]{{1,3}}(?!\w)|{_CAPITAL})"),
    (
        "action",
        rf"(?:actions?|acci[oó]n(?:es)?) ?(?:#|no\.|n[°º]\.?)? ?{_D}(?:[-–,][0-9]{{1,3}}(?!\w)){{0,12}}",
    ),
    ("section", rf"(?:sections?|sect?\.|secci[oó]n) ?{_D}"),
    (
        "session",
        r"(?:sessions?|s[eé]ances?|sesi[oó]n) (?:[0-9]{1,2}(?!\w)|(?-i:[IVX]{1,5})(?!\w))"
        r"|(?:opening|closing) session\b|(?:session|s[eé]ance) (?:d['’]ouverture|de cl[oô]ture)\b"
        r"|sesi[oó]n de (?:apertura|clausura)\b",
    ),
    ("rule", rf"(?:the )?(?:rules?|r[eè]gles?) ?{_N}"),
    (
        "article",
        rf"(?:l['’] ?|the |\bel )?(?:articles?|arts?\.?|art[ií]culos?)"
        rf"(?: ?{_N}| (?:premier|premi[eè]re|primero)\b| {_R})",
    ),
    (
        "unnumbered",
        r"\[(?:para\. [1-9][0-9]{0,4}|heading [1-9][0-9]{0,3}|cover [1-9][0-9]{0,3}|title)\]",
    ),
    ("preamble", r"(?:the |le |du |el )?(?:preamble|pr[eé]ambule|pre[aá]mbulo)\b"),
    ("recital", r"(?:preambular para(?:graph|\.)?|pp) ?[1-9][0-9]?(?!\w)"),
    ("item", rf"(?:agenda )?(?:items?|tema|point de l['’]ordre du jour) ?{_D}"),
    (
        "para",
        rf"(?:(?:operative )?(?:sub-?)?para(?:graph)?e?s?\.?|op(?= ?[0-9])"
        rf"|pars?\.|par(?= [0-9]{{1,3}}(?! [^\W\d_]{{2}}))"
        rf"|p[aá]rrafos?|p[aá]rrs?\.|apartados?|§§?|¶¶?|al\.)"
        rf"(?: ?{_N}| ?\([0-9]{{1,3}}\)| (?:premier|primero)\b)",
    ),
    ("subpoint", r"(?:subpoint|sub-subparagraph|sous-alin[eé]a) \(?(?:[a-z]{1,5}|[0-9]{1,3})\)"),
    (
        "point",
        r"(?:points?|sub-?paragraphs?|paragraphe?s?|paras?\.?|letters?|let\.|lettre|lit\.|alin[eé]as?|al\."
        r"|apartado|inciso|literal|letra) ?"
        rf"(?:\([a-z]{{1,5}}\)|(?:[a-z]{{1,2}}|[ivx]{{3,5}})\))|(?:points?|letters?|let\.|lettre|lit\.|alin[eé]as?"
        rf"|apartado|inciso|literal|letra) {_LETTER}",
    ),
    ("row", r"\[row [1-9][0-9]{0,4}\]"),
    (
        "footnote",
        rf"(?:footnotes?|foot-notes?|fns?\.?) ?(?:no\. ?|#)?(?:[0-9]{{1,4}}(?!\w)|\*{{1,4}}|{_LETTER}"
        rf"|[a-z]{{2}}(?!\w))"
        r"|(?:notes?(?: de bas de page)?|nota(?: al pie| a pie de p[aá]gina)?) (?:no\. ?|#)?[0-9]{1,4}(?!\w)",
    ),
)
_SEGMENTS = tuple((level, re.compile(pattern, re.IGNORECASE)) for level, pattern in _KEYWORDS)
_PLAN = re.compile(
    r"(?:the )?\b(?P<en>(?!(?:a|an|and|draft|in|its|of|or|the|their|this|under)\b)"
    r"[^\W\d_][\w'’-]{1,40}(?: (?!the\b)[^\W\d_][\w'’-]{1,40})?) action plan\b"
    r"|(?:le |el )?plan (?:d['’]action|de acci[oó]n) de (?:la )?(?P<other>[^\W\d_][\w'’-]{1,40})",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w.(])([0-9]{1,3})(?= ?\((?:[0-9]{1,3}|([a-z])\2?|[ivx]{2,5})\))", re.IGNORECASE)
_DOTTED = re.compile(r"[.:]([0-9]{1,3})(?![\w])")
_DOTTED_LETTER = re.compile(r"\.([a-z])(?:\)|(?![\w)]))")
_LOOSE = re.compile(
    r"(?:, ?| )(?:apartado )?([0-9]{1,2})(?= ?\((?:[a-z]|[ivx]{2,5})\)| [a-z]\))",
    re.IGNORECASE,
)
"""A paragraph written after its article without a word or brackets: 'Art 7 1(n)', 'Article 4, 1(b)'. Only a
point after it tells that it is one; 'Article 4 in 2011' has none."""
_BRACKET = re.compile(
    r" ?\((?P<both>[0-9]{1,3}|[a-z]{1,5})\)|(?: |(?<=[) ]))(?P<right>([a-z])\3?|[ivx]{2,5})\)", re.IGNORECASE
)
"""'(1)', '(b)', '(iv)', and as French and Spanish print it 'b)', 'iv)'; '(Article 4 CCM)' has none."""
_LETTER_WORD = re.compile(
    r"(?:letters?|let\.|lettre|lit\.|literal|letra) ([a-z])(?:\)|(?![\w)’']))", re.IGNORECASE
)
"""After a paragraph 'letter a' can only be its point; elsewhere it may be a letter somebody wrote."""
_LEAD = re.compile(
    r"(?:(?:in|of|the|dans|à|a|de|le|la|les|du|au|en|el|los|las|del|al) |l['’] ?)*", re.IGNORECASE
)
"""Small words before a place: 'de l'', 'en el'."""
_RANGE = re.compile(r" ?(?:[-–—]|to|through|bis zu|à|a) ?#?([0-9]{1,4})(?![\w.(])")
_AND = re.compile(
    r"(?:,? (?:and|or|et|ou|y|o|&) |, )#?([0-9]{1,4})(?![\w(]|\.[0-9]| ?(?:st|nd|rd|th|days?|years?"
    r"|months?|states?)\b)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})*)(?:er|º)?( (?:bis|ter|quater))?\W*$", re.IGNORECASE)
_SEVERAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?(?:[-–,][0-9]{1,3}){1,12}$")
_PLURAL = re.compile(r"(?:the )?(?:articles|arts|art[ií]culos)\b", re.IGNORECASE)
_LISTING = re.compile(r",? (?:(?:and|or|et|ou|y|o|&) )?", re.IGNORECASE)
_LAST_WORD = re.compile(r"[^\W\d_]+|\*+")
_JOIN = re.compile(r"[ ,:]{0,3}")
_OF = re.compile(r"[ ,]{0,2}(?:of the|of|de l['’] ?|de la|del|du|de) ?", re.IGNORECASE)
_TAIL = re.compile(
    r"[ ,.;?!]*(?:(?:(?:of|de|du|de la|del|à la) )?(?:the |this |la |le |présente |present )*"
    r"(?:Convention|Convención|Protocol|Protocole|Protocolo|CCM|CASM|Treaty|Act)[\w ]{0,60}[ ,.;?!]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A locator somebody wrote, and where in their text it stands."""

    locator: Locator
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Read:
    steps: tuple[tuple[str, str], ...]
    end: int
    last: int | None = None
    """Last number of a range: 36 in 'paras. 35-36'."""
    more: tuple[int, ...] = ()
    """Further numbers of a list: 4 and 5 in 'Articles 3, 4 and 5'."""


def parse_range(text: str) -> tuple[Locator, ...]:
    """Every place a range or list names, in order: 'paras. 35-36' is two. Raises LocatorError."""
    cleaned = _clean(text).strip(" .,;")
    read = _read_whole(cleaned) if cleaned and len(cleaned) <= MAX_CHARS else None
    if read is None or _TAIL.fullmatch(cleaned, read.end) is None:
        raise LocatorError(f"not a locator or a range of them: {text[:60]!r}")
    return _expand(read)


def find_all(text: str) -> tuple[Mention, ...]:
    """The locators written in running text, in order; of a range or list, each place at the same spot."""
    found: list[Mention] = []
    cleaned = text.replace("\u00a0", " ").replace("\n", " ").replace("\t", " ")  # keeps offsets
    at = 0
    listed = False
    for start in _starts(cleaned):
        if start < at:
            continue
        listed = bool(_PLURAL.match(cleaned, start) or (listed and _LISTING.fullmatch(cleaned, at, start)))
        read = _read(cleaned, start)
        if read is None:
            continue
        try:
            found.extend(Mention(locator, start, read.end) for locator in _expand(read))
        except LocatorError:
            continue
        at = read.end
        while listed and (more := _AND.match(cleaned, at)):  # the 6 of 'Articles 4, 5(2) and 6'
            found.append(Mention(Locator((("article", str(int(more[1]))),)), more.start(1), more.end()))
            at = more.end()
    return tuple(found)


def _starts(text: str) -> list[int]:
    """Where a locator may begin: ascending, each once."""
    places = {match.start() for _, pattern in _SEGMENTS for match in pattern.finditer(text)}
    places |= {match.start() for match in _PLAN.finditer(text)}
    places |= {match.start() for match in _BARE.finditer(text)}
    return sorted(place for place in places if place == 0 or not text[place - 1].isalnum())


def _read_whole(text: str) -> _Read | None:
    """Read from the start, small words before the place passed over where need be."""
    lead = _LEAD.match(text)
    return _read(text, 0) or (_read(text, lead.end()) if lead else None)


def _clean(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\u00a0", " "))


def _read(text: str, start: int) -> _Read | None:
    """Read steps from `start` as far as they go; None when none begins there."""
    steps: list[tuple[str, str]] = []
    at = start
    last: int | None = None
    more: tuple[int, ...] = ()
    while True:
        of = _OF.match(text, at) if steps else None
        join = _JOIN.match(text, at)
        segment = None
        if of is not None:
            segment = _segment(text, of.end(), inside=True)
        outer_follows = segment is not None
        if segment is None and join is not None:
            segment = _segment(text, join.end(), inside=bool(steps))
        if segment is None:
            break
        new, end = segment
        if any(level != "point" and level == read for level, _ in new for read, _ in steps):
            break  # a second article is another place
        at = end
        steps = [*new, *steps] if outer_follows else [*steps, *new]
        tail = _RANGE.match(text, at)
        if tail and steps[-1][1].isdigit():
            last, at = int(tail[1]), tail.end()
            break
        if steps[-1][1].isdigit() and len(new) == 1:
            more, end = _read_list(text, at)
            if more:
                at = end
                break
    return _Read(tuple(steps), at, last, more) if steps else None


def _read_list(text: str, at: int) -> tuple[tuple[int, ...], int]:
    numbers: list[int] = []
    while len(numbers) < 30 and (match := _AND.match(text, at)):
        numbers.append(int(match[1]))
        at = match.end()
    return tuple(numbers), at


def _segment(text: str, at: int, inside: bool) -> tuple[list[tuple[str, str]], int] | None:
    plan = _PLAN.match(text, at)
    if plan:
        name = (plan["en"] or plan["other"]).removeprefix("the ")
        return [("plan", f"{_titled(name)} Action Plan")], plan.end()
    if inside and (letter := _LETTER_WORD.match(text, at)):
        return [("point", letter[1].lower())], letter.end()
    for level, pattern in _SEGMENTS:
        if match := pattern.match(text, at):
            if level == "recital":
                return [("preamble", ""), ("unnumbered", _number("para", match[0]))], match.end()
            steps = [(level, _number(level, match[0]))]
            return _brackets(text, match.end(), steps, plural=_PLURAL.match(match[0]) is not None)
    bare = _BARE.match(text, at)
    if bare and not inside:
        level = "article" if re.match(r" ?\([0-9]", text[bare.end() : bare.end() + 3]) else "para"
        return _brackets(text, bare.end(), [(level, str(int(bare[1])))])
    if inside and (bracket := _BRACKET.match(text, at)):
        return [("point", _inside(bracket))], bracket.end()
    return None


def _inside(bracket: re.Match[str]) -> str:
    return str(bracket["both"] or bracket["right"]).lower()


def _brackets(
    text: str, at: int, steps: list[tuple[str, str]], *, plural: bool = False
) -> tuple[list[tuple[str, str]], int]:
    """The '.8' and '(1)(b)' that follow a number, as steps below it."""
    if steps[-1][0] in ("article", "rule") and (dotted := _DOTTED.match(text, at)):
        steps, at = [*steps, ("para", str(int(dotted[1])))], dotted.end()
        if letter := _DOTTED_LETTER.match(text, at):
            return [*steps, ("point", letter[1])], letter.end()
    elif steps[-1][0] == "article" and not plural and (loose := _LOOSE.match(text, at)):
        steps, at = [*steps, ("para", str(int(loose[1])))], loose.end()
    while steps[-1][0] in ("article", "rule", "section", "para", "point", "preamble", "item", "action"):
        match = _BRACKET.match(text, at)
        level = _level_below(steps[-1][0], _inside(match)) if match else None
        if match is None or level is None:
            break
        value = _inside(match)
        steps, at = [*steps, (level, str(int(value)) if value.isdigit() else value)], match.end()
    return steps, at


def _level_below(level: str, value: str) -> str | None:
    if level == "point":
        return "subpoint"
    if value.isdigit():
        return "para" if level in _INLINE["para"] else None
    return "point"


def _number(level: str, matched: str) -> str:
    """The number inside a matched segment, in the one way we write it."""
    if level == "preamble":
        return ""
    if level == "action" and (several := _SEVERAL.search(matched)):
        return several[0].replace("–", "-")
    if level == "unnumbered":
        kind, _, count = matched.strip("[]").lower().partition(" ")
        return {"para.": "", "heading": "h", "cover": "c", "title": "t"}[kind] + count
    if level == "session" and (named := _named_session(matched)):
        return named
    if level == "annex" and re.fullmatch(r".*(?:annex(?:e|es|o|os)?|anexos?)", matched, re.IGNORECASE):
        return ""
    if digits := _DIGITS.search(matched):
        whole, bis = digits[1].lstrip("0") or "0", (digits[2] or "").lower()
        return whole + bis
    word: str = _LAST_WORD.findall(matched)[-1].lower()
    number = _FIRST.get(word, word)
    return number.upper() if level in ("annex", "part", "chapter", "session", "article") else number


def _named_session(matched: str) -> str:
    word = matched.lower()
    if "open" in word or "ouverture" in word or "apertura" in word:
        return "opening"
    return "closing" if "clos" in word or "clôture" in word or "cloture" in word or "clausura" in word else ""


def _titled(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


def _arrange(steps: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Outer steps before inner ones: people also write 'paragraph 1, Article 4'. Two points in a row nest."""
    outer = sorted((step for step in steps if step[0] in _OUTER), key=lambda step: LEVELS.index(step[0]))
    inner: list[tuple[str, str]] = []
    for level, number in steps:
        if level in _OUTER:
            continue
        if level == "para" and outer and outer[-1][0] == "preamble":
            level = "unnumbered"
        nested = level == "point" and any(step[0] == "point" for step in inner)
        inner.append(("subpoint" if nested else level, number))
    return (*outer, *inner)


def plans(text: str) -> tuple[str, ...]:
    """Names of the action plans spoken of, in order: 'Vientiane Action Plan'."""
    found = (match["en"] or match["other"] for match in _PLAN.finditer(text))
    return tuple(f"{_titled(name.removeprefix('the '))} Action Plan" for name in found)


def _each(numbers: str) -> list[str]:
    """'20-23,26' is 20, 21, 22, 23 and 26."""
    found: list[str] = []
    for part in numbers.split(","):
        begin, _, last = part.partition("-")
        if not last:
            found.append(begin)
        elif begin.isdigit() and last.isdigit():
            found += map(str, range(int(begin), min(int(last), int(begin) + 200) + 1))
    return found or [numbers]


def _expand(read: _Read) -> tuple[Locator, ...]:
    try:
        first = Locator(_arrange(read.steps))
    except ValueError as error:
        raise LocatorError("not a locator") from error
    others: tuple[int, ...] = read.more
    if read.last is not None:
        begin = int(read.steps[-1][1])
        others = tuple(range(begin + 1, min(read.last, begin + 200) + 1))
    level = first.level
    if level == "action" and not first.number.replace(".", "").isdigit():
        return tuple(Locator((*first.steps[:-1], (level, number))) for number in _each(first.number))
    return (first, *(Locator((*first.steps[:-1], (level, str(number)))) for number in others))
