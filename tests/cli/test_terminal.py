"""What appears on a terminal only, and pipes that end early."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from routewright.main import run

ROOT = Path(__file__).resolve().parents[2]
ROOTS = os.pathsep.join(str(ROOT / name) for name in ("grammar", "compiler", "runtime", "cli"))
POLICY = """\
record lead { size: integer }  queue desk
rule "A" { when sise > 3 assign desk }
fallback assign desk
"""


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _on_terminal(*arguments: str) -> tuple[str, str]:
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", Terminal(out, encoding="utf-8"))
        patch.setattr("sys.stderr", Terminal(err, encoding="utf-8"))
        run(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
        return out.getvalue().decode(), err.getvalue().decode()


def test_colour_is_for_terminals_that_want_it(
    tmp_path: Path, command_line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    (tmp_path / "in.route").write_text(POLICY)
    assert "\x1b[1;31m" in _on_terminal("lint", ".")[0]
    assert "\x1b" not in command_line("lint", ".").out
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert "\x1b" not in _on_terminal("lint", ".")[0]
    _on_terminal("lint", ".", "--output", "out.txt")
    assert "\x1b" not in (tmp_path / "out.txt").read_text()


def test_a_progress_bar_is_for_terminals(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(POLICY.replace("sise", "size"))
    (tmp_path / "in.csv").write_text("size\n" + "1\n" * 10_000)
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv")
    out, err = _on_terminal(*call)
    assert out == ""
    assert "Deciding" in err
    assert "100%" in err
    assert "Deciding" not in command_line(*call).err


def test_a_polite_end_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "in.route").write_text(POLICY.replace("sise", "size"))
    code = "from routewright.main import main; main()"
    call = [sys.executable, "-c", code, "run", ".", "--records", "-", "--output", "out.jsonl"]
    with subprocess.Popen(
        call,
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ROOTS},
    ) as process:
        while process.poll() is None and not list(tmp_path.glob(".out.jsonl.*.part")):
            pass  # it waits for records once its output is open
        process.terminate()
        assert process.stderr is not None
        assert process.stderr.read().strip() == b"routewright: stopped"
        assert process.wait() == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.route"]


def test_a_reader_that_stops_early_ends_the_run_quietly(tmp_path: Path) -> None:
    (tmp_path / "in.route").write_text(POLICY.replace("sise", "size"))
    (tmp_path / "in.jsonl").write_text('{"size": 1}\n' * 50_000)
    code = "import sys; from routewright.main import main; main()"
    call = [sys.executable, "-c", code, "run", ".", "--records", "in.jsonl", "--output", "-",
            "--state", "turns.db"]  # fmt: skip
    with subprocess.Popen(
        call,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ROOTS},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"size": 1, "routed_kind"')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 2
