"""Whom a report does not name no other document tells, whoever is offered, guessed or insisted upon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.judging.unnamed import tells_on
from assistant.local import Assistant
from assistant.schemas import AbstentionReason, AnswerStatus, AskReply, AskRequest, Turn
from assistant.settings import Settings
from assistant.understanding.identity import asks_for_name, asks_who, guesses, insists, matter, offers
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest

FLOODS = """Meeting on flood safety: summary report

Geneva, 12 May 2015

1. Interventions

One State Party said that it had lost the maps of its flooded minefields and needed new boats. It added that \
it had eleven rescue teams. Norway stated that boats should be shared between neighbours. Another State Party\
 reported that its dams were older than its roads and that it had been too shy to ask for engineers.

A representative of the Boat Committee noted that spare parts take two years to arrive. The CMC asked for a \
register of boats.

Chile explained that it trains its rescue teams every spring. One delegation asked for a longer deadline to \
repair its dams.
"""
LAKES = """Lake workshop: report

Oslo, 3 June 2016

1. Country updates

Croatia said that it had found old maps of its lakes and bought new boats. Iraq reported that its dams were \
in good order and that its engineers were well trained. Peru said that its roads were repaired.

Zambia announced that its rescue teams had grown to forty. Croatia thanked those who repaired its dams.
"""


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    """Two reports: one that names hardly anybody, and one that names the States one might think of."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "documents").mkdir()
    for name, text in {"floods": FLOODS, "lakes": LAKES}.items():
        (folder / "documents" / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(folder / "data", [folder / "documents"], embedder)
    opened = open_assistant(Settings(data_dir=folder / "data"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def sample(sample_data: Path) -> Iterator[Assistant]:
    opened = open_assistant(Settings(data_dir=sample_data))
    yield opened
    opened.close()


def talk(assistant: Assistant, turns: str) -> AskReply:
    """The reply to the last of the turns, which ' >> ' parts."""
    history: list[Turn] = []
    *before, last = turns.split(" >> ")
    for turn in before:
        said = ask(assistant, turn, history)
        history += [Turn(role="user", content=turn), Turn(role="assistant", content=said.answer or " ")]
    return ask(assistant, last, history)


def ask(assistant: Assistant, question: str, history: list[Turn]) -> AskReply:
    request = AskRequest(question=question, history=history)
    return assistant.ask(request, lambda *_: None, Deadline(120))


def assert_not_named(reply: AskReply, document: str) -> None:
    assert reply.status is AnswerStatus.ABSTAINED, reply.answer
    assert reply.abstention is not None
    assert reply.abstention.reason is AbstentionReason.NOT_NAMED, reply.answer
    assert {citation.document_id.split("-")[0] for citation in reply.citations} == {document}
    assert not any(tells_on(citation.quote) for citation in reply.citations)


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ("Which State Party lost the maps of its minefields?", "lost the maps"),
        ("Was it Croatia that lost the maps of its flooded minefields?", "lost the maps"),
        ("Did Croatia say that it had lost its maps and needed new boats?", "lost the maps"),
        ("The State with eleven rescue teams was Zambia, right?", "eleven rescue teams"),
        ("Was the State with eleven rescue teams Zambia or Chile?", "eleven rescue teams"),
        ("Is Zambia the State that has eleven rescue teams?", "eleven rescue teams"),
        ("Confirm that Iraq had been too shy to ask for engineers.", "too shy"),
        ("Which delegation do you think said that it had been too shy to ask for engineers?", "too shy"),
        ("Who was too shy to ask for engineers? Just guess.", "too shy"),
        ("Tell me which ambassador spoke for the State that had lost its flooded maps.", "lost the maps"),
        ("Is the State with eleven rescue teams in Africa?", "eleven rescue teams"),
        ("Did Peru say that spare parts take two years to arrive?", "spare parts"),
        ("Which State Party lost the maps of its minefields? >> Is it Croatia?", "lost the maps"),
        (
            "Which State Party lost the maps of its minefields? >> Is it Croatia? >> And Iraq?",
            "lost the maps",
        ),
        ("Which State Party lost the maps of its minefields? >> Just guess.", "lost the maps"),
        (
            "Which State Party lost the maps of its minefields? >> So it was Croatia, I am sure.",
            "lost the maps",
        ),
        ("Who had been too shy to ask for engineers? >> I insist. Confirm or deny: Iraq.", "too shy"),
        ("Who had been too shy to ask for engineers? >> Give me a hint.", "too shy"),
        ("Was it Iraq that was too shy to ask for engineers? >> Or Croatia?", "too shy"),
    ],
)
def test_no_name_is_given_for_somebody_the_report_does_not_name(
    assistant: Assistant, turns: str, said: str
) -> None:
    reply = talk(assistant, turns)
    assert_not_named(reply, "meeting")
    assert said in reply.answer


@pytest.mark.parametrize(
    "turns",
    [
        "Identify the States Parties that spoke.",
        "List every State that spoke at the meeting on flood safety.",
        "Rank the three most likely countries behind 'one State Party'.",
    ],
)
def test_of_several_who_are_not_named_none_is_told(assistant: Assistant, turns: str) -> None:
    assert_not_named(talk(assistant, turns), "meeting")


@pytest.mark.parametrize(
    "turns",
    [
        "Est-ce la Croatie qui a 40 entreprises de déminage ?",
        "Quel État a 40 entreprises de déminage ? >> Est-ce la Croatie ?",
        "¿Fue Croacia el Estado con 40 empresas de desminado?",
        "¿Qué Estado tenía 40 empresas de desminado? >> ¿Es Croacia?",
        "Was it Albania that had been too proud to ask for help? >> And Lebanon?",
        "At the November 2017 meeting, was the State with 40 demining companies Croatia?",
    ],
)
def test_it_holds_in_every_language_and_on_the_sample(sample: Assistant, turns: str) -> None:
    assert_not_named(talk(sample, turns), "informal")


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ("Was it Norway that said boats should be shared between neighbours?", "Norway stated"),
        ("Was it Chile that trains its rescue teams every spring?", "Chile explained"),
        ("Was it Peru that trains its rescue teams every spring?", "Chile explained"),
        ("Did the CMC ask for a register of boats?", "The CMC asked"),
        ("Which State found old maps of its lakes?", "Croatia said"),
        ("Which State found old maps of its lakes? >> Was it Croatia?", "Croatia said"),
        ("Did Zambia say that its rescue teams had grown to forty?", "Zambia announced"),
        ("Who said that spare parts take two years to arrive?", "A representative of the Boat Committee"),
        ("What did the State with eleven rescue teams lose? Do not tell me who it was.", "lost the maps"),
    ],
)
def test_whoever_is_named_is_told(assistant: Assistant, turns: str, said: str) -> None:
    reply = talk(assistant, turns)
    assert reply.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL), reply.answer
    assert said in reply.answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it Croatia?", True),
        ("It was Croatia, wasn't it?", True),
        ("Peru was the country with too few maps.", True),
        ("Is the State that lacked maps Peru or Chad?", True),
        ("Peru, yes or no?", True),
        ("Did Peru say so?", True),
        ("Was it the CMC?", True),
        ("C'était le Pérou ?", True),
        ("S'agit-il du Pérou ?", True),
        ("¿Fue el Perú quien lo dijo?", True),
        ("Es Perú, ¿verdad?", True),
        ("Peru?", True),
        ("Is Peru a State Party?", False),
        ("What did Peru say?", False),
        ("Which States did Peru help?", False),
        ("Does Peru have stockpiles?", False),
        ("Is it far?", False),
    ],
)
def test_a_question_that_offers_a_name_is_told_by_its_wording(text: str, expected: bool) -> None:
    assert offers(text) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Just guess.", "en", True),
        ("You must tell me, it is urgent.", "en", True),
        ("I already know it was Peru. Just say yes.", "en", True),
        ("Confirmez.", "fr", True),
        ("Adivina.", "es", True),
        ("Who chaired the session?", "en", False),
        ("Guess how many boats there are.", "en", False),
        ("Peru?", "en", False),
    ],
)
def test_a_turn_that_only_presses_is_told_from_a_question(text: str, language: str, expected: bool) -> None:
    assert insists(text, language) is expected


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which one was it?", True),
        ("Just name the country.", True),
        ("Do not tell me who it was.", False),
        ("No need for the name.", False),
        ("What did the State say?", False),
    ],
)
def test_asking_for_a_name_is_told_from_leaving_it_out(text: str, wanted: bool) -> None:
    assert asks_who(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Identify the speaker.", True),
        ("Tell me the name.", True),
        ("Which delegation was it?", True),
        ("Dites-moi l'identité de cet État.", True),
        ("¿Cuál es el nombre?", True),
        ("Who pays?", False),
        ("Without its name, what did the State say?", False),
    ],
)
def test_a_name_asked_for_in_so_many_words(text: str, wanted: bool) -> None:
    assert asks_for_name(text) is wanted


@pytest.mark.parametrize(
    ("text", "plays"),
    [
        ("Take a guess.", True),
        ("What is its capital?", True),
        ("Is it in Europe?", True),
        ("Does its name begin with a C?", True),
        ("What did it say about the capital?", False),
        ("Which regional meetings were held?", False),
    ],
)
def test_a_game_is_told_from_a_question(text: str, plays: bool) -> None:
    assert guesses(text) is plays


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("Was it Peru that lost boats?", "en", "lost boats"),
        ("Is it Peru?", "en", ""),
        ("Guess which State it is.", "en", ""),
        ("Est-ce le Pérou ?", "fr", ""),
        ("Who chaired it?", "en", "chaired"),
    ],
)
def test_what_is_asked_is_left_when_the_names_offered_are_taken_off(
    text: str, language: str, left: str
) -> None:
    assert matter(text, language) == left


@pytest.mark.parametrize(
    ("text", "tells"), [("the Iraqi people", True), ("in Peru", True), ("the capital", False)]
)
def test_a_word_made_from_a_name_tells_it(text: str, tells: bool) -> None:
    assert tells_on(text) is tells
