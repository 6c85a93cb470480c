"""A first line: the statement's own words without clauses that only add something, proved by the gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.local import Assistant
from assistant.pipeline import whole
from assistant.reply import Answer, Part, Sentence
from assistant.schemas import PartRole, SentenceKind, Verdict
from assistant.verify import verify
from assistant.writing.first_line import OMITTED, WORDS, shorten
from index.retrieve import OpenGeneration

LONG = (
    "The harbour council, which met in the old customs house after the storm had passed over the bay, raised"
    " the mooring fee to 14 francs, which the fishermen of both villages had asked for since spring 2009."
)
CONDITION = (
    "The keeper shall light the lamp at dusk unless the sea is calm and the moon stands above the northern"
    " hills and no ship has been announced for the night by the pilots of the outer bay."
)
EXCEPTION = (
    "The council did not raise the fee of 14 francs, except for boats that are longer than nine metres, or"
    " that carry an engine, or that lie in the inner basin for more than thirty days in a year."
)


@pytest.mark.parametrize(
    ("text", "kept", "line"),
    [
        (
            LONG,
            "14 francs",
            "The harbour council [...] raised the mooring fee to 14 francs, which the fishermen of both"
            " villages had asked for since spring 2009.",
        ),
        (LONG, "customs house", None),
        ("The council raised the mooring fee to 14 francs, which many had asked for.", "14 francs", None),
        (CONDITION, "lamp", None),
        (EXCEPTION, "14 francs", None),
    ],
)
def test_a_long_statement_is_shortened_only_where_what_is_left_is_proved(
    text: str, kept: str, line: str | None
) -> None:
    assert shorten(text, lambda tried: kept in tried) == line
    assert line is None or len(line.replace(OMITTED, "").split()) <= WORDS


def written(shown: str, kind: SentenceKind, generation: OpenGeneration) -> Answer:
    """An answer whose one sentence shows this for a paragraph on the suffering from mines."""
    for document in generation.documents():
        for passage in generation.passages(document.id):
            if passage.text.startswith(
                "The States Parties wanted to end the suffering from anti-personnel mines"
            ):
                citation = whole(passage, 1, generation)
                return Answer((Sentence((Part(shown, PartRole.QUOTE, 1),), kind),), (citation,))
    raise LookupError(shown)


@pytest.mark.parametrize(
    ("shown", "kind", "verdict"),
    [
        (
            "The States Parties wanted to end the suffering from anti-personnel mines [...]",
            SentenceKind.WRITTEN,
            Verdict.SUPPORTED,
        ),
        (
            "The States Parties wanted to end the suffering from anti-personnel mines [...]",
            SentenceKind.QUOTE,
            None,
        ),
        ("The States Parties wanted to end the suffering", SentenceKind.WRITTEN, None),
        ("The States Parties ended the suffering from anti-personnel mines", SentenceKind.WRITTEN, None),
        ("", SentenceKind.WRITTEN, None),
    ],
)
def test_a_written_sentence_passes_only_as_an_edit_that_is_proved(
    assistant: Assistant, shown: str, kind: SentenceKind, verdict: Verdict | None
) -> None:
    with assistant.library.reading() as generation:
        sentences, citations = verify(written(shown, kind, generation), generation, "en")
    assert [each.verdict for each in sentences] == ([verdict] if verdict else [])
    assert len(citations) == len(sentences)


@pytest.mark.parametrize("role", [PartRole.LABEL, PartRole.CONNECTIVE])
def test_a_written_sentence_cites_what_it_is_an_edit_of(assistant: Assistant, role: PartRole) -> None:
    with assistant.library.reading() as generation:
        answer = written("The States Parties wanted to end the suffering", SentenceKind.WRITTEN, generation)
        (sentence,) = answer.sentences
        other = replace(sentence, parts=(replace(sentence.parts[0], role=role),))
        uncited = replace(sentence, parts=(replace(sentence.parts[0], citation=None),))
        assert verify(replace(answer, sentences=(other, uncited)), generation, "en") == ((), ())
