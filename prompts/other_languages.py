"""What we say in a language that we do not answer in: which ones questions can be asked in."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@cache
def sentences() -> dict[str, str]:
    """Language (ISO 639-1) -> the one fixed sentence in it."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
