"""An ingestion accounts for every file, embeds nothing twice and removes nothing by mistake."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import generation as generations
from index.catalogue import Catalogue
from index.errors import (
    LockHeldError,
    MassRemovalError,
    MixedCollectionError,
    ModelMismatchError,
    SourceMissingError,
    UnknownDocumentError,
)
from index.job import documents, ingest, last_report, remove_document, remove_source, sources
from index.library import Library
from index.lock import writing
from index.report import Outcome, Report
from ingest.readers import current_reader, read
from ingest.sample import collection
from tests.fakes import HashingEmbedder
from tests.index.texts import write_document, write_folder


def outcomes(report: Report) -> dict[str, str]:
    return {entry.name: entry.outcome.value for entry in report.entries}


def ids(data_dir: Path) -> dict[str, str]:
    return {document.name: document.id for document in documents(data_dir)}


def test_a_second_run_reads_and_embeds_nothing_and_keeps_the_generation(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = write_folder(tmp_path / "in", 3), HashingEmbedder()
    first = ingest(data_dir, [source], embedder)
    embedder.encoded.clear()
    second = ingest(data_dir, [source], embedder)
    assert first.counts["added"] == 3
    assert first.embedded > 0
    assert second.counts["unchanged"] == 3
    assert embedder.encoded == []
    assert (second.embedded, second.generation) == (0, first.generation)
    assert '"unchanged": 3' in str(last_report(data_dir))


def test_a_renamed_file_keeps_its_id_and_its_vectors(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 3), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    before = ids(data_dir)
    (source / "report-1.txt").rename(source / "zz.txt")
    embedder.encoded.clear()
    report = ingest(data_dir, [source], embedder)
    assert outcomes(report)["zz.txt"] == "renamed"
    assert ids(data_dir)["zz.txt"] == before["report-1.txt"]
    assert embedder.encoded == []


def test_a_changed_file_is_a_new_version_and_the_old_one_stays_readable(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = write_folder(tmp_path / "in", 3), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    document = ids(data_dir)["report-1.txt"]
    write_document(source, 1, "zirconium")
    report = ingest(data_dir, [source], embedder)
    assert outcomes(report) == {
        "report-0.txt": "unchanged",
        "report-1.txt": "updated",
        "report-2.txt": "unchanged",
    }
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        now, before = generation.document(document).versions
        assert "zirconium" in generation.text(document)
        assert "zirconium" in generation.text(document, now)
        assert "zirconium" not in generation.text(document, before)
        assert [
            hit.passage.passage.document_id for hit in generation.hits(generation.lexical("zirconium", 5))
        ] == [document]
        assert {stored.passage.version for stored in generation.passages(document)} == {now}
    library.close()


def test_a_removed_file_is_gone_from_answers_and_from_the_disk(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 8), HashingEmbedder()
    write_document(source, 1, "zirconium")
    ingest(data_dir, [source], embedder)
    document = ids(data_dir)["report-1.txt"]
    (source / "report-1.txt").unlink()
    # In a process of its own, as ingestion runs: Chroma writes unused stretches of memory to its files.
    order = {"data_dir": str(data_dir), "source": str(source)}
    driver = [sys.executable, "-m", "tests.index.driver"]
    run = subprocess.run(driver, input=json.dumps(order) + "\n", text=True, capture_output=True, check=True)
    assert run.stdout == "0\n"
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        assert generation.lexical("zirconium", 5) == []
        with pytest.raises(UnknownDocumentError) as caught:
            generation.text(document)
        assert caught.value.gone
        assert caught.value.name
    library.close()
    assert [
        path for path in data_dir.rglob("*") if path.is_file() and b"zirconium" in path.read_bytes()
    ] == []


def test_the_same_bytes_under_two_names_are_indexed_once(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    (source / "twin.txt").write_bytes((source / "report-0.txt").read_bytes())
    for _ in range(2):
        report = ingest(data_dir, [source], embedder)
        twin = next(entry for entry in report.entries if entry.name == "twin.txt")
        assert (twin.outcome, twin.reason, twin.detail) == (
            Outcome.IGNORED,
            "same_content_as",
            "report-0.txt",
        )
        assert report.documents == 2


def test_a_copy_takes_over_when_its_original_goes(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    (source / "twin.txt").write_bytes((source / "report-0.txt").read_bytes())
    ingest(data_dir, [source], embedder)
    before = ids(data_dir)["report-0.txt"]
    (source / "report-0.txt").unlink()
    report = ingest(data_dir, [source], embedder)
    assert outcomes(report)["twin.txt"] == "renamed"
    assert ids(data_dir)["twin.txt"] == before


def test_a_missing_or_empty_folder_removes_nothing(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    source.rename(tmp_path / "away")
    with pytest.raises(SourceMissingError):
        ingest(data_dir, [source], embedder)
    source.mkdir()
    with pytest.raises(SourceMissingError):
        ingest(data_dir, [source], embedder, allow_mass_removal=True)
    assert len(documents(data_dir)) == 2


def test_many_files_gone_at_once_stop_the_run_unless_allowed(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 4), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    (source / "report-0.txt").unlink()
    with pytest.raises(MassRemovalError):
        ingest(data_dir, [source], embedder)
    assert len(documents(data_dir)) == 4
    assert ingest(data_dir, [source], embedder, allow_mass_removal=True).counts["removed"] == 1
    assert len(documents(data_dir)) == 3


def test_a_refused_file_keeps_its_last_good_version_and_the_others_go_on(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    (source / "report-0.txt").write_bytes(b"")
    write_document(source, 1, "zirconium")
    report = ingest(data_dir, [source], embedder)
    assert outcomes(report) == {"report-0.txt": "refused", "report-1.txt": "updated"}
    assert [entry.reason for entry in report.refused] == ["empty_file"]
    assert report.documents == 2


def test_a_changed_sidecar_changes_the_metadata_of_its_document(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    (source / "report-0.yaml").write_text("title: The first title\n")
    ingest(data_dir, [source], embedder)
    document = ids(data_dir)["report-0.txt"]
    (source / "report-0.yaml").write_text("title: The second title\n")
    report = ingest(data_dir, [source], embedder)
    assert outcomes(report) == {
        "report-0.txt": "updated",
        "report-0.yaml": "sidecar",
        "report-1.txt": "unchanged",
    }
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        assert generation.document(document).metadata.title == "The second title"
        assert len(generation.document(document).versions) == 1
    library.close()


def test_only_the_named_source_is_brought_up_to_date(data_dir: Path, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    first, second = tmp_path / "first", tmp_path / "second"
    write_document(first, 0)
    write_document(second, 1)
    ingest(data_dir, [first, second], embedder)
    (second / "report-1.txt").unlink()
    assert ingest(data_dir, [first], embedder).counts["removed"] == 0
    assert [source.documents for source in sources(data_dir)] == [1, 1]
    assert remove_source(data_dir, str(second)).counts["removed"] == 1
    assert [Path(source.path).name for source in sources(data_dir)] == ["first"]
    with pytest.raises(SourceMissingError):
        remove_source(data_dir, str(second))


def test_a_document_taken_out_by_hand_stays_out_until_its_file_changes(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    document = ids(data_dir)["report-0.txt"]
    assert remove_document(data_dir, document).documents == 1
    assert outcomes(ingest(data_dir, [source], embedder))["report-0.txt"] == "ignored"
    write_document(source, 0, "again")
    assert outcomes(ingest(data_dir, [source], embedder))["report-0.txt"] == "added"
    assert ids(data_dir)["report-0.txt"] == document


def test_another_model_is_refused_until_everything_is_rebuilt(data_dir: Path, tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", 2)
    ingest(data_dir, [source], HashingEmbedder())
    other = HashingEmbedder(dimension=32, name="other")
    with pytest.raises(ModelMismatchError, match="--rebuild"):
        ingest(data_dir, [source], other)
    with pytest.raises(ModelMismatchError, match="--rebuild"), Library(data_dir, other).reading():
        pass
    source.rename(tmp_path / "away")  # a rebuild does without the files
    ingest(data_dir, [], other, rebuild=True)
    library = Library(data_dir, other)
    with library.reading() as generation:
        assert generation.matrix.shape[1] == 32
        assert generation.dense("party 1", 1)
    library.close()


def test_the_sample_and_real_documents_never_share_a_data_directory(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 1), HashingEmbedder()
    ingest(data_dir, [source], embedder, sample=True)
    with pytest.raises(MixedCollectionError):
        ingest(data_dir, [source], embedder)
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        assert generation.collection.sample
    library.close()


def test_a_second_writer_is_told_who_holds_the_lock(data_dir: Path, tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", 1)
    data_dir.mkdir()
    with writing(data_dir), pytest.raises(LockHeldError) as caught:
        ingest(data_dir, [source], HashingEmbedder())
    assert caught.value.pid == os.getpid()
    assert caught.value.since is not None
    assert str(os.getpid()) in str(caught.value)


def test_nobody_else_may_read_what_is_stored(data_dir: Path, tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", 2)
    before = os.umask(0)
    try:
        ingest(data_dir, [source], HashingEmbedder())
    finally:
        os.umask(before)
    assert [p for p in [data_dir, *data_dir.rglob("*")] if p.stat().st_mode & 0o077] == []


KINDS = st.sampled_from(["text", "empty", "unsupported", "hidden", "readme", "sidecar", "twin"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(KINDS, min_size=1, max_size=6))
def test_every_file_is_named_once_and_the_counts_add_up(
    kinds: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("counts")
    source = home / "in"
    source.mkdir()
    for number, kind in enumerate(kinds):
        match kind:
            case "text":
                write_document(source, number)
            case "empty":
                (source / f"{number}.txt").write_bytes(b"")
            case "unsupported":
                (source / f"{number}.xyz").write_bytes(b"x")
            case "hidden":
                (source / f".{number}.txt").write_bytes(b"x")
            case "readme":
                (source / f"README-{number}.md").write_bytes(b"x")
            case "sidecar":
                write_document(source, number)
                (source / f"report-{number}.yaml").write_text("title: Given\n")
            case _:
                (source / f"twin-{number}.txt").write_text("The same words under every name.\n")
    for _ in range(2):
        report = ingest(home / "data", [source], HashingEmbedder())
        assert sorted(entry.name for entry in report.entries) == sorted(
            path.name for path in source.iterdir()
        )
        assert sum(report.counts.values()) == len(report.entries)


def test_a_newer_reader_reads_unchanged_files_again_and_old_links_move(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = write_folder(tmp_path / "in", 3), HashingEmbedder()
    first = ingest(data_dir, [source], embedder)
    document = ids(data_dir)["report-1.txt"]
    with closing(Catalogue(data_dir)) as catalogue, catalogue.transaction():
        # As an older reader would have left it: another text, hence another version.
        catalogue.connection.execute("UPDATE versions SET reader = 'text/0', version = '0123456789ab'")
        catalogue.connection.execute("UPDATE texts SET text = replace(text, 'spoke', 'sp0ke')")
    report = ingest(data_dir, [source], embedder)
    assert report.counts["unchanged"] == 3
    assert report.counts["updated"] == 0
    assert report.generation != first.generation
    with closing(Library(data_dir, embedder)) as library, library.reading() as generation:
        assert len(generation.document(document).versions) == 1
        assert "spoke" in generation.text(document)
        assert generation.text(document, "0123456789ab") == generation.text(document)
    embedder.encoded.clear()
    again = ingest(data_dir, [source], embedder)
    assert (again.generation, embedder.encoded) == (report.generation, [])


def test_what_an_older_release_built_of_the_same_files_is_built_anew(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, embedder = write_folder(tmp_path / "in", 3), HashingEmbedder()
    monkeypatch.setattr(generations, "REVISION", generations.REVISION - 1)
    first = ingest(data_dir, [source], embedder)
    monkeypatch.undo()
    embedder.encoded.clear()
    with closing(Library(data_dir, embedder)) as library, library.reading() as generation:
        assert len(generation.documents()) == 3  # what is there answers until then
    second, third = (ingest(data_dir, [source], embedder) for _ in range(2))
    assert second.counts["unchanged"] == 3
    assert embedder.encoded == []
    assert first.generation != second.generation == third.generation


def test_two_runs_over_the_same_files_end_the_same(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", 60)
    (source / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    for number in range(2):  # of one title, so that both would have one id
        (source / f"z{number}.txt").write_text(f"The same title\n\n1. Other words, {number}.\n")
    reports = [ingest(tmp_path / f"data-{number}", [source], HashingEmbedder()) for number in range(2)]
    first, second = (replace(report, seconds=0.0).to_json() for report in reports)
    assert first == second
    with closing(Catalogue(tmp_path / "data-0")) as catalogue:
        stored = [name for (name,) in catalogue.connection.execute("SELECT source FROM versions ORDER BY id")]
    assert stored == sorted(stored)
    assert len(stored) == 62
    found = ids(tmp_path / "data-0")
    assert found["z1.txt"] == f"{found['z0.txt']}-2"


def test_a_copy_of_what_a_document_was_before_this_run_is_a_document_of_its_own(
    data_dir: Path, tmp_path: Path
) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    (source / "a-copy.txt").write_bytes((source / "report-0.txt").read_bytes())
    write_document(source, 0, "zirconium")
    report = ingest(data_dir, [source], embedder)
    assert outcomes(report) == {"a-copy.txt": "added", "report-0.txt": "updated", "report-1.txt": "unchanged"}


@pytest.mark.parametrize("stage", ["reading", "embedding"])
def test_an_interrupted_run_leaves_no_process_and_no_thread_behind(
    data_dir: Path, tmp_path: Path, stage: str
) -> None:
    source = write_folder(tmp_path / "in", 12)
    told = []

    def interrupt(at: str, done: int, total: int, name: str, amount: int = 0, /) -> None:
        told.append(at)
        if told.count(stage) == 8 or at == "embedding" == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(data_dir, [source], HashingEmbedder(), progress=interrupt)
    assert multiprocessing.active_children() == []
    assert [t.name for t in threading.enumerate() if t.name.startswith(("reader", "encoder"))] == []
    assert ingest(data_dir, [source], HashingEmbedder()).documents == 12


def test_every_file_is_read_by_the_reader_its_name_announces() -> None:
    texts = {".txt": "1. Words.\n", ".md": "# Words\n", ".html": "<html><body><p>Words.</p></body></html>"}
    for suffix, text in texts.items():
        assert read(text.encode(), f"file{suffix}").reader == current_reader(f"file{suffix}")
    for path in collection().iterdir():
        if path.suffix in (".docx", ".pdf"):
            assert read(path.read_bytes(), path.name).reader == current_reader(path.name)
