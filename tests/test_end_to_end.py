"""The whole path on real parts: files, embedding model, SQLite, Chroma, HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.api import create_app
from assistant.schemas import AskReply, SearchReply
from assistant.settings import Settings
from assistant.wiring import open_assistant
from tests.serving import served

ANSWERED = "What is the time limit for destroying stockpiled cluster munitions?"
LISTED = "Which States Parties retain cluster munitions for training?"
ABSENT = "What is the boiling point of molybdenum?"


@pytest.fixture(scope="module")
def client(sample_data: Path) -> Iterator[httpx.Client]:
    settings = Settings(data_dir=sample_data)
    assistant = open_assistant(settings)
    with served(create_app(assistant, settings)) as url, httpx.Client(base_url=url, timeout=120) as http:
        yield http
    assistant.close()


def ask(client: httpx.Client, question: str, **more: object) -> dict[str, Any]:
    reply = client.post("/v1/ask", json={"question": question, **more})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    AskReply.model_validate(body)
    return body


@pytest.mark.parametrize("question", [ANSWERED, LISTED, "Who chaired the session on clearance?"])
def test_every_citation_is_the_exact_words_at_its_place(client: httpx.Client, question: str) -> None:
    reply = ask(client, question)
    assert reply["status"] == "answered"
    assert reply["citations"]
    for cited in reply["citations"]:
        source = client.get(
            f"/v1/documents/{cited['document_id']}/text", params={"v": cited["version"]}
        ).json()
        assert source["text"][cited["start"] : cited["end"]] == cited["quote"] != ""


@pytest.mark.parametrize("question", [ANSWERED, LISTED, ABSENT])
def test_the_answer_is_its_sentences_and_every_citation_is_used(client: httpx.Client, question: str) -> None:
    reply = ask(client, question)
    assert reply["answer"] == " ".join(s["text"] for s in reply["sentences"])
    used = {number for s in reply["sentences"] for number in s["citations"]}
    assert used == {c["number"] for c in reply["citations"]}
    assert all(s["citations"] for s in reply["sentences"] if s["kind"] != "connective")


def test_what_the_documents_do_not_say_is_not_answered(client: httpx.Client) -> None:
    reply = ask(client, ABSENT)
    assert reply["status"] == "abstained"
    assert reply["abstention"]["reason"] == "not_found"
    assert reply["citations"] == []
    assert str(reply["collection"]["documents"]) in reply["answer"]


def test_the_sample_collection_is_never_served_without_its_warning(client: httpx.Client) -> None:
    for reply in (ask(client, ANSWERED), ask(client, ABSENT), client.get("/v1/documents").json()):
        assert "sample_collection" in [w["code"] for w in reply["warnings"]]
        assert reply["collection"]["sample"] is True


def test_the_same_question_gives_the_same_bytes(client: httpx.Client) -> None:
    bodies = {client.post("/v1/ask", json={"question": LISTED, "mode": "quote"}).content for _ in range(5)}
    assert len(bodies) == 1


def test_our_own_words_follow_the_language_of_the_question(client: httpx.Client) -> None:
    reply = ask(client, "Quel est le point d'ébullition du molybdène ?")
    assert reply["language"] == "fr"
    assert reply["answer"].startswith("Je n'ai pas trouvé")


def test_the_stream_tells_steps_then_verified_sentences_then_the_reply(client: httpx.Client) -> None:
    with client.stream("POST", "/v1/ask", json={"question": ANSWERED, "stream": True}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in stream.iter_lines() if line]
    events = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert events[0] == "step"
    assert events[-1] == "reply"
    assert events == sorted(events, key=["step", "sentence", "reply"].index)
    assert [s["text"] for e, s in zip(events, data, strict=True) if e == "sentence"] == [
        s["text"] for s in data[-1]["sentences"]
    ]


def test_search_returns_whole_passages_within_the_characters_allowed(client: httpx.Client) -> None:
    reply = client.post("/v1/search", json={"query": "victim assistance", "max_chars": 1500}).json()
    SearchReply.model_validate(reply)
    assert 0 < sum(len(r["passage"]) for r in reply["results"]) <= 1500
    everything = client.post("/v1/search", json={"query": "victim assistance"}).json()["results"]
    assert [r["passage_id"] for r in everything][: len(reply["results"])] == [
        r["passage_id"] for r in reply["results"]
    ]
    assert {name for r in everything for name in r["scores"]} >= {"dense", "lexical"}


def test_filters_narrow_and_an_unknown_value_is_refused(client: httpx.Client) -> None:
    reply = client.post("/v1/search", json={"query": "report", "filters": {"languages": ["fr"]}}).json()
    assert {r["language"] for r in reply["results"]} == {"fr"}
    for filters in ({"documents": ["no-such-document"]}, {"states": ["Atlantis"]}, {"kinds": ["novel"]}):
        refused = client.post("/v1/search", json={"query": "report", "filters": filters})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"].startswith("filters")


def test_a_state_filter_keeps_only_passages_that_print_its_name(client: httpx.Client) -> None:
    reply = client.post("/v1/search", json={"query": "obligations", "filters": {"states": ["COD"]}}).json()
    assert reply["results"]
    assert all("Congo" in r["passage"] for r in reply["results"])


EVIDENCE = (
    "It is untrue that Utopia is bound. Each State Party shall destroy all stocks, unless it may keep them."
)


@pytest.mark.parametrize(
    ("claim", "verdict", "reasons"),
    [
        ("Each State Party shall destroy all stocks, unless it may keep them.", "verbatim", []),
        (EVIDENCE, "verbatim", []),
        ("Utopia is bound", "unsupported", ["negation_changed"]),
        (
            "Each State Party shall destroy all stocks",
            "unsupported",
            ["modality_changed", "condition_changed"],
        ),
        (
            "Each State Party shall not destroy all stocks.",
            "unsupported",
            ["negation_changed", "modality_changed", "condition_changed", "words_not_in_evidence"],
        ),
        ("...", "unsupported", ["empty_claim"]),
    ],
)
def test_a_claim_is_checked_against_the_evidence_alone(
    client: httpx.Client, claim: str, verdict: str, reasons: list[str]
) -> None:
    reply = client.post("/v1/check", json={"claim": claim, "evidence": [EVIDENCE]}).json()
    assert (reply["verdict"], reply["reasons"]) == (verdict, reasons)


@pytest.mark.parametrize("day", ["2011-02-30", "2011-13", "٢٠١١", "0000"])
def test_a_day_that_is_not_in_the_calendar_is_refused(client: httpx.Client, day: str) -> None:
    refused = client.post("/v1/search", json={"query": "report", "filters": {"date_from": day}})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "filters.date_from"


def test_a_missing_index_says_which_command_repairs_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "nothing")
    assistant = open_assistant(settings)
    with served(create_app(assistant, settings)) as url:
        assert httpx.get(f"{url}/health/live").status_code == 200
        for reply in (
            httpx.get(f"{url}/health/ready"),
            httpx.post(f"{url}/v1/ask", json={"question": ANSWERED}),
        ):
            assert reply.status_code == 503
            assert "treaty-assistant ingest" in reply.text
    assistant.close()
