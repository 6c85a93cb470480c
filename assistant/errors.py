"""What can go wrong in answering. Not finding is a result, not an error.

AssistantError
├── DeadlineError       the time allowed for the work ran out
├── CancelledError      whoever asked has gone
├── BusyError           more questions wait than the queue holds
├── FilterError         a filter names something that does not exist; `.field`
└── ConfigurationError  the settings ask for what we refuse to do (exit 2)
"""

from __future__ import annotations

from collections.abc import Sequence

KNOWN = 10
"""Values listed beside one that does not exist."""


class AssistantError(Exception):
    """Any failure of this folder."""


class DeadlineError(AssistantError):
    pass


class CancelledError(AssistantError):
    pass


class BusyError(AssistantError):
    pass


class FilterError(AssistantError, ValueError):
    def __init__(self, field: str, reason: str, known: Sequence[str] = ()) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason
        self.known = (*known[:KNOWN], *(["…"] if len(known) > KNOWN else []))
        """The first of the values there are; nothing of what was typed."""


class ConfigurationError(AssistantError):
    pass
