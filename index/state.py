"""What the running product remembers beside the documents: evaluation runs."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.database import make_folder, open_database, transaction
from index.records import dump

MIGRATIONS = (
    """
CREATE TABLE evaluation_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started TEXT NOT NULL,
    finished TEXT,
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'partial', 'invalid')),
    payload TEXT NOT NULL
) STRICT;
CREATE TABLE traces (
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    payload TEXT NOT NULL
) STRICT;
CREATE INDEX traces_by_id ON traces (id);
""",
    # Traces went to files of their own; questions must not stay where nobody looks for them any longer.
    "DROP TABLE traces;",
)


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    id: int
    """Runs are ordered by it, never by time."""
    started: str
    finished: str | None
    status: str
    """'running', 'done', 'partial' (stopped half way) or 'invalid'."""
    payload: dict[str, Any]


class State:
    """state.sqlite of a data directory. Any local process may write; thread-safe."""

    def __init__(self, data_dir: Path) -> None:
        make_folder(data_dir)
        self._connection = open_database(data_dir / "state.sqlite", MIGRATIONS)
        self._lock = threading.Lock()

    def start_run(self, payload: dict[str, Any]) -> int:
        """The id of a new evaluation run, marked 'running'."""
        with self._lock, transaction(self._connection):
            cursor = self._connection.execute(
                "INSERT INTO evaluation_runs (started, status, payload) VALUES (?, 'running', ?)",
                (now(), dump(payload)),
            )
            return int(cursor.lastrowid or 0)

    def finish_run(self, run: int, status: str, payload: dict[str, Any]) -> None:
        """Raises ValueError for an unknown run or status."""
        try:
            with self._lock, transaction(self._connection):
                changed = self._connection.execute(
                    "UPDATE evaluation_runs SET finished = ?, status = ?, payload = ? WHERE id = ?",
                    (now(), status, dump(payload), run),
                ).rowcount
        except sqlite3.IntegrityError as error:
            raise ValueError(f"an evaluation run cannot be {status!r}") from error
        if not changed:
            raise ValueError(f"there is no evaluation run {run}")

    def runs(self, limit: int = 100) -> list[EvaluationRun]:
        """The newest runs, newest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT id, started, finished, status, payload FROM evaluation_runs ORDER BY id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [
            EvaluationRun(number, started, finished, status, json.loads(payload))
            for number, started, finished, status, payload in rows
        ]

    def close(self) -> None:
        self._connection.close()


def now() -> str:
    """This instant, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
