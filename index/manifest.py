"""What a generation is made of: the size and hash of every file, and what it was built from and with."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexUnusableError

NAME = "manifest.json"
FORMAT = 3
"""Raise it when a generation is laid out differently: older ones are then built again from the catalogue."""

Files = dict[str, tuple[int, str]]
"""Path inside a folder -> size in bytes, SHA-256."""


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    run: int
    """Number of the ingestion that published it; generations are ordered by it, never by time."""
    digest: str
    """Of everything that went into it: equal digests answer equally."""
    published: str
    fingerprint: str
    dimension: int
    documents: int
    passages: int
    vectors: int
    sample: bool
    chroma: str
    """Release of chromadb that wrote it."""
    files: Files


def measure(folder: Path) -> Files:
    """Size and hash of every file below the folder but the manifest itself."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, file_hash(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / NAME
    }


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(dataclasses.asdict(manifest), indent=1, sort_keys=True)
    (folder / NAME).write_text(text, encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Raises IndexUnusableError when there is none, or one of another format."""
    try:
        fields = json.loads((folder / NAME).read_text(encoding="utf-8"))
        fields["files"] = {name: (int(size), str(digest)) for name, (size, digest) in fields["files"].items()}
        manifest = Manifest(**fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise IndexUnusableError(f"{folder.name} has no readable manifest: {why}") from error
    if manifest.format != FORMAT:
        raise IndexUnusableError(f"{folder.name} has format {manifest.format}, this release reads {FORMAT}")
    return manifest


def check(folder: Path, manifest: Manifest, prefix: str = "") -> None:
    """Raises IndexUnusableError unless every file whose path starts with `prefix` is there, and as it was."""
    check_files(folder, {name: entry for name, entry in manifest.files.items() if name.startswith(prefix)})


def check_files(folder: Path, expected: Files) -> None:
    """Raises IndexUnusableError unless each file has the size and the hash it was measured with.

    Sizes are compared first: a damaged index can claim terabytes.
    """
    for name, (size, _) in expected.items():
        path = folder / name
        if not path.is_file() or path.is_symlink():
            raise IndexUnusableError(f"{folder.name}: {name} is missing")
        if os.stat(path).st_size != size:
            raise IndexUnusableError(f"{folder.name}: {name} has {os.stat(path).st_size} bytes, not {size}")
    for name, (_, digest) in expected.items():
        if file_hash(folder / name) != digest:
            raise IndexUnusableError(f"{folder.name}: {name} is not what was written")
