"""A question against one generation: which documents it means, where its places stand, what is searched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.schemas import Lean, Why
from assistant.understanding.absent import AbsentPlace, absence
from assistant.understanding.names import Named, other_names
from assistant.understanding.question import Question
from assistant.understanding.scope import (
    CLEARLY,
    document_scope,
    held_at,
    holders,
    home_treaty,
    laws_meant,
    meant,
    rest_of,
)
from index.remembered import Remembered
from index.retrieve import Filters, OpenGeneration, StoredDocument
from ingest.locator import Locator, Mention

PART = 0.6  # weight of what one part of a question finds, beside the whole
OTHER_NAMES = 0.5  # of the question with names as other documents print them
_LOOKED_AT = 20  # passages nearest to a name: if it is printed anywhere, one of them has it
_PER_NAME = 2  # other names of one State or body that are searched for


@dataclass(frozen=True, slots=True)
class Wording:
    text: str
    weight: float
    why: Why


@dataclass(frozen=True, slots=True)
class Place:
    """A place the question names, and where it is."""

    mention: Mention
    documents: tuple[str, ...]
    """Those that have it; of a footnote those among them that the question speaks of."""
    absent: AbsentPlace | None
    """Where no document has it: what proves that it is not there, if anything does."""


@dataclass(frozen=True, slots=True)
class Understood:
    """All that finding and explaining need to know of a question."""

    question: Question
    scope: Mapping[str, float]
    """How clearly the question speaks of each document; see `scope.document_scope`."""
    places: tuple[Place, ...]
    wordings: tuple[Wording, ...]
    nowhere: bool = False
    """It asks for nothing but places, and none of them is there."""
    laws: tuple[str, ...] = ()
    """Treaties or laws whose rules it asks for; empty where it asks for none, or for what was done."""

    @property
    def documents(self) -> tuple[str, ...]:
        """Those the question clearly speaks of, the clearest first."""
        clear = [document for document, standing in self.scope.items() if standing >= CLEARLY]
        return tuple(sorted(clear, key=lambda document: -self.scope[document]))

    @property
    def absent(self) -> AbsentPlace | None:
        """The first place named that is proved absent."""
        return next((place.absent for place in self.places if place.absent), None)


def understand(question: Question, generation: OpenGeneration) -> Understood:
    """What the question means in this generation."""
    scope = document_scope(question, generation)
    normative = any(asked.clauses or asked.rule for asked in question.parts)
    laws = laws_meant(question, scope, generation) if normative else ()
    if not laws:
        told = (replace(asked, clauses=(), rule=False) for asked in question.parts)
        question = replace(question, parts=tuple(told))
    places = tuple(_place(mention, question, scope, generation) for mention in question.places)
    lost = places and not any(place.documents for place in places)
    bare = lost and not rest_of(question, filter(None, [meant(scope)]), generation)
    return Understood(question, scope, places, wordings(question, generation), bool(bare), laws)


def _place(
    mention: Mention, question: Question, scope: Mapping[str, float], generation: OpenGeneration
) -> Place:
    """Where the place is, among the documents that the filters let through."""
    locator, spoken_of = mention.locator, meant(scope)
    having = [d for d in holders(locator, generation) if _passes(d, question.filters)]
    if locator.level == "footnote":  # every second document has a footnote 3
        having = [d for d in having if not spoken_of or d.id == spoken_of or scope[d.id] >= CLEARLY]
        having = [d for d in having if held_at(d, locator, generation)]
    held = tuple(d.id for d in having)
    missing = None
    if not _is_meant_in(held, locator, question, scope, generation):
        missing = absence(locator, scope, question.spoken, generation)
    if missing and not _passes(missing.document, question.filters):
        missing = None
    return Place(mention, () if missing else held, missing)


def _is_meant_in(
    held: Sequence[str],
    locator: Locator,
    question: Question,
    scope: Mapping[str, float],
    generation: OpenGeneration,
) -> bool:
    """False where another document than those that have the place is meant: one that is named, or of a bare
    'Article 24' the home treaty."""
    if not held or any(scope[document] >= CLEARLY for document in held):
        return bool(held)
    if spoken_of := meant(scope):
        return spoken_of in held
    home = home_treaty(generation, question.spoken)
    bare = locator.level == "article" and not rest_of(question, (), generation)
    return not (bare and home is not None) or home.id in held


def _passes(document: StoredDocument, filters: Filters) -> bool:
    """False for a document that a filter names others than; dates and States are told by passage."""
    data = document.metadata
    wanted = (
        (filters.documents, document.id),
        (filters.kinds, data.kind),
        (filters.languages, data.language),
    )
    return all(not allowed or own in allowed for allowed, own in wanted)


def wordings(question: Question, generation: OpenGeneration) -> tuple[Wording, ...]:
    """What is searched for: the question, its parts, its English terms, and the names other documents use."""
    parts = [asked.text for asked in question.parts if asked.text != question.standalone]
    if len(question.parts) == 1 and question.lean is Lean.ALONE:
        parts = []
    found = [Wording(question.standalone, 1.0, Why.ASKED)]
    found += [Wording(text, PART, Why.PART) for text in parts]
    if question.english:
        found.append(Wording(question.english, 1.0, Why.ENGLISH))
    found += [Wording(text, OTHER_NAMES, Why.OTHER_NAME) for text in _with_other_names(question, generation)]
    by_words: dict[str, Wording] = {}
    for wording in found:  # the same words with other punctuation find the same
        by_words.setdefault(_spaced(wording.text).casefold(), wording)
    return tuple(by_words.values())


def _with_other_names(question: Question, generation: OpenGeneration) -> list[str]:
    """The question with other printed names of States and bodies in the place of the typed ones."""
    others = {named: printed_names(named, question.standalone, generation) for named in question.named}
    texts = []
    for turn in range(_PER_NAME):
        text = question.standalone
        for named in reversed(question.named):  # from the end, so that the offsets before it stay
            if len(others[named]) > turn:
                text = text[: named.start] + others[named][turn] + text[named.end :]
        if text != question.standalone:
            texts.append(text)
    return texts


def printed_names(named: Named, text: str, generation: OpenGeneration) -> tuple[str, ...]:
    """Other names of it that stand in print in this generation, the commonest first.

    None that `text` has, and none that is part of a longer one ('Great Britain').
    """
    known = [name for name in other_names(named) if not _has(text, name)]
    counts = {name: times for name in known if (times := _times_printed(name, generation))}
    whole = [name for name in counts if not any(name != other and _has(other, name) for other in counts)]
    return tuple(sorted(whole, key=lambda name: -counts[name]))


_times: Remembered[tuple[str, str], int] = Remembered(limit=10_000, size=lambda _: 1)


def _times_printed(name: str, generation: OpenGeneration) -> int:
    """In how many of the passages nearest to the name it stands; remembered for the last generations."""
    known = _times.get((generation.id, name))
    if known is None:
        nearest = (
            generation.hits(generation.lexical(name, _LOOKED_AT)) if _may_stand(name, generation) else []
        )
        known = _times.keep((generation.id, name), sum(_has(hit.passage.text, name) for hit in nearest))
    return known


def _may_stand(name: str, generation: OpenGeneration) -> bool:
    words = re.findall(r"[^\W_]+", name)
    return all(generation.document_frequency(words).values())


def _has(text: str, name: str) -> bool:
    """True when the words of the name stand in the text as such, one after the other."""
    return f" {_spaced(name)} " in f" {_spaced(text)} "


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))
