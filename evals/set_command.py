"""`eval set`: measuring on a question set of another's, in one of the formats of evals/adaptors."""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.settings import Settings
    from evals.adaptors.sets import RetrievalSet
    from evals.attributed import Checked
    from evals.bootstrap import Estimate
    from evals.found import Measured
    from evals.saying_no import SayingNo
    from index.report import Progress

RETRIEVAL = ("jsonl", "obliqa", "squad")
ATTRIBUTION = "attributionbench"


def add_options(parser: ArgumentParser) -> None:
    """The options of a measurement on a set; nothing is imported for it."""
    parser.add_argument("format", metavar="FORMAT", choices=(*RETRIEVAL, ATTRIBUTION), help="%(choices)s")
    parser.add_argument("path", metavar="PATH", help="folder of the set, or the question file in it")
    parser.add_argument(
        "--saying-no",
        choices=("own", "others"),
        help="tell how well questions without an answer are told from the others: asked of the set's"
        " own texts, or of the collection in the data directory, which answers none of them",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N questions or claims")
    parser.add_argument("--out", metavar="FILE", help="write what became of each question (JSONL)")


def evaluate_set(args: Namespace, settings: Settings, progress: Progress) -> None:
    """Read, index where there is something to find, ask or check everything, and print.

    Raises EvaluationError for a folder that is not such a set, and the errors of index/errors.py.
    """
    if args.format == ATTRIBUTION:
        _check(args, settings, progress)
    elif args.saying_no:
        _say_no(args, settings, progress)
    else:
        _find(args, settings, progress)


def _find(args: Namespace, settings: Settings, progress: Progress) -> None:
    from assistant.wiring import open_assistant
    from evals import found
    from evals.adaptors.prepare import prepare
    from evals.plain_bm25 import require_installed
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest_prepared

    require_installed()
    asked = _read(args.format, Path(args.path))
    questions = asked.questions[: args.limit]
    prepared = prepare(asked.texts)
    embedder = SentenceTransformerEmbedder(settings.embedding_model)
    report = ingest_prepared(settings.data_dir, prepared.documents, embedder, progress)
    with closing(open_assistant(settings)) as assistant:
        ranked = found.rank_all(questions, prepared, assistant, progress)
    measured = found.measure(questions, ranked)
    if args.out:
        lines = (found.as_json_line(*pair) + "\n" for pair in zip(questions, ranked, strict=True))
        Path(args.out).write_text("".join(lines), encoding="utf-8")
    told = {
        "questions": len(questions),
        "left_out": asked.left_out,
        "documents": report.documents,
        "passages": report.passages,
        "generation": report.generation,
    }
    if args.json:
        _print_json({**told, **dataclasses.asdict(measured)})
    else:
        _print_found(measured, told)


def _say_no(args: Namespace, settings: Settings, progress: Progress) -> None:
    from assistant.wiring import open_assistant
    from evals import saying_no
    from evals.adaptors.prepare import prepare
    from evals.errors import CaseError
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest_prepared

    found = _read(args.format, Path(args.path))
    if not found.unanswerable:
        raise CaseError(args.path, 0, "tells no question that none of its texts answers")
    questions = [*found.questions[: args.limit], *found.unanswerable[: args.limit]]
    if args.saying_no == "own":
        embedder = SentenceTransformerEmbedder(settings.embedding_model)
        ingest_prepared(settings.data_dir, prepare(found.texts).documents, embedder, progress)
    else:
        questions = [dataclasses.replace(each, gold=frozenset(), answers=()) for each in questions]
    with closing(open_assistant(settings)) as assistant:
        asked = saying_no.ask_all(questions, assistant, progress)
    if args.out:
        lines = (json.dumps(dataclasses.asdict(each)) + "\n" for each in asked)
        Path(args.out).write_text("".join(lines), encoding="utf-8")
    measured = saying_no.measure(asked)
    if args.json:
        _print_json(dataclasses.asdict(measured))
    else:
        _print_said_no(measured, len(questions))


def _print_said_no(measured: SayingNo, n: int) -> None:
    from evals.command import as_text

    auroc = "-" if measured.auroc is None else f"{measured.auroc:.3f}"
    rows = [
        ["", "value"],
        ["abstained, no answer", _shown(measured.abstained)],
        ["abstained, answerable", _shown(measured.false_abstention)],
        ["AUROC of answerability", auroc],
        ["answer in a short quotation", _shown(measured.quoted)],
    ]
    sys.stdout.write(as_text(rows, [f"{n} questions; in brackets: 95% interval by resampling the questions"]))


def _read(format: str, path: Path) -> RetrievalSet:
    from evals.adaptors import obliqa, plain, squad

    return {"jsonl": plain.read, "obliqa": obliqa.read, "squad": squad.read}[format](path)


def _print_found(measured: Measured, told: Mapping[str, Any]) -> None:
    from evals.command import as_text

    metrics = list(next(iter(measured.figures.values())))
    rows = [["", "n", *metrics]]
    for system, figures in measured.figures.items():
        shown = [_shown(figures[metric]) for metric in metrics]
        rows.append([system, str(told["questions"]), *shown])
    for baseline, gains in measured.gains.items():
        shown = [_shown(gains[metric], signed=True) for metric in metrics]
        rows.append([f"search - {baseline}", str(told["questions"]), *shown])
    notes = [
        "in brackets: 95% interval by resampling the questions;"
        " a difference is a finding where its interval excludes 0",
        f"{told['documents']} documents, {told['passages']} passages, generation {told['generation']};"
        f" questions without an answer in them, left out: {told['left_out']}",
    ]
    sys.stdout.write(as_text(rows, notes))


def _check(args: Namespace, settings: Settings, progress: Progress) -> None:
    from assistant.wiring import open_assistant
    from evals.adaptors import attribution
    from evals.attributed import accept_by_score, check_all, score, score_all

    claims = attribution.read(Path(args.path))[: args.limit]
    with closing(open_assistant(settings)) as assistant:
        accepted = check_all(claims, assistant, progress)
    scores = score_all(claims, progress)
    by_score = accept_by_score(claims, scores)
    if args.out:
        lines = (
            json.dumps({**dataclasses.asdict(claim), "accepted": yes, "score": value}, ensure_ascii=False)
            + "\n"
            for claim, yes, value in zip(claims, accepted, scores, strict=True)
        )
        Path(args.out).write_text("".join(lines), encoding="utf-8")
    checked, scored = score(claims, accepted), score(claims, by_score)
    if args.json:
        told = {name: dataclasses.asdict(figures) for name, figures in checked.items()}
        by_source = {name: dataclasses.asdict(figures) for name, figures in scored.items()}
        _print_json({**told, "support_score": by_source})
    else:
        _print_checked({"check": checked, "support score": scored})


def _print_checked(systems: Mapping[str, Mapping[str, Checked]]) -> None:
    from evals.command import as_text

    rows = [["", "source", "n", "macro-F1", "false acceptance", "acceptance"]]
    for system, checked in systems.items():
        for name, figures in checked.items():
            shown = map(_shown, (figures.macro_f1, figures.false_acceptance, figures.acceptance))
            rows.append([system, name, str(figures.n), *shown])
    notes = [
        "in brackets: 95% interval by resampling the claims",
        "support score: accepted above a threshold chosen on the other nine of ten parts",
    ]
    sys.stdout.write(as_text(rows, notes))


def _shown(estimate: Estimate | None, *, signed: bool = False) -> str:
    if estimate is None:
        return "-"
    sign = "+" if signed else ""
    value, low, high = (format(each, f"{sign}.3f") for each in (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low}, {high}]"


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write("\n")
