"""What is recorded of an answer, and the form it is kept in."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from assistant.record import Record, as_json
from assistant.schemas import PartRole
from ingest.documents import Span
from ingest.locator import Locator


@dataclass(frozen=True)
class _Found:
    span: Span
    role: PartRole
    beside: tuple[Locator, ...] = ()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (0.25, 0.25),
        ("é", "é"),
        (Span(3, 8), [3, 8]),
        (Locator((("article", "4"), ("para", "1"))), "Article 4(1)"),
        (PartRole.QUOTE, "quote"),
        ({"b", "a"}, ["a", "b"]),
        ({PartRole.LABEL: (1, 2)}, {"label": [1, 2]}),
        (
            [_Found(Span(0, 1), PartRole.LABEL, (Locator(),))],
            [{"span": [0, 1], "role": "label", "beside": [""]}],
        ),
        (3j, "3j"),
    ],
)
def test_what_is_noted_is_kept_as_plain_json(value: object, kept: object) -> None:
    assert as_json(value) == kept
    assert json.loads(json.dumps(as_json(value))) == kept


def test_a_step_named_again_goes_on_and_the_last_one_ends() -> None:
    record = Record()
    for name in ("search", "read", "search"):
        record.step(name)
    record.end()
    record.end()
    assert list(record.milliseconds) == ["search", "read"]
    assert all(took >= 0 for took in record.milliseconds.values())
