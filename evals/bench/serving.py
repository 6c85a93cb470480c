"""Cold start to the first answer, and memory: `python -m evals.bench.serving DATA_DIR STARTED`.

STARTED is the monotonic clock when the process was asked for. Linux only.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from evals.bench.clock import tell

SERVED = 20
"""Questions after which a process counts as warm."""


def measure(data_dir: Path) -> None:
    """In a process of its own; the disk cache is warm, as after a restart of the service."""
    command = [sys.executable, "-m", "evals.bench.serving", str(data_dir), str(time.monotonic())]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    tell("a fresh process, seconds since it was started:")
    for name in ("imported", "index open", "first search", "first answer"):
        tell(f"  {name:28s} {told[name]:8.2f} s")
    tell(
        f"resident memory after {SERVED} searches and answers: {told['VmRSS']:.0f} MB,"
        f" at most {told['VmHWM']:.0f} MB; of it mapped from files: {told['RssFile']:.0f} MB"
    )


def serve(data_dir: Path, started: float) -> dict[str, float]:
    """Seconds at which each thing was done, and megabytes after everything was."""
    from assistant.wiring import silence_telemetry

    silence_telemetry()
    from assistant.deadline import Deadline
    from assistant.local import Assistant
    from assistant.schemas import AskRequest
    from assistant.settings import Settings
    from evals.bench.questions import requests
    from evals.bench.seeded import PayingEmbedder, real_embedder
    from index.library import Library

    done: dict[str, float] = {}

    def note(name: str, work: Callable[[], object] = lambda: None) -> None:
        work()
        done[name] = time.monotonic() - started

    note("imported")
    embedder = PayingEmbedder(real_embedder(data_dir))
    assistant = Assistant(Library(data_dir, embedder), embedder, Settings(data_dir=data_dir))
    with assistant.library.reading() as generation:
        note("index open")
        asked = requests(generation.documents(), SERVED)
    asks = [AskRequest(question=request.query, history=request.history) for request in asked]
    note("first search", lambda: assistant.search(asked[0], Deadline(60)))
    note("first answer", lambda: assistant.ask(asks[0], lambda *_: None, Deadline(60)))
    for search, ask in zip(asked, asks, strict=True):
        assistant.search(search, Deadline(60))
        assistant.ask(ask, lambda *_: None, Deadline(60))
    memory = _memory()
    assistant.close()
    return done | memory


def _memory() -> dict[str, float]:
    """Megabytes by the kernel's names: resident now, resident at most, of it pages of files."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {name: int(status[name].split()[0]) / 1e3 for name in ("VmRSS", "VmHWM", "RssFile")}


if __name__ == "__main__":
    json.dump(serve(Path(sys.argv[1]), float(sys.argv[2])), sys.stdout)
