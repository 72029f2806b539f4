"""`run` typed at a shell: columns, times, state, rejected rows, and wrong calls of every kind."""

import csv
import json
import os
import sqlite3
from pathlib import Path

import pytest

POLICY = """\
rep ana "ana@acme.example"  rep ben "ben@acme.example"
team both { ana, ben }
queue desk "Desk"
calendar office { zone "Europe/Berlin" open mon-fri 09:00-17:00 }
record lead { email: email  size: integer 0..  owner: user  received_at: datetime }
rule "Known" { when owner is known  assign owner  tag "=vip" }
rule "=Big"  { when size >= 100  rotate both  sla 2 hours during office }
rule "Junk"  { when size < 1  suppress "too small" }
fallback assign desk
"""
ROUTED = "routed_kind,routed_owner,routed_team,routed_rule,routed_from,routed_sla_due,routed_notes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.route").write_text(POLICY)
    return tmp_path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_kind_of_decision(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text(
        "email,size,owner,\n"
        "a@x.example,100,,p\nb@x.example,,005x,q\nc@x.example,0,,\nd@x.example,7,,\nx,-1,,\n"
    )
    found = command_line(
        "run", ".", "--records", "in.csv", "--output", "out.csv", "--at", "2026-03-10T16:00+01:00"
    )
    assert (found.code, found.out) == (0, "")
    assert (folder / "out.csv").read_text() == (
        f"email,size,owner,,{ROUTED}\n"
        "a@x.example,100,,p,rep,ana@acme.example,both,'=Big,,2026-03-11T10:00:00+01:00,\n"
        'b@x.example,,005x,q,user,005x,,Known,,,"tag ""=vip"""\n'
        "c@x.example,0,,,suppressed,,,Junk,,,suppressed: too small\n"
        "d@x.example,7,,,queue,desk,,fallback,,,\n"
        "x,-1,,,queue,desk,,fallback,,,"
        "email: `x` is not an e-mail address; size: `-1` is below the lowest value 0\n"
    )
    head, *lines = found.err.splitlines()
    assert head.startswith("5 records decided in ")
    assert lines == [
        "  queue 2, rep 1, user 1, suppressed 1",
        "by rule:",
        "  2  fallback",
        "  1  =Big",
        "  1  Junk",
        "  1  Known",
        "by owner:",
        "  2  desk",
        "  1  (nobody: suppressed)",
        "  1  005x",
        "  1  ana@acme.example",
        "values that did not read, taken as empty:",
        "  1  email",
        "       1  `x` is not an e-mail address, first in line 6",
        "  1  size",
        "       1  `-1` is below the lowest value 0, first in line 6",
        "empty or unread, by field:",
        "  5  received_at",
        "  4  owner",
        "  2  size",
        "  1  email",
    ]


def test_each_spelling_that_did_not_read_is_counted(folder: Path, command_line) -> None:
    sizes = [*["many"] * 3, "few", *["lots"] * 2, *(f"x{i}" for i in range(4)), "5", "many"]
    (folder / "in.csv").write_text("size\n" + "".join(f"{size}\n" for size in sizes))
    found = command_line("run", ".", "--records", "in.csv", "--output", "out.csv")
    lines = found.err.splitlines()
    at = lines.index("values that did not read, taken as empty:")
    assert lines[at + 1 : at + 8] == [
        "  11  size",
        "        4  `many` is not a whole number, first in line 2",
        "        2  `lots` is not a whole number, first in line 6",
        "        1  `few` is not a whole number, first in line 5",
        "        1  `x0` is not a whole number, first in line 8",
        "        1  `x1` is not a whole number, first in line 9",
        "           and 2 more spellings",
    ]


def test_very_many_spellings_take_no_more_memory(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text("size\n" + "".join(f"x{i}\n" for i in range(1200)))
    found = command_line("run", ".", "--records", "in.csv", "--output", "out.csv")
    assert "  1,200  size\n" in found.err
    assert "and at least 995 more spellings\n" in found.err


def test_what_there_is_none_of_is_null_in_json_and_empty_in_a_table(
    folder: Path, command_line
) -> None:
    (folder / "in.csv").write_text("email,size\na@x.example,0\nb@x.example,100\n")
    call = ("run", ".", "--records", "in.csv", "--at", "2026-03-10T10:00+01:00", "--output")
    assert command_line(*call, "out.jsonl").code == 0
    suppressed, given = map(json.loads, (folder / "out.jsonl").read_text().splitlines())
    for name in ("owner", "team", "from", "sla_due"):
        assert suppressed[f"routed_{name}"] is None
    assert (given["routed_owner"], given["routed_team"]) == ("ana@acme.example", "both")
    assert (given["routed_from"], given["routed_notes"]) == (None, None)
    assert command_line(*call, "out.csv").code == 0
    assert _rows(folder / "out.csv")[0]["routed_owner"] == ""


def test_standard_streams_are_json_lines(folder: Path, command_line) -> None:
    found = command_line(
        "run",
        ".",
        "--records",
        "-",
        "--output",
        "-",
        stdin=b'{"size": 100, "deep": {"a": 1.0}}\n[1]\n',
    )
    assert found.code == 1
    (line,) = found.out.splitlines()
    assert line.startswith('{"size": 100, "deep": {"a": 1.0}, "routed_kind": "rep", ')
    assert json.loads(line)["routed_rule"] == "=Big"
    assert "1 row could not be read:\n  line 2: not a JSON object\n" in found.err


def test_turns_are_kept_in_the_state_file(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text("size\n100\n")
    owners = []
    for _ in range(3):
        call = ("run", ".", "--records", "in.csv", "--output", "out.csv", "--state", "turns.sqlite")
        assert command_line(*call).code == 0
        owners += [row["routed_owner"] for row in _rows(folder / "out.csv")]
    assert owners == ["ana@acme.example", "ben@acme.example", "ana@acme.example"]


def test_a_failed_run_leaves_output_and_state_as_they_were(folder: Path, command_line) -> None:
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv", "--state", "turns.sqlite")
    (folder / "in.csv").write_text("size\n100\n")
    assert command_line(*call).code == 0
    before = (folder / "out.csv").read_bytes(), _turns(folder)
    (folder / "in.jsonl").write_text('{"size": 100}\n' * 3 + '{"routed_owner": 1}\n')
    failed = command_line(*call[:3], "in.jsonl", "--output", "out.jsonl", *call[6:])
    assert failed.code == 2
    assert "`in.jsonl` line 4 has a key `routed_owner` already" in failed.err
    assert not (folder / "out.jsonl").exists()
    assert ((folder / "out.csv").read_bytes(), _turns(folder)) == before
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]


def test_state_waits_for_the_output(folder: Path, command_line, monkeypatch) -> None:
    """A crash when the output is put in place leaves the old output and the old turns."""
    (folder / "in.csv").write_text("size\n100\n")
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv", "--state", "turns.sqlite")
    assert command_line(*call).code == 0
    before = (folder / "out.csv").read_bytes(), _turns(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("routewright.output_file._sync", full)
        failed = command_line(*call)
    assert failed.code == 2
    assert "`out.csv` cannot be used: No space left on device" in failed.err
    assert ((folder / "out.csv").read_bytes(), _turns(folder)) == before


def _turns(folder: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "turns.sqlite")
    try:
        return connection.execute("SELECT * FROM turns").fetchall()
    finally:
        connection.close()


def test_rejected_rows_are_kept_apart(folder: Path, command_line) -> None:
    (folder / "in.csv").write_bytes(b"size,email\n1,\n\xe9,2\n1,2,3\n4,\n")
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv")
    found = command_line(*call)
    assert found.code == 1
    assert len(_rows(folder / "out.csv")) == 2
    assert (folder / "out.csv.rejected").read_text() == (
        "line,reason,row\n"
        '3,not UTF-8: it has the byte 0xE9,"\\udce9,2"\n'
        '4,3 columns where the header has 2,"1,2,3"\n'
    )
    assert "2 rows could not be read, kept in `out.csv.rejected`:" in found.err
    (folder / "in.csv").write_text("size\n1\n")
    assert command_line(*call).code == 0
    assert not (folder / "out.csv.rejected").exists()


def test_the_time_comes_from_the_column_of_times(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text(
        "size,received_at,Created\n100,2026-03-10T09:00+01:00,2026-03-11T09:00+01:00\n"
        "100,soon,\n100,,2026-03-11 10:00\n"
    )
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv")
    found = command_line(*call)
    assert _rows(folder / "out.csv")[0]["routed_sla_due"] == "2026-03-10T11:00:00+01:00"
    assert "1 time in `received_at` did not read, such as `soon`: decided as of 2" in found.err
    assert "1 record without `received_at`: decided as of 2" in found.err
    (folder / "routewright.toml").write_text('[run]\nreceived_at = "Created"\n')
    command_line(*call)
    dues = [row["routed_sla_due"] for row in _rows(folder / "out.csv")]
    assert dues[0] == "2026-03-11T11:00:00+01:00"
    assert dues[2] == "2026-03-11T13:00:00+01:00"  # 10:00 in the policy's zone, UTC


def test_open_figures_start_the_loads(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(POLICY.replace("rotate both", "rotate both by load"))
    (folder / "in.csv").write_text("size\n100\n100\n")
    (folder / "open.csv").write_text("rep,open\nana,5\nBEN@acme.example,4\n")
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv", "--open", "open.csv")
    assert command_line(*call).code == 0
    owners = [row["routed_owner"] for row in _rows(folder / "out.csv")]
    assert owners[0] == "ben@acme.example"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rep,open\nanna,5\n", "line 2: `anna` is no rep of the policy; did you mean `ana`?"),
        ("rep,open\nana,many\n", "line 2: `many` is no number of open records"),
        ("rep,open\nana,1\nana,2\n", "line 3: `ana` stands twice"),
        ("rep\nana\n", "must have the columns `rep` and `open`"),
        ("rep,open\nana\n", "line 2: 1 column where the header has 2"),
    ],
)
def test_wrong_open_figures(folder: Path, command_line, text: str, reason: str) -> None:
    (folder / "in.csv").write_text("size\n100\n")
    (folder / "open.csv").write_text(text)
    found = command_line(
        "run", ".", "--records", "in.csv", "--output", "out.csv", "--open", "open.csv"
    )
    assert found.code == 2
    assert reason in found.err
    assert not (folder / "out.csv").exists()


def test_a_column_that_is_taken_offers_a_prefix(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text("size,routed_rule\n100,x\n")
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv")
    found = command_line(*call)
    assert found.code == 2
    assert "has a column `routed_rule` already" in found.err
    assert "--prefix" in found.err
    assert command_line(*call, "--prefix", "new_").code == 0
    assert _rows(folder / "out.csv")[0]["new_rule"] == "'=Big"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"--records": "no.csv"}, "`no.csv` does not exist"),
        ({"--records": "in.txt"}, "the ending of its name must be .csv"),
        ({"--records": "."}, "is a folder"),
        ({"--output": "out.xlsx"}, "the ending of its name must be .csv"),
        ({"--output": "in.csv"}, "--output would overwrite `in.csv`"),
        ({"--output": "no/out.csv"}, "there is no folder `no`"),
        ({"--at": "tomorrow"}, "--at: `tomorrow` is not a time"),
        ({"--state": "in.csv"}, "`in.csv` is not a state file"),
        ({"--state": "no/turns"}, "cannot be opened"),
        ({"--open": "no.csv"}, "`no.csv` does not exist"),
        ({"--prefix": " "}, "--prefix must be a text"),
    ],
)
def test_a_wrong_call_is_one_message_and_leaves_nothing(
    folder: Path, command_line, changed: dict[str, str], message: str
) -> None:
    (folder / "in.csv").write_text("size\n100\n")
    (folder / "in.txt").write_text("size\n100\n")
    before = sorted(os.listdir(folder))
    options = {"--records": "in.csv", "--output": "out.csv"} | changed
    found = command_line("run", ".", *(part for item in options.items() for part in item))
    assert found.code == 2
    assert message in found.err
    assert found.out == ""
    assert len(found.err.splitlines()) == 1
    assert sorted(os.listdir(folder)) == before
    assert (folder / "in.csv").read_text() == "size\n100\n"


def test_a_config_that_names_no_column_is_2(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text("size,Created at\n100,\n")
    (folder / "routewright.toml").write_text('[run]\nreceived_at = "Created"\n')
    call = ("run", ".", "--records", "in.csv", "--output", "out.csv")
    found = command_line(*call)
    assert found.code == 2
    assert "did you mean `Created at`?" in found.err
    assert command_line(*call, "--at", "2026-03-10").code == 0


def test_a_refused_policy_shows_why(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(POLICY + "team t { bob }\n")
    (folder / "in.csv").write_text("size\n100\n")
    found = command_line("run", "in.route", "--records", "in.csv", "--output", "out.csv")
    assert found.code == 2
    assert "`bob`" in found.err
    assert found.err.endswith("`in.route` does not compile; `routewright lint` checks it whole\n")


def test_parquet_in_and_out(folder: Path, command_line) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    table = pyarrow.table({"size": [100, None, 7], "tags": [["a"], None, []]})
    parquet.write_table(table, folder / "in.parquet")
    for name in ("out.parquet", "out.csv", "out.jsonl"):
        assert command_line("run", ".", "--records", "in.parquet", "--output", name).code == 0
    out = parquet.read_table(folder / "out.parquet")
    assert out.select(["size", "tags"]).equals(table)
    rules = ["=Big", "fallback", "fallback"]
    assert out["routed_rule"].to_pylist() == rules
    assert [row["routed_rule"].lstrip("'") for row in _rows(folder / "out.csv")] == rules
    lines = (folder / "out.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["tags"] == ["a"]
    (folder / "in.parquet").write_bytes(b"PAR1")
    damaged = command_line("run", ".", "--records", "in.parquet", "--output", "out.parquet")
    assert damaged.code == 2
    assert "`in.parquet` is not a Parquet file" in damaged.err
    assert parquet.read_table(folder / "out.parquet").equals(out)


def test_without_pyarrow_the_message_says_how_to_get_it(
    folder: Path, command_line, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    (folder / "in.csv").write_text("size\n100\n")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    found = command_line("run", ".", "--records", "in.csv", "--output", "out.parquet")
    assert found.code == 2
    assert "pip install 'routewright[parquet]'" in found.err


def test_json_lines_to_a_table(folder: Path, command_line) -> None:
    lines = b'{"size": 100}\n{"size": 7, "extra": {"a": [1]}}\nnope\n'
    found = command_line("run", ".", "--records", "-", "--output", "out.csv", stdin=lines)
    assert found.code == 1
    assert [(row["size"], row["extra"]) for row in _rows(folder / "out.csv")] == [
        ("100", ""),
        ("7", '{"a": [1]}'),
    ]
    assert (folder / "out.csv.rejected").read_text().startswith("line,reason,row\n3,not JSON: ")


def test_the_same_run_gives_the_same_bytes(folder: Path, command_line) -> None:
    rows = "".join(f"p{i}@x.example,{i % 300}\n" for i in range(5000))
    (folder / "in.csv").write_text("email,size\n" + rows)
    for name in ("a.csv", "b.csv"):
        call = ("run", ".", "--records", "in.csv", "--output", name, "--at", "2026-03-10")
        assert command_line(*call).code == 0
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
    assert len(_rows(folder / "a.csv")) == 5000
