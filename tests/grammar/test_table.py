"""The parse table: without conflicts, cached with care, built afresh where the cache fails."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import lark
import pytest

from routewright_grammar import table
from routewright_grammar.plain_table import PlainTable
from routewright_grammar.tree import Node

POLICY = 'rule "R" { when a = 1  assign b }'


def build(grammar: str) -> lark.Lark:
    return lark.Lark(grammar, parser="lalr", lexer="contextual", start="file", strict=True)


def test_the_grammar_has_no_conflict_and_no_collision() -> None:
    assert build(table.grammar_text()).parse(POLICY) is not None


def test_strict_mode_notices_an_ambiguous_rule() -> None:
    broken = table.grammar_text().replace(
        '?and_condition: not_condition ("and" not_condition)+ -> and',
        '?and_condition: and_condition "and" and_condition -> and',
    )
    assert broken != table.grammar_text()
    with pytest.raises(lark.exceptions.GrammarError, match="conflict"):
        build(broken)


def test_strict_mode_notices_colliding_terminals() -> None:
    broken = table.grammar_text().replace("BLANKS: _BLANK+", "BLANKS: (_BLANK | /#[a-z]/)+")
    assert broken != table.grammar_text()
    with pytest.raises(lark.exceptions.LexError, match="Collision"):
        build(broken)


BUILT = table.build_table()


@pytest.fixture(autouse=True)
def builds(monkeypatch: pytest.MonkeyPatch) -> list[PlainTable]:
    """Forget every table, count the builds, and make them quick."""
    made: list[PlainTable] = []

    def build_again() -> PlainTable:
        made.append(BUILT)
        return BUILT

    monkeypatch.setattr(table, "build_table", build_again)
    table.load_table.cache_clear()
    return made


def cached_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_the_table_is_written_for_the_user_alone_and_read_again(
    tmp_path: Path, builds: list[PlainTable]
) -> None:
    folder = tmp_path / "cache" / "routewright"
    table.load_table(folder)
    assert cached_file(folder).name == f"route-{table.table_key()}.table"
    if hasattr(os, "getuid"):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert cached_file(folder).stat().st_mode & 0o077 == 0
    table.load_table.cache_clear()
    assert table.load_table(folder).table == BUILT
    assert len(builds) == 1


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "text", "no table", "no JSON"])
def test_a_damaged_table_is_built_afresh(
    tmp_path: Path, damage: str, builds: list[PlainTable]
) -> None:
    table.load_table(tmp_path)
    path = cached_file(tmp_path)
    good = path.read_bytes()
    bad = {
        "empty": b"",
        "cut": good[: len(good) // 2],
        "flipped": good[:-100] + bytes([good[-100] ^ 1]) + good[-99:],
        "text": b"not a table at all",
        "no table": hashlib.sha256(b"{}").digest() + b"{}",
        "no JSON": hashlib.sha256(b"junk").digest() + b"junk",
    }[damage]
    path.write_bytes(bad)
    table.load_table.cache_clear()
    assert isinstance(table.load_table(tmp_path).parse(POLICY), Node)
    assert len(builds) == 2
    table.load_table.cache_clear()
    assert isinstance(table.load_table(tmp_path).parse(POLICY), Node)
    assert len(builds) == 2  # written anew


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs POSIX permissions")
def test_a_table_that_others_may_write_is_not_read(
    tmp_path: Path, builds: list[PlainTable]
) -> None:
    table.load_table(tmp_path)
    cached_file(tmp_path).chmod(0o666)
    table.load_table.cache_clear()
    table.load_table(tmp_path)
    assert len(builds) == 2


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert isinstance(table.load_table(blocked / "cache").parse(POLICY), Node)
    assert blocked.read_text() == "in the way"


def test_the_key_depends_on_the_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    key = table.table_key()
    assert lark.__version__ in table.lark_version()
    monkeypatch.setattr(table, "lark_version", lambda: '__version__ = "0.0.0"')
    other_lark = table.table_key()
    monkeypatch.setattr(sys, "version", "3.0.0")
    assert len({key, other_lark, table.table_key()}) == 3


@pytest.mark.parametrize(
    "module", ["routewright_grammar", "routewright_grammar.syntax", "routewright_grammar.parse"]
)
def test_importing_loads_no_lark(module: str) -> None:
    code = f"import {module}, sys; sys.exit('lark' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0


def test_a_cached_table_parses_without_lark(tmp_path: Path) -> None:
    table.load_table(tmp_path)
    code = (
        "import sys; from pathlib import Path; from routewright_grammar.parse import parse\n"
        "from routewright_grammar.span import Source\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "for text in ('define a = b > 5', 'define a = b is not empty  rule'):\n"
        "    assert parse(Source('a.route', text), cache_dir=folder).value is not None\n"
        "sys.exit('lark' in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0
