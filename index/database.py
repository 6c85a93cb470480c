"""Opening our SQLite databases: durable, private, and of the schema this release knows."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexUnusableError, StoreNotWritableError

BUSY_MILLISECONDS = 10_000


def open_database(path: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    """A connection for writing, brought up to the newest schema in one transaction.

    `migrations[n]` leads from schema n to n + 1. Raises IndexUnusableError for a newer schema (nothing is
    touched) or a damaged file, StoreNotWritableError when nothing can be written.
    """
    try:
        _make_private(path)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        version = _schema_version(connection, path, len(migrations))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        _migrate(connection, path, version, migrations)
    except sqlite3.OperationalError as error:
        raise StoreNotWritableError(f"{path} cannot be written: {error}") from error
    except sqlite3.DatabaseError as error:
        raise IndexUnusableError(f"{path} is damaged ({error}); restore it from a backup") from error
    except OSError as error:
        raise StoreNotWritableError(f"{path.parent} is not writable: {error.strerror}") from error
    return connection


def check_integrity(connection: sqlite3.Connection, path: Path) -> None:
    """Raises IndexUnusableError when SQLite finds damage."""
    try:
        answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise IndexUnusableError(f"{path} is damaged ({answer}); restore it from a backup")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; what is in it is on disk when it ends."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _schema_version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        connection.close()
        raise IndexUnusableError(
            f"{path} was written by a newer release (schema {version}, this release knows {newest});"
            " install that release"
        )
    return version


def _migrate(connection: sqlite3.Connection, path: Path, version: int, migrations: Sequence[str]) -> None:
    if version == len(migrations):
        return
    if version > 0:
        back_up(connection, path.with_name(f"{path.name}.schema-{version}"))
    with transaction(connection):
        for script in migrations[version:]:
            for statement in script.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def back_up(connection: sqlite3.Connection, target: Path) -> None:
    """A consistent copy, also while others write."""
    _make_private(target)
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()


def _make_private(path: Path) -> None:
    """The file exists and is its owner's only, whatever the umask; SQLite's side files follow its mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_uid == os.getuid() and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def make_folder(path: Path) -> None:
    """The folder exists and only its owner may enter it. Raises StoreNotWritableError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if path.stat().st_uid == os.getuid() and path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except OSError as error:
        raise StoreNotWritableError(f"{path} cannot be made: {error.strerror}") from error


def require_space(folder: Path, needed: int) -> None:
    """Raises StoreNotWritableError, naming folder and bytes, when fewer than `needed` are left."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreNotWritableError(
            f"{folder} has {free:,} bytes left and {needed:,} are needed:"
            f" make {needed - free:,} bytes free and run again"
        )
