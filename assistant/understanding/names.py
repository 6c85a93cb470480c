"""What a question names, and where: States, bodies, meetings, symbols, dates. No index is needed to tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.understanding.terms import bodies, ordinals
from index.lexical import analyse
from ingest.dates import find_dates
from ingest.states import find_states, names_of


class NameKind(StrEnum):
    STATE = "state"
    BODY = "body"
    MEETING = "meeting"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Named:
    """A State, body, meeting or document symbol a question names."""

    kind: NameKind
    value: str
    """Alpha-3 code, abbreviation of the body, '2MSP' or '1RC', the symbol: what is searched, never shown."""
    start: int
    end: int


class Relation(StrEnum):
    """How a date bounds what is asked."""

    ON = "on"
    AS_OF = "as_of"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Dating:
    """A time a question is about."""

    relation: Relation
    value: str
    """ISO 8601 day, month, year or interval; of a meeting its short name, '1MSP'."""
    start: int
    """Where its words begin, 'as of' included."""
    date_start: int
    """Where the date itself begins."""
    end: int


_SYMBOL = re.compile(r"(?<![\w/])[A-Z]{1,5}(?:/[A-Z0-9][A-Z0-9.()-]{0,20}){2,6}(?<![.(-])")
_KINDS = {
    "MSP": ("Meeting of States Parties", "Assemblée des États parties", "Reunión de los Estados Partes"),
    "RC": ("Review Conference", "Conférence d'examen", "Conferencia de Examen"),
}
_MEETING_WORDS = (
    (
        "MSP",
        r"meeting of (?:the )?states parties\b|(?-i:Meeting)\b"
        r"|(?:assemblée|réunion|reunión|asamblea) (?:des|de los) (?:états parties|estados partes)\b",
    ),
    ("RC", r"review conference\b|conférence d['’]examen\b|conferencia de examen\b"),
)
_SHORT_MEETING = re.compile(r"(?<!\w)(1?[0-9])[ -]?(MSP|RC)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w/.,#])(?:19|20)[0-9]{2}(?![\w/]|[.,][0-9])")
_RELATIONS = (
    (
        Relation.AS_OF,
        r"as of|as at|as on|state of affairs on|à la date du|en date du|au|con fecha de|a fecha de|al",
    ),
    (Relation.AFTER, r"after|following|later than|après|à la suite de|después de|tras"),
    (Relation.BEFORE, r"before|prior to|earlier than|avant|antes de"),
    (Relation.SINCE, r"since|from|depuis|à partir de|à partir du|desde"),
    (Relation.UNTIL, r"until|till|up to|by|jusqu['’]à|jusqu['’]au|hasta"),
    (Relation.ON, r"on|in|during|of|at|le|en|de|du|dans|à|el|del"),
)
_BEFORE_DATE = tuple(
    (relation, re.compile(rf"(?<!\w)(?:{words})\s{{1,3}}(?:the |la |le |el |l['’])?\Z", re.IGNORECASE))
    for relation, words in _RELATIONS
)
_LONGEST = 30
"""Characters before a date in which its relation stands."""


def find_names(text: str) -> tuple[Named, ...]:
    """What the text names, in its order; of names that overlap the longest."""
    found = [Named(NameKind.SYMBOL, match[0], *match.span()) for match in _SYMBOL.finditer(text)]
    found += [Named(NameKind.STATE, state.code, state.start, state.end) for state in find_states(text)]
    found += [*_bodies(text), *_meetings(text)]
    kept: list[Named] = []
    for named in sorted(found, key=lambda named: (named.start - named.end, named.start)):
        if all(named.end <= other.start or other.end <= named.start for other in kept):
            kept.append(named)
    return tuple(sorted(kept, key=lambda named: named.start))


def find_datings(text: str) -> tuple[Dating, ...]:
    """The times the text is about, in its order: dates, bare years, and meetings that something was after."""
    spans = [(dated.value, dated.start, dated.end) for dated in find_dates(text)]
    taken = [range(start, end) for _, start, end in (*spans, *_symbols(text))]
    spans += [(m[0], *m.span()) for m in _YEAR.finditer(text) if not any(m.start() in own for own in taken)]
    found = [_dating(text, *span) for span in spans]
    meetings = (_dating(text, meeting.value, meeting.start, meeting.end) for meeting in _meetings(text))
    found += [dating for dating in meetings if dating.relation not in (Relation.ON, Relation.AS_OF)]
    return tuple(sorted(found, key=lambda dating: dating.start))


def other_names(named: Named) -> tuple[str, ...]:
    """Every name we know of what is named, in three languages; empty for a symbol, which has one."""
    match named.kind:
        case NameKind.STATE:
            return names_of(named.value)
        case NameKind.BODY:
            return next(group for group in bodies() if group[0] == named.value)
        case NameKind.MEETING:
            number, kind = int(re.sub(r"\D", "", named.value)), named.value.lstrip("0123456789")
            row = ordinals()[number - 1] if number <= len(ordinals()) else ()
            long = (f"{ordinal} {name}" for ordinal, name in zip(row, _KINDS[kind], strict=False))
            return (named.value, *long)
        case _:
            return ()


def _symbols(text: str) -> Iterator[tuple[str, int, int]]:
    return ((match[0], *match.span()) for match in _SYMBOL.finditer(text))


def _bodies(text: str) -> Iterator[Named]:
    straight = text.replace("’", "'")
    for match in _body_pattern().finditer(straight):
        if _is_name(match[0]):
            yield Named(NameKind.BODY, _body_names()[match[0].casefold()], *match.span())


def _is_name(word: str) -> bool:
    """'ICRC' and 'icrc' name a body; 'who' and 'un' do not, nor does 'hi'."""
    return word.isupper() or " " in word or (len(word) > 2 and bool(analyse(word, "en")))


def _meetings(text: str) -> Iterator[Named]:
    for match in _SHORT_MEETING.finditer(text):
        yield Named(NameKind.MEETING, f"{int(match[1])}{match[2].upper()}", *match.span())
    for match in _long_meeting().finditer(text):
        ordinal = match["ordinal"].casefold()
        number = next(n for n, row in enumerate(ordinals(), 1) if ordinal in map(str.casefold, row))
        yield Named(NameKind.MEETING, f"{number}{'MSP' if match['MSP'] else 'RC'}", *match.span())


def _dating(text: str, value: str, start: int, end: int) -> Dating:
    before = text[max(0, start - _LONGEST) : start]
    for relation, pattern in _BEFORE_DATE:
        if match := pattern.search(before):
            return Dating(relation, value, start - len(match[0]), start, end)
    return Dating(Relation.ON, value, start, start, end)


@cache
def _body_names() -> dict[str, str]:
    return {name.casefold(): group[0] for group in bodies() for name in group}


@cache
def _body_pattern() -> re.Pattern[str]:
    names = sorted((name for group in bodies() for name in group), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)


@cache
def _long_meeting() -> re.Pattern[str]:
    counted = "|".join(word for row in ordinals() for word in row)
    kinds = "|".join(f"(?P<{kind}>{words})" for kind, words in _MEETING_WORDS)
    return re.compile(rf"\b(?P<ordinal>{counted}) (?:{kinds})", re.IGNORECASE)
