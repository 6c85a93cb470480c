"""A published generation, opened read-only: what every answer reads, and nothing else."""

from __future__ import annotations

import atexit
import fcntl
import json
import logging
import math
import os
import shutil
import sqlite3
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index import lexical, manifest
from index.disk import disk_fault
from index.embed import Embedder
from index.errors import (
    IndexUnusableError,
    ModelMismatchError,
    StoreNotWritableError,
    UnknownDocumentError,
)
from index.generation import CHROMA, DATABASE, VECTORS, dense_store
from index.manifest import Manifest
from index.records import (
    load_metadata,
    load_notes,
    load_passage,
    load_places,
    load_segments,
    load_speeches,
    load_units,
)
from index.relations import Relation, RelationKind
from index.remembered import Remembered
from index.retrieve import Collection, Filters, Hit, Scored, StoredDocument, StoredPassage
from ingest.documents import Metadata, Note, Segment, Span, Speech, Unit
from ingest.locator import Locator

if TYPE_CHECKING:
    from index.store import DenseIndex

log = logging.getLogger(__name__)

COPY_PREFIX = "treaty-assistant-"

# What a process keeps of one generation, so that a question does not parse what the last one parsed:
# about 100 MB at most, all of an ordinary collection.
KEPT_CHARACTERS = 16_000_000
KEPT_UNITS = 60_000
KEPT_EDITIONS = 10_000
KEPT_WORDS = 50_000

SPARE = 0.2
"""Share of vectors fetched beyond the passages wanted, where some passages have several."""

Steps = tuple[tuple[str, str], ...]
TITLE_PAGE: Steps = (("unnumbered", "t"),)
"""Where a passage of cover and title stands, whatever its units are called."""


class Generation:
    """See `retrieve.OpenGeneration`. Thread-safe; made by `open_generation`, ended by `close`."""

    def __init__(
        self, folder: Path, contents: Manifest, lock: int, copy: PrivateCopy, dense: DenseIndex,
        matrix: NDArray[np.float32],
    ) -> None:  # fmt: skip
        self._folder, self._manifest, self._lock, self._copy = folder, contents, lock, copy
        self._dense_index, self._matrix = dense, matrix
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._connecting = threading.Lock()
        self._places: dict[Steps, list[int]] | None = None
        self._placing = threading.Lock()
        self._documents = tuple(self._read_documents())
        self._by_id = {document.id: document for document in self._documents}
        self._passages_by_language: Counter[str] = Counter()
        for document in self._documents:
            self._passages_by_language[document.metadata.language] += document.passages
        self._texts: Remembered[tuple[str, str], str] = Remembered(KEPT_CHARACTERS, len)
        self._units: Remembered[tuple[str, str], tuple[Unit, ...]] = Remembered(KEPT_UNITS, len)
        self._speeches: Remembered[tuple[str, str], tuple[Speech, ...]] = Remembered(KEPT_UNITS, len)
        self._notes: Remembered[tuple[str, str], tuple[Note, ...]] = Remembered(KEPT_UNITS, len)
        self._editions: Remembered[tuple[str, str], tuple[Metadata, str]] = Remembered(
            KEPT_EDITIONS, lambda _: 1
        )
        self._passages: Remembered[int, StoredPassage] = Remembered(
            KEPT_CHARACTERS, lambda stored: len(stored.text)
        )
        self._listed: Remembered[str, dict[Steps, list[StoredPassage]]] = Remembered(
            KEPT_UNITS, lambda places: sum(map(len, places.values()))
        )
        self._frequencies: Remembered[str, int] = Remembered(KEPT_WORDS, lambda _: 1)
        rows = self._query("SELECT passage FROM vectors ORDER BY position")
        self._passage_of = np.array([row[0] for row in rows], dtype=np.int64)
        self._number_of = dict(self._query("SELECT id, number FROM passages WHERE current"))
        self._id_of = [""] * (1 + max(self._number_of.values(), default=0))
        for key, number in self._number_of.items():
            self._id_of[number] = key
        self._collection = self._describe()

    @property
    def id(self) -> str:
        return self._folder.name

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def collection(self) -> Collection:
        return self._collection

    def documents(self) -> Sequence[StoredDocument]:
        return self._documents

    def document(self, document_id: str) -> StoredDocument:
        if document_id not in self._by_id:
            raise self._unknown(document_id)
        return self._by_id[document_id]

    def text(self, document_id: str, version: str | None = None) -> str:
        key = (document_id, self._version(document_id, version))
        kept = self._texts.get(key)
        return self._texts.keep(key, str(self._of_version("text", *key))) if kept is None else kept

    def units(self, document_id: str, version: str | None = None) -> Sequence[Unit]:
        key = (document_id, self._version(document_id, version))
        kept = self._units.get(key)
        return self._units.keep(key, load_units(self._of_version("units", *key))) if kept is None else kept

    def segments(self, document_id: str, version: str | None = None) -> Sequence[Segment]:
        """Where each stretch of the text stands in the source file."""
        return load_segments(self._of_version("segments", document_id, self._version(document_id, version)))

    def speeches(self, document_id: str, version: str | None = None) -> Sequence[Speech]:
        key = (document_id, self._version(document_id, version))
        kept = self._speeches.get(key)
        if kept is not None:
            return kept
        return self._speeches.keep(key, load_speeches(self._of_version("speeches", *key)))

    def notes(self, document_id: str, version: str | None = None) -> Sequence[Note]:
        key = (document_id, self._version(document_id, version))
        kept = self._notes.get(key)
        return self._notes.keep(key, load_notes(self._of_version("notes", *key))) if kept is None else kept

    def relations(self, document_id: str) -> Sequence[Relation]:
        self.document(document_id)
        rows = self._query(
            "SELECT kind, other, version FROM relations WHERE document = ? ORDER BY position", document_id
        )
        return [Relation(RelationKind(kind), other, version) for kind, other, version in rows]

    def passage(self, passage_id: str) -> StoredPassage | None:
        rows = self._query(
            "SELECT number FROM passages WHERE id = ? ORDER BY current DESC, number LIMIT 1", passage_id
        )
        return self._stored([rows[0][0]])[rows[0][0]] if rows else None

    def passages(self, document_id: str) -> Sequence[StoredPassage]:
        self.document(document_id)
        return self._by_place(document_id).get((), ())

    def passages_at(self, document_id: str, locator: Locator) -> Sequence[StoredPassage]:
        """Passages at the locator or inside it; of a place that shares a passage with others, or of a
        footnote, the passages that hold its words. Article IV is Article 4 where the document has no IV."""
        passages = self.passages(document_id)
        if at := self._by_place(document_id).get(locator.steps):
            return at
        spans = [unit.span for unit in self.units(document_id) if locator.contains(unit.locator)]
        if spans:
            return [stored for stored in passages if _holds_any(stored, spans)]
        return [] if locator.arabic == locator else self.passages_at(document_id, locator.arabic)

    def documents_with(self, locator: Locator) -> Sequence[StoredDocument]:
        with self._placing:
            if self._places is None:
                self._places = self._read_places()
        found = {at for form in (locator, locator.arabic) for at in self._places.get(form.steps, ())}
        return [self._documents[at] for at in sorted(found)]

    def allowed(self, filters: Filters) -> Set[str] | None:
        if not filters:
            return None
        documents = [document for document in self._documents if self._passes(document, filters)]
        marks = ",".join("?" * len(documents))
        query = f"SELECT id FROM passages WHERE current AND document IN ({marks})"
        values = [document.id for document in documents]
        if filters.states:
            marks = ",".join("?" * len(filters.states))
            query += f" AND number IN (SELECT passage FROM passage_states WHERE state IN ({marks}))"
            values += filters.states
        if filters.passages:
            query += f" AND id IN ({','.join('?' * len(filters.passages))})"
            values += filters.passages
        return frozenset(str(row[0]) for row in self._query(query, *values))

    def dense(self, query: str, limit: int, allowed: Set[str] | None = None) -> list[Scored]:
        rows = None if allowed is None else self._vector_rows(allowed)
        total = len(self._matrix) if rows is None else len(rows)
        if limit < 1 or total == 0 or not query.strip():
            return []
        asked = self._dense_index.ask(query)
        several = len(self._matrix) - self._collection.passages  # vectors of long passages beyond their first
        fetch = limit + min(several, math.ceil(SPARE * limit))
        while True:
            best: dict[int, float] = {}
            for row, score in self._dense_index.nearest(asked, fetch, rows):
                best.setdefault(int(self._passage_of[row]), score)
            if len(best) >= limit or fetch >= total:
                return self._scored(islice(best.items(), limit), "dense")
            fetch *= 2

    def lexical(self, query: str, limit: int, allowed: Set[str] | None = None) -> list[Scored]:
        if limit < 1:
            return []
        numbers = None if allowed is None else self._numbers(allowed)
        ranked = lexical.rank(self._connection(), query, self._collection.languages, limit, numbers)
        return self._scored(ranked, "lexical")

    def hits(self, found: Sequence[Scored]) -> list[Hit]:
        numbers = [self._number_of[each.passage] for each in found]
        stored = self._stored(numbers)
        return [
            Hit(stored[number], each.score, rank, each.retriever, each.scores)
            for rank, (number, each) in enumerate(zip(numbers, found, strict=True), start=1)
        ]

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        return {word: self._frequency(word) for word in dict.fromkeys(words)}

    def words_beginning(self, beginning: str) -> list[tuple[str, int]]:
        return lexical.words_beginning(self._connection(), beginning)

    def vectors_in_chroma(self) -> dict[int, NDArray[np.float32]]:
        """Position -> vector as Chroma holds it; for checks."""
        found: dict[int, NDArray[np.float32]] = dense_store().vectors(self._copy.folder)
        return found

    def passages_of_rows(self, rows: Sequence[int]) -> list[str]:
        """Ids of the passages these positions belong to; for checks."""
        stored = self._stored([int(self._passage_of[row]) for row in rows])
        return [passage.passage.id for passage in stored.values()]

    @property
    def matrix(self) -> NDArray[np.float32]:
        """All vectors by position, memory-mapped."""
        return self._matrix

    def close(self) -> None:
        """Give everything back: connections, the private copy, the read lock."""
        self._dense_index.close()
        with self._connecting:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._copy.remove()
        os.close(self._lock)

    def _scored(self, ranked: Iterable[tuple[int, float]], retriever: str) -> list[Scored]:
        return [Scored(self._id_of[number], score, retriever) for number, score in ranked]

    def _frequency(self, word: str) -> int:
        kept = self._frequencies.get(word)
        if kept is not None:
            return kept
        return self._frequencies.keep(
            word, lexical.frequency(self._connection(), word, self._passages_by_language)
        )

    def _stored(self, numbers: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages of these numbers, in this order."""
        found = self._passages.get_all(numbers)
        documents: dict[tuple[str, str], tuple[str, Metadata, str]] = {}  # asked once, not for each passage
        rows = self._query(
            "SELECT number, payload, duplicate_of, (SELECT json_group_array(o.id) FROM near_duplicates n"
            " JOIN passages o ON o.number = n.other WHERE n.passage = passages.number)"
            " FROM passages WHERE number IN (SELECT value FROM json_each(?))",
            json.dumps([number for number in numbers if number not in found]),
        )
        for number, payload, duplicate_of, alike in rows:
            passage = load_passage(payload)
            own = (passage.document_id, passage.version)
            if own not in documents:
                documents[own] = (self.text(*own), *self._edition(*own))
            record, metadata, source = documents[own]
            near = () if alike == "[]" else tuple(json.loads(alike))
            stored = StoredPassage(passage, passage.text(record), metadata, source, duplicate_of, near)
            found[number] = self._passages.keep(number, stored)
        return {number: found[number] for number in numbers}

    def _by_place(self, document_id: str) -> dict[Steps, list[StoredPassage]]:
        """Passages of the current version at each place and inside it, in reading order; at (), all."""
        kept = self._listed.get(document_id)
        if kept is not None:
            return kept
        rows = self._query(
            "SELECT number FROM passages WHERE document = ? AND current ORDER BY ordinal", document_id
        )
        places: defaultdict[Steps, list[StoredPassage]] = defaultdict(list)
        for stored in self._stored([row[0] for row in rows]).values():
            steps = stored.passage.locator.steps
            for depth in range(len(steps) + 1):
                places[steps[:depth]].append(stored)
        return self._listed.keep(document_id, dict(places))

    def _edition(self, document_id: str, version: str) -> tuple[Metadata, str]:
        """Metadata and file name of one version."""
        kept = self._editions.get((document_id, version))
        if kept is not None:
            return kept
        metadata = load_metadata(self._of_version("metadata", document_id, version))
        source = str(self._of_version("source", document_id, version))
        return self._editions.keep((document_id, version), (metadata, source))

    def _numbers(self, allowed: Set[str]) -> list[int]:
        return sorted(self._number_of[key] for key in allowed if key in self._number_of)

    def _vector_rows(self, allowed: Set[str]) -> NDArray[np.int64]:
        return np.flatnonzero(np.isin(self._passage_of, self._numbers(allowed))).astype(np.int64)

    def _passes(self, document: StoredDocument, filters: Filters) -> bool:
        data = document.metadata
        return (
            (not filters.documents or document.id in filters.documents)
            and (not filters.kinds or data.kind in filters.kinds)
            and (not filters.languages or data.language in filters.languages)
            and (not filters.meetings or data.meeting in filters.meetings)
            and (
                not (filters.date_from or filters.date_to)
                or _falls_between(data, filters.date_from, filters.date_to)
            )
        )

    def _version(self, document_id: str, version: str | None) -> str:
        """The version to show: links to one that was merely read again lead to the current one."""
        current = self.document(document_id)
        if version is None or version in current.versions:
            return version or current.version
        if self._query("SELECT 1 FROM reread WHERE document = ? AND version = ?", document_id, version):
            return current.version
        raise UnknownDocumentError(
            f"document {document_id!r} has no version {version!r}", False, current.metadata.title
        )

    def _of_version(self, column: str, document_id: str, version: str) -> Any:
        rows = self._query(
            f"SELECT {column} FROM versions WHERE document = ? AND version = ?", document_id, version
        )
        return rows[0][0]

    def _unknown(self, document_id: str) -> UnknownDocumentError:
        rows = self._query("SELECT title FROM removed WHERE id = ?", document_id)
        if rows:
            return UnknownDocumentError(f"document {document_id!r} was removed", True, str(rows[0][0]))
        return UnknownDocumentError(f"there is no document {document_id!r}")

    def _read_documents(self) -> Iterable[StoredDocument]:
        versions: dict[str, list[str]] = {}
        for document, version in self._query("SELECT document, version FROM versions ORDER BY newness DESC"):
            versions.setdefault(document, []).append(version)
        rows = self._query(
            "SELECT id, version, metadata, source, source_sha256, passages, characters, ingested, warnings"
            " FROM documents ORDER BY position"
        )
        for document, version, metadata, source, sha256, passages, characters, ingested, warnings in rows:
            history = (version, *(other for other in versions[document] if other != version))
            yield StoredDocument(
                document, version, history, load_metadata(metadata), source, sha256, passages, characters,
                ingested, tuple(json.loads(warnings)),
            )  # fmt: skip

    def _read_places(self) -> dict[Steps, list[int]]:
        """Place -> where the documents that have it, or one inside it, stand in `_documents`."""
        places: defaultdict[Steps, list[int]] = defaultdict(list)
        rows = self._connection().execute(
            "SELECT v.units FROM documents d JOIN versions v ON v.document = d.id AND v.version = d.version"
            " ORDER BY d.position"
        )
        for at, (units,) in enumerate(rows):
            own = {steps[:depth] for steps in load_places(units) for depth in range(len(steps) + 1)}
            for steps in own | {(), TITLE_PAGE}:
                places[steps].append(at)
        return dict(places)

    def _describe(self) -> Collection:
        dates = [_last_day(d.metadata) for d in self._documents]
        return Collection(
            documents=len(self._documents),
            passages=self._manifest.passages,
            newest=max((date for date in dates if date), default=None),
            updated=self._manifest.published,
            sample=self._manifest.sample,
            languages=tuple(sorted({document.metadata.language for document in self._documents})),
        )

    def _query(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection().execute(query, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection. `immutable`: SQLite neither locks nor writes anything beside the file."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{(self._folder / DATABASE).absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._local.connection = connection
            with self._connecting:
                self._connections.append(connection)
        return connection


def open_generation(folder: Path, embedder: Embedder) -> Generation:
    """Raises IndexUnusableError when a file differs from the manifest or the model is another one,
    StoreNotWritableError when there is no room for the private copy."""
    lock = _lock_for_reading(folder)
    undo: list[Callable[[], None]] = [lambda: os.close(lock)]
    try:
        contents = manifest.read(folder)
        if contents.fingerprint != embedder.fingerprint:
            raise ModelMismatchError(
                f"index built with {contents.fingerprint}, configured {embedder.fingerprint}:"
                " run `treaty-assistant ingest --rebuild`"
            )
        manifest.check(folder, contents)
        copy = PrivateCopy(folder, contents)
        undo.append(copy.remove)
        matrix = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
        dense: DenseIndex = dense_store().DenseIndex(copy.folder, matrix, embedder)
        undo.append(dense.close)
        return Generation(folder, contents, lock, copy, dense, matrix)
    except BaseException as error:
        why = disk_fault(error, Path(tempfile.gettempdir()))
        for step in reversed(undo):
            step()
        if why is None:
            raise
        raise StoreNotWritableError(
            f"the index cannot be copied for reading ({why}): make room for temporary files, or set TMPDIR"
        ) from error


def _lock_for_reading(folder: Path) -> int:
    """A shared lock on the manifest: while a process holds one, ingestion does not remove the generation."""
    try:
        handle = os.open(folder / manifest.NAME, os.O_RDONLY)
    except OSError as error:
        raise IndexUnusableError(f"generation {folder.name} cannot be read: {error.strerror}") from error
    fcntl.flock(handle, fcntl.LOCK_SH)
    # It may have been removed between opening and locking.
    if os.fstat(handle).st_nlink == 0:
        os.close(handle)
        raise IndexUnusableError(f"generation {folder.name} was removed just now")
    return handle


class PrivateCopy:
    """This process's own copy of a generation's Chroma part, since opening a Chroma folder changes its files.

    What is copied is compared with the manifest before anything opens it. The kernel lock tells copies of
    living processes from those of dead ones, which the next copy made removes.
    """

    def __init__(self, folder: Path, contents: Manifest) -> None:
        _remove_copies_of_the_dead()
        self._home = Path(tempfile.mkdtemp(prefix=COPY_PREFIX))
        self._lock = os.open(self._home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.folder = self._home / CHROMA
        atexit.register(self.remove)
        try:
            for name in sorted(contents.files):
                if name.startswith(f"{CHROMA}/"):
                    _copy_file(folder / name, self._home / name)
            manifest.check(self._home, contents, f"{CHROMA}/")
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Safe to call twice."""
        atexit.unregister(self.remove)
        if self._lock >= 0:
            shutil.rmtree(self._home, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


_FICLONE = 0x40049409  # <linux/fs.h>: share the blocks of another file, on file systems that can


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        source.open("rb") as read,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as write,
    ):
        try:
            fcntl.ioctl(write.fileno(), _FICLONE, read.fileno())
        except OSError:
            shutil.copyfileobj(read, write, 1 << 20)


def _remove_copies_of_the_dead() -> None:
    for home in Path(tempfile.gettempdir()).glob(f"{COPY_PREFIX}*"):
        try:
            if home.is_symlink() or home.stat().st_uid != os.getuid():
                continue
            handle = os.open(home / "lock", os.O_RDWR)
        except OSError:
            continue  # not ours, or just being made or removed
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(home, ignore_errors=True)
        except OSError:
            pass  # its process lives
        finally:
            os.close(handle)


def _holds_any(stored: StoredPassage, spans: Sequence[Span]) -> bool:
    own = [stored.passage.body, *(attached.span for attached in stored.passage.attached)]
    return any(mine.start < span.end and span.start < mine.end for mine in own for span in spans)


def _last_day(metadata: Metadata) -> str | None:
    date = metadata.document_date or metadata.event_date
    return date.split("/")[-1] if date else None


def _falls_between(metadata: Metadata, first: str | None, last: str | None) -> bool:
    """True when the document's own date or that of its event may lie between the two days, both included."""
    return any(
        _day(date.split("/")[-1], "99") >= _day(first or "0000", "00")
        and _day(date.split("/")[0], "00") <= _day(last or "9999", "99")
        for date in (metadata.document_date, metadata.event_date)
        if date
    )


def _day(date: str, filler: str) -> str:
    """A partial date stretched to a day that sorts before or after all of its days."""
    return "-".join([*date.split("-"), filler, filler][:3])
