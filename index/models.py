"""Where the files of a model are: a folder, or a hub name in the cache of this machine; never the network."""

from __future__ import annotations

import os
from pathlib import Path


def find_model(name: str) -> Path | None:
    """The folder with the model's files; None when the name is no folder and not in the cache."""
    if Path(name).is_dir():
        return Path(name)
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError):
        return None
