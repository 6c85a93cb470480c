"""Questions are encoded without torch, with the vectors of the model, and by the model where that fails."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.settings import Settings
from index import encoder, manifest
from index.embed import SentenceTransformerEmbedder
from index.encoder import OnnxEncoder, QueryEmbedder, folder_of, has_encoder
from index.export import AGREEMENT, export, least_agreement, samples
from index.job import ingest
from tests.fakes import HashingEmbedder
from tests.index.texts import write_folder
from ui.doctor import examine

WORDS = (
    "the States Parties clearance of contaminated land stockpile survey 2011 CCM/MSP/2011/WP.5 (b) victim's"
    " coördination Lao People's Democratic Republic déminage Übereinkommen конвенция الاتفاقية 公约 ½ ¹² … —"
).split()


def texts_of_all_lengths(count: int) -> list[str]:
    chance = random.Random(7)
    return [
        " ".join(chance.choices(WORDS, k=chance.choice((1, 4, 12, 30, 90, 200, 400)))) for _ in range(count)
    ]


@pytest.fixture(scope="module")
def questions(sample_data: Path, embedder: SentenceTransformerEmbedder) -> QueryEmbedder:
    """Encodes by what the ingestion of the sample collection exported."""
    found = QueryEmbedder(sample_data)
    assert found.runtime == "onnxruntime"
    return found


@pytest.fixture
def copied(sample_data: Path, data_dir: Path, embedder: SentenceTransformerEmbedder) -> Path:
    """A data directory with nothing but the exported encoder; its files may be replaced, not written into."""
    exported, target = (folder_of(home, embedder.fingerprint) for home in (sample_data, data_dir))
    target.mkdir(parents=True)
    for path in exported.iterdir():
        os.link(path, target / path.name)
    return data_dir


def test_vectors_agree_with_those_of_the_model(
    questions: QueryEmbedder, embedder: SentenceTransformerEmbedder
) -> None:
    texts = [*samples(embedder.window), *texts_of_all_lengths(60)]
    assert max(embedder.count(text) for text in texts) > 2 * embedder.window
    exported, own = questions.encode(texts), embedder.encode(texts)
    assert exported.dtype == np.float32
    assert exported.shape == own.shape
    assert np.min(np.sum(exported * own, axis=1)) >= AGREEMENT
    assert np.allclose(exported, own, atol=1e-5)
    assert questions.encode([]).shape == (0, embedder.dimension)
    assert [questions.count(text) for text in texts] == [embedder.count(text) for text in texts]


def test_the_whole_window_is_read_and_no_more(questions: QueryEmbedder) -> None:
    text = " ".join(["word"] * (questions.window - 2))
    last = text.rsplit(" ", 1)[0] + " survivors"
    first, other, longer = questions.encode([text, last, f"{text} survivors"])
    assert not np.allclose(first, other, atol=1e-4)
    assert np.array_equal(first, longer)


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it(questions: QueryEmbedder) -> None:
    texts = texts_of_all_lengths(12)
    alone = np.vstack([questions.encode([text]) for text in texts])
    assert np.array_equal(questions.encode(texts), alone)
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(questions.encode, [texts] * 4))
    assert all(np.array_equal(batch, alone) for batch in batches)


def cut_in_half(path: Path) -> bytes:
    return path.read_bytes()[: path.stat().st_size // 2]


def flip_a_byte(path: Path) -> bytes:
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 0xFF
    return bytes(held)


def of_another_model(path: Path) -> bytes:
    return json.dumps(json.loads(path.read_bytes()) | {"fingerprint": "another model"}).encode()


def of_another_format(path: Path) -> bytes:
    return json.dumps(json.loads(path.read_bytes()) | {"format": encoder.FORMAT + 1}).encode()


def without_the_model(path: Path) -> bytes:
    fields = json.loads(path.read_bytes())
    del fields["files"][encoder.MODEL]
    return json.dumps(fields).encode()


DAMAGE: list[tuple[str, Callable[[Path], bytes]]] = [
    (encoder.MODEL, cut_in_half),
    (encoder.MODEL, flip_a_byte),
    (encoder.TOKENIZER, flip_a_byte),
    (manifest.NAME, cut_in_half),
    (manifest.NAME, of_another_model),
    (manifest.NAME, of_another_format),
    (manifest.NAME, without_the_model),
]


@pytest.mark.parametrize(("name", "harm"), DAMAGE, ids=lambda value: getattr(value, "__name__", value))
def test_an_encoder_that_is_not_as_exported_is_not_used(
    copied: Path, caplog: pytest.LogCaptureFixture, name: str, harm: Callable[[Path], bytes]
) -> None:
    embedder = QueryEmbedder(copied)
    path = folder_of(copied, embedder.fingerprint) / name
    harmed = harm(path)
    path.unlink()
    path.write_bytes(harmed)
    assert embedder.runtime == "torch"
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "treaty-assistant ingest" in caplog.text


def test_a_file_that_onnxruntime_refuses_is_not_used_though_its_hash_is_right(
    copied: Path, embedder: SentenceTransformerEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    folder = folder_of(copied, embedder.fingerprint)
    for name in (encoder.MODEL, manifest.NAME):
        (folder / name).unlink()
    (folder / encoder.MODEL).write_bytes(b"no model")
    files = manifest.measure(folder)
    encoder.write_contents(folder, encoder.Contents(encoder.FORMAT, embedder.fingerprint, files))
    assert QueryEmbedder(copied).runtime == "torch"
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_without_an_encoder_the_model_itself_answers(
    data_dir: Path, embedder: SentenceTransformerEmbedder
) -> None:
    questions = QueryEmbedder(data_dir)
    assert questions.runtime == "torch"
    assert np.array_equal(questions.encode(["Who met?"]), embedder.encode(["Who met?"]))
    assert questions.count("Who met?") == embedder.count("Who met?")


def test_an_ingestion_replaces_a_damaged_encoder(
    copied: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    source = write_folder(tmp_path / "in", 1)
    path = folder_of(copied, embedder.fingerprint) / encoder.MODEL
    path.unlink()
    path.write_bytes(b"damaged")
    assert not has_encoder(copied, embedder.fingerprint)
    ingest(copied, [source], embedder)
    assert has_encoder(copied, embedder.fingerprint)
    assert not any(path.stat().st_mode & 0o077 for path in (copied / encoder.FOLDER).rglob("*"))


def test_encoders_of_models_nothing_is_indexed_with_are_removed(copied: Path, tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", 1)
    (copied / encoder.FOLDER / ".building-0123456789abcdef").mkdir()
    assert list((copied / encoder.FOLDER).iterdir())
    ingest(copied, [source], HashingEmbedder())
    assert list((copied / encoder.FOLDER).iterdir()) == []


def test_the_server_answers_without_loading_torch(sample_data: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from assistant.deadline import Deadline\n"
        "from assistant.schemas import AskRequest\n"
        "from assistant.settings import Settings\n"
        "from assistant.wiring import open_assistant\n"
        "from ui.server import assemble\n"
        f"settings = Settings(data_dir=Path({str(sample_data)!r}))\n"
        "assemble(settings)\n"
        "assistant = open_assistant(settings)\n"
        "request = AskRequest(question='What is the time limit for destroying stockpiles?')\n"
        "reply = assistant.ask(request, lambda *_: None, Deadline(60))\n"
        "assistant.close()\n"
        "print(reply.status, [name for name in ('torch', 'sentence_transformers') if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "answered []\n"


def test_doctor_tells_what_encodes_questions(sample_data: Path, data_dir: Path) -> None:
    assert examine(Settings(data_dir=sample_data)).questions_encoded_by == "onnxruntime"
    assert examine(Settings(data_dir=data_dir)).questions_encoded_by == "torch"


MakeModel = Callable[..., Path]


@pytest.fixture
def make_model(tmp_path: Path, embedder: SentenceTransformerEmbedder) -> MakeModel:
    """Saves a model of other modules than the bundled one, with weights by chance that tell texts apart."""

    def make(pooling: str = "mean", following: str = "", **settings: object) -> Path:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer import modules
        from transformers import BertConfig, BertModel

        torch.manual_seed(1)
        sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
        BertModel(BertConfig(**sizes, initializer_range=0.5)).save_pretrained(tmp_path / "bert")
        for path in embedder.folder.glob("*tokenizer*.json"):
            shutil.copy(path, tmp_path / "bert")
        transformer = modules.Transformer(str(tmp_path / "bert"))
        transformer.max_seq_length = 96
        more = {"": [], "dense": [modules.Dense(32, 16)], "unit": [modules.Normalize()]}[following]
        parts = [transformer, modules.Pooling(32, pooling_mode=pooling), *more]
        SentenceTransformer(modules=parts, device="cpu", **settings).save(str(tmp_path / "model"))
        return tmp_path / "model"

    return make


@pytest.mark.parametrize(("pooling", "following"), [("cls", ""), ("mean", "dense"), ("max", "unit")])
def test_a_model_of_other_modules_is_exported_as_it_is(
    make_model: MakeModel, data_dir: Path, pooling: str, following: str
) -> None:
    own = SentenceTransformerEmbedder(str(make_model(pooling, following)))
    assert own.window == 96
    assert export(data_dir, own, spare=0)
    questions = QueryEmbedder(data_dir, own.model)
    assert questions.runtime == "onnxruntime"
    texts = texts_of_all_lengths(40)
    vectors = own.encode(texts)
    assert np.mean(vectors @ vectors.T) < 0.9
    assert np.allclose(questions.encode(texts), vectors, atol=1e-4)


def test_a_model_that_is_more_than_its_modules_is_not_exported_and_the_ingestion_goes_on(
    make_model: MakeModel, data_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    prompted = make_model(prompts={"passage": "a passage to be found: "}, default_prompt_name="passage")
    own = SentenceTransformerEmbedder(str(prompted))
    report = ingest(data_dir, [write_folder(tmp_path / "in", 1)], own)
    assert report.documents == 1
    assert "puts words of its own before each text" in caplog.text
    assert list((data_dir / encoder.FOLDER).iterdir()) == []
    questions = QueryEmbedder(data_dir, own.model)
    assert np.array_equal(questions.encode(["Who met?"]), own.encode(["Who met?"]))


def test_an_export_that_gives_other_vectors_is_noticed(
    copied: Path, make_model: MakeModel, embedder: SentenceTransformerEmbedder
) -> None:
    """The tokenizer that comes with the bundled model cuts at 128."""
    folder = folder_of(copied, embedder.fingerprint)
    (folder / encoder.TOKENIZER).unlink()
    shutil.copy(embedder.folder / encoder.TOKENIZER, folder)
    assert not least_agreement(OnnxEncoder(folder), embedder) >= AGREEMENT


def test_nothing_is_exported_where_the_disk_has_no_room(
    make_model: MakeModel, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = SentenceTransformerEmbedder(str(make_model("cls", "unit")))
    assert not export(data_dir, own, spare=1 << 60)
    assert "bytes left" in caplog.text
    assert list((data_dir / encoder.FOLDER).iterdir()) == []
