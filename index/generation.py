"""A generation: built aside, verified, published by one rename, then never written again."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import logging
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from index import lexical, manifest, relations, tree
from index.catalogue import Catalogue
from index.database import make_folder, require_space
from index.errors import IndexUnusableError
from index.manifest import Manifest
from index.records import dump, load_metadata, load_passage
from index.report import Progress
from index.state import now
from ingest.documents import Kind, Metadata, Passage

log = logging.getLogger(__name__)

FOLDER = "generations"
CURRENT = "CURRENT"
DATABASE = "index.sqlite"
VECTORS = "vectors.npy"
CHROMA = "chroma"

CHECK_ALL_UP_TO = 10_000
"""Vectors up to which each is searched for before publication, and a single miss means a rebuild."""
SAMPLE = 5_000
SELF_RECALL = 0.999
REVISION = 2
"""Raise it when the same content is to be built into something else: the next ingestion then builds it anew.
Until then older generations answer as they did, which a raised FORMAT of the manifest would not let them."""
SPEAKS_FOR_ITSELF = 80
"""Letters and digits from which a text says the same wherever it stands."""

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, version TEXT NOT NULL,
    title TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL, meeting TEXT,
    source TEXT NOT NULL, source_sha256 TEXT NOT NULL, ingested TEXT NOT NULL,
    metadata TEXT NOT NULL, warnings TEXT NOT NULL, passages INTEGER NOT NULL, characters INTEGER NOT NULL
) STRICT;
CREATE TABLE removed (id TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT;
CREATE TABLE versions (
    document TEXT NOT NULL, version TEXT NOT NULL, newness INTEGER NOT NULL,
    text TEXT NOT NULL, units TEXT NOT NULL, segments TEXT NOT NULL,
    speeches TEXT NOT NULL, notes TEXT NOT NULL,
    metadata TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (document, version)
) STRICT;
CREATE TABLE reread (document TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (document, version)) STRICT;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, document TEXT NOT NULL, version TEXT NOT NULL,
    current INTEGER NOT NULL, ordinal INTEGER NOT NULL, payload TEXT NOT NULL, duplicate_of TEXT
) STRICT;
CREATE INDEX passages_by_id ON passages (id, current);
CREATE INDEX passages_of_document ON passages (document, current, ordinal);
CREATE TABLE passage_states (
    state TEXT NOT NULL, passage INTEGER NOT NULL, PRIMARY KEY (state, passage)
) STRICT;
CREATE TABLE vectors (position INTEGER PRIMARY KEY, passage INTEGER NOT NULL) STRICT
"""


def dense_store() -> ModuleType:
    """The module that knows Chroma and llama-index, imported with telemetry switched off."""
    os.environ.update(
        ANONYMIZED_TELEMETRY="False", CHROMA_TELEMETRY_IMPL="none", DO_NOT_TRACK="1", HF_HUB_OFFLINE="1"
    )
    from index import store

    return store


def current_name(data_dir: Path) -> str | None:
    """Name of the published generation, None before the first."""
    try:
        return (data_dir / CURRENT).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def published(data_dir: Path) -> list[Path]:
    """Generations on disk, newest first. The number of the run decides, not the clock."""
    folder = data_dir / FOLDER
    if not folder.is_dir():
        return []
    complete = [path for path in folder.iterdir() if path.name[:1].isdigit() and path.is_dir()]
    return sorted(complete, key=lambda path: path.name, reverse=True)


def fingerprints(data_dir: Path) -> set[str]:
    """Of the models that the generations on disk were built with; damaged ones do not count."""
    found = set()
    for folder in published(data_dir):
        with suppress(IndexUnusableError):
            found.add(manifest.read(folder).fingerprint)
    return found


def content_digest(catalogue: Catalogue, fingerprint: str, sample: bool) -> str:
    """Of everything a generation is built from; equal content needs no new generation."""
    digest = hashlib.sha256(
        dump([manifest.FORMAT, REVISION, lexical.REVISION, dense_version(), fingerprint, sample]).encode()
    )
    for query in (
        "SELECT document, version, state, source, source_sha256, reader, metadata, warnings"
        " FROM versions ORDER BY document, id",
        "SELECT v.document, v.version, v.state, p.ordinal, p.id, p.payload"
        " FROM passages p JOIN versions v ON v.id = p.version ORDER BY v.document, v.id, p.ordinal",
        "SELECT v.document, w.ordinal, w.part, w.key"
        " FROM windows w JOIN versions v ON v.id = w.version ORDER BY v.document, v.id, w.ordinal, w.part",
        "SELECT id, title FROM documents WHERE removed IS NOT NULL ORDER BY id",
    ):
        for row in catalogue.connection.execute(query):
            digest.update(dump(row).encode())
    return digest.hexdigest()[:12]


def dense_version() -> str:
    """Release of chromadb here, without importing it."""
    from importlib.metadata import version

    return version("chromadb")


def publish(
    data_dir: Path,
    catalogue: Catalogue,
    run: int,
    fingerprint: str,
    dimension: int,
    sample: bool,
    progress: Progress,
) -> str:
    """Name of the generation that holds what the catalogue holds; built and published unless current."""
    digest = content_digest(catalogue, fingerprint, sample)
    if (current := _sound_current(data_dir)) is not None and current.digest == digest:
        name = str(current_name(data_dir))
        tree.make_read_only(data_dir / FOLDER / name)  # if the last run ended before that
        return name
    make_folder(data_dir / FOLDER)
    remove_unfinished(data_dir)
    require_space(data_dir, space_needed(catalogue.connection))
    aside = data_dir / FOLDER / f".building-{run}"
    make_folder(aside)
    try:
        build(aside, catalogue, run, digest, fingerprint, dimension, sample, progress)
    except BaseException:
        tree.remove(aside)  # also for its room, where the disk is full
        raise
    name = f"{run:06d}-{digest}"
    steps: list[Callable[[], None]] = [
        lambda: tree.flush(aside),
        lambda: tree.rename(aside, data_dir / FOLDER / name),
        lambda: _point_to(data_dir, name),
        lambda: tree.make_read_only(data_dir / FOLDER / name),
    ]
    for done, step in enumerate(steps):
        progress("publishing", done, len(steps), name)
        step()
    progress("publishing", len(steps), len(steps), name)
    return name


def build(
    folder: Path,
    catalogue: Catalogue,
    run: int,
    digest: str,
    fingerprint: str,
    dimension: int,
    sample: bool,
    progress: Progress,
) -> None:
    """Write and verify a whole generation in an empty folder."""
    progress("building", 0, 3, DATABASE)
    _write_database(folder / DATABASE, catalogue, sample)
    progress("building", 1, 3, VECTORS)
    matrix = _write_vectors(folder, catalogue, dimension)
    progress("building", 2, 3, CHROMA)
    _build_dense(folder, catalogue, matrix)
    progress("building", 3, 3, "")
    progress("verifying", 0, 1, "")
    documents, passages = _verify_counts(folder, catalogue, len(matrix))
    _verify_reachable(folder, catalogue, matrix)
    progress("verifying", 1, 1, "")
    files = manifest.measure(folder)
    manifest.write(
        folder,
        Manifest(
            manifest.FORMAT, run, digest, now(), fingerprint, dimension, documents, passages, len(matrix),
            sample, dense_version(), files,
        ),
    )  # fmt: skip


def retire(data_dir: Path, keep_previous: bool) -> bool:
    """Remove generations that no process reads, but for the current one and, if asked to, the one before it.

    False when one has to stay for now because it is still read.
    """
    current = current_name(data_dir)
    older = [path for path in published(data_dir) if path.name != current]
    still_read = [path for path in older[1 if keep_previous else 0 :] if not remove_unread(path)]
    for path in still_read:
        log.info("generation %s is still read by another process and stays for now", path.name)
    return not still_read


def remove_unread(folder: Path) -> bool:
    """Remove the generation unless some process holds a read lock on its manifest; True when it is gone."""
    try:
        handle = os.open(folder / manifest.NAME, os.O_RDONLY)
    except OSError:
        tree.remove(folder)
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        tree.remove(folder)
        return True
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return False
    finally:
        os.close(handle)


def remove_unfinished(data_dir: Path) -> None:
    """Leftovers of an ingestion that was killed; only the holder of the write lock calls this."""
    for path in (data_dir / FOLDER).glob(".building-*"):
        tree.remove(path)


def _sound_current(data_dir: Path) -> Manifest | None:
    """Manifest of the current generation; None when there is none or it is damaged."""
    name = current_name(data_dir)
    if name is None:
        return None
    folder = data_dir / FOLDER / name
    try:
        found = manifest.read(folder)
        manifest.check(folder, found)
    except IndexUnusableError as error:
        log.warning("the current generation is damaged and is built again: %s", error)
        return None
    return found


def space_needed(catalogue: sqlite3.Connection) -> int:
    """Bytes a generation takes, on the safe side: vectors thrice, texts and passages a few times over."""
    vectors, words, size = catalogue.execute(
        "SELECT (SELECT count(*) FROM windows),"
        " (SELECT coalesce(sum(length(text)), 0) FROM texts)"
        " + (SELECT coalesce(sum(length(text)), 0) FROM windows),"
        " coalesce((SELECT length(vector) FROM vectors LIMIT 1), 0)"
    ).fetchone()
    return 8_000_000 + int(vectors) * (3 * int(size) + 2_000) + 6 * int(words)


def _write_database(path: Path, catalogue: Catalogue, sample: bool) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        target.execute("PRAGMA journal_mode = OFF")  # written aside: a torn file is thrown away
        target.execute("PRAGMA synchronous = OFF")  # flushed as a whole before publication
        for statement in f"{SCHEMA};{relations.SCHEMA}".split(";\n"):
            target.execute(statement)
        target.execute(lexical.SCHEMA)
        target.execute("BEGIN")
        target.execute("INSERT INTO facts VALUES ('sample', ?)", (str(int(sample)),))
        target.executemany("INSERT INTO removed VALUES (?, ?)", catalogue.removed_documents().items())
        _copy_versions(target, catalogue)
        _copy_passages(target, catalogue)
        _mark_repeats(target)
        relations.write_near_duplicates(target)
        relations.write_relations(target)
        target.execute("COMMIT")
        target.execute("INSERT INTO words(words) VALUES ('optimize')")


def _copy_versions(target: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Texts of current and superseded versions, of equal ones the newest row; documents as displayed."""
    current: list[tuple[tuple[object, ...], Metadata, tuple[object, ...]]] = []
    for version in catalogue.versions():
        metadata = load_metadata(version.metadata)
        if version.state == "reread":
            target.execute("INSERT OR IGNORE INTO reread VALUES (?, ?)", (version.document, version.version))
            continue
        text, *read = catalogue.connection.execute(
            "SELECT text, units, segments, speeches, notes FROM texts WHERE version = ?", (version.row,)
        ).fetchone()
        target.execute(
            "INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                version.document,
                version.version,
                version.row,
                text,
                *read,
                version.metadata,
                version.source,
            ),
        )
        if version.state == "current":
            count = catalogue.connection.execute(
                "SELECT count(*) FROM passages WHERE version = ?", (version.row,)
            ).fetchone()[0]
            current.append((
                _display_order(metadata), metadata,
                (version.version, version.source, version.source_sha256, version.ingested, version.metadata,
                 version.warnings, count, len(text), version.document),
            ))  # fmt: skip
    for position, (_, metadata, row) in enumerate(
        sorted(current, key=lambda entry: (entry[0], str(entry[2][-1])))
    ):
        version_id, source, sha256, ingested, encoded, warnings, count, characters, document = row
        target.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document, position, version_id, metadata.title, metadata.kind, metadata.language,
             metadata.meeting, source, sha256, ingested, encoded, warnings, count, characters),
        )  # fmt: skip


def _display_order(metadata: Metadata) -> tuple[int, str, str]:
    """By kind, then date, then title."""
    kinds = list(type(metadata.kind))
    return kinds.index(metadata.kind), metadata.document_date or metadata.event_date or "", metadata.title


def _copy_passages(target: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Passages of all kept versions; those of current ones are indexed, with their vectors' positions."""
    position = 0
    for number, (current, metadata, text, row) in enumerate(_kept_passages(catalogue), start=1):
        ordinal, payload, parts = row
        passage = load_passage(payload)
        target.execute(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (number, passage.id, passage.document_id, passage.version, int(current), ordinal, payload),
        )
        if not current:
            continue
        _index_words(target, number, passage, text, metadata)
        # What a speaker without a name says is nobody's position: it is never found under a State.
        named = passage.speaker is None or passage.speaker.name is not None
        for code in sorted(set(passage.states)) if named else ():
            target.execute("INSERT INTO passage_states VALUES (?, ?)", (code, number))
        for _ in range(parts):
            target.execute("INSERT INTO vectors VALUES (?, ?)", (position, number))
            position += 1


def _kept_passages(catalogue: Catalogue) -> Iterator[tuple[bool, Metadata, str, tuple[int, str, int]]]:
    """(is its version current, metadata, text, (ordinal, payload, number of its windows)) of each passage.

    A version at a time: joined to its passages, a text would be copied once for each of them.
    """
    versions = catalogue.connection.execute(
        "SELECT v.id, v.state, v.metadata, t.text FROM versions v JOIN texts t ON t.version = v.id"
        " ORDER BY v.document, v.id DESC"
    )
    for version, state, encoded, text in versions:
        metadata = load_metadata(encoded)
        passages = catalogue.connection.execute(
            "SELECT p.ordinal, p.payload, (SELECT count(*) FROM windows w"
            " WHERE w.version = p.version AND w.ordinal = p.ordinal)"
            " FROM passages p WHERE p.version = ? ORDER BY p.ordinal",
            (version,),
        )
        for row in passages:
            yield state == "current", metadata, text, row


def _index_words(
    target: sqlite3.Connection, number: int, passage: Passage, text: str, metadata: Metadata
) -> None:
    attached = "\n".join(attachment.span.of(text) for attachment in passage.attached)
    heading = " ".join(
        filter(
            None,
            (metadata.title, metadata.symbol, metadata.document_date, *passage.heading, str(passage.locator)),
        )
    )
    lexical.add_words(target, number, metadata.language, passage.body.of(text), attached, heading)


def _mark_repeats(target: sqlite3.Connection) -> None:
    """A passage another document prints word for word points to the first in order of display."""
    first: dict[bytes, tuple[str, str]] = {}
    repeats: list[tuple[str, int]] = []
    documents = target.execute(
        "SELECT d.id, v.text, d.kind, d.title FROM documents d"
        " JOIN versions v ON v.document = d.id AND v.version = d.version ORDER BY d.position"
    )
    for document, text, kind, title in documents:
        law = title if kind in (Kind.TREATY, Kind.LEGISLATION) else None
        passages = target.execute(
            "SELECT number, id, payload FROM passages WHERE document = ? AND current ORDER BY ordinal",
            (document,),
        )
        for number, passage_id, payload in passages:
            said = _said(load_passage(payload), text, law)
            if said is None:
                continue
            key = hashlib.sha256(dump(said).encode()).digest()
            original, home = first.setdefault(key, (passage_id, document))
            if home != document:
                repeats.append((original, number))
    target.executemany("UPDATE passages SET duplicate_of = ? WHERE number = ?", repeats)


def _said(passage: Passage, text: str, law: str | None) -> tuple[str | None, ...] | None:
    """What two passages have in common that say the same; None of one without a letter, as a bare number.

    A short one says it together with who speaks, in a law the law: 'this Convention' is each time another.
    One that is no sentence, such as a heading or a name in a list, says it under its headings.
    """
    whole = passage.text(text)
    words = _words(whole)
    if not any(map(str.isalpha, words)):
        return None
    if sum(map(str.isalnum, words)) >= SPEAKS_FOR_ITSELF:
        return (words,)
    speaker = passage.speaker.name or passage.id if passage.speaker else law  # unnamed: nobody else
    is_sentence = passage.body.of(text).endswith(_SENTENCE_ENDS)
    return (words, speaker, *(() if is_sentence else map(_words, passage.heading)))


_SENTENCE_ENDS = (".", "!", "?", ".”", ".»", '."')
_WORD = re.compile(r"[^\W_]+")


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _write_vectors(folder: Path, catalogue: Catalogue, dimension: int) -> NDArray[np.float32]:
    total = catalogue.connection.execute(
        "SELECT count(*) FROM windows w JOIN versions v ON v.id = w.version WHERE v.state = 'current'"
    ).fetchone()[0]
    matrix = np.empty((total, dimension), dtype="<f4")
    for row, (_, encoded) in enumerate(catalogue.embedded()):
        vector = np.frombuffer(encoded, dtype="<f4")
        if len(vector) != dimension:
            raise IndexUnusableError(
                f"the catalogue holds vectors of {len(vector)} dimensions, the model makes {dimension}:"
                " run `treaty-assistant ingest --rebuild`"
            )
        matrix[row] = vector
    np.save(folder / VECTORS, matrix)
    return matrix


def _build_dense(
    folder: Path, catalogue: Catalogue, matrix: NDArray[np.float32], thorough: bool = False
) -> None:
    shutil.rmtree(folder / CHROMA, ignore_errors=True)
    make_folder(folder / CHROMA)
    dense_store().build(folder / CHROMA, matrix, thorough)


def _verify_counts(folder: Path, catalogue: Catalogue, vectors: int) -> tuple[int, int]:
    """(documents, passages); raises IndexUnusableError unless catalogue, database, words and Chroma agree."""
    query = "SELECT count(*) FROM passages p JOIN versions v ON v.id = p.version WHERE v.state = 'current'"
    with closing(sqlite3.connect(folder / DATABASE)) as built:
        counts = {
            "documents": (
                len(catalogue.present_documents()),
                built.execute("SELECT count(*) FROM documents").fetchone()[0],
            ),
            "passages": (
                catalogue.connection.execute(query).fetchone()[0],
                built.execute("SELECT count(*) FROM passages WHERE current").fetchone()[0],
            ),
            "indexed passages": (
                built.execute("SELECT count(*) FROM passages WHERE current").fetchone()[0],
                built.execute("SELECT count(*) FROM words").fetchone()[0],
            ),
            "vectors": (vectors, built.execute("SELECT count(*) FROM vectors").fetchone()[0]),
            "vectors in Chroma": (vectors, dense_store().count(folder / CHROMA)),
        }
    wrong = [
        f"{name}: {found} instead of {expected}"
        for name, (expected, found) in counts.items()
        if found != expected
    ]
    if wrong:
        raise IndexUnusableError("the new generation is incomplete and is not published: " + "; ".join(wrong))
    return counts["documents"][0], counts["passages"][0]


def _verify_reachable(folder: Path, catalogue: Catalogue, matrix: NDArray[np.float32]) -> None:
    """Every vector, or of many a sample, finds itself.

    A graph that misses too many is built denser once, a small one also where it misses a single one.
    """
    total = len(matrix)
    small = total <= CHECK_ALL_UP_TO
    rows = list(range(total)) if small else sorted(random.Random(total).sample(range(total), SAMPLE))
    missed = dense_store().unreachable(folder / CHROMA, matrix, rows)
    if missed and (small or 1 - len(missed) / len(rows) < SELF_RECALL):
        log.info(
            "%d of %d vectors were not found by their own search: building a denser graph",
            len(missed),
            len(rows),
        )
        _build_dense(folder, catalogue, matrix, thorough=True)
        missed = dense_store().unreachable(folder / CHROMA, matrix, rows)
    if rows and 1 - len(missed) / len(rows) < SELF_RECALL:
        raise IndexUnusableError(
            f"{len(missed)} of {len(rows)} vectors are not found in the new generation: it is not published"
        )


def _point_to(data_dir: Path, name: str) -> None:
    aside = data_dir / f"{CURRENT}.tmp"
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(data_dir / CURRENT)
    tree.flush_folder(data_dir)
