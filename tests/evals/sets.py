"""Tiny question sets of every format, written for the tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

CLAUSES = [
    (1, "1.", "MOORING"),
    (1, "1.1", "Applications for a berth"),
    (1, "1.1.1", ""),
    (1, "1.1.1.(1)", "A skipper asks the harbour master for a berth before noon."),
    (1, "1.1.1.(2)", "The harbour master answers within two days."),
    (1, "1.2", "Fees. A berth costs nine crowns a night."),
    (2, "1)", "Lighthouse keepers record every passing vessel in a green book."),
    (2, "2)", "The green book is kept for eleven years."),
]
OBLIQA_QUESTIONS = [
    ("q1", "When does a skipper ask for a berth?", [(1, "1.1.1.(1)")]),
    ("q2", "How long is the green book of the lighthouse keepers kept?", [(2, "2)"), (2, "1)")]),
]
ARTICLES = {
    "Amber_Fox": [
        "The amber fox hunts at dusk along the northern dunes.",
        "Its den has three entrances, all of them facing the sea.",
    ],
    "Glass_Bridge": ["The glass bridge was opened by the mayor after two winters of repairs."],
}
CLAIMS = [
    {"claim": "The den has three entrances.", "references": ["The den has three entrances."], "label": True},
    {"claim": "The den has two exits.", "references": ["The fox hunts at dusk."], "label": False},
]


def write_lines(path: Path, lines: Iterable[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def write_json(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def clause(document: int, number: str, words: str) -> dict[str, object]:
    return {"ID": f"{document}-{number}", "DocumentID": document, "PassageID": number, "Passage": words}


def flat_obliqa(folder: Path) -> Path:
    write_lines(folder / "passages.jsonl", (clause(*each) for each in CLAUSES))
    asked = ({"id": n, "question": words, "gold": gold} for n, words, gold in OBLIQA_QUESTIONS)
    write_lines(folder / "dev.jsonl", asked)
    return folder


def original_obliqa(folder: Path) -> Path:
    for number in (1, 2):
        listed = [clause(*each) for each in CLAUSES if each[0] == number]
        write_json(folder / "StructuredRegulatoryDocuments" / f"{number}.json", listed)
    items = [
        {
            "QuestionID": name,
            "Question": words,
            "Passages": [{"DocumentID": d, "PassageID": p, "Passage": "..."} for d, p in gold],
            "Group": 1,
        }
        for name, words, gold in OBLIQA_QUESTIONS
    ]
    write_json(folder / "ObliQA_dev.json", items)
    return folder


def flat_squad(folder: Path) -> Path:
    write_lines(
        folder / "paragraphs.jsonl",
        (
            {"id": f"{title}#{place}", "title": title, "text": text}
            for title, texts in ARTICLES.items()
            for place, text in enumerate(texts)
        ),
    )
    questions = [
        {
            "id": "a",
            "question": "When does the amber fox hunt?",
            "paragraph": "Amber_Fox#0",
            "answers": ["dusk"],
        },
        {"id": "b", "question": "How many entrances has the den?", "paragraph": "Amber_Fox#1"},
        {"id": "c", "question": "Who sold the bridge?", "paragraph": "Glass_Bridge#0", "answerable": False},
    ]
    write_lines(folder / "questions.jsonl", questions)
    return folder


def published_squad(folder: Path) -> Path:
    asked = {
        ("Amber_Fox", 0): [{"id": "a", "question": "When does the amber fox hunt?", "is_impossible": False}],
        ("Amber_Fox", 1): [{"id": "b", "question": "How many entrances has the den?"}],
        ("Glass_Bridge", 0): [{"id": "c", "question": "Who sold the bridge?", "is_impossible": True}],
    }
    data = [
        {
            "title": title,
            "paragraphs": [
                {"context": text, "qas": asked.get((title, place), [])} for place, text in enumerate(texts)
            ],
        }
        for title, texts in ARTICLES.items()
    ]
    write_json(folder / "dev-v2.0.json", {"version": "v2.0", "data": data})
    return folder


def plain_set(folder: Path) -> Path:
    passages = [
        {"id": "fox", "text": ARTICLES["Amber_Fox"][0], "title": "Amber fox", "heading": ["Habits"]},
        {"id": "den", "text": ARTICLES["Amber_Fox"][1], "title": "Amber fox"},
        {"id": "bridge", "text": ARTICLES["Glass_Bridge"][0]},
    ]
    write_lines(folder / "passages.jsonl", passages)
    own = {"id": "case-1", "type": "who", "question": "Who opened the bridge?", "answerable": True}
    lines: list[object] = [
        {"question": "When does the amber fox hunt?", "evidence": "hunts at DUSK"},
        {"question": "Where do the entrances face?", "gold": ["den"]},
        own | {"evidence": ["by the mayor", "two winters"], "nuggets": [["the mayor"]]},
        own | {"id": "case-2", "answerable": False},
    ]
    write_lines(folder / "questions.jsonl", lines)
    return folder


def attribution_set(folder: Path) -> Path:
    ours = [
        {
            "claim": each["claim"],
            "references": each["references"],
            "attributable": each["label"],
            "source": "A",
        }
        for each in CLAIMS
    ]
    published = [
        {
            "claim": each["claim"],
            "references": each["references"],
            "attribution_label": "attributable" if each["label"] else "not attributable",
            "src_dataset": "B",
        }
        for each in CLAIMS
    ]
    write_lines(folder / "dev.jsonl", [*ours, *published])
    return folder
