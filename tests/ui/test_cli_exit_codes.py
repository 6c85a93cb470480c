"""Every way a command can end, and the number the shell is given."""

from __future__ import annotations

import errno
import fcntl
import importlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import BusyError, ConfigurationError, DeadlineError, FilterError
from evals.errors import CaseError, RefusedError, UnreachableError
from index.errors import (
    IndexMissingError,
    IndexUnusableError,
    LockHeldError,
    MassRemovalError,
    ModelMismatchError,
    SourceMissingError,
    StoreNotWritableError,
    UnknownDocumentError,
)
from ingest.errors import SourceFolderError, UnreadableSourceError
from tests.index.texts import write_document, write_folder
from ui import commands
from ui.cli import main
from ui.exits import Exit, UsageError, exit_code

COMMAND = Path(sys.executable).with_name("treaty-assistant")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (ConfigurationError("x"), 2),
        (FilterError("kinds", "x"), 2),
        (CaseError("set", 1, "x"), 2),
        (UnreachableError("x"), 2),
        (SourceMissingError("x"), 2),
        (SourceFolderError("missing", "x"), 2),
        (MassRemovalError("x"), 2),
        (UnknownDocumentError("x"), 2),
        (RefusedError(422, "invalid_request", "x"), 2),
        (RefusedError(404, "unknown_document", "x"), 2),
        (UnreadableSourceError("encrypted", "x"), 3),
        (IndexMissingError("x"), 4),
        (IndexUnusableError("x"), 4),
        (ModelMismatchError("x"), 4),
        (RefusedError(503, "index_missing", "x"), 4),
        (LockHeldError("x", 7), 5),
        (StoreNotWritableError("x"), 6),
        (OSError(errno.ENOSPC, "No space left on device"), 6),
        (PermissionError(errno.EACCES, "Permission denied"), 6),
        (OSError(errno.EIO, "Input/output error"), 70),
        (DeadlineError("x"), 70),
        (BusyError("x"), 70),
        (RefusedError(500, "internal", "x"), 70),
        (ZeroDivisionError("x"), 70),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_failure_has_its_code(error: BaseException, code: int) -> None:
    assert exit_code(error) == code


CODES = {
    "ingest": {"UnreadableSourceError": 3, "SourceFolderError": 2, "LocatorError": 2},
    "index": {
        "IndexMissingError": 4,
        "IndexUnusableError": 4,
        "ModelMismatchError": 4,
        "LockHeldError": 5,
        "StoreNotWritableError": 6,
        "SourceMissingError": 2,
        "MassRemovalError": 2,
        "MixedCollectionError": 2,
        "ModelUnusableError": 2,
        "RerankerError": 2,
        "JudgeError": 2,
        "UnknownDocumentError": 2,
    },
    "assistant": {
        "DeadlineError": 70,
        "CancelledError": 70,
        "BusyError": 70,
        "FilterError": 2,
        "ConfigurationError": 2,
    },
}


@pytest.mark.parametrize("folder", CODES)
def test_every_error_of_a_folder_has_the_code_its_tree_says(folder: str) -> None:
    module = importlib.import_module(f"{folder}.errors")
    root = next(
        kind for kind in vars(module).values() if isinstance(kind, type) and kind.__bases__ == (Exception,)
    )
    kinds: dict[str, type[BaseException]] = {}
    waiting = root.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__ == module.__name__:
            kinds[kind.__name__] = kind
    assert {name: int(exit_code(kind.__new__(kind))) for name, kind in kinds.items()} == CODES[folder]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "COMMAND"),
        (["unheard-of"], "unheard-of"),
        (["ask"], "QUESTION"),
        (["ask", ""], "QUESTION"),
        (["ask", "x" * 2001], "2000 characters"),
        (["ask", "How many\udcff?"], "UTF-8"),
        (["ask", "x", "--language", "de"], "--language"),
        (["ask", "x", "--from", "yesterday"], "--from"),
        (["ask", "x", "--from", "2018", "--to", "2011"], "--to: is earlier than --from"),
        (["search", "x", "--document", "", "--language", "en"], "--document"),
        (["search", "x", "--language", ""], "--language: is empty"),
        (["ask", "x", "--document-language", ""], "--document-language: is empty"),
        (["ask", "x", "--url", "not an address"], "not an address"),
        (["ask", "x", "--url", "http://127.0.0.1:9"], "serve"),
        (["search", "x", "--limit", "0"], "--limit"),
        (["search", "x", "--limit", "51"], "--limit"),
        (["search", "x", "--limit", "many"], "--limit"),
        (["check", "--claim", "", "--evidence", "x"], "--claim"),
        (["check", "--claim", "x"], "--evidence"),
        (["ingest", "/no/such/folder"], "/no/such/folder"),
        (["ingest"], "ingest"),
        (["ingest", "--sample", "folder"], "--sample"),
        (["inspect", "/no/such/file.txt"], "not a file"),
        (["sources", "remove", "/no/such/folder"], "/no/such/folder"),
        (["eval", "run", "/no/such/set.jsonl"], "/no/such/set.jsonl"),
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--host", "0.0.0.0", "--port", "0"], "loopback"),
    ],
)
def test_wrong_arguments_end_with_2_and_say_what_is_wrong(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TREATY_DATA_DIR", str(tmp_path))
    assert main(arguments) == Exit.USAGE
    complaint = capsys.readouterr().err
    assert told in complaint
    assert "Traceback" not in complaint


def test_an_empty_folder_is_refused_and_removes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "documents").mkdir()
    assert main(["ingest", str(tmp_path / "documents"), "--data-dir", str(tmp_path)]) == Exit.USAGE
    assert "empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["ask", "x"], ["search", "x"], ["documents", "list"], ["export-text", "x"], ["doctor"]],
    ids=lambda arguments: arguments[0],
)
def test_without_an_index_they_end_with_4_and_name_the_command_that_makes_one(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--data-dir", str(tmp_path)]) == Exit.INDEX
    said = capsys.readouterr()
    assert "treaty-assistant ingest FOLDER" in said.err + said.out
    assert not (tmp_path / "own").exists()


def test_a_missing_sample_index_is_made_with_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "x", "--sample", "--data-dir", str(tmp_path)]) == Exit.INDEX
    assert "treaty-assistant ingest --sample" in capsys.readouterr().err


def test_a_second_ingestion_ends_with_5(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "one.txt").write_text("One sentence.", encoding="utf-8")
    (tmp_path / "own").mkdir()
    with (tmp_path / "own" / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert main(["ingest", str(documents), "--data-dir", str(tmp_path)]) == Exit.LOCKED
    assert "another ingestion" in capsys.readouterr().err


def test_a_data_directory_that_cannot_be_made_ends_with_6(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.txt").write_text("One sentence.", encoding="utf-8")
    (tmp_path / "taken").write_text("a file, not a folder", encoding="utf-8")
    assert main(["ingest", str(tmp_path / "one.txt"), "--data-dir", str(tmp_path / "taken")]) == Exit.STORAGE
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(("variable", "value"), [("TREATY_PORT", "many"), ("TREATY_PROT", "8000")])
def test_a_wrong_setting_ends_with_2_and_names_it(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    assert main(["documents", "list"]) == Exit.USAGE
    assert variable in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "meant"), [("TREATY_PROT", "TREATY_PORT"), ("TREATY_FOO", ""), ("TREATY_X", "")]
)
def test_only_a_setting_of_a_near_name_is_proposed(
    variable: str, meant: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, "1")
    assert main(["documents", "list"]) == Exit.USAGE
    told = capsys.readouterr().err
    assert ("Did you mean" in told, meant in told) == (bool(meant), True)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyboardInterrupt(), Exit.INTERRUPTED, "Interrupted"),
        (ZeroDivisionError("no such luck"), Exit.INTERNAL, "no such luck"),
        (OSError(errno.ENOSPC, "No space left on device", "/full"), Exit.STORAGE, "/full: No space left"),
    ],
)
def test_what_nobody_foresaw_is_told_without_a_trace_unless_asked_for(
    error: BaseException,
    code: Exit,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: object) -> Exit:
        raise error

    monkeypatch.setattr(commands, "check", fail)
    arguments = ["check", "--claim", "x", "--evidence", "x"]
    assert main(arguments) == code
    complaint = capsys.readouterr().err
    assert told in complaint
    assert "Traceback" not in complaint
    assert main([*arguments, "--debug"]) == code
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_has_enough_is_no_failure() -> None:
    with subprocess.Popen(
        [COMMAND, "check", "--claim", "x", "--evidence", "x", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(120) == Exit.OK


def test_bytes_that_are_no_text_reach_the_installed_command() -> None:
    done = subprocess.run(
        [COMMAND, "ask", b"How many \xff\xfe?"], capture_output=True, timeout=120, check=False
    )
    assert done.returncode == Exit.USAGE
    assert b"UTF-8" in done.stderr


@pytest.mark.parametrize(("stop", "stage"), [(signal.SIGTERM, "embedding"), (signal.SIGINT, "building")])
def test_a_stopped_ingestion_ends_with_130_and_leaves_nothing_half_done(
    tmp_path: Path, stop: signal.Signals, stage: str
) -> None:
    source, data_dir = write_folder(tmp_path / "in", 3), tmp_path / "data" / "own"
    command = [COMMAND, "ingest", str(source), "--data-dir", str(tmp_path / "data")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == Exit.OK
    for size in (20, 60, 180, 540):  # on a busy machine a small ingestion is over before the signal comes
        published = (data_dir / "CURRENT").read_text()
        for number in range(2, size):
            write_document(source, number, f"changed for {size}")
        # Behind this process, which has to read the line while the stage lasts.
        with subprocess.Popen(["nice", "-n", "5", *command], stderr=subprocess.PIPE, text=True) as running:
            assert running.stderr is not None
            assert any(line.startswith(stage) for line in running.stderr)
            running.send_signal(stop)
            told = running.stderr.read()
            status = running.wait(120)
        if status != Exit.OK:
            break
    assert status == Exit.INTERRUPTED
    assert "Interrupted." in told
    assert "Traceback" not in told
    assert (data_dir / "CURRENT").read_text() == published
    assert [path.name for path in (data_dir / "generations").iterdir()] == [published]
    assert subprocess.run(command, capture_output=True, check=False).returncode == Exit.OK
    assert (data_dir / "CURRENT").read_text() != published
