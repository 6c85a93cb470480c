"""The commands of `treaty-assistant`: each takes the parsed arguments and returns the exit code."""

from __future__ import annotations

import logging
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from ui.configure import read_settings
from ui.exits import Exit, UsageError
from ui.terminal import (
    Stages,
    print_json,
    say_line,
    show_fields,
    show_reply,
    show_report,
    show_results,
    show_table,
    visible,
)

if TYPE_CHECKING:
    from assistant.settings import Settings
    from evals.ask import Assistant
    from index.report import Report
    from ingest.locator import Locator

_Request = TypeVar("_Request", bound=BaseModel)

OPTIONS = {
    "question": "QUESTION",
    "query": "QUERY",
    "documents": "--document",
    "kinds": "--kind",
    "meetings": "--meeting",
    "states": "--state",
    "date_from": "--from",
    "date_to": "--to",
}
"""Fields of a request by what a person typed on the command line; the others are `--field`."""

FAULTS = {
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "string_unicode": "holds bytes that are not text in UTF-8",
    "string_pattern_mismatch": "is not a date such as 2011-08-25, 2011-08 or 2011",
    "too_long": "has more than {max_length} values",
    "from_after_to": "is earlier than --from",
}
"""Words for the commonest faults of a request; dates are the only fields with a pattern."""


def ingest(args: Namespace) -> Exit:
    from index.embed import SentenceTransformerEmbedder
    from index.job import ingest as bring_up_to_date

    settings = _settings(args)
    with Stages() as stages:
        report = bring_up_to_date(
            settings.data_dir,
            _paths(args),
            SentenceTransformerEmbedder(settings.embedding_model),
            sample=args.sample,
            progress=stages.step,
            allow_mass_removal=args.allow_mass_removal,
            max_removal_share=settings.max_removal_share,
            read_seconds=settings.read_seconds,
            read_megabytes=settings.read_megabytes,
            rebuild=args.rebuild,
        )
    return _told(args, report)


def _paths(args: Namespace) -> list[Path]:
    """What to read; for the sample its own folder and nothing else, or the example texts would be quoted."""
    if not args.sample:
        return [Path(path) for path in args.paths]
    if args.paths:
        raise UsageError("--sample indexes the bundled example collection and takes no PATH")
    from ingest.sample import collection

    return [collection()]


def _told(args: Namespace, report: Report) -> Exit:
    if args.json:
        print_json(report.as_fields())
    else:
        show_report(report)
    return Exit.REFUSED if report.refused else Exit.OK


def list_sources(args: Namespace) -> Exit:
    from index.job import sources

    found = sources(_settings(args).data_dir)
    if args.json:
        print_json({"sources": found})
    else:
        show_table(["documents", "added", "path"], [[s.documents, s.added, s.path] for s in found])
    return Exit.OK


def remove_source(args: Namespace) -> Exit:
    from index import job

    with Stages() as stages:
        report = job.remove_source(_settings(args).data_dir, args.source, stages.step)
    return _told(args, report)


def remove_document(args: Namespace) -> Exit:
    from index import job

    with Stages() as stages:
        report = job.remove_document(_settings(args).data_dir, args.document, stages.step)
    return _told(args, report)


def inspect(args: Namespace) -> Exit:
    from ui.inspection import page, reading, tree

    settings = _settings(args)
    part = _part(args)
    if args.html is not None:
        page.require_replaceable(args.html)
    inspected = reading.read_alone(Path(args.file), settings)
    if args.json:
        print_json(reading.as_fields(inspected))
    elif args.text:
        sys.stdout.write(inspected.document.text.rstrip("\n") + "\n")
    elif args.html is not None:
        page.write(page.inspection_page(inspected, settings.language), args.html)
    else:
        tree.show(inspected, settings.language, part, args.depth)
    return Exit.OK


def _part(args: Namespace) -> Locator | None:
    """The part of the tree asked for; raises UsageError when it is asked for together with something else."""
    other = [f"--{name}" for name in ("json", "text", "html") if getattr(args, name)]
    if len(other) > 1 or (other and (args.part or args.depth)):
        raise UsageError(f"{other[0]} takes neither another form of output nor --part nor --depth")
    if args.depth is not None and args.depth < 1:
        raise UsageError("--depth: a tree has at least one level")
    if not args.part:
        return None
    from ingest.errors import LocatorError
    from ingest.locator import Locator

    try:
        return Locator.parse(args.part)
    except LocatorError as error:
        raise UsageError(f'--part: {args.part!r} is no place such as "art. 4" or "para. 35"') from error


def ask(args: Namespace) -> Exit:
    from assistant.schemas import AskRequest

    settings = _settings(args)
    request = _request(
        args,
        AskRequest,
        question=args.question,
        language=args.language,
        filters=_filters(args),
        debug=args.explain,
    )
    with _assistant(args, settings) as assistant:
        reply = assistant.ask(request)
    if args.json:
        print_json(reply)
    else:
        show_reply(reply, _server(args, settings))
    return Exit.OK


def search(args: Namespace) -> Exit:
    from assistant.schemas import SearchRequest

    settings = _settings(args)
    request = _request(
        args,
        SearchRequest,
        query=args.query,
        limit=args.limit,
        max_chars=args.max_chars,
        filters=_filters(args),
        explain=args.explain,
    )
    with _assistant(args, settings) as assistant:
        reply = assistant.search(request)
    if args.json:
        print_json(reply)
    else:
        show_results(reply, _server(args, settings))
    return Exit.OK


def check(args: Namespace) -> Exit:
    from assistant.schemas import CheckRequest

    settings = _settings(args)
    request = _request(args, CheckRequest, claim=args.claim, evidence=args.evidence)
    with _assistant(args, settings) as assistant:
        reply = assistant.check(request)
    if args.json:
        print_json(reply)
    else:
        show_table(["verdict", "reasons"], [[reply.verdict, ", ".join(reply.reasons)]])
    return Exit.OK


def list_documents(args: Namespace) -> Exit:
    with _assistant(args, _settings(args)) as assistant:
        reply = assistant.documents()
    if args.json:
        print_json(reply)
        return Exit.OK
    columns = ["document_id", "kind", "status", "date", "language", "passages", "title", "source"]
    show_table(columns, ([getattr(document, column) for column in columns] for document in reply.documents))
    return Exit.OK


def export_text(args: Namespace) -> Exit:
    with _assistant(args, _settings(args)) as assistant:
        reply = assistant.text(args.document, args.version)
    if args.json:
        print_json(reply)
    else:
        sys.stdout.write(reply.text.rstrip("\n") + "\n")
    return Exit.OK


def serve(args: Namespace) -> Exit:
    from ui.example import ask_an_example
    from ui.server import serve as run_server

    def announce(line: str) -> None:
        say_line(line)
        if line.startswith("Ready: "):
            ask_an_example(line.removeprefix("Ready: "), settings)

    settings = read_settings(args.data_dir, args.sample, host=args.host, port=args.port)
    logging.getLogger().setLevel(settings.log_level.upper())
    for chatty in ("httpx", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    with suppress(KeyboardInterrupt):  # how a person stops a server: nothing was interrupted
        run_server(settings, announce)
    return Exit.OK


def run_evaluation(args: Namespace) -> Exit:
    from evals.command import evaluate
    from index.state import State

    settings = _settings(args)
    with _assistant(args, settings) as assistant, closing(State(settings.data_dir)) as state:
        return Exit.OK if evaluate(args, assistant, state) else Exit.REGRESSED


def run_set(args: Namespace) -> Exit:
    """Without --data-dir the texts of the set are indexed in a folder that does not outlive the command."""
    from evals.set_command import evaluate_set

    if args.sample:
        raise UsageError("--sample: a question set brings its own texts")
    if args.limit is not None and args.limit < 1:
        raise UsageError("--limit: there is nothing to measure on fewer than one question")
    with TemporaryDirectory(prefix="treaty-set-") as passing, Stages() as stages:
        settings = read_settings(args.data_dir or passing, sample=False)
        evaluate_set(args, settings, stages.step)
    return Exit.OK


def show_trace(args: Namespace) -> Exit:
    from assistant.trace import TraceFile
    from ui import traces

    settings = _settings(args)
    kept = TraceFile(settings.data_dir)
    if not args.reply:
        if args.replay:
            raise UsageError("--replay: say which reply, as `treaty-assistant trace` lists them")
        newest = list(islice(kept.newest_first(), max(args.last, 0)))
        if args.json:
            print_json({"traces": newest})
        else:
            show_table(traces.COLUMNS, map(traces.row, newest))
        return Exit.OK
    trace = kept.find(args.reply)
    if trace is None:
        raise UsageError(
            f"no question with the reply {args.reply!r} is kept; TREATY_LOG_QUESTIONS keeps them"
        )
    if args.replay:
        differences = traces.replay(trace, settings)
        if args.json:
            print_json({"same": not differences, "differences": differences})
        else:
            traces.show_differences(differences)
        return Exit.REGRESSED if differences else Exit.OK
    if args.json:
        print_json(trace)
    else:
        traces.show(trace, _server(args, settings))
    return Exit.OK


def examine(args: Namespace) -> Exit:
    from ui import doctor

    found = doctor.examine(_settings(args))
    if args.json:
        print_json(found)
    else:
        show_fields(doctor.as_fields(found))
    return found.exit


def _settings(args: Namespace) -> Settings:
    return read_settings(args.data_dir, args.sample)


@contextmanager
def _assistant(args: Namespace, settings: Settings) -> Iterator[Assistant]:
    """The assistant to ask: a running server with --url, otherwise one in this process."""
    from assistant.errors import FilterError
    from evals.ask import InProcess, OverHttp

    url = getattr(args, "url", None)
    assistant: Assistant = OverHttp(url) if url else InProcess.open(settings)
    try:
        yield assistant
    except FilterError as error:
        known = f"; there are: {'; '.join(error.known)}" if error.known else ""
        raise UsageError(visible(f"{_option(error.field, args)}: {error.reason}{known}")) from error
    finally:
        assistant.close()


def _server(args: Namespace, settings: Settings) -> str:
    """The address reader links are completed with: of the server asked, or of the one `serve` starts."""
    url = getattr(args, "url", None)
    return url or settings.public_url or f"http://{settings.host}:{settings.port}"


def _filters(args: Namespace) -> dict[str, object]:
    names = ("documents", "kinds", "meetings", "states", "languages", "date_from", "date_to")
    return {name: getattr(args, name) for name in names if getattr(args, name)}


def _request(args: Namespace, model: type[_Request], **fields: Any) -> _Request:
    """The request the API would get; raises UsageError that names the option and says what is wrong."""
    try:
        return model(**fields)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        field = next((step for step in reversed(fault["loc"]) if isinstance(step, str)), "")
        reason = FAULTS.get(fault["type"], fault["msg"]).format_map(fault.get("ctx", {}))
        raise UsageError(f"{_option(field, args)}: {reason}") from error


def _option(field: str, args: Namespace) -> str:
    """What a person typed for a field of the API ('filters.kinds' -> '--kind')."""
    name = field.removeprefix("filters.")
    if name == "languages":
        return str(args.language_option)  # `ask` has another --language
    return OPTIONS.get(name, f"--{name.replace('_', '-')}")
