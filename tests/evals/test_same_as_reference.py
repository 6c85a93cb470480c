"""Our figures are those of the scorer the data came with, whatever the replies look like."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evals.ask import OverHttp
from evals.cases import read_cases
from evals.citations import Sources
from evals.report import summarise, table
from evals.run import Plan, Result, run_cases
from tests.evals.replies import RECORD, random_reply, random_results

TYPES = ("numeric", "list", "ambiguous", "adversarial", "unanswerable")
FACTS = (["98"], ["thirteen", "13"], ["Chad"], ["64,448", "64448"], ["clear the land"], ["AB"], ["nothing"])
FRAGMENTS = ("98 governments – 13 of them", "5% of the stock", "no vote was taken", "not in the text")

NOT_OF_THE_REPLY = {"p50"}
"""Time passes differently for the two."""


def write_cases(path: Path, dice: random.Random, number: int) -> None:
    lines = []
    for index in range(number):
        line: dict[str, Any] = {
            "id": f"c{index}",
            "type": dice.choice(TYPES),
            "question": f"Question {index}?",
            "history": [f"Earlier {index}?"] if dice.random() < 0.2 else [],
            "answerable": dice.random() < 0.7,
            "nuggets": dice.sample(FACTS, dice.randint(0, 3)),
            "evidence": dice.sample(FRAGMENTS, dice.randint(0, 2)),
            "forbidden": dice.choice([[], [], ["Chadian"], ["5%"], ["no"]]),
            "note": "",
        }
        if dice.random() < 0.3:
            line["documents"] = [dice.choice(["alba", "other"])]
        lines.append(json.dumps(line))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Canned(BaseHTTPRequestHandler):
    """Replies drawn by the question alone: both scorers see the same ones."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        question = body.get("question") or body["query"]
        dice = random.Random(question)
        if dice.random() < 0.05 and not question.startswith("Earlier"):  # there the reference gives up
            self._send(503, {"code": "busy", "detail": "come back"})
        elif self.path == "/v1/search":
            self._send(200, random_results(dice).model_dump(mode="json"))
        else:
            self._send(200, {**random_reply(dice).model_dump(mode="json"), "field_of_a_later_version": 1})

    def do_GET(self) -> None:
        if "/other-en/" in self.path:
            self._send(404, {"code": "unknown_document"})
        else:
            self._send(200, {"document_id": "alba-en", "version": "0123456789ab", "text": RECORD})

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _send(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canned)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def by_reference(
    script: Path, folder: Path, url: str, *options: str
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Its summary, and its rows by type."""
    summary = folder / "reference.json"
    command = [
        sys.executable,
        str(script),
        str(folder / "cases.jsonl"),
        "--url",
        url,
        "--summary",
        str(summary),
    ]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True, timeout=120)
    rows = [line.split() for line in done.stdout.splitlines() if re.match(r"[a-zA-Z_]+ +\d+ ", line)]
    return json.loads(summary.read_text()), {name: figures for name, *figures in rows}


def by_us(folder: Path, url: str, plan: Plan) -> list[Result]:
    server = OverHttp(url)
    try:
        return list(run_cases(read_cases(folder / "cases.jsonl"), server, plan))
    finally:
        server.close()


@pytest.fixture
def script(test_data: Path) -> Path:
    return test_data / "evals" / "score.py"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("search", [False, True])
def test_every_figure_is_the_reference_figure(script: Path, tmp_path: Path, seed: int, search: bool) -> None:
    dice = random.Random(seed)
    write_cases(tmp_path / "cases.jsonl", dice, 150)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "alba.txt").write_text(RECORD, encoding="utf-8")
    (corpus / "other.txt").write_text("Another text altogether, of thirteen words or so.", encoding="utf-8")
    with serving() as url:
        options = ["--search"] if search else []
        expected, rows = by_reference(script, tmp_path, url, "--corpus", str(corpus), *options)
        results = by_us(tmp_path, url, Plan(search=search, sources=Sources.read(corpus)))

    ours = summarise(results)
    for name, figure in expected.items():
        if name not in NOT_OF_THE_REPLY and not (search and name not in ("n", "ev_any", "ev_all")):
            assert (ours[name] or 0) == (figure or 0), name
    assert search or all(
        expected[name] for name in ("bad_quotes", "unaccounted", "uncited", "foreign", "loose")
    )

    header, *lines = table(results, search=search)
    assert {line[0] for line in lines} == set(rows)
    columns = [header.index(name) for name in header if name not in ("type", "words")]
    for line in lines:
        theirs = rows[line[0]]
        assert [line[column] for column in columns] == theirs[: len(columns)], line[0]
        if not search and line[-1] != "-":
            assert abs(int(line[-1]) - int(theirs[-1])) <= 1, line[0]  # it rounds down, we to the nearest
