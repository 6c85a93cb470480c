"""The truth: every version of every document, its passages and vectors. Only ingestion writes here."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.database import check_integrity, open_database, transaction
from index.records import (
    dump,
    dump_metadata,
    dump_notes,
    dump_passage,
    dump_segments,
    dump_speeches,
    dump_units,
    load_passage,
)
from index.state import now
from ingest.documents import Document, Passage

NAME = "catalogue.sqlite"

MIGRATIONS = (
    """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE sources (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, added TEXT NOT NULL
) STRICT;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, removed TEXT
) STRICT;
CREATE TABLE files (
    source INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('document', 'copy', 'withdrawn')),
    document TEXT NOT NULL REFERENCES documents (id),
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL, sidecar_sha256 TEXT,
    PRIMARY KEY (source, name)
) STRICT;
CREATE INDEX files_by_content ON files (sha256);
CREATE UNIQUE INDEX file_of_document ON files (document) WHERE role = 'document';
CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL REFERENCES documents (id),
    version TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('current', 'superseded', 'reread')),
    source TEXT NOT NULL, source_sha256 TEXT NOT NULL, reader TEXT NOT NULL, sidecar_sha256 TEXT,
    ingested TEXT NOT NULL, metadata TEXT NOT NULL, warnings TEXT NOT NULL,
    embedded_with TEXT NOT NULL
) STRICT;
CREATE INDEX versions_of_document ON versions (document);
CREATE UNIQUE INDEX current_version ON versions (document) WHERE state = 'current';
CREATE TABLE texts (
    version INTEGER PRIMARY KEY REFERENCES versions (id) ON DELETE CASCADE,
    text TEXT NOT NULL, units TEXT NOT NULL, segments TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
    version INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL,
    PRIMARY KEY (version, ordinal)
) STRICT;
CREATE TABLE vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL) STRICT;
CREATE TABLE windows (
    version INTEGER NOT NULL, ordinal INTEGER NOT NULL, part INTEGER NOT NULL,
    text TEXT NOT NULL, key TEXT NOT NULL REFERENCES vectors (key),
    PRIMARY KEY (version, ordinal, part),
    FOREIGN KEY (version, ordinal) REFERENCES passages (version, ordinal) ON DELETE CASCADE
) STRICT;
CREATE INDEX windows_by_key ON windows (key);
CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL, report TEXT
) STRICT;
""",
    """
ALTER TABLE texts ADD COLUMN speeches TEXT NOT NULL DEFAULT '[]';
ALTER TABLE texts ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
""",
)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of a source folder that the catalogue accounts for."""

    source: int
    name: str
    role: str
    """'document'; 'copy' (same bytes as another); 'withdrawn' (taken out by hand, out while unchanged)."""
    document: str
    size: int
    mtime_ns: int
    sha256: str
    sidecar_sha256: str | None


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage, its embedded texts, and the key of the vector of each."""

    passage: Passage
    windows: tuple[tuple[str, str], ...]
    """(embedded text, vector key)."""


@dataclass(frozen=True, slots=True)
class Version:
    """One row of a document's history."""

    document: str
    version: str
    state: str
    source: str
    source_sha256: str
    reader: str
    sidecar_sha256: str | None
    ingested: str
    metadata: str
    warnings: str
    embedded_with: str
    row: int


def vector_key(embedded_text: str, fingerprint: str) -> str:
    """Vectors of equal text and model are the same vector."""
    return hashlib.sha256(f"{fingerprint}\n{embedded_text}".encode()).hexdigest()[:40]


class Catalogue:
    """catalogue.sqlite of a data directory, opened by the holder of the write lock or for a look."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / NAME
        self.connection = open_database(self.path, MIGRATIONS)
        check_integrity(self.connection, self.path)

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with transaction(self.connection):
            yield

    # Facts: single values about the whole catalogue.

    def fact(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def state_fact(self, name: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # Sources and their files.

    def sources(self) -> dict[str, int]:
        """Path -> row, in the order they were added."""
        return {
            str(path): int(row)
            for row, path in self.connection.execute("SELECT id, path FROM sources ORDER BY id")
        }

    def add_source(self, path: str) -> int:
        """Row of the source, new or not."""
        self.connection.execute("INSERT OR IGNORE INTO sources (path, added) VALUES (?, ?)", (path, now()))
        return self.sources()[path]

    def drop_source(self, source: int) -> None:
        self.connection.execute("DELETE FROM sources WHERE id = ?", (source,))

    def files(self, source: int) -> list[KnownFile]:
        """Files of one source, by name."""
        return self._files("source = ?", source)

    def files_of(self, document: str) -> list[KnownFile]:
        """The document's own file first, then its copies."""
        return self._files("document = ?", document)

    def file_with(self, sha256: str) -> KnownFile | None:
        """The file of the document that has these bytes."""
        return next((file for file in self._files("sha256 = ?", sha256) if file.role == "document"), None)

    def put_file(self, file: KnownFile) -> None:
        self.connection.execute(
            "INSERT OR REPLACE INTO files"
            " (source, name, role, document, size, mtime_ns, sha256, sidecar_sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (file.source, file.name, file.role, file.document, file.size, file.mtime_ns, file.sha256,
             file.sidecar_sha256),
        )  # fmt: skip

    def _files(self, condition: str, value: object) -> list[KnownFile]:
        rows = self.connection.execute(
            "SELECT source, name, role, document, size, mtime_ns, sha256, sidecar_sha256 FROM files"
            f" WHERE {condition} ORDER BY role = 'document' DESC, source, name",
            (value,),
        )
        return [KnownFile(*row) for row in rows]

    def drop_file(self, source: int, name: str) -> None:
        self.connection.execute("DELETE FROM files WHERE source = ? AND name = ?", (source, name))

    # Documents and versions.

    def is_present(self, document: str) -> bool:
        """True while the document is not removed; the id of a removed one returns to it with its file."""
        query = "SELECT 1 FROM documents WHERE id = ? AND removed IS NULL"
        return self.connection.execute(query, (document,)).fetchone() is not None

    def present_documents(self) -> dict[str, str]:
        """Id -> title of the documents that are not removed."""
        return dict(
            self.connection.execute("SELECT id, title FROM documents WHERE removed IS NULL ORDER BY id")
        )

    def removed_documents(self) -> dict[str, str]:
        return dict(
            self.connection.execute("SELECT id, title FROM documents WHERE removed IS NOT NULL ORDER BY id")
        )

    def versions(self, document: str | None = None) -> list[Version]:
        """History of one document or of all, newest first within each."""
        columns = (
            "document, version, state, source, source_sha256, reader, sidecar_sha256, ingested, metadata,"
            " warnings, embedded_with, id"
        )
        where, values = ("", ()) if document is None else ("WHERE document = ?", (document,))
        rows = self.connection.execute(
            f"SELECT {columns} FROM versions {where} ORDER BY document, id DESC", values
        )
        return [Version(*row) for row in rows]

    def current(self, document: str) -> Version | None:
        return next((v for v in self.versions(document) if v.state == "current"), None)

    def readers(self) -> dict[str, str]:
        """Document -> reader of its current version."""
        return dict(self.connection.execute("SELECT document, reader FROM versions WHERE state = 'current'"))

    def put_version(
        self,
        document: Document,
        sidecar_sha256: str | None,
        passages: Sequence[EmbeddedPassage],
        fingerprint: str,
    ) -> None:
        """Append a version and make it the current one.

        The one before stays readable as superseded when the source changed; after a mere re-read, or a
        change of the sidecar alone, its text goes and links to it lead to the new one.
        """
        before = self.current(document.id)
        if before is not None:
            edition = before.source_sha256 != document.source_sha256
            self._retire(before, "superseded" if edition else "reread")
        self.connection.execute(
            "INSERT INTO documents (id, title) VALUES (?, ?)"
            " ON CONFLICT (id) DO UPDATE SET title = excluded.title, removed = NULL",
            (document.id, document.metadata.title),
        )
        row = self.connection.execute(
            "INSERT INTO versions (document, version, state, source, source_sha256, reader, sidecar_sha256,"
            " ingested, metadata, warnings, embedded_with) VALUES (?, ?, 'current', ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.version,
                document.source,
                document.source_sha256,
                document.reader,
                sidecar_sha256,
                now(),
                dump_metadata(document.metadata),
                dump(document.warnings),
                fingerprint,
            ),
        ).lastrowid
        self.connection.execute(
            "INSERT INTO texts (version, text, units, segments, speeches, notes) VALUES (?, ?, ?, ?, ?, ?)",
            (
                row,
                document.text,
                dump_units(document.units),
                dump_segments(document.segments),
                dump_speeches(document.speeches),
                dump_notes(document.notes),
            ),
        )
        self.connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?)",
            [(row, p.passage.ordinal, p.passage.id, dump_passage(p.passage)) for p in passages],
        )
        self._put_windows(int(row or 0), passages)

    def reembed(self, version: Version, passages: Sequence[EmbeddedPassage], fingerprint: str) -> None:
        """The same version and passages, with vectors of another model."""
        self.connection.execute("DELETE FROM windows WHERE version = ?", (version.row,))
        self._put_windows(version.row, passages)
        self.connection.execute(
            "UPDATE versions SET embedded_with = ? WHERE id = ?", (fingerprint, version.row)
        )

    def text_and_passages(self, version: Version) -> tuple[str, list[Passage]]:
        """What was read, without reading it again."""
        query = "SELECT text FROM texts WHERE version = ?"
        text = str(self.connection.execute(query, (version.row,)).fetchone()[0])
        rows = self.connection.execute(
            "SELECT payload FROM passages WHERE version = ? ORDER BY ordinal", (version.row,)
        )
        return text, [load_passage(payload) for (payload,) in rows]

    def models(self) -> set[str]:
        """Fingerprints of the models that made the current vectors."""
        rows = self.connection.execute("SELECT DISTINCT embedded_with FROM versions WHERE state = 'current'")
        return {str(fingerprint) for (fingerprint,) in rows}

    def embedded(self) -> Iterator[tuple[str, bytes]]:
        """(embedded text, vector) of each window of a current version, in order of position."""
        yield from self.connection.execute(
            "SELECT w.text, x.vector FROM windows w"
            " JOIN versions v ON v.id = w.version JOIN vectors x ON x.key = w.key"
            " WHERE v.state = 'current' ORDER BY v.document, v.id DESC, w.ordinal, w.part"
        )

    def _put_windows(self, row: int, passages: Sequence[EmbeddedPassage]) -> None:
        self.connection.executemany(
            "INSERT INTO windows VALUES (?, ?, ?, ?, ?)",
            [
                (row, embedded.passage.ordinal, part, text, key)
                for embedded in passages
                for part, (text, key) in enumerate(embedded.windows)
            ],
        )

    def rename(self, document: str, source: str) -> None:
        """The current version's file has another name now."""
        self.connection.execute(
            "UPDATE versions SET source = ? WHERE document = ? AND state = 'current'", (source, document)
        )

    def remove_document(self, document: str) -> None:
        """Nothing of its words stays, also not in older generations: that is what the fact 'purge' asks for.

        Its id and title do, to tell whoever follows an old link.
        """
        self.connection.execute("DELETE FROM versions WHERE document = ?", (document,))
        self.connection.execute("UPDATE documents SET removed = ? WHERE id = ?", (now(), document))
        self.state_fact("purge", "1")

    def _retire(self, version: Version, state: str) -> None:
        self.connection.execute("UPDATE versions SET state = ? WHERE id = ?", (state, version.row))
        self.connection.execute("DELETE FROM windows WHERE version = ?", (version.row,))
        if state == "reread":
            self.connection.execute("DELETE FROM passages WHERE version = ?", (version.row,))
            self.connection.execute("DELETE FROM texts WHERE version = ?", (version.row,))

    def drop_unused_vectors(self) -> None:
        """Vectors of no current passage go; looks at all of them, so once a run."""
        with self.transaction():
            self.connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM windows)")

    # Vectors.

    def known_vectors(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` that need no embedding."""
        query = "SELECT key FROM vectors WHERE key = ?"
        return {key for key in set(keys) if self.connection.execute(query, (key,)).fetchone()}

    def put_vectors(self, vectors: dict[str, NDArray[np.float32]]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
            [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()],
        )

    # Runs.

    def totals(self) -> tuple[int, int]:
        """Documents and passages in the collection."""
        row = self.connection.execute(
            "SELECT (SELECT count(*) FROM versions WHERE state = 'current'), (SELECT count(*) FROM passages p"
            " JOIN versions v ON v.id = p.version WHERE v.state = 'current')"
        ).fetchone()
        return int(row[0]), int(row[1])

    def start_run(self) -> int:
        with self.transaction():
            cursor = self.connection.execute("INSERT INTO runs (started) VALUES (?)", (now(),))
            return int(cursor.lastrowid or 0)

    def finish_run(self, number: int, report: str) -> None:
        with self.transaction():
            self.connection.execute("UPDATE runs SET report = ? WHERE number = ?", (report, number))

    def reports(self, limit: int = 20) -> list[tuple[int, str]]:
        """(run, report as JSON) of the newest finished runs, newest first."""
        return list(
            self.connection.execute(
                "SELECT number, report FROM runs WHERE report IS NOT NULL ORDER BY number DESC LIMIT ?",
                (limit,),
            )
        )

    def forget_deleted(self) -> None:
        """Deleted words leave the write-ahead log as well."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def open_for_a_look(data_dir: Path) -> sqlite3.Connection | None:
    """A read-only connection; None when nothing was ever ingested here."""
    path = data_dir / NAME
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA busy_timeout = 10000")
    return connection
