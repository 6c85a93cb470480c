"""What is not found is said, whatever the collection lacks: a date, a second document, or any document."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from assistant.deadline import Deadline
from assistant.schemas import AbstentionReason, AskReply, AskRequest
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest, remove_source

QUESTION = "Who climbed Mount Everest first?"
UNDATED = "# Rules of the reading room\n\nThe reading room opens at nine. Bags stay at the door.\n"
OTHER = "# Rules of the garden\n\nThe garden closes at dusk. Dogs stay outside.\n"


def ask(data_dir: Path, language: Literal["auto", "fr", "es"] = "auto") -> AskReply:
    assistant = open_assistant(Settings(data_dir=data_dir))
    try:
        return assistant.ask(AskRequest(question=QUESTION, language=language), lambda *_: None, Deadline(120))
    finally:
        assistant.close()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.md": UNDATED}, "I did not find this in the one document of the collection."),
        ({"a.md": UNDATED, "b.md": OTHER}, "I did not find this in the 2 documents."),
        (
            {"a.md": UNDATED, "a.yaml": "date: 2019-05-04\n"},
            "I did not find this in the one document of the collection (date: 4 May 2019).",
        ),
    ],
)
def test_what_is_not_found_is_said_of_any_collection(
    tmp_path: Path, embedder: SentenceTransformerEmbedder, files: dict[str, str], said: str
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    ingest(tmp_path / "data", [folder], embedder)
    reply = ask(tmp_path / "data")
    assert (reply.status, reply.answer) == ("abstained", said)
    for language in ("fr", "es"):
        assert ask(tmp_path / "data", language).answer


def test_an_emptied_collection_says_that_it_is_empty(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.md").write_text(UNDATED, encoding="utf-8")
    ingest(tmp_path / "data", [folder], embedder)
    remove_source(tmp_path / "data", str(folder))
    reply = ask(tmp_path / "data")
    assert reply.abstention is not None
    assert reply.abstention.reason is AbstentionReason.NO_INDEX
    assert reply.answer == "The collection holds no documents yet."
