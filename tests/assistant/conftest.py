"""The assistant over the bundled sample collection, opened once for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.local import Assistant
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.retrieve import OpenGeneration


@pytest.fixture(scope="module")
def assistant(sample_data: Path) -> Iterator[Assistant]:
    opened = open_assistant(Settings(data_dir=sample_data))
    yield opened
    opened.close()


@pytest.fixture
def generation(assistant: Assistant) -> Iterator[OpenGeneration]:
    with assistant.library.reading() as opened:
        yield opened
