"""What the API says beside an answer and of a document: counts that differ, revisions, drafts and finals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.reply import Caution
from assistant.schemas import WarningCode
from assistant.settings import Settings
from assistant.wiring import open_assistant
from assistant.writing.cautions import _of_status
from index.embed import SentenceTransformerEmbedder
from index.job import ingest
from ingest.documents import Kind, Metadata, Status

REPORT = """1. Six signatory States[^1] have declared that they will ratify the harbour convention this year.

2. The dredging of the northern basin was finished in May by a company of the region.

[^1]: Chile, Ghana, Italy, Kenya, Panama, Peru and Samoa.
"""
NOTES = "1. The lighthouse keepers asked the meeting for {} new lamps and a boat to carry them to the reef."
DRAFT = "1. The fishing fleet was counted {} in the draft report of the committee on marine animals."

HULLS = "1. The inspectors of the bay counted {} wooden hulls that were left behind at the old northern pier."

SHEDS = """1. The fire brigade of the town inspected 7 boat sheds along the river during the winter months.

2. The mayor spoke about the price of salt.

3. The fire brigade of the town inspected 8 boat sheds along the river during the winter months.
"""


@pytest.fixture(scope="module")
def api(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[TestClient]:
    folder, data_dir = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("data")

    def write(name: str, text: str, **fields: str) -> None:
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        told = "\n".join(f"{key}: {value}" for key, value in fields.items())
        (folder / f"{name}.yaml").write_text(told, encoding="utf-8")

    adopted = {"kind": "progress_report", "status": "adopted"}
    write("counts", REPORT, title="Harbour progress", document_symbol="ZZ/1", **adopted)
    for suffix, number in (("", "two"), ("/Rev.1", "three"), ("/Rev.2", "four")):
        name = f"lamps{suffix.replace('/', '-')}"
        text = NOTES.format(number)
        write(name, text, title="Lamps", document_symbol=f"ZZ/2{suffix}", **adopted)
    write(
        "corr",
        "1. In paragraph 1, for lamps read lanterns.",
        document_symbol="ZZ/2/Corr.1",
        title="Lamps",
        **adopted,
    )
    draft = {"kind": "progress_report", "status": "draft", "date": "2031-05-01"}
    write("draft", DRAFT.format("twice"), title="Draft marine animals report", **draft)
    write(
        "sheds", SHEDS, title="Shed count", as_of="2030-02-03", kind="progress_report", document_symbol="ZZ/3"
    )
    for year in ("2030", "2031"):
        text = HULLS.format(4 if year == "2030" else 9)
        write(f"hulls-{year}", text, title="Hull count", date=f"{year}-03-01", kind="meeting_report")
    final = {**adopted, "date": "2031-06-01"}
    write("final", "1. The whales were heard at night.", title="Marine animals report", **final)
    assert not ingest(data_dir, [folder], embedder).refused
    settings = Settings(data_dir=data_dir)
    service = open_assistant(settings)
    with TestClient(create_app(service, settings)) as client:
        yield client


def warnings(api: TestClient, question: str, language: str = "en") -> dict[str, str]:
    reply = api.post("/v1/ask", json={"question": question, "language": language}).json()
    assert reply["status"] == "answered"
    return {warning["code"]: warning["message"] for warning in reply["warnings"]}


COUNT = "How many signatory States have declared that they will ratify the harbour convention?"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the text says 6, 7 names are listed (ZZ/1, para. 1, footnote 1)."),
        ("fr", "le texte dit 6, la liste compte 7 noms (ZZ/1, para. 1, footnote 1)."),
        ("es", "el texto dice 6, la lista tiene 7 nombres (ZZ/1, para. 1, footnote 1)."),
    ],
)
def test_a_count_that_its_footnote_belies_is_told_beside_the_answer(
    api: TestClient, language: str, words: str
) -> None:
    assert warnings(api, COUNT, language)["count_differs"].endswith(words)


def test_words_of_the_same_document_that_have_no_note_bring_no_warning(api: TestClient) -> None:
    assert warnings(api, "Who finished the dredging of the northern basin in May?") == {}


def test_figures_that_differ_between_documents_are_told_each_with_its_date(api: TestClient) -> None:
    told = warnings(api, "How many wooden hulls were counted at the old northern pier in 2030?")
    first, second = "Hull count (1 March 2030), para. 1", "Hull count (1 March 2031), para. 1"
    assert told["figures_differ"].endswith(f"4 ({first}) and 9 ({second}).")


def test_figures_that_differ_within_a_document_are_told_once_with_their_date(api: TestClient) -> None:
    told = warnings(api, "How many boat sheds did the fire brigade inspect along the river?")
    assert told["figures_differ"].endswith("7 (ZZ/3, para. 1, 3 February 2030) and 8 (para. 3).")


def test_warnings_stand_in_the_order_of_their_importance(api: TestClient) -> None:
    asked = {"question": f"{COUNT} And how often was the fishing fleet counted in the draft report?"}
    codes = [w["code"] for w in api.post("/v1/ask", json=asked).json()["warnings"]]
    assert {"count_differs", "draft_source"} <= set(codes)
    assert codes == sorted(codes, key=[str(code) for code in WarningCode].index)


def test_papers_of_one_standing_share_a_warning() -> None:
    cited = [Metadata(title, Kind.MEETING_REPORT, Status.INFORMAL, "en") for title in ("A", "B", "A")]
    assert list(_of_status(cited, "en")) == [
        Caution(WarningCode.INFORMAL_SOURCE, (("source", "A; B"),)),
    ]


def test_a_text_that_was_replaced_says_by_what(api: TestClient) -> None:
    asked = {"question": NOTES[3:].format("two"), "filters": {"documents": ["zz-2-en"]}}
    reply = api.post("/v1/ask", json=asked).json()
    assert {w["code"]: w["message"] for w in reply["warnings"]} == {
        "replaced": "ZZ/2 has been replaced by ZZ/2/Rev.2, which is in the collection.",
        "corrected": "ZZ/2 has been corrected by ZZ/2/Corr.1, which is in the collection.",
    }


def test_the_newest_revision_brings_no_warning(api: TestClient) -> None:
    asked = {"question": NOTES[3:].format("four"), "filters": {"documents": ["zz-2-rev-2-en"]}}
    reply = api.post("/v1/ask", json=asked).json()
    assert reply["citations"]
    assert reply["warnings"] == []


def test_a_draft_says_where_its_final_text_is(api: TestClient) -> None:
    told = warnings(api, "How often was the fishing fleet counted in the draft report on marine animals?")
    assert set(told) == {"draft_source", "final_exists"}
    assert told["final_exists"].endswith(
        "the final text is in the collection: Marine animals report (1 June 2031)."
    )


def test_a_document_tells_its_notes_and_where_they_stand(api: TestClient) -> None:
    document = api.get("/v1/documents/zz-1-en").json()
    text = api.get("/v1/documents/zz-1-en/text").json()["text"]
    note = next(note for note in document["notes"] if note["code"] == "count_differs")
    assert note["values"] == {"stated": "6", "listed": "7"}
    assert (note["place"]["locator"], note["place"]["anchor"]) == ("para. 1", "para-1")
    assert text[note["place"]["start"] : note["place"]["end"]] == "Six signatory States"
    (listed,) = note["related"]
    assert (listed["locator"], text[listed["start"] : listed["end"]][:5]) == ("para. 1, footnote 1", "Chile")


def test_a_document_tells_its_relations_newest_first(api: TestClient) -> None:
    relations = api.get("/v1/documents/zz-2-en").json()["relations"]
    assert [(r["kind"], r["document_id"], r["citation"], r["url"]) for r in relations] == [
        ("replaced_by", "zz-2-rev-2-en", "ZZ/2/Rev.2", "/documents/zz-2-rev-2-en"),
        ("replaced_by", "zz-2-rev-1-en", "ZZ/2/Rev.1", "/documents/zz-2-rev-1-en"),
        ("corrected_by", "zz-2-corr-1-en", "ZZ/2/Corr.1", "/documents/zz-2-corr-1-en"),
    ]


def test_the_description_lists_every_kind_of_note_and_relation(api: TestClient) -> None:
    schemas: dict[str, Any] = api.get("/openapi.json").json()["components"]["schemas"]
    assert "count_differs" in schemas["NoteCode"]["enum"]
    assert "replaced_by" in schemas["RelationKind"]["enum"]


def test_the_conflict_in_the_real_progress_report_is_told(
    test_data: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    report = test_data / "corpus" / "2011-08-25-draft-beirut-progress-report.txt"
    assert not ingest(tmp_path / "data", [report], embedder).refused
    settings = Settings(data_dir=tmp_path / "data")
    with TestClient(create_app(open_assistant(settings), settings)) as client:
        told = warnings(client, "Which signatory states have declared that ratification of the CCM is close?")
    assert "the text says 6, 7 names are listed" in told["count_differs"]
