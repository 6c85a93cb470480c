"""How many States Parties or signatories there are is told by the sentences that count them, newest first."""

from __future__ import annotations

import pytest

from assistant.deadline import Deadline
from assistant.finding.membership import Member, counts_members, members_asked
from assistant.local import Assistant
from assistant.schemas import AnswerStatus, AskRequest
from assistant.understanding.question import read_question
from index.retrieve import Filters, OpenGeneration


@pytest.mark.parametrize(
    ("sentence", "member"),
    [
        ("The Treaty now has 23 States Parties.", Member.PARTY),
        ("Membership rose by a third to 40 States Parties.", Member.PARTY),
        ("By May 31 States had ratified or acceded to the Protocol.", Member.PARTY),
        ("Twenty-two countries are party to the Protocol.", Member.PARTY),
        ("The number of States Parties stands at 104.", Member.PARTY),
        ("La Convention compte 40 États parties.", Member.PARTY),
        ("El Tratado tiene 40 Estados Partes.", Member.PARTY),
        ("The Protocol has 40 States Parties and 12 signatories.", Member.SIGNATORY),
        ("In Lima 12 countries had signed the Protocol.", Member.SIGNATORY),
    ],
)
def test_a_sentence_that_counts_the_members_of_a_treaty_is_known(sentence: str, member: Member) -> None:
    assert counts_members(sentence, member)


@pytest.mark.parametrize(
    "sentence",
    [
        "40 States Parties reported on their lamps.",
        "The meeting of the Convention was attended by 26 States Parties and 12 signatories.",
        "The Committee shall have 18 members.",
        "Of the 14 States Parties with lamps seven have plans.",
        "There were 14 States Parties that asked for help.",
    ],
)
def test_a_sentence_that_counts_those_who_did_something_is_not_one(sentence: str) -> None:
    assert not any(counts_members(sentence, member) for member in Member)


@pytest.mark.parametrize(
    ("question", "member"),
    [
        ("How many States Parties are there?", Member.PARTY),
        ("How many members does the Convention on Cluster Munitions have?", Member.PARTY),
        ("How many countries have joined the CCM?", Member.PARTY),
        ("Combien d'États parties la Convention compte-t-elle ?", Member.PARTY),
        ("¿Cuántos Estados Partes hay?", Member.PARTY),
        ("How many signatories are there?", Member.SIGNATORY),
        ("Combien y a-t-il de signataires ?", Member.SIGNATORY),
        ("¿Cuántos signatarios tiene la Convención?", Member.SIGNATORY),
        ("How many members does the Convention have now?", None),
        ("How many States Parties have stockpiles?", None),
        ("How many States Parties were there on 30 March 2011?", None),
        ("How many members does the Mine Ban Convention have?", None),
        ("Which States Parties are there?", None),
    ],
)
def test_only_the_number_of_members_of_the_home_treaty_on_no_day_is_asked_for(
    generation: OpenGeneration, question: str, member: Member | None
) -> None:
    read = read_question(question, (), "auto", Filters())
    assert members_asked(read.parts[0], read, generation) is member


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("How many States Parties are there?", ["60", "46", "55"]),
        ("Combien d'États parties y a-t-il ?", ["60", "46", "55"]),
        ("¿Cuántos miembros tiene la Convención?", ["60", "46", "55"]),
        ("How many signatories are there?", ["49"]),
    ],
)
def test_each_count_is_quoted_with_its_source_and_the_newest_comes_first(
    assistant: Assistant, question: str, figures: list[str]
) -> None:
    reply = assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))
    assert reply.status is AnswerStatus.ANSWERED
    assert len(reply.citations) == len(figures)
    for citation, figure in zip(reply.citations, figures, strict=True):
        assert figure in citation.quote
    days = [citation.as_of or citation.event_date or citation.date or "" for citation in reply.citations]
    assert days == sorted(days, reverse=True)
