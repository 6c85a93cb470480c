"""A clerk's note in the words of the screen."""

from __future__ import annotations

from ingest.documents import Note
from prompts.words import catalogue
from ui.render import say_on_screen


def remark(note: Note, language: str) -> str:
    """The remark in words, with its figures: 'The count and the list differ (stated 6, listed 7)'."""
    said = say_on_screen(f"note_{note.code}", language)
    values = ", ".join(f"{_called(name, language)} {value}" for name, value in note.values)
    return f"{said} ({values})" if values else said


def _called(name: str, language: str) -> str:
    """The word for a figure of a remark; its own name where we have no word."""
    code = f"value_{name}"
    return say_on_screen(code, language) if "screen." + code in catalogue() else name.replace("_", " ")
