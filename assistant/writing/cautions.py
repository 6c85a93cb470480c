"""What a reader must know of the sources quoted, beside the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.reply import Caution, Citation
from assistant.schemas import WarningCode
from index.relations import RelationKind
from index.remembered import Remembered
from index.retrieve import OpenGeneration, StoredDocument
from ingest.citation import cite, in_words
from ingest.documents import Metadata, NoteCode, Span, Status, Unit, UnitKind
from ingest.locator import Locator
from ingest.notes import differing_figure, has_figures
from ingest.sentences import sentences
from ingest.skeleton import skeleton

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


_LOOKED_AT = 10
"""Passages nearest to a sentence: one that has all its words but a figure is among them."""
_HASH = 12
"""Characters of a file's SHA-256: as many as tell two files apart by eye."""
_IMPORTANCE = {code: place for place, code in enumerate(WarningCode)}


def cautions(citations: Sequence[Citation], generation: OpenGeneration, language: str) -> tuple[Caution, ...]:
    """What a reader must know, each once: the most important first, then in order of first citation.

    That the collection is a sample; that another document passes for the one quoted; that words quoted give a
    figure which this document or another belies; that a source is replaced or corrected, a draft, informal.
    """
    found = [Caution(WarningCode.SAMPLE_COLLECTION)] if generation.collection.sample else []
    for citation in citations:
        found += _of_look_alikes(citation, generation)
        found += _of_words(citation, generation, language)
        found += _of_figures(citation, generation, language)
        found += _of_relations(citation, generation, language)
    found += _of_status([citation.passage.metadata for citation in citations], language)
    return tuple(sorted(dict.fromkeys(found), key=lambda caution: _IMPORTANCE[caution.code]))


def _of_status(cited: Iterable[Metadata], language: str) -> Iterator[Caution]:
    """The drafts together and the informal papers together: ten notes on ten papers would not be read."""
    sources: defaultdict[WarningCode, list[str]] = defaultdict(list)
    for data in dict.fromkeys(cited):
        if data.status in _OF_STATUS:
            sources[_OF_STATUS[data.status]].append(cite(data, Locator(), language))
    for code, named in sources.items():
        yield Caution(code, (("source", "; ".join(dict.fromkeys(named))),))


def _of_look_alikes(citation: Citation, generation: OpenGeneration) -> Iterator[Caution]:
    """Both files by name and hash: by what is printed in them nobody can tell which one is quoted."""
    own = citation.passage.passage.document_id
    others = _look_alikes(generation).get(own, ())
    if others:
        quoted = generation.document(own)
        slots = {
            "source": cite(quoted.metadata, Locator()),
            "file": _by_hash(quoted),
            "others": "; ".join(map(_by_hash, others)),
        }
        yield Caution(WarningCode.LOOK_ALIKE, tuple(slots.items()))


def _by_hash(document: StoredDocument) -> str:
    return f"{document.source}, SHA-256 {document.source_sha256[:_HASH]}"


_pairs: Remembered[str, Mapping[str, tuple[StoredDocument, ...]]] = Remembered(limit=4, size=lambda _: 1)


def _look_alikes(generation: OpenGeneration) -> Mapping[str, tuple[StoredDocument, ...]]:
    """By document, the others of its language whose citation looks the same in print."""
    known = _pairs.get(generation.id)
    if known is not None:
        return known
    alike: defaultdict[tuple[str, str], list[StoredDocument]] = defaultdict(list)
    for document in generation.documents():
        printed = skeleton(cite(document.metadata, Locator()))
        alike[document.metadata.language, printed].append(document)
    found = {
        document.id: tuple(other for other in same if other is not document)
        for same in alike.values()
        if len(same) > 1
        for document in same
    }
    return _pairs.keep(generation.id, found)


def _of_relations(citation: Citation, generation: OpenGeneration, language: str) -> Iterator[Caution]:
    source = ("source", cite(citation.passage.metadata, Locator(), language))
    told = set()
    for relation in generation.relations(citation.passage.passage.document_id):
        code = _OF_RELATION.get(relation.kind)
        if code and code not in told:  # the newest of a kind stands first
            told.add(code)
            other = generation.document(relation.document_id).metadata
            yield Caution(code, (source, ("other", cite(other, Locator(), language))))


def _of_words(citation: Citation, generation: OpenGeneration, language: str) -> Iterator[Caution]:
    passage, data = citation.passage.passage, citation.passage.metadata
    for note in generation.notes(passage.document_id, passage.version):
        spans = (note.span, *note.related) if note.span else ()
        if note.code not in _OF_NOTE or not any(_overlap(citation.span, span) for span in spans):
            continue
        units, values = generation.units(passage.document_id, passage.version), dict(note.values)
        if note.code is NoteCode.FIGURES_DIFFER:
            figures = zip(spans, (values["figure"], values["other"]), strict=True)
            (here, first), (there, second) = sorted(figures)  # the note stands at either place
            one, other = (_places([span], units)[0] for span in (here, there))
            yield _differing((first, _dated(data, one, language)), (second, str(other)))
        else:
            place = cite(data, _places(spans, units)[0], language)
            yield Caution(_OF_NOTE[note.code], tuple(sorted((values | {"place": place}).items())))


def _of_figures(citation: Citation, generation: OpenGeneration, language: str) -> Iterator[Caution]:
    """Where another document says the same with another figure: each may be right, on its day."""
    own, said = citation.passage, citation.quote
    spoken = own.metadata.language
    if not has_figures(said, spoken):
        return
    for hit in generation.hits(generation.lexical(said, _LOOKED_AT)):
        other = hit.passage
        if other.metadata.language != spoken or other.passage.document_id == own.passage.document_id:
            continue
        for sentence in sentences(other.text):
            if figures := differing_figure(said, sentence.of(other.text), spoken):
                places = ((own.metadata, citation.locator), (other.metadata, other.passage.locator))
                both = [
                    (_day(data), str(figure), _dated(data, place, language))
                    for figure, (data, place) in zip(figures, places, strict=True)
                ]
                (_, *first), (_, *second) = sorted(both)  # told once where both are quoted
                yield _differing(first, second)


def _differing(one: Sequence[str], other: Sequence[str]) -> Caution:
    """Two figures, each with where it stands."""
    slots = (("elsewhere", other[1]), ("figure", one[0]), ("other", other[0]), ("place", one[1]))
    return Caution(WarningCode.FIGURES_DIFFER, slots)


def _day(data: Metadata) -> str:
    """The day its figures are of, as far as the document tells."""
    return data.as_of or data.event_date or data.document_date or ""


def _dated(data: Metadata, place: Locator, language: str) -> str:
    """The place and the day of its figures, unless the citation has it already."""
    cited, day = cite(data, place, language), _day(data)
    said = in_words(day, language) if day else ""
    return cited if said in cited else f"{cited}, {said}"


def _places(spans: Sequence[Span], units: Sequence[Unit]) -> list[Locator]:
    """Where the words of a note stand, the most telling place first: the footnote that lists the names."""
    found = [unit for span in spans for unit in units if _overlap(unit.span, span)]
    return [unit.locator for unit in sorted(found, key=lambda unit: unit.kind is not UnitKind.FOOTNOTE)]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
