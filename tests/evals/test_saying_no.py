"""How questions without an answer are told from the others: the figures, and a set asked of its own texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.schemas import AskReply
from evals.saying_no import Asked, auroc, measure, quotes_any
from tests.evals.sets import flat_squad
from ui.cli import main


@pytest.mark.parametrize(
    ("higher", "lower", "expected"),
    [([1.0], [0.0], 1.0), ([0.0], [1.0], 0.0), ([0.5, 0.5], [0.5], 0.5), ([0.2, 0.9], [0.5], 0.5)],
)
def test_auroc_is_how_often_the_answerable_rank_above(
    higher: list[float], lower: list[float], expected: float
) -> None:
    assert auroc(higher, lower) == expected


def test_what_no_set_tells_is_left_open() -> None:
    told = measure([Asked("a", answerable=False, abstained=True, answerability=0.1, quoted=None)])
    assert told.abstained.value == 1.0
    assert (told.false_abstention, told.auroc, told.quoted) == (None, None, None)


@pytest.mark.parametrize(
    ("quote", "answer", "found"),
    [
        ("It opened in September 1971.", "September 1971", True),
        ("It opened in September 1971.", "September 19", False),
        ("It opened in 1971. " + "word " * 45, "1971", False),
    ],
)
def test_an_answer_counts_in_a_short_quotation_as_whole_words(quote: str, answer: str, found: bool) -> None:
    reply = AskReply.model_construct(citations=[_Quoted(quote)])  # type: ignore[call-arg, list-item]
    assert quotes_any(reply, [answer]) is found


class _Quoted:
    def __init__(self, quote: str) -> None:
        self.quote = quote


def test_a_set_is_asked_of_its_own_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--saying-no", "own", "--data-dir", str(tmp_path / "data"), "--json"]
    assert main(["eval", "set", "squad", str(flat_squad(tmp_path)), *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"abstained", "false_abstention", "auroc", "quoted"}
    assert 0 <= told["auroc"] <= 1
