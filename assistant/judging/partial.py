"""What of a question stays without an answer: a part of it, a year, or a side of what is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose import Composer
from assistant.finding.context import InContext
from assistant.finding.statements import Statement, rarity
from assistant.finding.tasks import Task
from assistant.judging.answerable import Lack, Verdict
from assistant.judging.fills import fills
from assistant.judging.needs import needs_of
from assistant.reply import CheckedSentence
from assistant.understanding.question import Question
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.citation import cite
from ingest.locator import Locator

_DECISIVE = {Lack.YEAR, Lack.TODAY, Lack.NAME, Lack.FIGURE, Lack.COUNT}
"""What cannot be made up for by words: another year, name or number is asked about."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something asked for that was not found."""

    what: str
    """In the words of the question; of a document that is compared, its name."""
    code: str
    """Of the sentence that says so."""


def missing(
    tasks: Sequence[Task],
    verdicts: Sequence[Verdict],
    chosen: Sequence[Statement],
    question: Question,
    generation: OpenGeneration,
) -> tuple[Missing, ...]:
    """What the statements chosen leave open, in the order of the question; for an answer that has some.

    A question of one thing and one time leaves nothing open: its verdict has decided about all of it.
    """
    if any(task.document for task in tasks):
        return _years(chosen, question, generation) or _sides(tasks, chosen, question, generation)
    reads = [InContext(statement, generation) for statement in chosen]
    unmet = [
        task
        for task, verdict in zip(tasks, verdicts, strict=True)
        if not verdict.is_met and not _is_told(task, verdict, reads, generation)
    ]
    parts = [Missing(task.wording.rstrip(" .?"), "connectives.part_not_found") for task in unmet]
    told = " ".join(part.what for part in parts)
    return (*parts, *(year for year in _years(chosen, question, generation) if year.what not in told))


def _is_told(task: Task, verdict: Verdict, reads: Sequence[InContext], generation: OpenGeneration) -> bool:
    """True when what is quoted for other parts has most of this part's own words, and what fills its gap.

    'Who offered help, and who offered advice?' may be told in one sentence; nothing is called missing then.
    """
    if _DECISIVE & set(verdict.lacks):
        return False
    most = max(task.asked.words.values(), default=0.0)
    own = rarity({word: 1.0 for word, weight in task.asked.words.items() if weight == most}, generation)
    said = {form for read in reads for form in read.words}
    language = task.understood.question.spoken
    met = sum(rare for word, rare in own.items() if set(analyse(word, language)) & said)
    needs = needs_of(task.asked, task.understood.question)
    return 2 * met >= sum(own.values()) and any(fills(read, needs, task.asked) for read in reads)


def _years(
    chosen: Sequence[Statement], question: Question, generation: OpenGeneration
) -> tuple[Missing, ...]:
    """The years asked about side by side of which nothing chosen speaks, nor the passage it stands in."""
    if len(set(question.years)) < 2:
        return ()
    reads = [InContext(statement, generation) for statement in chosen]
    said = " ".join(
        f"{read.statement.passage.text} {read.notes} {read.heading} {read.identity}" for read in reads
    )
    return tuple(Missing(year, "connectives.part_not_found") for year in question.years if year not in said)


def _sides(
    tasks: Sequence[Task], chosen: Sequence[Statement], question: Question, generation: OpenGeneration
) -> tuple[Missing, ...]:
    """The documents compared that are not heard; of a stretch of years not each must have its say."""
    if len(set(question.years)) > 1:
        return ()
    heard = {statement.passage.passage.document_id for statement in chosen}
    silent = [task.document for task in tasks if task.document and task.document not in heard]
    named = [cite(generation.document(each).metadata, Locator(), question.language) for each in silent]
    return tuple(Missing(name, "connectives.side_not_found") for name in named)


def say_missing(gaps: Sequence[Missing], compose: Composer) -> tuple[CheckedSentence, ...]:
    """A sentence on each."""
    for gap in gaps:
        compose.values.add(gap.what)
        compose.add(compose.words(gap.code, what=gap.what))
    said, _ = compose.checked()
    return said
