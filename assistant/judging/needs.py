"""What one statement has to meet to answer: who did what, what fills the gap, when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.understanding.deeds import is_deed
from assistant.understanding.names import Named, find_names
from assistant.understanding.question import Asked, Question, Wants
from assistant.understanding.terms import in_english
from index.lexical import analyse
from ingest.dates import find_dates
from ingest.locator import find_all
from ingest.numbers import numbers_in


class Slot(StrEnum):
    """What the answer puts in the place of the question word."""

    FIGURE = "figure"
    AMOUNT = "amount"
    """Of money."""
    DATE = "date"
    STATES = "states"
    PERSON = "person"
    """A person's own name; the office they hold is none."""
    DEFINITION = "definition"
    SOMEBODY = "somebody"
    """Whoever has a name: a State, a body, a person."""
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Needs:
    """What is asked of one statement."""

    slot: Slot
    counted: frozenset[str]
    """Of a figure: the words of what it counts, as the index has them; of a question in English only."""
    topic: frozenset[str]
    """The words after 'on' or 'about', of somebody who did something on that subject, in English."""
    doer: Named | None
    """The State, body or meeting that did what is asked about; None where the question names none as such."""
    deed: str
    """The verb after the doer or 'who', as typed or in English; empty where none can be told."""
    done: bool
    """It asks of what was done, not of what is wished, planned or required."""
    single: bool
    """It asks for one State."""
    reason: bool
    """It asks why, and so takes for granted that it was done."""
    of_today: bool
    """It asks how things stand now, whenever that is."""
    figures: frozenset[int]
    """Numbers it mentions, dates and places left out."""
    either: bool
    """It offers them to choose from: 'seven or eight'."""
    years: tuple[str, ...]
    people: tuple[str, ...]
    """Family names of the persons it names."""


_AMOUNT = re.compile(
    r"\b(?:how much|combien|cuánto)\b.{0,80}?\b(?:pa(?:y|id)|costs?|spen[dt]|money|gave|give|contribut\w+"
    r"|donat\w+|fund\w*|pa(?:yé|ye)|coût\w*|dépens\w+|vers\w+|argent|financ\w+|pag[óoa]\w*|cost[óo]|gast\w+|dinero|aport\w+)"
    r"|\b(?:budget|presupuesto)\b",
    re.IGNORECASE,
)
_OFFICE = (
    r"(?:ministers?|secretar(?:y|ies)|directors?|ambassadors?|coordinators?|representatives?|delegates?|speakers?"
    r"|officers?|survivors?|experts?|persons?|people|author|head|chief|ministres?|secrétaires?|directeurs?"
    r"|directrices?|ambassadeurs?|coordonn\w+|représentants?|ministr[oa]s?|secretari[oa]s?|director(?:es|a)?"
    r"|embajador\w*|coordinador\w*|representantes?)"
)
_OWN_NAME = re.compile(
    rf"\b(?:names? of|nom d\w|nombre del?)\b.{{0,60}}?\b{_OFFICE}\b"
    r"|\bwho (?:is|was|were) (?:the|its|their) (?:\w+ ){0,3}?(?:minister|secretary|director|ambassador)\b"
    r"|\bqui (?:est|était) (?:le|la|l['’])\s?(?:\w+ ){0,3}?"
    r"(?:ministre|secrétaire|direct(?:eur|rice)|ambassadeur)\b"
    r"|\bquién (?:es|era|fue) (?:el|la) (?:\w+ ){0,3}?(?:ministr[oa]|secretari[oa]|director|embajador)"
    rf"|\bwhat (?:is|was) the {_OFFICE}.{{0,40}}? (?:called|named)\b",
    re.IGNORECASE,
)
_OF_STATES = re.compile(
    r"\b(?:states? parties|states(?! that)|state|countr(?:y|ies)|signator(?:y|ies)|(?:non-)?part(?:y|ies)"
    r"|governments?|members?|états?|pays"
    r"|signataires?|estados?|pa[íi]s(?:es)?|signatarios?)\b",
    re.IGNORECASE,
)
_OTHER_NAMED = re.compile(
    r"\b(?:which|what|quels?|quelles?|qué|cuáles?) (?:\w+ ){0,3}?(?:organi[sz]ations?|bodies|agenc(?:y|ies)"
    r"|organismes?|organizaciones|organismos)\b",
    re.IGNORECASE,
)
_WHICH = r"(?:which|what|quels?|quelles?|lesquel(?:le)?s|qué|cuáles?|whose)"
_WHICH_STATES = re.compile(
    rf"\b{_WHICH}\s(?:[\w-]+\s){{0,4}}?{_OF_STATES.pattern}|\b(?:name|list)\b.{{0,20}}{_OF_STATES.pattern}"
    rf"|\bwho (?:are|were) the (?:\w+ ){{0,2}}{_OF_STATES.pattern}",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"\b(?:by|to|with|for) whom\b|\bpar qui\b|\bpor quién(?:es)?\b", re.IGNORECASE)
_BARE_TERM = re.compile(
    r"(?:and )?(?:what (?:is|are|was|were) (?:an? |the )?(?:(?!\w+ed\b)[\w-]+ ){0,2}(?!\w+ed\b)[\w-]+"
    r"|(?:what does|how is|what is meant by) .{2,60}\b(?:mean|defined)"
    r"|.{0,20}\bdefin(?:e|ition of) .{2,40}) ?\??",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(
    r"(?:^|[,;] ?|\b(?:and|by|since|until|or) )when\b|\bwhen\W*$"
    r"|\bwhen (?:is|are|was|were|did|do|does|has|have|had|will|must|should|can|may)\b"
    r"|\b(?:dates?|days?|years?|months?|deadlines?|cut-off|quand|délai|jour|année|cuándo|fecha|plazo|día|año)\b",
    re.IGNORECASE,
)
_WHICH_STATE = re.compile(rf"\b(?:which|quel|qué|cuál)\s(?:\w+\s)?{_OF_STATES.pattern}", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:how many|what number of)\s*([^?,;]*)", re.IGNORECASE)
_ENDS_COUNTED = re.compile(
    r"\b(?:did|do|does|has|have|had|is|are|was|were|will|would|can|could|must|should|may|in|on|at|by|for|from|of"
    r"|with|under|to|that|who|which|ont|a|avaient|sont|étaient|dans|en|par|pour|qui|había\w*|han|tienen|son"
    r"|fueron|que|de)\b",
    re.IGNORECASE,
)
_HELPER = re.compile(
    r"\b(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could|must|should)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_WHO = re.compile(
    rf"\b(?:who|{_WHICH}\s(?:[\w-]+\s){{0,4}}?{_OF_STATES.pattern})\s+"
    r"(?:(?:has|have|had|is|are|was|were|also|can|could|may|must|should|shall|will|would)\s+)?"
    r"(?P<deed>[a-z]{3,})"
    r"|\b(?:which|what) (?:\w+ ){1,2}(?P<made>[a-z]{3,}ed)\b"
    r"|\bby whom (?:is|are|was|were) .{0,60}?(?P<by>\b[a-z]{3,}ed)\b",
    re.IGNORECASE,
)
_WHO_ELSE = {
    "fr": re.compile(
        r"\b(?:qui|par qui|quel(?:le)?s? (?:États?|pays|organisations?)(?: [\w-]+){0,2}?)"
        r" (?:a|ont|avai(?:t|ent))(?: été)? (?P<deed>[^\W\d_]{3,})",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:quién(?:es)?|qué (?:Estados?|pa[íi]s(?:es)?|organizaci(?:ón|ones))(?: [\w-]+){0,2}?)"
        r" (?:(?:ha|han|había|habían) )?(?P<deed>[^\W\d_]{3,})",
        re.IGNORECASE,
    ),
}
_DOES_ELSE = {
    "fr": re.compile(
        r"\bqu(?:['’](?:a|ont|avai(?:t|ent)) |e )(?P<deed>[^\W\d_]{3,}) (?:la |les? |l['’])?", re.IGNORECASE
    ),
    "es": re.compile(
        r"\bqué (?:(?:ha|han|había) )?(?P<deed>[^\W\d_]{3,}) (?:el |las? |los )?", re.IGNORECASE
    ),
}
"""What stands before whoever did it: 'Qu'a proposé le Chili', '¿Qué propuso Chile'."""
_DEED = re.compile(r"\s+(?:(?:have|has|had|been|be|not|also|finally|[a-z]+ly)\s+){0,3}(?P<deed>[a-z]{3,})")
_PERSON = re.compile(
    r"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Ambassador|Amb|Sir|Judge|General|Colonel|Senator|M|Mme|Sr|Sra)\.?\s+"
    r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,3})"
)
_TOPIC = re.compile(
    r"\b(?:on|about|concerning|regarding|sur|sobre) (?:the |la |le |les |el |las |los )?([^?,;.]{3,80}?)"
    r"(?= (?:at|in|during|held|by|when|à|lors|en|durante)\b|[?,;.]|$)",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\w (?:or|ou|o) \w", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:why|how come|what (?:was|were) the reasons?|for what reasons?|on what grounds|pourquoi"
    r"|pour quelles? raisons?|por qué|por qué razón|por qué motivo)(?!\w)",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today|now(?!\s+that)|nowadays|currently|at present|presently|these days|this (?:year|month|week)"
    r"|to date|so far this year|at the moment|up to now|current|latest|aujourd['’]hui|actuellement|à ce jour"
    r"|en ce moment|cette année|hoy|actualmente|en la actualidad|ahora|este año|hasta la fecha)(?!\w)",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:did|had|has|have|was|were)\b|\b(?:who|which)\b.{0,40}?\b\w{3,}ed\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:aim|plan|hope|intend|expect|wish|promise|want|will|would|shall|should|must|could|can|may)\w{0,3}\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"\b(?:which|what) (?:one )?(?:State|country)(?: Party)?\b(?! or )", re.IGNORECASE)


def needs_of(asked: Asked, question: Question) -> Needs:
    """What the wording of one thing asked demands of the statement that answers it."""
    text = asked.text
    named = find_names(text)
    doer, deed = _doing(text, named) if question.spoken == "en" else _doing_else(text, named, question.spoken)
    return Needs(
        slot=_slot(asked),
        counted=_counted(text, question.spoken),
        topic=_topic(text, question.spoken),
        doer=doer,
        deed=deed,
        done=bool(_DONE.search(text)) and not _PLANNED.search(text),
        single=bool(_SINGLE.search(text)),
        reason=bool(_REASON.search(text)),
        of_today=bool(_TODAY.search(text)),
        figures=_figures(text, question.spoken),
        either=bool(_EITHER.search(text)),
        years=tuple(y for y in question.years if y in text or len(question.parts) == 1),
        people=tuple(match["name"].split()[-1] for match in _PERSON.finditer(text)),
    )


def _slot(asked: Asked) -> Slot:
    text = asked.text
    if _OWN_NAME.search(text):
        return Slot.PERSON
    match asked.wants:
        case Wants.NUMBER:
            return Slot.AMOUNT if _AMOUNT.search(text) else Slot.FIGURE
        case Wants.DATE if _ASKS_WHEN.search(text):
            return Slot.DATE
        case Wants.LIST | Wants.PERSON if _asks_which_states(text):
            return Slot.STATES
        case Wants.STATEMENT if _WHICH_STATE.search(text):
            return Slot.STATES
        case Wants.PERSON:
            return Slot.SOMEBODY
        case _ if _BY_WHOM.search(text):
            return Slot.SOMEBODY
        case _:
            return Slot.DEFINITION if _BARE_TERM.fullmatch(text.strip()) else Slot.ANYTHING


def _asks_which_states(text: str) -> bool:
    return bool(_WHICH_STATES.search(text)) and not _OTHER_NAMED.search(text)


def _counted(text: str, language: str) -> frozenset[str]:
    """The noun after 'how many', with what stands before it: 'cluster munition victims'."""
    match = _COUNTED.search(text)
    if match is None or language != "en":
        return frozenset()
    words = match[1].split()[:4]
    kept: list[str] = []
    for word in words:
        if _ENDS_COUNTED.fullmatch(word):
            break
        kept.append(word)
    return frozenset(analyse(" ".join(kept), language))


def _doing(text: str, named: tuple[Named, ...]) -> tuple[Named | None, str]:
    """'Why did Germany oppose': Germany, 'oppose'; 'Who chaired': nobody, 'chaired'."""
    for helper in _HELPER.finditer(text):
        for one in named:
            if one.start == helper.end():
                deed = _DEED.match(text, one.end)
                return one, _verb(deed)
    return None, _verb(_WHO.search(text))


def _doing_else(text: str, named: tuple[Named, ...], language: str) -> tuple[Named | None, str]:
    """The same of a question in French or Spanish, the verb in English where its term is known."""
    for does in _DOES_ELSE[language].finditer(text):
        for one in named:
            if one.start == does.end():
                return one, _verb_in_english(does["deed"], language)
    who = _WHO_ELSE[language].search(text)
    return None, _verb_in_english(who["deed"], language) if who else ""


def _verb_in_english(verb: str, language: str) -> str:
    known = in_english(verb.casefold(), language).split()[:1]
    return known[0] if known and is_deed(known[0]) else ""


def _topic(text: str, language: str) -> frozenset[str]:
    said = (match[1] for match in _TOPIC.finditer(text))
    english = (each if language == "en" else in_english(each, language) for each in said)
    return frozenset(form for each in english for form in analyse(each, "en"))


def _verb(match: re.Match[str] | None) -> str:
    verb = next(filter(None, match.groups()), "") if match else ""
    return verb if is_deed(verb) else ""


def _figures(text: str, language: str) -> frozenset[int]:
    taken = [range(m.start, m.end) for m in find_all(text)]
    taken += [range(d.start, d.end) for d in find_dates(text)]
    return frozenset(
        number.value
        for number in numbers_in(text, language)
        if number.value != 1
        and not 1900 <= number.value <= 2100
        and not any(number.start in own for own in taken)
    )
