"""Texts that come already cut, into the catalogue: of a question set, which brings clauses and no files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from index.batches import Batches, Embedded
from index.catalogue import Catalogue
from index.report import Entry, Outcome
from ingest.documents import Document, Passage

Prepared = tuple[Document, tuple[Passage, ...]]
"""`source_sha256` of the document has to change with anything that is stored of it, the cutting included."""


def take_in(catalogue: Catalogue, batches: Batches, prepared: Iterable[Prepared]) -> list[Entry]:
    """Bring the catalogue to exactly these documents, each in a transaction of its own.

    One that is there with the same content is not touched, so that an interrupted run goes on where it was.
    """
    there = {version.document: version for version in catalogue.versions() if version.state == "current"}
    entries = []
    for document, passages in prepared:
        known = there.pop(document.id, None)
        same = known is not None and (known.source_sha256, known.embedded_with) == (
            document.source_sha256,
            batches.fingerprint,
        )
        if not same:
            store = partial(_store, catalogue, batches.fingerprint, document)
            batches.add(document.metadata, document.text, passages, document.source, store)
        outcome = Outcome.UNCHANGED if same else Outcome.ADDED if known is None else Outcome.UPDATED
        entries.append(Entry("", document.source, outcome, document_id=document.id))
    batches.finish()
    for version in there.values():
        with catalogue.transaction():
            catalogue.remove_document(version.document)
        entries.append(Entry("", version.source, Outcome.REMOVED, document_id=version.document))
    return entries


def _store(catalogue: Catalogue, fingerprint: str, document: Document, embedded: Embedded) -> None:
    with catalogue.transaction():
        catalogue.put_vectors(embedded.fresh)
        catalogue.put_version(document, None, embedded.passages, fingerprint)
