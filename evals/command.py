"""`eval run`: what can be said about a measurement, and carrying it out."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.errors import BaselineError, CaseError

if TYPE_CHECKING:
    from evals.ask import Assistant
    from evals.cases import Case
    from evals.report import Figure
    from evals.run import Plan, Result
    from index.state import State


def add_options(parser: ArgumentParser) -> None:
    """The options of a measurement; nothing is imported for it."""
    parser.add_argument("sets", metavar="SET", nargs="+", help="JSONL file of cases")
    parser.add_argument("--url", metavar="URL", help="measure a running server instead of the local index")
    parser.add_argument("--mode", choices=("quote", "model", "auto"), default="quote")
    parser.add_argument("--search", action="store_true", help="measure the passages found, not the answers")
    parser.add_argument("--corpus", metavar="FOLDER", help="source files to hold quotations against")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N cases of each set")
    parser.add_argument("--out", metavar="FILE", help="write every reply with its scores (JSONL)")
    parser.add_argument("--summary", metavar="FILE", help="write the totals (JSON)")
    parser.add_argument("--markdown", metavar="FILE", help="write the table (Markdown)")
    parser.add_argument("--baseline", metavar="FILE", help="an earlier --summary; worse than it is exit 1")


def evaluate(args: Namespace, assistant: Assistant, state: State | None) -> bool:
    """Ask, score, print and record. True when nothing got worse and no answer breaks what it promises."""
    from evals.baseline import breaches, regressions
    from evals.cases import read_cases
    from evals.report import notes, summarise, table

    sets = {path: read_cases(Path(path))[: args.limit] for path in args.sets}
    accepted = read_baseline(args.baseline) if args.baseline else {}
    results = _record(args, sets, assistant, state)
    summary = summarise(results)
    lines = notes(summary, search=args.search)
    worse = [*breaches(summary), *regressions(summary, accepted)]
    _write(args, results, summary, lines)
    if args.json:
        json.dump({**summary, "worse": worse}, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(
            as_text(table(results, search=args.search), [*lines, *(f"WORSE: {w}" for w in worse)])
        )
    return not worse


def read_baseline(path: str) -> dict[str, Figure]:
    """The figures of an earlier run. Raises BaselineError when the file does not hold any."""
    try:
        figures = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BaselineError(f"{path} cannot be read as an earlier --summary: {error}") from error
    if not isinstance(figures, dict):
        raise BaselineError(f"{path} is not an earlier --summary")
    return {name: value for name, value in figures.items() if isinstance(value, (int, float))}


def as_text(rows: Sequence[Sequence[str]], lines: Iterable[str]) -> str:
    """The table with its columns under each other: names to the left, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    shown = [
        "  ".join(
            cell.ljust(width) if not i else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([*shown, "", *lines]) + "\n"


def _record(
    args: Namespace, sets: dict[str, list[Case]], assistant: Assistant, state: State | None
) -> list[Result]:
    """The results; the run is in the state as 'running' meanwhile and as 'partial' when it stops half way."""
    from evals.report import summarise

    told = {"sets": list(sets), "mode": args.mode, "search": args.search, "url": args.url}
    run = state.start_run(told) if state is not None else None
    results: list[Result] = []
    status = "partial"
    try:
        _ask_all(sets, assistant, _plan(args), results)
        status = "done"
    finally:
        if state is not None and run is not None:
            state.finish_run(run, status, {**told, "summary": summarise(results)})
    return results


def _ask_all(sets: dict[str, list[Case]], assistant: Assistant, plan: Plan, results: list[Result]) -> None:
    """Adds to `results` as it goes, so that an interrupted run keeps what it has."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from evals.run import chosen, run_cases

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        for path, cases in sets.items():
            asked = progress.add_task(Path(path).name, total=len(chosen(cases, plan)))
            for result in run_cases(cases, assistant, plan):
                results.append(result)
                progress.advance(asked)


def _plan(args: Namespace) -> Plan:
    from assistant.schemas import Mode
    from evals.citations import Sources
    from evals.run import Plan

    if args.corpus and not Path(args.corpus).is_dir():
        raise CaseError(args.corpus, 0, "is not a folder")
    return Plan(Mode(args.mode), args.search, Sources.read(Path(args.corpus)) if args.corpus else None)


def _write(
    args: Namespace, results: Sequence[Result], summary: dict[str, Figure], lines: Sequence[str]
) -> None:
    from evals.report import as_json_line, as_markdown, table

    if args.out:
        text = "".join(as_json_line(result) + "\n" for result in results)
        Path(args.out).write_text(text, encoding="utf-8")
    if args.summary:
        Path(args.summary).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    if args.markdown:
        title = ", ".join(Path(path).name for path in args.sets)
        rows = table(results, search=args.search)
        Path(args.markdown).write_text(as_markdown(rows, lines, title), encoding="utf-8")
