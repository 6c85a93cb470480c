"""A sentence-transformers cross-encoder on this machine: what reranking and judging have in common."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnusableError
from index.models import find_model

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = logging.getLogger(__name__)

BATCH = 8  # pairs between two looks at a deadline
_ADVICE = "name the folder of a sentence-transformers cross-encoder, or leave the setting away"


class LocalCrossEncoder:
    """A cross-encoder on the processor, loaded with the first pair.

    `model` is a folder, or a hub name that is already in the cache; nothing is ever downloaded. Raises its
    `fault` at once when what lies there is no cross-encoder, and later when it cannot be loaded.
    """

    setting: ClassVar[str]
    values: ClassVar[int]
    """How many numbers it gives for a pair."""
    fault: ClassVar[type[ModelUnusableError]]

    def __init__(self, model: str) -> None:
        self.model = model
        self._one_at_a_time = threading.Lock()  # the tokenizer inside changes its state while it works
        folder = find_model(model)
        if folder is None:
            raise self._unusable("is neither a folder nor in the model cache of this machine")
        self.folder = folder
        self._weights = self._held_weights()

    def predict(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """A row of `values` numbers for each pair, as the head gives them."""
        with self._one_at_a_time:
            encoder = self._encoder
            from torch.nn import Identity

            told = encoder.predict(
                list(pairs), batch_size=BATCH, show_progress_bar=False, activation_fn=Identity()
            )
        return np.asarray(told, dtype=np.float32).reshape(len(pairs), self.values)

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
        if encoder.num_labels != self.values:
            raise self._unusable(f"gives {encoder.num_labels} values for a pair, not {self.values}")
        if drawn := _head(encoder) - self._weights:
            raise self._unusable(f"lacks weights, which would be drawn by chance: {', '.join(sorted(drawn))}")
        encoder.eval()
        return encoder

    def _held_weights(self) -> frozenset[str]:
        """Names of the weights in the folder. Raises `fault` unless it looks like a cross-encoder.

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

    def _unusable(self, why: str) -> ModelUnusableError:
        return self.fault(f"{self.setting}: {self.model!r} {why}: {_ADVICE}")


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
