"""What an ingestion finds in one source folder against what the catalogue knows; nothing is changed."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.catalogue import Catalogue, KnownFile
from index.errors import MassRemovalError, SourceMissingError
from ingest.errors import SourceFolderError, UnreadableSourceError
from ingest.folder import FileRole, SourceFile, load, scan
from prompts.words import say


@dataclass(frozen=True, slots=True)
class Plan:
    """One source folder: its files, what is known of them, and which known ones are no longer there."""

    root: Path
    files: tuple[SourceFile, ...]
    known: dict[str, KnownFile]
    gone: dict[str, KnownFile]
    """Known files that are neither listed nor inside a folder that could not be listed."""
    renamed: dict[str, str]
    """New name -> the gone name of the same bytes."""

    @property
    def parts(self) -> tuple[list[SourceFile], list[SourceFile]]:
        """Known documents, then the others: only with the first stored is it clear what is a copy of what."""
        known = [file for file in self.files if self.is_known_document(file.name)]
        return known, [file for file in self.files if not self.is_known_document(file.name)]

    @property
    def removals(self) -> list[KnownFile]:
        """Documents whose file is gone, under every name."""
        found_again = set(self.renamed.values())
        return [f for name, f in self.gone.items() if f.role == "document" and name not in found_again]

    def is_known_document(self, name: str) -> bool:
        return name in self.known and self.known[name].role == "document"

    def sidecar_of(self, file: SourceFile) -> SourceFile | None:
        return None if file.sidecar is None else dataclasses.replace(file, path=file.sidecar, sidecar=None)


def list_files(root: Path) -> tuple[SourceFile, ...]:
    """Raises SourceMissingError when the folder is missing or empty: an unmounted share looks like that."""
    try:
        return _with_distinct_names(scan(root))
    except SourceFolderError as error:
        advice = say(f"reading.{error.code}")
        raise SourceMissingError(f"{root}: {advice} Nothing was read and nothing was removed.") from error


def make_plan(catalogue: Catalogue, root: Path, files: tuple[SourceFile, ...]) -> Plan:
    source = catalogue.sources().get(str(root))
    known = {file.name: file for file in catalogue.files(source)} if source is not None else {}
    # A refused file or folder is there, only not readable now: nothing of it is gone.
    listed = {file.name for file in files if file.role in (FileRole.DOCUMENT, FileRole.REFUSED)}
    closed = tuple(f"{file.name}/" for file in files if file.role is FileRole.REFUSED)
    gone = {name: file for name, file in known.items() if name not in listed and not name.startswith(closed)}
    return Plan(root, files, known, gone, _renames(files, known, gone))


def check_removals(plan: Plan, share: float) -> None:
    """Raises MassRemovalError when more than that share of the source's documents would go."""
    total = sum(file.role == "document" for file in plan.known.values())
    lost = len(plan.removals)
    if lost and lost / total > share:
        raise MassRemovalError(
            f"{lost} of {total} documents are no longer in {plan.root}; nothing was changed."
            " Pass --allow-mass-removal if they are meant to go"
        )


def content_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _renames(
    files: Sequence[SourceFile], known: dict[str, KnownFile], gone: dict[str, KnownFile]
) -> dict[str, str]:
    """New name -> name before, by equal bytes. Files are only read when a document's file is gone."""
    before: dict[str, list[str]] = {}
    for name, lost in gone.items():
        if lost.role == "document":
            before.setdefault(lost.sha256, []).append(name)
    renamed: dict[str, str] = {}
    for file in files if before else ():
        own = known.get(file.name)
        if file.role is not FileRole.DOCUMENT or (own is not None and own.role == "document"):
            continue
        try:
            sha256 = content_hash(load(file))
        except UnreadableSourceError:
            continue
        if before.get(sha256):
            renamed[file.name] = before[sha256].pop(0)
    return renamed


def _with_distinct_names(files: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Two names that differ only in what is not shown (composed or decomposed accents) get a number."""
    seen: dict[str, int] = {}
    distinct = []
    for file in files:
        seen[file.name] = seen.get(file.name, 0) + 1
        number = seen[file.name]
        name = PurePosixPath(file.name)
        other = str(name.with_name(f"{name.stem} ({number}){name.suffix}"))  # the suffix names the reader
        distinct.append(file if number == 1 else dataclasses.replace(file, name=other))
    return tuple(distinct)
