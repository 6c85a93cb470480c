"""What a reader must know of the sources quoted, beside the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.reply import Caution, Citation
from assistant.schemas import WarningCode
from index.relations import RelationKind
from index.retrieve import OpenGeneration
from ingest.citation import cite
from ingest.documents import Note, NoteCode, Span, Status, Unit, UnitKind
from ingest.locator import Locator

_OF_STATUS = {Status.DRAFT: WarningCode.DRAFT_SOURCE, Status.INFORMAL: WarningCode.INFORMAL_SOURCE}
_OF_RELATION = {
    RelationKind.REPLACED_BY: WarningCode.REPLACED,
    RelationKind.CORRECTED_BY: WarningCode.CORRECTED,
    RelationKind.ADDED_TO_BY: WarningCode.ADDED_TO,
    RelationKind.AMENDED_BY: WarningCode.AMENDED,
    RelationKind.DRAFT_OF: WarningCode.FINAL_EXISTS,
}
_OF_NOTE = {
    NoteCode.COUNT_DIFFERS: WarningCode.COUNT_DIFFERS,
    NoteCode.FIGURES_DIFFER: WarningCode.FIGURES_DIFFER,
}
"""Notes that change how a quotation is to be taken; the others are for those who read the document."""


def cautions(citations: Sequence[Citation], generation: OpenGeneration, language: str) -> tuple[Caution, ...]:
    """That the collection is a sample; that a source is a draft, informal, replaced or corrected; that words
    quoted give a figure which the document itself belies. Each once, in order of first citation."""
    found = [Caution(WarningCode.SAMPLE_COLLECTION)] if generation.collection.sample else []
    for citation in citations:
        found += _of_source(citation, generation, language)
        found += _of_words(citation, generation, language)
    return tuple(dict.fromkeys(found))


def _of_source(citation: Citation, generation: OpenGeneration, language: str) -> Iterator[Caution]:
    data = citation.passage.metadata
    source = ("source", cite(data, Locator(), language))
    if data.status in _OF_STATUS:
        yield Caution(_OF_STATUS[data.status], (source,))
    told = set()
    for relation in generation.relations(citation.passage.passage.document_id):
        code = _OF_RELATION.get(relation.kind)
        if code and code not in told:  # the newest of a kind stands first
            told.add(code)
            other = generation.document(relation.document_id).metadata
            yield Caution(code, (source, ("other", cite(other, Locator(), language))))


def _of_words(citation: Citation, generation: OpenGeneration, language: str) -> Iterator[Caution]:
    passage = citation.passage.passage
    for note in generation.notes(passage.document_id, passage.version):
        spans = (note.span, *note.related) if note.span else ()
        if note.code in _OF_NOTE and any(_overlap(citation.span, span) for span in spans):
            units = generation.units(passage.document_id, passage.version)
            places = _places(note, units)
            first = cite(citation.passage.metadata, places[0], language)
            slots = {**dict(note.values), "place": first}
            if note.code is NoteCode.FIGURES_DIFFER:
                slots["elsewhere"] = str(places[1])
            yield Caution(_OF_NOTE[note.code], tuple(sorted(slots.items())))


def _places(note: Note, units: Sequence[Unit]) -> list[Locator]:
    """Where the words of a note stand, the most telling place first: the footnote that lists the names."""
    spans = (note.span, *note.related) if note.span else note.related
    found = [unit for span in spans for unit in units if _overlap(unit.span, span)]
    return [unit.locator for unit in sorted(found, key=lambda unit: unit.kind is not UnitKind.FOOTNOTE)]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
