"""True sentences of real documents, each with the passage it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError
from ingest.passages import cut
from ingest.read import read_document

_SENTENCE_END = re.compile(r"(?<=[a-zé)”\"»0-9⁰¹²³⁴⁵⁶⁷⁸⁹][.!])\s+(?=[A-ZÉÀ“\"«])")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Art|No|para|paras|sq|Amb|vol|St)\.$")
_SHORTEST = 5
"""Words below which a line is a heading or a fragment."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A sentence and the text that vouches for it."""

    sentence: str
    passage: str
    language: str


@dataclass(frozen=True, slots=True)
class Made:
    """A claim made from a truth, by the kind of what was done to it."""

    kind: str
    claim: str
    truth: Truth


def truths(folder: Path) -> tuple[Truth, ...]:
    """Every sentence of every document in the folder that ends like one, in order of file and place."""
    found: dict[tuple[str, str], Truth] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yaml" or not path.is_file():
            continue
        try:
            document = read_document(path.read_bytes(), path.name)
        except IngestError:
            continue
        for passage in cut(document):
            text = passage.text(document.text)
            for sentence in _sentences(text):
                truth = Truth(sentence, text, document.metadata.language)
                found.setdefault((sentence, text), truth)
    return tuple(found.values())


def _sentences(passage: str) -> Iterator[str]:
    """Split on its own, so that the gate is not measured with its own idea of a sentence."""
    for line in passage.splitlines():
        held = ""
        for part in _SENTENCE_END.split(line.strip()):
            held = f"{held} {part}".strip()
            if _ABBREVIATED.search(held):
                continue
            if len(held.split()) >= _SHORTEST and held.rstrip('⁰¹²³⁴⁵⁶⁷⁸⁹"”»')[-1:] in ".!;":
                yield held
            held = ""
