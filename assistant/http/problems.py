"""Errors as problem details (RFC 9457): in the reader's language, with a code, without the input."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from assistant.errors import BusyError, CancelledError, DeadlineError, FilterError
from assistant.schemas import FilterFields, Wire
from index.errors import (
    IndexMissingError,
    IndexUnusableError,
    JudgeError,
    RerankerError,
    StoreNotWritableError,
    UnknownDocumentError,
)
from prompts.words import LANGUAGES, say

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MAX_FIELD_ERRORS = 20
"""A body of nothing but unknown fields must not be answered with a longer one."""
RETRY_SECONDS = "2"


LANGUAGE_RANGE = re.compile(r"\s*([a-z]{2})(?:-[\w-]*)?\s*(?:;\s*q=([01](?:\.\d{1,3})?)\s*)?", re.I)


class ProblemCode(StrEnum):
    INVALID_JSON = "invalid_json"
    INVALID_REQUEST = "invalid_request"
    BAD_REQUEST = "bad_request"
    UNKNOWN_HOST = "unknown_host"
    NOT_FOUND = "not_found"
    UNKNOWN_DOCUMENT = "unknown_document"
    GONE = "gone"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    BODY_TOO_SLOW = "body_too_slow"
    BODY_TOO_LARGE = "body_too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    UNSUPPORTED_ENCODING = "unsupported_encoding"
    INTERNAL = "internal"
    BUSY = "busy"
    TOO_SLOW = "too_slow"
    STARTING = "starting"
    START_FAILED = "start_failed"
    SHUTTING_DOWN = "shutting_down"
    INDEX_MISSING = "index_missing"
    INDEX_UNUSABLE = "index_unusable"
    RERANKER_UNUSABLE = "reranker_unusable"
    JUDGE_UNUSABLE = "judge_unusable"


STATUS: dict[ProblemCode, int] = {
    ProblemCode.INVALID_JSON: 400,
    ProblemCode.INVALID_REQUEST: 422,
    ProblemCode.BAD_REQUEST: 400,
    ProblemCode.UNKNOWN_HOST: 400,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.UNKNOWN_DOCUMENT: 404,
    ProblemCode.GONE: 410,
    ProblemCode.METHOD_NOT_ALLOWED: 405,
    ProblemCode.BODY_TOO_SLOW: 408,
    ProblemCode.BODY_TOO_LARGE: 413,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ProblemCode.UNSUPPORTED_ENCODING: 415,
    ProblemCode.INTERNAL: 500,
    ProblemCode.BUSY: 503,
    ProblemCode.TOO_SLOW: 503,
    ProblemCode.STARTING: 503,
    ProblemCode.START_FAILED: 503,
    ProblemCode.SHUTTING_DOWN: 503,
    ProblemCode.INDEX_MISSING: 503,
    ProblemCode.INDEX_UNUSABLE: 503,
    ProblemCode.RERANKER_UNUSABLE: 503,
    ProblemCode.JUDGE_UNUSABLE: 503,
}


class FieldReason(StrEnum):
    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_ALLOWED = "not_allowed"
    BAD_FORMAT = "bad_format"
    BLANK = "blank"
    UNKNOWN_VALUE = "unknown_value"
    FROM_AFTER_TO = "from_after_to"
    INVALID = "invalid"


FieldFault = tuple[str, FieldReason, Mapping[str, object]]
"""Field, reason, and the values for the slots of the reason's words."""


class FieldError(Wire):
    field: str
    """Where in the request: 'question', 'history.0.content'; empty for the request as a whole."""
    reason: FieldReason
    message: str


class Problem(Wire):
    """Problem details (RFC 9457). `code` is for programs, `title` and `detail` are for people."""

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    code: ProblemCode
    detail: str
    request_id: str
    errors: tuple[FieldError, ...] = ()


class ProblemError(HTTPException):
    """A refusal with its code; carries what the texts need and nothing the client sent."""

    def __init__(
        self,
        code: ProblemCode,
        *,
        slots: Mapping[str, object] | None = None,
        errors: Sequence[FieldFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(STATUS[code], headers=dict(headers or {}))
        self.code, self.slots, self.errors = code, dict(slots or {}), tuple(errors)


def request_id(scope: Scope) -> str:
    """The id of this request, given on first use and the same ever after."""
    state: dict[str, Any] = scope.setdefault("state", {})
    return str(state.setdefault("request_id", secrets.token_hex(8)))


def language_of(scope: Scope) -> str:
    """Best of our languages by Accept-Language; the configured one where it leaves that open."""
    fallback = str(scope.get("state", {}).get("default_language", "en"))
    ranked = []
    for part in Headers(scope=scope).get("accept-language", "")[:200].split(","):
        if match := LANGUAGE_RANGE.fullmatch(part):
            ranked.append((float(match[2] or 1), match[1].lower()))
    ranked.sort(key=lambda entry: -entry[0])
    return next((language for quality, language in ranked if quality and language in LANGUAGES), fallback)


def describe(error: ProblemError, scope: Scope) -> Problem:
    """The problem in words, in the language of the request."""
    language = language_of(scope)
    return Problem(
        type=f"urn:treaty-assistant:problem:{error.code}",
        title=say(f"errors.{error.code}_title", language),
        status=STATUS[error.code],
        code=error.code,
        detail=say(f"errors.{error.code}", language, **error.slots),
        request_id=request_id(scope),
        errors=tuple(
            FieldError(field=field, reason=reason, message=_message(reason, slots, language))
            for field, reason, slots in error.errors
        ),
    )


def _message(reason: FieldReason, slots: Mapping[str, object], language: str) -> str:
    """The reason in words, then the values there are where the fault lists them."""
    told = say(f"errors.{reason}_reason", language, **{k: v for k, v in slots.items() if k != "known"})
    return told + (say("errors.known", language, known=slots["known"]) if "known" in slots else "")


def problem_response(error: ProblemError, scope: Scope) -> Response:
    headers = {"Content-Language": language_of(scope), **(error.headers or {})}
    body = describe(error, scope).model_dump_json()
    return Response(body, STATUS[error.code], headers=headers, media_type=MEDIA_TYPE)


def problem_of(error: Exception) -> ProblemError:
    """The refusal that answers `error`: the only place that knows which failure has which status."""
    retry = {"Retry-After": RETRY_SECONDS}
    match error:
        case ProblemError():
            return error
        case RequestValidationError():
            return ProblemError(ProblemCode.INVALID_REQUEST, errors=_field_errors(error))
        case HTTPException():
            return _problem_of_routing(error)
        case FilterError():
            known = {"known": "; ".join(error.known)} if error.known else {}
            unknown: FieldFault = (_filter_field(error), FieldReason.UNKNOWN_VALUE, known)
            return ProblemError(ProblemCode.INVALID_REQUEST, errors=[unknown])
        case DeadlineError():
            return ProblemError(ProblemCode.TOO_SLOW, headers=retry)
        case BusyError():
            return ProblemError(ProblemCode.BUSY, headers=retry)
        case CancelledError():
            return ProblemError(ProblemCode.SHUTTING_DOWN, headers=retry)
        case IndexMissingError():
            return ProblemError(ProblemCode.INDEX_MISSING)
        case IndexUnusableError() | StoreNotWritableError():
            return ProblemError(ProblemCode.INDEX_UNUSABLE)
        case RerankerError():
            return ProblemError(ProblemCode.RERANKER_UNUSABLE)
        case JudgeError():
            return ProblemError(ProblemCode.JUDGE_UNUSABLE)
        case UnknownDocumentError(gone=True):
            return ProblemError(ProblemCode.GONE, slots={"name": error.name or "?"})
        case UnknownDocumentError():
            return ProblemError(ProblemCode.UNKNOWN_DOCUMENT)
    return ProblemError(ProblemCode.INTERNAL)


async def answer_with_problem(request: Request, error: Exception) -> Response:
    """Exception handler for everything a route raises."""
    problem = problem_of(error)
    report(error, problem, request.scope)
    return problem_response(problem, request.scope)


def report(error: Exception, problem: ProblemError, scope: Scope) -> None:
    """To the log what the operator should know: failures of ours with their cause, never refusals."""
    if problem.code is ProblemCode.INTERNAL:
        log.error("request %s failed", request_id(scope), exc_info=error)
    elif problem.code in _WARNED_OF:
        log.warning("request %s: %s: %s", request_id(scope), problem.code, error)


_WARNED_OF = (
    ProblemCode.INDEX_MISSING,
    ProblemCode.INDEX_UNUSABLE,
    ProblemCode.RERANKER_UNUSABLE,
    ProblemCode.TOO_SLOW,
)


def _problem_of_routing(error: HTTPException) -> ProblemError:
    codes = {404: ProblemCode.NOT_FOUND, 405: ProblemCode.METHOD_NOT_ALLOWED}
    return ProblemError(codes.get(error.status_code, ProblemCode.BAD_REQUEST), headers=error.headers)


REASONS: dict[str, FieldReason] = {
    "missing": FieldReason.MISSING,
    "extra_forbidden": FieldReason.UNKNOWN_FIELD,
    "string_too_short": FieldReason.TOO_SHORT,
    "string_too_long": FieldReason.TOO_LONG,
    "history_too_long": FieldReason.TOO_LONG,
    "too_short": FieldReason.TOO_FEW,
    "too_long": FieldReason.TOO_MANY,
    "greater_than_equal": FieldReason.TOO_SMALL,
    "less_than_equal": FieldReason.TOO_LARGE,
    "literal_error": FieldReason.NOT_ALLOWED,
    "enum": FieldReason.NOT_ALLOWED,
    "string_pattern_mismatch": FieldReason.BAD_FORMAT,
    "blank": FieldReason.BLANK,
    "from_after_to": FieldReason.FROM_AFTER_TO,
}
"""Pydantic's error types that have a reason of their own; `*_type`, `*_parsing` are WRONG_TYPE."""


def _field_errors(error: RequestValidationError) -> list[FieldFault]:
    return [_field_error(found) for found in error.errors()[:MAX_FIELD_ERRORS]]


def _field_error(found: Mapping[str, Any]) -> FieldFault:
    kind, limits = str(found["type"]), found.get("ctx") or {}
    is_type = re.search(r"_(type|parsing|from_float|parsing_size)$", kind)
    reason = REASONS.get(kind, FieldReason.WRONG_TYPE if is_type else FieldReason.INVALID)
    place = ".".join(_safe_name(str(step)) for step in found["loc"][1:])
    match reason:
        case FieldReason.TOO_SHORT | FieldReason.TOO_FEW:
            return place, reason, {"limit": limits["min_length"]}
        case FieldReason.TOO_LONG | FieldReason.TOO_MANY:
            return place, reason, {"limit": limits["max_length"]}
        case FieldReason.TOO_SMALL:
            return place, reason, {"limit": limits["ge"]}
        case FieldReason.TOO_LARGE:
            return place, reason, {"limit": limits["le"]}
        case FieldReason.NOT_ALLOWED:
            return place, reason, {"allowed": ", ".join(re.findall(r"'([^']*)'", limits["expected"]))}
    return place, reason, {}


def _filter_field(error: FilterError) -> str:
    """The filter at fault: the index names it in the reason, where the field is only 'filters'."""
    named = re.findall(r"\w+", f"{error.field} {error.reason}")
    return ".".join(["filters", *[name for name in named if name in FilterFields.model_fields][:1]])


def _safe_name(name: str) -> str:
    """A field's name comes back only when it looks like one: it may be the client's own invention."""
    return name if re.fullmatch(r"[A-Za-z_0-9][A-Za-z_0-9.]{0,39}", name) else "?"
