from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.cases import read_cases
from evals.errors import CaseError

LINE = {"id": "c1", "type": "numeric", "question": "How many?", "answerable": True}


def write(path: Path, *lines: str) -> Path:
    file = path / "set.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_cases_come_in_file_order_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    second = LINE | {"id": "c2", "nuggets": [["98"], ["13", "thirteen"]], "history": ["Before?"]}
    cases = read_cases(write(tmp_path, json.dumps(LINE), "", json.dumps(second)))
    assert [case.id for case in cases] == ["c1", "c2"]
    assert cases[0].nuggets == []
    assert cases[1].nuggets == [["98"], ["13", "thirteen"]]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[]", "line"),
        (json.dumps({k: v for k, v in LINE.items() if k != "answerable"}), "answerable"),
        (json.dumps(LINE | {"answerable": "yes"}), "answerable"),
        (json.dumps(LINE | {"nuggets": ["98"]}), "nuggets.0"),
        (json.dumps(LINE | {"nugets": []}), "nugets"),
        (json.dumps(LINE | {"question": ""}), "question"),
        (json.dumps(LINE | {"id": "c1"}), "used before"),
    ],
)
def test_what_is_not_a_case_is_named_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(CaseError, match=told) as caught:
        read_cases(write(tmp_path, json.dumps(LINE), "", line))
    assert caught.value.line == 3


def test_a_set_that_is_missing_empty_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be read"):
        read_cases(tmp_path / "absent.jsonl")
    with pytest.raises(CaseError, match="holds no case"):
        read_cases(write(tmp_path, "", ""))
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9\xff\n")
    with pytest.raises(CaseError, match="not UTF-8"):
        read_cases(tmp_path / "latin.jsonl")


def test_a_test_set_of_real_documents_is_read_whole(test_data: Path) -> None:
    path = test_data / "evals" / "dev.jsonl"
    assert len(read_cases(path)) == len(path.read_text(encoding="utf-8").splitlines())
