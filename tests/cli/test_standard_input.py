"""`--records -` ends, whatever standard input is: closed, empty, large, a terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOTS = os.pathsep.join(str(ROOT / name) for name in ("grammar", "compiler", "runtime", "cli"))
POLICY = """\
record lead { size: integer }  queue desk  queue big
rule "A" { when size > 3 assign big }
fallback assign desk
"""
LONG_S = 60
CALL = [sys.executable, "-m", "routewright", "run", ".", "--records", "-", "--output"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.route").write_text(POLICY)
    return tmp_path


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": ROOTS}


def run(folder: Path, *more: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*CALL, *more],
        cwd=folder,
        input=stdin,
        capture_output=True,
        timeout=LONG_S,
        env=environment(),
        check=False,
    )


@pytest.mark.parametrize("output", ["-", "out.csv", "out.jsonl"])
def test_no_records_are_a_run_of_none(folder: Path, output: str) -> None:
    found = run(folder, output, "--state", "turns.db")
    assert (found.returncode, found.stdout) == (0, b"")
    assert found.stderr.startswith(b"0 records decided")


def test_many_records_pass_through_the_standard_streams(folder: Path) -> None:
    lines = b"".join(b'{"size": %d}\n' % (number % 7) for number in range(30_000))
    found = run(folder, "-", "--state", "turns.db", "--at", "2026-03-10T10:00Z", stdin=lines)
    assert found.returncode == 0
    assert found.stdout.count(b'"routed_owner": "big"') == sum(n % 7 > 3 for n in range(30_000))
    assert found.stdout.count(b"\n") == 30_000


@pytest.mark.skipif(sys.platform == "win32", reason="closes a POSIX file descriptor")
@pytest.mark.parametrize(
    "command", [[*CALL, "out.csv"], [*CALL[:3], "explain", ".", "--record", "-"]]
)
def test_a_closed_standard_input_is_told(folder: Path, command: list[str]) -> None:
    closed = ["sh", "-c", 'exec "$@" <&-', "sh", *command]
    found = subprocess.run(
        closed, cwd=folder, capture_output=True, timeout=LONG_S, env=environment(), check=False
    )
    assert found.returncode == 2
    assert b"standard input is closed" in found.stderr
    assert b"internal error" not in found.stderr
    assert [path.name for path in folder.iterdir()] == ["in.route"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_at_a_terminal_it_is_said_that_records_are_awaited(folder: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*CALL, "-"],
        cwd=folder,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        os.close(theirs)
        os.write(ours, b'{"size": 5}\n\x04')
        out, err = process.communicate(timeout=LONG_S)
    os.close(ours)
    assert err.startswith(b"routewright: reading records from the terminal, up to Ctrl-D\n")
    assert b'"routed_owner": "big"' in out
    assert process.returncode == 0
