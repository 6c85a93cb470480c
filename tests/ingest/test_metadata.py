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


BODY = "The delegates of the lake States met for two days and spoke about the state of the shore.\n"


@pytest.mark.parametrize(
    ("cover", "opening", "status"),
    [
        ("# Report of the lake seminar", "", "informal"),
        ("# Final report of the lake seminar", "", "informal"),
        ("# Final report of the Third Meeting of States Parties", "", "adopted"),
        ("# Draft final report of the Third Meeting of States Parties", "", "draft"),
        ("Third Meeting of States Parties\n\nFinal document", "", "adopted"),
        ("Rapport final de la Première Assemblée des États parties", "", "adopted"),
        ("Informe final de la Conferencia de Examen", "", "adopted"),
        ("# Notes of an informal meeting before the Third Meeting of States Parties", "", "informal"),
        ("# Lake Action Plan\n\nAdopted at the lake conference, 4 May 2012", "", "adopted"),
        ("# Lake Action Plan", "", "informal"),
        ("# Lake Action Plan\n\nTo be adopted at the lake conference", "", "informal"),
        ("# Report of the lake committee as adopted on 4 May 2012", "", "adopted"),
        ("# Notes on the plan adopted in May", "", "informal"),
        ("# Report of the lake committee", "The present report was adopted by the committee.", "adopted"),
        ("# Report of the lake committee", "The present report has not been adopted.", "informal"),
        ("# Report of the lake committee", "The lake action plan was adopted in May.", "informal"),
        ("LAKE/2012/L.4\n\n# Report", "", "informal"),
        ("A/72/L.4\n\n# Report of the lake committee", "", "draft"),
        ("A/72/44\n\n# Report of the lake committee", "", "adopted"),
        ("# Report of the lake committee\n\nAdvance unedited version", "", "draft"),
        ("Proyecto\n\n# Informe de la comisión del lago", "", "draft"),
    ],
)
def test_a_text_is_adopted_where_a_body_or_the_text_itself_says_so(
    cover: str, opening: str, status: str
) -> None:
    source = f"{cover}\n\n{opening} {BODY}"
    assert read_document(source.encode(), "lake.md").metadata.status.value == status


FILES = {
    "derived-a-res-78-272-en.html": ("other", "adopted", "en", None, "2024-04-24", None, None),
    "un-a-res-73-8-en.pdf": (
        "other", "adopted", "en", "A/RES/73/8", "2018-11-01", "2018-11-05",
        "General Assembly, Seventy-third session",
    ),
    "un-a-res-78-272-en.pdf": (
        "other", "adopted", "en", "A/RES/78/272", "2024-04-24", "2024-04-29",
        "General Assembly, Seventy-eighth session",
    ),
    "un-bbnj-agreement-en.pdf": ("treaty", "adopted", "en", None, None, None, None),
    "un-bbnj-agreement-es.pdf": ("treaty", "adopted", "es", None, None, None, None),
    "un-bbnj-agreement-fr.pdf": ("treaty", "adopted", "fr", None, None, None, None),
    "un-dhl-index-to-proceedings-a72-list.docx": ("other", "informal", "en", None, None, None, None),
}  # fmt: skip
TITLES = {
    "un-bbnj-agreement-en.pdf": ("AGREEMENT UNDER THE", "BEYOND NATIONAL JURISDICTION"),
    "un-bbnj-agreement-es.pdf": ("ACUERDO EN EL MARCO", "FUERA DE LA JURISDICCIÓN NACIONAL"),
    "un-bbnj-agreement-fr.pdf": ("ACCORD SE RAPPORTANT", "NE RELEVANT PAS DE LA JURIDICTION NATIONALE"),
    "un-a-res-73-8-en.pdf": ("Necessity of ending", "against Cuba"),
    "un-dhl-index-to-proceedings-a72-list.docx": ("un dhl index", "a72 list"),
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_real_files_describe_themselves(name: str, test_data: Path) -> None:
    data = read_document((test_data / "files" / name).read_bytes(), name).metadata
    assert FILES[name] == (
        data.kind.value, data.status.value, data.language, data.symbol, data.event_date, data.document_date,
        data.meeting,
    )  # fmt: skip
    start, end = TITLES.get(name, ("", ""))
    assert data.title.startswith(start)
    assert data.title.endswith(end)


def test_a_long_report_describes_itself(test_data: Path) -> None:
    name = "un-bbnj-prepcom-report-2026-en.pdf"
    data = read_document((test_data / "files" / name).read_bytes(), name).metadata
    assert (data.kind.value, data.status.value, data.symbol) == (
        "meeting_report",
        "adopted",
        "A/AC.296/2026/9",
    )
    assert (data.event_date, data.document_date) == ("2026-03-23/2026-04-02", "2026-05-04")
    assert data.meeting is not None
    assert data.meeting.startswith("Preparatory Commission")
    assert data.meeting.endswith("Third session")
    assert data.title.startswith("Report of the Preparatory Commission")


TREATIES = {
    "apmbc-convention-en": ("en", "1997-09-18"),
    "apmbc-convention-fr": ("fr", "1997-09-18"),
    "ccm-convention-en": ("en", "2008-05-30"),
    "ccm-convention-fr": ("fr", "2008-05-30"),
    "ccw-convention-en": ("en", None),
    "ccw-protocol-v-en": ("en", None),
    "crpd-convention-en": ("en", None),
}


@pytest.mark.parametrize("name", sorted(TREATIES))
def test_treaties_describe_themselves_without_a_sidecar(name: str, test_data: Path) -> None:
    data = read_document((test_data / "corpus" / f"{name}.md").read_bytes(), f"{name}.md").metadata
    assert (data.kind.value, data.status.value, data.symbol) == ("treaty", "adopted", None)
    assert (data.language, data.event_date) == TREATIES[name]


ITEMS = "1. The report covers the year.\n\n2. It is short.\n\n3. It was asked for.\n"


@pytest.mark.parametrize(
    ("head", "symbol", "title"),
    [
        ("United Nations      CCM/MSP/2023/9\n\nReport on boats", "CCM/MSP/2023/9", "Report on boats"),
        ("Nations Unies   CCM/MSP/2022/7/Rev.1\n\nRapport final", "CCM/MSP/2022/7/Rev.1", "Rapport final"),
        ("Naciones Unidas  A/72/44\n\nInforme del comité", "A/72/44", "Informe del comité"),
        ("A/72/44\n\nReport on boats\nSubmitted by Peru", "A/72/44", "Report on boats"),
        ("A/72/44\n\nReport on papers submitted by Peru", "A/72/44", "Report on papers submitted by Peru"),
        ("Report on A/72/44 and its sequels\n\n", None, "Report on A/72/44 and its sequels"),
        (
            "Nations Unies   CCM/MSP/2022/7\n\nConvention sur les armes   Distr. générale\n     5 août 2022\n"
            "\nDixième Assemblée des États parties\nPoint 8 de l'ordre du jour provisoire\n\n"
            "Rapport sur les lacs",
            "CCM/MSP/2022/7",
            "Rapport sur les lacs",
        ),
        (
            "CCM/MSP/2019/5\n\nItem 9 of the agenda\n\nStatus of the lakes\n\nReport on boats",
            "CCM/MSP/2019/5",
            "Report on boats",
        ),
    ],
)
def test_a_mast_head_on_one_line_gives_symbol_and_title(head: str, symbol: str | None, title: str) -> None:
    found = read_document(f"{head}\n\nI. Introduction\n\n{ITEMS}".encode(), "a.txt").metadata
    assert (found.symbol, found.title) == (symbol, title)


@pytest.mark.parametrize(
    ("line", "meeting", "day"),
    [
        ("15 May 2019\nEnglish only", None, "2019-05-15"),
        ("15 May 2019\nOriginal: English", None, "2019-05-15"),
        ("Ninth Meeting of States Parties\nGeneva, 2–4 May 2019", "Ninth Meeting of States Parties", None),
        ("Second Review Conference\nNew York, 2 May 2019", "Second Review Conference", None),
        (
            "Meeting of States Parties to the Convention on Cluster Munitions, 2 May 2019",
            "Meeting of States Parties to the Convention on Cluster Munitions",
            None,
        ),
        (
            "Dixième Assemblée des États parties\nGenève, 2 mai 2019",
            "Dixième Assemblée des États parties",
            None,
        ),
    ],
)
def test_lines_of_a_mast_head_that_were_joined_are_told_apart(
    line: str, meeting: str | None, day: str | None
) -> None:
    source = f"CCM/MSP/2019/9\n\n{line}\n\nNote on boats\n\nI. Introduction\n\n{ITEMS}"
    found = read_document(source.encode(), "a.txt").metadata
    assert (found.meeting, found.document_date, found.title) == (meeting, day, "Note on boats")


@pytest.mark.parametrize(
    ("cover", "heading", "kind"),
    [
        ("A/RES/79/9\n\nSeventy-ninth session\n\nResolution adopted by the Assembly on 2 May 2024\n\n"
         "[on the report of the First Committee]\n\n79/9. The lakes", "", "other"),
        ("CCM/MSP/2019/9\n\nNinth Meeting of States Parties\n\nReport by coordinators on boats", "", "other"),
        ("CCM/MSP/2019/9\n\nNinth Meeting of States Parties\n\nFinal report", "", "meeting_report"),
        ("CCM/MSP/2019/9\n\nReport by the coordinators on the lake workshop", "", "meeting_report"),
        ("CCM/MSP/2019/9\n\nNinth Meeting of States Parties\n\nProcedural report", "", "meeting_report"),
        ("A/72/9\n\nLake Council\nThird session\n\nReport of the Rapporteur on boats", "", "other"),
        ("A/72/9\n\nThird session\n\nReport of the Lake Commission", "", "meeting_report"),
        ("# Reunión informal sobre los lagos", "## RESUMEN DE LA REUNIÓN", "meeting_report"),
        ("# Informal meeting on the lakes", "## Meeting summary", "meeting_report"),
        ("# Réunion informelle sur les lacs", "## COMPTE RENDU", "meeting_report"),
        ("# Informal meeting on the lakes", "## Report on the boats", "other"),
        ("# Note on the lakes", "## Meeting summary", "other"),
    ],
)  # fmt: skip
def test_a_report_of_a_meeting_says_so_and_a_paper_for_a_meeting_is_none(
    cover: str, heading: str, kind: str
) -> None:
    source = f"{cover}\n\n{heading}\n\n{BODY}"
    assert read_document(source.encode(), "a.md").metadata.kind.value == kind


@pytest.mark.parametrize(
    ("symbol", "line", "status"),
    [
        ("CCM/MSP/2019/WP.2", "Submitted by Peru", "draft"),
        ("CCM/MSP/2019/WP.2/Rev.1", "Submitted by Peru", "draft"),
        ("A/72/CRP.3", "Submitted by Peru", "draft"),
        ("CCM/MSP/2019/WP.2", "As adopted by the Ninth Meeting", "adopted"),
        ("CCM/MSP/2019/2", "Submitted by Peru", "adopted"),
    ],
)
def test_a_working_paper_is_a_draft_until_it_says_it_was_adopted(symbol: str, line: str, status: str) -> None:
    body = f"# Paper on boats\n\n{line}\n\n{BODY}"
    assert read_document(f"{symbol}\n\n{body}".encode(), "a.md").metadata.status.value == status
    sidecar = f"kind: other\nsymbol: {symbol}".encode()
    assert read_document(body.encode(), "a.md", sidecar).metadata.status.value == status


def test_a_short_paper_under_a_symbol_has_the_title_of_its_mast_head() -> None:
    source = (
        "CCM/MSP/2019/WP.2/Corr.1\n\nConvention on the Quiet Lake\n\nNinth Meeting of States Parties\n"
        "Geneva, 2–4 September 2019\n\n28 August 2019\nOriginal: English\n\nLake Progress Report\n\n"
        "Corrigendum\n\nParagraph 2\n\nFor 107 boats read 106 boats\n"
    )
    found = read_document(source.encode(), "file-name.txt").metadata
    assert (found.title, found.document_date) == ("Lake Progress Report", "2019-08-28")
