"""What every reader does last: refuse a file without words, gather the warnings, seal the Reading."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from ingest.blocks import Block, BlockKind, Reading
from ingest.clean import PLAIN_OF_SUPERSCRIPT, has_tag_characters, lower_mark, notice_hidden
from ingest.errors import UnreadableSourceError

_MARK_FIRST = re.compile(f"([{''.join(PLAIN_OF_SUPERSCRIPT)}]{{1,4}}) ?(?=[^ ,])")


def as_footnote(block: Block) -> Block:
    """A paragraph that begins with a superscript mark is the definition of that footnote."""
    match = _MARK_FIRST.match(block.text)
    if match is None or block.kind not in (BlockKind.PARAGRAPH, BlockKind.FOOTNOTE):
        return block
    mark = lower_mark(match[1])
    if block.kind is BlockKind.FOOTNOTE and block.number != mark:
        return block
    return replace(without_start(block, match.end()), kind=BlockKind.FOOTNOTE, level=0, number=mark)


def without_start(block: Block, cut: int) -> Block:
    """The block without the first `cut` characters of its text."""
    return replace(
        block,
        text=block.text[cut:],
        bold=_shifted(block.bold, cut),
        italic=_shifted(block.italic, cut),
        places=tuple(
            replace(place, start=max(0, place.start - cut), end=place.end - cut)
            for place in block.places
            if place.end > cut
        ),
    )


def _shifted(ranges: tuple[tuple[int, int], ...], by: int) -> tuple[tuple[int, int], ...]:
    return tuple((max(0, start - by), end - by) for start, end in ranges if end > by)


def finish_reading(
    data: bytes,
    name: str,
    reader: str,
    blocks: tuple[Block, ...],
    properties: tuple[tuple[str, str], ...],
    warnings: tuple[str, ...],
    raw: str,
) -> Reading:
    """The Reading of `blocks`; `raw` is the text before cleaning, looked through for what cleaning hides.

    Raises `hidden_characters` for tag characters and `no_words` where nothing can be read aloud.
    """
    if has_tag_characters(raw):
        raise UnreadableSourceError("hidden_characters", name, "tag characters U+E0000 to U+E007F")
    if not any(character.isalnum() for block in blocks for character in block.text):
        raise UnreadableSourceError("no_words", name)
    return Reading(
        blocks=drop_empty(blocks),
        reader=reader,
        sha256=hashlib.sha256(data).hexdigest(),
        properties=properties,
        warnings=tuple(dict.fromkeys((*warnings, *notice_hidden(raw)))),
    )


def drop_empty(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks that say something, and the page breaks between them."""
    return tuple(block for block in blocks if block.text or block.kind is BlockKind.PAGE_BREAK)
