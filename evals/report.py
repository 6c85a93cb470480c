"""Figures for people and for machines: a table by type of question, a JSON summary, the replies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from evals.run import Result
from evals.scoring import UNSCORED, Score, total
from evals.sizes import all_sizes, mean, median, p95

Figure: TypeAlias = float | int | None

COLUMNS = {
    "nugget": "facts",
    "full": "full",
    "ev_any": "ev_any",
    "ev_all": "ev_all",
    "citation_precision": "cit_prec",
    "false_abstention": "false_ab",
    "abstention_recall": "abst_rec",
    "forbidden": "forbid",
}
"""Metrics of the table by type, with their headings."""

SEARCH_COLUMNS = {"ev_any": "ev_any", "ev_all": "ev_all"}

FAULTS = {
    "bad_quotes": "bad quotations",
    "unaccounted": "answers not the join of their sentences",
    "uncited": "sentences without citation",
    "foreign": "sentences whose words are not in their quotation",
    "loose": "citations no sentence uses",
}
"""What must never happen, counted."""

COUNTED = {"forbidden", *FAULTS}
"""Metrics reported as a number of times instead of a share."""

ALL = "ALL"


def summarise(results: Sequence[Result]) -> dict[str, Figure]:
    """All totals by name; None for what was not scored."""
    scores = total(result.scores for result in results)
    sizes = all_sizes(result.sizes for result in results)
    seconds = [result.seconds for result in results]

    def share(metric: str) -> Figure:
        value = scores.get(metric, UNSCORED).value
        return None if value is None else round(value, 4)

    return {
        "n": len(results),
        "failed": sum(result.failure is not None for result in results),
        "nugget_recall": share("nugget"),
        "full": share("full"),
        "ev_any": share("ev_any"),
        "ev_all": share("ev_all"),
        "citation_precision": share("citation_precision"),
        "false_abstention": share("false_abstention"),
        "abstention_recall": share("abstention_recall"),
        "abstention_precision": share("abstention_precision"),
        **{metric: _count(scores.get(metric)) for metric in ("forbidden", *FAULTS)},
        "connective_share": share("connective_share"),
        "median_words": median(sizes.words),
        "words_p95": p95(sizes.words),
        "quote_p95": p95(sizes.quotes),
        "passage_p95": p95(sizes.passages),
        "p50": _seconds(median(seconds)),
        "p95": _seconds(p95(seconds)),
    }


def table(results: Sequence[Result], *, search: bool) -> list[list[str]]:
    """Header, one row a type, and the total."""
    columns = SEARCH_COLUMNS if search else COLUMNS
    rows = [["type", "n", *columns.values(), *([] if search else ["words"])]]
    kinds = sorted({result.case.type for result in results})
    for kind in [*kinds, ALL]:
        of_kind = [result for result in results if kind in (ALL, result.case.type)]
        scores, sizes = total(r.scores for r in of_kind), all_sizes(r.sizes for r in of_kind)
        figures = [_shown(metric, scores.get(metric, UNSCORED)) for metric in columns]
        words = [] if search else [_number(mean(sizes.words))]
        rows.append([kind, str(len(of_kind)), *figures, *words])
    return rows


def notes(summary: Mapping[str, Figure], *, search: bool) -> list[str]:
    """What stands below the table."""
    times = f"seconds: p50 {_number(summary['p50'], 3)}, p95 {_number(summary['p95'], 3)}"
    failed = f"; requests that failed: {summary['failed']}" if summary["failed"] else ""
    if search:
        return [f"passage characters: p95 {_number(summary['passage_p95'])}", times + failed]
    faults = "; ".join(f"{words}: {_number(summary[metric])}" for metric, words in FAULTS.items())
    return [
        faults,
        f"abstention precision {_number(summary['abstention_precision'], 2)}; "
        f"words of our own {_number(summary['connective_share'], 3)} of the answers",
        f"answer words: median {_number(summary['median_words'])}, p95 {_number(summary['words_p95'])}; "
        f"quotation characters: p95 {_number(summary['quote_p95'])}; "
        f"passage characters: p95 {_number(summary['passage_p95'])}",
        times + failed,
    ]


def as_markdown(rows: Sequence[Sequence[str]], lines: Iterable[str], title: str) -> str:
    """The table and the lines below it as a Markdown section."""
    head, *body = rows
    marks = ["---", *("---:" for _ in head[1:])]
    grid = "\n".join("| " + " | ".join(row) + " |" for row in (head, marks, *body))
    return f"## {title}\n\n{grid}\n\n" + "\n".join(f"- {line}" for line in lines) + "\n"


def as_json_line(result: Result) -> str:
    """One case with its reply and scores: enough to read what went wrong without asking again."""
    return json.dumps(
        {
            "id": result.case.id,
            "type": result.case.type,
            "question": result.case.question,
            "scores": {metric: [score.got, score.of] for metric, score in result.scores.items()},
            "seconds": round(result.seconds, 4),
            "failure": result.failure,
            "reply": result.reply.model_dump(mode="json") if result.reply is not None else None,
        },
        ensure_ascii=False,
    )


def _shown(metric: str, score: Score) -> str:
    return _number(_count(score)) if metric in COUNTED else _number(score.value, 2)


def _count(score: Score | None) -> int | None:
    return int(score.got) if score is not None and score.of else None


def _number(value: Figure, digits: int = 0) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
