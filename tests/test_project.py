"""The project's own rules: sizes, names, docstrings, imports, and nothing local in what is kept."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    ROOT / "grammar" / "routewright_grammar",
    ROOT / "compiler" / "routewright_compiler",
    ROOT / "runtime" / "routewright_runtime",
    ROOT / "cli" / "routewright",
)
FILE_LINES = 500
FUNCTION_LINES = 60
NESTING = 4  # architecture.md aims at 3
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "manager"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)

MODULES = sorted(path for package in PACKAGES for path in package.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=_id)
def test_a_file_keeps_the_caps(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= FILE_LINES, "split it by concept"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, FUNCTIONS):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= FUNCTION_LINES, f"`{node.name}` has {lines} lines"
            assert _depth(node) <= NESTING, f"`{node.name}` is nested {_depth(node)} deep"


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_says_what_it_is_for_and_has_a_name_of_its_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module starts with its purpose"
    assert path.stem not in VAGUE_NAMES
    if path.stem != "__init__":
        assert path.stem not in sys.stdlib_module_names
    for name, node in _public(tree):
        assert ast.get_docstring(node), f"`{name}` has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_user_text_never_becomes_code(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "eval"
    assert "shell=True" not in path.read_text(encoding="utf-8")


def test_the_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run(
        [str(lint_imports), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(str(p.parent) for p in PACKAGES), "PATH": ""},
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_nothing_local_stands_in_a_kept_file() -> None:
    local = re.compile(
        r"(?:^|[^a-zA-Z0-9_./-])/(?:work|farm|tmp/bash_jobs)/|py" + r"pi\.org|registry\.npm" + "js"
    )
    found = [
        _id(path)
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") and part != ".ci" for part in path.relative_to(ROOT).parts)
        and path.suffix in {".py", ".md", ".toml", ".lark", ".route", ".jinja", ".csv", ""}
        and local.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def _public(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Yield public functions, classes and methods; an overriding one needs no docstring."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef) or not _is_overload(node):
            yield node.name, node


def _is_overload(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)


def _depth(node: ast.AST) -> int:
    """Return how deep blocks stand in each other; an `elif` is no deeper than its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        own = 1 if isinstance(child, BLOCKS) and not is_elif else 0
        deepest = max(deepest, own + _depth(child))
    return deepest
