"""Settings to a working assistant: the only place where the parts are chosen and put together."""

from __future__ import annotations

import os

from assistant.local import Assistant
from assistant.settings import Settings


def silence_telemetry() -> None:
    """Tell every library to stay off the network, whatever the environment says. Before any heavy import."""
    os.environ.update(
        ANONYMIZED_TELEMETRY="False",
        CHROMA_TELEMETRY_IMPL="none",
        DO_NOT_TRACK="1",
        GRADIO_ANALYTICS_ENABLED="False",
        HF_HUB_DISABLE_TELEMETRY="1",
        HF_HUB_OFFLINE="1",
        TRANSFORMERS_OFFLINE="1",
        TOKENIZERS_PARALLELISM="false",
    )


def open_assistant(settings: Settings) -> Assistant:
    """An assistant over the data directory of the settings; heavy libraries load when first needed."""
    silence_telemetry()
    from index.embed import SentenceTransformerEmbedder
    from index.library import Library
    from index.state import State

    embedder = SentenceTransformerEmbedder(settings.embedding_model)
    state = State(settings.data_dir) if settings.log_questions else None
    return Assistant(Library(settings.data_dir, embedder), embedder, settings, state)
