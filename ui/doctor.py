"""What is installed, what is indexed, and what to do next."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ui.exits import Exit

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.encoder import QueryEmbedder

PACKAGES = (
    "treaty-assistant",
    "chromadb",
    "llama-index-core",
    "llama-index-vector-stores-chroma",
    "sentence-transformers",
    "torch",
    "onnxruntime",
    "gradio",
    "fastapi",
    "pypdfium2",
    "python-docx",
)

LEAST_FREE = 500 * 1024 * 1024
"""Below this an ingestion may not finish: old and new generation lie side by side for a while."""


@dataclass(frozen=True, slots=True)
class Examination:
    python: str
    packages: dict[str, str]
    """Version by name; 'missing' for one that is not installed."""
    data_directory: str
    writable: bool
    free_bytes: int
    embedding_model: str
    """What tells its vectors from those of another, or why it cannot be used."""
    questions_encoded_by: str | None
    """'onnxruntime', 'torch', or None where the model cannot be used."""
    index: str
    """'ready', 'missing' or 'unusable'."""
    generation: str | None
    documents: int
    passages: int
    updated: str | None
    sample: bool
    next: tuple[str, ...]
    """What to do, in order; empty when nothing is wrong."""
    exit: Exit


def examine(settings: Settings) -> Examination:
    """Looks and changes nothing. `exit` is what a question would end with now."""
    from index.encoder import QueryEmbedder
    from index.errors import IndexFault, IndexMissingError
    from index.library import Library

    advice: list[str] = []
    packages = {name: _installed(name) for name in PACKAGES}
    if "missing" in packages.values():
        advice.append("Install what is missing: make setup")
    existing = _nearest_existing(settings.data_dir)
    writable, free = os.access(existing, os.W_OK), shutil.disk_usage(existing).free
    if not writable:
        advice.append(f"Make {existing} writable, or choose another folder with --data-dir")
    if free < LEAST_FREE:
        advice.append(f"Free some space at {existing}: {free // 2**20} MB are left")

    embedder = QueryEmbedder(settings.data_dir, settings.embedding_model)
    library = Library(settings.data_dir, embedder)
    state, code, collection, generation = "ready", Exit.OK, None, None
    try:
        with library.reading() as opened:
            collection, generation = opened.collection, opened.id
    except IndexFault as fault:
        state = "missing" if isinstance(fault, IndexMissingError) else "unusable"
        code = Exit.INDEX
        advice.append(str(fault))
    finally:
        library.close()
    if collection is not None and not collection.documents:
        advice.append("The collection is empty: run `treaty-assistant ingest FOLDER`")
    model, runtime = _model(embedder, advice)
    return Examination(
        python=platform.python_version(),
        packages=packages,
        data_directory=str(settings.data_dir.absolute()),
        writable=writable,
        free_bytes=free,
        embedding_model=model,
        questions_encoded_by=runtime,
        index=state,
        generation=generation,
        documents=collection.documents if collection else 0,
        passages=collection.passages if collection else 0,
        updated=collection.updated if collection else None,
        sample=collection.sample if collection else False,
        next=tuple(advice),
        exit=code,
    )


def as_fields(found: Examination) -> dict[str, object]:
    """For people: one line each."""
    return {
        "Python": found.python,
        **found.packages,
        "data directory": found.data_directory + ("" if found.writable else " (not writable)"),
        "free space": f"{found.free_bytes / 2**30:.1f} GB",
        "embedding model": found.embedding_model,
        "questions encoded by": _runtime(found.questions_encoded_by),
        "index": found.index,
        "generation": found.generation,
        "documents": f"{found.documents} in {found.passages} passages" if found.generation else None,
        "last updated": found.updated,
        "collection": "bundled examples, not to be quoted" if found.sample else None,
        "next": "\n".join(found.next) or "nothing: questions can be asked",
    }


def _model(embedder: QueryEmbedder, advice: list[str]) -> tuple[str, str | None]:
    """What tells the model from others, and what encodes questions with it."""
    try:
        return embedder.fingerprint, embedder.runtime
    except Exception as error:  # whatever is wrong with it, the rest of the examination still helps
        advice.append(f"Set TREATY_EMBEDDING_MODEL to a model that is on this machine: {error}")
        return f"cannot be used: {error}", None


def _runtime(name: str | None) -> str | None:
    if name == "torch":
        return "torch: slower to start; an ingestion exports the model for onnxruntime where that is possible"
    return name


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _nearest_existing(folder: Path) -> Path:
    """The folder itself or the first above it that exists."""
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if path.exists())
