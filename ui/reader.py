"""The reader: a document as a plain page with permanent addresses, and the list of documents.

No script, no framework of the chat: it prints, it loads on any telephone, and its addresses outlive the chat.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from assistant.present import document_url
from assistant.settings import Settings
from index.errors import IndexFault, UnknownDocumentError
from index.relations import RelationKind
from index.retrieve import Collection, OpenGeneration, StoredDocument
from ingest.citation import cite, in_words
from ingest.documents import Note, NoteCode, Span, Unit, UnitKind
from ingest.locator import Locator
from ui.remarks import remark
from ui.render import collection_line, page, preferred_language, say_on_screen, shown_language

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

Reading = Callable[[], AbstractContextManager[OpenGeneration]]
"""Opens the published generation for the time of one page."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789abcdefghijklmnoprstuvwxyz")
_MARKS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]+")
_OFFSET = re.compile(r"\d{1,9}", re.ASCII)
_MARKED = {NoteCode.COUNT_DIFFERS, NoteCode.FIGURES_DIFFER}
_BESIDE = {*_MARKED, NoteCode.NEAR_DUPLICATE}
"""Notes shown beside words; what is said of the whole document stands in its head."""
_ENCLOSING = {UnitKind.PREAMBLE, UnitKind.PARAGRAPH, UnitKind.POINT, UnitKind.LIST_ITEM}
_NUMBERED = {
    "article": "{}",
    "para": "{}.",
    "point": "({})",
    "subpoint": "({})",
    "action": "{}",
    "footnote": "{}",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a unit's text of one kind: plain or a footnote mark, in the quotation or not."""

    text: str
    marked: bool = False
    first: bool = False
    """The first marked run of the page carries the address #quote."""
    footnote: str | None = None
    """Anchor of the footnote this mark leads to."""
    label: str = ""
    id: str | None = None
    remarked: bool = False
    """A remark stands beside these words."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A clerk's note in words, with the places it compares."""

    code: NoteCode
    text: str
    links: tuple[tuple[str, str], ...]
    """(place, anchor)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A unit made ready for the page."""

    kind: str
    anchor: str
    label: str
    depth: int
    runs: tuple[Run, ...]
    number: str | None = None
    """The number the source gives, where its text does not begin with it."""
    page: int | None = None
    """Page of the source, at the first unit of each page."""
    back: str | None = None
    """Of a footnote: where it is first marked."""
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Entry:
    title: str
    anchor: str
    depth: int
    children: list[Entry] = field(default_factory=list)


def reader_routes(reading: Reading, settings: Settings) -> list[BaseRoute]:
    """GET /documents and /documents/{id}."""
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    def answer(request: Request, make: Callable[[OpenGeneration, str], str]) -> Response:
        language = preferred_language(
            request.query_params.get("lang"), request.headers.get("accept-language"), settings.language
        )
        try:
            with reading() as generation:
                return HTMLResponse(make(generation, language))
        except UnknownDocumentError as error:
            status, name = (410, "gone_page") if error.gone else (404, "missing_page")
        except IndexFault:
            status, name = 503, "no_index_page"
        return HTMLResponse(message_page(name, language), status)

    def documents(request: Request) -> Response:
        return answer(request, documents_page)

    def document(request: Request) -> Response:
        document_id, query = request.path_params["document_id"], request.query_params
        return answer(
            request, lambda generation, language: document_page(generation, document_id, query, language)
        )

    return [
        Route("/documents", documents, name="documents"),
        Route("/documents/{document_id}", document, name="document"),
    ]


def documents_page(generation: OpenGeneration, language: str) -> str:
    """The list of documents, by kind."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for document in generation.documents():
        groups.setdefault(document.metadata.kind.value, []).append(_listed(document, generation))
    values = collection_values(generation.collection, language)
    return page("documents.html", language, groups=list(groups.items()), **values)


def _listed(document: StoredDocument, generation: OpenGeneration) -> dict[str, Any]:
    data = document.metadata
    return {
        "url": document_url(document.id),
        "title": data.title,
        "symbol": data.symbol,
        "date": data.document_date or data.event_date,
        "language": data.language,
        "status": data.status.value,
        "paragraphs": sum(u.kind is UnitKind.PARAGRAPH for u in generation.units(document.id)),
    }


def document_page(
    generation: OpenGeneration, document_id: str, query: Mapping[str, str], language: str
) -> str:
    """One document, the stretch the query names marked. Raises UnknownDocumentError."""
    document = generation.document(document_id)
    asked = query.get("v") or document.version
    version = asked if asked in document.versions else document.version
    text = generation.text(document_id, version)
    units = generation.units(document_id, version)
    wanted = "start" in query or "end" in query
    quote = requested_span(query, len(text)) if asked == version else None
    notes = generation.notes(document_id, version)
    blocks = with_remarks(lay_out(text, units, quote, notes), units, notes, language)
    shown = any(run.marked for block in blocks for run in block.runs)
    url = document_url(document_id)
    data = document.metadata
    return page(
        "document.html",
        language,
        title=data.title,
        data=data,
        facts=facts(document, language),
        lacks_symbol=any(note.code is NoteCode.SYMBOL_MISSING for note in notes),
        relations=related(generation, document, language),
        superseded_by=url if version != document.version else None,
        quote="shown" if shown else "elsewhere" if wanted else None,
        outline=outline(text, units, blocks),
        units=[block for block in blocks if block.kind != UnitKind.FOOTNOTE],
        footnotes=[block for block in blocks if block.kind == UnitKind.FOOTNOTE],
        **collection_values(generation.collection, language),
    )


def message_page(name: str, language: str) -> str:
    """A page that says in plain words why there is no document here."""
    text = {
        "missing_page": "missing_page_text",
        "gone_page": "gone_page_text",
        "no_index_page": "no_index_text",
    }
    heading, body = say_on_screen(name, language), say_on_screen(text[name], language)
    return page("message.html", language, heading=heading, text=body, sample=False, line=None)


def collection_values(collection: Collection, language: str) -> dict[str, Any]:
    line = collection_line(collection.documents, collection.newest, collection.updated, language)
    return {"sample": collection.sample, "line": line}


def requested_span(query: Mapping[str, str], length: int) -> Span | None:
    """The stretch the address names; None when it names none this text has."""
    start, end = query.get("start", ""), query.get("end", "")
    if not (_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
        return None
    return Span(int(start), int(end)) if int(start) < int(end) <= length else None


def facts(document: StoredDocument, language: str) -> list[tuple[str, str]]:
    """What the title block tells of the document, as (label, value)."""
    data = document.metadata
    date = data.document_date or data.event_date
    rows: list[tuple[str, str | None]] = [
        ("document_number", data.symbol),
        ("date", in_words(date, language) if date else None),
        ("meeting", data.meeting),
        ("language", shown_language(data.language, language)),
        ("source_file", document.source),
        ("cite_as", cite(data, Locator(), language)),
    ]
    told = [(say_on_screen(code, language), value) for code, value in rows if value]
    if data.as_of:
        told.insert(2, (say_on_screen("figures", language), in_words(data.as_of, language)))
    return told


def related(
    generation: OpenGeneration, document: StoredDocument, language: str
) -> list[tuple[RelationKind, list[tuple[str, str]]]]:
    """What the document is to others, as (kind, [(what the link says, address)])."""
    rows: dict[RelationKind, list[tuple[str, str]]] = {}
    for relation in generation.relations(document.id):
        url, other = document_url(relation.document_id), generation.document(relation.document_id).metadata
        said = cite(other, Locator(), language)
        if relation.kind is RelationKind.TRANSLATION:
            said = shown_language(other.language, language)
        if relation.version:
            url = f"{url}?v={relation.version}"
            said = str(len(document.versions) - document.versions.index(relation.version))
        rows.setdefault(relation.kind, []).append((said, url))
    return list(rows.items())


def with_remarks(
    blocks: Sequence[Block], units: Sequence[Unit], notes: Sequence[Note], language: str
) -> list[Block]:
    """The blocks with the remarks about their words: at both ends of a comparison, leading to one another."""
    found = defaultdict[int, list[Remark]](list)
    for note in notes:
        if note.span is None or note.code not in _BESIDE:
            continue
        places = [at for span in (note.span, *note.related) for at in _units_at(span, units)]
        ends = places if note.code is NoteCode.COUNT_DIFFERS else places[:1]  # of others each end has its own
        for at in dict.fromkeys(ends):
            links = tuple((_called(blocks[to], language), blocks[to].anchor) for to in places if to != at)
            found[at].append(Remark(note.code, remark(note, language), links))
    return [replace(block, remarks=tuple(found[at])) for at, block in enumerate(blocks)]


def _called(block: Block, language: str) -> str:
    is_footnote = block.kind == UnitKind.FOOTNOTE
    return say_on_screen("footnote", language, number=block.label) if is_footnote else block.label


def _units_at(span: Span, units: Sequence[Unit]) -> list[int]:
    return [at for at, unit in enumerate(units) if unit.span.start <= span.start < unit.span.end]


def lay_out(text: str, units: Sequence[Unit], quote: Span | None, clerk: Sequence[Note] = ()) -> list[Block]:
    """Units as blocks in reading order, every anchor unique, footnote marks linked both ways."""
    anchors = unique_anchors(units)
    notes = defaultdict[str, list[str]](list)
    for unit, anchor in zip(units, anchors, strict=True):
        if unit.kind is UnitKind.FOOTNOTE:
            notes[_number(unit)].append(anchor)
    used: Counter[str] = Counter()
    back: dict[str, str] = {}
    blocks: list[Block] = []
    remarked = [note.span for note in clerk if note.span and note.code in _MARKED]
    last_page, quote_open = None, True
    for unit, anchor in zip(units, anchors, strict=True):
        runs = cut(text, unit, quote, remarked)
        if unit.kind is not UnitKind.FOOTNOTE:
            runs = [_linked(run, notes, used, back) for run in runs]
        if quote_open and any(run.marked for run in runs):
            at = next(i for i, run in enumerate(runs) if run.marked)
            runs[at] = replace(runs[at], first=True)
            quote_open = False
        new_page = unit.page if unit.page != last_page and unit.kind is not UnitKind.FOOTNOTE else None
        last_page = new_page or last_page
        blocks.append(
            Block(
                kind=unit.kind.value,
                anchor=anchor,
                label=_number(unit) if unit.kind is UnitKind.FOOTNOTE else str(unit.locator) or anchor,
                depth=_depth(unit, units),
                runs=tuple(runs),
                number=own_number(unit, text),
                page=new_page,
            )
        )
    return [replace(b, back=back.get(b.anchor)) for b in blocks]


def unique_anchors(units: Iterable[Unit]) -> list[str]:
    """The anchor of each unit; the second of a kind gets '-2', so that the first keeps its address."""
    taken: set[str] = {"quote", "main"}
    anchors = []
    for unit in units:
        plain = unit.locator.anchor if unit.locator.steps else "text"
        anchor, count = plain, 1
        while anchor in taken:
            count += 1
            anchor = f"{plain}-{count}"
        taken.add(anchor)
        anchors.append(anchor)
    return anchors


def cut(text: str, unit: Unit, quote: Span | None, remarked: Sequence[Span] = ()) -> list[Run]:
    """The unit's text in runs: cut at both ends of quotation and remarked words and round footnote marks."""
    span = unit.span
    words = span.of(text)
    edges = {0, len(words)}
    for cutting in (*remarked, *([quote] if quote else [])):
        edges |= {at - span.start for at in (cutting.start, cutting.end) if span.start < at < span.end}
    labels: dict[int, str] = {}
    for start, end, label in footnote_marks(words, unit.footnotes):
        edges |= {start, end}
        labels[start] = label
    ends = sorted(edges)
    return [
        Run(
            text=words[start:end],
            marked=quote is not None and quote.start <= span.start + start < quote.end,
            label=labels.get(start, ""),
            remarked=any(each.start <= span.start + start < each.end for each in remarked),
        )
        for start, end in pairwise(ends)
    ]


def footnote_marks(words: str, numbers: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where each footnote is marked, as (start, end, number); '²³' is 2 and 3 when those are expected."""
    marks: list[tuple[int, int, str]] = []
    expected = list(numbers)
    for found in _MARKS.finditer(words):
        at, rest = found.start(), found[0].translate(_SUPERSCRIPTS)
        while expected and rest.startswith(expected[0]):
            number = expected.pop(0)
            marks.append((at, at + len(number), number))
            at, rest = at + len(number), rest[len(number) :]
    return marks


def _linked(run: Run, notes: Mapping[str, list[str]], used: Counter[str], back: dict[str, str]) -> Run:
    """The run as a link to its footnote; the n-th mark of a number leads to the n-th footnote so numbered."""
    targets = notes.get(run.label) if run.label else None
    if not targets:
        return run
    target = targets[min(used[run.label], len(targets) - 1)]
    used[run.label] += 1
    place = f"ref-{target}"
    first = target not in back
    back.setdefault(target, place)
    return replace(run, footnote=target, id=place if first else None)


def _number(unit: Unit) -> str:
    return unit.locator.steps[-1][1] if unit.locator.steps else ""


def own_number(unit: Unit, text: str) -> str | None:
    """The number to print in the margin: the source's, where the text itself does not begin with it."""
    if unit.kind not in _ENCLOSING | {UnitKind.FOOTNOTE} or not unit.locator.steps:
        return None
    level, number = unit.locator.steps[-1]
    if level not in _NUMBERED or not number:
        return None
    words = unit.span.of(text).translate(_SUPERSCRIPTS)
    begins = re.match(
        rf"\W{{0,9}}(article|art\.|action|artículo)?\W{{0,9}}{re.escape(number)}\b", words, re.IGNORECASE
    )
    return None if begins else _NUMBERED[level].format(number)


def _depth(unit: Unit, units: Sequence[Unit]) -> int:
    """Of a heading its rank on the page (2 to 6); of any other unit how many units enclose it (0 to 4)."""
    if unit.kind is UnitKind.HEADING:
        return min(6, 2 + len(unit.heading))
    depth, parent = 0, unit.parent
    while parent is not None:
        depth += units[parent].kind in _ENCLOSING
        parent = units[parent].parent
    return min(4, depth)


def outline(text: str, units: Sequence[Unit], blocks: Sequence[Block]) -> list[Entry]:
    """Headings, nested."""
    top: list[Entry] = []
    path: list[Entry] = []
    for unit, block in zip(units, blocks, strict=True):
        if unit.kind is not UnitKind.HEADING:
            continue
        entry = Entry(" ".join(unit.span.of(text).split()), block.anchor, len(unit.heading))
        while path and path[-1].depth >= entry.depth:
            path.pop()
        (path[-1].children if path else top).append(entry)
        path.append(entry)
    return top
