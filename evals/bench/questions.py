"""What the generated collection is asked: kinds of question people type, filled in from its own words."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from assistant.schemas import FilterFields, SearchRequest, Turn
from evals.bench.generated import PLACES, SEED, STATES, vocabulary
from index.retrieve import StoredDocument

_FORMS = (
    "Which States Parties reported {word} and {other} in {year}?",
    "What did {state} say about {word} {other}?",
    "How many {word} were destroyed in {state}, and when was the deadline for {other}?",
    "What does Article {article} say about {word}?",
    "What does paragraph {paragraph} of the {title} say?",
    "Who coordinates {word} for {state} under the {place} Action Plan?",
    "What is the deadline for {word} {other} under Article {article}?",
    "Summarise what the {title} says on {word}.",
    "What was the status of {word} as of {year}?",
    "Does {state} retain {word} for {other} training?",
    "Quels États parties ont signalé des {word} en {year} ?",
    "Combien de {word} ont été détruits par {state} selon l'article {article} ?",
)
_FOLLOW_UP = "And what about {state}?"


def requests(documents: Sequence[StoredDocument], count: int) -> list[SearchRequest]:
    """`count` searches without filters, the same for the same documents; one in twelve follows up another."""
    chance = Random(SEED)
    made: list[SearchRequest] = []
    for number in range(count):
        form = _FORMS[number % len(_FORMS)]
        question = _fill(form, documents, chance)
        history: tuple[Turn, ...] = ()
        if number % len(_FORMS) == 1:
            history = (Turn(role="user", content=question),)
            question = _fill(_FOLLOW_UP, documents, chance)
        made.append(SearchRequest(query=question, history=list(history)))
    return made


def _fill(form: str, documents: Sequence[StoredDocument], chance: Random) -> str:
    words, weights = vocabulary("en")
    common, rare = chance.choices(words, cum_weights=weights)[0], chance.choice(words[100:3_000])
    return form.format(
        word=common,
        other=rare,
        year=chance.randint(2008, 2025),
        state=chance.choice(STATES),
        article=chance.randint(1, 22),
        paragraph=chance.randint(1, 20),
        place=chance.choice(PLACES),
        title=chance.choice(documents).metadata.title,
    )


def filters(documents: Sequence[StoredDocument]) -> dict[str, FilterFields]:
    """What is asked within, by name; the first does not restrict."""
    document, *others = (d.id for d in documents[:: max(1, len(documents) // 4)])
    return {
        "no filter": FilterFields(),
        "a document": FilterFields(documents=[document]),
        "three years": FilterFields(date_from="2012", date_to="2014"),
        "a State": FilterFields(states=[STATES[0]]),
        "documents, years and States": FilterFields(
            documents=[document, *others], date_from="2008", date_to="2024", states=list(STATES[:5])
        ),
    }
