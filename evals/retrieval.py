"""Whether the passages shown hold the evidence: all that is cited, or the first that fit in a search."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.schemas import CitationFields
from evals.cases import Case
from evals.normalise import normalise
from evals.scoring import Score, Scores, claim


def score_evidence(case: Case, shown: Sequence[str]) -> Scores:
    """Shares of fragments found in the normalised passages `shown`; nothing for a case without evidence."""
    if not (case.evidence and case.answerable):
        return {}
    fragments = [normalise(fragment) for fragment in case.evidence]
    found = sum(any(fragment in text for text in shown) for fragment in fragments)
    right = sum(any(fragment in text for fragment in fragments) for text in shown)
    return {
        "ev_any": claim(found > 0),
        "ev_all": claim(found == len(fragments)),
        "citation_precision": Score(right, len(shown)),
    }


def shown_by(case: Case, source: CitationFields, *, quote: bool) -> str:
    """The normalised words a citation shows, its quotation included on demand.

    Empty when the case names its documents and this is another: the same sentence may stand in two treaties.
    """
    name = f"{source.source} {source.document_id}"
    if case.documents and not any(stem in name for stem in case.documents):
        return ""
    return normalise(f"{source.passage} {source.quote}" if quote else source.passage)


def within(sources: Sequence[CitationFields], characters: int) -> Sequence[CitationFields]:
    """The first sources whose passages together have at most so many characters."""
    room = characters
    for index, source in enumerate(sources):
        room -= len(source.passage)
        if room < 0:
            return sources[:index]
    return sources
