"""A disk that fills up or is read-only: `python -m tests.index.small_disk STAGE NUMBER ROOM`.

Runs in a mount namespace of its own (`unshare -rm`). Publishes a collection on a small tmpfs, changes a
document, then fills the disk but for ROOM bytes at that report of progress of the next ingestion; STAGE may
also be 'before' (filled before it starts) or 'read-only' (mounted so). Prints JSON: what the ingestion said,
what the index answers afterwards, and what it holds when the disk is as it should be and it runs again.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from index.errors import IndexFault
from index.job import ingest
from index.library import Library
from tests.fakes import HashingEmbedder
from tests.index.texts import write_document, write_folder

SIZE = "60m"


READ_ONLY, REMOUNT = 1, 32  # <linux/mount.h>


def mount(folder: Path, flags: int = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", flags, f"size={SIZE}".encode()) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def fill(disk: Path, room: int) -> None:
    with (disk / "fill").open("wb", buffering=0) as file:
        for block in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(b"\0" * block)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
        file.truncate(max(0, file.tell() - room))


def answers(data_dir: Path) -> list[int]:
    """How many documents, and how many of them hold the word that all of them held at first."""
    with closing(Library(data_dir, HashingEmbedder())) as library, library.reading() as generation:
        found = {
            hit.passage.passage.document_id for hit in generation.hits(generation.lexical("thanked", 50))
        }
        near = generation.dense("thanked", 50)
        assert near
        return [len(generation.documents()), len(found)]


def main(stage: str, number: int, room: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        disk = Path(home) / "disk"
        disk.mkdir()
        mount(disk)
        source, data_dir, embedder = write_folder(disk / "in", 6), disk / "data", HashingEmbedder()
        ingest(data_dir, [source], embedder)
        write_document(source, 1, "changed")
        write_document(source, 6)
        if stage == "before":
            fill(disk, room)
        if stage == "read-only":
            mount(disk, REMOUNT | READ_ONLY)
        before = sorted(map(str, data_dir.rglob("*")))
        stages: list[str] = []

        def progress(at: str, done: int, total: int, name: str, amount: int = 0) -> None:
            stages.append(at)
            if at == stage and stages.count(at) == number:
                fill(disk, room)

        told = kind = None
        try:
            ingest(data_dir, [source], embedder, progress=progress)
        except IndexFault as error:
            kind, told = type(error).__name__, str(error)
        found = {"kind": kind, "told": told, "folder": str(data_dir), "stages": stages}
        found["after"] = answers(data_dir)
        found["untouched"] = before == sorted(map(str, data_dir.rglob("*")))
        mount(disk, REMOUNT)
        (disk / "fill").unlink(missing_ok=True)
        ingest(data_dir, [source], embedder)
        found["again"] = answers(data_dir)
        json.dump(found, sys.stdout)
        ctypes.CDLL(None).umount(str(disk).encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
