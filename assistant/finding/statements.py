"""Evidence to statements: the sentences, points and footnotes that could answer, scored by the question."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.finding.likeness import likenesses
from assistant.plain import MARKS, plain
from assistant.reply import Evidence
from assistant.understanding.clauses import rules, sets
from assistant.understanding.negation import asks_of_what_is_not, tells_of_what_is_not
from assistant.understanding.question import Asked, Question, Wants
from assistant.understanding.scope import LAWS, initials, short_title
from assistant.understanding.synonyms import others
from assistant.understanding.wording import TELLS_WHEN
from index.embed import Encoded
from index.lexical import analyse
from index.retrieve import OpenGeneration, StoredPassage
from ingest.citation import in_words
from ingest.documents import Attached, Role, Span, Unit, UnitKind
from ingest.locator import Locator, find_all
from ingest.sentences import sentences
from ingest.states import find_states, is_state_list, states_in

Encode = Callable[[Sequence[str]], Sequence[Encoded]]

# Weight in the score: words of the question met, nearness of its words and of the whole, rank of the passage,
# right kind of answer. See docs/decisions/0004-choosing-statements.md and 0012-late-interaction.md.
COVERAGE, LIKENESS, MEANING, RANK, KIND = 0.35, 0.30, 0.30, 0.10, 0.20
# How much a word counts that stands not in the statement itself but in what belongs to it.
SYNONYM = 0.8
"""How much a word counts that is met by another word for it."""
NEAR = {"attached": 0.8, "heading": 0.7, "document": 0.8, "passage": 0.5}
CLAUSE = 0.25  # added for the clause of a treaty that is asked for
RULE = 0.1  # added for what a treaty allows, forbids or obliges to, where that is asked
PREAMBLE = 0.1  # taken from a recital, which sets no rule
AT_PLACE = 0.5  # added for a statement that stands at a place the question names

_PREAMBLE = (("preamble", ""),)
_MARKS = re.compile(rf"[{MARKS}]+")
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|thirty|"
    r"no|none|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|uno|dos|tres|cuatro|cinco|siete|ocho|nueve|diez)\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\b(?:how (?:long|soon|early|late|far in advance)|what notice|combien de temps|cuánto tiempo)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety|deux|trois|quatre|cinq|sept"
    r"|huit|neuf|dix|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez))"
    r" (?:days|weeks|months|years|jours|semaines|mois|ans|années|días|semanas|meses|años)\b"
    r"|\b(?:1|one|each|every|une?|chaque|una?|cada)"
    r" (?:day|week|month|year|jour|semaine|mois|an|année|día|semana|mes|año)\b"
    r"|\b(?:annually|immediately|as soon as|dès que|tan pronto)\b",
    re.IGNORECASE,
)
"""A length of time: what answers 'how long?' and 'how early?'."""
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+\b")
_DEFINES = re.compile(r"\b(means?|is|are|refers? to|signifie|entend|désigne|significa|entiende|es)\b")
_ASKS_FOR_QUESTIONS = re.compile(r"\b(questions?|challenges?|preguntas?)\b", re.IGNORECASE)
_ENUMERATED = (UnitKind.POINT, UnitKind.LIST_ITEM)
_OWN_NUMBER = re.compile(r"^\(?[\divxa-z]{1,4}[.)] ")
"""Of a paragraph or point: no figure."""
CONDITION = 0.1
DONE = 0.1
"""What a statement on those who did loses, where those are asked for who did not."""
OTHER_ARTICLE = 0.15
"""What a report's statement loses that is told of another Article than the question names."""
_CONDITION = re.compile(
    r"(?:if|where|should|in (?:case|the event)|si|lorsqu|dans le cas|en caso)\b", re.IGNORECASE
)
_ASKS_OTHERWISE = re.compile(
    r"\b(?:if|unless|exten\w+|cannot|can|could|may|late\w*|more|unable|fails?|si|prolong\w*|prórroga|peut|puede)\b",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\b(?:extensions?|prolongations?|prórrogas?)\b", re.IGNORECASE)
_POINT = re.compile(r"(?<!\w)(?:(?:and|et|y) )?\(?(?:\d{1,2}|[a-k]|[ivx]{1,4})\)\s")
_PRONOUN = re.compile(
    r"(?:They|He|She|Ils|Elles|Elle)\b(?! (?:are|is) )"
    r"|(?:Of (?:these|them)|Parmi (?:ceux|celles)|De (?:estos|ellos))\b"
)
_NAMES_IN_A_ROW = 0.7
_WORDS = 3  # a shorter stretch asserts nothing
_LIST = 3  # that many items, names or commas make a list


Lead = tuple[Span, Locator]
"""Opening words and the place they stand at."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion of one document, with the place it stands at."""

    passage: StoredPassage
    relevance: float
    at_place: bool
    """It stands at a place the question names."""
    span: Span
    text: str
    locator: Locator
    leads: tuple[Lead, ...] = ()
    """Opening words a point or list item depends on ('States Parties shall:'), outermost first."""
    footnotes: tuple[Attached, ...] = ()
    """Definitions of the footnotes marked in it."""
    shown: tuple[Attached, ...] = ()
    """Footnotes without which it may mislead; they are quoted with it whatever is asked."""
    is_list: bool = False
    """It is a whole list, each item on a line of its own."""
    coverage: float = 0.0
    """Share of the question's words met, weighted by rarity, 0..1."""
    likeness: float = 0.0
    """Of the question's words to words of the statement, about 0..1."""
    meaning: float = 0.0
    """Cosine between question and statement."""
    kind_met: float = 0.0
    """How far it is what the question asks for: a figure, names, a list, a date; 0..1."""
    clause: float = 0.0
    """How far it is the clause of a treaty, or the count of its members, that is asked for, 0..1."""
    score: float = 0.0


def split(evidence: Evidence, generation: OpenGeneration) -> list[Statement]:
    """The statements of one passage: sentences of its body, its whole list if it has one, its footnotes."""
    stored = evidence.passage
    passage = stored.passage
    record = generation.text(passage.document_id, passage.version)
    units = generation.units(passage.document_id, passage.version)
    starts = [unit.span.start for unit in units]
    first = Statement(stored, evidence.relevance, evidence.named, passage.body, "", passage.locator)
    found: list[Statement] = []
    for line in _lines(passage.body, record):
        unit = units[max(0, bisect_right(starts, line.start) - 1)]
        if unit.kind in (UnitKind.HEADING, UnitKind.TITLE):
            continue
        leads = _leads(unit, units, record)
        for span in _runs(line.of(record)):
            whole = Span(line.start + span.start, line.start + span.end)
            text = whole.of(record)
            if _asserts(text):
                marked = _marked(text, passage.attached)
                shown = tuple(a for a in marked if not is_state_list(a.span.of(record)))
                found.append(
                    replace(
                        first,
                        span=whole,
                        text=text,
                        locator=unit.locator,
                        leads=leads,
                        footnotes=marked,
                        shown=shown,
                    )
                )
    return [*found, *_with_footnotes(found, record)]


def _asserts(text: str) -> bool:
    """False of a stretch too short to say anything; 'Peru chaired.' says who did."""
    words = len(re.findall(r"[^\W\d_]{2,}", text))
    return words >= _WORDS or (words == _WORDS - 1 and text.endswith(".") and _is_named_first(text))


def _is_named_first(text: str) -> bool:
    """True where a State is named, and a word in small letters follows."""
    state = next(iter(find_states(text)), None)
    return state is not None and not text[: state.start].strip() and text[state.end :].strip()[:1].islower()


def _runs(text: str) -> list[Span]:
    """The sentences of a line; the points of a list that runs on in it, '1) ...; 2) ...', stay together, and
    so does 'They added that ...' or 'Of these, ...' with the sentence that says who."""
    found: list[Span] = []
    for span in sentences(text):
        if found and _goes_on(text, span, found[-1]):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _goes_on(text: str, span: Span, before: Span) -> bool:
    if _PRONOUN.match(text, span.start):
        return True
    return bool(_POINT.match(text, span.start) and _POINT.search(text, before.start, before.end))


def _with_footnotes(found: Sequence[Statement], record: str) -> list[Statement]:
    """Each sentence once more with each list of States below it: no footnote stands without its sentence."""
    return [
        replace(s, text=f"{s.text} {footnote.span.of(record)}", shown=(*s.shown, footnote))
        for s in found
        for footnote in s.footnotes
        if footnote not in s.shown
    ]


def _lines(body: Span, record: str) -> list[Span]:
    lines, start = [], body.start
    for line in body.of(record).split("\n"):
        if line.strip():
            lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    return lines


def _leads(unit: Unit, units: Sequence[Unit], record: str) -> tuple[Lead, ...]:
    """The last sentence of each thing a point or item stands under: 'The following claims are false.'"""
    leads: list[Lead] = []
    while unit.kind in _ENUMERATED and unit.parent is not None:
        unit = units[unit.parent]
        if unit.kind in (UnitKind.HEADING, UnitKind.TITLE, UnitKind.COVER):
            break
        last = sentences(unit.span.of(record))[-1]
        leads.insert(0, (Span(unit.span.start + last.start, unit.span.start + last.end), unit.locator))
    return tuple(leads)


def _marked(text: str, attached: Sequence[Attached]) -> tuple[Attached, ...]:
    numbers = {str.translate(mark, PLAIN) for run in _MARKS.findall(text) for mark in re.split(r"[ʼ,]", run)}
    return tuple(a for a in attached if a.role is Role.FOOTNOTE and a.locator.steps[-1][1] in numbers)


PLAIN = str.maketrans(MARKS, "0123456789abcdefgh")


def score(
    statements: Sequence[Statement],
    asked: Asked,
    question: Question,
    generation: OpenGeneration,
    encode: Encode,
) -> list[Statement]:
    """The statements scored for one thing asked, best first; ties keep the order of the evidence."""
    if not statements:
        return []
    queries = list(dict.fromkeys(filter(None, (question.standalone, asked.text, question.english))))
    encoded = encode([*queries, *(_in_context(s, generation) for s in statements)])
    vectors = np.stack([each.vector for each in encoded])
    cosines = (vectors[len(queries) :] @ vectors[: len(queries)].T).max(axis=1)
    read, said = dict(zip(queries, encoded, strict=False)), encoded[len(queries) :]

    def looked_for(words: Mapping[str, float], text: str, known: float) -> _LookedFor:
        return _LookedFor(rarity(words, generation), likenesses(text, read[text], words, said), known)

    typed = looked_for(asked.words, question.standalone, 1.0)
    english = (
        looked_for(asked.english, question.english, asked.known)
        if asked.english and question.english
        else typed
    )
    scored = []
    for number, (statement, cosine) in enumerate(zip(statements, cosines, strict=True)):
        words = english if statement.passage.metadata.language == "en" else typed
        coverage, likeness = words.met(number, statement, generation)
        kind_met = meets(asked, statement)
        named = statement.at_place and any(_stands_at(statement, place) for place in question.locators)
        clause = _clause(asked, statement)
        kind_met = max(kind_met, float(clause == 1.0))
        total = COVERAGE * coverage + LIKENESS * likeness + MEANING * float(cosine)
        total += RANK * statement.relevance + KIND * kind_met + AT_PLACE * named
        total += _as_rule(asked, statement, clause)
        total -= DONE * _is_of_those_who_did(asked, question, statement)
        total -= OTHER_ARTICLE * _is_of_another_article(question, statement, generation)
        scored.append(
            replace(
                statement,
                coverage=coverage,
                likeness=likeness,
                meaning=float(cosine),
                kind_met=kind_met,
                at_place=named,
                clause=clause,
                score=round(total, 6),
            )
        )
    return sorted(scored, key=lambda s: -s.score)


@dataclass(frozen=True, slots=True)
class _LookedFor:
    """Words of a question in one language, what each weighs and how near each statement comes to it."""

    rarity: Mapping[str, float]
    nearest: Mapping[str, NDArray[np.float32]]
    known: float
    """Share of the question that they stand for."""

    def met(self, number: int, statement: Statement, generation: OpenGeneration) -> tuple[float, float]:
        """How far statement `number` has these words, and how near it comes to them, 0..1 each."""
        if not self.rarity:
            return 0.0, 0.0
        language = statement.passage.metadata.language
        by_place = _by_place(statement, generation)
        forms = _best_of(by_place)
        covered = near = 0.0
        for word, rare in self.rarity.items():
            own = analyse(word, language) or ("",)
            covered += rare * max(share(form, forms, language) for form in own)
            if word in self.nearest:
                named = max(
                    by_place["document"].get(form, 0.0) for form in own
                )  # alike for all of a document
                near += rare * max(float(self.nearest[word][number]), named)
        total = sum(self.rarity.values())
        looked = sum(rare for word, rare in self.rarity.items() if word in self.nearest)
        return self.known * covered / total, self.known * near / (looked or 1.0)


def _clause(asked: Asked, statement: Statement) -> float:
    """How far it is the clause asked for, of the treaty or law meant; others stand below all in relevance."""
    passage = statement.passage
    if not asked.clauses or passage.metadata.kind not in LAWS or statement.relevance < 0:
        return 0.0
    return sets(asked.clauses, passage.text if statement.is_list else statement.text, passage.passage.heading)


def _as_rule(asked: Asked, statement: Statement, clause: float) -> float:
    """What a statement gains as the rule that is asked for, or loses where it stands beside the rule."""
    gained = CLAUSE * clause - _beside_the_rule(asked, statement)
    if (asked.rule or asked.clauses) and statement.passage.metadata.kind in LAWS and statement.relevance >= 0:
        if statement.locator.steps[:1] == _PREAMBLE:
            return gained - PREAMBLE
        return gained + RULE * (asked.rule and rules(statement.text))
    return gained


def _is_of_those_who_did(asked: Asked, question: Question, statement: Statement) -> bool:
    """True where those are to be named who did not, and it tells of none."""
    if asked.wants not in (Wants.LIST, Wants.PERSON) or not asks_of_what_is_not(asked.text):
        return False
    return not tells_of_what_is_not(asked.text, plain(statement.text), question.spoken, by_name=True)


def _is_of_another_article(question: Question, statement: Statement, generation: OpenGeneration) -> bool:
    """True when a report tells it of other Articles than those the question names."""
    asked = _articles(question.locators)
    if not asked or statement.passage.metadata.kind in LAWS:
        return False
    passage = statement.passage.passage
    record = generation.text(passage.document_id, passage.version)
    said = " ".join([*(span.of(record) for span, _ in statement.leads), plain(statement.text)])
    told = _articles(mention.locator for mention in find_all(said))
    return bool(told) and not told & asked


def _articles(places: Iterable[Locator]) -> set[str]:
    return {number for place in places for level, number in place.steps if level == "article"}


def _stands_at(statement: Statement, place: Locator) -> bool:
    """True when it stands at the place; the sentence that marks a footnote stands at it too."""
    if place.level == "footnote":
        marked = (statement.locator, *(footnote.locator for footnote in statement.footnotes))
        return any(locator.steps[-1:] == place.steps[-1:] for locator in marked)
    return is_within(statement.locator, place)


def is_within(locator: Locator, place: Locator) -> bool:
    """True when `locator` is `place` or inside it; an action plan's name may stand in the title alone."""
    inner = Locator(place.steps[1:]) if place.steps[:1] and place.steps[0][0] == "plan" else place
    return place.contains(locator) or (bool(inner.steps) and inner.contains(locator))


def rarity(words: Mapping[str, float], generation: OpenGeneration) -> dict[str, float]:
    """Weight of each word: how much the question leans on it times how few passages have it."""
    frequency = generation.document_frequency(tuple(words))
    total = generation.collection.passages
    return {
        word: weight * math.log(1 + total / (1 + frequency.get(word, 0))) for word, weight in words.items()
    }


def _in_context(statement: Statement, generation: OpenGeneration) -> str:
    passage = statement.passage.passage
    record = generation.text(passage.document_id, passage.version)
    said = [statement.passage.metadata.title + ".", *(f"{head}." for head in passage.heading[-1:])]
    said += [span.of(record) for span, _ in statement.leads if statement.is_list]
    return " ".join([*said, plain(statement.text)])


def _by_place(statement: Statement, generation: OpenGeneration) -> dict[str, dict[str, float]]:
    """Index words in the statement and in what belongs to it, each with how much it counts there."""
    stored, data = statement.passage, statement.passage.metadata
    language = data.language
    record = generation.text(stored.passage.document_id, stored.passage.version)
    beside = [a.span.of(record) for a in statement.footnotes]
    openings = " ".join(span.of(record) for span, _ in statement.leads)
    # What a list is of, its opening tells; of a single point the opening is context.
    said = (openings, plain(statement.text)) if statement.is_list else (plain(statement.text), openings)
    dates = [in_words(d, language) for d in (data.event_date, data.document_date, data.as_of) if d]
    named = (data.title, initials(short_title(data.title)), data.symbol, data.meeting, *dates)
    places = {
        "own": said[0],
        "attached": " ".join([said[1], *beside]),
        "heading": " ".join(stored.passage.heading) + f" {statement.locator}",
        "document": " ".join(filter(None, named)),
        "passage": stored.text,
    }
    return {name: dict.fromkeys(_forms(text, language), NEAR.get(name, 1.0)) for name, text in places.items()}


def _best_of(by_place: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    met: dict[str, float] = {}
    for forms in by_place.values():
        for form, weight in forms.items():
            met[form] = max(weight, met.get(form, 0.0))
    return met


@lru_cache(maxsize=20_000)
def _forms(text: str, language: str) -> frozenset[str]:
    """Index words of a text, remembered: statements of a passage share its text, headings and title."""
    return frozenset(analyse(text, language))


def _beside_the_rule(asked: Asked, statement: Statement) -> float:
    """What a conditional statement loses, 'If a State is unable', where the rule itself is asked for; so does
    what a treaty says on extensions of the period that another paragraph sets."""
    passage = statement.passage
    conditional = bool(_CONDITION.match(_OWN_NUMBER.sub("", plain(statement.text))))
    if (asked.rule or asked.clauses) and passage.metadata.kind in LAWS:
        conditional = conditional or bool(_EXTENSION.search(passage.text))
    return CONDITION if conditional and not _ASKS_OTHERWISE.search(asked.text) else 0.0


def share(form: str, met: Mapping[str, float], language: str) -> float:
    """How far a word of the question is met: itself, or another word for it in the statement."""
    own = met.get(form, 0.0)
    if language != "en" or own >= SYNONYM:
        return own
    return max([own, *(SYNONYM * met.get(other, 0.0) for other in others(form))])


def meets(asked: Asked, statement: Statement) -> float:
    """How far the statement, or a footnote marked in it, is the kind of thing asked for, 0..1."""
    text = plain(statement.text)
    if text.endswith("?") and not _ASKS_FOR_QUESTIONS.search(asked.text):
        return 0.0  # a question put in a report is no finding
    if _HOW_LONG.search(asked.text):
        return float(bool(_PERIOD.search(text)) and not statement.is_list)
    match asked.wants:
        case Wants.NUMBER:
            return float(bool(_NUMBER.search(_OWN_NUMBER.sub("", text))))
        case Wants.DATE:
            return float(bool(TELLS_WHEN.search(text)))
        case Wants.LIST:
            return _lists(asked, statement, text)
        case Wants.PERSON:
            return float(bool(statement.footnotes or states_in(text) or _NAME.search(text, 1)))
        case Wants.DEFINITION:
            return float(bool(_DEFINES.search(text)))
        case Wants.PLACE:
            return float(bool(_NAME.search(text, 1)))
        case _:
            return 1.0


def _lists(asked: Asked, statement: Statement, text: str) -> float:
    if asked.of_states:
        return 1.0 if statement.footnotes else min(1.0, len(states_in(text)) / _LIST)
    return 1.0 if statement.is_list else _NAMES_IN_A_ROW if text.count(",") >= _LIST else 0.5
