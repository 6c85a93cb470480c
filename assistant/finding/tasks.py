"""What a question amounts to: one search and one answer, or several: its parts, or what is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.finding.places import is_asked_for, look_up
from assistant.schemas import Lean, Turn, Why
from assistant.understanding.question import Asked, Wants, read_question
from assistant.understanding.scope import CLEARLY, document_scope, held_at, rest_of, says_which
from assistant.understanding.terms import in_english
from assistant.understanding.understand import Understood, Wording, understand
from assistant.understanding.wording import without
from index.lexical import analyse
from index.retrieve import OpenGeneration, StoredDocument
from ingest.locator import Locator, Mention, find_all

WHOLE = 0.4
"""Weight of the whole question in the search for one of its parts: what the part does not say again."""
ALSO_MEANT = 0.5
"""Share of the standing of the document most meant from which on another one is compared with it."""
MOST_SIDES = 5
_FIGURES = re.compile(
    r"\b(numbers?|figures?|how many|nombres?|chiffres?|combien|cifras?|números?|cuánt[oa]s)\b", re.I
)
_PERIODS = re.compile(
    r"\b(time limits?|deadlines?|periods?|when|how long|délais?|quand|plazos?|cuándo)\b", re.IGNORECASE
)
_HOW_MANY_SIDES = re.compile(
    r"\b(?:two|three|four|five|deux|trois|quatre|cinq|dos|tres|cuatro|cinco) "
    r"(?=(?:documents?|reports?|meetings|treaties|conventions|rapports|traités|informes|tratados|convenciones)\b)",
    re.IGNORECASE,
)
"""What is compared, counted: no figure that a side must have."""
_COMPARING = frozenset(
    "compare comparison difference differences differ différence différences diferencia diferencias"
    " number numbers figure figures date dates each develop developed development evolve"
    " evolved evolution change changed changes idea over time say says said two both comparez comparer nombre"
    " chiffre chiffres chacun évolué évolution changé idée comparar compare número números cifra cifras fecha"
    " fechas cada evolucionado evolución cambiado dos ambos".split()
)
"""Words that say how things are compared, and not what."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to find and to say."""

    understood: Understood
    asked: Asked
    wording: str
    """In the words of the question; what is asked may be those with the words of another part."""
    document: str | None = None
    """Of a comparison: the document that is heard."""


def tasks(understood: Understood, generation: OpenGeneration) -> tuple[Task, ...]:
    """At least one, in the order of the question; of a comparison by date."""
    question = understood.question
    if placed := sides_at_places(understood, generation):
        documents = [document for document, _ in placed]
        return tuple(
            _at_place(document, place, _side(document, documents, understood, generation), generation)
            for document, place in placed
        )
    if compared := sides(understood, generation):
        return tuple(_side(document, compared, understood, generation) for document in compared)
    if len(question.parts) == 1:
        return (Task(understood, question.parts[0], question.standalone),)
    found: list[Task] = []
    before = ""
    for asked in question.parts:
        task = _part(asked, before, understood, generation)
        found.append(task)
        anew = task.understood.question.standalone != question.standalone
        before = task.understood.question.standalone if anew else asked.text
    return tuple(found)


def _part(asked: Asked, before: str, understood: Understood, generation: OpenGeneration) -> Task:
    """A part that changes the one before, 'and how many in 2017?', is asked as a question of its own; any
    other is searched for beside the whole question, whose documents and places it shares."""
    question = understood.question
    names_place = bool(find_all(asked.text))
    if names_place and _is_topic_elsewhere(understood, generation):
        own = read_question(asked.text, (), question.language, question.filters, question.spoken)
        if len(own.parts) == 1:
            return Task(understand(own, generation), own.parts[0], asked.text)
    if before:
        former = [Turn(role="user", content=before), Turn(role="assistant", content="")]
        own = read_question(asked.text, former, question.language, question.filters, question.spoken)
        if own.lean in (Lean.REDATED, Lean.REPLACED) and len(own.parts) == 1:
            return Task(understand(own, generation), own.parts[0], asked.text)
    wordings = (
        Wording(asked.text, 1.0, Why.PART),
        *(replace(w, weight=WHOLE * w.weight) for w in understood.wordings),
    )
    if question.places and not names_place:  # it asks more of the Article another part names
        around = (replace(place, locator=Locator(place.locator.steps[:1])) for place in question.places)
        question = replace(question, places=tuple(around))
    return Task(replace(understood, question=question, wordings=wordings), asked, asked.text)


def _is_topic_elsewhere(understood: Understood, generation: OpenGeneration) -> bool:
    """True when the question as a whole speaks of other documents than those that have the place it names:
    'a brief on what the 2011 report shows, and what does Article 9 ask for?'"""
    question, scope = understood.question, understood.scope
    places = look_up(question, generation, scope, generation.allowed(question.filters))
    return bool(places) and not is_asked_for(places, question, scope)


def sides(understood: Understood, generation: OpenGeneration) -> tuple[StoredDocument, ...]:
    """The documents that a comparison is between, by date: those it names, or those of the years it names and
    between them. Empty where nothing is compared, or no two documents are meant."""
    question = understood.question
    if question.places or not any(asked.wants is Wants.COMPARISON for asked in question.parts):
        return ()
    meant = understood.documents
    top = max((understood.scope[each] for each in meant), default=0.0)
    named = [generation.document(each) for each in meant if understood.scope[each] >= ALSO_MEANT * top]
    if len(set(question.years)) > 1:
        first, last = min(question.years), max(question.years)
        named = [
            document
            for document in generation.documents()
            if first <= _day(document)[:4] <= last and document.metadata.language == "en"
        ]
    ends = {each.id for each in sorted(named, key=_day)[:: max(1, len(named) - 1)]}  # the first and the last
    kept = sorted(named, key=lambda d: (d.id not in ends, -understood.scope[d.id], _day(d)))[:MOST_SIDES]
    return tuple(sorted(kept, key=_day)) if len(kept) > 1 else ()


def sides_at_places(
    understood: Understood, generation: OpenGeneration
) -> tuple[tuple[StoredDocument, Mention], ...]:
    """Of a comparison of places, 'Article 4 of the CCM and Article 5 of the APMBC', each document with its
    own place; empty where none are compared, or it is not clear of which documents they are."""
    question = understood.question
    if not question.places or not any(asked.wants is Wants.COMPARISON for asked in question.parts):
        return ()
    ends = [*(place.start for place in question.places[1:]), len(question.standalone)]
    found: dict[str, tuple[StoredDocument, Mention]] = {}
    for place, until in zip(question.places, ends, strict=True):
        said = question.standalone[place.start : until]
        words = without(said, [(0, place.end - place.start)])
        english = in_english(words, question.spoken)
        alone = replace(question, standalone=words, english=english, places=(), cited=(), years=())
        scope = document_scope(alone, generation)
        named = [generation.document(each) for each, standing in scope.items() if standing >= CLEARLY]
        held = [document for document in named if held_at(document, place.locator, generation)]
        in_its_language = [document for document in held if document.metadata.language == question.spoken]
        for document in in_its_language or held:
            found.setdefault(document.id, (document, place))
    return tuple(found.values()) if len(found) > 1 else ()


def _at_place(document: StoredDocument, place: Mention, task: Task, generation: OpenGeneration) -> Task:
    """The side of a comparison, asked of one place of its document; where nothing but places is compared, of
    the place alone."""
    own = task.understood
    scope = {each: own.scope[each] * (each == document.id) for each in own.scope}
    named = [each for each in own.scope if own.scope[each] >= CLEARLY]
    rest = rest_of(own.question, named, generation)
    asked, question = task.asked, replace(own.question, places=(place,))
    if all(word.casefold() in _COMPARING for word in rest):
        asked = replace(asked, words={}, english={})
        said = question.standalone[place.start : place.end]
        place = replace(place, start=0, end=len(said))
        question = replace(question, standalone=said, english="", places=(place,), parts=(asked,))
    return replace(task, asked=asked, understood=replace(own, question=question, scope=scope))


def _side(
    document: StoredDocument,
    compared: Sequence[StoredDocument],
    understood: Understood,
    generation: OpenGeneration,
) -> Task:
    """The question as asked of one of the documents: without the words that name any of them."""
    question = understood.question
    naming = says_which([each.id for each in compared], generation)
    whole = question.parts[0]
    subject = [
        word
        for word in whole.words
        if word.casefold() not in _COMPARING and not set(analyse(word, question.spoken)) & naming
    ]
    text = _HOW_MANY_SIDES.sub("", whole.text)
    asked = replace(
        whole,
        text=text,
        wants=_wanted_of_sides(question.standalone),
        words=dict.fromkeys(subject, 1.0) or whole.words,
    )
    filters = replace(question.filters, documents=(document.id,))
    own = replace(question, filters=filters, parts=(asked,), years=(), names=())
    wordings = (Wording(" ".join(subject) or question.standalone, 1.0, Why.PART), *understood.wordings)
    return Task(replace(understood, question=own, wordings=wordings), asked, question.standalone, document.id)


def _wanted_of_sides(text: str) -> Wants:
    """The kind of answer a comparison asks of each side."""
    if _FIGURES.search(text):
        return Wants.NUMBER
    return Wants.DATE if _PERIODS.search(text) else Wants.STATEMENT


def _day(document: StoredDocument) -> str:
    return document.metadata.event_date or document.metadata.document_date or ""
