"""Ingests in child processes that are killed: `python -m tests.index.driver`, orders on standard input.

An order is a line of JSON: data_dir, source, and either `seconds` (kill that long after the start) or `step`
(stage and number of its report of progress, kill there); neither: let it end. The answer is the exit status.
Heavy libraries are imported once, then every order is carried out in a fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def carry_out(order: dict[str, Any]) -> None:
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest
    from tests.fakes import HashingEmbedder

    seen: dict[str, int] = {}

    def progress(stage: str, done: int, total: int, name: str, amount: int = 0) -> None:
        seen[stage] = seen.get(stage, 0) + 1
        if order.get("step") == [stage, seen[stage]]:
            os.kill(os.getpid(), signal.SIGKILL)

    embedder = SentenceTransformerEmbedder() if order.get("real") else HashingEmbedder()
    ingest(Path(order["data_dir"]), [Path(order["source"])], embedder, progress=progress)


def main() -> None:
    from index.generation import dense_store

    dense_store()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                carry_out(order)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        if "seconds" in order:
            time.sleep(order["seconds"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
