"""Our databases refuse what they do not understand and never start empty over something damaged."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from index.catalogue import MIGRATIONS, Catalogue
from index.database import open_database
from index.errors import IndexUnusableError
from index.lock import writing
from index.state import State


def test_a_newer_schema_is_refused_and_left_alone(data_dir: Path) -> None:
    data_dir.mkdir()
    path = data_dir / "catalogue.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE later (x)")
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(IndexUnusableError, match="newer release"):
        Catalogue(data_dir)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_an_older_schema_is_brought_forward_after_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    open_database(path, ["CREATE TABLE a (x);\nINSERT INTO a VALUES (1)"]).close()
    newer = open_database(path, ["never run again", "CREATE TABLE b (y);\nINSERT INTO b SELECT x FROM a"])
    assert newer.execute("SELECT y FROM b").fetchall() == [(1,)]
    newer.close()
    assert (tmp_path / "some.sqlite.schema-1").is_file()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    open_database(path, ["CREATE TABLE a (x)"]).close()
    with pytest.raises(Exception, match="nowhere"):
        open_database(path, ["", "CREATE TABLE b (y);\nINSERT INTO nowhere VALUES (1)"])
    connection = open_database(path, ["CREATE TABLE a (x)"])
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
    connection.close()


def test_a_damaged_catalogue_is_refused(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "catalogue.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(IndexUnusableError, match="damaged"):
        Catalogue(data_dir)


def test_the_catalogue_is_durable(data_dir: Path) -> None:
    data_dir.mkdir()
    catalogue = Catalogue(data_dir)
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "user_version")
    pragmas = {name: catalogue.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    catalogue.close()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "user_version": len(MIGRATIONS),
    }


def test_a_lock_file_left_behind_blocks_nobody(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "ingest.lock").write_text("")
    (data_dir / "ingest.holder").write_text('{"pid": 1, "since": "long ago"}')
    with writing(data_dir):
        assert "long ago" not in (data_dir / "ingest.holder").read_text()


def test_evaluation_runs_are_kept_in_order_and_only_with_known_states(data_dir: Path) -> None:
    state = State(data_dir)
    first, second = state.start_run({"set": "a"}), state.start_run({"set": "b"})
    state.finish_run(first, "done", {"score": 1})
    with pytest.raises(ValueError, match="excellent"):
        state.finish_run(second, "excellent", {})
    with pytest.raises(ValueError, match="no evaluation run"):
        state.finish_run(99, "done", {})
    assert [(run.id, run.status, run.payload) for run in state.runs()] == [
        (second, "running", {"set": "b"}),
        (first, "done", {"score": 1}),
    ]
    state.close()
