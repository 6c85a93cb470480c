"""`python -m evals.gate FOLDER`: how the gate rules on lies and true claims made from the documents."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from evals.command import as_text
from evals.gate.measure import Measured, measure
from evals.gate.truths import truths


def main() -> int:
    """Exit code 1 where a figure is worse than it must be."""
    args = _arguments()
    measured = measure(truths(args.folder), args.lies, args.true, _tell)
    rows = [["", "kind", "n", "wrong", "share right"]]
    for row in measured.rows:
        rows.append(
            [row.group, row.kind, str(row.n), str(len(row.wrong)), f"{1 - len(row.wrong) / row.n:.4f}"]
        )
    for group in dict.fromkeys(row.group for row in measured.rows):
        n = sum(row.n for row in measured.rows if row.group == group)
        wrong = round(n * measured.share_wrong(group))
        rows.append(["ALL", group, str(n), str(wrong), f"{1 - measured.share_wrong(group):.4f}"])
    failed = ", ".join(measured.failures) or "none"
    sys.stdout.write(as_text(rows, [f"worse than must be: {failed}"]))
    if args.show:
        _show(measured)
    return 1 if measured.failures else 0


def _tell(step: str) -> None:
    sys.stderr.write(f"{step}\n")


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m evals.gate", description=__doc__)
    parser.add_argument("folder", type=Path, help="documents whose sentences are taken for true")
    parser.add_argument("--lies", type=int, default=10_000, metavar="N")
    parser.add_argument(
        "--true", type=int, default=5_000, metavar="N", help="verbatim claims, and as many edits"
    )
    parser.add_argument("--show", action="store_true", help="print every claim that was ruled on wrongly")
    return parser.parse_args()


def _show(measured: Measured) -> None:
    for row in measured.rows:
        for made in row.wrong:
            sys.stdout.write(f"\n{row.kind}\n  {made.claim}\n  <- {made.truth.sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
