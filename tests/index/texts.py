"""Small source folders to ingest."""

from __future__ import annotations

from pathlib import Path

WORDS = (
    "stockpile",
    "clearance",
    "victim",
    "assistance",
    "transparency",
    "cooperation",
    "deadline",
    "survey",
)


def write_document(folder: Path, number: int, words: str = "") -> Path:
    """A text of three numbered paragraphs, different from every other number's."""
    folder.mkdir(parents=True, exist_ok=True)
    word = WORDS[number % len(WORDS)]
    path = folder / f"report-{number}.txt"
    path.write_text(
        f"Report number {number} on {word}\n\n"
        f"1. Party {number} spoke of {word} and of the year {1990 + number}.\n\n"
        f"2. It counted {number * 1111:,} items under {word} {words}.\n\n"
        f"3. The meeting thanked party {number} for its {word} work.\n",
        encoding="utf-8",
    )
    return path


def write_folder(folder: Path, count: int) -> Path:
    for number in range(count):
        write_document(folder, number)
    return folder
