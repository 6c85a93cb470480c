"""The bundled sample collection: reproducible, marked as digests, complete, and in words of its own."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from lxml import html

from evals.cases import read_cases
from evals.normalise import normalise
from ingest.documents import Document
from ingest.read import read_document
from ingest.sample import collection
from ingest.sample.generate import SOURCES, generate, read_source
from prompts.words import LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
CASES = ROOT / "evals" / "cases"
DOCUMENTS = sorted(path for path in collection().iterdir() if path.suffix != ".yaml")
TREATY = collection() / "convention-on-cluster-munitions-digest.md"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

METADATA = {  # name: kind, status, event date, document date, as of
    "abbreviations-and-roles.docx": ("other", "informal", None, "2017-11-24", None),
    "bangkok-seminar-2017-report.pdf": ("meeting_report", "informal", "2017-03-16/2017-03-17", None, None),
    "canada-prohibiting-cluster-munitions-act-digest.html": (
        "legislation",
        "adopted",
        None,
        "2014-11-06",
        None,
    ),
    "cluster-munition-coalition-statements.txt": ("statement", "informal", None, None, None),
    "convention-armes-a-sous-munitions-condense.md": ("treaty", "adopted", "2008-05-30", None, None),
    "convention-on-cluster-munitions-digest.md": ("treaty", "adopted", "2008-05-30", None, None),
    "cooperation-and-assistance-november-2017.txt": ("meeting_report", "informal", "2017-11-24", None, None),
    "dubrovnik-action-plan-digest.md": ("action_plan", "informal", "2015-09-07/2015-09-11", None, None),
    "informal-consultations-february-2011.html": ("meeting_report", "informal", "2011-02-24", None, None),
    "intersessional-meeting-june-2011.docx": (
        "meeting_report",
        "informal",
        "2011-06-27/2011-06-30",
        None,
        None,
    ),
    "mine-ban-convention-digest.md": ("treaty", "adopted", "1997-09-18", None, None),
    "sample-progress-report-2011-draft.html": ("progress_report", "draft", None, "2011-04-01", "2011-03-30"),
    "sample-progress-report-2011.docx": ("progress_report", "adopted", None, "2011-08-25", "2011-08-20"),
    "santiago-conference-2010-summary.txt": (
        "meeting_report",
        "informal",
        "2010-06-07/2010-06-09",
        None,
        None,
    ),
    "states-parties-figures-by-date.docx": ("other", "informal", None, "2017-11-24", None),
    "vientiane-action-plan-digest.docx": ("action_plan", "adopted", "2010-11", None, None),
}


def text_of(path: Path) -> str:
    """The words of a sample file as a plain reader sees them."""
    match path.suffix:
        case ".docx":
            with ZipFile(path) as archive:
                parts = [
                    html.etree.fromstring(archive.read(f"word/{part}.xml"))
                    for part in ("document", "footnotes")
                ]
            return "\n".join("".join(p.itertext()) for part in parts for p in part.iter(f"{WORD}p"))
        case ".pdf":
            with pypdfium2.PdfDocument(path) as pdf:
                return "\n".join(page.get_textpage().get_text_range() for page in pdf)
        case ".html":
            return str(html.fromstring(path.read_bytes()).find("body").text_content())
        case _:
            return path.read_text(encoding="utf-8")


def read(path: Path) -> Document:
    sidecar = path.with_suffix(".yaml")
    return read_document(path.read_bytes(), path.name, sidecar.read_bytes() if sidecar.exists() else None)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def article(number: int) -> str:
    """The text of one article of the treaty digest."""
    text = TREATY.read_text(encoding="utf-8")
    return text.split(f"## Article {number}\n", 1)[1].split("\n## Article", 1)[0]


def test_generating_again_gives_the_same_bytes(tmp_path: Path) -> None:
    written = generate(tmp_path)
    assert {path.stem for path in written} == {path.stem for path in SOURCES.glob("*.md")}
    for path in written:
        committed = collection() / path.name
        if path.suffix == ".pdf":  # reportlab releases may order its objects differently
            assert text_of(path) == text_of(committed), path.name
        else:
            assert path.read_bytes() == committed.read_bytes(), path.name


def test_a_footnote_without_definition_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "broken.md"
    source.write_text("format: html\ntitle: T\n\n# T\n\nSix States.[^1]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.md"):
        read_source(source)


def test_the_collection_holds_documents_of_every_format_and_nothing_else() -> None:
    assert {path.suffix for path in DOCUMENTS} == {".md", ".txt", ".docx", ".html", ".pdf"}
    sidecars = collection().glob("*.yaml")
    assert {path.stem for path in sidecars} <= {path.stem for path in DOCUMENTS}
    assert len(DOCUMENTS) >= 14


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_says_in_its_first_lines_that_it_is_a_digest(path: Path) -> None:
    lines = [line for line in text_of(path).splitlines() if line.strip()]
    opening = " ".join(lines[:8])
    assert "digest written for this project" in opening
    assert re.search(r"not an official text|pas d'un texte officiel", opening)


def test_the_progress_report_lists_states_in_real_word_footnotes() -> None:
    with ZipFile(collection() / "sample-progress-report-2011.docx") as archive:
        notes = html.etree.fromstring(archive.read("word/footnotes.xml"))
        body = archive.read("word/document.xml").decode()
    numbered = [note for note in notes if int(note.get(f"{WORD}id")) > 0]
    assert len(numbered) >= 20
    assert len(numbered) == body.count("<w:footnoteReference ")
    naming = [note for note in numbered if re.search(r"[A-Z]\w+(,| and) ", "".join(note.itertext()))]
    assert len(naming) >= 20


def test_footnotes_of_the_pdf_stand_at_the_foot_of_the_page_that_marks_them() -> None:
    with pypdfium2.PdfDocument(collection() / "bangkok-seminar-2017-report.pdf") as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    by_mark = {
        "Seven States of the region took part": "Thailand, Sri Lanka",
        "Four examples": "Lebanon, Lao PDR",
    }
    for marked, note in by_mark.items():
        [page] = [page for page in pages if marked in page]
        assert note in page
        assert page.index(note) > page.index(marked)
    assert all("Bangkok seminar, 16-17 March 2017" in page for page in pages)
    assert len(pages) > 1


def test_the_treaty_digest_has_all_articles_in_order() -> None:
    numbers = re.findall(r"^## Article (\d+)\n\n### \S", TREATY.read_text(encoding="utf-8"), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 24)]


@pytest.mark.parametrize(
    ("number", "limit"),
    [
        (3, "eight years"),
        (3, "four more years"),
        (3, "nine months"),
        (3, "30 April"),
        (4, "within ten years of that date"),
        (4, "within ten years of the end of the active hostilities"),
        (4, "up to five years"),
        (4, "nine months"),
        (7, "180 days"),
        (7, "30 April"),
        (8, "28 days"),
        (11, "within one year"),
        (12, "five years"),
        (13, "90 days"),
        (17, "thirtieth instrument"),
        (17, "first day of the sixth month"),
        (20, "six months"),
    ],
)
def test_the_treaty_digest_gives_every_time_limit_in_its_article(number: int, limit: str) -> None:
    assert limit in article(number)


def test_points_keep_the_numbers_of_the_treaty() -> None:
    points = {
        number: re.findall(r"^  \(([a-z])\)", article(number), re.MULTILINE) for number in (1, 5, 7, 21)
    }
    assert {number: (found[0], found[-1], len(found)) for number, found in points.items()} == {
        1: ("a", "c", 3),
        5: ("a", "h", 8),
        7: ("a", "n", 14),
        21: ("a", "d", 4),
    }
    first_paragraph = article(4).split("\n2. ", 1)[0]
    assert re.search(r"^  \(b\) .*active hostilities", first_paragraph, re.MULTILINE)


@pytest.mark.parametrize("name", METADATA)
def test_kind_status_and_dates_are_read_from_the_document(name: str) -> None:
    found = read(collection() / name).metadata
    dates = (found.event_date, found.document_date, found.as_of)
    assert (found.kind, found.status, *dates) == METADATA[name]
    assert found.language == ("fr" if "condense" in name else "en")


def test_the_metadata_of_every_document_are_known() -> None:
    assert list(METADATA) == [path.name for path in DOCUMENTS]


@pytest.mark.parametrize(
    ("name", "place", "says"),
    [
        ("convention-on-cluster-munitions-digest.md", "Article 4(1)(b)", "end of the active hostilities"),
        ("convention-on-cluster-munitions-digest.md", "Article 7(1)(n)", "amounts, types, destinations"),
        ("convention-armes-a-sous-munitions-condense.md", "Article 4(1)(b)", "fin des hostilités"),
        ("mine-ban-convention-digest.md", "Article 5(3)", "ten years"),
        ("canada-prohibiting-cluster-munitions-act-digest.html", "section 17(1)(b)", "18 months"),
        ("dubrovnik-action-plan-digest.md", "Action 3.3, [para. 1]", "however small"),
        ("vientiane-action-plan-digest.docx", "Action 22, [para. 1]", "data to be collected"),
        ("sample-progress-report-2011.docx", "para. 22, footnote 18", "Germany, Spain, Belgium"),
        ("bangkok-seminar-2017-report.pdf", "[para. 3], footnote 1", "Thailand, Sri Lanka"),
        ("sample-progress-report-2011-draft.html", "para. 10, footnote 3", "France, Australia"),
    ],
)
def test_a_provision_is_read_under_the_address_people_type(name: str, place: str, says: str) -> None:
    document = read(collection() / name)
    [unit] = [unit for unit in document.units if str(unit.locator) == place]
    assert says in unit.span.of(document.text)


def test_evidence_of_the_sample_set_is_found_in_the_text_of_record() -> None:
    texts = [normalise(read(path).text) for path in DOCUMENTS]
    fragments = [part for case in read_cases(CASES / "sample.jsonl") for part in case.evidence]
    assert [part for part in fragments if not any(normalise(part) in text for text in texts)] == []


def test_draft_and_final_give_different_figures() -> None:
    draft = text_of(collection() / "sample-progress-report-2011-draft.html")
    final = text_of(collection() / "sample-progress-report-2011.docx")
    assert "55 States Parties as of 30 March 2011" in draft
    assert "60 States Parties" in final
    assert "55 States Parties" not in final


def test_no_sentence_is_copied_from_the_documents_described(test_data: Path) -> None:
    run, seen = 12, set()
    for folder in ("corpus", "truth"):
        for path in (test_data / folder).iterdir():
            if path.suffix in (".txt", ".md"):
                known = words(path.read_text(encoding="utf-8"))
                seen.update(tuple(known[at : at + run]) for at in range(len(known) - run + 1))
    assert seen
    for path in DOCUMENTS:
        ours = words(text_of(path))
        copied = [
            " ".join(ours[at : at + run]) for at in range(len(ours)) if tuple(ours[at : at + run]) in seen
        ]
        assert copied == [], path.name


def test_every_case_of_the_sample_set_stands_in_the_sample() -> None:
    script = runpy.run_path(str(CASES / "make_sample.py"))
    assert script["faults"](script["CASES"]) == []
    assert "".join(f"{row}\n" for row in script["rows"](script["CASES"])) == (
        CASES / "sample.jsonl"
    ).read_text("utf-8")


def test_a_case_whose_evidence_is_invented_is_a_fault() -> None:
    script = runpy.run_path(str(CASES / "make_sample.py"))
    invented = script["Case"]("numeric", "How many?", ["7"], ["no document says these words"])
    assert script["faults"]([invented]) == [
        "How many?: not in the sample documents: 'no document says these words'"
    ]


def test_the_sample_set_is_large_enough_and_a_quarter_of_it_must_be_declined() -> None:
    cases = read_cases(CASES / "sample.jsonl")
    declined = [case for case in cases if not case.answerable]
    assert len(cases) >= 48
    assert len(declined) * 4 >= len(cases)
    assert {"unanswerable", "false_premise", "anonymous", "adversarial"} == {case.type for case in declined}


def test_no_question_is_taken_from_the_development_set(test_data: Path) -> None:
    taken = {case.question.lower() for case in read_cases(test_data / "evals" / "dev.jsonl")}
    assert not taken & {case.question.lower() for case in read_cases(CASES / "sample.jsonl")}


def test_there_are_six_example_questions_in_every_language() -> None:
    examples = {code: texts for code, texts in catalogue().items() if code.startswith("examples.")}
    assert list(examples) == [f"examples.sample_{number}" for number in range(1, 7)]
    assert all(set(texts) == set(LANGUAGES) for texts in examples.values())
