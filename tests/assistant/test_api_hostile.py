"""Hostile and careless requests: each has its refusal, with nothing of the input in it."""

from __future__ import annotations

import gzip
import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.http.problems import Problem
from assistant.schemas import MAX_HISTORY, MAX_QUESTION
from tests.assistant.http_server import Api, serving

JSON = {"Content-Type": "application/json"}
CANARY = "zqxjkvwcanary"
BOTH_LENGTHS = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with serving() as running:
        yield running


def problem_in(response: httpx.Response) -> Problem:
    """The problem, once it has been seen to be well-formed and discreet."""
    assert response.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    assert problem.request_id == response.headers["x-request-id"]
    assert problem.title
    assert problem.detail
    told = response.text
    assert CANARY not in told
    assert not re.search(
        r"Traceback|File \"|/(?:work|home|root|usr|tmp|venv)/|\.py\b|fastapi|pydantic|starlette", told
    )
    return problem


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null,",
        b'{"question": "q",}',
        b'{"question": "q"} {"question": "q"}',
        b"\xef\xbb\xbf" + b'{"question": "q"}',
        '{"question": "q"}'.encode("utf-16"),
        b'{"question": "\xff\xfe"}',
        b'{"question": "a", "question": "b"}',
        b'{"question": "q", "filters": {"kinds": [], "kinds": []}}',
        b'{"question": "q\\u0000"}',
        b'{"question": "q", "a\\u0000": 1}',
        b'{"question": "\\ud800"}',
        b'{"question": "\\udc00\\ud800"}',
        b'{"question": NaN}',
        b"NaN",
        b'{"question": "q", "limit": Infinity}',
        b'{"question": "q", "limit": -Infinity}',
        b'{"question": "q", "limit": 1e400}',
        b'{"question": "q", "limit": ' + b"9" * 5000 + b"}",
        b"[" * 30_000 + b"]" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"question": "q", "history": ' + b"[" * 20 + b"]" * 20 + b"}",
        b"{'question': 'q'}",
        b'{"question": "q" /* comment */}',
    ],
    ids=lambda body: body[:24],
)
def test_what_is_not_one_clean_json_text_is_invalid_json(api: Api, body: bytes) -> None:
    for path in ("/v1/ask", "/v1/search", "/v1/check"):
        response = api.client.post(path, content=body, headers=JSON)
        assert response.status_code == 400
        assert problem_in(response).code == "invalid_json"


TURN = {"role": "user", "content": "and then?"}


@pytest.mark.parametrize(
    ("path", "body", "field", "reason"),
    [
        ("/v1/ask", {}, "question", "missing"),
        ("/v1/ask", [], "", "wrong_type"),
        ("/v1/ask", CANARY, "", "wrong_type"),
        ("/v1/ask", None, "", "wrong_type"),
        ("/v1/ask", {"question": ""}, "question", "too_short"),
        ("/v1/ask", {"question": "   \t\n"}, "question", "blank"),
        ("/v1/ask", {"question": "\u200b\u200d\ufeff\u2060"}, "question", "blank"),
        ("/v1/ask", {"question": "\u202e\u0301\u00ad"}, "question", "blank"),
        ("/v1/search", {"query": "\u3000\u2003"}, "query", "blank"),
        ("/v1/ask", {"question": CANARY * 200}, "question", "too_long"),
        ("/v1/ask", {"question": 5}, "question", "wrong_type"),
        ("/v1/ask", {"question": [CANARY]}, "question", "wrong_type"),
        ("/v1/ask", {"question": "q", "stream": "true"}, "stream", "wrong_type"),
        ("/v1/ask", {"question": "q", "stream": 1}, "stream", "wrong_type"),
        ("/v1/ask", {"question": "q", "top_k": 3}, "top_k", "unknown_field"),
        ("/v1/ask", {"question": "q", f"<b>{CANARY}": 3}, "?", "unknown_field"),
        ("/v1/ask", {"question": "q", "language": CANARY}, "language", "not_allowed"),
        ("/v1/ask", {"question": "q", "mode": CANARY}, "mode", "not_allowed"),
        ("/v1/ask", {"question": "q", "history": [TURN] * 13}, "history", "too_many"),
        (
            "/v1/ask",
            {"question": "q", "history": [{**TURN, "content": "x" * (MAX_HISTORY // 2 + 1)}] * 2},
            "history",
            "too_long",
        ),
        (
            "/v1/ask",
            {"question": "q", "history": [{**TURN, "role": "system"}]},
            "history.0.role",
            "not_allowed",
        ),
        ("/v1/ask", {"question": "q", "filters": {"states": {"$ne": None}}}, "filters.states", "wrong_type"),
        ("/v1/ask", {"question": "q", "filters": {"$where": CANARY}}, "filters.?", "unknown_field"),
        (
            "/v1/ask",
            {"question": "q", "filters": {"date_from": "' OR 1=1 --"}},
            "filters.date_from",
            "bad_format",
        ),
        ("/v1/ask", {"question": "q", "filters": {"date_to": "9" * 40_000}}, "filters.date_to", "bad_format"),
        (
            "/v1/ask",
            {"question": "q", "filters": {"date_from": "2018", "date_to": "2011-05"}},
            "filters.date_to",
            "from_after_to",
        ),
        ("/v1/search", {"query": "q", "limit": 0}, "limit", "too_small"),
        ("/v1/search", {"query": "q", "limit": -1}, "limit", "too_small"),
        ("/v1/search", {"query": "q", "limit": 10**9}, "limit", "too_large"),
        ("/v1/search", {"query": "q", "limit": 10**300}, "limit", "too_large"),
        ("/v1/search", {"query": "q", "limit": True}, "limit", "wrong_type"),
        ("/v1/search", {"query": "q", "limit": "5"}, "limit", "wrong_type"),
        ("/v1/search", {"query": "q", "limit": 5.0}, "limit", "wrong_type"),
        ("/v1/check", {"claim": "c", "evidence": []}, "evidence", "too_few"),
        ("/v1/check", {"claim": "c", "evidence": ["e"] * 21}, "evidence", "too_many"),
    ],
)
def test_a_wrong_field_is_named_with_its_reason(
    api: Api, path: str, body: Any, field: str, reason: str
) -> None:
    response = api.client.post(path, content=json.dumps(body), headers=JSON)
    assert response.status_code == 422
    problem = problem_in(response)
    assert problem.code == "invalid_request"
    assert (field, reason) in [(error.field, error.reason) for error in problem.errors]


@pytest.mark.parametrize("question", ["?", "é", "什么", "👩‍👩‍👧‍👦" * 285, "x" * MAX_QUESTION, "¿Cuántos?"])
def test_any_visible_question_up_to_the_limit_is_answered(api: Api, question: str) -> None:
    assert api.client.post("/v1/ask", json={"question": question}).status_code == 200


def test_a_body_of_unknown_fields_is_not_answered_with_a_longer_one(api: Api) -> None:
    body = json.dumps({"question": "q"} | {f"k{n}": 1 for n in range(5_000)})
    response = api.client.post("/v1/ask", content=body, headers=JSON)
    assert response.status_code == 422
    assert len(problem_in(response).errors) == 20


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/jsonx"},
        {"Content-Type": "application/problem+json"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json, text/plain"},
        {"Content-Type": ""},
        {},
    ],
)
def test_only_json_is_taken(api: Api, headers: dict[str, str]) -> None:
    response = api.client.post("/v1/ask", content=b'{"question": "q"}', headers=headers)
    assert response.status_code == 415
    assert problem_in(response).code == "unsupported_media_type"


def test_two_content_types_are_refused(api: Api) -> None:
    headers = [("Content-Type", "application/json"), ("Content-Type", "application/json")]
    assert api.client.post("/v1/ask", content=b'{"question": "q"}', headers=headers).status_code == 415


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON ; charset=UTF-8", 'application/json; charset="utf-8"']
)
def test_json_may_say_that_it_is_utf_8(api: Api, kind: str) -> None:
    response = api.client.post("/v1/ask", content=b'{"question": "q"}', headers={"Content-Type": kind})
    assert response.status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip"])
def test_a_compressed_body_is_refused_unread(api: Api, encoding: str) -> None:
    bomb = gzip.compress(b'{"question": "' + b"a" * 10_000_000 + b'"}')
    response = api.client.post("/v1/ask", content=bomb, headers={**JSON, "Content-Encoding": encoding})
    assert response.status_code == 415
    assert problem_in(response).code == "unsupported_encoding"
    assert response.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("size", [64 * 1024 + 1, 5_000_000])
def test_a_body_above_64_kilobytes_is_refused(api: Api, size: int) -> None:
    body = b'{"question": "' + b"a" * (size - 16) + b'"}'
    response = raw(api, b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   b"Content-Length: %d\r\n\r\n" % len(body) + body[:70_000])  # fmt: skip
    assert response.startswith(b"HTTP/1.1 413 ")
    assert b"body_too_large" in response
    assert b"connection: close" in response.lower()


def test_a_body_of_exactly_64_kilobytes_is_read(api: Api) -> None:
    frame = b'{"question": "q", "history": [{"role": "user", "content": "%s"}]}'
    body = frame % (b"a" * (64 * 1024 - len(frame) + 2))
    assert len(body) == 64 * 1024
    assert problem_in(api.client.post("/v1/ask", content=body, headers=JSON)).code == "invalid_request"


def test_an_endless_chunked_body_is_cut_off(api: Api) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 2**30:
            sent += 8192
            yield b" " * 8192

    try:
        status = api.client.post("/v1/ask", content=endless(), headers=JSON).status_code
    except httpx.WriteError:  # the server closed while we were still sending
        status = 413
    assert status == 413
    assert sent < 2**25


def test_a_body_that_drips_is_not_waited_for(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.http.middleware.BODY_SECONDS", 0.3)
    answer = raw(api, b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"body_too_slow" in answer
    assert b"connection: close" in answer.lower()


def test_a_head_that_drips_is_not_waited_for(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.http.listen.HEAD_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", api.port), timeout=20) as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 200 ")
    with socket.create_connection(("127.0.0.1", api.port), timeout=20) as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\nHost: loc")
        assert client.recv(65536) == b""  # closed without an answer


def test_a_client_that_pauses_between_requests_is_served_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.http.listen.HEAD_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", api.port), timeout=20) as client:
        for pause in (0.0, 0.6):
            time.sleep(pause)
            client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_an_endless_head_is_cut_off(api: Api) -> None:
    answer = raw(api, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"a" * 100_000)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))


def test_a_header_of_64_kilobytes_is_refused_and_one_of_8_is_read(api: Api) -> None:
    head = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: %s\r\n\r\n"
    assert raw(api, head % (b"a" * 64 * 1024)).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert raw(api, head % (b"a" * 8 * 1024)).startswith(b"HTTP/1.1 200 ")
    assert issubclass(api.server.config.http, H11Protocol)  # type: ignore[arg-type]


def test_many_slow_clients_do_not_stop_the_others(api: Api) -> None:
    dripping = (b"POST /v1/ask HTTP/1.1\r\nHost: local", b"Host: localhost\r\nContent-Length: 9\r\n\r\n{")
    slow = [socket.create_connection(("127.0.0.1", api.port)) for _ in range(200)]
    try:
        for number, client in enumerate(slow):
            client.sendall(dripping[0] if number % 2 else b"POST /v1/ask HTTP/1.1\r\n" + dripping[1])
        assert api.client.post("/v1/ask", json={"question": "When?"}).status_code == 200
    finally:
        for client in slow:
            client.close()


@pytest.mark.parametrize("length", [b"-1", b"abc", b"1, 2", b"0x10", b"99999999999999999999"])
def test_a_content_length_that_is_no_length_is_refused(api: Api, length: bytes) -> None:
    answer = raw(
        api, b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + b"\r\n\r\n{}"
    )
    assert re.match(rb"HTTP/1\.1 4(00|13) ", answer)


def test_a_body_shorter_than_announced_leaves_the_server_well(api: Api) -> None:
    head = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n"
    with socket.create_connection(("127.0.0.1", api.port)) as client:
        client.sendall(head + b'{"question"')
    assert api.client.post("/v1/ask", json={"question": "q"}).status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\n" + BOTH_LENGTHS,
        b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n" + BOTH_LENGTHS,
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        b"GET /health/live HTTP/one\r\nHost: localhost\r\n\r\n",
        b"GET /health/live\r\n\r\n",
        b"\x00\x01\x02 / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: \x00\r\n\r\n",
    ],
)
def test_smuggled_and_broken_requests_are_refused(api: Api, head: bytes) -> None:
    assert re.match(rb"HTTP/1\.1 400 ", raw(api, head))


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example",
        b"localhost.evil.example",
        b"foo?",
        b"a/b",
        b"",
        b"localhost:99999999",
        b"localhost@evil",
        b"[::2]",
        b"0.0.0.0",
    ],
)
def test_another_host_name_is_refused(api: Api, host: bytes) -> None:
    answer = raw(api, b"GET /health/live HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("host", [b"localhost", b"LOCALHOST:8000", b"127.0.0.1:1", b"[::1]:8000"])
def test_loopback_names_are_answered(api: Api, host: bytes) -> None:
    answer = raw(api, b"GET /health/live HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_request_without_or_with_two_host_names_is_refused(api: Api) -> None:
    for hosts in (b"", b"Host: localhost\r\nHost: evil.example\r\n"):
        assert raw(api, b"GET /health/live HTTP/1.1\r\n" + hosts + b"\r\n").startswith(b"HTTP/1.1 400 ")


def test_the_public_name_is_answered() -> None:
    with serving(public_url="https://assistant.example.org/") as api:
        named = api.client.get("/health/live", headers={"Host": "assistant.example.org"})
        assert named.status_code == 200
        assert api.client.get("/health/live", headers={"Host": "example.org"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/v1/documents/..%2f..%2fetc%2fpasswd",
        "/v1/documents/%2e%2e/%2e%2e/etc/passwd",
        "/v1/documents/%00",
        "/v1/documents/%ff",
        "/v1/documents//etc/passwd",
        "/v1/documents/%5c%5chost%5cshare",
        "/v1/documents/minutes%00.txt",
        "/v1/documents/' OR 1=1 --",
        "/v1/documents/" + "a" * 5_000,
        "/v1/documents/minutes/text/more",
        "/v1/documents/minutes/",
        "/v1",
        "/v2/ask",
        "/docs",
        "/redoc",
        "/.env",
        f"/{CANARY}",
    ],
)
def test_an_address_that_is_none_is_not_found(api: Api, path: str) -> None:
    response = api.client.get(path)
    assert response.status_code == 404
    assert problem_in(response).code in ("not_found", "unknown_document")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/ask", "POST"),
        ("DELETE", "/v1/search", "POST"),
        ("PUT", "/v1/check", "POST"),
        ("POST", "/v1/documents", "GET"),
        ("OPTIONS", "/v1/ask", "POST"),
        ("TRACE", "/v1/documents/minutes", "GET"),
        ("POST", "/health/live", "GET"),
    ],
)
def test_another_method_is_told_the_right_one(api: Api, method: str, path: str, allowed: str) -> None:
    response = api.client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allowed
    assert problem_in(response).code == "method_not_allowed"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=abc", "limit"),
        ("offset=-1", "offset"),
        ("offset=1e3", "offset"),
        (f"limit={'9' * 5000}", "limit"),
        ("page=2", "page"),
    ],
)
def test_a_page_that_cannot_be_is_refused(api: Api, query: str, field: str) -> None:
    response = api.client.get(f"/v1/documents?{query}")
    assert response.status_code == 422
    assert [error.field for error in problem_in(response).errors] == [field]


def test_a_version_that_is_none_is_refused_and_one_that_is_not_there_is_not_found(api: Api) -> None:
    assert api.client.get("/v1/documents/minutes/text?v=../x").status_code == 422
    assert api.client.get("/v1/documents/minutes/text?v=ffffffffffff").status_code == 404


def test_a_request_with_ten_thousand_ranges_is_answered_whole(api: Api) -> None:
    ranges = "bytes=" + ",".join(["0-"] * 2_000)
    response = api.client.get("/v1/documents/minutes/text", headers={"Range": ranges})
    assert response.status_code == 200


def raw(api: Api, request: bytes) -> bytes:
    """What the server says to these bytes before it closes or falls silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", api.port), timeout=3) as client:
        try:
            client.sendall(request)
            while chunk := client.recv(65536):
                answer += chunk
                if b"\r\n\r\n" in answer:
                    client.settimeout(0.3)
        except (TimeoutError, ConnectionError):
            pass
    return answer


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just(CANARY) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["question", "history", "filters", "role", "content", "stream", "limit", CANARY + "!"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@st.composite
def mutated_bodies(draw: st.DrawFn) -> bytes:
    """A valid request with a field replaced and some bytes turned, cut or doubled."""
    request: dict[str, Any] = {
        "question": CANARY,
        "history": [{"role": "user", "content": CANARY, "citations": []}],
        "filters": {"kinds": [CANARY], "date_from": "2011-09"},
        "language": "auto",
        "mode": "quote",
    }
    for key in draw(st.lists(st.sampled_from([*request, "extra"]), max_size=3)):
        request[key] = draw(VALUES)
    body = bytearray(json.dumps(request), "utf-8")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 6))] = draw(
            st.binary(max_size=6) | st.just(bytes(body[at : at + 40]))
        )
    return bytes(body)


@settings(max_examples=500, deadline=None)
@given(body=mutated_bodies(), path=st.sampled_from(["/v1/ask", "/v1/search", "/v1/check"]))
def test_no_mutated_body_brings_the_server_down_or_comes_back(api: Api, body: bytes, path: str) -> None:
    response = api.client.post(path, content=body, headers=JSON)
    assert response.status_code in (200, 400, 413, 422)
    if response.status_code != 200:
        problem_in(response)
