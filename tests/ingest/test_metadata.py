"""What a document says of itself: title, kind, status, dates; sidecars and citations."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.citation import cite, in_words
from ingest.locator import Locator
from ingest.read import read_document
from tests.ingest.trees import CORPUS, read

CCM = "Convention on Cluster Munitions"
MEETINGS = {
    "2010-06-santiago-conference-summary.txt": (
        "Santiago International Conference on the Convention on Cluster Munitions – Summary Report",
        "meeting_report", "informal", "2010-06-07/2010-06-09", None, None,
    ),
    "2011-02-24-informal-consultations-synopsis.txt": (
        "Synopsis of open-ended informal consultations",
        "meeting_report", "informal", "2011-02-24", None, None,
    ),
    "2011-08-25-draft-beirut-progress-report.txt": (
        "Draft Beirut Progress Report", "progress_report", "draft", None, "2011-08-25", "2011-08-20",
    ),
    "2017-03-bangkok-country-coalition-seminar-report.txt": (
        "Seminar Final Report on Cooperating to implement the CCM: The country coalition concept",
        "meeting_report", "informal", "2017-03-16/2017-03-17", None, None,
    ),
    "2017-11-24-cooperation-and-assistance-meeting-summary.txt": (
        f"Informal meeting on Enhancing International Cooperation and Assistance under the {CCM} (CCM)",
        "meeting_report", "informal", "2017-11-24", None, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MEETINGS))
def test_meeting_texts_describe_themselves(name: str, test_data: Path) -> None:
    data = read(test_data / "corpus" / name).metadata
    found = (data.title, data.kind.value, data.status.value, data.event_date, data.document_date, data.as_of)
    assert found == MEETINGS[name]
    assert data.symbol is None


def test_citations_name_symbol_or_title_and_date() -> None:
    document = read(CORPUS / "bridge-report.txt")
    note = Locator.parse("para. 3, footnote 3")
    assert cite(document.metadata, note) == "Draft Bridge Progress Report (4 May 2012), para. 3, footnote 3"
    lake = read(CORPUS / "lake.md").metadata
    assert cite(lake, Locator.parse("Article 3(1)(b)")) == "Convention on the Quiet Lake, Article 3(1)(b)"
    symbol = read_document(
        (CORPUS / "bridge-report.txt").read_bytes(), "b.txt", b"document_symbol: CCM/MSP/2012/WP.9"
    ).metadata
    assert cite(symbol, note) == "CCM/MSP/2012/WP.9, para. 3, footnote 3"


def test_a_sidecar_overrides_and_unknown_keys_are_named() -> None:
    sidecar = (
        b"document_symbol: 'none on this copy'\nkind: 'treaty (related)'\ndate: 2008-05-30\nnonsense: 1\n"
    )
    document = read_document((CORPUS / "lake.md").read_bytes(), "lake.md", sidecar)
    assert (document.metadata.symbol, document.metadata.event_date) == (None, "2008-05-30")
    assert document.warnings == ("sidecar_unknown_key:nonsense",)
    broken = read_document((CORPUS / "lake.md").read_bytes(), "lake.md", b"title: [unclosed")
    assert broken.warnings == ("sidecar_unreadable",)


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("2011-08-25", "en", "25 August 2011"),
        ("2010-06-07/2010-06-09", "en", "7–9 June 2010"),
        ("2011-06-28/2011-07-02", "en", "28 June – 2 July 2011"),
        ("2011-08-01", "fr", "1er août 2011"),
        ("2010-06", "es", "junio de 2010"),
        ("2009", "en", "2009"),
    ],
)
def test_dates_are_said_in_words(value: str, language: str, words: str) -> None:
    assert in_words(value, language) == words


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Lake Seminar, 3-4 May 2012\n\n", "Lake Seminar, 3-4 May 2012"),
        ("# Intersessional Meeting before the Lake Conference\n\n", None),
        ("# Second Meeting of States Parties\n\nReport of the Lake Fund\n\n", "Report of the Lake Fund"),
        ("# 4 May 2012\n\nReport of the Lake Committee\n\n", "Report of the Lake Committee"),
        ("# LAKE TREATY ON THE\n\n# PROTECTION OF BIRDS\n\n", "LAKE TREATY ON THE PROTECTION OF BIRDS"),
    ],
)  # fmt: skip
def test_the_heading_at_the_top_is_the_title_unless_it_names_only_a_day_or_a_body(
    source: str, title: str | None
) -> None:
    body = "The delegates of the lake States met for two days and spoke about the state of the shore.\n"
    found = read_document((source + body).encode(), "file-name.md").metadata.title
    assert found == (title or source.strip("# \n"))


def test_a_title_that_a_later_line_prints_in_full_is_taken_in_full() -> None:
    source = (
        b"# AGREEMENT ON THE LAKE\n\n# AGREEMENT ON THE LAKE AND ITS SHORES\n\n"
        b"The delegates of the lake States met for two days and spoke about the state of the shore.\n"
    )
    assert read_document(source, "a.md").metadata.title == "AGREEMENT ON THE LAKE AND ITS SHORES"
