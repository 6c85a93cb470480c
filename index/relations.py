"""How the documents of a collection stand to one another, where symbols or titles prove it. No guesses."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.records import load_metadata, load_passage
from ingest.alike import Wording, alike, wording
from ingest.documents import Kind, Metadata, Status
from ingest.notes import tells


class RelationKind(StrEnum):
    """What a document is to the other one."""

    REPLACES = "replaces"
    REPLACED_BY = "replaced_by"
    CORRECTS = "corrects"
    CORRECTED_BY = "corrected_by"
    ADDS_TO = "adds_to"
    ADDED_TO_BY = "added_to_by"
    AMENDS = "amends"
    AMENDED_BY = "amended_by"
    DRAFT_OF = "draft_of"
    FINAL_OF = "final_of"
    TRANSLATION = "translation"
    """The same symbol in another language; all are equally authentic."""
    EARLIER_EDITION = "earlier_edition"
    """The same document as it was read before its source changed."""


@dataclass(frozen=True, slots=True)
class Relation:
    kind: RelationKind
    document_id: str
    """The other document; of an earlier edition the document itself."""
    version: str | None = None
    """Of an earlier edition: which."""


_INVERSE = {
    RelationKind.REPLACES: RelationKind.REPLACED_BY,
    RelationKind.CORRECTS: RelationKind.CORRECTED_BY,
    RelationKind.ADDS_TO: RelationKind.ADDED_TO_BY,
    RelationKind.AMENDS: RelationKind.AMENDED_BY,
    RelationKind.DRAFT_OF: RelationKind.FINAL_OF,
    RelationKind.TRANSLATION: RelationKind.TRANSLATION,
}
_CHANGES = {
    "REV": RelationKind.REPLACES,
    "CORR": RelationKind.CORRECTS,
    "ADD": RelationKind.ADDS_TO,
    "AMEND": RelationKind.AMENDS,
}
_SUFFIX = re.compile(r"/(REV|CORR|ADD|AMEND)\.([0-9]{1,3})$")
_DRAFT = re.compile(
    r"\b(?:draft(?: of)?(?: the)?|(?:avant-)?projet(?: de| du| d['’])?|(?:proyecto|borrador)(?: de| del)?)\b",
    re.IGNORECASE,
)
_FEWEST_TITLE_WORDS = 3
"""'Report' is the title of many documents; three words without a meeting beside them are not."""


def relate(documents: Mapping[str, Metadata]) -> dict[str, list[Relation]]:
    """Relations of each document that has any: by kind, the newest revision or correction first."""
    found: defaultdict[str, list[Relation]] = defaultdict(list)
    for kind, one, other in (*_by_symbol(documents), *_drafts(documents)):
        found[one].append(Relation(kind, other))
        found[other].append(Relation(_INVERSE[kind], one))
    kinds = list(RelationKind)

    def newest_first(relation: Relation) -> tuple[int, int, str]:
        number = _suffix(documents[relation.document_id])[1]
        return kinds.index(relation.kind), -number, relation.document_id

    return {document: sorted(own, key=newest_first) for document, own in found.items()}


def _by_symbol(documents: Mapping[str, Metadata]) -> Iterator[tuple[RelationKind, str, str]]:
    """Rev. replaces what it revises and every lower Rev., Corr. corrects, Add. adds to, Amend. amends."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for document, data in documents.items():
        if data.symbol:
            holders[_folded(data.symbol)].append(document)
    for symbol, own in holders.items():
        yield from (
            (RelationKind.TRANSLATION, one, other)
            for at, one in enumerate(own)
            for other in own[at + 1 :]
            if documents[one].language != documents[other].language
        )
        for document in own:
            for kind, target in _changed(symbol):
                for other in _in_language(documents[document].language, holders.get(target, ()), documents):
                    yield kind, document, other


def _changed(symbol: str) -> Iterator[tuple[RelationKind, str]]:
    """The symbols that the document of this symbol changes: '.../Rev.2' those of the base and of Rev.1."""
    suffix = _SUFFIX.search(symbol)
    if suffix is None:
        return
    base, kind = symbol[: suffix.start()], _CHANGES[suffix[1]]
    yield kind, base
    if kind is RelationKind.REPLACES:
        for lower in range(1, int(suffix[2])):
            yield kind, f"{base}/REV.{lower}"


def _in_language(language: str, holders: Sequence[str], documents: Mapping[str, Metadata]) -> Sequence[str]:
    """Those in the language; where it has none, all: a revision stands for every language."""
    return [other for other in holders if documents[other].language == language] or holders


def _drafts(documents: Mapping[str, Metadata]) -> Iterator[tuple[RelationKind, str, str]]:
    """A draft and the adopted text of the same title, language and meeting (or, without one, year)."""
    finals: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for document, data in documents.items():
        if data.status is Status.ADOPTED:
            finals[data.language, fold(data.title)].append(document)
    for document, data in documents.items():
        if data.status is Status.DRAFT:
            for other in finals.get((data.language, fold(_DRAFT.sub(" ", data.title))), ()):
                if _are_of_one_meeting(data, documents[other]):
                    yield RelationKind.DRAFT_OF, document, other


def _are_of_one_meeting(draft: Metadata, final: Metadata) -> bool:
    before, after = (data.document_date or data.event_date or "" for data in (draft, final))
    if before and after and before[:10] > after[-10:]:
        return False  # a later draft of the same title is the next one
    if draft.meeting and final.meeting:
        return fold(draft.meeting) == fold(final.meeting)
    is_telling = len(fold(final.title).split()) >= _FEWEST_TITLE_WORDS
    return is_telling and before[:4] == after[:4] != ""


def fold(title: str) -> str:
    """The title's words, without capitals, accents and punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _folded(symbol: str) -> str:
    return re.sub(r"\s+", "", symbol).upper().rstrip(".*")


def _suffix(data: Metadata) -> tuple[str, int]:
    found = _SUFFIX.search(_folded(data.symbol or ""))
    return (found[1], int(found[2])) if found else ("", 0)


SCHEMA = """
CREATE TABLE relations (
    document TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, other TEXT NOT NULL, version TEXT,
    PRIMARY KEY (document, position)
) STRICT;
CREATE TABLE near_duplicates (
    passage INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (passage, other)
) STRICT"""


def write_relations(target: sqlite3.Connection) -> None:
    """Into a generation being built: how its documents stand to one another and to their earlier editions."""
    rows = target.execute("SELECT id, version, metadata FROM documents ORDER BY position").fetchall()
    related = relate({document: load_metadata(encoded) for document, _, encoded in rows})
    for document, version, _ in rows:
        editions = target.execute(
            "SELECT version FROM versions WHERE document = ? AND version != ? ORDER BY newness DESC",
            (document, version),
        ).fetchall()
        own = related.get(document, [])
        own += [Relation(RelationKind.EARLIER_EDITION, document, earlier) for (earlier,) in editions]
        target.executemany(
            "INSERT INTO relations VALUES (?, ?, ?, ?, ?)",
            [(document, at, each.kind, each.document_id, each.version) for at, each in enumerate(own)],
        )


def write_near_duplicates(target: sqlite3.Connection) -> None:
    """Into a generation being built: both ways between passages of one language that say nearly the same."""
    languages = target.execute("SELECT DISTINCT language FROM documents ORDER BY language").fetchall()
    for (language,) in languages:
        passages: list[tuple[int, str, bool]] = []
        for one, other in alike(_wordings(target, language, passages)):
            (number, document, tells_one), (second, elsewhere, tells_other) = passages[one], passages[other]
            if document != elsewhere or (tells_one and tells_other):
                target.execute("INSERT INTO near_duplicates VALUES (?, ?)", (number, second))
                target.execute("INSERT INTO near_duplicates VALUES (?, ?)", (second, number))


def _wordings(
    target: sqlite3.Connection, language: str, passages: list[tuple[int, str, bool]]
) -> Iterator[Wording]:
    """The bodies of the current passages; appends of each its number, its document and whether it tells."""
    documents = target.execute(
        "SELECT d.id, d.kind, v.text FROM documents d"
        " JOIN versions v ON v.document = d.id AND v.version = d.version"
        " WHERE d.language = ? ORDER BY d.position",
        (language,),
    )
    for document, kind, text in documents:
        rows = target.execute(
            "SELECT number, payload FROM passages WHERE document = ? AND current ORDER BY ordinal",
            (document,),
        )
        for number, payload in rows:
            passage = load_passage(payload)
            passages.append((number, document, tells(Kind(kind), passage.locator)))
            yield wording(passage.body.of(text), language)
