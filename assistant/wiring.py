"""Settings to a working assistant: the only place where the parts are chosen and put together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from assistant.local import Assistant
from assistant.settings import Settings
from assistant.trace import TraceFile

if TYPE_CHECKING:
    from assistant.gate import Judge
    from index.rerank import Reranker


def silence_telemetry() -> None:
    """Tell every library to stay off the network, whatever the environment says. Before any heavy import."""
    os.environ.update(
        ANONYMIZED_TELEMETRY="False",
        CHROMA_TELEMETRY_IMPL="none",
        DO_NOT_TRACK="1",
        GRADIO_ANALYTICS_ENABLED="False",
        HF_HUB_DISABLE_TELEMETRY="1",
        HF_HUB_OFFLINE="1",
        ORT_DISABLE_TELEMETRY="1",
        TRANSFORMERS_OFFLINE="1",
        TOKENIZERS_PARALLELISM="false",
    )


def open_assistant(settings: Settings) -> Assistant:
    """An assistant over the data directory of the settings; heavy libraries load when first needed."""
    silence_telemetry()
    from index.encoder import QueryEmbedder
    from index.library import Library

    embedder = QueryEmbedder(settings.data_dir, settings.embedding_model)
    keep = TraceFile(settings.data_dir).keep if settings.log_questions else None
    library = Library(settings.data_dir, embedder)
    return Assistant(library, embedder, settings, keep, open_reranker(settings), open_judge(settings))


def open_judge(settings: Settings) -> Judge | None:
    """The entailment model of the settings, if any; raises JudgeError when there is no such model here."""
    if not settings.judge:
        return None
    from assistant.judge import EntailmentJudge

    return EntailmentJudge(settings.judge)


def open_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder of the settings, if any; raises RerankerError when there is no such model here."""
    if not settings.reranker:
        return None
    from index.rerank import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker)
