"""What an ingestion did: every file named once, with what became of it."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Progress(Protocol):
    """Is told how far a run is, always by the thread that runs it."""

    def __call__(self, stage: str, done: int, total: int, name: str, amount: int = 0, /) -> None:
        """`done` of `total` pieces of the stage are finished, `name` is at work.

        `total` may grow. `amount` is what was finished so far in the unit its speed is told in: pages read,
        passages embedded.
        """


class Outcome(StrEnum):
    ADDED = "added"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    RENAMED = "renamed"
    REMOVED = "removed"
    SIDECAR = "sidecar"
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of one source folder."""

    source: str
    """The source folder."""
    name: str
    outcome: Outcome
    reason: str = ""
    """Code of why it was ignored or refused; of a copy 'same_content_as'."""
    detail: str = ""
    """The name it had before, the document it is a copy of, what the reader said."""
    document_id: str | None = None
    warnings: tuple[str, ...] = ()
    """Codes of what the reader noticed."""


@dataclass(frozen=True, slots=True)
class Report:
    run: int
    entries: tuple[Entry, ...]
    embedded: int
    """Texts embedded in this run; 0 when nothing changed."""
    documents: int
    """In the collection, after the run."""
    passages: int
    generation: str
    """The published generation, new or not."""
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """Files by outcome; they add up to the number of entries."""
        found = Counter(entry.outcome for entry in self.entries)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def refused(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.outcome is Outcome.REFUSED)

    def as_fields(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "counts": self.counts}

    def to_json(self) -> str:
        return json.dumps(self.as_fields(), ensure_ascii=False, sort_keys=True)
