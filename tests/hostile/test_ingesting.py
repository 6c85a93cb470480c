"""Hostile folders through whole ingestions: every file accounted for, the good ones answered from."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

import pytest

from assistant.understanding.question import read_question
from assistant.understanding.scope import document_scope
from index.embed import LONGEST_WORD, Embedder, context_line, windows
from index.job import documents, ingest, last_report
from index.library import Library
from index.report import Entry, Outcome, Report
from index.retrieve import Filters
from ingest.folder import FileRole, scan
from ingest.skeleton import skeleton, unmix
from tests.fakes import HashingEmbedder
from tests.hostile import make
from tests.hostile.crashing import read_or_crash
from tests.index.texts import write_document, write_folder
from ui.cli import main


def by_name(report: Report) -> dict[str, Entry]:
    return {entry.name: entry for entry in report.entries}


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


# ---- One folder of everything


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The data directory and the report of a folder of hostile files."""
    home = tmp_path_factory.mktemp("hostile")
    make.main(home / "in")
    return home / "data", ingest(home / "data", [home / "in"], HashingEmbedder())


REFUSALS = {
    "empty.txt": "empty_file",  # ING-01
    "cut.pdf": "corrupt_pdf",
    "locked.pdf": "encrypted",
    "scan.pdf": "no_text_layer",
    "flate.pdf": "too_large_expanded",
    "ratio.docx": "archive_limits",
    "entities.docx": "xml_entities",
    "program.pdf": "type_mismatch",
    "page.docx": "type_mismatch",
    "deep.html": "archive_limits",
    "tags.txt": "hidden_characters",
    "names/dot.txt.": "unsupported_type",
}


def test_every_hostile_file_is_refused_with_its_code_and_the_others_are_indexed(
    run: tuple[Path, Report],
) -> None:
    _, report = run
    assert {entry.name: entry.reason for entry in report.refused} == REFUSALS
    assert sum(report.counts.values()) == len(make.files()) + len(make.NAMES)
    assert report.counts["added"] == len(make.files()) + len(make.NAMES) - len(REFUSALS)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("yttrium", "controls.txt"),  # ING-17
        ("promethium", "bidi.txt"),  # ING-18
        ("scandium", "surrogate.txt"),  # ING-16
        ("lutetium", "one.txt"),  # ING-32
        ("zirconium", None),  # ING-14
    ],
)
def test_search_finds_the_clean_words_and_nothing_hidden(
    run: tuple[Path, Report], word: str, found: str | None
) -> None:
    data_dir, _ = run
    with closing(Library(data_dir, HashingEmbedder())) as library, library.reading() as generation:
        hits = generation.hits(generation.lexical(word, 5))
        sources = [generation.document(hit.passage.passage.document_id).source for hit in hits]
        assert sources == ([found] if found else [])


def test_ing_16_and_17_doubts_are_in_the_report_and_it_can_be_written(run: tuple[Path, Report]) -> None:
    data_dir, report = run
    entries = by_name(report)
    assert "invalid_bytes" in entries["surrogate.txt"].warnings
    assert "control_characters:2" in entries["controls.txt"].warnings
    assert "invisible_characters" in entries["bidi.txt"].warnings
    assert "hidden_text" in entries["hidden.html"].warnings
    assert json.loads(str(last_report(data_dir)))["counts"] == report.counts


def test_ing_29_every_name_is_shown_escaped_and_keeps_its_id(run: tuple[Path, Report]) -> None:
    data_dir, report = run
    named = {document.name: document.id for document in documents(data_dir) if "names/" in document.name}
    assert len(named) == len(make.NAMES) - 1
    assert {"names/new\\x0aline.txt", "names/rtl\\u202etxt.txt", "names/bad\\xff\\xfe.txt"} <= named.keys()
    assert {"names/caf\u00e9.txt", "names/caf\u00e9 (2).txt"} <= named.keys()
    assert all(id_.isascii() and "/" not in id_ and ".." not in id_ for id_ in named.values())
    again = ingest(data_dir, [], HashingEmbedder())
    assert again.generation == report.generation
    assert {d.name: d.id for d in documents(data_dir) if "names/" in d.name} == named


def test_ing_33_a_second_run_embeds_nothing_and_repeats_its_report(run: tuple[Path, Report]) -> None:
    data_dir, first = run
    reports = []
    for _ in range(2):
        report = ingest(data_dir, [], HashingEmbedder())
        assert (report.embedded, report.generation) == (0, first.generation)
        reports.append({**report.as_fields(), "run": 0, "seconds": 0})
    assert json.dumps(reports[0]) == json.dumps(reports[1])


# ---- Folders of their own, with vectors worked out by hand


def test_ing_01_an_empty_file_ends_the_command_with_3_and_the_others_are_indexed(
    tmp_path: Path,
) -> None:
    source = write_folder(tmp_path / "in", 1)
    (source / "empty.txt").write_bytes(b"")
    data_dir = tmp_path / "data"
    assert main(["ingest", str(source), "--data-dir", str(data_dir)]) == 3
    assert [document.name for document in documents(data_dir / "own")] == ["report-0.txt"]


def test_ing_06_and_30_bombs_and_giants_leave_the_ingesting_process_small(
    data_dir: Path, tmp_path: Path
) -> None:
    source = write_folder(tmp_path / "in", 1)
    ingest(data_dir, [source], HashingEmbedder())  # what any run needs is loaded
    (source / "bomb.pdf").write_bytes(make.pdf_bomb("flate"))
    with open(source / "giant.txt", "wb") as giant:
        giant.truncate(1 << 30)
    before = resident()
    report = ingest(data_dir, [source], HashingEmbedder())
    assert resident() - before < 50_000_000
    assert {entry.name: entry.reason for entry in report.refused} == {
        "bomb.pdf": "too_large_expanded",
        "giant.txt": "too_large",
    }


@pytest.mark.parametrize(
    "other",
    ["ССМ/MSP/2011/WP.5", "ＣＣＭ/MSP/2011/WP.5", "CCM\u2215MSP\u22152011\u2215WP.5", "ccm/msp/2011/wp.5"],
)
def test_ing_19_a_symbol_that_looks_like_that_of_another_document_is_kept_out(
    data_dir: Path, tmp_path: Path, other: str
) -> None:
    source = write_folder(tmp_path / "in", 2)
    (source / "report-0.yaml").write_text("document_symbol: CCM/MSP/2011/WP.5\n")
    ingest(data_dir, [source / "report-0.txt"], HashingEmbedder())
    (source / "report-1.yaml").write_text(f"document_symbol: {other}\n", encoding="utf-8")
    (entry,) = ingest(data_dir, [source], HashingEmbedder(), allow_mass_removal=True).refused
    assert (entry.name, entry.reason) == ("report-1.txt", "look_alike_symbol")
    assert "report-0.txt" in entry.detail
    assert ascii(other) in entry.detail


@pytest.mark.parametrize(
    "other", ["ССМ/MSP/2011/WP.5", "ＣＣＭ/MSP/2011/WP.5", "CCM\u2215MSP\u22152011\u2215WP.5"]
)
def test_ing_19_a_printed_symbol_in_look_alike_letters_is_one_and_is_kept_out(
    data_dir: Path, tmp_path: Path, other: str
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for number, symbol in enumerate(("CCM/MSP/2011/WP.5", other)):
        text = f"{symbol}\n\nReport number {number}\n\n1. {make.WORDS}\n\n2. Paragraph of report {number}.\n"
        (source / f"report-{number}.txt").write_text(text, encoding="utf-8")
    (entry,) = ingest(data_dir, [source], HashingEmbedder()).refused
    assert (entry.name, entry.reason) == ("report-1.txt", "look_alike_symbol")
    assert ascii(other) in entry.detail


@pytest.mark.parametrize(
    "asked",
    [
        "CCM/MSP/2011/WP.5",
        "ＣＣＭ／ＭＳＰ／２０１１／ＷＰ.5",
        "ССМ/MSP/2011/WP.5",
        "CCM\u2215MSP\u22152011\u2215WP.5",
    ],
)
def test_ing_19_a_question_finds_a_symbol_whatever_letters_it_is_typed_in(
    data_dir: Path, tmp_path: Path, asked: str
) -> None:
    source = write_folder(tmp_path / "in", 3)
    (source / "report-1.yaml").write_text("document_symbol: CCM/MSP/2011/WP.5\n")
    ingest(data_dir, [source], HashingEmbedder())
    question = read_question(f"What does {asked} say?", (), "en", Filters())
    assert "CCM/MSP/2011/WP.5" in question.standalone
    with closing(Library(data_dir, HashingEmbedder())) as library, library.reading() as generation:
        standing = document_scope(question, generation)
        best = max(standing, key=lambda document: standing[document])
        assert generation.document(best).metadata.symbol == "CCM/MSP/2011/WP.5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ССМ/MSP and Lutеtium", "CCM/MSP and Lutetium"),
        ("Государства и СССР, Ελλάδα", "Государства и СССР, Ελλάδα"),
        ("российско-US", "российско-US"),
        ("²⁶ ½ naïve", "²⁶ ½ naïve"),
    ],
)
def test_ing_19_only_words_that_read_as_latin_are_written_in_latin(text: str, expected: str) -> None:
    assert unmix(text) == expected


def test_ing_19_symbols_that_differ_in_print_are_different() -> None:
    symbols = ["CCM/MSP/2011/WP.5", "CCM/MSP/2011/WP.6", "CCM/MSP/2011/5", "CCM/CONF/2011/WP.5"]
    assert len({skeleton(symbol) for symbol in symbols}) == len(symbols)


def test_ing_20_the_same_content_is_indexed_once_and_both_names_are_reported(
    data_dir: Path, tmp_path: Path
) -> None:
    source = write_folder(tmp_path / "in", 1)
    (source / "twin.txt").write_bytes((source / "report-0.txt").read_bytes())
    report = ingest(data_dir, [source], HashingEmbedder())
    twin = by_name(report)["twin.txt"]
    assert report.documents == 1
    assert (twin.outcome, twin.reason, twin.detail) == (Outcome.IGNORED, "same_content_as", "report-0.txt")


def test_ing_26_links_and_special_files_are_listed_and_neither_followed_nor_waited_for(
    data_dir: Path, tmp_path: Path
) -> None:
    source = write_folder(tmp_path / "in", 1)
    outside = write_document(tmp_path / "outside", 5, "zirconium")
    (source / "out.txt").symlink_to(outside)
    (source / "loop").symlink_to(source)
    (source / "broken.txt").symlink_to(source / "nothing")
    os.link(source / "report-0.txt", source / "hard.txt")
    os.mkfifo(source / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(source / "socket.txt"))
        report = ingest(data_dir, [source], HashingEmbedder())
    assert {entry.name: (entry.outcome.value, entry.reason) for entry in report.entries} == {
        "report-0.txt": ("ignored", "same_content_as"),
        "hard.txt": ("added", ""),
        "out.txt": ("ignored", "link"),
        "loop": ("ignored", "link"),
        "broken.txt": ("ignored", "link"),
        "pipe.txt": ("ignored", "special_file"),
        "socket.txt": ("ignored", "special_file"),
    }
    (device,) = scan(Path("/dev/null"))
    assert (device.role, device.reason) == (FileRole.IGNORED, "special_file")


@contextmanager
def rewritten_without_end(path: Path) -> Iterator[None]:
    """A writer that is never done with the file."""
    done, written = threading.Event(), threading.Event()

    path.write_text("1. A line of a report in progress.\n" * 200_000)

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not done.is_set():
                file.write(b"2. One more line.\n")
                written.set()

    writer = threading.Thread(target=write)
    writer.start()
    written.wait()
    try:
        yield
    finally:
        done.set()
        writer.join()


def test_ing_27_a_file_that_keeps_changing_is_refused_and_its_old_version_answers(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    write_document(source, 0, "zirconium")
    ingest(data_dir, [source], embedder)
    with rewritten_without_end(source / "report-0.txt"):
        report = ingest(data_dir, [source], embedder)
    entry = by_name(report)["report-0.txt"]
    assert (entry.outcome, entry.reason) == (Outcome.REFUSED, "changing")
    with closing(Library(data_dir, embedder)) as library, library.reading() as generation:
        assert generation.lexical("zirconium", 5)


def test_ing_28_a_file_that_vanishes_after_the_listing_is_refused(data_dir: Path, tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", 3)

    def progress(stage: str, _done: int, _total: int, _name: str, _amount: int = 0, /) -> None:
        if stage == "reading":
            (source / "report-2.txt").unlink(missing_ok=True)

    report = ingest(data_dir, [source], HashingEmbedder(), progress=progress)
    entry = by_name(report)["report-2.txt"]
    assert (entry.outcome, entry.reason) == (Outcome.REFUSED, "vanished")
    assert report.counts["added"] == 2


def test_ing_31_the_work_grows_with_the_number_of_files_and_no_faster(tmp_path: Path) -> None:
    few, many = (calls_of_a_run(tmp_path / str(count), count) for count in (100, 400))
    assert many < 4.4 * few


def calls_of_a_run(home: Path, count: int) -> int:
    """Functions called by the ingesting process, its own and those in C."""
    source = write_folder(home / "in", count)
    for number in range(0, count, 2):
        (source / f"report-{number}.yaml").write_text(f"title: Report {number}\n")
    write_folder(home / "warm", 1)
    ingest(home / "warm-data", [home / "warm"], HashingEmbedder())
    calls = 0

    def count_call(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        report = ingest(home / "data", [source], HashingEmbedder())
    finally:
        sys.setprofile(None)
    assert report.counts["added"] == count
    return calls


def test_ing_32_a_word_without_end_goes_through_the_real_model(
    data_dir: Path, tmp_path: Path, embedder: Embedder
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    word = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(40))
    (source / "word.txt").write_text(word)
    report = ingest(data_dir, [source], embedder)
    assert report.counts["added"] == 1
    assert report.embedded > 1  # it was cut


@pytest.mark.parametrize("word", ["w" * 1_000_000, "集" * 200_000])
def test_ing_32_a_word_of_a_megabyte_comes_once_and_not_again_with_every_window(
    embedder: Embedder, word: str
) -> None:
    context = context_line(embedder, word, None, (word, word))
    assert len(context) <= 4 * LONGEST_WORD
    (short, *_) = windows(embedder, context, word[:100])
    assert embedder.count(short) <= embedder.window - 2


def test_ing_34_a_reader_that_crashes_costs_only_its_own_file(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_folder(tmp_path / "in", 3)
    for fault in ("abort", "segfault", "raise"):
        (source / f"{fault}.txt").write_text(fault)
    monkeypatch.setattr("index.sync.read_and_cut", read_or_crash)
    report = ingest(data_dir, [source], HashingEmbedder())
    assert {entry.name: entry.reason for entry in report.refused} == {
        "abort.txt": "parser_crashed",
        "raise.txt": "parser_crashed",
        "segfault.txt": "parser_crashed",
    }
    assert report.counts["added"] == 3
