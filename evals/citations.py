"""Whether an answer is what it claims: exact quotations, every sentence cited, every citation used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

from assistant.schemas import (
    AnswerStatus,
    AskReply,
    CitationFields,
    PartRole,
    SentenceFields,
    SentenceKind,
)
from evals.normalise import normalise, without_marks
from evals.scoring import Score, Scores, claim

TextOf = Callable[[str, str], str]
"""Text of record by document id and version; empty where the assistant has none."""

_ELLIPSIS = re.compile(r"\[(?:…|\.\.\.)\]")

RUN = 4
"""Words compared at a time with a source file."""

FEWEST = 8
"""Words a quotation needs before runs of them tell anything; of shorter ones each word is looked up."""

JOINS = 3
"""Runs that the join over one page end or footnote breaks."""

BROKEN = 0.15
"""Share of runs that joins may break in a long quotation."""


def used_citations(reply: AskReply) -> list[CitationFields]:
    """The citations that a sentence points to."""
    used = {number for sentence in reply.sentences for number in sentence.citations}
    return [citation for citation in reply.citations if citation.number in used]


def score_integrity(reply: AskReply, text_of: TextOf, sources: Sources | None = None) -> Scores:
    """Faults counted: each metric but connective_share should be zero."""
    by_number = {citation.number: citation for citation in reply.citations}
    claims = [s for s in reply.sentences if s.kind is not SentenceKind.CONNECTIVE]
    quoting = [s for s in reply.sentences if s.kind is SentenceKind.QUOTE]
    joined = without_marks(" ".join(sentence.text for sentence in reply.sentences))
    bad = sum(is_bad_quotation(citation, text_of, sources) for citation in reply.citations)
    return {
        "bad_quotes": Score(bad, len(reply.citations)),
        "unaccounted": claim(normalise(joined) != normalise(without_marks(reply.answer))),
        "uncited": Score(sum(not sentence.citations for sentence in claims), len(claims)),
        "foreign": Score(sum(is_foreign(sentence, by_number) for sentence in quoting), len(quoting)),
        "loose": Score(len(reply.citations) - len(used_citations(reply)), len(reply.citations)),
        "connective_share": _connective_share(reply),
    }


def is_bad_quotation(citation: CitationFields, text_of: TextOf, sources: Sources | None) -> bool:
    """True when the quotation is empty, off its offsets, or (with source files) not in its file's words."""
    record = text_of(citation.document_id, citation.version)
    if not citation.quote.strip() or record[citation.start : citation.end] != citation.quote:
        return True
    return sources is not None and sources.contradict(citation)


def is_foreign(sentence: SentenceFields, by_number: Mapping[int, CitationFields]) -> bool:
    """True when the parts do not make up the sentence, or a quote part is not in its citation's quotation."""
    parts = " ".join(part.text for part in sentence.parts)
    if normalise(parts) != normalise(without_marks(sentence.text)):
        return True
    for part in sentence.parts:
        cited = by_number.get(part.citation) if part.citation is not None else None
        quotation = normalise(cited.quote) if cited else ""
        if part.role is PartRole.QUOTE and not _in_order(_ELLIPSIS.split(part.text), quotation):
            return True
    return False


def _in_order(pieces: Sequence[str], quotation: str) -> bool:
    """True when the pieces stand in the normalised quotation one after the other."""
    at = 0
    for piece in map(normalise, pieces):
        found = quotation.find(piece, at)
        if found < 0 and piece:
            return False
        at = found + len(piece)
    return True


def _connective_share(reply: AskReply) -> Score:
    """Words of ours among the words of an answer; not scored for replies of other kinds."""
    if reply.status not in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL):
        return Score(0, 0)
    parts = [part for sentence in reply.sentences for part in sentence.parts]
    ours = sum(len(part.text.split()) for part in parts if part.role is PartRole.CONNECTIVE)
    return Score(ours, len(without_marks(reply.answer).split()))


@dataclass(frozen=True, slots=True)
class Sources:
    """Words of the source files themselves, to hold quotations against what was really written."""

    words: Mapping[str, frozenset[str]]
    runs: Mapping[str, frozenset[tuple[str, ...]]]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The plain-text files (.txt, .md) of the folder, by name."""
        words, runs = {}, {}
        for path in sorted(folder.iterdir()):
            if path.suffix in (".txt", ".md"):
                sequence = normalise(path.read_text(encoding="utf-8")).split()
                words[path.name] = frozenset(sequence)
                runs[path.name] = frozenset(tuple(sequence[i : i + RUN]) for i in range(len(sequence)))
        return cls(words, runs)

    def contradict(self, citation: CitationFields) -> bool:
        """True when the quotation's words are not those of its file; False when the file is not here."""
        name = PurePath(citation.source).name
        if not self.runs.get(name):
            return False
        quoted = normalise(citation.quote).split()
        if len(quoted) < FEWEST:
            return any(word not in self.words[name] for word in quoted)
        runs = [tuple(quoted[i : i + RUN]) for i in range(len(quoted) - RUN + 1)]
        missing = sum(run not in self.runs[name] for run in runs)
        return missing > max(JOINS, BROKEN * len(runs))
