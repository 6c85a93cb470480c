"""A statement in its context: its own words, and all that belongs to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from assistant.finding.about_states import About, is_listed, tells_of
from assistant.finding.statements import NEAR, Statement, share
from assistant.plain import plain
from assistant.understanding.deeds import deeds_in
from assistant.understanding.scope import initials, short_title
from index.lexical import analyse
from index.retrieve import OpenGeneration
from ingest.citation import in_words
from ingest.documents import Speaker
from ingest.speakers import speakers_of

_HEAD = 400
"""Characters at the beginning of a document that tell what it is: a report says where and when it was."""
_BARE = 2
"""Words of a statement that has no room for what it is about."""
_CLAUSE = re.compile(
    r";\s|\s[–—]\s|,\s(?=(?:which|who|whose|whom|where|while|whereas|although|but)\b|\w{3,}ing\b)",
    re.IGNORECASE,
)


class InContext:
    """A statement as it is read for one question; each property is worked out once."""

    def __init__(self, statement: Statement, generation: OpenGeneration, clause: str | None = None) -> None:
        self.statement, self._generation = statement, generation
        passage = statement.passage.passage
        self.record = generation.text(passage.document_id, passage.version)
        self.language = statement.passage.metadata.language
        self._clause = clause

    @cached_property
    def whole(self) -> str:
        """The words it depends on and its own, without the footnotes that go with it."""
        leads = (span.of(self.record) for span, _ in self.statement.leads)
        return " ".join([*leads, plain(self.statement.span.of(self.record))])

    @property
    def own(self) -> str:
        """The clause looked at, or the whole."""
        return self.whole if self._clause is None else self._clause

    @cached_property
    def clauses(self) -> list[str]:
        return _CLAUSE.split(self.whole)

    def by_clause(self, deed: str) -> list[InContext]:
        """Each clause that tells of the deed, read by itself; the whole where none does."""
        clauses = [clause for clause in self.clauses if deeds_in(clause, deed)] if deed else []
        return [InContext(self.statement, self._generation, clause) for clause in clauses] or [self]

    @cached_property
    def passage_words(self) -> frozenset[str]:
        return frozenset(analyse(self.statement.passage.text, self.language))

    @cached_property
    def notes(self) -> str:
        return " ".join(note.span.of(self.record) for note in self.statement.footnotes)

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        passage = self.statement.passage.passage
        return speakers_of(
            self.statement.span, self._generation.speeches(passage.document_id, passage.version)
        )

    @cached_property
    def identity(self) -> str:
        """What its document is known by: the first thing that a report says is where and when it was."""
        data = self.statement.passage.metadata
        dates = [in_words(d, data.language) for d in (data.event_date, data.document_date, data.as_of) if d]
        short = initials(short_title(data.title))
        head = self.record[:_HEAD]
        return " ".join(filter(None, (data.title, short, data.symbol, data.meeting, *dates, head)))

    @cached_property
    def heading(self) -> str:
        return " ".join(self.statement.passage.passage.heading) + f" {self.statement.locator}"

    @cached_property
    def spoken_by(self) -> str:
        return " ".join(filter(None, (part for s in self.speakers for part in (s.name, s.role))))

    def tells_of(self, asked_of: About) -> bool:
        return tells_of(self.statement, asked_of, self._generation)

    def lists(self, asked_of: About) -> bool:
        return is_listed(self.statement, asked_of, self._generation)

    @property
    def is_bare(self) -> bool:
        """It says who did it and no more, 'Peru chaired.': of what, its paragraph tells."""
        return len(re.findall(r"[^\W\d_]{2,}", self.own)) <= _BARE

    @cached_property
    def words(self) -> dict[str, float]:
        """Index words, each with the weight of the nearest thing that has it."""
        places = (
            (1.0, f"{self.own} {self.spoken_by}"),
            (NEAR["attached"], self.notes),
            (NEAR["heading"], self.heading),
            (NEAR["document"], self.identity),
            (NEAR["heading"], self.statement.passage.text if self.is_bare else ""),
        )
        met: dict[str, float] = {}
        for weight, text in places:
            for form in analyse(text, self.language):
                met[form] = max(weight, met.get(form, 0.0))
        return met


def coverage(read: InContext, weights: Mapping[str, float]) -> tuple[float, float]:
    """Share of the words met in the statement, each by its rarity, and of those met in its passage only."""
    found = beside = 0.0
    for word, rare in weights.items():
        forms = analyse(word, read.language)
        met = max((share(form, read.words, read.language) for form in forms), default=0.0)
        found += rare * met
        beside += rare * (not met and not read.passage_words.isdisjoint(forms))
    total = sum(weights.values()) or 1.0
    return found / total, beside / total
