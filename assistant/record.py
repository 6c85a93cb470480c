"""What happened on the way to a reply: each step with its time, and what it found."""

from __future__ import annotations

import time
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import singledispatch
from typing import Any, Protocol

from assistant.understanding.understand import Understood
from index.retrieve import Hit, StoredDocument, StoredPassage
from ingest.documents import Span
from ingest.locator import Locator


class Recorder(Protocol):
    """Told by the pipeline as it goes; nothing it does may change an answer."""

    def step(self, name: str) -> None:
        """What follows belongs to this step, until the next one is named."""
        ...

    def note(self, key: str, value: object) -> None:
        """Something worth knowing when the question is looked at again; the last of a key stands."""
        ...


class Record:
    """Keeps what it is told. Of one question, so of one thread."""

    def __init__(self) -> None:
        self.noted: dict[str, object] = {}
        self.milliseconds: dict[str, float] = {}
        """By step, in order of the first time each was named."""
        self._name: str | None = None
        self._since = 0.0

    def step(self, name: str) -> None:
        self.end()
        self._name, self._since = name, time.perf_counter()

    def end(self) -> None:
        """The last step is over."""
        if self._name is not None:
            took = (time.perf_counter() - self._since) * 1000
            self.milliseconds[self._name] = self.milliseconds.get(self._name, 0.0) + took
        self._name = None

    def note(self, key: str, value: object) -> None:
        self.noted[key] = value


class _Nobody:
    def step(self, name: str) -> None: ...

    def note(self, key: str, value: object) -> None: ...


NOBODY: Recorder = _Nobody()
"""Keeps nothing."""


@singledispatch
def as_json(value: object) -> Any:
    """The value for a trace: objects by their fields, what the generation holds anyway by its id alone.

    Never raises: what has no better form is told as Python prints it.
    """
    return _fields(value) if is_dataclass(value) and not isinstance(value, type) else repr(value)


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}


@as_json.register(type(None))
@as_json.register(str)
@as_json.register(int)
@as_json.register(float)
def _plain(value: object) -> Any:
    return value


@as_json.register
def _enum(value: Enum) -> Any:
    return value.value


@as_json.register
def _mapping(value: Mapping) -> Any:  # type: ignore[type-arg]
    return {str(as_json(key)): as_json(each) for key, each in value.items()}


@as_json.register(list)
@as_json.register(tuple)
def _sequence(value: list[object] | tuple[object, ...]) -> Any:
    return [as_json(each) for each in value]


@as_json.register
def _set(value: Set) -> Any:  # type: ignore[type-arg]
    return sorted((as_json(each) for each in value), key=str)


@as_json.register
def _locator(value: Locator) -> Any:
    return str(value)


@as_json.register
def _span(value: Span) -> Any:
    return [value.start, value.end]


@as_json.register
def _passage(value: StoredPassage) -> Any:
    return value.passage.id


@as_json.register
def _document(value: StoredDocument) -> Any:
    return value.id


@as_json.register
def _hit(value: Hit) -> Any:
    return {
        "passage": value.passage.passage.id,
        "score": value.score,
        "by": value.retriever,
        "scores": dict(value.scores),
        "moved": dict(value.moved),
    }


@as_json.register
def _understood(value: Understood) -> Any:
    """Without the documents that the question says nothing of: there may be thousands."""
    return _fields(replace(value, scope={name: own for name, own in value.scope.items() if own}))
