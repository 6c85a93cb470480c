"""How a turn of a conversation asks the documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reply import Abstention, Clarification, VerifiedAnswer
from assistant.schemas import Turn
from assistant.understanding.question import Question


@dataclass(frozen=True, slots=True)
class Asking:
    read: Callable[[str, Sequence[Turn]], Question]
    """What a text asks after the turns before it."""
    answer: Callable[[Question], VerifiedAnswer | Abstention | Clarification]
