"""One source folder into the catalogue: files read side by side, each committed on its own, in order."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial

from index.batches import Batches, Embedded
from index.catalogue import Catalogue, KnownFile, Version
from index.plan import Plan, content_hash
from index.records import load_metadata
from index.report import Entry, Outcome, Progress
from ingest.documents import Document, Passage
from ingest.errors import UnreadableSourceError
from ingest.folder import FileRole, SourceFile, load
from ingest.isolate import Readers
from ingest.readers import current_reader
from ingest.skeleton import skeleton

PAGE = 3_000
"""Characters of text counted as a page, whatever the format: only PDF files have pages of their own."""
READ_AHEAD_BYTES = 64_000_000
"""Of files handed to the readers, beyond which no further file is opened until one is read."""

Read = tuple[Document, tuple[Passage, ...]]


def read_and_cut(data: bytes, name: str, sidecar: bytes | None, document_id: str | None) -> Read:
    """Runs in the reading process, since cutting a hostile text is as risky as reading it."""
    from ingest.passages import cut
    from ingest.read import read_document

    document = read_document(data, name, sidecar, document_id)
    return document, cut(document)


def pages(document: Document) -> int:
    return -(-len(document.text) // PAGE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file that a child reads, or will."""

    plan: Plan
    before: KnownFile | None
    """The document's file so far; None when it has no document yet."""
    now: KnownFile
    data: bytes
    sidecar: bytes | None
    read: Future[Read]


@dataclass(slots=True)
class Sync:
    """A run at work: what it works with, and what it did so far.

    What becomes of a file may depend on the files before it. So whoever asks the catalogue for a document
    other than the file's own first waits until what has to do with it is stored.
    """

    catalogue: Catalogue
    batches: Batches
    readers: Readers
    progress: Progress
    rebuild: bool
    largest: int
    """Bytes of the largest file that is read."""
    entries: list[Entry] = field(default_factory=list)
    readers_before: dict[str, str] = field(default_factory=dict)
    """Document -> reader of the version the catalogue had before the folder at work."""
    _reading: deque[_Reading] = field(default_factory=deque)
    _ids: set[str] = field(default_factory=set)
    """Of documents that are read and not stored yet."""
    _contents: set[str] = field(default_factory=set)
    """Hashes of the files that are handed to the readers and not stored yet."""
    _symbols: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """What a symbol looks like -> the symbol, the document that has it and its file."""
    _taken: int = 0
    """Files of the folder at work."""
    _pages: int = 0
    """Read so far, in all folders."""

    def sync(self, plan: Plan) -> None:
        """Bring the catalogue up to date with one folder: every file once, then what is gone."""
        with self.catalogue.transaction():
            source = self.catalogue.add_source(str(plan.root))
        self.readers_before = self.catalogue.readers()
        self._symbols = self._known_symbols()
        before, self._taken = len(self.entries), 0
        for part in plan.parts:
            for file in part:
                self._tell(plan, file.name)
                self._take(plan, source, file)
            self._finish()
        self._tell(plan, "")
        for lost in plan.gone.values():
            if lost.role != "document":
                with self.catalogue.transaction():
                    self.catalogue.drop_file(source, lost.name)
        self.entries += [let_go(self.catalogue, str(plan.root), lost) for lost in plan.removals]
        self.entries[before:] = sorted(self.entries[before:], key=lambda entry: entry.name)

    def _take(self, plan: Plan, source: int, file: SourceFile) -> None:
        """Settle what becomes of a listed file, or hand it to the readers."""
        self._taken += 1
        if file.role is not FileRole.DOCUMENT:
            self.entries.append(Entry(str(plan.root), file.name, Outcome(file.role.value), file.reason))
            return
        try:
            entry = self._take_document(plan, source, file)
        except UnreadableSourceError as error:
            entry = _refusal(plan, file.name, error)
        if entry is not None:
            self.entries.append(entry)

    def _take_document(self, plan: Plan, source: int, file: SourceFile) -> Entry | None:
        """None when the file has to be read first."""
        before = plan.known.get(plan.renamed.get(file.name, file.name))
        beside = plan.sidecar_of(file)
        sidecar = None if beside is None else load(beside)
        sidecar_sha256 = None if sidecar is None else content_hash(sidecar)
        if before is not None and self._looks_the_same(before, file, sidecar_sha256):
            return self._unchanged(plan, before)
        if file.size > self.largest:
            raise UnreadableSourceError("too_large", file.name, f"{file.size:,} bytes")
        data = load(file)
        now = KnownFile(
            source, file.name, "document", "", file.size, file.mtime_ns, content_hash(data), sidecar_sha256
        )
        if before is not None and before.role == "document":
            return self._take_known(plan, before, replace(now, document=before.document), data, sidecar)
        return self._take_new(plan, before, now, data, sidecar)

    def _looks_the_same(self, before: KnownFile, file: SourceFile, sidecar_sha256: str | None) -> bool:
        """True when the file need not be opened: name, size, time and sidecar are those of the last run."""
        same = (before.name, before.size, before.mtime_ns) == (file.name, file.size, file.mtime_ns)
        if before.role == "copy":  # of a document that changed since it is no copy any more
            return same and self._file_with(before.sha256) is not None
        if before.role == "document":
            return same and before.sidecar_sha256 == sidecar_sha256 and not self._reads_anew(before)
        return same

    def _reads_anew(self, before: KnownFile) -> bool:
        """True when also equal bytes are read again: asked for, or their reader has a newer revision."""
        return self.rebuild or self.readers_before.get(before.document) != current_reader(before.name)

    def _unchanged(self, plan: Plan, file: KnownFile) -> Entry:
        match file.role:
            case "copy":
                return self._copy_entry(plan, file)
            case "withdrawn":
                return Entry(str(plan.root), file.name, Outcome.IGNORED, "withdrawn", "", file.document)
            case _:
                return Entry(str(plan.root), file.name, Outcome.UNCHANGED, document_id=file.document)

    def _copy_entry(self, plan: Plan, file: KnownFile) -> Entry:
        original = self._file_with(file.sha256)
        detail = original.name if original else ""
        return Entry(str(plan.root), file.name, Outcome.IGNORED, "same_content_as", detail, file.document)

    def _file_with(self, sha256: str) -> KnownFile | None:
        """The file of the document that has these bytes, of those before in order."""
        if sha256 in self._contents:
            self._finish()
        return self.catalogue.file_with(sha256)

    def _take_known(
        self, plan: Plan, before: KnownFile, now: KnownFile, data: bytes, sidecar: bytes | None
    ) -> Entry | None:
        """A file the catalogue knows, under the same name or, with the same bytes, under another."""
        same = (before.sha256, before.sidecar_sha256) == (now.sha256, now.sidecar_sha256)
        if not same or self._reads_anew(before):
            self._read(plan, before, now, data, sidecar)
            return None
        with self.catalogue.transaction():
            self._record(before, now)
        return _entry_of_known(plan, before, now, ())

    def _take_new(
        self, plan: Plan, before: KnownFile | None, now: KnownFile, data: bytes, sidecar: bytes | None
    ) -> Entry | None:
        """A file without a document of its own so far."""
        kept_out = before is not None and before.role == "withdrawn" and before.sha256 == now.sha256
        original = self._file_with(now.sha256)
        if kept_out or original is not None:
            role = "withdrawn" if kept_out else "copy"
            of = before if kept_out else original
            known = replace(now, role=role, document=of.document if of else "")
            with self.catalogue.transaction():
                self.catalogue.put_file(known)
            return self._unchanged(plan, known)
        self._read(plan, None, now, data, sidecar)
        return None

    def _read(
        self, plan: Plan, before: KnownFile | None, now: KnownFile, data: bytes, sidecar: bytes | None
    ) -> None:
        """Hand a file to the readers; what they have read of those before it goes on to be embedded."""
        read = self.readers.submit(read_and_cut, data, now.name, sidecar, now.document or None, name=now.name)
        self._contents.add(now.sha256)
        self._reading.append(_Reading(plan, before, now, data, sidecar, read))
        while len(self._reading) > 2 * self.readers.children or (
            len(self._reading) > 1 and sum(len(file.data) for file in self._reading) > READ_AHEAD_BYTES
        ):
            self._take_in_oldest()

    def _take_in_oldest(self) -> None:
        """Wait for the file that is at its reader for longest, and hand it on to be embedded and stored."""
        file = self._reading.popleft()
        try:
            document, passages = self._with_own_id(file)
            self._refuse_look_alike(document)
        except UnreadableSourceError as error:
            self._contents.discard(file.now.sha256)
            self.entries.append(_refusal(file.plan, file.now.name, error))
            return
        self._pages += pages(document)
        self._tell(file.plan, file.now.name)
        now = replace(file.now, document=document.id)
        self.entries.append(
            Entry(str(file.plan.root), now.name, Outcome.ADDED, "", "", document.id, document.warnings)
            if file.before is None
            else _entry_of_known(file.plan, file.before, now, document.warnings)
        )
        self._ids.add(document.id)
        store = partial(self._store, file.before, now, document)
        self.batches.add(document.metadata, document.text, passages, now.name, store)

    def _with_own_id(self, file: _Reading) -> Read:
        """What was read, under an id no other document has: the proposed one, or with a number if taken."""
        read = file.read.result()
        proposed = read[0].id
        if file.now.document or not self._is_taken(proposed):
            return read
        number = 2
        while self._is_taken(f"{proposed}-{number}"):
            number += 1
        own = f"{proposed}-{number}"
        name = file.now.name
        return self.readers.submit(read_and_cut, file.data, name, file.sidecar, own, name=name).result()

    def _known_symbols(self) -> dict[str, tuple[str, str, str]]:
        known = ((v, load_metadata(v.metadata).symbol) for v in self.catalogue.versions())
        return {
            skeleton(symbol): (symbol, version.document, version.source)
            for version, symbol in known
            if symbol is not None and version.state == "current"
        }

    def _refuse_look_alike(self, document: Document) -> None:
        """A symbol that only looks like that of another document is an error or a trick: kept out."""
        symbol = document.metadata.symbol
        if symbol is None:
            return
        known, owner, source = self._symbols.setdefault(
            skeleton(symbol), (symbol, document.id, document.source)
        )
        if known != symbol and owner != document.id:
            detail = f"{symbol!a} looks like {known!a} of {source}"
            raise UnreadableSourceError("look_alike_symbol", document.source, detail)

    def _is_taken(self, document_id: str) -> bool:
        return document_id in self._ids or self.catalogue.is_present(document_id)

    def _store(
        self, before: KnownFile | None, now: KnownFile, document: Document, embedded: Embedded
    ) -> None:
        """Commit one document."""
        with self.catalogue.transaction():
            self.catalogue.put_vectors(embedded.fresh)
            self.catalogue.put_version(
                document, now.sidecar_sha256, embedded.passages, self.batches.fingerprint
            )
            self._record(before, now)
        self._ids.discard(document.id)
        self._contents.discard(now.sha256)

    def _record(self, before: KnownFile | None, now: KnownFile) -> None:
        """The document's file is `now`, no longer `before`."""
        if before is not None and (before.source, before.name) != (now.source, now.name):
            self.catalogue.drop_file(before.source, before.name)
            self.catalogue.rename(now.document, now.name)
        self.catalogue.put_file(now)

    def _finish(self) -> None:
        """Every file handed to the readers is in the catalogue, or refused."""
        while self._reading:
            self._take_in_oldest()
        self.batches.finish()

    def _tell(self, plan: Plan, name: str) -> None:
        read = self._taken - len(self._reading)
        self.progress("reading", read, len(plan.files), name, self._pages)


def embed_again(catalogue: Catalogue, batches: Batches) -> None:
    """New vectors for documents that still have those of another model: this run did not read them."""

    def store(version: Version, embedded: Embedded) -> None:
        with catalogue.transaction():
            catalogue.put_vectors(embedded.fresh)
            catalogue.reembed(version, embedded.passages, batches.fingerprint)

    for version in catalogue.versions():
        if version.state == "current" and version.embedded_with != batches.fingerprint:
            text, passages = catalogue.text_and_passages(version)
            metadata = load_metadata(version.metadata)
            batches.add(metadata, text, passages, version.source, partial(store, version))
    batches.finish()


def _refusal(plan: Plan, name: str, error: UnreadableSourceError) -> Entry:
    known = plan.known.get(name)
    document = known.document if known else None
    return Entry(str(plan.root), name, Outcome.REFUSED, error.code, error.detail, document)


def _entry_of_known(plan: Plan, before: KnownFile, now: KnownFile, warnings: tuple[str, ...]) -> Entry:
    moved = before.name != now.name
    same_bytes = before.sha256 == now.sha256
    same_sidecar = before.sidecar_sha256 == now.sidecar_sha256
    outcome = Outcome.UNCHANGED if same_bytes and same_sidecar else Outcome.UPDATED
    return Entry(
        str(plan.root),
        now.name,
        Outcome.RENAMED if moved else outcome,
        "sidecar_changed" if same_bytes and not same_sidecar else "",
        before.name if moved else "",
        now.document,
        warnings,
    )


def let_go(catalogue: Catalogue, root: str, lost: KnownFile) -> Entry:
    """Remove the document of a file that is gone; a copy in another source becomes its file instead."""
    copies = [f for f in catalogue.files_of(lost.document) if f.role == "copy" and f.sha256 == lost.sha256]
    heir = next((file for file in copies if file.source != lost.source), None)
    with catalogue.transaction():
        catalogue.drop_file(lost.source, lost.name)
        if heir is None:
            catalogue.remove_document(lost.document)
        else:
            catalogue.put_file(replace(heir, role="document"))
            catalogue.rename(lost.document, heir.name)
    if heir is None:
        return Entry(root, lost.name, Outcome.REMOVED, document_id=lost.document)
    return Entry(root, lost.name, Outcome.RENAMED, "copy_in_another_source", heir.name, lost.document)
