"""How fast files are read and cut, by format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from evals.bench.clock import median_seconds, say, tell

ROUNDS = 3


def measure(folder: Path) -> None:
    """Pages a second for each format, whatever else an ingestion does left out; in this process."""
    from index.sync import PAGE, pages, read_and_cut
    from ingest.errors import UnreadableSourceError
    from ingest.folder import FileRole, load, scan
    from ingest.readers import FORMATS, read

    files: dict[str, list[tuple[bytes, str]]] = defaultdict(list)
    counted: dict[str, int] = defaultdict(int)
    for file in scan(folder):
        with suppress(UnreadableSourceError):
            if file.role is FileRole.DOCUMENT:
                data, kind = load(file), FORMATS[file.path.suffix.lower()].value
                counted[kind] += pages(read_and_cut(data, file.name, None, None)[0])
                files[kind].append((data, file.name))
    tell(f"reading, a page of {PAGE:,} characters:")
    for kind, listed in sorted(files.items()):
        alone = median_seconds(partial(_each, read, listed), ROUNDS)
        cut = partial(read_and_cut, sidecar=None, document_id=None)
        page = median_seconds(partial(_each, cut, listed), ROUNDS) / counted[kind]
        say(f"  {kind}, {1 / page:.0f} pages/s", page, "its reader without structure", alone / counted[kind])


def _each(work: Callable[[bytes, str], object], files: list[tuple[bytes, str]]) -> None:
    for data, name in files:
        work(data, name)
