"""Readers in a child process: limits, crashes, clean ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from ingest.errors import UnreadableSourceError
from ingest.isolate import Isolated, Readers
from ingest.readers import read


def sleep_long() -> None:
    time.sleep(600)


def abort() -> None:
    os.abort()


def take_memory(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def raise_other() -> None:
    raise KeyError("inside a parser")


def loaded_modules() -> set[str]:
    import sys

    return set(sys.modules)


@pytest.fixture(scope="module")
def isolated() -> Iterator[Isolated]:
    with Isolated(seconds=20, megabytes=300) as child:
        yield child


def test_a_reader_runs_in_another_process_that_stays_for_the_next_call(isolated: Isolated) -> None:
    assert isolated.call(read, b"some words", "a.txt").blocks[0].text == "some words"
    first, second = isolated.call(os.getpid), isolated.call(os.getpid)
    assert first == second != os.getpid()


def test_a_refusal_crosses_the_process_boundary_with_its_code(isolated: Isolated) -> None:
    with pytest.raises(UnreadableSourceError) as refused:
        isolated.call(read, b"", "a.txt", name="a.txt")
    assert (refused.value.code, refused.value.name) == ("empty_file", "a.txt")


@pytest.mark.parametrize(
    ("function", "args", "code"),
    [
        (abort, (), "parser_crashed"),
        (raise_other, (), "parser_crashed"),
        (take_memory, (4000,), "too_large_expanded"),
    ],
)
def test_a_child_that_fails_is_replaced(
    isolated: Isolated, function: object, args: tuple[int, ...], code: str
) -> None:
    with pytest.raises(UnreadableSourceError) as refused:
        isolated.call(function, *args, name="a.pdf")  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.name) == (code, "a.pdf")
    assert isolated.call(take_memory, 10) == 10 * 1024 * 1024


def test_a_call_beyond_its_time_is_killed() -> None:
    with Isolated(seconds=0.5) as child:
        pid = child.call(os.getpid)
        with pytest.raises(UnreadableSourceError, match="timeout"):
            child.call(sleep_long, name="a.pdf")
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_closing_leaves_no_child_behind() -> None:
    child = Isolated(seconds=20)
    pid = child.call(os.getpid)
    child.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def announce_and_sleep(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    sleep_long()


def wait_for_others(folder: Path, count: int) -> int:
    """How many calls are under way at once; gives up after a while."""
    (folder / str(os.getpid())).touch()
    deadline = time.monotonic() + 15
    while (found := len(list(folder.iterdir()))) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def test_a_pool_answers_side_by_side(tmp_path: Path) -> None:
    with Readers(seconds=20, children=3) as readers:
        calls = [readers.submit(wait_for_others, tmp_path, 3) for _ in range(3)]
        assert [call.result() for call in calls] == [3, 3, 3]


def test_a_call_that_goes_wrong_in_a_pool_harms_no_other() -> None:
    wrong = {"a.pdf": (abort, "parser_crashed"), "b.pdf": (sleep_long, "timeout")}
    with Readers(seconds=5, megabytes=300, children=2) as readers:
        failing = {name: readers.submit(function, name=name) for name, (function, _) in wrong.items()}
        too_large = readers.submit(take_memory, 4000, name="c.pdf")
        good = [readers.submit(read, b"some words", f"{number}.txt") for number in range(6)]
        for name, (_, code) in wrong.items():
            with pytest.raises(UnreadableSourceError, match=code) as refused:
                failing[name].result()
            assert refused.value.name == name
        with pytest.raises(UnreadableSourceError, match="too_large_expanded"):
            too_large.result()
        assert [call.result().blocks[0].text for call in good] == ["some words"] * 6


def test_a_pool_closed_at_work_leaves_no_child_behind(tmp_path: Path) -> None:
    with Readers(seconds=600, children=2) as readers:
        calls = [readers.submit(announce_and_sleep, tmp_path) for _ in range(5)]
        while len(list(tmp_path.iterdir())) < 2:
            time.sleep(0.01)
    for call in calls:
        with pytest.raises(CancelledError):
            call.result()
    for path in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.name), 0)


PARENT = """
import os, time
from ingest.isolate import Isolated, Readers
if __name__ == "__main__":
    child = Isolated(seconds=600)
    print(child.call(os.getpid), flush=True)
    time.sleep(600)
"""


def is_running(pid: int) -> bool:
    """A process that ended may stay listed until somebody collects it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's death signal is Linux's")
def test_the_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 20
        while is_running(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_running(pid)


def test_the_child_loads_no_model_library(isolated: Isolated) -> None:
    assert not {"torch", "chromadb", "gradio", "llama_index"} & isolated.call(loaded_modules)
