"""Accepting claims by their support score: the threshold comes from other claims than those it is used on."""

from __future__ import annotations

import random

import pytest

from assistant.gate.score import support_score
from evals.adaptors.attribution import Claim
from evals.attributed import MOST, accept_by_score

TEXT = (
    "The harbour of Lindholm opened in 1912. It was widened twice, and in 1954 a second pier was built for "
    "ferries."
)


def claims(labels: list[bool]) -> list[Claim]:
    return [Claim(str(at), "A", "A claim.", ("A text.",), label) for at, label in enumerate(labels)]


def test_false_claims_pass_as_seldom_as_wanted_and_true_ones_as_their_scores_allow() -> None:
    chance = random.Random(7)
    labels = [at % 2 == 0 for at in range(2_000)]
    scores = [chance.random() + 0.5 * label for label in labels]
    accepted = accept_by_score(claims(labels), scores)
    false = [yes for yes, label in zip(accepted, labels, strict=True) if not label]
    true = [yes for yes, label in zip(accepted, labels, strict=True) if label]
    assert 0.03 < sum(false) / len(false) <= MOST
    assert 0.45 < sum(true) / len(true) < 0.65


def test_a_claims_own_label_does_not_move_its_threshold() -> None:
    labels = [at % 2 == 0 for at in range(100)]
    scores = [at / 100 for at in range(100)]
    accepted = accept_by_score(claims(labels), scores)
    for at in range(0, 100, 7):
        turned = [not label if place == at else label for place, label in enumerate(labels)]
        assert accept_by_score(claims(turned), scores)[at] == accepted[at]


def test_without_false_claims_to_choose_on_nothing_is_accepted() -> None:
    assert accept_by_score(claims([True] * 5), [1.0] * 5) == [False] * 5


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("The harbour of Lindholm opened in 1912.", "The harbour of Lindholm opened in 1913."),
        ("A second pier was built in 1954.", "A third jetty was blown up in 1954."),
        ("Lindholm has a harbour that opened in 1912.", "Marstad has a harbour that opened in 1912."),
        ("The harbour opened in 1912.", "In 1912 opened ferries pier the widened harbour."),
        ("The harbour [1] opened in 1912 [2].", "Cats sleep."),
    ],
)
def test_what_the_text_bears_out_better_scores_higher(better: str, worse: str) -> None:
    assert 0 <= support_score(worse, [TEXT]) < support_score(better, [TEXT]) <= 1


def test_a_sentence_of_the_text_scores_1_and_no_words_score_0() -> None:
    assert support_score("The harbour of Lindholm opened in 1912.", ["Else.", TEXT]) == 1.0
    assert support_score("...", [TEXT]) == support_score("A harbour.", [""]) == 0.0
