"""A second process reads large files; what comes out is the same, byte for byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from routewright.running import reading_process

POLICY = """\
rep ana "ana@acme.example"  rep ben "ben@acme.example"
team both { ana, ben }  queue desk
record lead { size: number 0..  born: date  tags: choices(A, B)  from: datetime }
rule "Big" { when size >= 100 and born < 2000-01-01  rotate both by weight }
fallback assign desk
"""


def _lay(folder: Path) -> None:
    (folder / "in.route").write_text(POLICY)
    (folder / "routewright.toml").write_text('[run]\nreceived_at = "when"\n')
    rows = [
        f'{i}.5,19{i % 100:02}-02-30;x,A;C,"a\r\nb ""{i}""",2026-03-{i % 40:02},\r\n'
        if i % 7 == 0
        else f"{i},1990-01-0{i % 9 + 1},,é,2026-03-10T09:00Z,{i}\r\n"
        for i in range(5000)
    ]
    data = "\ufeffsize,born,tags,note,when,\r\n" + "".join(rows)
    (folder / "in.csv").write_bytes(data.encode() + b"\xff,,,,,\r\n1,2\r\n")


def test_the_output_is_the_same_with_and_without(
    tmp_path: Path, command_line, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lay(tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    found = {}
    for name, size in (("with", 1), ("without", 1 << 60)):
        monkeypatch.setattr(reading_process, "LARGE_BYTES", size)
        call = ("run", ".", "--records", "in.csv", "--output", f"{name}.csv")
        result = command_line(*call)
        assert result.code == 1
        found[name] = (
            (tmp_path / f"{name}.csv").read_bytes(),
            (tmp_path / f"{name}.csv.rejected").read_bytes(),
            [line for line in result.err.splitlines() if " in " not in line],
        )
    assert found["with"] == found["without"]
    assert found["with"][0].count(b"\r\n") > 5000


def test_trouble_in_the_second_process_is_told_by_the_first(
    tmp_path: Path, command_line, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lay(tmp_path)
    (tmp_path / "in.csv").write_bytes(b"size\n" + b"1" * 70_000_000)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    found = command_line(
        "run", ".", "--records", "in.csv", "--output", "out.csv", "--at", "2026-03-10"
    )
    assert found.code == 2
    assert "`in.csv` has a line of over 64 MB" in found.err
    assert not (tmp_path / "out.csv").exists()


def test_it_is_for_large_csv_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from routewright.records.csv_reader import CsvReader

    (tmp_path / "in.csv").write_text("a\n1\n")
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    reader = CsvReader(tmp_path / "in.csv")
    assert not reading_process.is_worth_it(reader, ".csv")
    monkeypatch.setattr(reading_process, "LARGE_BYTES", 1)
    assert reading_process.is_worth_it(reader, ".csv")
    assert not reading_process.is_worth_it(reader, ".jsonl")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert not reading_process.is_worth_it(reader, ".csv")
    reader.close()


def test_a_second_process_that_dies_at_its_start_is_told_and_not_waited_for(
    tmp_path: Path,
) -> None:
    _lay(tmp_path)
    rules = "".join(f'rule "N{i}" {{ when size = {i} assign desk }}\n' for i in range(1000))
    (tmp_path / "in.route").write_text(POLICY.replace("fallback", f"{rules}fallback"))
    # A script from standard input cannot be imported by the new process, which ends at once.
    script = """\
import os, sys
from routewright.running import reading_process
from routewright.main import main
os.cpu_count = lambda: 2
reading_process.LARGE_BYTES = 1
sys.argv = ["routewright", "run", ".", "--records", "in.csv", "--output", "out.csv"]
sys.exit(main())
"""
    found = subprocess.run(
        [sys.executable, "-"],
        input=script,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 2
    assert "the process that reads the records ended early" in found.stderr
    assert not (tmp_path / "out.csv").exists()
