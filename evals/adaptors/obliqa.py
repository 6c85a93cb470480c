"""ObliQA: numbered clauses of rulebooks, and questions that one or several of them answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.adaptors.files import Entry, Words, find_questions, missing, read_json, read_lines, require_known
from evals.adaptors.sets import Clause, Question, RetrievalSet, Text
from evals.errors import CaseError
from ingest.documents import Kind

EXPECTED = (
    "passages.jsonl and one more .jsonl file of questions, or StructuredRegulatoryDocuments/*.json and"
    " ObliQA_*.json"
)
LONGEST_HEADING = 120
"""A clause above another is its heading when it has no more characters and does not end as a sentence."""


class _Passage(Entry):
    DocumentID: int
    PassageID: str
    Passage: str

    @property
    def key(self) -> str:
        return f"{self.DocumentID}/{self.PassageID}"


class _Line(Entry):
    """A question of the flat layout."""

    id: str
    question: Words
    gold: list[tuple[int, str]]


class _Place(Entry):
    DocumentID: int
    PassageID: str


class _Item(Entry):
    """A question of the original layout."""

    QuestionID: str
    Question: Words
    Passages: list[_Place]


@dataclass(frozen=True, slots=True)
class _Asked:
    line: int
    """Of the question file; 0 where it has no lines of its own."""
    id: str
    words: str
    gold: list[tuple[int, str]]


def read(path: Path) -> RetrievalSet:
    """The set in a folder, or the one whose question file is named. Raises CaseError."""
    folder = path.parent if path.is_file() else path
    flat = folder / "passages.jsonl"
    file, passages, asked = _read_flat(path, flat) if flat.is_file() else _read_original(path, folder)
    known = {passage.key for passage in passages}
    questions = []
    for each in asked:
        keys = frozenset(f"{document}/{number}" for document, number in each.gold)
        require_known(file, each.line, sorted(keys), known)
        if keys:
            questions.append(Question(each.id, each.words, keys))
    if not questions:
        raise CaseError(str(file), 0, "holds no question")
    return RetrievalSet(_texts(passages), tuple(questions), len(asked) - len(questions))


_Read = tuple[Path, list[_Passage], list[_Asked]]
"""The question file, and what the set holds."""


def _read_flat(path: Path, flat: Path) -> _Read:
    others = (file for file in flat.parent.glob("*.jsonl") if file != flat)
    file = find_questions(path, others, EXPECTED)
    asked = [_Asked(number, line.id, line.question, line.gold) for number, line in read_lines(file, _Line)]
    return file, [passage for _, passage in read_lines(flat, _Passage)], asked


def _read_original(path: Path, folder: Path) -> _Read:
    documents = sorted((folder / "StructuredRegulatoryDocuments").glob("*.json"))
    if not documents:
        raise missing(path, EXPECTED)
    file = find_questions(path, folder.glob("ObliQA_*.json"), EXPECTED)
    asked = [
        _Asked(0, item.QuestionID, item.Question, [(p.DocumentID, p.PassageID) for p in item.Passages])
        for item in read_json(file, list[_Item])
    ]
    return file, [passage for each in documents for passage in read_json(each, list[_Passage])], asked


def _texts(passages: Iterable[_Passage]) -> tuple[Text, ...]:
    documents: dict[int, list[_Passage]] = defaultdict(list)
    for passage in passages:
        documents[passage.DocumentID].append(passage)
    return tuple(
        Text(str(number), tuple(_clauses(listed)), kind=Kind.LEGISLATION)
        for number, listed in sorted(documents.items())
    )


def _clauses(passages: Sequence[_Passage]) -> Iterable[Clause]:
    """Each clause below the headings its own number tells: 1.2.1.(1) stands in 1.2.1, 1.2 and 1."""
    headings: dict[str, str] = {}
    for passage in passages:
        number = passage.PassageID.rstrip(".")
        above = (number[:end] for end, character in enumerate(number) if character == ".")
        yield Clause(
            passage.key,
            passage.Passage,
            tuple(headings[outer] for outer in above if outer in headings),
        )
        text = " ".join(passage.Passage.split())
        if text and len(text) <= LONGEST_HEADING and not text.endswith((".", ":", ";", ",", "and", "or")):
            headings.setdefault(number, text)
