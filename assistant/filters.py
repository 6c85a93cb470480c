"""A request's filters against one generation: names as people write them, and what there is instead."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.errors import FilterError
from assistant.schemas import FilterFields
from assistant.understanding.names import NameKind, find_names, other_names
from index.relations import fold
from index.retrieve import Filters, OpenGeneration
from ingest.documents import Kind
from ingest.states import resolve


def read_filters(fields: FilterFields, generation: OpenGeneration) -> Filters:
    """Filters whose every value exists: States as alpha-3, meetings as the documents name them.

    Raises FilterError for a document, kind, meeting or language the collection does not have and for a State
    nobody knows; it lists what there is and never repeats what was typed.
    """
    documents = generation.documents()
    meetings = list(dict.fromkeys(d.metadata.meeting for d in documents if d.metadata.meeting))
    return Filters(
        documents=_existing("documents", fields.documents, [document.id for document in documents]),
        kinds=_existing("kinds", fields.kinds, list(Kind)),
        meetings=_meetings(fields.meetings, meetings),
        states=tuple(_state(name) for name in fields.states),
        date_from=fields.date_from,
        date_to=fields.date_to,
        languages=_existing("languages", fields.languages, generation.collection.languages),
    )


def _existing(field: str, values: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    there_are = tuple(known)
    if not set(values) <= set(there_are):
        raise _unknown(field, there_are)
    return tuple(values)


def _meetings(values: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    there_are = tuple(known)
    found: list[str] = []
    for value in values:
        meant = [meeting for meeting in there_are if _is_meant(value, meeting)]
        if not meant:
            raise _unknown("meetings", there_are)
        found += meant
    return tuple(dict.fromkeys(found))


def _is_meant(typed: str, meeting: str) -> bool:
    """True when the meeting's name, or whole words of it, are what was typed or its name in another language.

    Capitals, accents and punctuation do not count, but 'Fifth' is no word of 'Twenty-fifth'.
    """
    name = f" {_joined(meeting)} "
    return any(
        fold(said) == fold(meeting) or (said and f" {_joined(said)} " in name) for said in _names(typed)
    )


def _names(typed: str) -> list[str]:
    """What was typed and, where it is no more than a meeting's name, the other names: '2MSP' in full."""
    names = [re.sub(r"^[\W_]+|[\W_]+$", "", typed)]
    for named in find_names(names[0]):
        if named.kind is NameKind.MEETING and named.end - named.start == len(names[0]):
            names += other_names(named)
    return [name for name in names if fold(name)]


def _joined(text: str) -> str:
    return fold(re.sub(r"(?<=\w)-(?=\w)", "", text))


def _state(name: str) -> str:
    code = resolve(name)
    if code is None:
        raise FilterError("filters.states", "is not the name or ISO 3166 code of a State")
    return code


def _unknown(field: str, known: tuple[str, ...]) -> FilterError:
    return FilterError(f"filters.{field}", "names something that this collection does not have", known)
