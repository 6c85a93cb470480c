"""Time allowed for a piece of work, and a flag to stop it early."""

from __future__ import annotations

import threading
import time

from assistant.errors import CancelledError, DeadlineError


class Deadline:
    """Handed down through every step; each step calls `check` before work that takes time."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._cancelled = threading.Event()

    @property
    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._end - time.monotonic())

    def cancel(self) -> None:
        """Stop at the next check; safe from any thread."""
        self._cancelled.set()

    def check(self) -> None:
        """Raises CancelledError or DeadlineError; returns while there is time."""
        if self._cancelled.is_set():
            raise CancelledError("the request was withdrawn")
        if self.remaining <= 0:
            raise DeadlineError("the time allowed for this answer ran out")
