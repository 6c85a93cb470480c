"""No expression, and no function that applies them, takes more than linear time on 64 KB."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import clean, footnotes, locator, sentences, states
from ingest.errors import UnreadableSourceError
from ingest.passages import cut
from ingest.read import read_document
from tests.patterns import SECONDS, SIZE, Found, TooSlowError, all_patterns, attacks, processor_time

NOT_FOR_STRANGERS = frozenset(("assistant.http.chat_page._INLINE_SCRIPT",))
"""Reads the page that Gradio makes, once, at the start: no text of a document or a person comes near it."""


@cache
def patterns() -> tuple[Found, ...]:
    return tuple(found for found in all_patterns() if found.place not in NOT_FOR_STRANGERS)


def test_every_expression_is_found_where_it_stands() -> None:
    places = {found.place.split(":")[0] for found in patterns()}
    assert {
        "ingest.locator._TAIL",  # a module's own
        "ingest.states._pattern",  # what a function builds and keeps
        "assistant.understanding.question._FORMS",  # in a table of strings
        "ingest.readers.pdf",  # written where it is used
    } <= places
    assert len(patterns()) > 250


def run_all(found: Found) -> None:
    for text in attacks(found.pattern):
        label = f"{found.place} {found.method} {text[:20]!r}...{text[-20:]!r}"
        with processor_time(SECONDS, label):
            found.run(text)


@pytest.mark.parametrize("package", ["assistant", "evals", "index", "ingest", "ui"])
def test_no_expression_is_slow_on_what_it_repeats(package: str) -> None:
    slow = []
    for found in patterns():
        if found.place.startswith(package):
            try:
                run_all(found)
            except TooSlowError as error:
                slow.append((str(error), found.pattern.pattern))
    assert slow == []


@settings(max_examples=100, deadline=None)
@given(
    number=st.integers(min_value=0),
    start=st.text(max_size=6),
    pump=st.text(max_size=4),
    literals=st.lists(st.integers(min_value=0), max_size=4),
    end=st.sampled_from(["", "\x00", "!", "a", " "]),
)
def test_no_expression_is_slow_on_any_repetition(
    number: int, start: str, pump: str, literals: list[int], end: str
) -> None:
    found = patterns()[number % len(patterns())]
    source = str(found.pattern.pattern)
    pump = "".join(source[at % len(source)] for at in literals if source) + pump or " "
    with processor_time(SECONDS, f"{found.place} {found.method} {start!r} {pump!r} {end!r}"):
        found.run(start + pump * (SIZE // len(pump)) + end)


@pytest.mark.parametrize("careless", [r"\s+$", r"(a+)+b", r"<[^>]+>", r"(?:x|xx)*y"])
def test_a_slow_expression_is_caught(careless: str) -> None:
    found = Found("here", re.compile(careless), "search")
    with pytest.raises(TooSlowError):
        run_all(found)


# ---- Functions that apply expressions in loops

UNITS = {
    "one word": "x",
    "one figure": "1",
    "capitals": "A",
    "words": "The States Parties met on 3 May 2011 in Article 4(1)(b), paras. 3 to 5. ",
    "figures": "1 ",
    "letters": "A ",
    "points": "(a) ",
    "full stops": ". ",
    "dots": ".",
    "brackets": "(",
    "square brackets": "[",
    "apostrophes": "'",
    "marks": "¹ ",
    "mark after mark": "x¹",
    "States": "Peru, ",
    "States joined": "Peru and ",
    "articles": "Article 1 ",
    "a range without end": "Article 1 to ",
    "symbols": "CCM/",
    "bold": "**a** ",
    "stars": "*",
    "backticks": "`",
    "links": "[a](",
    "tags": "<a ",
    "ampersands": "&",
    "spaces": " ",
    "hyphens": "a-",
    "accents": "\u0301",
    "lines of one letter": "a\n",
    "paragraphs of one letter": "a\n\n",
    "bullets": "- a\n",
    "numbered": "1. a\n\n",
    "headings": "# a\n\n",
    "titles": "Article 1\n\n",
    "table": "a | b\n",
    "notes": "[^1]: a\n",
    "quotes": "> a\n",
    "colons": "a: b\n",
    "items": "a;\n\n",
    "speakers": "**Peru** said no. ",
}  # fmt: skip
FUNCTIONS: dict[str, Callable[[str], object]] = {
    "clean": clean.clean,
    "notice_hidden": clean.notice_hidden,
    "find_all": locator.find_all,
    "states_in": states.states_in,
    "listed_states": states.listed_states,
    "is_state_list": states.is_state_list,
    "sentences": sentences.sentences,
    "footnote marks": footnotes.marks,
}


def read_whole(text: str, name: str) -> None:
    """Everything that happens to a file between its bytes and its passages."""
    with suppress(UnreadableSourceError):
        cut(read_document(text.encode(errors="replace"), name))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_is_slow_on_64_kilobytes(name: str) -> None:
    for unit in UNITS.values():
        with processor_time(4 * SECONDS, f"{name} on {unit!r}"):
            FUNCTIONS[name]((unit * SIZE)[:SIZE])


@pytest.mark.parametrize("kind", ["a.md", "a.html"])
def test_no_reader_is_slow_on_64_kilobytes(kind: str) -> None:
    for unit in UNITS.values():
        text = (unit * SIZE)[:SIZE]
        if kind == "a.html":
            text = f"<html><p>{text}".replace("\n", "<p>")
        with processor_time(8 * SECONDS, f"{kind} of {unit!r}"):
            read_whole(text, kind)
