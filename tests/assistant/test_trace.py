"""Questions that are kept: one line each, whole, private, bounded, and never at the cost of an answer."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from filelock import FileLock

from assistant import trace as traces
from assistant.deadline import Deadline
from assistant.errors import DeadlineError
from assistant.local import Assistant
from assistant.schemas import AskReply, AskRequest
from assistant.settings import Settings
from assistant.trace import Trace, TraceFile, first_difference
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.library import Library

QUESTION = AskRequest(question="Which States have retained submunitions for training?")


def a_trace(name: str, filler: int = 0) -> Trace:
    return Trace({"question": name, "filler": "x" * filler}, {}, {}, {}, {"id": name})


def questions(file: TraceFile) -> list[str]:
    return [trace.id for trace in file.newest_first()]


@pytest.fixture(scope="module")
def kept() -> list[Trace]:
    return []


@pytest.fixture(scope="module")
def assistant(sample_data: Path, embedder: SentenceTransformerEmbedder, kept: list[Trace]) -> Assistant:
    settings = Settings(data_dir=sample_data)
    return Assistant(Library(sample_data, embedder), embedder, settings, kept.append)


def test_a_trace_tells_every_stage_of_an_answer(assistant: Assistant, kept: list[Trace]) -> None:
    reply = assistant.ask(QUESTION, lambda *_: None, Deadline(60))
    trace = Trace.from_line(kept[-1].as_line().encode())
    assert trace.reply == reply.model_dump(mode="json")
    assert trace.id == reply.id
    assert AskRequest.model_validate_json(json.dumps(trace.request)) == QUESTION
    assert trace.noted["understood"]["question"]["standalone"] == QUESTION.question
    assert trace.noted["understood"]["wordings"][0]["text"] == QUESTION.question
    found = [hit["passage"] for hit in trace.noted["hits"]]
    assert trace.noted["evidence"][0]["passage"] in found
    assert {citation["passage_id"] for citation in trace.reply["citations"]} <= set(found)
    assert all(hit["score"] > 0 and hit["scores"] for hit in trace.noted["hits"])
    assert trace.noted["chosen"][0]["text"]
    assert trace.noted["answer"]["sentences"][0]["parts"]
    assert [each["verdict"] for each in trace.noted["passed"]] == [
        s["verdict"] for s in trace.reply["sentences"]
    ]
    steps = ["open", "understand", "search", "read", "score", "write", "check", "tell"]
    assert [name for name in trace.milliseconds if name in steps] == steps
    assert "milliseconds" not in reply.model_dump_json()


def test_a_question_that_fails_leaves_a_trace_of_its_failure(assistant: Assistant, kept: list[Trace]) -> None:
    with pytest.raises(DeadlineError):
        assistant.ask(QUESTION, lambda *_: None, Deadline(0))
    assert (kept[-1].reply, kept[-1].error) == (None, "DeadlineError")


@pytest.mark.parametrize("switched_on", [False, True])
def test_questions_are_kept_only_where_the_operator_says_so(sample_data: Path, switched_on: bool) -> None:
    assistant = open_assistant(Settings(data_dir=sample_data, log_questions=switched_on))
    reply = assistant.ask(AskRequest(question="What is kept of this?"), lambda *_: None, Deadline(60))
    assistant.close()
    assert (TraceFile(sample_data).find(reply.id) is not None) == switched_on


def test_files_of_traces_are_for_their_owner_alone(data_dir: Path) -> None:
    before = os.umask(0)
    try:
        TraceFile(data_dir).keep(a_trace("a"))
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data_dir / "traces").iterdir()}
    assert modes.pop("questions.jsonl") == 0o600
    assert set(modes.values()) <= {0o600}
    assert stat.S_IMODE((data_dir / "traces").stat().st_mode) == 0o700


def test_the_oldest_questions_go_when_the_files_are_full(data_dir: Path) -> None:
    file = TraceFile(data_dir, largest=2_500, files=3)
    for number in range(12):
        file.keep(a_trace(f"q{number}", filler=1_000))
    assert questions(file) == ["q11", "q10", "q9", "q8", "q7", "q6"]
    files = sorted((data_dir / "traces").glob("*.jsonl"))
    assert [path.name for path in files] == ["questions.1.jsonl", "questions.2.jsonl", "questions.jsonl"]
    assert all(path.stat().st_size <= 2_500 for path in files)


def test_a_damaged_line_costs_no_other(data_dir: Path) -> None:
    file = TraceFile(data_dir)
    file.keep(a_trace("a"))
    with (data_dir / "traces" / "questions.jsonl").open("ab") as lines:
        lines.write(b'[1]\n\xff\xfe\n{"id": "cut')  # and no end of the line
    file.keep(a_trace("b"))
    assert questions(file) == ["b", "a"]


def test_a_trace_that_cannot_be_written_is_told_once_and_never_raises(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data_dir.mkdir()
    (data_dir / "traces").write_text("a file where the folder should be")
    file = TraceFile(data_dir)
    for _ in range(3):
        file.keep(a_trace("a"))
    assert [record.message.split(":")[0] for record in caplog.records] == ["questions are not being kept"]
    (data_dir / "traces").unlink()
    file.keep(a_trace("b"))
    assert questions(file) == ["b"]


def test_an_answer_does_not_wait_for_a_process_that_holds_the_file(
    data_dir: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = TraceFile(data_dir)
    file.keep(a_trace("a"))
    monkeypatch.setattr(traces, "WAIT_SECONDS", 0.05)
    with FileLock(data_dir / "traces" / "lock"):
        file.keep(a_trace("b"))
    assert questions(file) == ["a"]
    assert "questions are not being kept" in caplog.text


def _keep_many(data_dir: Path, name: str) -> None:
    file = TraceFile(data_dir, largest=200_000, files=10)
    for number in range(50):
        file.keep(a_trace(f"{name}{number}", filler=8_000))


def test_processes_that_write_at_once_lose_and_mix_nothing(data_dir: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_keep_many, args=(data_dir, name)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    written = questions(TraceFile(data_dir, files=10))
    assert sorted(written) == sorted(f"{name}{number}" for name in "abc" for number in range(50))


@pytest.mark.parametrize(
    ("kept", "again", "difference"),
    [
        ({"a": 1, "b": [1, {"c": 2}]}, {"a": 1, "b": [1, {"c": 2}]}, None),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ("b", 2, 3)),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 5]}}, ("a.b[1]", 2, 5)),
        ({"a": [1]}, {"a": [1, None]}, ("a[1]", None, None)),
        ({"a": [1, 2]}, {"a": [1]}, ("a[1]", 2, None)),
        ({"a": 1}, {"a": 1.0}, ("a", 1, 1.0)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ("", {"a": 1, "b": 2}, {"b": 2, "a": 1})),
    ],
)
def test_the_first_difference_of_two_replies(
    kept: object, again: object, difference: tuple[str, object, object] | None
) -> None:
    assert first_difference(kept, again) == difference


def test_a_reply_asked_for_again_has_the_same_bytes(assistant: Assistant, kept: list[Trace]) -> None:
    first = assistant.ask(QUESTION, lambda *_: None, Deadline(60))
    again = assistant.ask(QUESTION, lambda *_: None, Deadline(60))
    assert isinstance(again, AskReply)
    assert first_difference(kept[-2].reply, json.loads(again.model_dump_json())) is None
    assert first.model_dump_json() == again.model_dump_json()
