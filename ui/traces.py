"""Questions that were kept, for whoever looks into an answer: listed, shown, asked again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ui.terminal import say_line, show_fields, show_reply

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.trace import Trace

COLUMNS = ("at", "reply", "status", "ms", "question")


class Difference(NamedTuple):
    at: str
    """Field of the trace: 'reply.sentences[0].text'."""
    kept: Any
    now: Any


def row(trace: Trace) -> Sequence[object]:
    took = sum(trace.milliseconds.values())
    return trace.at, trace.id, _status(trace), round(took), trace.request["question"]


def show(trace: Trace, server: str) -> None:
    """What was asked, what each step found, and the reply as `ask` prints it."""
    from assistant.schemas import AskReply

    steps = ", ".join(f"{name} {took:g} ms" for name, took in trace.milliseconds.items())
    told = {"reply": trace.id, "asked": trace.at, "status": _status(trace), "steps": steps}
    show_fields(told | trace.settings)
    noted = {"request": trace.request, **trace.noted}
    noted["hits"] = [_told(hit) for hit in noted.get("hits", ())]
    say_line(f"\n{_outline(noted)}")
    if trace.reply is not None:
        show_reply(AskReply.model_validate_json(json.dumps(trace.reply), extra="ignore"), server)


def _status(trace: Trace) -> str:
    return str(trace.reply["status"]) if trace.reply else str(trace.error)


def _told(hit: Mapping[str, Any]) -> str:
    """A hit on one line: its score, its place, what each retriever said and what moved it."""
    scores = ", ".join(f"{name} {score:.3f}" for name, score in hit["scores"].items())
    moves = "".join(f", {name} ×{factor:.2f}" for name, factor in hit["moved"].items())
    return f"{hit['score']:.3f}  {hit['passage']}  ({scores}{moves})"


def _outline(value: Mapping[str, Any]) -> str:
    """As YAML, whose lists of lists and of fields people can read."""
    import yaml

    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)


def replay(trace: Trace, settings: Settings) -> list[Difference]:
    """The question asked again: the first difference each of the settings, the generation and the reply.

    None of them means the same bytes. The question is not kept a second time.
    """
    from assistant.schemas import AskRequest
    from assistant.trace import decisive, first_difference
    from evals.ask import InProcess

    assistant = InProcess.open(settings.model_copy(update={"log_questions": False}))
    try:
        reply = assistant.ask(AskRequest.model_validate_json(json.dumps(trace.request)))
    finally:
        assistant.close()
    kept, now = dict(trace.reply or {}), json.loads(reply.model_dump_json())
    pairs = [("settings", trace.settings, decisive(settings))]
    pairs += [(f"reply.{name}", kept.pop(name, None), now.pop(name)) for name in ("generation", "id")]
    pairs.append(("reply", kept, now))
    found = (first_difference(one, other, name) for name, one, other in pairs)
    return [Difference(*each) for each in found if each]


def show_differences(differences: Sequence[Difference]) -> None:
    if not differences:
        say_line("The same answer, byte for byte.")
    for each in differences:
        say_line(f"{each.at}\n  kept: {json.dumps(each.kept)}\n  now:  {json.dumps(each.now)}")
