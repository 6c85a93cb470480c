"""A disk that is full or read-only is named with the room it lacks, and what was published still answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.disk import disk_fault

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def namespace() -> list[str]:
    """The command that gives a process its own mounts."""
    command = ["unshare", "-rm"]
    try:
        subprocess.run([*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine does not let us mount a small file system")
    return command


def ingest_on_small_disk(namespace: list[str], *arguments: str) -> dict[str, Any]:
    run = subprocess.run(
        [*namespace, sys.executable, "-m", "tests.index.small_disk", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize(
    ("stage", "number", "room"),
    [
        ("embedding", 1, 0),
        ("embedding", 1, 200_000),
        ("building", 1, 0),
        ("building", 2, 4_096),
        ("building", 3, 0),
        ("building", 3, 100_000),
        ("verifying", 1, 0),
        ("publishing", 2, 0),
        ("publishing", 3, 0),
    ],
)
def test_a_disk_that_fills_up_is_named_and_the_generation_before_answers(
    namespace: list[str], stage: str, number: int, room: int
) -> None:
    found = ingest_on_small_disk(namespace, stage, str(number), str(room))
    assert found["kind"] == "StoreNotWritableError"
    assert found["folder"] in found["told"]
    assert "bytes free" in found["told"]
    assert found["after"] == [6, 6]
    assert found["again"] == [7, 7]


@pytest.mark.parametrize("room", [0, 1_000_000, 31_000_000])
def test_without_room_to_start_nothing_is_begun(namespace: list[str], room: int) -> None:
    found = ingest_on_small_disk(namespace, "before", "0", str(room))
    assert found["kind"] == "StoreNotWritableError"
    assert found["folder"] in found["told"]
    assert "32,000,000 are needed" in found["told"]
    assert (found["stages"], found["untouched"]) == ([], True)
    assert (found["after"], found["again"]) == ([6, 6], [7, 7])


def test_a_read_only_folder_answers_and_takes_nothing_in(namespace: list[str]) -> None:
    found = ingest_on_small_disk(namespace, "read-only", "0", "0")
    assert found["kind"] == "StoreNotWritableError"
    assert found["folder"] in found["told"]
    assert (found["stages"], found["untouched"]) == ([], True)
    assert (found["after"], found["again"]) == ([6, 6], [7, 7])


@pytest.mark.parametrize("error", [ValueError("disk is full"), OSError(5, "Input/output error")])
def test_other_failures_are_not_blamed_on_the_disk(error: Exception, tmp_path: Path) -> None:
    assert disk_fault(error, tmp_path) is None
