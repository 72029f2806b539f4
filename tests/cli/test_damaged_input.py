"""Whatever is damaged, a command ends in one message and a known code, and leaves nothing half."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

POLICY = """\
use "people.route"
record lead { email: email  country: country  size: integer 0..  tier: choice(A, "B c") }
table land from "land.csv" { key country gives team }
score fit { 30 when size > 5  -2.5 when tier = A }
rule "Land" { when land(country) is known  rotate land(country)  sla 2 hours during office }
group "G" { when fit >= 20 and email.domain in ("a.example")  rule "x" { assign ana } }
fallback rotate both
fallback assign desk
expect "e" { given { country DE size 7 } at 2026-03-10T10:00Z team both }
"""
FILES = {
    "in.route": POLICY.replace("fallback rotate both\n", "").encode(),
    "people.route": b'rep ana "ana@a.example" { at most 4 per day }  rep ben "ben@a.example"\n'
    b'team both { ana weight 2, ben }  queue desk "Desk"\n'
    b'calendar office { zone "Europe/Berlin" open mon-fri 09:00-17:00 holidays DE }\n',
    "land.csv": b"country,team\nDE,both\nFR|IT,ana\n",
    "in.csv": b"email,country,size,tier,received_at\nx@a.example,DE,7,A,2026-03-10T10:00Z\n,,,,\n",
    "in.jsonl": b'{"email": "x@a.example", "size": 7.0, "tier": "B c"}\n{"size": null}\n',
    "open.csv": b"rep,open\nana,3\n",
    "routewright.toml": b'[run]\nreceived_at = "received_at"\n[lint]\nfail_on = "warning"\n',
}
RUN_CSV = ("run", "in.route", "--records", "in.csv", "--output", "out.csv", "--state", "turns.db",
           "--open", "open.csv")  # fmt: skip
RUN_JSON = ("run", "in.route", "--records", "in.jsonl", "--output", "out.csv")
COMMANDS = (
    ("lint", "."),
    ("lint", "people.route", "--format", "json"),
    ("test", "in.route"),
    ("graph", "in.route", "--output", "out.svg"),
    RUN_CSV,
    RUN_JSON,
)
PIECES = st.sampled_from(
    [
        *(
            b"\0",
            b"\xff",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\xed\xa0\x80",
            "日".encode(),
            b"\x1b[31m",
        ),
        *(b'"', b"{", b"}", b"(", b",", b"\r", b"\n", b"-", b"..", b"#", b"/"),
        *(b"9" * 50, b"1e999", b"rotate", b"use"),
    ]
) | st.binary(max_size=4)


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Return data cut, with bytes taken out, put in or repeated, at one to three places."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 3, 20, 10_000])))
        data = data[:start] + draw(PIECES) * draw(st.sampled_from([1, 1, 2, 40])) + data[end:]
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


def _lay(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)


def test_what_is_damaged_below_is_sound_before(folder: Path, command_line) -> None:
    _lay(folder)
    os.chdir(folder)
    for command in COMMANDS:
        found = command_line(*command)
        assert found.code == 0, found


@given(data=st.data())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_damage_is_told_in_a_message(folder: Path, command_line, data: st.DataObject) -> None:
    command = data.draw(st.sampled_from(COMMANDS), label="command")
    name = data.draw(st.sampled_from(sorted(FILES)), label="file")
    _lay(folder)
    (folder / name).write_bytes(data.draw(damaged(FILES[name]), label="bytes"))
    os.chdir(folder)
    found = command_line(*command)
    assert found.code in (0, 1, 2), found
    assert "internal error" not in found.err, found.err
    assert "Traceback" not in found.err + found.out
    if found.code == 2:
        assert found.err.startswith(("routewright: ", "error[")), found.err
        assert not (folder / "out.csv").exists()
    assert not [item for item in os.listdir(folder) if item.endswith(".part")]


@given(data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_damaged_state_file_is_named(folder: Path, command_line, data: st.DataObject) -> None:
    _lay(folder)
    os.chdir(folder)
    assert command_line(*RUN_CSV).code == 0
    state = folder / "turns.db"
    state.write_bytes(data.draw(damaged(state.read_bytes()), label="bytes"))
    for leftover in ("turns.db-wal", "turns.db-shm", "out.csv"):
        (folder / leftover).unlink(missing_ok=True)
    found = command_line(*RUN_CSV)
    assert found.code in (0, 2), found
    assert "internal error" not in found.err, found.err
    if found.code == 2:
        assert "turns.db" in found.err
        assert not (folder / "out.csv").exists()
