"""One source folder into the catalogue: each file read, embedded and committed on its own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue, EmbeddedPassage, KnownFile, vector_key
from index.embed import Embedder, context_line, windows
from index.generation import Progress
from index.plan import Plan, content_hash
from index.records import load_metadata
from index.report import Entry, Outcome
from ingest.documents import Document, Metadata, Passage
from ingest.errors import UnreadableSourceError
from ingest.folder import FileRole, SourceFile, load
from ingest.isolate import Isolated
from ingest.readers import current_reader

log = logging.getLogger(__name__)

EMBED_AT_ONCE = 64
"""Texts between two reports of progress."""


def read_and_cut(
    data: bytes, name: str, sidecar: bytes | None, document_id: str | None
) -> tuple[Document, tuple[Passage, ...]]:
    """Runs in the reading process, since cutting a hostile text is as risky as reading it."""
    from ingest.passages import cut
    from ingest.read import read_document

    document = read_document(data, name, sidecar, document_id)
    return document, cut(document)


@dataclass(slots=True)
class Sync:
    """A run at work: what it works with, and what it did so far."""

    catalogue: Catalogue
    embedder: Embedder
    reader: Isolated
    progress: Progress
    rebuild: bool
    largest: int
    """Bytes of the largest file that is read."""
    entries: list[Entry] = field(default_factory=list)
    embedded: int = 0
    readers: dict[str, str] = field(default_factory=dict)
    """Document -> reader of the version the catalogue had before the folder at work."""

    def sync(self, plan: Plan) -> None:
        """Bring the catalogue up to date with one folder: every file once, then what is gone."""
        with self.catalogue.transaction():
            source = self.catalogue.add_source(str(plan.root))
        self.readers = self.catalogue.readers()
        entries = []
        for done, file in enumerate(plan.in_order):
            self.progress("reading", done, len(plan.files), file.name)
            entries.append(self._take(plan, source, file))
        self.progress("reading", len(plan.files), len(plan.files), "")
        for lost in plan.gone.values():
            if lost.role != "document":
                with self.catalogue.transaction():
                    self.catalogue.drop_file(source, lost.name)
        entries += [let_go(self.catalogue, str(plan.root), lost) for lost in plan.removals]
        self.entries += sorted(entries, key=lambda entry: entry.name)

    def embed_again(self) -> None:
        """Documents whose vectors another model made, in folders that were not read in this run."""
        fingerprint = self.embedder.fingerprint
        for version in self.catalogue.versions():
            if version.state == "current" and version.embedded_with != fingerprint:
                text, passages = self.catalogue.text_and_passages(version)
                embedded = self._embed(load_metadata(version.metadata), text, passages, version.source)
                with self.catalogue.transaction():
                    self.catalogue.put_vectors(embedded.fresh)
                    self.catalogue.reembed(version, embedded.passages, fingerprint)

    def _take(self, plan: Plan, source: int, file: SourceFile) -> Entry:
        """The report's entry for one listed file."""
        if file.role is not FileRole.DOCUMENT:
            return Entry(str(plan.root), file.name, Outcome(file.role.value), file.reason)
        try:
            return self._take_document(plan, source, file)
        except UnreadableSourceError as error:
            known = plan.known.get(file.name)
            document = known.document if known else None
            return Entry(str(plan.root), file.name, Outcome.REFUSED, error.code, error.detail, document)

    def _take_document(self, plan: Plan, source: int, file: SourceFile) -> Entry:
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
            return same and self.catalogue.file_with(before.sha256) is not None
        if before.role == "document":
            return same and before.sidecar_sha256 == sidecar_sha256 and not self._reads_anew(before)
        return same

    def _reads_anew(self, before: KnownFile) -> bool:
        """True when also equal bytes are read again: asked for, or their reader has a newer revision."""
        return self.rebuild or self.readers.get(before.document) != current_reader(before.name)

    def _unchanged(self, plan: Plan, file: KnownFile) -> Entry:
        match file.role:
            case "copy":
                return self._copy_entry(plan, file)
            case "withdrawn":
                return Entry(str(plan.root), file.name, Outcome.IGNORED, "withdrawn", "", file.document)
            case _:
                return Entry(str(plan.root), file.name, Outcome.UNCHANGED, document_id=file.document)

    def _copy_entry(self, plan: Plan, file: KnownFile) -> Entry:
        original = self.catalogue.file_with(file.sha256)
        detail = original.name if original else ""
        return Entry(str(plan.root), file.name, Outcome.IGNORED, "same_content_as", detail, file.document)

    def _take_known(
        self, plan: Plan, before: KnownFile, now: KnownFile, data: bytes, sidecar: bytes | None
    ) -> Entry:
        """A file the catalogue knows, under the same name or, with the same bytes, under another."""
        moved = before.name != now.name
        same_bytes = before.sha256 == now.sha256
        same_sidecar = before.sidecar_sha256 == now.sidecar_sha256
        if same_bytes and same_sidecar and not self._reads_anew(before):
            warnings: tuple[str, ...] = ()
            with self.catalogue.transaction():
                self._record(before, now)
        else:
            warnings = self._read(before, now, data, sidecar).warnings
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

    def _take_new(
        self, plan: Plan, before: KnownFile | None, now: KnownFile, data: bytes, sidecar: bytes | None
    ) -> Entry:
        """A file without a document of its own so far."""
        kept_out = before is not None and before.role == "withdrawn" and before.sha256 == now.sha256
        original = self.catalogue.file_with(now.sha256)
        if kept_out or original is not None:
            role = "withdrawn" if kept_out else "copy"
            of = before if kept_out else original
            known = replace(now, role=role, document=of.document if of else "")
            with self.catalogue.transaction():
                self.catalogue.put_file(known)
            return self._unchanged(plan, known)
        document = self._read(None, now, data, sidecar)
        return Entry(
            str(plan.root), now.name, Outcome.ADDED, document_id=document.id, warnings=document.warnings
        )

    def _read(self, before: KnownFile | None, now: KnownFile, data: bytes, sidecar: bytes | None) -> Document:
        """Read, cut, embed and commit one document."""
        document, passages = self._call_reader(data, now.name, sidecar, now.document or None)
        embedded = self._embed(document.metadata, document.text, passages, now.name)
        with self.catalogue.transaction():
            self.catalogue.put_vectors(embedded.fresh)
            self.catalogue.put_version(
                document, now.sidecar_sha256, embedded.passages, self.embedder.fingerprint
            )
            self._record(before, replace(now, document=document.id))
        return document

    def _call_reader(
        self, data: bytes, name: str, sidecar: bytes | None, document_id: str | None
    ) -> tuple[Document, tuple[Passage, ...]]:
        """The document under an id that is its own: the proposed one, or with a number if that is taken."""
        read = self.reader.call(read_and_cut, data, name, sidecar, document_id, name=name)
        proposed = read[0].id
        if document_id is not None or not self.catalogue.is_present(proposed):
            return read
        number = 2
        while self.catalogue.is_present(f"{proposed}-{number}"):
            number += 1
        return self.reader.call(read_and_cut, data, name, sidecar, f"{proposed}-{number}", name=name)

    def _record(self, before: KnownFile | None, now: KnownFile) -> None:
        """The document's file is `now`, no longer `before`."""
        if before is not None and (before.source, before.name) != (now.source, now.name):
            self.catalogue.drop_file(before.source, before.name)
            self.catalogue.rename(now.document, now.name)
        self.catalogue.put_file(now)

    def _embed(self, metadata: Metadata, text: str, passages: Sequence[Passage], name: str) -> _Embedded:
        """Windows of all passages; only texts the catalogue has no vector of are encoded."""
        fingerprint = self.embedder.fingerprint
        date = metadata.event_date or metadata.document_date
        embedded, texts = [], {}
        for passage in passages:
            context = context_line(self.embedder, metadata.title, date, passage.heading)
            attached = "\n".join(each.span.of(text) for each in passage.attached)
            words = f"{attached}\n{passage.body.of(text)}" if attached else passage.body.of(text)
            keyed = [(w, vector_key(w, fingerprint)) for w in windows(self.embedder, context, words)]
            embedded.append(EmbeddedPassage(passage, tuple(keyed)))
            texts.update({key: window for window, key in keyed})
        for key in self.catalogue.known_vectors(texts):
            del texts[key]
        return _Embedded(tuple(embedded), self._encode(texts, name))

    def _encode(self, texts: dict[str, str], name: str) -> dict[str, NDArray[np.float32]]:
        keys = sorted(texts, key=lambda key: (len(texts[key]), key))  # equal lengths need no padding
        fresh: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(keys), EMBED_AT_ONCE):
            self.progress("embedding", start, len(keys), name)
            batch = keys[start : start + EMBED_AT_ONCE]
            vectors = self.embedder.encode([texts[key] for key in batch])
            fresh.update(zip(batch, vectors, strict=True))
        if keys:
            self.progress("embedding", len(keys), len(keys), name)
        self.embedded += len(keys)
        return fresh


@dataclass(frozen=True, slots=True)
class _Embedded:
    passages: tuple[EmbeddedPassage, ...]
    fresh: dict[str, NDArray[np.float32]]
    """Vectors the catalogue does not have yet, by key."""


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
