"""Which documents there are, as told when somebody asks: by kind, each with its date."""

from __future__ import annotations

from assistant.compose import Composer
from assistant.reply import Part
from index.retrieve import StoredDocument
from ingest.citation import cite, in_words
from ingest.documents import Kind
from ingest.locator import Locator

_OF_A_KIND = 12
"""Documents of one kind that are named; the page of documents has all."""


def list_documents(compose: Composer) -> None:
    """How many there are and of when, then a sentence for each kind."""
    collection = compose.generation.collection
    if not collection.documents:
        compose.add(compose.words("connectives.nothing_indexed"))
        return
    count = str(collection.documents)
    if collection.newest:
        newest = in_words(collection.newest, compose.language)
        compose.add(compose.words("turns.documents", count=count, newest=newest))
    else:
        compose.add(compose.words("turns.documents_undated", count=count))
    documents = compose.generation.documents()
    for kind in Kind:
        own = [document for document in documents if document.metadata.kind is kind]
        if own:
            compose.add(compose.words(f"turns.{kind}_documents", count=str(len(own))), *_named(own, compose))


def _named(documents: list[StoredDocument], compose: Composer) -> list[Part]:
    parts: list[Part] = []
    for document in documents[:_OF_A_KIND]:
        parts += [compose.words("turns.then")] if parts else []
        parts.append(compose.label(_dated(document, compose.language)))
    left = len(documents) - _OF_A_KIND
    if left > 0:
        return [*parts, compose.words("turns.then"), compose.words("turns.documents_more", count=str(left))]
    return [*parts, compose.words("turns.stop")]


def _dated(document: StoredDocument, language: str) -> str:
    """The document as it is cited; with its date, which a treaty is cited without."""
    data = document.metadata
    name, day = cite(data, Locator(), language), data.document_date or data.event_date
    words = in_words(day, language) if day else ""
    return name if words in name else f"{name} ({words})"
