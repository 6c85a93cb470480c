"""The embedding model exported for `index/encoder.py`: traced by torch, compared with the model, published.

Import it inside the function that needs it: it loads torch.
"""

from __future__ import annotations

import logging
import os
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from index import encoder, manifest, tree
from index.database import make_folder, require_space
from index.embed import SentenceTransformerEmbedder
from index.encoder import Contents, OnnxEncoder
from index.errors import IndexUnusableError

log = logging.getLogger(__name__)

AGREEMENT = 0.999
"""Least cosine between a vector of the model and that of its export, for any text."""
OPSET = 17
EXAMPLE = "A text of a dozen words is enough to see what the model does."

_made: dict[str, Path] = {}
"""Where this process exported a model, by fingerprint: another data directory gets the same files."""


def export(data_dir: Path, embedder: SentenceTransformerEmbedder, spare: int) -> bool:
    """True when the data directory holds an encoder of this model now; for its writer alone.

    False, with a warning in the log, when the model cannot be exported, its export disagrees with it, or less
    than `spare` bytes would be left on the disk: questions are then encoded by the model itself.
    """
    folder = encoder.folder_of(data_dir, embedder.fingerprint)
    aside = folder.with_name(f".building-{folder.name}")
    try:
        make_folder(folder.parent)
        _remove(aside)
        aside.mkdir(mode=0o700)
        if not _link(_made.get(embedder.fingerprint), aside, embedder.fingerprint):
            require_space(data_dir, spare + _size(embedder.transformer()))
            _write(aside, embedder)
        encoder.check(aside, embedder.fingerprint)
        tree.flush(aside)
        _remove(folder)
        tree.rename(aside, folder)
        tree.make_read_only(folder)
    except Exception as error:  # whatever it is, everything else of the ingestion is done
        log.warning("the encoder is not exported, torch goes on encoding questions: %s", error)
        return False
    finally:
        _remove(aside)
    _made[embedder.fingerprint] = folder
    return True


def _write(folder: Path, embedder: SentenceTransformerEmbedder) -> None:
    """Model, tokenizer and manifest. Raises IndexUnusableError when they would give other vectors."""
    if embedder.transformer().default_prompt_name is not None:
        raise IndexUnusableError("the model puts words of its own before each text")
    _write_model(folder / encoder.MODEL, embedder)
    _write_tokenizer(folder / encoder.TOKENIZER, embedder)
    agreement = least_agreement(OnnxEncoder(folder), embedder)
    if not agreement >= AGREEMENT:
        raise IndexUnusableError(f"its vectors differ from those of the model (cosine {agreement:.4f})")
    contents = Contents(encoder.FORMAT, embedder.fingerprint, manifest.measure(folder))
    encoder.write_contents(folder, contents)


class _WholeModel(torch.nn.Module):
    """All modules of the model, whatever they are, from the tokenizer's numbers to the unit vector, and the
    vectors of the word pieces on the way there."""

    def __init__(self, model: torch.nn.Module, inputs: list[str], constants: dict[str, Any]) -> None:
        super().__init__()
        self.model, self._inputs, self._constants = model, inputs, constants

    def forward(self, *numbers: Tensor) -> tuple[Tensor, Tensor]:
        features = {**self._constants, **dict(zip(self._inputs, numbers, strict=True))}
        found = self.model(features)
        vector: Tensor = found["sentence_embedding"]
        pieces: Tensor = found["token_embeddings"]
        return torch.nn.functional.normalize(vector.float(), dim=-1), pieces.float()


def _write_model(path: Path, embedder: SentenceTransformerEmbedder) -> None:
    """The model for one text of any length, as an ONNX file."""
    model = embedder.transformer()
    features = model.preprocess([EXAMPLE])
    numbers = {name: value for name, value in features.items() if isinstance(value, Tensor)}
    if unknown := numbers.keys() - encoder.INPUTS.keys():
        raise IndexUnusableError(f"the model reads {', '.join(sorted(unknown))}")
    constants = {name: value for name, value in features.items() if name not in numbers}
    with warnings.catch_warnings(), torch.no_grad():
        # What is traced might hold for the example only: that is what the comparison afterwards is for.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _WholeModel(model, list(numbers), constants),
            tuple(numbers.values()),
            str(path),
            input_names=list(numbers),
            output_names=[encoder.OUTPUT, encoder.PIECES],
            dynamic_axes={name: {1: "length"} for name in (*numbers, encoder.PIECES)},
            opset_version=OPSET,
            dynamo=False,  # the other exporter needs onnxscript
        )


def _write_tokenizer(path: Path, embedder: SentenceTransformerEmbedder) -> None:
    """It cuts at the window of the model, whatever its own file says, and pads nothing."""
    from tokenizers import Tokenizer

    own = embedder.transformer().tokenizer
    tokenizer = Tokenizer.from_str(own.backend_tokenizer.to_str())
    tokenizer.enable_truncation(embedder.window, direction=own.truncation_side)
    tokenizer.no_padding()
    tokenizer.save(str(path))


def least_agreement(exported: OnnxEncoder, embedder: SentenceTransformerEmbedder) -> float:
    """The lowest cosine between their vectors of one text or piece, of texts that differ in all that matters;
    0 where they cut a text into other pieces."""
    texts = samples(embedder.window)
    cosines = [np.sum(exported.encode(texts) * embedder.encode(texts), axis=1)]
    for one, other in zip(exported.encode_pieces(texts), embedder.encode_pieces(texts), strict=True):
        if one.spans.tolist() != other.spans.tolist():
            return 0.0
        cosines.append(np.sum(one.pieces.astype(np.float32) * other.pieces.astype(np.float32), axis=1))
    return float(np.min(np.concatenate(cosines)))


def samples(window: int) -> list[str]:
    """Texts from none to twice the window, in several scripts, with what tokenizers treat differently."""
    words = "The board of nine met on 3 May in room B; it heard two reports and closed early.".split()
    lengths = [1, 2, 3, 5, 9, 17, 33, 65, 127, 129, *range(window - 3, window + 1), 2 * window]
    # Each starts at another word, so that what stands beyond a cut is not what stands before it.
    running = [" ".join(words[(n + at) % len(words)] for at in range(n)) for n in lengths if n > 0]
    return [
        "", " ", "\n", ".", "?!", "  spaces before and behind  ", "two\nlines\tand a tab", "MIXED Case wOrds",
        "CCM/MSP/2011/WP.5, para. 35 (b)", "1 234 567,89", "naïve façade à Genève, año, Straße",
        "Конвенция по кассетным боеприпасам", "اتفاقية الذخائر العنقودية", "集束弹药公约", "सम्मेलन",
        "x" * 500, "🙂 ¹² ½ ﬁ",
        *running,
    ]  # fmt: skip


def _link(made: Path | None, folder: Path, fingerprint: str) -> bool:
    """True when the files of an earlier export are still as they were and now stand in `folder` too."""
    try:
        if made is None:
            return False
        encoder.check(made, fingerprint)
    except IndexUnusableError:
        return False
    for path in made.iterdir():
        try:
            os.link(path, folder / path.name)
        except OSError:  # on another disk
            shutil.copyfile(path, folder / path.name)
    return True


def _size(model: torch.nn.Module) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in model.parameters())


def _remove(folder: Path) -> None:
    if folder.exists():
        tree.remove(folder)
