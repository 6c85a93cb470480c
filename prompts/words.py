"""Every word the product itself says to a person, by code, in English, French and Spanish.

The catalogue is the TOML files in `prompts/words/`: one table a code, one line a language. A `$name` slot
is filled with exactly the values the entry declares. Operator messages (command line, log) are English only.
"""

from __future__ import annotations

import string
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr", "es")
FOLDER = Path(__file__).parent / "words"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Code -> language -> text. Codes are '<file>.<table>', for example 'connectives.as_of'."""
    entries: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for code, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            entries[f"{path.stem}.{code}"] = texts
    return entries


def say(code: str, language: str = "en", **slots: object) -> str:
    """The text of `code`, its slots filled.

    Raises KeyError for an unknown code or language and TypeError when the slots given are not exactly those
    the entry has: a forgotten slot must not reach a reader.
    """
    template = string.Template(catalogue()[code][language])
    if set(slots) != set(template.get_identifiers()):
        raise TypeError(f"{code}[{language}] takes {sorted(template.get_identifiers())}, got {sorted(slots)}")
    return template.substitute({name: str(value) for name, value in slots.items()})
