"""SQuAD 2.0: paragraphs of articles, and questions that one of them answers, or none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evals.adaptors.files import Entry, Words, find_questions, missing, read_json, read_lines, require_known
from evals.adaptors.sets import Clause, Question, RetrievalSet, Text
from evals.errors import CaseError

EXPECTED = "one .json file as published, or paragraphs.jsonl and one more .jsonl file of questions"


class _Paragraph(Entry):
    """A paragraph of the flat layout."""

    id: str
    title: str
    text: str


class _Line(Entry):
    """A question of the flat layout."""

    id: str
    question: Words
    paragraph: str
    answerable: bool = True
    answers: tuple[str, ...] = ()


class _Answer(Entry):
    text: str


class _Asked(Entry):
    id: str
    question: Words
    is_impossible: bool = False
    answers: tuple[_Answer, ...] = ()


class _Context(Entry):
    context: str
    qas: list[_Asked]


class _Article(Entry):
    title: str
    paragraphs: list[_Context]


class _Published(Entry):
    data: list[_Article]


def read(path: Path) -> RetrievalSet:
    """The set in a folder, or the one whose question file is named. Raises CaseError."""
    folder = path.parent if path.is_file() else path
    flat = folder / "paragraphs.jsonl"
    found = _read_flat(path, flat) if flat.is_file() else _read_published(path)
    if not found.questions:
        raise CaseError(str(path), 0, "holds no question that one of the paragraphs answers")
    return found


def _read_flat(path: Path, flat: Path) -> RetrievalSet:
    paragraphs = [paragraph for _, paragraph in read_lines(flat, _Paragraph)]
    others = (file for file in flat.parent.glob("*.jsonl") if file != flat)
    file = find_questions(path, others, EXPECTED)
    known = {paragraph.id for paragraph in paragraphs}
    asked = []
    for number, line in read_lines(file, _Line):
        require_known(file, number, [line.paragraph], known)
        asked.append(_question(line.id, line.question, line.paragraph, line.answerable, line.answers))
    return _as_set(((p.title, Clause(p.id, p.text)) for p in paragraphs), asked)


def _read_published(path: Path) -> RetrievalSet:
    if not path.exists():
        raise missing(path, EXPECTED)
    file = find_questions(path, path.glob("*.json"), EXPECTED)
    paragraphs, asked = [], []
    for article in read_json(file, _Published).data:
        for place, paragraph in enumerate(article.paragraphs):
            key = f"{article.title}#{place}"
            paragraphs.append((article.title, Clause(key, paragraph.context)))
            asked += [
                _question(each.id, each.question, key, not each.is_impossible, [a.text for a in each.answers])
                for each in paragraph.qas
            ]
    return _as_set(paragraphs, asked)


def _question(name: str, words: str, key: str, answerable: bool, answers: Iterable[str]) -> Question:
    gold = frozenset([key]) if answerable else frozenset[str]()
    return Question(name, words, gold, tuple(answers) if answerable else ())


def _as_set(paragraphs: Iterable[tuple[str, Clause]], asked: list[Question]) -> RetrievalSet:
    articles: dict[str, list[Clause]] = {}
    for title, clause in paragraphs:
        articles.setdefault(title, []).append(clause)
    return RetrievalSet(
        tuple(Text(title, tuple(clauses), title.replace("_", " ")) for title, clauses in articles.items()),
        tuple(question for question in asked if question.gold),
        sum(not question.gold for question in asked),
        tuple(question for question in asked if not question.gold),
    )
