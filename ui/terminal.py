"""What the command line shows: replies, passages, tables and progress, on a terminal or in a pipe."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.progress import Task, TaskID

    from assistant.schemas import AskReply, CitationFields, SearchReply, UnderstoodFields, WarningFields
    from index.report import Report

WIDEST = 100
"""Columns of running text; longer lines are hard to read on wide screens."""

TELLING = 0.1
"""Share of a score from which on it is told what moved it."""


def open_console(*, errors: bool = False) -> Console:
    """A console that takes every text literally: documents and file names may hold anything."""
    stream = sys.stderr if errors else sys.stdout
    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)
    # In a pipe each row stays whole, so that grep and cut find it.
    console.width = min(console.width, WIDEST) if console.is_terminal else 10_000
    return console


def visible(text: str) -> str:
    """`text` with what could move the cursor or colour the screen written out as an escape.

    The space that does not break, within French quotation marks, is a space.
    """
    return "".join(
        c if c.isprintable() or c in "\n\u00a0" else c.encode("unicode_escape").decode() for c in text
    )


def explain(code: str, language: str = "en") -> str:
    """What a code of the reader means and what to do about it; the code itself where we have no words.

    A code may name what it is about after a colon: 'sidecar_bad_value:kind'.
    """
    from prompts.words import catalogue, say

    name, _, about = code.partition(":")
    if f"reading.{name}" not in catalogue():
        return code
    return say(f"reading.{name}", language) + (f" ({about})" if about else "")


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


def _write(console: Console, text: str, indent: int = 0, style: str = "") -> None:
    """Wrapped on a terminal, one line a paragraph in a pipe; nothing is padded, so that it copies well."""
    shown = Text(visible(text), style=style)
    for line in shown.wrap(console, console.width - indent):
        line.rstrip()
        console.print(Text(" " * indent) + line)


def show_reply(reply: AskReply, server: str) -> None:
    """The answer, the most important warnings before it, then each citation with its words and where to read
    on, then the other warnings."""
    from ui.render import notes

    console = open_console()
    _, rest = notes(reply)
    _show_warnings(console, [w for w in reply.warnings if w not in rest])
    if reply.understood is not None:
        _show_understood(console, reply.understood, reply.language)
    _write(console, reply.answer)
    if reply.clarify is not None:
        for option in reply.clarify.options:
            _write(console, f"- {option.label}: {option.question}", 2)
    _show_citations(console, reply.citations, server)
    if reply.abstention is not None and reply.abstention.nearest:
        console.print("\nNearest passages:")
        _show_citations(console, reply.abstention.nearest, server)
    if reply.understood is not None:
        console.print("\nFound, in this order:")
        for rank, found in enumerate(reply.understood.results, 1):
            _write(console, f"{rank:>2}. {found.citation}")
            moves = _moves(found.score, found.scores, found.moved, reply.language)
            _write(console, moves, 4, "dim")
    if rest:
        console.print()
        _show_warnings(console, rest)


def _show_warnings(console: Console, warnings: Sequence[WarningFields]) -> None:
    for warning in warnings:
        _write(console, warning.message, style="yellow")
    if warnings:
        console.print()


def _show_citations(console: Console, citations: Iterable[CitationFields], server: str) -> None:
    for citation in citations:
        console.print()
        _write(console, f"[{citation.number}] {citation.citation}", style="bold")
        _write(console, f"“{citation.quote}”", 4)
        _write_link(console, urljoin(server, citation.reader_url), 4)


def _write_link(console: Console, link: str, indent: int) -> None:
    """Never wrapped: a broken link opens nothing."""
    console.print(Text(" " * indent + visible(link), style="dim"), soft_wrap=True)


def show_results(reply: SearchReply, server: str) -> None:
    """Passages in rank order."""
    console = open_console()
    _show_warnings(console, reply.warnings)
    language = reply.understood.language if reply.understood is not None else "en"
    if reply.understood is not None:
        _show_understood(console, reply.understood, language)
    if not reply.results and all(w.code != "first_passage_too_long" for w in reply.warnings):
        console.print("No passage was found.")
    for rank, result in enumerate(reply.results, 1):
        moved = result.moved if reply.understood is not None else {}
        _write(console, f"{rank}. {result.citation}", style="bold")
        _write(console, _moves(result.score, result.scores, moved, language), 3, "dim")
        if result.heading:
            _write(console, " > ".join(result.heading), 3, "dim")
        _write(console, result.passage, 3)
        _write_link(console, urljoin(server, result.reader_url), 3)
        console.print()


def _show_understood(console: Console, understood: UnderstoodFields, language: str) -> None:
    """'I understood', then one aligned line for each thing; a label stands once before its lines."""
    from prompts.words import say

    console.print(Text(say("understood.heading", language), style="bold"))
    width = max(len(line.label) for line in understood.said)
    before = ""
    for line in understood.said:
        label = "" if line.label == before else line.label
        before = line.label
        shown = Text(visible(line.text)).wrap(console, console.width - width - 4)
        for at, row in enumerate(shown):
            row.rstrip()
            console.print(Text(f"  {label if at == 0 else '':<{width}}  ", style="dim") + row)
    console.print()


def _moves(score: float, scores: Mapping[str, float], moved: Mapping[str, float], language: str) -> str:
    """'0.731: words 12.31, meaning 0.61; document asked about ×1.62'; what hardly moved it is left out."""
    found = [f"{_called(f'score_{name}', name, language)} {value:.2f}" for name, value in scores.items()]
    moves = [
        f"{_called(f'moved_{name}', name, language)} ×{value:.2f}"
        for name, value in moved.items()
        if abs(value - 1) >= TELLING
    ]
    told = "; ".join(", ".join(part) for part in (found, moves) if part)
    return f"{score:.3f}" + (f": {told}" if told else "")


def _called(code: str, name: str, language: str) -> str:
    """Our word for it; its own name where a newer server says what we have no word for."""
    from prompts.words import catalogue, say

    return say(f"understood.{code}", language) if f"understood.{code}" in catalogue() else name


def show_report(report: Report) -> None:
    """How many files of each outcome, then every refused one with its reason and remedy."""
    console = open_console()
    counts = [f"{count} {outcome}" for outcome, count in report.counts.items() if count]
    console.print(Text(f"{len(report.entries)} files: {', '.join(counts) or 'none'}."))
    for entry in report.refused:
        why = explain(entry.reason)
        console.print()
        _write(console, f"Refused: {entry.source}/{entry.name}", style="bold")
        _write(console, f"{why} ({entry.detail})" if entry.detail else why, 2)
    for entry in report.entries:
        if entry.warnings:
            _write(console, f"Read with care: {entry.name}: {', '.join(entry.warnings)}", style="yellow")
    console.print(
        f"\n{report.documents} documents, {report.passages} passages; {report.embedded} texts embedded; "
        f"generation {report.generation}; {report.seconds:.1f} seconds."
    )


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Rows under a header; tab-separated in a pipe."""
    console = open_console()
    shown = [["" if cell is None else visible(str(cell)) for cell in row] for row in rows]
    if not console.is_terminal:
        for row in [list(columns), *shown]:
            # not through the console, which would write spaces for tabs
            console.file.write("\t".join(cell.replace("\n", " ") for cell in row) + "\n")
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
    """Progress of a long job: a bar for each stage on a terminal; elsewhere a line when a stage begins, one
    every EVERY seconds, and at the end how fast the stages were.

    Writes to standard error, so that --json stays clean. `step` fits index.report.Progress.
    """

    EVERY = 10.0
    SPEEDS: ClassVar[dict[str, str]] = {"reading": "pages/s", "embedding": "passages/s"}

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = open_console(errors=True)
        self._live = self._console.is_terminal
        self._tasks: dict[str, TaskID] = {}
        self._told: dict[str, float] = {}
        """When the last line of a stage was written."""
        self._progress = Progress(
            TextColumn("{task.description:<11}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[speed]}", markup=False),
            TextColumn("{task.fields[name]}", markup=False),
            console=self._console,
            disable=not self._live,
        )

    def __enter__(self) -> Stages:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
        for stage in self._tasks:
            if self._task(stage).fields["speed"]:
                self._write_line(stage, self._count(stage))

    def step(self, stage: str, done: int, total: int, name: str, amount: int = 0, /) -> None:
        """`done` of `total` pieces of the stage are finished, `name` is at work. Stages may alternate."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total, name="", speed="")
            self._write_line(stage)
        speed = self._speed(stage, amount)
        shown = visible(name)[-40:]
        self._progress.update(self._tasks[stage], completed=done, total=total, name=shown, speed=speed)
        if time.monotonic() - self._told[stage] >= self.EVERY:
            self._write_line(stage, self._count(stage))

    def _speed(self, stage: str, amount: int) -> str:
        """Since the stage began: stages that run side by side or by turns share that time."""
        seconds = self._task(stage).elapsed
        return f"{amount / seconds:.1f} {self.SPEEDS[stage]}" if amount and seconds else ""

    def _count(self, stage: str) -> str:
        task = self._task(stage)
        return f"{task.completed:.0f}/{task.total or 0:.0f} {task.fields['speed']}".rstrip()

    def _task(self, stage: str) -> Task:
        return next(task for task in self._progress.tasks if task.id == self._tasks[stage])

    def _write_line(self, stage: str, count: str = "") -> None:
        self._told[stage] = time.monotonic()
        if not self._live:
            self._console.print(Text(f"{stage:<11} {count}".rstrip()))
