"""Plain JSONL: passages, and questions that name the right ones or quote a fragment of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.adaptors.files import Entry, Words, find_questions, missing, read_lines, require_known
from evals.adaptors.sets import Clause, Question, RetrievalSet, Text
from evals.errors import CaseError
from evals.normalise import normalise

EXPECTED = (
    'passages.jsonl of {"id", "text", "title", "heading"} (the last two may be absent) and one more .jsonl'
    ' file of {"question", "evidence"}, {"question", "gold"} or cases'
)


class _Passage(Entry):
    id: str
    text: str
    title: str = ""
    heading: tuple[str, ...] = ()


class _Line(Entry):
    """A case of ours has all of this and more; a minimal line is a question and its evidence."""

    id: str = ""
    question: Words
    answerable: bool = True
    evidence: str | tuple[str, ...] = ()
    gold: tuple[str, ...] = ()

    @property
    def fragments(self) -> tuple[str, ...]:
        return (self.evidence,) if isinstance(self.evidence, str) else self.evidence


def read(path: Path) -> RetrievalSet:
    """The set in a folder, or the one whose question file is named. Raises CaseError."""
    folder = path.parent if path.is_file() else path
    held = folder / "passages.jsonl"
    if not held.is_file():
        raise missing(path, EXPECTED)
    passages = [passage for _, passage in read_lines(held, _Passage)]
    others = (file for file in folder.glob("*.jsonl") if file != held)
    file = find_questions(path, others, EXPECTED)
    said = [(passage.id, normalise(passage.text)) for passage in passages]
    known = {passage.id for passage in passages}
    questions, left_out = [], 0
    for number, line in read_lines(file, _Line):
        gold = frozenset(line.gold) | _holders(file, number, line, said)
        require_known(file, number, sorted(gold), known)
        if line.answerable and gold:
            questions.append(Question(line.id or str(number), line.question, gold))
        else:
            left_out += 1
    if not questions:
        raise CaseError(str(file), 0, "holds no question with evidence")
    return RetrievalSet(_texts(passages), tuple(questions), left_out)


def _holders(file: Path, number: int, line: _Line, said: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Keys of the passages with one of the fragments; raises CaseError for one that no passage has."""
    holders: set[str] = set()
    for fragment in map(normalise, line.fragments if line.answerable else ()):
        found = {key for key, text in said if fragment and fragment in text}
        if not found:
            raise CaseError(str(file), number, f"no passage holds its evidence {fragment[:60]!r}")
        holders |= found
    return frozenset(holders)


def _texts(passages: Sequence[_Passage]) -> tuple[Text, ...]:
    """Passages of one title are one text."""
    texts: dict[str, list[Clause]] = {}
    for passage in passages:
        texts.setdefault(passage.title, []).append(Clause(passage.id, passage.text, passage.heading))
    return tuple(Text(title or "untitled", tuple(clauses), title) for title, clauses in texts.items())
