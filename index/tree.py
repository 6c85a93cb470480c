"""Folders of the data directory that are written aside, published by a rename, and never written again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def flush(folder: Path) -> None:
    """Every file and folder below is on the disk, and no one else may read it."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        flush_folder(path)


def flush_folder(path: Path) -> None:
    """The folder's own entries, or the contents of a file, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rename(aside: Path, folder: Path) -> None:
    """The folder has its name, also after a power cut."""
    aside.rename(folder)
    flush_folder(folder.parent)


def make_read_only(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o500 if path.is_dir() else 0o400)


def remove(folder: Path) -> None:
    """The folder and all below are gone, read-only or not."""
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod(0o700)
    shutil.rmtree(folder)
