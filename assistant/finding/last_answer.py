"""What the answer before quoted, found again in the documents: what 'that' stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant.finding.grounding import folded, quotations
from assistant.finding.statements import Statement, split
from assistant.reply import Citation, Evidence
from assistant.schemas import Turn, TurnCitation
from assistant.understanding.scope import held_at
from index.retrieve import OpenGeneration, StoredPassage
from ingest.documents import Attached, Role
from ingest.errors import LocatorError
from ingest.locator import Locator

_PARAGRAPHS = ("para", "unnumbered", "row")
_BELOW = ("point", "subpoint", "footnote")
_FEWEST = 3  # words of a quotation that tell a statement; fewer stand in many


@dataclass(frozen=True, slots=True)
class Quoted:
    """A statement that was quoted, with the footnotes that were quoted beside it."""

    statement: Statement
    footnotes: tuple[Attached, ...] = ()

    @property
    def document(self) -> str:
        return self.statement.passage.passage.document_id


@dataclass(frozen=True, slots=True)
class LastAnswer:
    text: str
    quoted: tuple[Quoted, ...]
    """In the order of the answer; never empty."""
    question: str = ""
    """What it answered, where the conversation tells."""

    @property
    def passages(self) -> tuple[StoredPassage, ...]:
        """Those quoted from, each once."""
        each = {quoted.statement.passage.passage.id: quoted.statement.passage for quoted in self.quoted}
        return tuple(each.values())


def last_answer(history: Sequence[Turn], generation: OpenGeneration) -> LastAnswer | None:
    """The answer before, if it was one: what does not cite, as 'not found' and a greeting, is none."""
    if not history or history[-1].role != "assistant":
        return None
    said = history[-1]
    found = [quoted for place in said.citations for quoted in _quoted_at(place, said.content, generation)]
    asked = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    return LastAnswer(said.content, _in_order(found, said.content), asked) if found else None


def of_citations(citations: Sequence[Citation]) -> LastAnswer:
    """An answer that has just been given, as one to act on."""
    quoted = tuple(Quoted(Statement(c.passage, 1.0, True, c.span, c.quote, c.locator)) for c in citations)
    return LastAnswer("\n".join(c.quote for c in citations), quoted)


def _quoted_at(place: TurnCitation, answer: str, generation: OpenGeneration) -> list[Quoted]:
    """What the answer has of the words there: passages whole, or statements; the first where it has none."""
    said, pieces = folded(answer), [folded(piece) for piece in quotations(answer)]
    telling = [piece for piece in pieces if len(piece.split()) >= _FEWEST]
    held = _held(place, generation)
    found: list[Statement] = []
    for stored in held:
        whole = as_statement(stored, generation)
        there = [
            statement
            for statement in statements_of(stored, generation)
            if (words := folded(statement.text)) in said or any(piece in words for piece in telling)
        ]
        found += [whole] if folded(whole.text) in said else there
    found = found or [s for stored in held[:1] for s in statements_of(stored, generation)[:1]]
    return [Quoted(statement, _footnotes_in(statement, said, generation)) for statement in found]


def _held(place: TurnCitation, generation: OpenGeneration) -> Sequence[StoredPassage]:
    """Passages at the place, or at the nearest one around it; what a client sends need not be a place."""
    document = next((each for each in generation.documents() if each.id == place.document_id), None)
    if document is None:
        return ()
    steps: tuple[tuple[str, str], ...] = ()
    with suppress(LocatorError):
        steps = Locator.parse(place.locator).steps
    around = (held_at(document, Locator(steps[:depth]), generation) for depth in range(len(steps), 0, -1))
    return next((held for held in around if held), ())


def statements_of(stored: StoredPassage, generation: OpenGeneration) -> list[Statement]:
    """The statements of a passage, each once; the whole passage where it is no text in sentences."""
    passage = stored.passage
    record = generation.text(passage.document_id, passage.version)
    found = [s for s in split(Evidence("", stored, 1.0), generation) if s.text == s.span.of(record)]
    return found or [as_statement(stored, generation)]


def as_statement(stored: StoredPassage, generation: OpenGeneration) -> Statement:
    """The body of the passage as one."""
    passage = stored.passage
    text = passage.body.of(generation.text(passage.document_id, passage.version))
    notes = tuple(each for each in passage.attached if each.role is Role.FOOTNOTE)
    return Statement(stored, 1.0, True, passage.body, text, passage.locator, footnotes=notes)


def _footnotes_in(statement: Statement, said: str, generation: OpenGeneration) -> tuple[Attached, ...]:
    passage = statement.passage.passage
    record = generation.text(passage.document_id, passage.version)
    return tuple(note for note in statement.footnotes if folded(note.span.of(record)) in said)


def _in_order(found: Iterable[Quoted], answer: str) -> tuple[Quoted, ...]:
    """Each once, as the answer has them; neither what stands within another nor its opening words."""
    each = {(quoted.document, quoted.statement.span): quoted for quoted in found}
    outer = [quoted for quoted in each.values() if not any(_holds(other, quoted) for other in each.values())]
    said = folded(answer)

    def standing(quoted: Quoted) -> int:
        at = said.find(folded(quoted.statement.text))
        return at if at >= 0 else len(said)

    return tuple(sorted(outer, key=standing))


def _holds(one: Quoted, other: Quoted) -> bool:
    """True when the other is part of the one, or its opening words."""
    if one.document != other.document or one.statement.span == other.statement.span:
        return False
    opens = other.statement.span in (lead for lead, _ in one.statement.leads)
    return opens or one.statement.span.contains(other.statement.span)


def statements_within(quoted: Quoted, generation: OpenGeneration) -> list[Quoted]:
    """The statements of what was quoted, with the words they open with; itself where it is but one."""
    inside = [
        Quoted(statement, tuple(note for note in quoted.footnotes if note in statement.footnotes))
        for statement in statements_of(quoted.statement.passage, generation)
        if quoted.statement.span.contains(statement.span) and not statement.is_list
    ]
    return [each for each in inside if not any(_holds(other, each) for other in inside)] or [quoted]


# ---- Paragraphs around it


def paragraph_at(locator: Locator, *, whole_article: bool = False) -> Locator:
    """The paragraph that the place is in: of 'Article 4(1)(b)' 'Article 4(1)'."""
    steps = locator.steps
    levels = [level for level, _ in steps]
    if whole_article and "article" in levels:
        return Locator(steps[: levels.index("article") + 1])
    ends = [at for at, level in enumerate(levels) if level in _PARAGRAPHS]
    if ends:
        return Locator(steps[: ends[0] + 1])
    return Locator(tuple(step for step in steps if step[0] not in _BELOW))


def paragraph(
    stored: StoredPassage, generation: OpenGeneration, *, whole_article: bool
) -> list[StoredPassage]:
    """The passages of the paragraph, or article, that the passage is in."""
    place = paragraph_at(stored.passage.locator, whole_article=whole_article)
    return [
        each
        for each in generation.passages(stored.passage.document_id)
        if paragraph_at(each.passage.locator, whole_article=whole_article) == place
    ]


def beside(
    stored: StoredPassage, generation: OpenGeneration, step: int, *, whole_article: bool
) -> list[StoredPassage]:
    """The paragraph, or article, after (`step` 1) or before (-1); empty at the end of the document."""
    passages = list(generation.passages(stored.passage.document_id))
    here = {each.passage.id for each in paragraph(stored, generation, whole_article=whole_article)}
    at = [number for number, each in enumerate(passages) if each.passage.id in here]
    next_to = at[-1] + 1 if step > 0 else at[0] - 1
    if not at or not 0 <= next_to < len(passages):
        return []
    return paragraph(passages[next_to], generation, whole_article=whole_article)


def rest_of_paragraph(quoted: Quoted, generation: OpenGeneration) -> list[Statement]:
    """The statements of the same paragraph that stand after it."""
    return [
        statement
        for stored in paragraph(quoted.statement.passage, generation, whole_article=False)
        for statement in statements_of(stored, generation)
        if statement.span.start >= quoted.statement.span.end and not statement.is_list
    ]
