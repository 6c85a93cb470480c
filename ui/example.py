"""What `serve` shows once it is ready: a question asked over HTTP, its answer and where it stands."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from ui.terminal import say_line, show_reply

if TYPE_CHECKING:
    from assistant.schemas import AskReply
    from assistant.settings import Settings
    from evals.ask import Assistant

log = logging.getLogger(__name__)


def ask_an_example(url: str, settings: Settings) -> None:
    """Asks from a thread of its own: the server that answers runs in the thread that calls this."""
    threading.Thread(target=_show_example, args=(url, settings), name="example", daemon=True).start()


def _show_example(url: str, settings: Settings) -> None:
    from assistant.errors import AssistantError
    from evals.ask import OverHttp
    from evals.errors import EvaluationError

    server = OverHttp(url)
    try:
        answered = first_answered(server, settings)
    except (EvaluationError, AssistantError) as error:
        log.warning("%s", error)  # the server serves; only the example is missing
        return
    finally:
        server.close()
    if answered is None:
        say_line("Open the address above in a browser and ask a question.")
        return
    question, reply = answered
    say_line(f"\nFor example: {question}\n")
    show_reply(reply, url)


def first_answered(server: Assistant, settings: Settings) -> tuple[str, AskReply] | None:
    """The first question of the start page that the documents answer, with its reply."""
    from assistant.schemas import AnswerStatus, AskRequest
    from ui.app import Holdings, examples

    listed = server.documents()
    for question in examples(Holdings(listed.documents, listed.collection), settings.language):
        reply = server.ask(AskRequest(question=question))
        if reply.status is AnswerStatus.ANSWERED and reply.citations:
            return question, reply
    return None
