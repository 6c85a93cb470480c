"""What can go wrong in measuring.

EvaluationError
├── CaseError          a question set, or a line of it, cannot be used; `.path`, `.line` (0: the whole)
├── BaselineError      the earlier figures cannot be read
├── UnreachableError   nothing answers at the address, or not in our format
├── MissingExtraError  a library that only measuring needs is not installed
└── RefusedError       the server answered with an error; `.status`, `.code`
"""

from __future__ import annotations


class EvaluationError(Exception):
    """Any failure of this folder."""


class CaseError(EvaluationError):
    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}" if line else f"{path} {reason}")
        self.path, self.line, self.reason = path, line, reason


class BaselineError(EvaluationError):
    pass


class MissingExtraError(EvaluationError):
    pass


class UnreachableError(EvaluationError):
    pass


class RefusedError(EvaluationError):
    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"the server refused ({status} {code}): {detail}")
        self.status, self.code = status, code
