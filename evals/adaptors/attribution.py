"""AttributionBench: claims, each with the references it was given and whether these attribute it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from assistant.schemas import MAX_HISTORY
from evals.adaptors.files import Entry, Words, find_questions, read_lines
from evals.errors import CaseError

EXPECTED = 'one .jsonl file of {"claim", "references", "attributable" or "attribution_label"}'
MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Claim:
    id: str
    source: str
    """The collection AttributionBench took it from."""
    words: str
    references: tuple[str, ...]
    attributable: bool


class _Line(Entry):
    id: str = ""
    source: str = ""
    src_dataset: str = ""
    claim: Words
    references: list[str]
    attributable: bool | None = None
    attribution_label: Literal["attributable", "not attributable"] | None = None

    @model_validator(mode="after")
    def _has_a_label(self) -> _Line:
        if self.attributable is None and self.attribution_label is None:
            raise ValueError("neither attributable nor attribution_label is given")
        return self

    @property
    def label(self) -> bool:
        return self.attribution_label == "attributable" if self.attributable is None else self.attributable


def read(path: Path) -> tuple[Claim, ...]:
    """The claims in a folder's only JSONL file, or in the file named. Raises CaseError."""
    file = find_questions(path, path.glob("*.jsonl"), EXPECTED)
    claims = []
    for number, line in read_lines(file, _Line):
        references = tuple(piece for reference in line.references for piece in _pieces(reference))
        if not 1 <= len(references) <= MOST_REFERENCES:
            raise CaseError(
                str(file), number, f"has {len(references)} references, not 1 to {MOST_REFERENCES}"
            )
        source = line.source or line.src_dataset
        claims.append(Claim(line.id or str(number), source, line.claim, references, line.label))
    if not claims:
        raise CaseError(str(file), 0, "holds no claim")
    return tuple(claims)


def _pieces(reference: str) -> list[str]:
    """A reference longer than a check takes, cut at the ends of its lines, or else at a space."""
    pieces = []
    rest = reference.strip()
    while len(rest) > MAX_HISTORY:
        at = (
            max(rest.rfind("\n", 0, MAX_HISTORY), 0) or max(rest.rfind(" ", 0, MAX_HISTORY), 0) or MAX_HISTORY
        )
        pieces.append(rest[:at])
        rest = rest[at:].lstrip()
    return [*pieces, rest] if rest else pieces
