"""Settings for one run: the environment, then what the command line says instead."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.exits import UsageError

if TYPE_CHECKING:
    from pydantic import ValidationError

    from assistant.settings import Settings

FOR_TESTS = frozenset({"TREATY_TEST_DATA", "TREATY_REQUIRE_DATA", "TREATY_REQUIRE_BROWSER", "TREATY_TORTURE"})
"""Read by the test suite alone; they may stand in the environment of a command a test starts."""

OWN, SAMPLE = "own", "sample"
"""Folders inside the data directory: a secretariat's documents never share one with the example texts."""


def read_settings(data_dir: str | None, sample: bool, **instead: object) -> Settings:
    """The settings with `data_dir` pointing at the folder of this collection.

    Raises UsageError that names the variable or option when a value or a name is not one of ours.
    """
    from pydantic import ValidationError

    from assistant.settings import Settings

    _refuse_unknown_names(set(Settings.model_fields))
    given: dict[str, Any] = {name: value for name, value in instead.items() if value is not None}
    if data_dir is not None:
        given["data_dir"] = Path(data_dir)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise UsageError(_first_fault(error, set(given))) from error
    if settings.data_dir.exists() and not settings.data_dir.is_dir():
        from index.errors import StoreNotWritableError

        raise StoreNotWritableError(
            f"{settings.data_dir} is a file, not a folder: name another with --data-dir"
        )
    return settings.model_copy(update={"data_dir": settings.data_dir / (SAMPLE if sample else OWN)})


def _refuse_unknown_names(known: set[str]) -> None:
    names = {f"TREATY_{name.upper()}" for name in known}
    for name in sorted(os.environ):
        if name.startswith("TREATY_") and name not in names | FOR_TESTS:
            prefix = "TREATY_"  # shared by all, it would make any name near any other
            near = difflib.get_close_matches(
                name.removeprefix(prefix), [n.removeprefix(prefix) for n in names], 1
            )
            close = [prefix + other for other in near]
            meant = f" Did you mean {close[0]}?" if close else ""
            raise UsageError(f"{name} is not a setting.{meant} The settings are listed in docs/settings.md.")


def _first_fault(error: ValidationError, given: set[str]) -> str:
    fault = error.errors(include_input=False, include_url=False)[0]
    field = str(fault["loc"][0]) if fault["loc"] else "settings"
    name = f"--{field.replace('_', '-')}" if field in given else f"TREATY_{field.upper()}"
    return f"{name}: {fault['msg'][:1].lower()}{fault['msg'][1:]}."
