"""Ingestion: source folders in, the catalogue up to date document by document, a generation published."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index import encoder, generation, manifest
from index.batches import Batches
from index.catalogue import NAME as CATALOGUE
from index.catalogue import Catalogue, open_for_a_look
from index.database import make_folder, require_space
from index.disk import disk_fault
from index.embed import Embedder, SentenceTransformerEmbedder
from index.errors import (
    MixedCollectionError,
    ModelMismatchError,
    SourceMissingError,
    StoreNotWritableError,
    UnknownDocumentError,
)
from index.lock import writing
from index.plan import check_removals, list_files, make_plan
from index.prepared import Prepared, take_in
from index.report import Entry, Outcome, Progress, Report
from index.sync import Sync, embed_again, let_go
from ingest.isolate import Readers

log = logging.getLogger(__name__)

SPACE_TO_START = 32_000_000
"""Free bytes below which an ingestion does not begin."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source folder of a data directory."""

    path: str
    added: str
    documents: int


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document as the catalogue knows it."""

    id: str
    title: str
    source: str
    name: str
    version: str


def ingest(
    data_dir: Path,
    paths: Sequence[Path],
    embedder: Embedder,
    *,
    sample: bool = False,
    progress: Progress | None = None,
    allow_mass_removal: bool = False,
    max_removal_share: float = 0.2,
    read_seconds: float = 30.0,
    read_megabytes: int = 100,
    rebuild: bool = False,
) -> Report:
    """Bring the collection up to date with these folders or files, or with all its sources if none is named.

    Only what lies under the named paths changes. `rebuild` reads and embeds everything anew. A file that
    cannot be read is reported as refused, keeps its last good version, and the others go on. Raises the
    errors of index/errors.py; whatever it raises, what was published before still answers.
    """
    started = time.monotonic()
    progress = progress or _silently
    with _catalogue(data_dir) as catalogue:
        roots = _roots(catalogue, paths, skip_missing=rebuild)
        _require_model(catalogue, embedder, rebuild)
        _require_one_kind(catalogue, data_dir, sample)
        plans = []
        for number, root in enumerate(roots):
            progress("listing", number, len(roots), str(root))
            plans.append(make_plan(catalogue, root, list_files(root)))
        progress("listing", len(roots), len(roots), "")
        for plan in plans:
            check_removals(plan, 1.0 if allow_mass_removal else max_removal_share)
        run = catalogue.start_run()
        with catalogue.transaction():
            catalogue.state_fact("sample", str(int(sample)))
        with Readers(read_seconds) as readers, Batches(catalogue, embedder, progress) as batches:
            work = Sync(catalogue, batches, readers, progress, rebuild, read_megabytes * 1_000_000)
            for plan in plans:
                work.sync(plan)
            embed_again(catalogue, batches)
        _export_encoder(data_dir, catalogue, embedder)
        model = (embedder.fingerprint, embedder.dimension)
        return _finish(data_dir, catalogue, run, work.entries, batches.embedded, model, started, progress)


def ingest_prepared(
    data_dir: Path, prepared: Iterable[Prepared], embedder: Embedder, progress: Progress | None = None
) -> Report:
    """Make the collection exactly these texts, embed what has no vector yet, and publish.

    Raises MixedCollectionError in a data directory that has source folders: their documents would go.
    """
    started = time.monotonic()
    progress = progress or _silently
    with _catalogue(data_dir) as catalogue:
        if catalogue.sources():
            raise MixedCollectionError(
                f"{data_dir} holds documents read from files: the texts of a question set need a data"
                " directory of their own; choose another with --data-dir"
            )
        run = catalogue.start_run()
        with catalogue.transaction():
            catalogue.state_fact("sample", "0")
            catalogue.state_fact("question_set", "1")
        with Batches(catalogue, embedder, progress) as batches:
            entries = take_in(catalogue, batches, prepared)
        _export_encoder(data_dir, catalogue, embedder)
        model = (embedder.fingerprint, embedder.dimension)
        return _finish(data_dir, catalogue, run, entries, batches.embedded, model, started, progress)


def sources(data_dir: Path) -> list[Source]:
    """The source folders, in the order they were added."""
    rows = _look(
        data_dir,
        "SELECT s.path, s.added, count(f.name) FROM sources s"
        " LEFT JOIN files f ON f.source = s.id AND f.role = 'document' GROUP BY s.id ORDER BY s.id",
    )
    return [Source(*row) for row in rows]


def documents(data_dir: Path) -> list[ListedDocument]:
    """The documents of the catalogue, by id."""
    rows = _look(
        data_dir,
        "SELECT d.id, d.title, s.path, f.name, v.version FROM documents d"
        " JOIN files f ON f.document = d.id AND f.role = 'document' JOIN sources s ON s.id = f.source"
        " JOIN versions v ON v.document = d.id AND v.state = 'current' ORDER BY d.id",
    )
    return [ListedDocument(*row) for row in rows]


def last_report(data_dir: Path) -> str | None:
    """The report of the newest finished run, as JSON."""
    rows = _look(data_dir, "SELECT report FROM runs WHERE report IS NOT NULL ORDER BY number DESC LIMIT 1")
    return str(rows[0][0]) if rows else None


def remove_source(data_dir: Path, path: str, progress: Progress | None = None) -> Report:
    """Take out a source folder and its documents, and publish. Raises SourceMissingError if unknown."""
    started = time.monotonic()
    with _catalogue(data_dir) as catalogue:
        known = catalogue.sources()
        name = path if path in known else str(Path(path).resolve())
        if name not in known:
            raise SourceMissingError(
                f"{path} is no source of {data_dir}; see `treaty-assistant sources list`"
            )
        run = catalogue.start_run()
        files = [file for file in catalogue.files(known[name]) if file.role == "document"]
        entries = [let_go(catalogue, name, file) for file in files]
        with catalogue.transaction():
            catalogue.drop_source(known[name])
        model = _published_model(data_dir)
        return _finish(data_dir, catalogue, run, entries, 0, model, started, progress or _silently)


def remove_document(data_dir: Path, document_id: str, progress: Progress | None = None) -> Report:
    """Take out one document with all its versions, and publish; its file is ignored until it changes.

    Raises UnknownDocumentError.
    """
    started = time.monotonic()
    with _catalogue(data_dir) as catalogue:
        files = catalogue.files_of(document_id)
        if not files or files[0].role != "document":
            raise UnknownDocumentError(
                f"there is no document {document_id!r}; see `treaty-assistant documents list`"
            )
        run, paths = catalogue.start_run(), {row: path for path, row in catalogue.sources().items()}
        with catalogue.transaction():
            catalogue.remove_document(document_id)
            for file in files:
                catalogue.put_file(replace(file, role="withdrawn"))
        entry = Entry(paths[files[0].source], files[0].name, Outcome.REMOVED, document_id=document_id)
        model = _published_model(data_dir)
        return _finish(data_dir, catalogue, run, [entry], 0, model, started, progress or _silently)


def _export_encoder(data_dir: Path, catalogue: Catalogue, embedder: Embedder) -> None:
    """Once for each model, so that a process that answers does not load torch. Before anything is published:
    whoever opens the first generation finds it."""
    if not isinstance(embedder, SentenceTransformerEmbedder):
        return
    if not encoder.has_encoder(data_dir, embedder.fingerprint):
        from index.export import export

        export(data_dir, embedder, spare=generation.space_needed(catalogue.connection))


def _finish(
    data_dir: Path,
    catalogue: Catalogue,
    run: int,
    entries: Sequence[Entry],
    embedded: int,
    model: tuple[str, int] | None,
    started: float,
    progress: Progress,
) -> Report:
    """Publish what the catalogue holds now, remove what nobody reads, and keep the report."""
    catalogue.drop_unused_vectors()
    name = ""
    if model is not None:
        sample = catalogue.fact("sample") == "1"
        name = generation.publish(data_dir, catalogue, run, *model, sample, progress)
        purge = catalogue.fact("purge") == "1"
        if generation.retire(data_dir, keep_previous=not purge) and purge:
            with catalogue.transaction():
                catalogue.state_fact("purge", "0")
        encoder.retire(data_dir, generation.fingerprints(data_dir))
    catalogue.forget_deleted()
    report = Report(
        run, tuple(entries), embedded, *catalogue.totals(), name, round(time.monotonic() - started, 3)
    )
    catalogue.finish_run(run, report.to_json())
    return report


@contextmanager
def _catalogue(data_dir: Path) -> Iterator[Catalogue]:
    """The catalogue, held alone; what the disk refuses becomes StoreNotWritableError."""
    try:
        make_folder(data_dir)
        with writing(data_dir):
            require_space(data_dir, SPACE_TO_START)
            with closing(Catalogue(data_dir)) as catalogue:
                yield catalogue
    except BaseException as error:  # what panics in Chroma's Rust part is no Exception
        why = disk_fault(error, data_dir)
        if why is None:
            raise
        raise StoreNotWritableError(_disk_refusal(data_dir, why)) from error


def _disk_refusal(data_dir: Path, why: str) -> str:
    """What is the matter and, where room is wanting, how much of it."""
    free, needed = shutil.disk_usage(data_dir).free, SPACE_TO_START
    with suppress(sqlite3.Error):
        # A full disk lets nothing be opened that makes files of its own beside the database.
        uri = f"{(data_dir / CATALOGUE).absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            needed = max(needed, generation.space_needed(connection))
    if free >= needed:
        return f"{data_dir} cannot be written: {why}"
    return (
        f"{data_dir} cannot be written ({why}): {free:,} bytes are left and {needed:,} are needed;"
        f" make {needed - free:,} bytes free and run again"
    )


def _roots(catalogue: Catalogue, paths: Sequence[Path], skip_missing: bool) -> list[Path]:
    """The folders to look at, each once: those named, or all known; a rebuild does without missing ones."""
    if paths:
        return list(dict.fromkeys(Path(path).resolve() for path in paths))
    known = [Path(path) for path in catalogue.sources()]
    if not known:
        raise SourceMissingError(
            "no folder was named and none is known: run `treaty-assistant ingest FOLDER`"
        )
    present = [root for root in known if root.exists()] if skip_missing else known
    for root in known:
        if root not in present:
            log.warning("%s is missing: its documents are rebuilt from the catalogue", root)
    return present


def _require_model(catalogue: Catalogue, embedder: Embedder, rebuild: bool) -> None:
    others = catalogue.models() - {embedder.fingerprint}
    if others and not rebuild:
        raise ModelMismatchError(
            f"index built with {', '.join(sorted(others))}, configured {embedder.fingerprint}:"
            " run `treaty-assistant ingest --rebuild`"
        )


def _require_one_kind(catalogue: Catalogue, data_dir: Path, sample: bool) -> None:
    if catalogue.fact("question_set") == "1":
        raise MixedCollectionError(
            f"{data_dir} holds the texts of a question set, which are no documents to quote; choose another"
            " with TREATY_DATA_DIR or --data-dir"
        )
    if catalogue.sources() and catalogue.fact("sample") != str(int(sample)):
        raise MixedCollectionError(
            f"{data_dir} holds {'real documents' if sample else 'the example texts'}: these never share a"
            " data directory; choose another with TREATY_DATA_DIR or --data-dir"
        )


def _published_model(data_dir: Path) -> tuple[str, int] | None:
    """Fingerprint and dimension of the published vectors; None when nothing is published."""
    name = generation.current_name(data_dir)
    if name is None:
        return None
    found = manifest.read(data_dir / generation.FOLDER / name)
    return found.fingerprint, found.dimension


def _look(data_dir: Path, query: str) -> list[Any]:
    connection = open_for_a_look(data_dir)
    if connection is None:
        return []
    with closing(connection):
        return connection.execute(query).fetchall()


def _silently(stage: str, done: int, total: int, name: str, amount: int = 0, /) -> None:
    """Progress nobody watches."""
