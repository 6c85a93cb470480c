"""Which documents a question speaks of: by title, abbreviation, symbol, meeting, date."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from assistant.question import Question
from assistant.terms import in_english, treaty_names
from index.lexical import analyse
from index.retrieve import OpenGeneration, StoredDocument, StoredPassage
from ingest.citation import in_words
from ingest.documents import Kind
from ingest.locator import Locator
from ingest.skeleton import unmix

# Standings of documents add up; only their order and ratios within one question mean anything.
_BY_NAME = 1.0  # the question has the whole title, its initials or the symbol
_CITED_BEFORE = 1.0  # the last answer quoted it
CLEARLY = 0.4
"""Standing from which on a question clearly speaks of a document."""
_HEAD = 2_000  # characters in which a document says what it is about
_ABOUT = re.compile(
    r"\b(?:on|concerning|sur|concernant|relative? (?:à|to)|relatif à|sobre|relativ[ao] a)\b", re.I
)
"""Before it a title says what the document is, after it what it is about."""
_COMMON = 5.0  # log-rarity among passages from which on a word sets a document apart fully


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the documents of one generation are known by."""

    words: Mapping[str, _Known]
    weight: Mapping[str, float]
    """How much there is to know each document by."""
    rarity: Mapping[str, float]
    names: Mapping[str, tuple[str, ...]]
    home: Sequence[StoredDocument]
    """The home treaty, then the same treaty in other languages."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The words one document is known by."""

    head: frozenset[str]
    """What it is: 'Draft Beirut Progress Report', its symbol, meeting and dates."""
    topic: frozenset[str]
    """What it is about: 'Cluster Munitions'. Many others are about that too."""

    def met(self, asked: Set[str]) -> Set[str]:
        """Words of the topic count beside one that says what it is: 'the cluster munitions convention'."""
        own = asked & self.head
        return own | (asked & self.topic) if own else own


_known: dict[str, _Marks] = {}


def document_scope(question: Question, generation: OpenGeneration) -> dict[str, float]:
    """For each document its standing: how much of what sets it apart the question names.

    A word counts by how few documents are known by it and how few passages hold it: 'Beirut' says much,
    'States' and 'report' hardly anything.
    """
    marks = _marks(generation)
    asked = set(analyse(question.standalone, question.spoken)) | set(question.years)
    asked |= set(analyse(question.english, "en"))
    said = f" {_spaced(question.standalone)} {_spaced(question.english)} "
    return {
        document: math.fsum(marks.rarity[word] for word in own.met(asked)) / marks.weight[document]
        + _BY_NAME * any(f" {name} " in said for name in marks.names[document])
        + _CITED_BEFORE * (document in question.cited)
        for document, own in marks.words.items()
    }


def home_treaty(generation: OpenGeneration, language: str) -> StoredDocument | None:
    """The document that 'the Convention' or a bare 'Article 5' means; None when no treaty stands out.

    In the language asked for, where the collection holds the same treaty in it.
    """
    editions = home_editions(generation)
    return next((d for d in editions if d.metadata.language == language), editions[0] if editions else None)


def home_editions(generation: OpenGeneration) -> Sequence[StoredDocument]:
    """The home treaty, then the same treaty in other languages; empty when no treaty stands out."""
    return _marks(generation).home


def _is_translation(document: StoredDocument, title: str) -> bool:
    data = document.metadata
    return data.kind is Kind.TREATY and _spaced(in_english(short_title(data.title), data.language)) == title


def held_at(
    document: StoredDocument, locator: Locator, generation: OpenGeneration
) -> Sequence[StoredPassage]:
    """Passages of the document at the place; an action plan need not repeat its name at each action, and
    'footnote 26' stands in whatever paragraph marks it."""
    passages = generation.passages_at(document.id, locator)
    (level, number), *inner = locator.steps or (("", ""),)
    if not passages and level == "plan" and inner and _spaced(number) in _spaced(document.metadata.title):
        return generation.passages_at(document.id, Locator(tuple(inner)))
    if not passages and level == "footnote" and not inner:
        units = generation.units(document.id)
        noted = (unit.locator for unit in units if unit.locator.steps[-1:] == locator.steps)
        return next((generation.passages_at(document.id, at) for at in noted), ())
    return passages


def holders(locator: Locator, generation: OpenGeneration) -> Sequence[StoredDocument]:
    """The documents in which the place may be `held_at`, in their usual order; in no other is it."""
    found = {document.id for document in generation.documents_with(locator)}
    (level, _), *inner = locator.steps or (("", ""),)
    if level == "footnote" and not inner:
        return generation.documents()  # it stands below paragraphs, in any of them
    if level == "plan" and inner:
        found |= {document.id for document in generation.documents_with(Locator(tuple(inner)))}
    return [document for document in generation.documents() if document.id in found]


def _marks(generation: OpenGeneration) -> _Marks:
    """Worked out once a generation; the few last ones are remembered."""
    if generation.id not in _known:
        documents = generation.documents()
        words = {document.id: _known_by(document) for document in documents}
        every = sorted(set().union(*(own.head | own.topic for own in words.values())))
        frequency = generation.document_frequency(every)
        spread = Counter(word for own in words.values() for word in own.head | own.topic)
        passages = generation.collection.passages
        rarity = {
            word: math.log((len(documents) + 1) / (spread[word] + 0.5))
            * min(1.0, math.log(1 + passages / (1 + frequency.get(word, 0))) / _COMMON) ** 2
            for word in every
        }
        # Summed in a way that does not depend on the order of a set, which differs from process to process.
        weight = {
            document: math.sqrt(math.fsum(rarity[word] for word in own.head | own.topic)) or 1.0
            for document, own in words.items()
        }
        while len(_known) > 3:
            _known.pop(next(iter(_known)))
        _known[generation.id] = _Marks(
            words, weight, rarity, {d.id: _names(d) for d in documents}, _home(generation)
        )
    return _known[generation.id]


def _known_by(document: StoredDocument) -> _Known:
    data = document.metadata
    head, _, topic = _ABOUT.sub("\n", data.title, count=1).partition("\n")
    dates = [in_words(date, data.language) for date in (data.event_date, data.document_date) if date]
    kind = data.kind.replace("_", " ")
    said = " ".join(filter(None, (head, data.symbol, data.meeting, *dates, kind)))
    own = frozenset(analyse(said, data.language))
    return _Known(own, frozenset(analyse(topic, data.language)) - own)


def _names(document: StoredDocument) -> tuple[str, ...]:
    data = document.metadata
    title = short_title(data.title)
    names = {_spaced(name) for name in (data.title, title, initials(title), data.symbol or "") if name}
    begins = f"{_spaced(title)} "
    for others in _names_of_treaties():
        if any(begins.startswith(f"{name} ") for name in others):
            names |= others
    return tuple(sorted(names))


@cache
def _names_of_treaties() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(_spaced, group)) for group in treaty_names())


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unmix(text).casefold()))


def short_title(title: str) -> str:
    """The title before a colon, dash or bracket: 'Convention on X: digest' -> 'Convention on X'."""
    return re.split(r"[:(]|\s[–—-]\s", title, maxsplit=1)[0].strip() or title


def initials(title: str) -> str:
    """'Convention on Cluster Munitions' -> 'CCM': the abbreviation people form of a title's capitals."""
    capitals = re.findall(r"\b([A-ZÀ-Þ])[\w’'-]*", title)
    return "".join(capitals) if 3 <= len(capitals) <= 6 else ""


def _home(generation: OpenGeneration) -> Sequence[StoredDocument]:
    """The treaty named at the head of most other documents, then its translations; empty when none is."""
    documents = generation.documents()
    heads = [f"{d.metadata.title} {generation.text(d.id)[:_HEAD]}".casefold() for d in documents]
    treaties = [document for document in documents if document.metadata.kind is Kind.TREATY]
    titles = [short_title(treaty.metadata.title).casefold() for treaty in treaties]
    named = [sum(title in head for head in heads) - 1 for title in titles]
    if not any(named):
        return ()
    home = treaties[named.index(max(named))]
    title = _spaced(short_title(home.metadata.title))
    return (home, *(d for d in documents if _is_translation(d, title)))
