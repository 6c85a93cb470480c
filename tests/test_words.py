"""Every word we say is in the catalogue, in three languages, with the same slots."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from prompts.words import LANGUAGES, catalogue, say

ROOT = Path(__file__).resolve().parent.parent
# Modules that speak to people in their language. Operator messages (command line, log) are English.
SPEAKING = (
    "assistant/compose.py",
    "assistant/dialogue/conversation.py",
    "assistant/writing/holdings.py",
    "assistant/writing/offers.py",
    "assistant/dialogue/retell.py",
    "assistant/explain.py",
    "assistant/pipeline.py",
    "assistant/writing/write.py",
    "assistant/present.py",
    "ui/app.py",
    "ui/render.py",
    "ui/reader.py",
    "ui/inspection/page.py",
    "ui/inspection/placed.py",
    "ui/inspection/tree.py",
)


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_entry_is_complete_and_has_the_same_slots_in_every_language(code: str) -> None:
    texts = catalogue()[code]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    slots = {language: set(string.Template(text).get_identifiers()) for language, text in texts.items()}
    assert len({frozenset(found) for found in slots.values()}) == 1


def test_a_forgotten_or_unknown_slot_is_an_error() -> None:
    with pytest.raises(TypeError):
        say("connectives.not_found", "en", count="3")
    with pytest.raises(TypeError):
        say("connectives.colon", "en", extra="x")
    with pytest.raises(KeyError):
        say("connectives.no_such_entry", "en")


def codes_used() -> set[str]:
    known_files = {code.split(".")[0] for code in catalogue()}
    used = set()
    for folder in ("assistant", "ui", "evals", "ingest", "index"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    match = re.fullmatch(r"([a-z_]+)\.[a-z0-9_]+", node.value)
                    if match and match.group(1) in known_files:
                        used.add(node.value)
    return used


def test_every_code_named_in_the_source_exists() -> None:
    named = codes_used()
    assert "connectives.not_found" in named
    assert sorted(named - catalogue().keys()) == []


def spoken_literals(path: Path) -> list[str]:
    """String literals of three or more words that are no docstring, markup, pattern or log message."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(node.value)
        if isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and (node.func.attr in {"compile", "debug", "info", "warning", "exception", "execute"})
        ):
            silent |= {n for n in ast.walk(node) if isinstance(n, ast.Constant)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in silent
        and re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", re.sub(r"<[^>]*>|\b[\w-]+=", " ", node.value))
    ]


@pytest.mark.parametrize("place", [p for p in SPEAKING if (ROOT / p).exists()])
def test_modules_that_speak_to_people_hold_no_words_of_their_own(place: str) -> None:
    assert spoken_literals(ROOT / place) == []


def test_a_planted_sentence_is_caught(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(
        '"""A docstring may say what it likes."""\nx = "I did not find this anywhere"\n', encoding="utf-8"
    )
    assert spoken_literals(planted) == ["I did not find this anywhere"]
