"""Conversations on the sample collection: the passage a follow-up needs is among the first five."""

from __future__ import annotations

import pytest

from assistant.deadline import Deadline
from assistant.finding.grounding import quoted_places, with_citations
from assistant.local import Assistant
from assistant.schemas import AskRequest, SearchRequest, Turn, TurnCitation

CASES: list[tuple[tuple[str, ...], str, str]] = [
    (("How many States requested assistance in 2015?",), "And in 2016?", "by 13 States in 2016"),
    (("How many States provided assistance in 2015?",), "And in 2016?", "by 19 States in 2016"),
    (("What does Article 4 of the Mine Ban Convention say?",), "And Article 5?", "within ten years"),
    (
        ("What does Action #21 of the Vientiane Action Plan call for?",),
        "And Action #22?",
        "data to be collected",
    ),
    (
        ("What does Action #21 of the Vientiane Action Plan call for?",),
        "And Action #26?",
        "review of national laws",
    ),
    (
        ("What does Action #21 of the Vientiane Action Plan call for?", "And Action #22?"),
        "And Action #23?",
        "existing coordination",
    ),
    (("What is the ISU's remark on Dubrovnik Action 3.3?",), "Why?", "more transparent"),
    (
        ("What did the CMC want on stockpiles in Santiago?",),
        "And on clearance?",
        "the CMC wanted donors to commit",
    ),
    (
        ("What did the CMC want on stockpiles in Santiago?",),
        "Shorter, please.",
        "CMC proposed two time limits",
    ),
    (
        ("What does the Cluster Munition Coalition estimate?",),
        "Is that more than was reported?",
        "28 States and 3 territories",
    ),
    (
        ("How many States had obligations under Article 4 in November 2017?",),
        "And under Article 5?",
        "eleven States had reported obligations",
    ),
    (
        ("Where was the workshop for the Western Balkans?",),
        "What did it find?",
        "written down briefly and clearly",
    ),
    (("What is a cluster munition?",), "And which munitions are not covered by it?", "Not covered are"),
    (
        ("When must stockpiled anti-personnel mines be destroyed?",),
        "And when must mined areas be cleared of them?",
        "within ten years of entry into force",
    ),
    (
        ("Which actions of the Vientiane Action Plan concern victim assistance?",),
        "Who was expected to carry them out?",
        "Eight States Parties and five signatories",
    ),
    (
        ("Which State applied Actions #33-36 for stockpile destruction?",),
        "And for clearance?",
        "Lao PDR for clearance",
    ),
    (
        ("Quel est le délai de destruction des stocks selon l'article 3 ?",),
        "Peut-il être prolongé ?",
        "prolongation de quatre ans",
    ),
    (
        ("Que dit l'article 1 de la Convention sur les armes à sous-munitions ?",),
        "Et l'article 2 ?",
        "Victimes : les personnes",
    ),
    (("¿Cuántos Estados pidieron asistencia en 2015?",), "¿Y en 2016?", "by 13 States in 2016"),
    (
        ("What did the CMC say on 24 February 2011?",),
        "Which actions concern sponsorship for meetings?",
        "It concerns sponsorship",
    ),
    (
        ("Who chaired the victim assistance session of the Bangkok seminar?",),
        "And who sat on the panel?",
        "Panel: Mr. Juan Carlos Ruan",
    ),
    (
        ("How long can the time limit for clearance in Article 4 of the Convention be extended?",),
        "How many months before the meeting must it be asked for?",
        "at least nine months ahead",
    ),
    (
        ("Tell me about the consultations of February 2011 on the Implementation Support Unit.",),
        "Who asked for more precise terms of reference?",
        "asked for more precise terms of reference",
    ),
]

MISSED = (
    ("Who invited the representatives to the informal meeting of November 2017?",),
    "And who gave the figures there?",
    "Sheila Mweemba",
)
"""The figures stand in a paragraph whose words are hardly those of the question."""


def converse(assistant: Assistant, questions: tuple[str, ...], *, cite: bool) -> list[Turn]:
    """What a client keeps of the real answers to earlier questions, with or without their citations."""
    turns: list[Turn] = []
    for question in questions:
        reply = assistant.ask(AskRequest(question=question, history=turns), lambda *_: None, Deadline(120))
        cited = [TurnCitation(document_id=c.document_id, locator=c.locator) for c in reply.citations]
        turns.append(Turn(role="user", content=question))
        turns.append(Turn(role="assistant", content=reply.answer, citations=cited if cite else []))
    return turns


@pytest.mark.parametrize("cite", [True, False], ids=["citations kept", "citations lost"])
@pytest.mark.parametrize(
    ("before", "asked", "words"), [*CASES, pytest.param(*MISSED, marks=pytest.mark.xfail(strict=True))]
)
def test_the_passage_a_follow_up_needs_is_among_the_first_five(
    assistant: Assistant, before: tuple[str, ...], asked: str, words: str, cite: bool
) -> None:
    history = converse(assistant, before, cite=cite)
    found = assistant.search(SearchRequest(query=asked, history=history, limit=5), Deadline(120)).results
    assert words.casefold() in "\n".join(result.passage for result in found).casefold()


def test_what_an_answer_cited_is_recovered_from_the_words_it_quotes(assistant: Assistant) -> None:
    asked = AskRequest(question="What does Action #22 of the Vientiane Action Plan call for?")
    reply = assistant.ask(asked, lambda *_: None, Deadline(120))
    with assistant.library.reading() as generation:
        found = quoted_places(reply.answer, generation)
        assert {place.document_id for place in found} == {c.document_id for c in reply.citations}
        bare = reply.answer.replace("“", "").replace("”", "")
        assert {place.document_id for place in quoted_places(bare, generation)} >= {found[0].document_id}
        assert quoted_places("“The boiling point of molybdenum is not in here at all.”", generation) == ()


def test_citations_that_came_with_a_turn_are_left_as_they_are(assistant: Assistant) -> None:
    kept = [TurnCitation(document_id="anything", locator="para. 1")]
    turns = [Turn(role="assistant", content="“Action #22 calls for data to be collected.”", citations=kept)]
    with assistant.library.reading() as generation:
        assert with_citations(turns, generation) == turns
