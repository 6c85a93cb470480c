"""The commands of `treaty-assistant`: each takes the parsed arguments and returns the exit code."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from ui.configure import read_settings
from ui.exits import Exit, UsageError
from ui.terminal import print_json, show_reply, show_results, show_table

if TYPE_CHECKING:
    from assistant.settings import Settings
    from evals.ask import Assistant

_Request = TypeVar("_Request", bound=BaseModel)

OPTIONS = {
    "question": "QUESTION",
    "query": "QUERY",
    "documents": "--document",
    "kinds": "--kind",
    "meetings": "--meeting",
    "states": "--state",
    "languages": "--document-language",
    "date_from": "--from",
    "date_to": "--to",
}
"""Fields of a request by what a person typed on the command line; the others are `--field`."""


def ask(args: Namespace) -> Exit:
    from assistant.schemas import AskRequest

    settings = _settings(args)
    request = _request(AskRequest, question=args.question, language=args.language, filters=_filters(args))
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
    request = _request(SearchRequest, query=args.query, limit=args.limit, filters=_filters(args))
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
    request = _request(CheckRequest, claim=args.claim, evidence=args.evidence)
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
    from ui.server import serve as run_server

    run_server(read_settings(args.data_dir, args.sample, host=args.host, port=args.port))
    return Exit.OK


def _settings(args: Namespace) -> Settings:
    return read_settings(args.data_dir, args.sample)


@contextmanager
def _assistant(args: Namespace, settings: Settings) -> Iterator[Assistant]:
    """The assistant to ask: a running server with --url, otherwise one in this process."""
    from evals.ask import InProcess, OverHttp

    url = getattr(args, "url", None)
    assistant: Assistant = OverHttp(url) if url else InProcess.open(settings)
    try:
        yield assistant
    finally:
        assistant.close()


def _server(args: Namespace, settings: Settings) -> str:
    """The address reader links are completed with: of the server asked, or of the one `serve` starts."""
    url = getattr(args, "url", None)
    return url or settings.public_url or f"http://{settings.host}:{settings.port}"


def _filters(args: Namespace) -> dict[str, object]:
    names = ("documents", "kinds", "meetings", "states", "languages", "date_from", "date_to")
    return {name: getattr(args, name) for name in names if getattr(args, name)}


def _request(model: type[_Request], **fields: Any) -> _Request:
    """The request the API would get; raises UsageError that names the option and says what is wrong."""
    try:
        return model(**fields)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
        field = next((str(step) for step in reversed(fault["loc"]) if isinstance(step, str)), "")
        option = OPTIONS.get(field, f"--{field.replace('_', '-')}")
        raise UsageError(f"{option}: {fault['msg'][:1].lower()}{fault['msg'][1:]}") from error
