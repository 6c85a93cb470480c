"""A reader that crashes on files that say so; runs in the reading process."""

from __future__ import annotations

import os
import signal

from index import sync
from ingest.documents import Document, Passage

_read_and_cut = sync.read_and_cut


def read_or_crash(
    data: bytes, name: str, sidecar: bytes | None, document_id: str | None
) -> tuple[Document, tuple[Passage, ...]]:
    if data.startswith(b"abort"):
        os.abort()
    if data.startswith(b"segfault"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if data.startswith(b"raise"):
        raise RecursionError("in a parser")
    return _read_and_cut(data, name, sidecar, document_id)
