"""Documents and their parts as JSON, and back: how both databases hold them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ingest.documents import (
    Attached,
    Kind,
    Metadata,
    Note,
    NoteCode,
    Passage,
    Role,
    Segment,
    Span,
    Speaker,
    Speech,
    Status,
    Unit,
    UnitKind,
)
from ingest.locator import Locator


def dump(value: object) -> str:
    """Compact JSON with sorted keys: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def dump_metadata(metadata: Metadata) -> str:
    return dump(dataclasses.asdict(metadata))


def load_metadata(text: str) -> Metadata:
    fields = json.loads(text)
    fields["kind"], fields["status"] = Kind(fields["kind"]), Status(fields["status"])
    return Metadata(**fields)


def dump_units(units: Sequence[Unit]) -> str:
    return dump(
        [
            [u.kind, u.locator.steps, [u.span.start, u.span.end], u.heading, u.parent, u.footnotes, u.page]
            for u in units
        ]
    )


def load_units(text: str) -> tuple[Unit, ...]:
    return tuple(
        Unit(UnitKind(kind), _locator(steps), Span(*span), tuple(heading), parent, tuple(footnotes), page)
        for kind, steps, span, heading, parent, footnotes, page in json.loads(text)
    )


def load_places(text: str) -> set[tuple[tuple[str, str], ...]]:
    """Only the steps of the units' locators, for whom the units themselves would be too many."""
    return {tuple((level, number) for level, number in steps) for _, steps, *_ in json.loads(text)}


def dump_segments(segments: Sequence[Segment]) -> str:
    return dump([[[s.span.start, s.span.end], s.page, s.box, s.source_span] for s in segments])


def load_segments(text: str) -> tuple[Segment, ...]:
    return tuple(
        Segment(Span(*span), page, tuple(box) if box else None, tuple(source) if source else None)
        for span, page, box, source in json.loads(text)
    )


def dump_speeches(speeches: Sequence[Speech]) -> str:
    return dump([[_ends(s.span), _speaker_fields(s.speaker), _ends(s.named)] for s in speeches])


def load_speeches(text: str) -> tuple[Speech, ...]:
    return tuple(
        Speech(Span(*span), Speaker(*speaker), Span(*named)) for span, speaker, named in json.loads(text)
    )


def dump_notes(notes: Sequence[Note]) -> str:
    return dump(
        [[n.code, n.span and _ends(n.span), [_ends(span) for span in n.related], n.values] for n in notes]
    )


def load_notes(text: str) -> tuple[Note, ...]:
    return tuple(
        Note(
            NoteCode(code),
            Span(*span) if span else None,
            tuple(Span(*each) for each in related),
            tuple((str(name), str(value)) for name, value in values),
        )
        for code, span, related, values in json.loads(text)
    )


def dump_passage(passage: Passage) -> str:
    return dump(
        {
            "id": passage.id,
            "document": passage.document_id,
            "version": passage.version,
            "locator": passage.locator.steps,
            "ordinal": passage.ordinal,
            "heading": passage.heading,
            "body": [passage.body.start, passage.body.end],
            "attached": [[a.role, a.locator.steps, [a.span.start, a.span.end]] for a in passage.attached],
            "page": passage.page,
            "speaker": _speaker_fields(passage.speaker) if passage.speaker else None,
            "states": passage.states,
        }
    )


def load_passage(text: str) -> Passage:
    fields = json.loads(text)
    return Passage(
        id=fields["id"],
        document_id=fields["document"],
        version=fields["version"],
        locator=_locator(fields["locator"]),
        ordinal=fields["ordinal"],
        heading=tuple(fields["heading"]),
        body=Span(*fields["body"]),
        attached=tuple(
            Attached(Role(role), _locator(steps), Span(*span)) for role, steps, span in fields["attached"]
        ),
        page=fields["page"],
        speaker=Speaker(*fields["speaker"]) if fields["speaker"] else None,
        states=tuple(fields["states"]),
    )


def _ends(span: Span) -> list[int]:
    return [span.start, span.end]


def _speaker_fields(speaker: Speaker) -> list[str | int | None]:
    return [speaker.name, speaker.ordinal, speaker.role]


def _locator(steps: Sequence[Sequence[Any]]) -> Locator:
    return _place(tuple((str(level), str(number)) for level, number in steps))


@lru_cache(maxsize=50_000)
def _place(steps: tuple[tuple[str, str], ...]) -> Locator:
    """Checked once: every document has a paragraph 12, and checking took most of the time of reading one."""
    return Locator(steps)
