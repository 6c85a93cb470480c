"""The command `treaty-assistant`: what can be asked of it, and what it returns to the shell.

Nothing heavy is imported before a command runs, so that --help answers at once.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeAlias

from evals.command import add_options
from evals.set_command import add_options as add_set_options
from ui.exits import Exit, exit_code

if TYPE_CHECKING:
    from ingest.errors import UnreadableSourceError

EPILOG = """exit codes: 0 done (also when nothing was found), 1 the evaluation got worse or an answer changed,
2 wrong arguments or settings, 3 finished but some files were refused, 4 no usable index, 5 another
ingestion is running, 6 no space or not writable, 70 internal error, 130 interrupted"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; never raises."""
    try:
        args = build_parser().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(Exit.USAGE)
    _print_anything()
    try:
        with _terminated_as_interrupted():
            return int(_run(args))
    except BrokenPipeError:
        # Whoever read our output had enough. Python would complain once more while closing it.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.OK)
    except (Exception, KeyboardInterrupt) as error:
        return int(_report(error, args))


def _run(args: argparse.Namespace) -> int:
    from assistant.wiring import silence_telemetry

    silence_telemetry()
    from ui import commands

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)
    command: int = getattr(commands, args.run)(args)
    return command


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl-C: what is open is closed, and the exit code says that it was interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _print_anything() -> None:
    """File names and questions may hold what the terminal's encoding lacks: show it escaped, never fail."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a test's capture has no reconfigure
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _report(error: BaseException, args: argparse.Namespace) -> Exit:
    """Says on standard error what happened and what to do next, in a sentence or two."""
    from assistant.errors import DeadlineError
    from index.errors import IndexMissingError
    from ingest.errors import UnreadableSourceError

    code = exit_code(error)
    if args.debug:
        traceback.print_exception(error)
    if code is Exit.INTERRUPTED:
        message = "Interrupted. What was finished is kept; run the same command again to go on."
    elif isinstance(error, IndexMissingError):
        what = "--sample" if args.sample else "FOLDER"
        where = f" --data-dir {args.data_dir}" if args.data_dir else ""
        message = f"Nothing is indexed yet. Run `treaty-assistant ingest {what}{where}` first."
    elif isinstance(error, UnreadableSourceError):
        message = _refused(error)
    elif isinstance(error, DeadlineError):
        message = f"{_in_words(error)} Allow more with TREATY_ANSWER_SECONDS."
    elif code is Exit.INTERNAL:
        message = f"Internal error: {_in_words(error)} Run it again with --debug and report what it prints."
    else:
        message = _in_words(error)
    print(message, file=sys.stderr)
    return code


def _refused(error: UnreadableSourceError) -> str:
    """Name, code and detail as the ingestion report has them, then what the code means and what to do."""
    from ui.terminal import explain

    remedy = explain(error.code)
    return _in_words(error) if remedy == error.code else f"{_in_words(error)} {remedy}"


def _in_words(error: BaseException) -> str:
    """The message as one or two sentences; an operating system error names its path."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}. Free some space there or choose another folder with --data-dir."
    text = " ".join(str(error).split()) or type(error).__name__
    return text if text.endswith((".", "?", "!")) else f"{text}."


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog="treaty-assistant",
        description="Answers questions about a treaty in the documents' own words, "
        "every sentence pinned to its paragraph and footnote.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _ingest,
        _sources,
        _documents,
        _inspect,
        _ask,
        _search,
        _check,
        _export,
        _serve,
        _eval,
        _trace,
        _doctor,
    ):
        add(commands)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when asked for it: reading package metadata takes time."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import version

        print(version("treaty-assistant"))
        parser.exit()


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # it has no public name


def _command(commands: Commands, name: str, run: str, help: str) -> argparse.ArgumentParser:
    """A command with the options all of them share; `run` is the function of ui.commands behind it."""
    parser = commands.add_parser(name, help=help, description=f"{help[:1].upper()}{help[1:]}.")
    parser.add_argument("--data-dir", metavar="FOLDER", help="where indexes live (default: data)")
    parser.add_argument("--sample", action="store_true", help="the bundled example collection, kept apart")
    parser.add_argument("--json", action="store_true", help="print the API's objects instead of text")
    parser.add_argument("--debug", action="store_true", help="show the whole trace of an error")
    parser.set_defaults(run=run)
    return parser


def _group(commands: Commands, name: str, help: str) -> Commands:
    parser = commands.add_parser(name, help=help, description=f"{help[:1].upper()}{help[1:]}.")
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _ingest(commands: Commands) -> None:
    parser = _command(commands, "ingest", "ingest", "read folders or files and bring the index up to date")
    parser.add_argument("paths", metavar="PATH", nargs="*", help="folder or file; only its documents change")
    parser.add_argument("--rebuild", action="store_true", help="read and embed everything anew")
    parser.add_argument(
        "--allow-mass-removal", action="store_true", help="go on when many documents have disappeared"
    )


def _sources(commands: Commands) -> None:
    group = _group(commands, "sources", "the folders a collection is made of")
    _command(group, "list", "list_sources", "list the source folders")
    remove = _command(group, "remove", "remove_source", "remove a source folder and its documents")
    remove.add_argument("source", metavar="PATH", help="as `sources list` prints it")


def _documents(commands: Commands) -> None:
    group = _group(commands, "documents", "the documents of a collection")
    _command(group, "list", "list_documents", "list the documents")
    remove = _command(group, "remove", "remove_document", "remove one document, with all its versions")
    remove.add_argument("document", metavar="DOCUMENT", help="as `documents list` prints it")


def _inspect(commands: Commands) -> None:
    parser = _command(commands, "inspect", "inspect", "show how a file would be read, and change nothing")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--part", metavar="PLACE", help='only this place and what is below it: "art. 4"')
    parser.add_argument("--depth", type=int, metavar="N", help="only the first N levels of the tree")
    parser.add_argument("--html", metavar="PAGE", help="write a page to this file instead (or to -)")
    parser.add_argument("--text", action="store_true", help="print the text of record only")


def _ask(commands: Commands) -> None:
    parser = _command(commands, "ask", "ask", "answer a question, with citations")
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument(
        "--language", choices=("auto", "en", "fr", "es"), default="auto", help="language of our own words"
    )
    parser.add_argument("--url", metavar="URL", help="ask a running server instead of the local index")
    parser.add_argument("--explain", action="store_true", help="show what was understood and what was found")
    _filters(parser, "--document-language")


def _search(commands: Commands) -> None:
    parser = _command(commands, "search", "search", "list the passages nearest to a query")
    parser.add_argument("query", metavar="QUERY")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="at most N passages (default: 10)")
    parser.add_argument("--max-chars", type=int, metavar="N", help="stop before N characters are passed")
    parser.add_argument("--url", metavar="URL", help="search a running server instead of the local index")
    parser.add_argument("--explain", action="store_true", help="show what was understood and why it ranks so")
    _filters(parser, "--language", "--document-language")


def _filters(parser: argparse.ArgumentParser, *language: str) -> None:
    """One option a field of the API's filters; repeated values widen, different fields narrow.

    `ask` has a --language of its own, that of our words.
    """
    group = parser.add_argument_group("filters", "repeat an option to allow several values")
    for options, field, help in (
        (("--document",), "documents", "document id, as `documents list` prints it"),
        (("--kind",), "kinds", "treaty, action_plan, progress_report, meeting_report, ..."),
        (("--meeting",), "meetings", "meeting of the document: 2MSP, Second Meeting, ..."),
        (("--state",), "states", "State named in the passage: name or three-letter code"),
        (language, "languages", "language the document is written in"),
    ):
        group.add_argument(*options, dest=field, action="append", default=[], metavar="VALUE", help=help)
    parser.set_defaults(language_option=language[0])
    group.add_argument("--from", dest="date_from", metavar="DATE", help="documents of this day or later")
    group.add_argument("--to", dest="date_to", metavar="DATE", help="documents of this day or earlier")


def _check(commands: Commands) -> None:
    parser = _command(commands, "check", "check", "say whether a claim stands in the words given as evidence")
    parser.add_argument("--claim", required=True)
    parser.add_argument("--evidence", required=True, action="append", help="may be repeated")
    parser.add_argument("--url", metavar="URL", help="ask a running server")


def _export(commands: Commands) -> None:
    parser = _command(commands, "export-text", "export_text", "print a document's text of record")
    parser.add_argument("document", metavar="DOCUMENT", help="as `documents list` prints it")
    parser.add_argument("--version", metavar="VERSION", help="an earlier version (default: the current one)")


def _serve(commands: Commands) -> None:
    parser = _command(commands, "serve", "serve", "serve chat, reader pages and API")
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (default: 8000; 0: any)")


def _eval(commands: Commands) -> None:
    group = _group(commands, "eval", "measure the answers on question sets")
    parser = _command(group, "run", "run_evaluation", "ask every question of a set and score the answers")
    add_options(parser)
    told = "measure on a question set of another format; --data-dir keeps its index for the next time"
    parser = _command(group, "set", "run_set", told)
    add_set_options(parser)


def _trace(commands: Commands) -> None:
    help = "show how a question that was kept was answered, or list the newest"
    parser = _command(commands, "trace", "show_trace", help)
    parser.add_argument("reply", metavar="ID", nargs="?", help="id of the reply")
    parser.add_argument("--replay", action="store_true", help="ask it again and say what is different")
    parser.add_argument("--last", type=int, default=20, metavar="N", help="list the newest N (default: 20)")


def _doctor(commands: Commands) -> None:
    _command(commands, "doctor", "examine", "say what is installed, what is indexed and what to do next")


if __name__ == "__main__":
    sys.exit(main())
