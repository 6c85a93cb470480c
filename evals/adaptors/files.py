"""Reading the files of a set: what is missing, or is no line of the format, is said with its place."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from assistant.schemas import MAX_QUESTION
from evals.errors import CaseError

_Line = TypeVar("_Line", bound=BaseModel)
_Value = TypeVar("_Value")

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
"""A question or a claim the assistant can be asked."""


class Entry(BaseModel):
    """A line or list item of a set; fields that nothing is measured by are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def read_lines(path: Path, kind: type[_Line]) -> Iterator[tuple[int, _Line]]:
    """(line number, what it says) of a JSONL file, blank lines skipped. Raises CaseError with the line."""
    for number, line in enumerate(_read(path).splitlines(), 1):
        if line.strip():
            yield number, _validated(path, number, TypeAdapter(kind), _loaded(path, number, line))


def read_json(path: Path, kind: type[_Value]) -> _Value:
    """The whole file as one value. Raises CaseError."""
    return _validated(path, 0, TypeAdapter(kind), _loaded(path, 0, _read(path)))


def find_questions(path: Path, candidates: Iterable[Path], expected: str) -> Path:
    """The question file: `path` itself, or the only candidate in the folder. Raises CaseError."""
    if path.is_file():
        return path
    found = sorted(candidates)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(file.name for file in found)
        raise CaseError(str(path), 0, f"holds several question files: name one of {names}")
    raise missing(path, expected)


def missing(path: Path, expected: str) -> CaseError:
    """The error of a folder without what its format consists of."""
    if not path.exists():
        return CaseError(str(path), 0, "does not exist")
    return CaseError(str(path), 0, f"is not such a set: expected {expected}")


def require_known(path: Path, line: int, gold: Iterable[str], known: Collection[str]) -> None:
    """Raises CaseError for a right answer that is none of the clauses: it could never be found."""
    for key in gold:
        if key not in known:
            raise CaseError(str(path), line, f"names the passage {key}, which the set does not hold")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CaseError(str(path), 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CaseError(str(path), 0, "is not UTF-8") from error


def _loaded(path: Path, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise CaseError(str(path), number, f"is not JSON: {error}") from error


def _validated(path: Path, number: int, adapter: TypeAdapter[_Value], value: Any) -> _Value:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, fault["loc"])) or "the line"
        raise CaseError(str(path), number, f"{field}: {fault['msg']}") from error
