"""Whether a statement has what fills the gap of a question: a figure, a date, names, a definition."""

from __future__ import annotations

import re
from functools import cache

from assistant.finding.context import InContext
from assistant.judging.needs import Needs, Slot
from assistant.understanding.deeds import deeds_in
from assistant.understanding.question import Asked
from index.lexical import analyse
from ingest.dates import find_dates
from ingest.grammar import grammar
from ingest.locator import find_all
from ingest.numbers import numbers_in
from ingest.states import states_in

_BIG = re.compile(
    r"(?<![\w.,/#])\d{1,3}(?:[,  ]\d{3})+(?!\w)|(?<![\w/#])\d+(?:[.,]\d+)?\s?(?:%|per cent|percent)"
)
_FEW = re.compile(
    r"\b(?:both|half|hundreds?|thousands?|millions?|billion|dozens?|several|many|few|majority|most|none|no|all"
    r"|once|twice|third|quarter|moitié|plusieurs|aucun\w*|mitad|vari[oa]s|ningún\w*)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|USD|EUR|CHF|GBP|pounds?|francs?|pesos?|million|billion|cents?)\b",
    re.IGNORECASE,
)
_BEFORE, _AFTER, _NEXT = 30, 80, 30
"""Characters around a figure in which stands what it counts; behind 'several' it follows at once."""
_SAME_COUNTED = (
    frozenset(
        ("state", "countri", "govern", "parti", "signatori", "deleg", "nation", "member", "ratif", "access")
    ),
    frozenset(("squar", "sq", "metr", "kilometr", "km", "hectar")),
    frozenset(("peopl", "person", "victim", "survivor", "casualti", "particip", "repres", "deleg")),
)
_NAME = re.compile(
    r"\b(?!(?:The|They|He|She|It|In|On|At|An?|This|That|These|Those|There|Le|La|Les|El|Los|Las)\b)[A-ZÀ-Þ][\w’'-]+"
)
_NAME = re.compile(
    r"\b(?!(?:The|They|He|She|It|In|On|At|An?|This|That|These|Those|There|Le|La|Les|El|Los|Las)\b)[A-ZÀ-Þ][\w’'-]+"
)
_NEAR = 40
_SEVERAL = 2
_DEFINES = re.compile(
    r"\b(?:means?|is|are|was|were|refers? to|signifie\w*|entend|désigne\w*"
    r"|est|sont|significa\w*|entiende|es|son)\b|[:(]"
)
_HOLDS = (
    r"(?:[Dd]irector|[Cc]oordinator|[Mm]inister|[Ss]ecretary|[Rr]epresentative|[Hh]ead|[Ll]eader|[Cc]hief|[Oo]fficer"
    r"|[Ee]xpert|[Ss]urvivor|[Aa]ctivist|[Pp]resident|[Cc]hair\w*|[Dd]irect(?:eur|rice)|[Mm]inistre|[Ss]ecrétaire"
    r"|[Mm]inistr[oa]|[Ss]ecretari[oa]|[Cc]oordonn\w+|[Cc]oordinador\w*|[Rr]epresentante|[Rr]eprésentante?)"
)
_OWN = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,3})"
_PERSONS = (
    re.compile(
        rf"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Ambassador|Amb|Sir|Judge|General|Senator|Mme|Sra?)\.? {_OWN}"
    ),
    re.compile(rf"{_OWN}\s?[,(]\s?(?:the |a |an |le |la |el )?(?:\w+ ){{0,3}}?{_HOLDS}\b"),
    re.compile(rf"{_HOLDS}(?: of (?:the )?[\w -]{{2,40}})?,? {_OWN}"),
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|(?:de )?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre))"
)
_WHEN = re.compile(
    rf"(?<![\d.,/])(?:1[0-9]|20)\d{{2}}(?![\d/]|[.,]\d)|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\b"
    rf"|\b{_MONTH} \d{{1,2}}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th) century"
    r"|\b(?:days?|weeks?|months?|years?|jours?|mois|ans?|année|días?|mes(?:es)?|años?)\b"
)
_ORDER = re.compile(
    r"\b(?:after|upon|once|until|as soon as|immediately|during|before|prior to|following|when|après|dès|avant"
    r"|lors|después|tras|antes|cuando)\b",
    re.IGNORECASE,
)
_A_DAY = re.compile(
    r"\b(?:(?:what|which) (?:exact )?(?:date|day|year|month)|the (?:exact )?date"
    r"|quel jour|quelle (?:date|année)"
    r"|qué (?:fecha|día|año))\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:dates?|days?|years?|months?|deadline|jour|année|délai|fecha|plazo|día|año)\b", re.IGNORECASE
)


def fills(read: InContext, needs: Needs, asked: Asked) -> bool:
    """True when the statement has something for the gap that is not already in the question."""
    text = f"{read.own} {read.notes}"
    match needs.slot:
        case Slot.FIGURE:
            return _has_figure(read, needs)
        case Slot.AMOUNT:
            return bool(_MONEY.search(text)) and _has_figure(read, needs)
        case Slot.DATE:
            return _has_date(text, asked)
        case Slot.STATES:
            return _names_states(read, needs, asked)
        case Slot.PERSON:
            return _names_person(read, asked)
        case Slot.SOMEBODY:
            return bool(read.spoken_by or set(_NAME.findall(text)) - set(_NAME.findall(asked.text)))
        case Slot.DEFINITION:
            return _defines(read, asked)
        case _:
            return True


def _defines(read: InContext, asked: Asked) -> bool:
    """True when the last word of the term is followed by a verb that defines."""
    term = list(asked.english or asked.words)[-1:]
    form = analyse(" ".join(term), read.language)[:1]
    places = (w.end() for w in re.finditer(r"[^\W_]+", read.own) if analyse(w[0], read.language)[:1] == form)
    return not term or any(_DEFINES.search(read.own, end, end + _NEAR) for end in places)


def _names_states(read: InContext, needs: Needs, asked: Asked) -> bool:
    """States that the question does not name; of a list below a sentence with several counts, when the deed's
    own count is not that of another list: '13 have ratified and one has acceded' and 13 names."""
    asked_of = set(states_in(asked.text))
    if set(states_in(f"{read.own} {read.spoken_by}")) - asked_of:
        return True
    if not set(states_in(read.notes)) - asked_of:
        return False
    listed = {len(states_in(note.span.of(read.record))) for note in read.statement.footnotes}
    numbers = numbers_in(read.own, read.language)
    if needs.single and min(listed) > _SEVERAL:
        return False
    places = deeds_in(read.own, needs.deed) if needs.deed else []
    counts = [[n.value for n in numbers if n.start < place][-1:] for place in places]
    if not places or not all(counts) or not {n.value for n in numbers} & listed:
        return True
    return any(count[0] in listed for count in counts)


def _names_person(read: InContext, asked: Asked) -> bool:
    """Somebody's own name beside a title or an office: not a State, a body or a word of the question."""
    known = {word.casefold() for word in re.findall(r"[^\W\d_]+", asked.text)} | _offices(read.language)
    text = f"{read.own} {read.spoken_by}"
    named = [match["name"] for form in _PERSONS for match in form.finditer(text)]
    return any(
        not states_in(name) and not {w.casefold() for w in re.findall(r"[\w’'-]+", name)} & known
        for name in named
    )


@cache
def _offices(language: str) -> frozenset[str]:
    own = grammar(language)
    return own.offices | own.texts | own.groups | own.parties


def _has_figure(read: InContext, needs: Needs) -> bool:
    """A figure that is none of the question's own, no date, place or paragraph number, and may count it."""
    text = read.own
    if any(_counts(text, match.span(), needs.counted, _NEXT) for match in _FEW.finditer(text)):
        return True
    found = [match.span() for match in _BIG.finditer(text)]
    taken = [range(m.start, m.end) for m in find_all(text)] + [
        range(d.start, d.end) for d in find_dates(text)
    ]
    opening = re.match(r"\(?\d{1,3}[.)]\s", text)
    found += [
        (number.start, number.end)
        for number in numbers_in(text, read.language)
        if number.value not in needs.figures
        and not 1900 <= number.value <= 2100
        and not (opening and number.start < opening.end())
        and not any(number.start in own for own in taken)
    ]
    return any(_counts(text, span, needs.counted) for span in found)


def _counts(text: str, span: tuple[int, int], counted: frozenset[str], after: int = _AFTER) -> bool:
    """True when one of the words counted stands near the figure; where none is known any figure will do."""
    near = set(analyse(text[max(0, span[0] - _BEFORE) : span[1] + after], "en"))
    groups = [group for group in _SAME_COUNTED if group & counted]
    return not counted or bool(near & counted.union(*groups))


def _has_date(text: str, asked: Asked) -> bool:
    """A date or a period that the question has not; 'when' may also be answered by what came before."""
    known = set(re.findall(r"\d+", asked.text))
    if any(set(re.findall(r"\d+", m[0])) - known for m in _WHEN.finditer(text)):
        return True
    if _A_DAY.search(asked.text):
        return False
    return bool(_WHEN.search(text)) or (not _PERIOD.search(asked.text) and bool(_ORDER.search(text)))
