"""Each folder may import those before it, never those after, as docs/architecture.md draws it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# folder -> what it may import of ours
MAY_IMPORT = {
    "prompts": set(),
    "ingest": {"prompts"},
    "index": {"prompts", "ingest"},
    "assistant": {"prompts", "ingest", "index"},
    "evals": {"prompts", "ingest", "index", "assistant"},
    "ui": {"prompts", "ingest", "index", "assistant", "evals"},
}
ANSWERING = ("understanding", "gate", "finding", "judging", "writing", "dialogue")
"""Folders of assistant/ in the order in which a question passes them; each may import those before it."""
# framework -> the only places that may know it
KNOWN_ONLY_BY = {
    "chromadb": {"index/store.py"},
    "llama_index": {"index/store.py"},
    "gradio": {"ui"},
    "sentence_transformers": {"index/cross_encoder.py", "index/embed.py"},
}


def imported(path: Path) -> set[str]:
    """Top-level packages a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def steps(path: Path) -> set[str]:
    """Folders of assistant/ that a module imports, anywhere in it."""
    modules = {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    return {module.split(".")[1] for module in modules if module.startswith("assistant.")}


def turned_back(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()} imports {later}"
        for at, own in enumerate(ANSWERING)
        for path in sorted((root / "assistant" / own).rglob("*.py"))
        for later in ANSWERING[at + 1 :]
        if later in steps(path)
    ]


def violations(root: Path) -> list[str]:
    found = []
    for folder, allowed in MAY_IMPORT.items():
        for path in sorted((root / folder).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            names = imported(path)
            found += [
                f"{place} imports {n}" for n in sorted((names & MAY_IMPORT.keys()) - allowed - {folder})
            ]
            found += [
                f"{place} knows {name}"
                for name, homes in KNOWN_ONLY_BY.items()
                if name in names and not any(place == home or place.startswith(home + "/") for home in homes)
            ]
    return found


def test_no_folder_imports_one_that_comes_after_it() -> None:
    assert violations(ROOT) == []


def test_no_step_of_answering_imports_one_that_comes_after_it() -> None:
    assert turned_back(ROOT) == []


def test_a_planted_step_back_is_caught(tmp_path: Path) -> None:
    planted = tmp_path / "assistant" / "judging" / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text("from assistant.finding.reading import x\nfrom assistant.writing.write import y")
    assert turned_back(tmp_path) == ["assistant/judging/planted.py imports writing"]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("ingest/planted.py", "from index.retrieve import Hit"),
        ("index/planted.py", "def f():\n    import assistant.pipeline"),
        ("assistant/planted.py", "import chromadb"),
        ("prompts/planted.py", "import ingest"),
    ],
)
def test_a_planted_backward_import_is_caught(tmp_path: Path, place: str, line: str) -> None:
    for folder in MAY_IMPORT:
        (tmp_path / folder).mkdir()
    (tmp_path / place).write_text(line, encoding="utf-8")
    assert [v.split(" ")[0] for v in violations(tmp_path)] == [place]
