"""A whole answer on the sample collection, step by step, beside the search it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AskRequest, SearchRequest
from assistant.settings import Settings
from assistant.trace import Trace
from evals.bench.clock import percentile, seconds, tell
from evals.cases import read_cases

CASES = Path(__file__).parent.parent / "cases" / "sample.jsonl"
STEPS = {
    "open": "taking the generation",
    "understand": "understanding",
    "search": "search",
    "read": "reading statements",
    "score": "scoring them, with their vectors",
    "write": "choosing and writing",
    "check": "gate",
    "tell": "warnings and reply",
}
"""In words, in the order in which they come; a step that is not named here is told by its own name."""


def measure(settings: Settings) -> None:
    """Search for and ask the questions of the sample set: once, and again, when the vectors are kept."""
    from index.encoder import QueryEmbedder
    from index.library import Library

    embedder = QueryEmbedder(settings.data_dir, settings.embedding_model)
    traces: list[Trace] = []
    assistant = Assistant(Library(settings.data_dir, embedder), embedder, settings, traces.append)
    questions = [case.question for case in read_cases(CASES) if not case.history]
    for question in questions:
        _search(assistant, question)  # what is read once a generation is read now
    for times in ("the first time", "again"):
        traces.clear()
        searched = []
        for question in questions:  # side by side, so that what else the machine does slows both
            searched.append(seconds(partial(_search, assistant, question)) * 1e3)
            assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(60))
        tell_steps(times, traces, searched)
    assistant.close()


def _search(assistant: Assistant, question: str) -> None:
    assistant.search(SearchRequest(query=question), Deadline(60))


def tell_steps(times: str, traces: Sequence[Trace], searched: Sequence[float]) -> None:
    """Medians and 95th percentiles, and what share of all the time each step took."""
    whole = [sum(trace.milliseconds.values()) for trace in traces]
    ratio = percentile(whole, 0.5) / percentile(searched, 0.5)
    tell(
        f"{len(traces)} questions answered {times}: {_percentiles(whole)};"
        f" x{ratio:.1f} the search alone ({_percentiles(searched)})"
    )
    named = dict.fromkeys([*STEPS, *(name for trace in traces for name in trace.milliseconds)])
    for name in named:
        took = [trace.milliseconds.get(name, 0.0) for trace in traces]
        share = sum(took) / sum(whole)
        tell(f"  {STEPS.get(name, name):36s} {share:4.0%}   p50 {percentile(took, 0.5):8.2f} ms")


def _percentiles(took: Sequence[float]) -> str:
    return f"p50 {percentile(took, 0.5):.1f} ms, p95 {percentile(took, 0.95):.1f} ms"
