"""Questions to start with, made from what the collection holds."""

from __future__ import annotations

from assistant.schemas import CollectionFields, DocumentFields
from ui.app import Holdings, examples


def held(title: str, kind: str) -> DocumentFields:
    return DocumentFields(
        document_id=title, version="v", versions=["v"], source="a.txt", title=title, symbol=None, kind=kind,
        status="adopted", language="en", date=None, event_date=None, as_of=None, meeting=None, passages=1,
        characters=1, ingested="2026-01-01", warnings=[], url="/", reader_url="/", source_url=None,
    )  # fmt: skip


def questions(*documents: DocumentFields) -> list[str]:
    collection = CollectionFields(documents=len(documents), newest=None, updated=None, sample=False)
    return examples(Holdings(list(documents), collection), "en")


def test_the_treaty_with_the_shortest_title_comes_first_and_long_titles_are_left_out() -> None:
    asked = questions(
        held("Convention on " + "very " * 30 + "long matters", "treaty"),
        held("Convention on Things", "treaty"),
        held("Report of the Meeting", "meeting_report"),
        held("Statement " * 20, "statement"),
    )
    assert asked == [
        "What does Article 1 of the Convention on Things say?",
        'What does "Report of the Meeting" say?',
    ]


def test_an_empty_collection_suggests_nothing() -> None:
    assert questions() == []
