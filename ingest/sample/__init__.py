"""The bundled sample collection: digests written for this project, so that a bare installation can answer."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def collection() -> Path:
    """The folder of sample documents. It holds documents and nothing else, so it can be ingested as it is."""
    return Path(str(files(__name__) / "collection"))
