"""Listing a source folder and loading its files."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import SourceFolderError, UnreadableSourceError
from ingest.folder import FileRole, SourceFile, load, scan
from prompts.words import catalogue, say


def roles(root: Path) -> dict[str, tuple[str, str]]:
    return {file.name: (file.role.value, file.reason) for file in scan(root)}


def test_every_file_is_named_once_with_its_role(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "b.yaml",
        "alone.yml",
        "README.md",
        ".hidden.txt",
        "~$a.docx",
        "LICENSE",
        "x.png",
        "a.TXT",
    ):
        (tmp_path / name).write_text("words")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.txt").write_text("x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.pdf").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        found = roles(tmp_path)
    assert found == {
        ".git": ("ignored", "hidden"),
        ".hidden.txt": ("ignored", "hidden"),
        "LICENSE": ("ignored", "about_the_folder"),
        "README.md": ("ignored", "about_the_folder"),
        "a.TXT": ("document", ""),
        "alone.yml": ("ignored", "sidecar_alone"),
        "b.md": ("document", ""),
        "b.yaml": ("sidecar", ""),
        "link.txt": ("ignored", "link"),
        "loop": ("ignored", "link"),
        "pipe.txt": ("ignored", "special_file"),
        "socket.txt": ("ignored", "special_file"),
        "sub/c.pdf": ("document", ""),
        "x.png": ("refused", "unsupported_type"),
        "~$a.docx": ("ignored", "temporary"),
    }
    assert [file.name for file in scan(tmp_path)] == sorted(found)


def test_a_single_file_brings_its_sidecar(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("words")
    (tmp_path / "a.yaml").write_text("title: x")
    (tmp_path / "other.md").write_text("words")
    files = scan(tmp_path / "a.md")
    assert [(file.name, file.role) for file in files] == [
        ("a.md", FileRole.DOCUMENT),
        ("a.yaml", FileRole.SIDECAR),
    ]
    assert files[0].sidecar == tmp_path / "a.yaml"


def test_names_are_safe_to_show(tmp_path: Path) -> None:
    for name in (b"bad\xff.txt", b"new\nline.txt", "rtl\u202etxt.txt".encode(), "cafe\u0301.txt".encode()):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as stream:
            stream.write(b"words")
    files = scan(tmp_path)
    assert [f.name for f in files] == ["bad\\xff.txt", "café.txt", "new\\x0aline.txt", "rtl\\u202etxt.txt"]
    assert {load(file) for file in files} == {b"words"}


@pytest.mark.parametrize(("make", "code"), [(False, "missing"), (True, "empty")])
def test_a_missing_or_empty_folder_is_an_error(tmp_path: Path, make: bool, code: str) -> None:
    root = tmp_path / "share"
    if make:
        root.mkdir()
    with pytest.raises(SourceFolderError) as error:
        scan(root)
    assert error.value.code == code
    assert isinstance(error.value, FileNotFoundError)


@pytest.fixture
def plain_folder() -> Iterator[Path]:
    """A folder of a user whom permissions bind, who runs the test: root may do everything."""
    nobody, is_root = 65534, os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        if is_root:
            os.chown(name, nobody, nobody)
            os.seteuid(nobody)
        try:
            yield Path(name)
        finally:
            if is_root:
                os.seteuid(0)


def test_a_folder_that_cannot_be_listed_is_named_in_words(plain_folder: Path) -> None:
    root = plain_folder / "share"
    root.mkdir()
    (root / "a.txt").write_text("words")
    root.chmod(0)
    try:
        with pytest.raises(SourceFolderError) as error:
            scan(root)
    finally:
        root.chmod(0o700)
    assert error.value.code == "unreadable_folder"
    assert "permission" in say(f"reading.{error.value.code}")


def test_every_reason_a_folder_is_not_read_for_has_words() -> None:
    assert all(f"reading.{code}" in catalogue() for code in ("missing", "empty", "unreadable_folder"))


def test_a_file_that_vanished_or_became_a_pipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    (file,) = scan(tmp_path)
    path.unlink()
    with pytest.raises(UnreadableSourceError, match="vanished"):
        load(file)
    os.mkfifo(path)
    with pytest.raises(UnreadableSourceError, match="vanished"):
        load(file)


def test_a_file_without_permission_is_refused(plain_folder: Path) -> None:
    path = plain_folder / "a.txt"
    path.write_text("words")
    path.chmod(0)
    (file,) = scan(plain_folder)
    with pytest.raises(UnreadableSourceError, match="unreadable"):
        load(file)


def test_a_file_that_keeps_changing_is_refused_and_one_that_settles_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import folder

    path = tmp_path / "a.txt"
    path.write_text("words")
    (file,) = scan(tmp_path)
    reads: list[int] = []
    whole = folder._bytes

    def write_while_reading(source: SourceFile) -> bytes:
        data = whole(source)
        reads.append(1)
        if len(reads) <= writes:
            path.write_text(f"words {len(reads)}")
        return data

    monkeypatch.setattr(folder, "_bytes", write_while_reading)
    monkeypatch.setattr(folder, "SETTLE_SECONDS", 0)
    writes = 1
    assert load(file) == b"words 1"
    reads.clear()
    writes = 10
    with pytest.raises(UnreadableSourceError, match="changing"):
        load(file)


def test_a_sparse_giant_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with open(path, "wb") as stream:
        stream.truncate(1 << 40)
    (file,) = scan(tmp_path)
    with pytest.raises(UnreadableSourceError, match="too_large"):
        load(file)
