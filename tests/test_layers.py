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
