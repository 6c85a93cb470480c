"""What is asked of one State is answered by the footnote that lists it, or what names it, and by no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.finding.about_states import about
from assistant.local import Assistant
from assistant.schemas import AnswerStatus, AskReply, AskRequest
from assistant.settings import Settings
from assistant.understanding.question import read_question
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest
from index.retrieve import Filters
from ingest.states import states_in

REPORT = """Lamp Progress Report

Lima, 12 May 2012

1. Two States Parties¹ have painted their lamps, and three signatories² have bought paint.

2. One State Party³ and two signatories⁴ have old lamps in store.

3. Norway stressed that old lamps should be broken early, and Chile said that it opposes a tax on paint.

¹ Austria and Belgium.

² Ghana, Kenya and Peru.

³ Croatia.

⁴ Kenya and Mali.
"""


def ask(assistant: Assistant, question: str) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))


@pytest.fixture(scope="module")
def lamps(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("lamps")
    (folder / "documents").mkdir()
    (folder / "documents" / "report.txt").write_text(REPORT, encoding="utf-8")
    ingest(folder / "data", [folder / "documents"], embedder)
    opened = open_assistant(Settings(data_dir=folder / "data"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "states", "standing"),
    [
        ("Does Norway have stockpiles?", {"NOR"}, False),
        ("Which deadlines has Croatia?", {"HRV"}, False),
        ("Is the United Kingdom a State Party?", {"GBR"}, True),
        ("Has Ghana ratified the Convention?", {"GHA"}, True),
        ("What is Chile's position on reporting?", {"CHL"}, False),
        ("La Norvège a-t-elle des stocks ?", {"NOR"}, False),
        ("¿Es Bulgaria un Estado parte?", {"BGR"}, True),
        ("Which States support Norway?", set(), False),
        ("Why did Norway oppose it?", set(), False),
        ("Who chaired the session in Chile?", set(), False),
        ("Where is the depositary?", set(), False),
    ],
)
def test_a_question_asks_something_of_a_state_that_is_its_subject(
    question: str, states: set[str], standing: bool
) -> None:
    read = read_question(question, (), "auto", Filters())
    found = about(read.parts[0], read)
    assert found.states == states
    assert found.standing == standing or not states


@pytest.mark.parametrize(
    ("question", "quoted", "unsaid"),
    [
        ("Has Belgium painted its lamps?", "Austria and Belgium.", "Ghana"),
        ("Has Peru bought paint?", "Ghana, Kenya and Peru.", "Austria"),
        ("Does Kenya have old lamps?", "Kenya and Mali.", "Croatia."),
        ("Does Croatia have old lamps in store?", "Croatia.", "Mali"),
        ("Is Mali a signatory?", "Kenya and Mali.", "Croatia."),
        ("Is Austria a State Party?", "Austria and Belgium.", "Ghana"),
        ("What is Chile's position on a tax?", "opposes a tax on paint", "Kenya"),
    ],
)
def test_the_footnote_that_lists_the_state_is_quoted_and_no_other(
    lamps: Assistant, question: str, quoted: str, unsaid: str
) -> None:
    reply = ask(lamps, question)
    assert reply.status is AnswerStatus.ANSWERED, reply.answer
    assert quoted in reply.answer
    assert unsaid not in reply.answer


@pytest.mark.parametrize(
    "question",
    [
        "Does Brazil have old lamps?",
        "Is Norway a State Party?",
        "Has Fiji ratified the Convention?",
        "What is Ghana's position on a tax on paint?",
    ],
)
def test_a_state_that_no_list_of_the_kind_has_is_not_found(lamps: Assistant, question: str) -> None:
    assert ask(lamps, question).status is AnswerStatus.ABSTAINED


ASKED = {
    9: "Does {} have stockpiles?",
    13: "Has {} destroyed its stockpiles?",
    26: "Does {} retain cluster munitions?",
}


def test_of_real_lists_the_footnote_with_the_state_is_quoted(
    tmp_path: Path, embedder: SentenceTransformerEmbedder, test_data: Path
) -> None:
    gold = {
        row["footnote"]: row["text"]
        for row in json.loads(
            (test_data / "domain" / "beirut-footnotes-gold.json").read_text(encoding="utf-8")
        )
    }
    ingest(tmp_path, [test_data / "corpus"], embedder)
    opened = open_assistant(Settings(data_dir=tmp_path))
    wrong, asked = [], 0
    for number, question in ASKED.items():
        for name in ("Denmark", "France", "Germany", "Spain", "Ecuador", "Slovenia"):
            if name not in gold[number]:
                continue
            reply = ask(opened, question.format(name))
            asked += 1
            if not any(name in citation.quote for citation in reply.citations):
                wrong.append(name)
            notes = [c.quote for c in reply.citations if "footnote" in c.locator]
            assert all(set(states_in(name)) <= set(states_in(note)) for note in notes), (name, notes)
    opened.close()
    assert asked == 10
    assert not wrong
