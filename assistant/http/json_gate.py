"""The door for JSON bodies: what is not one clean JSON text never reaches a model."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers

from assistant.http.problems import ProblemCode, ProblemError

MAX_DEPTH = 16
"""Our deepest request has five levels."""


class JsonRoute(APIRoute):
    """A route whose body, if it takes one, passes the gate before FastAPI parses it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def handle_clean(request: Request) -> Response:
            check_media_type(request.headers)
            check_json(await request.body())
            return await handle(request)

        return handle_clean


def check_media_type(headers: Headers) -> None:
    """Raises ProblemError unless the body is plain, uncompressed JSON in UTF-8."""
    if any(value.strip().lower() != "identity" for value in headers.getlist("content-encoding")):
        raise ProblemError(ProblemCode.UNSUPPORTED_ENCODING, headers={"Accept-Encoding": "identity"})
    media_types = headers.getlist("content-type")
    kind, *parameters = (part.strip().lower() for part in ";".join(media_types).split(";"))
    if len(media_types) != 1 or kind != "application/json" or not _are_utf8(parameters):
        raise ProblemError(ProblemCode.UNSUPPORTED_MEDIA_TYPE)


def _are_utf8(parameters: list[str]) -> bool:
    return all(p.replace('"', "") in ("", "charset=utf-8") for p in parameters)


def check_json(body: bytes) -> None:
    """Raises ProblemError for anything but strict JSON.

    orjson refuses NaN, Infinity, numbers beyond a double, lone surrogates, bad UTF-8, a byte order mark and
    1,024 levels; it lets duplicate keys and NUL through, so those are looked for here.
    """
    try:
        _check_values(orjson.loads(body))
        json.loads(body, object_pairs_hook=_refuse_duplicates)
    except ValueError:
        raise ProblemError(ProblemCode.INVALID_JSON) from None


def _check_values(root: object) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        if any(isinstance(value, str) and "\0" in value for value in level):
            raise ValueError("NUL")
        level = [inner for value in level for inner in _inside(value)]


def _inside(value: object) -> list[object]:
    match value:
        case dict():
            return [*value.keys(), *value.values()]
        case list():
            return value
    return []


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found
