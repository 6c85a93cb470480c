"""Every regular expression of the packages, how it is used, and texts that make a careless one slow."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import itertools
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("prompts", "ingest", "index", "assistant", "evals", "ui")
METHODS = frozenset(("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
TABLES = (("assistant.understanding.question", "_FORMS"), ("assistant.understanding.wording", "_SIGNS"))
"""Expressions kept as strings and compiled where they are used."""
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "language": ("en", "fr", "es"),
    "term": ("ISU", "cluster munition victims", "d'armes à sous-munitions"),
}
"""What functions that build expressions are called with, by parameter."""
SIZE = 65_536
SECONDS = 1.0
"""Of processor time for 64 KB. One pass takes milliseconds, a pass for each character minutes."""


class TooSlowError(Exception):
    """Not linear: the processor time ran out."""


@dataclass(frozen=True)
class Found:
    """An expression and one way the code applies it."""

    place: str
    pattern: re.Pattern[Any]
    method: str

    def run(self, text: str) -> None:
        subject = text.encode(errors="replace") if isinstance(self.pattern.pattern, bytes) else text
        match self.method:
            case "search" | "match" | "fullmatch":
                getattr(self.pattern, self.method)(subject)
            case _:
                for _ in self.pattern.finditer(subject):
                    pass


@contextmanager
def processor_time(seconds: float, label: str) -> Iterator[None]:
    """Raises TooSlowError when the block takes longer, counted in its own processor time, not by the clock.

    Matching looks for signals now and then, so that also an expression at work is stopped.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError(label)

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def all_patterns() -> list[Found]:
    """Each expression with each method it is used with, wherever it stands in the source."""
    modules = list(_modules())
    uses = _uses(modules)
    found: dict[tuple[Any, int, str], Found] = {}
    for place, pattern, methods in _everything(modules, uses):
        for method in methods:
            found.setdefault((pattern.pattern, pattern.flags, method), Found(place, pattern, method))
    return list(found.values())


def _modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        yield importlib.import_module(package)
        for info in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not info.name.endswith("__main__"):
                yield importlib.import_module(info.name)


def _everything(
    modules: Iterable[ModuleType], uses: Mapping[str, set[str]]
) -> Iterator[tuple[str, re.Pattern[Any], Iterable[str]]]:
    for module in modules:
        unknown = uses.get(module.__name__) or {"search", "fullmatch"}
        for name, value in vars(module).items():
            for pattern in _inside(value):
                yield f"{module.__name__}.{name}", pattern, uses.get(name) or unknown
            if _builds_patterns(value):
                for own, pattern in _built_by(value, name):
                    yield f"{module.__name__}.{own}", pattern, uses.get(own) or unknown
        yield from _written_out(module)
    for module_name, name in TABLES:
        for text in _strings(vars(importlib.import_module(module_name))[name]):
            yield f"{module_name}.{name}", re.compile(text, re.IGNORECASE), ("search",)


def _inside(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    """Expressions in a value: itself, or in the containers and fields it is made of."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, Mapping):
        for part in (*value.keys(), *value.values()):
            yield from _inside(part, depth - 1)
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from _inside(part, depth - 1)
    elif depth and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for field in value.__dataclass_fields__:
            yield from _inside(getattr(value, field), depth - 1)


def _builds_patterns(value: Any) -> bool:
    """A function that builds expressions, or an object that holds some, once for each argument."""
    return hasattr(value, "cache_info") and (
        "Pattern" in str(inspect.signature(value).return_annotation) or _class_built_by(value) is not None
    )


def _class_built_by(function: Any) -> type | None:
    """The class of its own module that a function that keeps its results makes."""
    made = inspect.unwrap(function).__globals__.get(inspect.signature(function).return_annotation)
    is_own = isinstance(made, type) and made.__module__ == function.__module__
    return made if is_own and set(inspect.signature(function).parameters) <= ARGUMENTS.keys() else None


def _built_by(function: Any, name: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    parameters = list(inspect.signature(function).parameters)
    for values in itertools.product(*(ARGUMENTS[each] for each in parameters)):
        made = function(*values)
        if _class_built_by(function) is None:
            yield from ((name, pattern) for pattern in _inside(made))
        else:
            for own, value in getattr(made, "__dict__", {}).items():
                yield from ((own, pattern) for pattern in _inside(value))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and type(value) is str:
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _strings(part)


def _source(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def _uses(modules: Iterable[ModuleType]) -> dict[Any, set[str]]:
    """Name of an expression -> the methods called on it in any module.

    Under the name of a module: methods called there on local names, as expressions in tables are used.
    """
    uses: dict[Any, set[str]] = {}
    aliases = _aliases(modules)
    for module in modules:
        for node in ast.walk(_source(module)):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                subject = node.value.func if isinstance(node.value, ast.Call) else node.value
                name = getattr(subject, "id", getattr(subject, "attr", None))
                for own in (name, *aliases.get((module.__name__, name), ())):
                    uses.setdefault(own, set()).add(node.attr)
                if name not in vars(module) and node.attr != "split":  # strings have that one too
                    uses.setdefault(module.__name__, set()).add(node.attr)
    return uses


def _aliases(modules: Iterable[ModuleType]) -> dict[tuple[str, Any], list[str]]:
    """(module, local name) -> the functions whose results it was given: `phrase = _phrase(language)`."""
    aliases: dict[tuple[str, Any], list[str]] = {}
    for module in modules:
        for node in ast.walk(_source(module)):
            if isinstance(node, ast.Assign):
                for target, value in _pairs(node.targets[0], node.value):
                    if isinstance(target, ast.Name) and isinstance(value, ast.Call):
                        made_by = getattr(value.func, "id", "")
                        aliases.setdefault((module.__name__, target.id), []).append(made_by)
    return aliases


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


class _Words(str):
    """Stands in for a local name, whatever that is: some words, and so is everything in it."""

    def __getitem__(self, key: Any) -> str:
        return self if isinstance(key, str) else super().__getitem__(key)

    def __getattr__(self, name: str) -> str:
        return self


def _value(expression: ast.expr, module: ModuleType) -> Any:
    """What an argument is worth; local names stand for some words."""
    names = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
    unknown = names - vars(module).keys() - vars(builtins).keys()
    return eval(ast.unparse(expression), {**vars(module), **dict.fromkeys(unknown, _Words("abc 1"))})


def _inside_functions(module: ModuleType) -> Iterator[ast.AST]:
    """Every node of every function but those whose expressions were taken from their results."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    built = {_class_built_by(value) for value in vars(module).values() if _builds_patterns(value)} - {None}
    pending: list[ast.AST] = [
        node
        for top in _source(module).body
        if not (isinstance(top, ast.ClassDef) and vars(module)[top.name] in built)
        for node in ast.walk(top)
        if isinstance(node, functions)
    ]
    while pending:
        node = pending.pop()
        if isinstance(node, functions) and _builds_patterns(vars(module).get(node.name)):
            continue
        yield node
        pending += ast.iter_child_nodes(node)


def _written_out(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any], Iterable[str]]]:
    """Expressions given to re.search and its kin where they are used."""
    tables = {name for name in vars(module) if (module.__name__, name) in TABLES}
    for node in _inside_functions(module):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")):
            continue
        method = ast.unparse(node.func).removeprefix("re.")
        if method not in METHODS | {"compile"}:
            continue
        place = f"{module.__name__}:{node.lineno}"
        if isinstance(node.args[0], ast.Name) and node.args[0].id not in vars(module):
            assert tables or method == "compile", f"{place}: an expression this test cannot see"
            continue
        if isinstance(node.args[0], ast.Attribute) and node.args[0].attr == "pattern":
            continue  # one we have already, compiled anew
        arguments = [node.args[0], *(k.value for k in node.keywords if k.arg == "flags")]
        if method in ("compile", "search", "match", "fullmatch", "findall", "finditer"):
            arguments += node.args[1 if method == "compile" else 2 :]
        values = [_value(each, module) for each in arguments]
        yield place, re.compile(*values), ("search",) if method == "compile" else (method,)


# ---- Texts


def attacks(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Texts of 64 KB: what the expression repeats, after what it wants before that, and without its end."""
    source = pattern.pattern
    tree = list(
        parser.parse(
            source.decode("latin-1") if isinstance(source, bytes) else source,
            0 if isinstance(source, bytes) else pattern.flags & ~re.DEBUG,
        )
    )
    seen = set()
    for pump in _pumps(tree):
        for before, after in (("", "\x00"), (_sample(tree[:-1]), "\x00"), ("", _sample(tree[-1:]))):
            text = before + pump * ((SIZE - len(before)) // len(pump)) + after
            if text not in seen:
                seen.add(text)
                yield text


def _pumps(tree: list[Any]) -> list[str]:
    whole = _sample(tree)
    beginnings = [_sample(tree[:end]) for end in range(1, min(len(tree), 9))]
    pumps = [" ", "a", "1", whole, whole[:-1], whole + " ", *beginnings, *_repeated(tree)]
    return [pump for pump in dict.fromkeys(pumps) if pump]


def _repeated(items: Iterable[Any]) -> Iterator[str]:
    """A sample of everything that may stand more than once, and of every letter class."""
    for kind, value in items:
        if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            _, most, inner = value
            if most > 8:
                yield from _samples(inner)
            yield from _repeated(inner)
        elif kind is code.SUBPATTERN:
            yield from _repeated(value[-1])
        elif kind is code.BRANCH:
            for branch in value[1]:
                yield from _repeated(branch)
        elif kind in (code.ASSERT, code.ASSERT_NOT):
            yield from _repeated(value[1])
        elif kind is code.ATOMIC_GROUP:
            yield from _repeated(value)


def _samples(items: Any) -> Iterator[str]:
    """The sample, and where the items are one class, one for each part of it."""
    if len(items) == 1 and items[0][0] is code.IN:
        members = [member for member in items[0][1] if member[0] is not code.NEGATE]
        if members == list(items[0][1]):
            yield from dict.fromkeys(_letter([member]) for member in members[:8])
            return
    if len(items) == 1 and items[0][0] is code.BRANCH:
        for branch in items[0][1][1][:8]:
            yield _sample(branch)
    yield _sample(items)


def _sample(items: Iterable[Any]) -> str:
    """A text the items match, looking ahead and back aside."""
    return "".join(map(_sample_of, items))


def _sample_of(item: Any) -> str:
    kind, value = item
    match kind:
        case code.LITERAL:
            return chr(value)
        case code.NOT_LITERAL:
            return "b" if value == ord("a") else "a"
        case code.ANY:
            return "a"
        case code.IN:
            return _letter(value)
        case code.MAX_REPEAT | code.MIN_REPEAT | code.POSSESSIVE_REPEAT:
            return str(_sample(value[2]) * max(1, min(value[0], 40)))
        case code.SUBPATTERN:
            return _sample(value[-1])
        case code.ATOMIC_GROUP:
            return _sample(value)
        case code.BRANCH:
            return _sample(value[1][0])
        case _:
            return ""


LETTERS = "aA1 .,-'’()/é\n\t_|*#:;<>&\"“–[]{}¹·x"
CLASSES = {
    code.CATEGORY_DIGIT: "1",
    code.CATEGORY_SPACE: " ",
    code.CATEGORY_WORD: "a",
    code.CATEGORY_NOT_DIGIT: "a",
    code.CATEGORY_NOT_SPACE: "a",
    code.CATEGORY_NOT_WORD: ".",
}


def _letter(members: list[Any]) -> str:
    """A letter of the class."""
    if members[0][0] is code.NEGATE:
        return next((letter for letter in LETTERS if not _holds(members[1:], letter)), "\u4e2d")
    kind, value = members[0]
    if kind is code.LITERAL:
        return chr(value)
    return chr(value[0]) if kind is code.RANGE else str(CLASSES[value])


def _holds(members: list[Any], letter: str) -> bool:
    for kind, value in members:
        if kind is code.LITERAL and chr(value) == letter:
            return True
        if kind is code.RANGE and value[0] <= ord(letter) <= value[1]:
            return True
        if kind is code.CATEGORY and re.match(_class_text(value), letter):
            return True
    return False


def _class_text(category: Any) -> str:
    return {
        code.CATEGORY_DIGIT: r"\d",
        code.CATEGORY_SPACE: r"\s",
        code.CATEGORY_WORD: r"\w",
        code.CATEGORY_NOT_DIGIT: r"\D",
        code.CATEGORY_NOT_SPACE: r"\S",
        code.CATEGORY_NOT_WORD: r"\W",
    }[category]
