"""The API as its users see it: answers, streams, documents, health, limits, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from assistant.deadline import Deadline
from assistant.errors import CancelledError, ConfigurationError, FilterError
from assistant.http.listen import refuse_open_listening
from assistant.http.problems import FieldReason, ProblemCode
from assistant.schemas import AskReply, DocumentsReply, Mode, SearchReply, Verdict
from index.errors import IndexMissingError, IndexUnusableError, JudgeError, RerankerError
from prompts.words import LANGUAGES, catalogue
from tests.assistant.http_server import Api, serving
from tests.fakes_service import QUOTE, TEXT, VERSION

ROOT = Path(__file__).resolve().parents[2]
Event = tuple[str, Any]


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as running:
        yield running


def wait_for(claim: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def events_of(text: str) -> list[Event]:
    """The events of a finished stream, their data parsed."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


class Held:
    """Keeps every answer waiting until released, and notes which of them were cancelled."""

    def __init__(self, api: Api) -> None:
        self.running = threading.Semaphore(0)
        self.release = threading.Event()
        self.cancelled = threading.Event()
        api.service.hold = self

    def __call__(self, deadline: Deadline) -> None:
        self.running.release()
        try:
            while not self.release.wait(0.01):
                deadline.check()
        except CancelledError:
            self.cancelled.set()
            raise


def ask_in_thread(api: Api, answers: list[httpx.Response], **extra: object) -> threading.Thread:
    def ask() -> None:
        with httpx.Client(base_url=api.client.base_url, timeout=60) as client:
            answers.append(client.post("/v1/ask", json={"question": "When did it open?", **extra}))

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_question_is_answered_with_its_citation(api: Api) -> None:
    response = api.client.post("/v1/ask", json={"question": "When did it open?", "mode": "quote"})
    assert response.status_code == 200
    reply = AskReply.model_validate_json(response.content)
    [citation] = reply.citations
    assert TEXT[citation.start : citation.end] == citation.quote == QUOTE
    assert api.service.asked[0].mode is Mode.QUOTE
    assert response.headers["server-timing"].startswith("wait;dur=")
    assert response.headers["cache-control"] == "no-store"


def test_the_same_question_gets_the_same_bytes(api: Api) -> None:
    bodies = {api.client.post("/v1/ask", json={"question": "When?"}).content for _ in range(5)}
    assert len(bodies) == 1


def test_search_and_check_answer_in_their_schemas(api: Api) -> None:
    found = api.client.post("/v1/search", json={"query": "opened", "limit": 3})
    assert SearchReply.model_validate_json(found.content).results[0].quote == QUOTE
    checked = api.client.post("/v1/check", json={"claim": QUOTE, "evidence": [TEXT]})
    assert checked.json()["verdict"] == Verdict.VERBATIM


def test_a_stream_brings_steps_then_sentences_then_the_reply(api: Api) -> None:
    response = api.client.post("/v1/ask", json={"question": "When?", "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    events = events_of(response.text)
    assert [name for name, _ in events] == ["step", "step", "step", "sentence", "reply"]
    assert [data["name"] for name, data in events if name == "step"] == ["searching", "reading", "checking"]
    assert events[3][1]["text"] == QUOTE
    assert events[3][1]["citations"][0]["quote"] == QUOTE
    plain = api.client.post("/v1/ask", json={"question": "When?"}).json()
    assert events[4][1] == plain


def test_steps_arrive_while_the_answer_is_still_being_worked_on(api: Api) -> None:
    held = Held(api)
    with api.client.stream("POST", "/v1/ask", json={"question": "When?", "stream": True}) as response:
        lines = response.iter_lines()
        assert next(lines) == "event: step"
        assert not held.release.is_set()
        held.release.set()
        assert "event: reply" in list(lines)


def test_a_quiet_stream_sends_comment_lines(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.http.stream.KEEPALIVE_SECONDS", 0.05)
    held = Held(api)
    with api.client.stream("POST", "/v1/ask", json={"question": "When?", "stream": True}) as response:
        comments = 0
        for line in response.iter_lines():
            comments += line.startswith(":")
            if comments == 3:
                held.release.set()
    assert comments >= 3


def test_a_failure_in_a_stream_is_an_error_event(api: Api) -> None:
    api.service.failure = IndexMissingError("/secret/path: run ingest")
    response = api.client.post("/v1/ask", json={"question": "When?", "stream": True})
    assert response.status_code == 200
    [(name, problem)] = events_of(response.text)
    assert (name, problem["code"], problem["status"]) == ("error", "index_missing", 503)
    assert "treaty-assistant ingest" in problem["detail"]
    assert "secret" not in response.text


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_stops_the_work(api: Api, stream: bool) -> None:
    held = Held(api)
    body = json.dumps({"question": "When?", "stream": stream}).encode()
    head = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", api.port)) as client:
        client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert held.running.acquire(timeout=20)
    assert held.cancelled.wait(20)
    held.release.set()
    assert api.client.post("/v1/ask", json={"question": "When?"}).status_code == 200


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_takes_too_long_is_given_up(stream: bool) -> None:
    with serving(answer_seconds=0.2) as api:
        held = Held(api)
        response = api.client.post("/v1/ask", json={"question": "When?", "stream": stream})
        if stream:
            name, problem = events_of(response.text)[-1]
            assert name == "error"
        else:
            problem = response.json()
            assert response.status_code == 503
            assert response.headers["retry-after"]
        assert problem["code"] == "too_slow"
        held.release.set()


@pytest.mark.parametrize("stream", [False, True])
def test_work_that_does_not_look_at_its_deadline_does_not_keep_the_client(
    stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.http.workers.GRACE_SECONDS", 0.1)
    monkeypatch.setattr("assistant.http.stream.GRACE_SECONDS", 0.1)
    with serving(answer_seconds=0.1) as api:
        stuck = threading.Event()
        api.service.hold = lambda deadline: stuck.wait(30) and None  # type: ignore[func-returns-value]
        response = api.client.post("/v1/ask", json={"question": "When?", "stream": stream})
        assert "too_slow" in response.text
        stuck.set()


@pytest.mark.parametrize("stream", [False, True])
def test_more_than_the_queue_holds_is_refused_at_once(stream: bool) -> None:
    with serving(answer_threads=1, answer_queue=2) as api:
        held, answers = Held(api), list[httpx.Response]()
        threads = [ask_in_thread(api, answers, stream=stream) for _ in range(5)]
        wait_for(lambda: len(answers) == 2)  # nothing was released: these two are the refused ones
        for refused in answers:
            assert (refused.status_code, refused.json()["code"]) == (503, "busy")
            assert int(refused.headers["retry-after"]) >= 1
        assert api.client.get("/v1/documents").status_code == 200
        assert api.client.get("/health/ready").status_code == 200
        held.release.set()
        for thread in threads:
            thread.join(20)
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 503, 503]


def test_places_in_the_queue_come_back_after_failures(api: Api) -> None:
    api.service.failure = RuntimeError("broken")
    for _ in range(80):  # more than threads and queue together
        assert api.client.post("/v1/ask", json={"question": "When?"}).status_code == 500
    api.service.failure = None
    assert api.client.post("/v1/ask", json={"question": "When?"}).status_code == 200


def test_while_stopping_running_answers_finish_and_new_questions_are_refused(api: Api) -> None:
    held, answers = Held(api), list[httpx.Response]()
    running = ask_in_thread(api, answers)
    assert held.running.acquire(timeout=20)
    api.server._on_stop()
    refused = api.client.post("/v1/ask", json={"question": "When?"})
    assert (refused.status_code, refused.json()["code"]) == (503, "shutting_down")
    api.server.should_exit = True
    held.release.set()
    running.join(20)
    assert answers[0].status_code == 200
    assert api.service.closed.wait(20)


def test_sigterm_ends_the_server_with_exit_code_0_after_the_running_answer() -> None:
    script = (
        "import time\n"
        "from assistant.api import create_app\n"
        "from assistant.http.listen import make_server\n"
        "from assistant.http.middleware import secure\n"
        "from assistant.settings import Settings\n"
        "from tests.fakes_service import KnownAnswers\n"
        "service, settings = KnownAnswers(), Settings(port=0)\n"
        "service.hold = lambda deadline: (print('asked', flush=True), time.sleep(1))\n"
        "app = create_app(service, settings)\n"
        "server = make_server(secure(app, settings), settings, app.state.workers.refuse_new)\n"
        "import socket; sock = socket.create_server(('127.0.0.1', 0))\n"
        "print(sock.getsockname()[1], flush=True)\n"
        "server.run(sockets=[sock])\n"
        "print('ended', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        statuses: list[int] = []

        def ask() -> None:
            answer = httpx.post(f"http://127.0.0.1:{port}/v1/ask", json={"question": "When?"}, timeout=60)
            statuses.append(answer.status_code)

        asking = threading.Thread(target=ask)
        asking.start()
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        asking.join(30)
        assert process.stdout.readline() == "ended\n"
        assert process.wait(30) == 0
    assert statuses == [200]


def test_documents_come_in_pages_that_lead_on(api: Api) -> None:
    names, link = [], "/v1/documents?limit=2"
    while link:
        reply = DocumentsReply.model_validate_json(api.client.get(link).content)
        names += [document.document_id for document in reply.documents]
        link = reply.next or ""
    assert names == ["agenda", "annex", "minutes"]


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/documents/minutes", "/v1/documents/minutes/text"])
def test_what_has_not_changed_is_not_sent_again(api: Api, path: str) -> None:
    first = api.client.get(path)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = api.client.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert api.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_generation_has_a_new_tag(api: Api) -> None:
    before = api.client.get("/v1/documents").headers["etag"]
    api.service.generation = "g-0002"
    after = api.client.get("/v1/documents", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_the_text_of_a_version_is_the_text_of_record(api: Api) -> None:
    reply = api.client.get(f"/v1/documents/minutes/text?v={VERSION}").json()
    assert reply == {"document_id": "minutes", "version": VERSION, "text": TEXT}


def test_a_removed_document_is_gone_and_named(api: Api) -> None:
    response = api.client.get("/v1/documents/removed")
    assert (response.status_code, response.json()["code"]) == (410, "gone")
    assert "Removed minutes" in response.json()["detail"]


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr", "Introuvable"),
        ("de, es;q=0.5, en;q=0.1", "es", "No encontrado"),
        ("de", "en", "Not found"),
        ("fr;q=0, en", "en", "Not found"),
        (";;;q=x,,\u00e9".encode("latin-1").decode("latin-1"), "en", "Not found"),
        ("", "en", "Not found"),
    ],
)
def test_problems_are_told_in_the_language_of_the_reader(
    api: Api, accepted: str, language: str, title: str
) -> None:
    headers = {b"accept-language": accepted.encode("latin-1")}
    response = api.client.get("/nothing", headers=headers)  # type: ignore[arg-type]
    assert response.headers["content-language"] == language
    assert response.json()["title"] == title


def test_the_configured_language_is_the_fallback() -> None:
    with serving(language="es") as api:
        assert api.client.get("/nothing").json()["title"] == "No encontrado"


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (IndexMissingError("/data/x: nothing there"), 503, "index_missing"),
        (IndexUnusableError("/data/x: damaged"), 503, "index_unusable"),
        (RerankerError("TREATY_RERANKER: '/data/x' cannot be loaded"), 503, "reranker_unusable"),
        (JudgeError("TREATY_JUDGE: '/data/x' cannot be loaded"), 503, "judge_unusable"),
        (FilterError("filters", "states: no such State 'zqxjkv'"), 422, "invalid_request"),
        (RuntimeError("/data/x: zqxjkv"), 500, "internal"),
        (ValueError("/data/x: zqxjkv"), 500, "internal"),
        (KeyError("zqxjkv"), 500, "internal"),
        (OSError(28, "No space left on device", "/data/x"), 500, "internal"),
    ],
)
def test_a_failure_inside_is_told_without_its_inside(
    api: Api, failure: Exception, status: int, code: str
) -> None:
    api.service.failure = failure
    requests = [
        ("POST", "/v1/ask", {"question": "q"}),
        ("POST", "/v1/search", {"query": "q"}),
        ("POST", "/v1/check", {"claim": "q", "evidence": ["e"]}),
        ("GET", "/v1/documents", None),
        ("GET", "/v1/documents/minutes", None),
        ("GET", "/v1/documents/minutes/text", None),
    ]
    for method, path, body in requests:
        response = api.client.request(method, path, json=body)
        assert (response.status_code, response.json()["code"]) == (status, code)
        assert "/data" not in response.text
        assert "zqxjkv" not in response.text
        assert response.json()["request_id"] == response.headers["x-request-id"]
    if code == "invalid_request":
        assert response.json()["errors"][0]["field"] == "filters.states"


def test_readiness_says_what_is_served_or_what_to_do(api: Api) -> None:
    ready = api.client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["generation"] == "g-0001"
    api.service.failure = IndexMissingError("nothing")
    missing = api.client.get("/health/ready")
    assert missing.status_code == 503
    assert "treaty-assistant ingest" in missing.json()["problem"]["message"]
    assert api.client.get("/health/live").json() == {"live": True}


def test_a_request_id_is_kept_when_it_is_harmless(api: Api) -> None:
    kept = api.client.get("/health/live", headers={"X-Request-ID": "portal-0001.a"})
    assert kept.headers["x-request-id"] == "portal-0001.a"
    for harmful in ("short", "a" * 65, "a b c d e f g", "<script>alert</script>"):
        assert (
            api.client.get("/health/live", headers={"X-Request-ID": harmful}).headers["x-request-id"]
            != harmful
        )


def test_every_response_matches_the_published_description(api: Api) -> None:
    description = api.client.get("/openapi.json").json()
    calls: list[tuple[str, str, Any, dict[str, str]]] = [
        ("post", "/v1/ask", {"question": "q"}, {}),
        ("post", "/v1/ask", {}, {}),
        ("post", "/v1/ask", {"question": "q"}, {"Content-Type": "text/plain"}),
        ("post", "/v1/search", {"query": "q"}, {}),
        ("post", "/v1/check", {"claim": "c", "evidence": ["e"]}, {}),
        ("get", "/v1/documents", None, {}),
        ("get", "/v1/documents/minutes", None, {}),
        ("get", "/v1/documents/removed", None, {}),
        ("get", "/v1/documents/none", None, {}),
        ("get", "/v1/documents/minutes/text", None, {}),
        ("get", "/health/live", None, {}),
        ("get", "/health/ready", None, {}),
    ]
    for method, path, body, headers in calls:
        response = api.client.request(method, path, json=body, headers=headers)
        route = next(
            known
            for known in description["paths"]
            if len(known.split("/")) == len(path.split("/"))
            and all(
                k.startswith("{") or k == p for k, p in zip(known.split("/"), path.split("/"), strict=True)
            )
        )
        told = description["paths"][route][method]["responses"][str(response.status_code)]["content"]
        kind = response.headers["content-type"].split(";")[0]
        jsonschema.validate(
            response.json(), {**told[kind]["schema"], "components": description["components"]}
        )


def test_the_description_lists_every_code(api: Api) -> None:
    schemas = api.client.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["ProblemCode"]["enum"] == list(ProblemCode)
    named = {
        "AnswerStatus",
        "AbstentionReason",
        "WarningCode",
        "CheckVerdict",
        "CheckReason",
        "FieldReason",
        "Mode",
    }
    assert named <= schemas.keys()
    assert "HTTPValidationError" not in schemas


def test_the_description_says_what_each_field_of_a_request_is(api: Api) -> None:
    schemas = api.client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("AskRequest", "SearchRequest", "CheckRequest", "FilterFields"):
        assert [f for f, told in schemas[name]["properties"].items() if not told.get("description")] == []


def test_every_problem_and_every_reason_has_its_words_and_no_words_are_left_over() -> None:
    needed = {f"errors.{code}{part}" for code in ProblemCode for part in ("", "_title")}
    needed |= {f"errors.{reason}_reason" for reason in FieldReason} | {"errors.known"}
    assert needed == {code for code in catalogue() if code.startswith("errors.")}
    assert all(set(catalogue()[code]) == set(LANGUAGES) for code in needed)


def test_nothing_is_logged_of_what_was_asked(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    api.client.post("/v1/ask", json={"question": "zqxjkv canary"})
    api.client.post("/v1/ask", json={"question": "zqxjkv canary", "x": 1})
    api.client.post("/v1/ask", content=b'{"zqxjkv', headers={"Content-Type": "application/json"})
    assert "zqxjkv" not in caplog.text


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "10.0.0.1", "127.0.0.1.evil.org"]
)
def test_an_open_address_is_refused(host: str) -> None:
    with pytest.raises(ConfigurationError, match="loopback"):
        refuse_open_listening(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_loopback_is_listened_on(host: str) -> None:
    refuse_open_listening(host)


def test_the_api_loads_no_heavy_library() -> None:
    code = (
        "import sys, assistant.api, assistant.http.middleware, assistant.http.listen\n"
        "heavy = {'torch', 'chromadb', 'gradio', 'llama_index', 'numpy', 'pypdfium2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
