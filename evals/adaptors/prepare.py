"""The texts of a set as documents of ours: a clause is a unit and a passage, as if a reader had cut it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.adaptors.sets import Clause, Text
from index.prepared import Prepared
from ingest.clean import clean
from ingest.documents import Document, Metadata, Passage, Span, Status, Unit, UnitKind
from ingest.locator import Locator
from ingest.states import states_in

REVISION = "question-set/1"
"""Raise it when what is embedded of a passage changes: kept indexes then take in every text again."""
LANGUAGE = "en"
"""All formats read here are English."""


@dataclass(frozen=True, slots=True)
class PreparedSet:
    documents: tuple[Prepared, ...]
    keys: dict[str, str]
    """Passage id -> key of its clause."""
    words: dict[str, str]
    """Passage id -> what the clause says, cleaned as every text is."""


def prepare(texts: Sequence[Text]) -> PreparedSet:
    """Clauses without words are no passages; a text without any is no document."""
    documents: list[Prepared] = []
    keys: dict[str, str] = {}
    words: dict[str, str] = {}
    for number, text in enumerate(texts, 1):
        spoken = [(clause, said) for clause in text.clauses if (said := _cleaned(clause.text))]
        if not spoken:
            continue
        document, passages = _cut(text, _id(number, text.name), spoken)
        documents.append((document, passages))
        for passage, (clause, said) in zip(passages, spoken, strict=True):
            keys[passage.id], words[passage.id] = clause.key, said
    return PreparedSet(tuple(documents), keys, words)


def _cut(text: Text, document_id: str, spoken: Sequence[tuple[Clause, str]]) -> Prepared:
    record = "\n".join(said for _, said in spoken)
    version = _digest(record)[:12]
    units: list[Unit] = []
    passages: list[Passage] = []
    start = 0
    for ordinal, (clause, said) in enumerate(spoken):
        # What a set calls a clause is its own affair: a number would be taken for a place of the text.
        place = Locator().child("unnumbered", str(ordinal + 1))
        span = Span(start, start + len(said))
        heading = tuple(filter(None, map(_cleaned, clause.heading)))
        units.append(Unit(UnitKind.PARAGRAPH, place, span, heading))
        passages.append(
            Passage(
                id=f"{document_id}:{place.anchor}:{ordinal}:{_digest(said)[:8]}",
                document_id=document_id,
                version=version,
                locator=place,
                ordinal=ordinal,
                heading=heading,
                body=span,
                states=states_in(said),
            )
        )
        start = span.end + 1
    metadata = Metadata(_cleaned(text.title), text.kind, Status.INFORMAL, LANGUAGE)
    document = Document(
        document_id, version, record, tuple(units), metadata, text.name, source_sha256="", reader=REVISION
    )
    return replace(document, source_sha256=_digest(repr((document, passages)))), tuple(passages)


def _id(number: int, name: str) -> str:
    return "-".join([str(number), *re.findall(r"[a-z0-9]+", name.casefold())])[:60]


def _cleaned(text: str) -> str:
    """Line by line; lines without words go."""
    return "\n".join(line for raw in text.splitlines() if (line := clean(raw).strip()))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
