"""The words that edits and lies are made with, and expressions made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def listed(name: str) -> list[str]:
    """The words of a list, which is written as one string or as a table of strings."""
    value = WORDS[name]
    return value.split() if isinstance(value, str) else list(value)


def any_of(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first; a star at the end stands for any letters."""
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in longest_first) + ")"
