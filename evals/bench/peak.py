"""Peak memory of an ingestion with its readers: `python -m evals.bench.peak COUNT`, for `make bench`.

COUNT small documents are written by a seeded generator and ingested with the bundled model in this process;
the sum of resident memory of this process and its children is looked at every INTERVAL seconds. Linux only.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
from pathlib import Path

INTERVAL = 0.02
WORDS = (
    "the party parties meeting stated that its clearance of stockpile survey assistance to victims and"
    " reported deadline cooperation in accordance with transparency measures national plan area released"
    " destroyed retained training funding request extension land contaminated remnants project partner"
).split()


def write_documents(folder: Path, count: int) -> None:
    """`count` texts with a title and four paragraphs of about 25 words, the same on every machine."""
    folder.mkdir(parents=True)
    for number in range(count):
        chance = random.Random(number)
        paragraphs = [
            f"{paragraph}. State {number} {' '.join(chance.choices(WORDS, k=25))}."
            for paragraph in range(1, 5)
        ]
        text = "\n\n".join([f"Report {number} of the working group", *paragraphs])
        (folder / f"report-{number:05d}.txt").write_text(text + "\n", encoding="utf-8")


class PeakMemory:
    """Resident megabytes of this process and its children at their highest, between enter and exit."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(INTERVAL):
            self.megabytes = max(self.megabytes, sum(map(_resident, _family())))


def _family() -> list[int]:
    """This process and the children of each of its threads."""
    children = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    return [os.getpid(), *(int(pid) for each in children for pid in each)]


def _resident(pid: int) -> float:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (FileNotFoundError, ProcessLookupError):  # ended since it was listed
        return 0.0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest

    with tempfile.TemporaryDirectory() as home:
        source = Path(home) / "in"
        write_documents(source, int(sys.argv[1]))
        with PeakMemory() as peak:
            report = ingest(Path(home) / "data", [source], SentenceTransformerEmbedder())
    sys.stdout.write(f"{report.documents} {report.passages} {report.seconds} {peak.megabytes:.0f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
