"""Questions to vectors without torch: the embedding model as a file that onnxruntime reads.

`index/export.py` writes the file at ingestion; here it is found, checked and used, and where there is none
that is sound, the model itself encodes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import manifest, tree
from index.embed import BUNDLED, Encoded, SentenceTransformerEmbedder, encoded
from index.errors import IndexUnusableError
from index.manifest import Files
from ingest.isolate import cores

log = logging.getLogger(__name__)

FOLDER = "encoders"
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
FORMAT = 2
"""Raise it when encoders are exported differently: older ones are then ignored and exported again."""
INPUTS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
"""What an exported model may ask for, and what the tokenizer calls it."""
OUTPUT = "vector"
PIECES = "pieces"
"""Vectors of the word pieces, special tokens included, as the last layer gives them."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in the folder of an encoder."""

    format: int
    fingerprint: str
    """Of the model it was exported from."""
    files: Files


def folder_of(data_dir: Path, fingerprint: str) -> Path:
    """Where the encoder of this model lies, if there is one."""
    return data_dir / FOLDER / hashlib.sha256(f"{FORMAT} {fingerprint}".encode()).hexdigest()[:16]


def write_contents(folder: Path, contents: Contents) -> None:
    (folder / manifest.NAME).write_text(json.dumps(dataclasses.asdict(contents), indent=1), encoding="utf-8")


def check(folder: Path, fingerprint: str) -> None:
    """Raises IndexUnusableError unless the folder holds the encoder of this model, as it was exported."""
    try:
        fields = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
        files = {name: (int(size), str(digest)) for name, (size, digest) in fields.pop("files").items()}
        contents = Contents(**fields, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexUnusableError(f"encoder {folder.name} has no readable manifest: {error}") from error
    if (contents.format, contents.fingerprint) != (FORMAT, fingerprint):
        raise IndexUnusableError(f"encoder {folder.name} is one of {contents.fingerprint}")
    if files.keys() != {MODEL, TOKENIZER}:
        raise IndexUnusableError(f"encoder {folder.name} is incomplete")
    manifest.check_files(folder, files)


class OnnxEncoder:
    """An exported model. Thread-safe.

    Each text is encoded by itself, on one core: its vector does not depend on what else is asked for, nothing
    is padded, and questions that come together do not wait for each other. Several texts share the cores.
    """

    def __init__(self, folder: Path) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else it looks for a server to report to after a while
        from onnxruntime import InferenceSession, SessionOptions, disable_telemetry_events
        from tokenizers import Tokenizer

        disable_telemetry_events()
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors, which are raised too; the rest is for its developers
        self._session = InferenceSession(folder / MODEL, options, providers=["CPUExecutionProvider"])
        self._inputs = [(given.name, INPUTS[given.name]) for given in self._session.get_inputs()]
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._counter = Tokenizer.from_str(self._tokenizer.to_str())
        self._counter.no_truncation()
        self._pool = ThreadPoolExecutor(cores(), thread_name_prefix="questions")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row a text, of at least one text."""
        if len(texts) == 1:
            return self._vector(texts[0])[np.newaxis]
        return np.stack(list(self._pool.map(self._vector, texts)))

    def encode_pieces(self, texts: Sequence[str]) -> list[Encoded]:
        """The same, with their word pieces."""
        return list(self._pool.map(self._read, texts))

    def count(self, text: str) -> int:
        """Word pieces, special tokens not included."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._run(self._tokenizer.encode(text), OUTPUT)[0]
        return vector

    def _read(self, text: str) -> Encoded:
        read = self._tokenizer.encode(text)
        vector, pieces = self._run(read, OUTPUT, PIECES)
        return encoded(vector, pieces, read)

    def _run(self, read: Any, *outputs: str) -> list[NDArray[np.float32]]:
        given = {name: np.array([getattr(read, field)], dtype=np.int64) for name, field in self._inputs}
        return [found[0] for found in self._session.run(list(outputs), given)]


class QueryEmbedder:
    """The embedding model for questions: the exported encoder of the data directory, else the model itself.

    Which of the two is decided with the first text, and for good; only the second loads torch. Vectors agree
    (cosine .999 or better). `model` as for SentenceTransformerEmbedder.
    """

    def __init__(self, data_dir: Path, model: str = BUNDLED) -> None:
        self._data_dir, self._model = data_dir, SentenceTransformerEmbedder(model)
        self._choosing = threading.Lock()

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    @property
    def dimension(self) -> int:
        return self._model.dimension

    @property
    def window(self) -> int:
        return self._model.window

    @property
    def runtime(self) -> str:
        """'onnxruntime' or 'torch'; loads the encoder."""
        return "onnxruntime" if self._encoder() else "torch"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return (self._encoder() or self._model).encode(texts)

    def encode_pieces(self, texts: Sequence[str]) -> list[Encoded]:
        return (self._encoder() or self._model).encode_pieces(texts) if texts else []

    def count(self, text: str) -> int:
        return (self._encoder() or self._model).count(text)

    def _encoder(self) -> OnnxEncoder | None:
        with self._choosing:
            return self._chosen

    @cached_property
    def _chosen(self) -> OnnxEncoder | None:
        return open_encoder(self._data_dir, self.fingerprint)


def has_encoder(data_dir: Path, fingerprint: str) -> bool:
    """True when there is a sound encoder of this model."""
    try:
        check(folder_of(data_dir, fingerprint), fingerprint)
    except IndexUnusableError:
        return False
    return True


def retire(data_dir: Path, fingerprints: Set[str]) -> None:
    """Remove the encoders of all other models; a process that uses one has it in memory."""
    keep = {folder_of(data_dir, fingerprint) for fingerprint in fingerprints}
    for folder in (data_dir / FOLDER).glob("*"):
        if folder.is_dir() and folder not in keep:
            tree.remove(folder)


def open_encoder(data_dir: Path, fingerprint: str) -> OnnxEncoder | None:
    """The encoder of this model; None, and a line in the log, where there is none or it cannot be used."""
    folder = folder_of(data_dir, fingerprint)
    if not folder.is_dir():
        log.info("no encoder is exported for this model: torch encodes questions")
        return None
    try:
        check(folder, fingerprint)
        return OnnxEncoder(folder)
    except Exception as error:  # damaged, or of another release of onnxruntime, whose errors have no base
        log.warning(
            "the exported encoder cannot be used, torch encodes questions until `treaty-assistant ingest`"
            " exports it again: %s", error,
        )  # fmt: skip
        return None
