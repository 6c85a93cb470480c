"""Blocks to the text of record and its structure: articles, paragraphs, points, headings, footnotes."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.blocks import Block
from ingest.documents import Segment, Span, Unit
from ingest.rejoin import Line, rejoin
from ingest.structure.marks import raise_marks
from ingest.structure.outline import Outline

__all__ = ["assemble"]


def assemble(blocks: Sequence[Block]) -> tuple[str, tuple[Unit, ...], tuple[Segment, ...]]:
    """The text of record, its units in reading order, and where its words stand in the source."""
    lines = rejoin(raise_marks(blocks))
    text = "\n".join(line.text for line in lines)
    return text, Outline(lines).build(), _segments(lines)


def _segments(lines: Sequence[Line]) -> tuple[Segment, ...]:
    segments, at = [], 0
    for line in lines:
        for part in line.parts:
            if part.end > part.start:
                span = Span(at + part.start, at + part.end)
                segments.append(Segment(span, part.block.page, part.block.box, part.block.source_span))
        at += len(line.text) + 1
    return tuple(segments)
