"""`explain` typed at a shell: the record from anywhere, the decision and why, as text and JSON."""

import json
from pathlib import Path

import pytest

POLICY = """\
rep ana "ana@acme.example"  rep ben "ben@acme.example" { away 2026-03-09..2026-03-12 }
team both { ben, ana }
queue desk "Desk"
record lead { size: integer 0..  country: country  received_at: datetime }
rule "Small" { when size < 10  assign desk }
rule "Big"   { when size >= 100 and country in (DE, AT)  rotate both  sla 2 hours }
fallback assign desk
"""
RECORD = '{"size": 200, "country": "Germany", "received_at": "2026-03-10T09:00Z"}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.route").write_text(POLICY)
    return tmp_path


def test_the_decision_and_why_as_text(folder: Path, command_line) -> None:
    found = command_line("explain", ".", "--record", RECORD)
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        "ana <ana@acme.example> (team both)\n"
        "  first response due 2026-03-10T11:00+00:00\n"
        '  by rule "Big" (in.route:6)\n'
        "\n"
        "What held\n"
        "  size >= 100: size is 200\n"
        "  country in (DE, AT): country is DE\n"
        "\n"
        "Values\n"
        "  size: 200\n"
        "  country: DE\n"
        "\n"
        "Passed over\n"
        '  rule "Small" (in.route:5): size < 10: size is 200\n'
        "\n"
        "Carried out\n"
        "  rotate both: ana\n"
        "    skipped ben: away 2026-03-09..2026-03-12\n"
    )


def test_the_same_as_json(folder: Path, command_line) -> None:
    found = command_line(
        "explain", ".", "--record", RECORD, "--format", "json", "--why-not", "Small"
    )
    assert found.code == 0
    data = json.loads(found.out)
    assert (data["version"], data["at"]) == (1, "2026-03-10T09:00:00+00:00")
    assert data["decision"] == {
        "kind": "rep",
        "owner": "ana@acme.example",
        "team": "both",
        "rule": "Big",
        "from": None,
        "sla_due": "2026-03-10T11:00:00+00:00",
        "notes": [],
    }
    assert data["passed_over"][0]["name"] == "Small"
    assert data["why_not"]["status"] == "found"
    assert set(data["why_not"]["changes"]) == {"size"}


def test_why_not_can_be_replayed(folder: Path, command_line) -> None:
    found = command_line("explain", ".", "--record", "{}", "--format", "json", "--why-not", "Big")
    changes = json.loads(found.out)["why_not"]["changes"]
    again = command_line("explain", ".", "--record", json.dumps(changes), "--format", "json")
    assert json.loads(again.out)["decision"]["rule"] == "Big"


def test_the_record_may_stand_in_a_file(folder: Path, command_line) -> None:
    (folder / "one.json").write_text("\ufeff" + RECORD, encoding="utf-8")
    (folder / "in.csv").write_text('size,country,note\n5,DE,"a\nb"\n200,DE,\n')
    (folder / "in.jsonl").write_text("\n" + RECORD + "\n")
    rules = {
        name: json.loads(
            command_line(
                "explain", ".", "--record", name, "--format", "json", stdin=RECORD.encode()
            ).out
        )["decision"]["rule"]
        for name in ("one.json", "in.csv", "in.csv:2", "in.csv:4", "in.jsonl", "in.jsonl:2", "-")
    }
    assert rules == {
        "one.json": "Big", "in.csv": "Small", "in.csv:2": "Small", "in.csv:4": "Big",
        "in.jsonl": "Big", "in.jsonl:2": "Big", "-": "Big",
    }  # fmt: skip


def test_nothing_is_consumed(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text("size,country\n200,DE\n")
    run = ("run", ".", "--records", "in.csv", "--output", "out.csv", "--state", "turns.db")
    assert command_line(*run, "--at", "2026-04-01").code == 0
    call = ("explain", ".", "--record", RECORD, "--state", "turns.db", "--at", "2026-04-01")
    shown = {command_line(*call).out for _ in range(3)}
    assert len(shown) == 1
    assert shown.pop().startswith("ana ")  # ben had the first turn


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--record", "[1]"], "the ending of its name must be"),
        (["--record", '{"a"'], "--record is not JSON"),
        (["--record", '{"a":' * 100_000], "--record is nested too deeply"),
        (["--record", "no.csv"], "`no.csv` does not exist"),
        (["--record", "in.csv:9"], "`in.csv` has no record that begins at line 9"),
        (["--record", "in.csv:3"], "`in.csv` line 3: 3 columns where the header has 1"),
        (["--record", "{}", "--why-not", "Bigg"], "--why-not: there is no rule `Bigg`"),
        (["--record", "{}", "--state", "no.db"], "`no.db` does not exist"),
        (["--record", "{}", "--at", "soon"], "--at: `soon` is not a time"),
    ],
)
def test_a_wrong_call_is_one_message_and_2(
    folder: Path, command_line, arguments: list[str], message: str
) -> None:
    (folder / "in.csv").write_text("size\n5\n1,2,3\n")
    found = command_line("explain", ".", *arguments)
    assert found.code == 2
    assert message in found.err
    assert len(found.err.splitlines()) == 1


def test_the_trace_column_says_why(folder: Path, command_line) -> None:
    (folder / "in.csv").write_text("size,country\n200,DE\n5,\n")
    call = (
        "run",
        ".",
        "--records",
        "in.csv",
        "--output",
        "out.jsonl",
        "--trace",
        "--at",
        "2026-03-10",
    )
    assert command_line(*call).code == 0
    rows = [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]
    for row in rows:
        assert json.loads(row["routed_trace"])["decision"]["rule"] == row["routed_rule"]
