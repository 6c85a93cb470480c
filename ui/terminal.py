"""What the command line shows: replies, passages, tables and progress, on a terminal or in a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from assistant.schemas import AskReply, CitationFields, SearchReply

WIDEST = 100
"""Columns of running text; longer lines are hard to read on wide screens."""


def open_console(*, errors: bool = False) -> Console:
    """A console that takes every text literally: documents and file names may hold anything."""
    stream = sys.stderr if errors else sys.stdout
    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)
    # In a pipe each row stays whole, so that grep and cut find it.
    console.width = min(console.width, WIDEST) if console.is_terminal else 10_000
    return console


def visible(text: str) -> str:
    """`text` with what could move the cursor or colour the screen written out as an escape."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    json.dump(plain(value), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def plain(value: object) -> object:
    """Models, dataclasses and paths as what JSON knows."""
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def show_reply(reply: AskReply, server: str) -> None:
    """The answer, its warnings, then each citation with its words and where to read on."""
    console = open_console()
    for warning in reply.warnings:
        console.print(Text(visible(warning.message), style="yellow"))
    if reply.warnings:
        console.print()
    console.print(Text(visible(reply.answer)))
    if reply.clarify is not None:
        for option in reply.clarify.options:
            console.print(Padding(Text(f"- {visible(option.label)}: {visible(option.question)}"), (0, 2)))
    if reply.missing:
        console.print(Text(f"\nNot found: {visible('; '.join(reply.missing))}"))
    _show_citations(console, reply.citations, server)
    if reply.abstention is not None and reply.abstention.nearest:
        console.print("\nNearest passages:")
        _show_citations(console, reply.abstention.nearest, server)


def _show_citations(console: Console, citations: Iterable[CitationFields], server: str) -> None:
    for citation in citations:
        console.print()
        console.print(Text(f"[{citation.number}] {visible(citation.citation)}", style="bold"))
        console.print(Padding(Text(f"“{visible(citation.quote)}”"), (0, 0, 0, 4)))
        console.print(Padding(Text(urljoin(server, citation.reader_url), style="dim"), (0, 0, 0, 4)))


def show_results(reply: SearchReply, server: str) -> None:
    """Passages in rank order."""
    console = open_console()
    for warning in reply.warnings:
        console.print(Text(visible(warning.message), style="yellow"))
    if not reply.results:
        console.print("No passage was found.")
    for number, result in enumerate(reply.results, 1):
        scores = ", ".join(f"{name} {score:.3f}" for name, score in result.scores.items())
        console.print()
        title = Text(f"{number}. {visible(result.citation)}", style="bold")
        console.print(title.append(f"  {result.score:.3f}" + (f" ({scores})" if scores else ""), style="dim"))
        if result.heading:
            console.print(Padding(Text(visible(" > ".join(result.heading)), style="dim"), (0, 0, 0, 3)))
        console.print(Padding(Text(visible(result.passage)), (0, 0, 0, 3)))
        console.print(Padding(Text(urljoin(server, result.reader_url), style="dim"), (0, 0, 0, 3)))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Rows under a header; tab-separated in a pipe."""
    console = open_console()
    shown = [["" if cell is None else visible(str(cell)) for cell in row] for row in rows]
    if not console.is_terminal:
        for row in [list(columns), *shown]:
            console.print(Text("\t".join(cell.replace("\n", " ") for cell in row)), soft_wrap=True)
        return
    table = Table(*columns, title=title or None, title_justify="left", box=None, pad_edge=False)
    for row in shown:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def show_fields(fields: Mapping[str, object]) -> None:
    """One name and value a line; empty values are left out."""
    console = open_console()
    width = max((len(name) for name in fields), default=0)
    for name, value in fields.items():
        if value not in (None, "", (), []):
            console.print(Text(f"{name:<{width}}  {visible(str(value))}"))


def say_line(text: str = "") -> None:
    open_console().print(Text(visible(text)))


class Stages:
    """Progress of a long job: a bar for the stage at work on a terminal, a line a stage elsewhere.

    Writes to standard error, so that --json stays clean. Use as a context manager and call `step`.
    """

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = open_console(errors=True)
        self._live = console.is_terminal
        self._console = console
        self._stage = ""
        columns: tuple[Any, ...] = (
            TextColumn("{task.description:<12}", markup=False),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=console)
        self._task: Any = None

    def __enter__(self) -> Stages:
        if self._live:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._progress.stop()

    def step(self, stage: str, done: int = 0, total: int | None = None) -> None:
        """`done` of `total` pieces of `stage` are finished; a total of None is not known yet."""
        if not self._live:
            if stage != self._stage:
                self._console.print(Text(stage if total is None else f"{stage}: {total}"))
        elif stage != self._stage:
            if self._task is not None:
                self._finish()
            self._task = self._progress.add_task(stage, total=total, completed=done)
        else:
            self._progress.update(self._task, total=total, completed=done)
        self._stage = stage

    def _finish(self) -> None:
        task = self._progress.tasks[-1]
        total = task.total if task.total is not None else max(task.completed, 1)
        self._progress.update(self._task, total=total, completed=total)
