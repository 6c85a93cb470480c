"""Hits in the order of a cross-encoder, which reads question and passage together: better and slower."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.errors import RerankerError
from index.models import find_model
from index.retrieve import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = logging.getLogger(__name__)

FIRST = 30
"""Hits that are read again. On one core a small cross-encoder takes 40 to 130 ms for each."""
BATCH = 8  # passages between two looks at the deadline


class Reranker(Protocol):
    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """For each passage how well it answers, from 0 to 1; the same each time."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder on the processor, loaded with the first question.

    `model` is a folder, or a hub name that is already in the cache; nothing is ever downloaded. Raises
    RerankerError at once when what lies there is no cross-encoder, and later when it cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self._one_at_a_time = threading.Lock()  # the tokenizer inside changes its state while it works
        self.folder = _require_model(model)
        self._weights = self._held_weights()

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        with self._one_at_a_time:
            encoder = self._encoder
            from torch.nn import Sigmoid

            pairs = [(question, passage) for passage in passages]
            scores = encoder.predict(
                pairs, batch_size=BATCH, show_progress_bar=False, activation_fn=Sigmoid()
            )
        return [float(score) for score in np.asarray(scores).reshape(-1)]

    @cached_property
    def _encoder(self) -> CrossEncoder:
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
        import torch
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        torch.set_num_threads(1)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            encoder: CrossEncoder = CrossEncoder(
                str(self.folder), device="cpu", local_files_only=True, trust_remote_code=False
            )
        except Exception as error:  # each library below has kinds of its own
            log.error("the cross-encoder in %s cannot be loaded: %s", self.folder, error)
            raise self._unusable(f"cannot be loaded ({type(error).__name__})") from error
        if encoder.num_labels != 1:
            raise self._unusable(f"gives {encoder.num_labels} values for a passage, not one")
        if drawn := _head(encoder) - self._weights:
            raise self._unusable(f"lacks weights, which would be drawn by chance: {', '.join(sorted(drawn))}")
        encoder.eval()
        return encoder

    def _held_weights(self) -> frozenset[str]:
        """Names of the weights in the folder. Raises RerankerError unless it looks like a cross-encoder.

        Any model of the libraries below would load: where it has no head of its own they draw one by chance,
        and two processes would answer differently. Reads no weights, so it takes no time and no torch.
        """
        try:
            config = _read_json(self.folder / "config.json")
            if not _is_cross_encoder(self.folder, config):
                named = ", ".join(map(str, config.get("architectures") or ["nothing"]))
                raise self._unusable(f"is no cross-encoder (config.json names {named})")
            return frozenset(name for file in _weight_files(self.folder) for name in _names_in(file))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._unusable(f"cannot be read ({error})") from error

    def _unusable(self, why: str) -> RerankerError:
        return RerankerError(f"TREATY_RERANKER: {self.model!r} {why}: {_ADVICE}")


def _is_cross_encoder(folder: Path, config: Mapping[str, Any]) -> bool:
    """True where the architecture has a head that scores, or sentence-transformers saved a cross-encoder."""
    if any(str(name).endswith("ForSequenceClassification") for name in config.get("architectures") or ()):
        return True
    saved = folder / "config_sentence_transformers.json"
    return (
        saved.is_file()
        and (folder / "modules.json").is_file()
        and _read_json(saved).get("model_type") == "CrossEncoder"
    )


def _weight_files(folder: Path) -> list[Path]:
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return [folder / "model.safetensors"]
    return [folder / name for name in sorted(set(_read_json(index)["weight_map"].values()))]


def _names_in(file: Path) -> list[str]:
    """Raises OSError or ValueError for a file that is missing, cut short or something else."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="numpy") as held:
            return list(held.keys())
    except SafetensorError as error:
        raise ValueError(f"{file.name}: {error}") from error


def _read_json(file: Path) -> dict[str, Any]:
    held = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(held, dict):
        raise ValueError(f"{file.name} holds no object")
    return held


def _head(encoder: CrossEncoder) -> set[str]:
    """Names of the weights that make a score of what the model proper says."""
    model: Any = encoder[0].model
    if not type(model).__name__.endswith("ForSequenceClassification"):
        return set()
    return {name for name in model.state_dict() if not name.startswith(f"{model.base_model_prefix}.")}


_ADVICE = "name the folder of a sentence-transformers cross-encoder, or leave the setting away"


def _require_model(name: str) -> Path:
    folder = find_model(name)
    if folder is None:
        raise RerankerError(
            f"TREATY_RERANKER: {name!r} is neither a folder nor in the model cache of this machine: {_ADVICE}"
        )
    return folder


def rerank(hits: Sequence[Hit], question: str, reranker: Reranker, check: Callable[[], None]) -> list[Hit]:
    """The first FIRST hits ranked anew by what the reranker says times what they were found with.

    The product keeps what a reranker cannot see: which document the question speaks of. The scores of these
    hits are dealt out anew, the best to the first, so that those that were not read still come after them.
    Each tells what the reranker said as 'reranker'. Equals keep their order. `check` is called before each
    batch, and may raise.
    """
    read = hits[:FIRST]
    said: list[float] = []
    for start in range(0, len(read), BATCH):
        check()
        said += reranker.score(question, [_with_heading(hit) for hit in read[start : start + BATCH]])
    judged = sorted(zip(said, read, strict=True), key=lambda pair: (-pair[0] * pair[1].score, pair[1].rank))
    scores = sorted((hit.score for hit in read), reverse=True)
    first = [
        replace(hit, score=score, rank=rank, scores=(*hit.scores, ("reranker", saying)))
        for rank, (score, (saying, hit)) in enumerate(zip(scores, judged, strict=True), 1)
    ]
    return [*first, *hits[FIRST:]]


def _with_heading(hit: Hit) -> str:
    """The passage as it stands in its document: title and headings first."""
    stored = hit.passage
    return "\n".join((" > ".join((stored.metadata.title, *stored.passage.heading)), stored.text))
