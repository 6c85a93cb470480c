"""`python -m evals.bench`: everything `make bench` measures, one after the other.

Machines are shared and noisy: read the ratios, not the seconds. Each figure stands beside a baseline of the
same run. What the figures mean, and what they were: docs/performance.md.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PASSAGES = 15_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__.splitlines()[0])
    parser.add_argument("documents", nargs="?", type=Path, help="folder to read and ingest; else the sample")
    parser.add_argument("--passages", type=int, default=PASSAGES, help="of the generated collection")
    parser.add_argument("--only-generated", action="store_true", help="leave out what is measured on files")
    parser.add_argument("--keep", type=Path, help="build the generated collection here and keep it")
    args = parser.parse_args()
    logging.disable(logging.INFO)
    if not args.only_generated:
        measure_files(args.documents)
    if args.keep:
        measure_generated(args.keep, args.passages)
    else:
        with TemporaryDirectory() as folder:
            measure_generated(Path(folder), args.passages)
    return 0


def measure_files(documents: Path | None) -> None:
    """Reading, ingesting and answering, from files."""
    from evals.bench import ingestion, reading, sample
    from ingest.sample import collection

    reading.measure(documents or collection())
    ingestion.measure(documents or collection())
    sample.measure()
    ingestion.measure_memory()


def measure_generated(data_dir: Path, passages: int) -> None:
    """Building, searching and serving a collection of so many passages."""
    from assistant.wiring import silence_telemetry

    silence_telemetry()
    from evals.bench import collection, searching, serving
    from evals.bench.seeded import real_embedder
    from index.embed import SentenceTransformerEmbedder

    collection.time_encoder(SentenceTransformerEmbedder())
    collection.build(data_dir, passages)
    collection.export_encoder(data_dir)
    searching.measure(data_dir, real_embedder(data_dir))
    serving.measure(data_dir)


if __name__ == "__main__":
    sys.exit(main())
