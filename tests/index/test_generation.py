"""A generation is complete, verified, never written again, and always there for those who read."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection
from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.events import BaseEvent
from llama_index.core.instrumentation.events.retrieval import RetrievalEndEvent
from pydantic import Field
from sentence_transformers import SentenceTransformer

from index import generation as generations
from index import store
from index.catalogue import Catalogue
from index.embed import SentenceTransformerEmbedder
from index.errors import IndexMissingError, IndexUnusableError
from index.job import ingest
from index.library import Library
from index.retrieve import Filters
from tests.fakes import HashingEmbedder
from tests.index.texts import write_document, write_folder


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


class Retrievals(BaseEventHandler):
    """Ids of the nodes llama-index's retrievers returned."""

    nodes: list[str] = Field(default_factory=list)

    def handle(self, event: BaseEvent, **_: object) -> None:
        if isinstance(event, RetrievalEndEvent):
            self.nodes.extend(found.node.node_id for found in event.nodes)


def test_every_stored_vector_is_what_sentence_transformers_makes_of_its_text(
    data_dir: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    source = write_folder(tmp_path / "in", 3)
    write_document(source, 1, "xqjzkwvpq " * 120)
    ingest(data_dir, [source], embedder)
    model = SentenceTransformer(str(embedder.folder), device="cpu", local_files_only=True)
    with closing(Catalogue(data_dir)) as catalogue:
        texts = [text for text, _ in catalogue.embedded()]
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        held = generation.vectors_in_chroma()
        again = model.encode(texts, normalize_embeddings=True)
        stored = np.vstack([held[row] for row in range(len(texts))])
        assert len(held) == generation.manifest.vectors > generation.collection.passages
        assert ((again * stored).sum(axis=1) >= 0.999).all()
        assert ((again * generation.matrix).sum(axis=1) >= 0.999).all()
    library.close()


@pytest.mark.parametrize("restricted", [False, True])
def test_every_dense_hit_comes_through_llama_index_over_chroma(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restricted: bool
) -> None:
    embedder = HashingEmbedder()
    ingest(data_dir, [write_folder(tmp_path / "in", 4)], embedder)
    held: list[str] = []
    for name in ("query", "get"):
        original = getattr(Collection, name)

        def recorded(self: Collection, *args: object, _original=original, **kwargs: object):  # type: ignore[no-untyped-def]
            result = _original(self, *args, **kwargs)
            held.extend(result["ids"] if "ids" in kwargs else result["ids"][0])
            return result

        monkeypatch.setattr(Collection, name, recorded)
    handler = Retrievals(nodes=[])
    dispatcher = get_dispatcher()
    dispatcher.add_event_handler(handler)
    library = Library(data_dir, embedder)
    try:
        with library.reading() as generation:
            document = generation.documents()[1].id
            allowed = generation.allowed(Filters(documents=(document,))) if restricted else None
            hits = generation.hits(generation.dense("party 1 spoke of clearance", 3, allowed))
            assert len(hits) == 3
            found = {int(node) for node in handler.nodes}
            assert {hit.passage.passage.id for hit in hits} <= {
                generation.passages_of_rows([row])[0] for row in found & {int(node) for node in held}
            }
            if restricted:
                assert {hit.passage.passage.document_id for hit in hits} == {document}
    finally:
        dispatcher.event_handlers.remove(handler)
        library.close()


def test_a_restricted_search_is_exact_and_a_wider_one_agrees_with_it(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = HashingEmbedder()
    ingest(data_dir, [write_folder(tmp_path / "in", 12)], embedder)
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        some = frozenset(p.passage.id for d in generation.documents()[::2] for p in generation.passages(d.id))
        exact = generation.dense("clearance deadline of party 7", 6, some)
        hits = generation.hits(exact)
        monkeypatch.setattr(store, "EXACT_UP_TO", 0)
        over_fetched = generation.dense("clearance deadline of party 7", 6, some)
        assert exact == over_fetched
        assert {each.passage for each in exact} <= some
        assert [h.rank for h in hits] == list(range(1, 7))
        assert [(h.passage.passage.id, h.score) for h in hits] == [(s.passage, s.score) for s in exact]
    library.close()


def test_reading_leaves_a_generation_as_it_was(data_dir: Path, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    name = ingest(data_dir, [write_folder(tmp_path / "in", 3)], embedder).generation
    folder = data_dir / "generations" / name
    before = hashes(folder)
    for _ in range(2):
        library = Library(data_dir, embedder)
        with library.reading() as generation:
            assert generation.dense("clearance", 3)
            assert generation.lexical("clearance", 3)
        library.close()
    assert hashes(folder) == before
    assert not any(path.stat().st_mode & 0o222 for path in [folder, *folder.rglob("*")])


def test_a_process_that_asks_sees_each_new_generation_and_never_fails(data_dir: Path, tmp_path: Path) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    ingest(data_dir, [source], embedder)
    library = Library(data_dir, embedder)
    seen: list[str] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                with library.reading() as generation:
                    hits = generation.hits([*generation.dense("party 1", 3), *generation.lexical("party", 3)])
                    assert len({generation.text(hit.passage.passage.document_id) for hit in hits}) > 0
                    if generation.id not in seen:
                        seen.append(generation.id)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    published = [generations.current_name(data_dir)]
    for number in range(2, 5):
        write_document(source, number)
        published.append(ingest(data_dir, [source], embedder).generation)
        for _ in range(600):
            if published[-1] in seen or failures:
                break
            done.wait(0.05)
    done.set()
    for thread in threads:
        thread.join()
    library.close()
    assert failures == []
    assert seen == published


@pytest.mark.parametrize("damage", ["truncate", "flip", "enlarge", "delete"])
def test_a_damaged_chroma_part_is_never_opened_and_the_generation_before_answers(
    data_dir: Path, tmp_path: Path, damage: str
) -> None:
    source, embedder = write_folder(tmp_path / "in", 2), HashingEmbedder()
    before = ingest(data_dir, [source], embedder).generation
    write_document(source, 2)
    current = ingest(data_dir, [source], embedder).generation
    victim = data_dir / "generations" / current / "chroma" / "chroma.sqlite3"
    victim.parent.chmod(0o700)
    victim.chmod(0o600)
    data = victim.read_bytes()
    match damage:
        case "truncate":
            victim.write_bytes(data[: len(data) // 2])
        case "flip":
            victim.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
        case "enlarge":
            with victim.open("r+b") as file:
                file.truncate(1 << 40)
        case _:
            victim.unlink()
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        assert generation.id == before
    library.close()
    repaired = ingest(data_dir, [source], embedder)
    assert (repaired.embedded, repaired.counts["unchanged"]) == (0, 3)
    library = Library(data_dir, embedder)
    with library.reading() as generation:
        assert generation.id == repaired.generation != current
    library.close()


def test_without_another_generation_damage_is_said_with_the_command_that_repairs_it(
    data_dir: Path, tmp_path: Path
) -> None:
    embedder = HashingEmbedder()
    with (
        pytest.raises(IndexMissingError, match="treaty-assistant ingest"),
        Library(data_dir, embedder).reading(),
    ):
        pass
    name = ingest(data_dir, [write_folder(tmp_path / "in", 1)], embedder).generation
    victim = data_dir / "generations" / name / "index.sqlite"
    victim.chmod(0o600)
    victim.write_bytes(b"nothing")
    with (
        pytest.raises(IndexUnusableError, match="treaty-assistant ingest"),
        Library(data_dir, embedder).reading(),
    ):
        pass


def test_a_process_that_was_killed_leaves_no_private_copy_for_long(data_dir: Path, tmp_path: Path) -> None:
    ingest(data_dir, [write_folder(tmp_path / "in", 1)], HashingEmbedder())
    copies = tmp_path / "copies"
    copies.mkdir()
    script = (
        "import os, sys; from pathlib import Path; from index.library import Library;"
        " from tests.fakes import HashingEmbedder\n"
        "with Library(Path(sys.argv[1]), HashingEmbedder()).reading(): "
    )
    for ending in ("os.kill(os.getpid(), 9)", "pass"):
        subprocess.run(
            [sys.executable, "-c", script + ending, str(data_dir)],
            env={"PATH": "/usr/bin:/bin", "TMPDIR": str(copies)},
            cwd=Path(__file__).resolve().parents[2],
            check=False,
        )
        left = list(copies.glob("treaty-assistant-*"))
        assert len(left) == (1 if "kill" in ending else 0)
