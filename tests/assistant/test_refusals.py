"""Advice and political judgements are declined in three languages; questions of the documents are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.writing.refusals import Refusal, refusal

TABLE = Path(__file__).with_name("refusals.txt").read_text(encoding="utf-8")
ROWS = [(line[2:], line[0] == "+") for line in TABLE.splitlines() if line[:2] in ("+ ", "- ")]


@pytest.mark.parametrize(("question", "declined"), ROWS)
def test_a_request_for_advice_or_judgement_is_declined_and_its_look_alikes_are_not(
    question: str, declined: bool
) -> None:
    assert (refusal(question) is Refusal.JUDGEMENT) == declined


def test_the_table_has_as_many_of_each_in_each_language() -> None:
    assert sum(declined for _, declined in ROWS) >= 120
    assert sum(not declined for _, declined in ROWS) >= 120
