"""Which documents a question speaks of: by title, meeting, date, symbol, abbreviation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.question import Question
from index.lexical import analyse
from index.retrieve import StoredDocument
from ingest.citation import in_words
from ingest.documents import Kind

_HOME = 0.3
_CITED_BEFORE = 1.0


def document_scope(question: Question, documents: Sequence[StoredDocument]) -> dict[str, float]:
    """For each document, how much of what sets it apart the question names; comparable within one question.

    Rare words count more: 'Beirut' stands in one title, 'Convention' in most. The treaty that the titles of
    other documents name most is at home: 'the Convention' means it unless the question says otherwise.
    """
    marks, rarity = _marks(tuple(documents))
    asked = set(analyse(question.standalone, question.language)) | set(question.years)
    home = _home(tuple(documents))
    scores = {}
    for document in documents:
        own = marks[document.id]
        weight = math.sqrt(sum(rarity[mark] for mark in own)) or 1.0
        score = sum(rarity[mark] for mark in own & asked) / weight
        score += _HOME * (document.id == home) + _CITED_BEFORE * (document.id in question.cited)
        scores[document.id] = score
    return scores


@lru_cache(maxsize=4)
def _marks(documents: tuple[StoredDocument, ...]) -> tuple[Mapping[str, frozenset[str]], Mapping[str, float]]:
    """What each document is known by, and how rare each of these words is among the documents."""
    marks = {document.id: _known_by(document) for document in documents}
    spread: dict[str, int] = {}
    for own in marks.values():
        for mark in own:
            spread[mark] = spread.get(mark, 0) + 1
    return marks, {mark: math.log((len(documents) + 1) / (count + 0.5)) for mark, count in spread.items()}


def _known_by(document: StoredDocument) -> frozenset[str]:
    data = document.metadata
    dates = [in_words(date, data.language) for date in (data.event_date, data.document_date) if date]
    kind = data.kind.replace("_", " ")
    said = " ".join(filter(None, (data.title, initials(data.title), data.symbol, data.meeting, *dates, kind)))
    return frozenset(analyse(said, data.language))


def initials(title: str) -> str:
    """'Convention on Cluster Munitions' -> 'CCM': the abbreviation people form of a title's capitals."""
    capitals = re.findall(r"\b([A-ZÀ-Þ])[\w’'-]*", title)
    return "".join(capitals) if 3 <= len(capitals) <= 6 else ""


@lru_cache(maxsize=4)
def _home(documents: tuple[StoredDocument, ...]) -> str | None:
    """The treaty whose title stands in most other titles and meetings; None when none does."""
    named = {
        treaty.id: sum(
            treaty.metadata.title.casefold()
            in f"{other.metadata.title} {other.metadata.meeting or ''}".casefold()
            for other in documents
            if other.metadata.title != treaty.metadata.title
        )
        for treaty in documents
        if treaty.metadata.kind is Kind.TREATY
    }
    best = max(named.values(), default=0)
    return next((treaty for treaty, count in named.items() if count == best), None) if best else None
