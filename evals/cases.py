"""A question with what is known of its right answer, and the JSONL files that hold them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from evals.errors import CaseError

Text = Annotated[str, StringConstraints(min_length=1)]


class Case(BaseModel):
    """One line of a question set. docs/evaluation.md describes the fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: Text
    type: Text
    """Kind of question; figures are reported by it."""
    question: Text
    answerable: bool
    """False: the assistant must abstain, correct the premise, or decline to name or to obey."""
    history: list[Text] = []
    """Earlier questions of the same person, oldest first."""
    nuggets: list[Annotated[list[Text], "accepted spellings"]] = []
    """Facts wanted; any one spelling of a fact is enough."""
    evidence: list[Text] = []
    """Fragments of the sources; a passage that holds one is a right one."""
    forbidden: list[Text] = []
    """What must not be asserted."""
    documents: list[Text] = []
    """Stems of the right files, where the same words stand in several documents."""
    note: str = ""


def read_cases(path: Path) -> list[Case]:
    """Cases in file order. Raises CaseError with the line for what is not a case or repeats an id."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(str(path), 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CaseError(str(path), 0, "is not UTF-8") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        case = _read_case(str(path), number, line)
        if case.id in cases:
            raise CaseError(str(path), number, f"the id {case.id} was used before")
        cases[case.id] = case
    if not cases:
        raise CaseError(str(path), 0, "holds no case")
    return list(cases.values())


def _read_case(path: str, number: int, line: str) -> Case:
    try:
        return Case.model_validate(json.loads(line))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, fault["loc"])) or "the line"
        raise CaseError(path, number, f"{field}: {fault['msg']}") from error
    except ValueError as error:
        raise CaseError(path, number, f"is not JSON: {error}") from error
