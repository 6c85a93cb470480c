"""A local entailment model: whether a claim in other words follows from a statement."""

from __future__ import annotations

import json

import numpy as np

from index.cross_encoder import LocalCrossEncoder
from index.errors import JudgeError

_SURE = 0.5
"""Probability at which entailment is believed: more than of all else together."""


class EntailmentJudge(LocalCrossEncoder):
    """A cross-encoder with three values a pair, one of them named 'entailment' in its config.json.

    Raises JudgeError where there is none to use.
    """

    setting, values, fault = "TREATY_JUDGE", 3, JudgeError

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self._entailment = self._place_of_entailment()

    def entails(self, premise: str, claim: str) -> bool:
        told = self.predict([(premise, claim)])[0]
        powers = np.exp(told - told.max())
        return bool(powers[self._entailment] / powers.sum() > _SURE)

    def _place_of_entailment(self) -> int:
        config = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
        labels = config.get("id2label")
        names = labels.items() if isinstance(labels, dict) else ()
        places = [int(place) for place, name in names if str(name).casefold() == "entailment"]
        if len(names) != self.values or len(places) != 1:
            raise self._unusable(
                "does not name three values of which one is 'entailment' (config.json, id2label)"
            )
        return places[0]
