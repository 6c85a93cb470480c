"""What people say in a conversation that is no question about the documents, as patterns of whole turns."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@cache
def phrases() -> dict[str, dict[str, list[str]]]:
    """Kind of turn, or of words around one -> language -> regular expressions; see the head of the file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
