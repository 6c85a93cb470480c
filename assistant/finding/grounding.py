"""What former answers cited, found again from their words where the conversation does not say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.plain import plain
from assistant.schemas import Turn, TurnCitation
from index.retrieve import OpenGeneration
from ingest.sentences import sentences

_QUOTED = re.compile(r"[“«\"]([^“”«»\"]{15,4000})[”»\"]")
_LEFT_OUT = re.compile(r"\[\.\.\.\]|\[…\]|\[[0-9]{1,3}\]")
_PIECES = 8  # of one answer, the longest first; the others are found beside them
_CANDIDATES = 5
_WORDS = 4  # fewer words stand in many places
_TURNS = 2


def with_citations(history: Sequence[Turn], generation: OpenGeneration) -> list[Turn]:
    """The turns, the last answers that came without citations with those their quotations lead to."""
    turns = list(history)
    answers = [at for at, turn in enumerate(turns) if turn.role == "assistant"]
    for at in answers[-_TURNS:]:
        if not turns[at].citations:
            found = quoted_places(turns[at].content, generation)
            turns[at] = turns[at].model_copy(update={"citations": list(found)})
    return turns


def quoted_places(answer: str, generation: OpenGeneration) -> tuple[TurnCitation, ...]:
    """Where the words quoted in an answer stand, each place once; an answer without quotation marks is taken
    sentence by sentence."""
    pieces = set(quotations(answer))
    told = sorted((piece for piece in pieces if len(piece.split()) >= _WORDS), key=lambda p: (-len(p), p))
    found: dict[tuple[str, str], TurnCitation] = {}
    for piece in told[:_PIECES]:
        said = folded(piece)
        for hit in generation.hits(generation.lexical(piece, _CANDIDATES)):
            passage = hit.passage.passage
            if said in folded(hit.passage.text):
                citation = TurnCitation(document_id=passage.document_id, locator=str(passage.locator))
                found.setdefault((citation.document_id, citation.locator), citation)
                break
    return tuple(found.values())


def quotations(answer: str) -> list[str]:
    """What the answer quotes, without what is left out; where it has no quotation marks, its sentences."""
    quotes = _QUOTED.findall(answer) or [answer[span.start : span.end] for span in sentences(answer)]
    return [plain(piece) for quote in quotes for piece in _LEFT_OUT.split(quote)]


def folded(text: str) -> str:
    """Its words alone, with a space before and behind: equal where only case and punctuation differ."""
    return " " + " ".join(re.findall(r"\w+", plain(text).casefold())) + " "
