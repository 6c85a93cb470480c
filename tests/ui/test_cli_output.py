"""What the commands print: the API's objects, text that copies well, and nothing a terminal obeys."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.schemas import AskReply, CheckReply, DocumentsReply, SearchReply, TextReply
from index.embed import SentenceTransformerEmbedder
from ui.cli import build_parser, main
from ui.exits import Exit
from ui.terminal import visible

HEAVY = (
    *("torch", "chromadb", "gradio", "llama_index", "sentence_transformers"),
    *("pydantic", "numpy", "rich", "httpx"),
)


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """A data directory, as --data-dir takes it, with the sample collection indexed in it."""
    from index.job import ingest
    from ingest.sample import collection

    home = tmp_path_factory.mktemp("home")
    ingest(home / "sample", [collection()], embedder, sample=True)
    return home


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from ui.cli import main; main(['--help']);"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules];"
        "sys.exit(', '.join(loaded) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "treaty-assistant" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--help"], ["eval", "run", "--help"], ["--version"]]
)
def test_help_ends_with_0(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == Exit.OK
    assert capsys.readouterr().out


def test_every_command_has_a_function_behind_it() -> None:
    from ui import commands

    def leaves(parser: Any) -> list[Any]:
        groups = [a for a in parser._actions if hasattr(a, "choices") and isinstance(a.choices, dict)]
        return [leaf for g in groups for p in g.choices.values() for leaf in leaves(p)] or [parser]

    named = [leaf.get_default("run") for leaf in leaves(build_parser())]
    assert len(named) == 15
    assert all(callable(getattr(commands, name)) for name in named)


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*arguments, "--json"]) == Exit.OK
    return capsys.readouterr().out


def test_json_is_the_objects_of_the_api(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--sample", "--data-dir", str(sample_home))
    reply = AskReply.model_validate_json(run_json(capsys, "ask", "What does Article 4 require?", *where))
    assert reply.collection.sample
    found = SearchReply.model_validate_json(run_json(capsys, "search", "clearance", "--limit", "3", *where))
    assert [result.number for result in found.results] == [1, 2, 3]
    listed = DocumentsReply.model_validate_json(run_json(capsys, "documents", "list", *where))
    assert len(listed.documents) == listed.total
    first = listed.documents[0]
    text = TextReply.model_validate_json(run_json(capsys, "export-text", first.document_id, *where))
    assert len(text.text) == first.characters
    checked = run_json(capsys, "check", "--claim", "Clear the land.", "--evidence", "Clear the land.")
    assert CheckReply.model_validate_json(checked).verdict == "verbatim"


def test_nothing_found_ends_with_0(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "ask",
        "What is the boiling point of molybdenum?",
        "--sample",
        "--data-dir",
        str(sample_home),
    ]
    assert main(arguments) == Exit.OK
    assert "did not find" in capsys.readouterr().out


def test_text_in_a_pipe_is_neither_padded_nor_wrapped(
    sample_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "clearance", "--sample", "--data-dir", str(sample_home)]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Example texts written for this software. Do not quote."
    assert [line for line in lines if line != line.rstrip()] == []
    assert any(line.strip().startswith("http://127.0.0.1:8000/documents/") for line in lines)


def test_explain_says_in_aligned_lines_what_was_understood(
    sample_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--sample", "--data-dir", str(sample_home)]
    query = "How many States did the Mine Ban Convention name under Article 5 in 2011?"
    assert main(["search", query, "--explain", "--limit", "2", *where]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("I understood") + 1
    told = lines[start : lines.index("", start)]
    column = told[0].index("a number")
    assert all(line[column] != " " and line[column - 2 : column] == "  " for line in told)
    assert any(line.strip().startswith("place") and "Article 5" in line for line in told)
    assert any("×" in line and "Mine, Ban" in line for line in told)
    assert any(": " in line and ("words" in line or "place asked for" in line) for line in lines)
    moves = re.findall(r"×([0-9.]+)", "\n".join(lines[lines.index("", start) :]))
    assert all(abs(float(move) - 1) > 0.09 for move in moves)
    assert main(["ask", query, "--explain", *where]) == Exit.OK
    out = capsys.readouterr().out
    assert out.index("I understood") < out.index("Found, in this order:")
    assert main(["search", query, *where]) == Exit.OK
    assert "I understood" not in capsys.readouterr().out


def test_a_search_keeps_to_its_filters_and_its_room(
    sample_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--sample", "--data-dir", str(sample_home))
    french = run_json(capsys, "search", "clearance", "--language", "fr", *where)
    results = SearchReply.model_validate_json(french).results
    assert {result.language for result in results} == {"fr"}
    short = run_json(capsys, "search", "clearance", "--max-chars", "600", *where)
    assert 0 < sum(len(r.passage) for r in SearchReply.model_validate_json(short).results) <= 600
    told = run_json(capsys, "search", "clearance", "--explain", "--kind", "treaty", *where)
    explained = SearchReply.model_validate_json(told)
    assert {result.kind for result in explained.results} == {"treaty"}
    assert explained.understood is not None
    assert main(["search", "clearance", "--max-chars", "1", *where]) == Exit.OK
    told = capsys.readouterr().out
    assert "Passages were found" in told
    assert "No passage was found" not in told
    assert main(["search", "clearance", "--max-chars", "0", *where]) == Exit.USAGE
    assert "--max-chars" in capsys.readouterr().err


def test_a_filter_the_collection_does_not_know_is_named_by_its_option(
    sample_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--sample", "--data-dir", str(sample_home)]
    for option, known in (
        ("--kind", "progress_report"),
        ("--document", "mine-ban"),
        ("--meeting", "Meeting"),
        ("--state", "ISO 3166"),
        ("--language", "en; fr"),
    ):
        assert main(["search", "x", option, "unheard\x1b[2J", *where]) == Exit.USAGE
        told = capsys.readouterr().err
        assert told.startswith(f"{option}: ")
        assert known in told
        assert "unheard" not in told
    assert main(["ask", "x", "--document-language", "xx", *where]) == Exit.USAGE
    assert capsys.readouterr().err.startswith("--document-language: ")


def test_inspecting_a_file_shows_how_it_would_be_read_and_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.txt"
    file.write_text(
        "REPORT OF THE MEETING\n\n1. The meeting was opened.\n\n2. It was closed.\n", encoding="utf-8"
    )
    where = ("--data-dir", str(tmp_path / "data"))
    told = json.loads(run_json(capsys, "inspect", str(file), *where))
    assert [passage["locator"] for passage in told["passages"]][-2:] == ["para. 1", "para. 2"]
    assert main(["inspect", str(file), "--text", *where]) == Exit.OK
    assert "The meeting was opened." in capsys.readouterr().out
    assert main(["inspect", str(file), *where]) == Exit.OK
    assert "para. 2" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_refused_file_ends_with_3_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents, data = tmp_path / "documents", str(tmp_path / "data")
    documents.mkdir()
    (documents / "good.txt").write_text("REPORT\n\n1. The meeting was opened.\n", encoding="utf-8")
    (documents / "empty.txt").touch()
    assert main(["ingest", str(documents), "--data-dir", data]) == Exit.REFUSED
    said = capsys.readouterr()
    assert "1 added, 1 refused" in said.out
    assert "empty.txt" in said.out
    assert "The file is empty." in said.out
    *begun, read, embedded = said.err.splitlines()
    assert begun == ["listing", "reading", "embedding", "building", "verifying", "publishing"]
    assert re.fullmatch(r"reading +2/2 [\d.]+ pages/s", read)
    assert re.fullmatch(r"embedding +(\d+)/\1 [\d.]+ passages/s", embedded)

    assert main(["ingest", str(documents), "--data-dir", data, "--json"]) == Exit.REFUSED
    again = json.loads(capsys.readouterr().out)
    assert again["embedded"] == 0
    assert again["counts"]["unchanged"] == again["counts"]["refused"] == 1

    assert main(["sources", "remove", str(documents), "--data-dir", data]) == Exit.OK
    capsys.readouterr()
    assert json.loads(run_json(capsys, "sources", "list", "--data-dir", data)) == {"sources": []}


def test_an_evaluation_is_written_recorded_and_compared(
    sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from index.state import State

    cases = tmp_path / "set.jsonl"
    line = {"id": "a", "type": "list", "question": "What does Article 4 require?", "answerable": True}
    cases.write_text(json.dumps(line | {"nuggets": [["no such words"]]}) + "\n", encoding="utf-8")
    summary, out, better = (tmp_path / name for name in ("summary.json", "out.jsonl", "better.json"))
    arguments = [
        "eval",
        "run",
        str(cases),
        "--sample",
        "--data-dir",
        str(sample_home),
        "--summary",
        str(summary),
    ]
    assert main([*arguments, "--out", str(out)]) == Exit.OK
    assert json.loads(summary.read_text())["nugget_recall"] == 0.0
    assert AskReply.model_validate(json.loads(out.read_text())["reply"])
    better.write_text(json.dumps({"nugget_recall": 1.0}), encoding="utf-8")
    assert main([*arguments, "--baseline", str(better)]) == Exit.REGRESSED
    assert "nugget_recall was 1" in capsys.readouterr().out
    state = State(sample_home / "sample")
    assert [run.status for run in state.runs(2)] == ["done", "done"]
    state.close()


def test_a_question_that_was_kept_is_listed_shown_and_asked_again(
    sample_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        code = main([arguments[0], "--sample", "--data-dir", str(sample_home), *arguments[1:]])
        return code, capsys.readouterr().out

    monkeypatch.setenv("TREATY_LOG_QUESTIONS", "true")
    question = "Which States have retained submunitions for training?\x1b[2J"
    reply = json.loads(run("ask", question, "--json")[1])
    code, listed = run("trace")
    assert (code, [line.split("\t")[1] for line in listed.splitlines()]) == (0, ["reply", reply["id"]])
    code, shown = run("trace", reply["id"])
    assert code == Exit.OK
    assert "\x1b" not in listed + shown
    assert all(citation["passage_id"] in shown for citation in reply["citations"])
    assert reply["sentences"][0]["text"] in shown
    assert json.loads(run("trace", reply["id"], "--json")[1])["reply"] == reply

    assert run("trace", reply["id"], "--replay") == (Exit.OK, "The same answer, byte for byte.\n")
    monkeypatch.setenv("TREATY_PUBLIC_URL", "https://assistant.example.org")
    code, told = run("trace", reply["id"], "--replay", "--json")
    replayed = json.loads(told)
    assert (code, replayed["same"]) == (Exit.REGRESSED, False)
    assert replayed["differences"][0] == ["settings.public_url", "", "https://assistant.example.org"]
    assert len(run("trace")[1].splitlines()) == 2  # a replay is not kept
    assert run("trace", "unknown")[0] == Exit.USAGE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “text”\nand a line", "plain – “text”\nand a line"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("«\u00a0mot\u00a0»", "«\u00a0mot\u00a0»"),
        ("name\u202egnp.exe", "name\\u202egnp.exe"),
        ("lone \udcff", "lone \\udcff"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown
