"""Counts of States compared with the names listed for them: 'six signatories' and a footnote of seven."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from ingest.documents import Note, NoteCode, Span, Unit, UnitKind
from ingest.footnotes import marks, opening_mark
from ingest.numbers import numbers_in
from ingest.sentences import sentences
from ingest.states import listed_states

_NOUNS = {
    "en": r"States?(?: (?:not )?Part(?:y|ies))?|signator(?:y|ies)(?: States?)?|countr(?:y|ies)|governments?"
    r"|nations?|members?(?: States?)?|delegations?|Part(?:y|ies)|others?",
    "fr": r"États?(?: (?:non )?parties?)?|(?:États? )?signataires?|pays|gouvernements?|nations?"
    r"|(?:États )?membres?|délégations?|Parties?|autres?",
    "es": r"Estados?(?: (?:no )?[Pp]artes?)?|(?:Estados? )?signatarios?|(?:Estados )?miembros?|pa[íi]s(?:es)?"
    r"|gobiernos?|naciones|nación|delegaci(?:ón|ones)|Partes?|otros?",
}
_OF = {
    "en": r"of(?: (?:the|these|those|all|all the))?",
    "fr": r"(?:des|de ces|d'entre les|parmi les)",
    "es": r"de (?:los|las|estos|esos)",
}
_BREAKS = {
    "en": "of in to for with by and or from on at under as have has had were was are is which that who",
    "fr": "de du des d' à au aux en dans pour par avec et ou sur sous ont a sont est qui que",
    "es": "de del a al en para por con y o sobre bajo han ha son es fueron que",
}
"""Words that end a noun phrase: what stands behind them is no longer counted."""
_NOT_A_COUNT = {
    "en": r"(?:articles?|art\.|paragraphs?|paras?\.?|actions?|footnotes?|notes?|items?|sections?|chapters?"
    r"|options?|rules?|page|version|at least|at most|more than|less than|fewer than|over|under|some|about"
    r"|nearly|almost|around|approximately|up to|roughly|another|the other)",
    "fr": r"(?:articles?|art\.|paragraphes?|par\.|actions?|notes?|points?|sections?|chapitres?|options?"
    r"|pages?|au moins|au plus|plus de|moins de|environ|quelque|près de|presque|jusqu'à)",
    "es": r"(?:artículos?|art\.|párrafos?|párr\.|acción|acciones|notas?|puntos?|temas?|secci[oó]n|capítulos?"
    r"|al menos|por lo menos|más de|menos de|unos|unas|alrededor de|cerca de|casi|aproximadamente|hasta)",
}
"""Before a number: it names a place, or says that it is not exact."""
_PARTIAL = re.compile(
    r"\b(?:inter alia|e\.\s?g\.|includ\w+|such as|among\w*|notably|for example|for instance"
    r"|par exemple|p\. ex\.|notamment|y compris|dont|comme|entre autres|tels? que|telles? que|parmi"
    r"|por ejemplo|incluid\w+|incluy\w+|inclus\w+|como|tales como|entre otros)(?!\w)",
    re.IGNORECASE,
)
"""The list that follows does not claim to be whole."""
_NAMELY = re.compile(
    r",?\s?\b(?:namely|viz\.?|à savoir|c'est-à-dire|a saber|es decir)\s?[,:]?\s", re.IGNORECASE
)
_AFTER_COLON = re.compile(r":\s")
"""One name alone behind it may open another clause; two are a list."""
_INTRODUCERS = (
    # (what stands before the list, what must stand behind it, whether the count stands right before)
    (_AFTER_COLON, re.compile(r"\s?(?:[.;]|$)"), False),
    (_NAMELY, re.compile(r"\s?(?:[.;)]|$|,(?!\s*(?:and|et|y|e|as well|ainsi)\b))"), False),
    (re.compile(r"\s?\("), re.compile(r"\s?\)"), True),
    (re.compile(r"\s[–—]\s|—"), re.compile(r"\s[–—]|—"), True),
)
_OWN_NUMBER = re.compile(r"\[?\(?[0-9]{1,3}(?:\.[0-9]{1,2}){0,3}[.)]\s")
_LABEL = re.compile(r"\[?\(?[a-z0-9]{1,5}[.)]+\s+")
_ITEM_END = re.compile(r"[\s.;,]*(?:[;,]\s+(?:and|or|et|ou|y|e|o)\s*)?")
_MOST_STATES = 250
_ITEMS = (UnitKind.LIST_ITEM, UnitKind.POINT)
_JOINED = re.compile(r",?\s{0,2}(?:and|et|y|e)\s{1,2}", re.IGNORECASE)
_PART_OF = re.compile(
    r"\b(?:of|parmi|sur|de|d'entre|entre)\s+(?:(?:the|these|those|l[eao]s|ces|est[ao]s)\s+)?$", re.I
)
_TO_THE_MARK = re.compile(r"[\s.,;:)]{0,3}")
_MARKS = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", "\0"))
"""A raised figure is neither part of the word it follows nor a number that counts."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A number and the noun it counts, as offsets in the text of a unit."""

    value: int
    start: int
    end: int
    has_noun: bool


def count_notes(text: str, units: Sequence[Unit], language: str) -> Iterator[Note]:
    """A note for each exact count of States whose list, read to its last name, is longer or shorter.

    A list is compared only where it is nothing but names we know from its first word to its last, and belongs
    to the count beyond doubt: the footnote marked right behind it, brackets, 'namely', a colon, list items.
    """
    if language not in _NOUNS:
        return
    footnotes = _footnotes(units)
    for at, unit in enumerate(units):
        if unit.kind in (UnitKind.FOOTNOTE, UnitKind.HEADING, UnitKind.TITLE):
            continue
        words = unit.span.of(text)
        counts = _counts(words.translate(_MARKS), language)
        if counts:
            yield from _against_footnotes(text, unit, counts, footnotes, language)
            yield from _against_lists(text, unit, counts)
            yield from _against_items(text, units, at, counts)


def own_number(words: str) -> int:
    """Where the words of a paragraph begin: behind its own number ('12.', '(3)'), which counts nothing."""
    match = _OWN_NUMBER.match(words)
    return match.end() if match else 0


def is_no_count(before: str, language: str) -> bool:
    """True when the words before a number make it the name of a place or inexact: 'Article', 'at least'."""
    return language in _NOT_A_COUNT and _unlike(language).search(before[-30:]) is not None


def _counts(words: str, language: str) -> list[_Count]:
    """'Six of eight affected States Parties' counts six; other numbers may count with the noun left out."""
    phrase = _phrase(language)
    counts: list[_Count] = []
    begin = own_number(words)
    for number in numbers_in(words, language):
        if number.start < begin:
            continue
        if is_no_count(words[max(0, number.start - 30) : number.start], language):
            continue
        if counts and number.start < counts[-1].end:
            continue  # the whole of which a part was counted
        if counted := phrase.match(words, number.end):
            counts.append(_Count(number.value, number.start, counted.end(), True))
        elif number.value <= _MOST_STATES:  # no year
            counts.append(_Count(number.value, number.start, number.end, False))
    return counts


@cache
def _phrase(language: str) -> re.Pattern[str]:
    """What follows a number that counts States: 'of the eight affected States Parties', ' others'."""
    breaks = _BREAKS[language].replace(" ", "|")
    return re.compile(
        rf"(?:\s+{_OF[language]})?\s+(?:(?!(?:{breaks})\b)[\w'’-]+\s+){{0,4}}?(?:{_NOUNS[language]})\b",
        re.IGNORECASE,
    )


@cache
def _nouns(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_NOUNS[language]})\b", re.IGNORECASE)


@cache
def _unlike(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_NOT_A_COUNT[language]}\s*(?:the\s+)?$", re.IGNORECASE)


def _footnotes(units: Sequence[Unit]) -> dict[str, Span]:
    """Number -> what the footnote says; numbers given twice are left out."""
    numbered = [unit for unit in units if unit.kind is UnitKind.FOOTNOTE and unit.locator.steps]
    often = Counter(unit.locator.number for unit in numbered)
    return {unit.locator.number: unit.span for unit in numbered if often[unit.locator.number] == 1}


def _against_footnotes(
    text: str, unit: Unit, counts: Sequence[_Count], footnotes: Mapping[str, Span], language: str
) -> Iterator[Note]:
    """Of 'one State Party and one signatory²⁴' the footnote may list both."""
    words, before = unit.span.of(text), 0
    starts = [sentence.start for sentence in sentences(words)]
    for mark in marks(words):
        since = max(before, starts[bisect_right(starts, mark.start) - 1])
        first = bisect_left(counts, since, key=lambda count: count.start)
        own = counts[first : bisect_right(counts, mark.start, key=lambda count: count.end)]
        before = mark.end
        run = _meant(own, words, mark.start, language)
        if not run or mark.number not in footnotes:
            continue
        body = footnotes[mark.number].of(text)
        opening = opening_mark(body)
        start = opening.end if opening else 0
        codes, end = listed_states(body[start:])
        if not codes or body[start + end :].strip(" .\n"):
            continue
        stated = sum(count.value for count in run)
        if len(codes) not in (stated, run[-1].value):
            listed = _within(footnotes[mark.number], start, start + end)
            yield _note(_within(unit.span, run[0].start, run[-1].end), stated, (listed,), len(codes))


def _meant(counts: Sequence[_Count], words: str, mark: int, language: str) -> list[_Count]:
    """The counts a mark belongs to: those it stands at, else the only one of its clause that counts States,
    if no other States are spoken of between the two."""
    if not counts:
        return []
    last = counts[-1]
    is_word = not words[last.start].isdigit()
    if not last.has_noun and is_word and last.end == mark and last.value > 1:  # 'one' may be anything
        return [last]
    if last.has_noun and _TO_THE_MARK.fullmatch(words, last.end, mark):
        return _joined(counts, words)
    if len(counts) > 1 or not last.has_noun or _PART_OF.search(words[max(0, last.start - 20) : last.start]):
        return []
    return [] if _nouns(language).search(words, last.end, mark) else [last]


def _joined(counts: Sequence[_Count], words: str) -> list[_Count]:
    """The last count, and those before it that 'and' joins to it."""
    run = list(counts[-1:])
    for count in reversed(counts[:-1]):
        if not _JOINED.fullmatch(words, count.end, run[0].start):
            break
        run.insert(0, count)
    return run


def _against_lists(text: str, unit: Unit, counts: Sequence[_Count]) -> Iterator[Note]:
    """The list stands in the same sentence; the only count before it is its count."""
    words = unit.span.of(text)
    for sentence in sentences(words):
        first = bisect_left(counts, sentence.start, key=lambda count: count.start)
        own = counts[first : bisect_right(counts, sentence.end, key=lambda count: count.end)]
        if not own or not own[0].has_noun:
            continue
        count, until = own[0], own[1].start if len(own) > 1 else sentence.end
        for introducer, closing, is_near in _INTRODUCERS:
            for found in introducer.finditer(words, count.end, until):
                if is_near and count.end != found.start():
                    continue
                codes, end = listed_states(words[found.end() : sentence.end])
                whole = closing.match(words, found.end() + end, sentence.end)
                partial = _PARTIAL.search(words, count.end, found.end())
                fewest = 2 if introducer is _AFTER_COLON else 1
                if len(codes) >= fewest and len(codes) != count.value and whole and not partial:
                    listed = _within(unit.span, found.end(), found.end() + end)
                    yield _note(
                        _within(unit.span, count.start, count.end), count.value, (listed,), len(codes)
                    )


def _against_items(text: str, units: Sequence[Unit], at: int, counts: Sequence[_Count]) -> Iterator[Note]:
    """'The following six States:' and an item for each."""
    unit = units[at]
    words = unit.span.of(text)
    last = sentences(words)[-1].start
    own = [count for count in counts if count.start >= last]
    if (
        not words.rstrip().endswith(":")
        or len(own) != 1
        or not own[0].has_noun
        or _PARTIAL.search(words, own[0].end)
    ):
        return
    items = list(takewhile(lambda item: item.kind in _ITEMS, units[at + 1 :]))
    names = [_only_name(item.span.of(text)) for item in items]
    if len(items) > 1 and all(names) and len(items) != own[0].value:
        count = own[0]
        spans = tuple(item.span for item in items)
        yield _note(_within(unit.span, count.start, count.end), count.value, spans, len(items))


def _only_name(item: str) -> bool:
    """True for '(a) Belgium;' and 'Chile, and': nothing but its label and one name."""
    label = _LABEL.match(item)
    name = item[label.end() :] if label else item
    codes, end = listed_states(name)
    return len(codes) == 1 and _ITEM_END.fullmatch(name, end) is not None


def _within(span: Span, start: int, end: int) -> Span:
    return Span(span.start + start, span.start + end)


def _note(span: Span, stated: int, listed: tuple[Span, ...], names: int) -> Note:
    values = (("stated", str(stated)), ("listed", str(names)))
    return Note(NoteCode.COUNT_DIFFERS, span, listed, values)
