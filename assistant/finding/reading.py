"""Evidence to statements: the sentences of the passages found, and the lists they are part of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.finding.listings import Listing, listings_of
from assistant.finding.statements import Statement, split
from assistant.reply import Evidence
from assistant.understanding.question import Asked, Wants
from assistant.understanding.scope import CLEARLY, LAWS, rest_of
from assistant.understanding.understand import Understood
from index.lexical import analyse
from index.retrieve import OpenGeneration

LONGEST = 330
"""Words of a list that may be quoted whole; a longer one is quoted by its points."""
HEADED = 0.5
"""Share of what a question asks that the heading or opening of a list not found by search must have."""
_LOOKED_AT = 3  # documents clearly meant whose lists are looked through


def read(evidence: Sequence[Evidence], understood: Understood, generation: OpenGeneration) -> list[Statement]:
    """Sentences in the order of the evidence, then lists: those the evidence is part of, and those whose
    heading or opening has what the question asks of a document it names."""
    evidence = [each for each in evidence if _may_answer(each, understood)]
    found = [statement for each in evidence for statement in split(each, generation)]
    read_from = {each.passage.passage.id: each for each in evidence}
    listed: dict[tuple[str, int, int], Statement] = {}
    for listing, relevance, named in _lists(read_from, understood, generation):
        statement = _as_statement(listing, relevance, named, generation)
        listed.setdefault(
            (statement.passage.passage.document_id, statement.span.start, statement.span.end), statement
        )
    return [*found, *listed.values()]


def _may_answer(evidence: Evidence, understood: Understood) -> bool:
    """False for what tells nothing of the treaties or laws that are named and asked for their rules: another
    treaty; where a kind of clause is asked for, 'reservations', whatever is not one of them."""
    laws = () if understood.question.states else understood.laws
    stored = evidence.passage
    if not laws or stored.passage.document_id in laws or any(understood.scope[d] < CLEARLY for d in laws):
        return True
    return stored.metadata.kind not in LAWS and not any(part.clauses for part in understood.question.parts)


def _lists(
    read_from: dict[str, Evidence], understood: Understood, generation: OpenGeneration
) -> Iterator[tuple[Listing, float, bool]]:
    documents = dict.fromkeys(each.passage.passage.document_id for each in read_from.values())
    for document in documents:
        for listing in listings_of(document, generation):
            beside = [each for key, each in read_from.items() if key in listing.passages]
            if beside and listing.words <= LONGEST:
                yield listing, max(e.relevance for e in beside), any(e.named for e in beside)
    for asked in understood.question.parts:
        if asked.wants is Wants.LIST and not asked.of_states:
            yield from _headed(asked, understood, generation)


def _headed(
    asked: Asked, understood: Understood, generation: OpenGeneration
) -> Iterator[tuple[Listing, float, bool]]:
    """Lists of the documents clearly meant that are headed by what is asked."""
    documents = understood.documents[:_LOOKED_AT]
    question = understood.question
    rest = set(rest_of(question, documents, generation))
    subject = [word for word in asked.words if word in rest] if rest else []
    for document in documents:
        language = generation.document(document).metadata.language
        if language != question.spoken or not subject:
            continue
        record = generation.text(document)
        for listing in listings_of(document, generation):
            heads = (*listing.heading, *(span.of(record) for span, _ in listing.openings))
            words = {form for head in heads for form in analyse(head, language)}
            met = sum(bool(set(analyse(word, language)) & words) for word in subject) / len(subject)
            if met >= HEADED and listing.words <= LONGEST:
                yield listing, met, False


def _as_statement(listing: Listing, relevance: float, named: bool, generation: OpenGeneration) -> Statement:
    passage = listing.passage
    text = listing.span.of(generation.text(passage.passage.document_id, passage.passage.version))
    at = listing.openings[-1][1]
    return Statement(passage, relevance, named, listing.span, text, at, leads=listing.openings, is_list=True)
