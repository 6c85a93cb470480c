"""What one line of a document is by itself: the opening of an article, a part, a point, a heading."""

from __future__ import annotations

import re

from ingest.blocks import BlockKind
from ingest.rejoin import Line

ARTICLE = re.compile(
    r"(?:article|art[ií]culo)\s+(?P<n>[0-9]{1,3}(?:\s(?:bis|ter|quater))?|premier|premi[eè]re|primero|1er|[IVXLC]{1,7})\b"
    r"\.?(?P<gap>\s*[-–—:.]?\s*)(?P<rest>.*)",
    re.IGNORECASE,
)
PART = re.compile(
    r"(?P<level>annex|annexe|anexo|technical annex|annexe technique|anexo t[eé]cnico|part|partie|parte"
    r"|chapter|chapitre"
    r"|cap[ií]tulo|appendix)\b\s*(?P<n>(?-i:[IVXLC]{1,7}|[0-9]{1,3}|[A-Z])(?!\w))?\W*(?P<rest>.*)",
    re.IGNORECASE,
)
ACTION = re.compile(
    r"(?:action|acci[oó]n)\s*(?:#|no\.|n[°º]\.?)?\s*(?P<n>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?![\w-])[\s.:)–—-]*(?P<rest>.*)",
    re.IGNORECASE,
)
ACTIONS = re.compile(
    r"(?:actions?|acci[oó]n(?:es)?)\s*(?:#|no\.|n[°º]\.?)?\s*(?=[0-9])(?:[0-9.,#\s–-]|and\b|et\b|y\b){1,60}",
    re.IGNORECASE,
)
_ACTION_RUN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2}|[-–][0-9]{1,3})?")
RULE = re.compile(
    r"(?:rule|r[eè]gle)\s+(?P<n>[0-9]{1,3})\b\.?(?P<gap>\s*[-–—:.]?\s*)(?P<rest>.*)", re.IGNORECASE
)
SESSION = re.compile(
    r"(?:session|s[eé]ance|sesi[oó]n)\s+(?P<n>[0-9]{1,2}|(?-i:[IVX]{1,5}))(?!\w)\W*(?P<rest>.*)"
    r"|(?P<opening>opening session|s[eé]ance d['’]ouverture|sesi[oó]n de apertura)\b.*"
    r"|(?P<closing>closing session|s[eé]ance de cl[oô]ture|sesi[oó]n de clausura)\b.*",
    re.IGNORECASE,
)
ITEM = re.compile(
    r"(?:(?:agenda )?item|point(?= [0-9]+ de l['’]ordre)|tema(?= [0-9]+ del))"
    r"\s+(?P<n>[0-9]{1,3}(?:\.[0-9]{1,2})?)"
    r"(?![\w(-])[\s.:)–—-]*(?P<rest>.*)",
    re.IGNORECASE,
)
DOTTED = re.compile(r"(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})\.?\s+(?P<rest>\S.*)")
ROMAN = re.compile(r"(?P<n>[IVXLC]{1,7})\.\s+(?P<rest>\S.*)")
LETTERED = re.compile(r"(?P<n>[A-Z])\.\s+(?P<rest>\S.*)")
NUMBERED = re.compile(r"\[?(?P<n>[0-9]{1,3})\.(?:\s+(?P<rest>\S.*)|(?P<glued>[^\W\d_].*)|$)")
BARE_NUMBER = re.compile(r"(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2})*)\.?")
BRACKETED = re.compile(r"\((?P<n>[0-9]{1,3})\)\s*(?P<rest>\S.*)")
SECTION = re.compile(r"\*?(?P<n>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?:\s+(?P<rest>\S.*)|$)")
POINT = re.compile(r"\[?\(?(?P<n>[a-z]{1,5})\)\.?(?:\s+(?P<rest>\S.*)|$)")
"""A draft puts what is not agreed in square brackets, number and all: '[(b) [x] members'."""
LOOSE_POINT = re.compile(r"(?P<n>[a-z])\.\s+(?P<rest>\S.*)")
ROMAN_VALUE = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
AGENDA = re.compile(
    r"(?:provisional |draft |annotated )*(?:agenda|ordre du jour|orden del d[ií]a|programa)\b.{0,20}",
    re.IGNORECASE,
)
PREAMBLE_HEADING = re.compile(r"(?:preamble|pr[eé]ambule|pre[aá]mbulo)\W*", re.IGNORECASE)
PREAMBLE_OPENER = re.compile(
    r"(?:(?i:preamble|pr[eé]ambule|pre[aá]mbulo)\W+)?(?:The (?:States Parties|High Contracting Parties"
    r"|Parties|General Assembly"
    r"|Security Council|Contracting (?:States|Parties)|Governments?|Meeting of (?:the )?States Parties"
    r"|States)\b"
    r"|Les (?:États parties|Hautes Parties contractantes|Parties|États)\b|L['’]Assemblée générale\b|Le"
    r" Conseil de sécurité\b"
    r"|Los Estados [Pp]artes\b|Las (?:Altas )?Partes\b|La Asamblea General\b|El Consejo de Seguridad\b)",
)
CLOSING = re.compile(
    r"(?:in witness (?:whereof|thereof)|en foi de quoi|en fe de lo cual)\b"
    r"|(?:done|fait|hecho) (?:at|in|à|en) \S"
    r"|[0-9]{1,3}(?:st|nd|rd|th|e|ª|a\.) (?:plenary meeting|s[eé]ance pl[eé]ni[eè]re|sesi[oó]n plenaria)\b",
    re.IGNORECASE,
)
"""Opens the words that close a treaty or a resolution and belong to none of its paragraphs."""
AGREED = re.compile(
    r"(?:(?:have|has) (?:therefore )?agreed|(?:sont |ont )?convenus?|(?:han )?convenido|conviennent"
    r"|convienen)\b.{0,80}[:,.]?$",
    re.IGNORECASE,
)
_TITLE_LIKE = re.compile(r"[^\W\d_]")
SPEAKS = re.compile(
    r"\b(?:said|says|stated|states|asked|noted|reported|explained|added|replied|responded|announced|commented|recommended"
    r"|outlined|highlighted|emphasi[sz]ed|stressed|suggested|proposed|expressed|made \w+ \w+|provided"
    r" the following.{0,60}"
    r"|a (?:dit|déclaré|indiqué|demandé|noté|souligné|ajouté|expliqué)|dijo|declaró|señaló|preguntó"
    r"|indicó|explicó)\s?:$",
    re.IGNORECASE,
)
"""The end of a line that names who speaks in the lines below."""
LONGEST_HEADING = 160
_MOST_WORDS = 24
_FEWEST_WORDS = 3
"""A sentence of a report has no fewer."""
MASTHEAD = re.compile(r"Distr\.?\s*:.*|Original\s*:.*|[A-Z]{1,6}(?:/[A-Z0-9.]+)+|English only", re.IGNORECASE)
WORD_NUMBERS = {"premier": "1", "première": "1", "premiere": "1", "primero": "1", "1er": "1"}
RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def printed(line: Line) -> str:
    """The line with the number its format supplies in front, the way a reader sees it."""
    return f"{line.number} {line.text}" if line.number and line.note is None else line.text


def is_title_like(line: Line) -> bool:
    """Short, without the end of a sentence: a heading, whether or not the format says so."""
    text = line.text.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (
        len(text) <= LONGEST_HEADING
        and len(text.split()) <= _MOST_WORDS
        and not text.endswith((".", ",", ";", "?", "!"))
        and bool(_TITLE_LIKE.search(text))
    )


def article(line: Line) -> re.Match[str] | None:
    """The line's match when it opens an article: a heading, or a short line that is nothing else."""
    return _provision(ARTICLE, line)


def rule(line: Line) -> re.Match[str] | None:
    """The line's match when it opens one of the rules of procedure."""
    return _provision(RULE, line)


def _provision(pattern: re.Pattern[str], line: Line) -> re.Match[str] | None:
    match = pattern.match(line.text)
    if match is None or line.kind is BlockKind.LIST_ITEM or not is_title_like(line):
        return None
    separated = not match["rest"] or any(mark in match["gap"] for mark in "-–—:.")
    return match if separated or line.kind is BlockKind.HEADING else None


def part(line: Line) -> re.Match[str] | None:
    """The line's match when it opens an annex, part or chapter."""
    match = PART.fullmatch(line.text)
    if match is None or line.kind is BlockKind.LIST_ITEM or not is_title_like(line):
        return None
    is_annex = match["level"].lower().startswith(("annex", "anexo", "appendix")) or " " in match["level"]
    if match["n"] is None and not (is_annex and not match["rest"]):
        return None
    return (
        match
        if line.kind is BlockKind.HEADING or not match["rest"] or line.text[len(match["level"]) :].strip()
        else None
    )


def article_number(match: re.Match[str]) -> str:
    """'1' of 'Article premier', 'IV' of 'Article iv', '3 bis' of 'ARTICLE 3 BIS'."""
    number: str = WORD_NUMBERS.get(match["n"].lower(), match["n"])
    return number.upper() if number.isalpha() else " ".join(number.lower().split())


def action_numbers(line: Line) -> str | None:
    """'20-23,26' of 'Actions #20-23 and #26': the actions a report's heading is about."""
    if not ACTIONS.fullmatch(line.text):
        return None
    return ",".join(_ACTION_RUN.findall(line.text)).replace("–", "-")


def heading_kind(line: Line) -> str:
    """Kind of an unnumbered heading, or of one with a letter, by which its depth is found."""
    if line.kind is not BlockKind.HEADING:
        return "plain"
    return "point" if POINT.match(line.text) else "markup"


def session_number(line: Line) -> str | None:
    """'1' of 'Session 1: Challenges', 'opening' of 'Opening Session'."""
    match = SESSION.fullmatch(printed(line))
    if match is None or line.kind is BlockKind.LIST_ITEM or not is_title_like(line):
        return None
    if match["n"] is None:
        return "opening" if match["opening"] else "closing"
    return None if match["rest"][:1].islower() else match["n"].upper()


def part_level(match: re.Match[str]) -> str:
    """Level of the division a line opens: annex, part or chapter."""
    word = match["level"].lower()
    if "ann" in word or "anex" in word or word == "appendix":
        return "annex"
    return "part" if word.startswith("part") else "chapter"


def section_number(line: Line) -> str:
    """Number of a section's heading: '2.4'."""
    text = printed(line)
    match = DOTTED.match(text) or NUMBERED.match(text) or BARE_NUMBER.fullmatch(text)
    assert match is not None, "only asked of lines that head a section"
    return match["n"]


def item_number(line: Line) -> str | None:
    """Number of the agenda item a line heads: 'Agenda item 4: Clearance'."""
    match = ITEM.match(printed(line))
    return match["n"] if match and line.kind is not BlockKind.LIST_ITEM and is_title_like(line) else None


def action_number(line: Line) -> str | None:
    """Number of the action a line heads: 'Action #8', 'Action 3.3 - Clearance'."""
    match = ACTION.match(printed(line))
    if match is None or line.kind is BlockKind.LIST_ITEM or not is_title_like(line):
        return None
    return None if match["rest"][:1].islower() else match["n"]


def opens_action(line: Line) -> str | None:
    """Number of the action a line opens, as its heading or with the words of the action behind it."""
    match = ACTION.match(printed(line))
    if match is None or line.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return None
    return None if match["rest"][:1].islower() or not match["n"].isdigit() else match["n"]


def is_enumerated(line: Line) -> bool:
    text = printed(line)
    return any(pattern.match(text) for pattern in (NUMBERED, BRACKETED, POINT, LOOSE_POINT, DOTTED, ROMAN))


def is_sentence(line: Line) -> bool:
    """Running text: ends like a sentence and is longer than a heading."""
    return len(line.text.split()) >= 12 and _last_words(line).endswith((".", ":", ";", ","))


def is_first_paragraph(line: Line) -> bool:
    """A paragraph 1 of a few words at least that ends like a sentence; '1. KEY POINTS' is a heading."""
    match = NUMBERED.match(printed(line))
    rest = (match["rest"] or "") if match and match["n"] == "1" else ""
    return len(rest.split()) >= _FEWEST_WORDS and _last_words(line).endswith((".", ":", ";"))


def _last_words(line: Line) -> str:
    return line.text.rstrip('⁰¹²³⁴⁵⁶⁷⁸⁹”"’)')


def is_annex(line: Line) -> bool:
    match = part(line)
    return match is not None and match["level"].lower().startswith(("annex", "anexo", "appendix"))


def roman_value(number: str) -> int:
    """4 of 'iv'; lower case."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values[letter] for letter in number]
    return sum(-d if d < max(digits[at:], default=0) else d for at, d in enumerate(digits))


def roman_numeral(value: int) -> str:
    """'iv' of 4."""
    return "x" * (value // 10) + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][value % 10]


def follows(number: str, before: str) -> bool:
    """True for b after a, 10 after 9."""
    if number.isdigit() and before.isdigit():
        return int(number) == int(before) + 1
    return len(number) == len(before) == 1 and ord(number) == ord(before) + 1
