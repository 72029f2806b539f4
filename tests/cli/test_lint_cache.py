"""An unchanged lint is recalled: the same bytes, without the compiler, and never when stale."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright import linting
from routewright.cache_folder import cache_folder
from routewright.lint_cache import linting_anew, memory, tool
from routewright.lint_cache.entry_file import MOST_ENTRIES, read_entry, write_entry
from routewright.lint_cache.findings_data import FindingReader, FindingWriter, UnkeptError
from routewright.renderers import formats
from routewright_grammar.diagnostic import (
    Certainty,
    Diagnostic,
    Edit,
    Fix,
    FixSafety,
    Label,
    Severity,
)
from routewright_grammar.span import Span

POLICY = """\
use "people.route"
record lead { n: integer 0..  country: country  state: state }
table territory from "states.csv" { key state  gives team }
rule "Big" { when n > 9 and country = DE or n > 90 rotate both sla 1 hour }
rule "Never" { when n > 20 and country = DE rotate both }
rule "Table" { when territory(state) is known rotate territory(state).team }
fallback assign desk
"""
PEOPLE = """\
rep ana "ana@acme.example"
rep ben "ben@acme.example"
team both { ana, ben }
queue desk "The desk"
"""
FILES = {
    "in.route": POLICY,
    "people.route": PEOPLE,
    "states.csv": "state,team\nUS-CA,both\n",
    "routewright.toml": '[lint.severity]\nmixed-and-or = "error"\n',
    "leads.csv": "received_at,n,country,state\n2026-03-10T10:00Z,30,DE,\n",
    "baseline.json": '{"version": 1, "findings": []}\n',
}
EVERYTHING = ("--records", "leads.csv", "--baseline", "baseline.json")
Lint = Callable[..., tuple[str, bool]]


@pytest.fixture
def lint(tmp_path: Path, command_line, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Return a function that lints and says what was printed, and whether it was recalled."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    # A folder of its own for findings; the parse table stays where it is, for it takes long.
    monkeypatch.setattr(
        linting, "cache_folder", lambda: None if cache_folder() is None else tmp_path / "cache"
    )
    # The source may be edited while tests run; what it is to the key has a test of its own.
    monkeypatch.setattr(memory, "tool_digest", lambda: "this tool")
    worked_out = []
    real = linting_anew.lint_anew

    def noted(*arguments: object) -> object:
        worked_out.append(arguments)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(linting_anew, "lint_anew", noted)

    def run(*arguments: str) -> tuple[str, bool]:
        worked_out.clear()
        found = command_line("lint", *(arguments or ("in.route", *EVERYTHING)))
        assert found.code in (0, 1), found.err
        return f"{found.code}\n{found.out}\n{found.err}", not worked_out

    return run


def anew(lint: Lint, *arguments: str) -> str:
    """Return what a lint that knows nothing prints."""
    text, is_recalled = lint(*(arguments or ("in.route", *EVERYTHING)), "--no-cache")
    assert not is_recalled
    return text


# --- what is recalled -------------------------------------------------------------------------


@pytest.mark.parametrize("form", formats())
def test_every_format_gives_the_same_bytes(lint: Lint, form: str) -> None:
    arguments = ("in.route", *EVERYTHING, "--format", form)
    fresh = anew(lint, *arguments)
    assert lint(*arguments) == (fresh, False)
    assert lint(*arguments) == (fresh, True)
    shown = ("in.route", *EVERYTHING, "--format", form, "--overlaps", "all")
    assert lint(*shown) == (anew(lint, *shown), True)


def test_a_refused_policy_is_recalled_too(lint: Lint, tmp_path: Path) -> None:
    (tmp_path / "in.route").write_text(POLICY + 'rule "X" { when nn = 1 assign desk }\nuse "no"\n')
    fresh = anew(lint, ".")
    assert "error" in fresh
    assert lint(".") == (fresh, False)
    assert lint(".") == (fresh, True)


def test_a_baseline_counts_whatever_is_recalled(lint: Lint, tmp_path: Path) -> None:
    first, _ = lint("in.route", "--baseline", "baseline.json")
    assert "unreachable-rule" in first
    assert lint("in.route", "--baseline", "new.json", "--write-baseline")[1]
    (tmp_path / "baseline.json").write_text((tmp_path / "new.json").read_text())
    after, is_recalled = lint("in.route", "--baseline", "baseline.json")
    assert is_recalled
    assert "unreachable-rule" not in after


def test_neither_lark_nor_the_analysis_is_imported(lint: Lint, tmp_path: Path) -> None:
    fresh, _ = lint("in.route")
    roots = os.pathsep.join(str(Path(item).resolve()) for item in sys.path if item)
    script = (
        "import sys; from routewright.lint_cache import memory;"
        "memory.tool_digest = lambda: 'this tool';"
        "from routewright.main import run; code = run(['lint', 'in.route']);"
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": roots, "ROUTEWRIGHT_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    assert f"1\n{done.stdout.decode()}\n" == fresh
    modules = done.stderr.decode().split()
    heavy = ("lark", "networkx", "jinja2", "routewright_compiler.", "holidays", "pycountry")
    assert [name for name in modules if name.startswith(heavy)] == []


# --- what is never stale ----------------------------------------------------------------------

EDITS = {
    "in.route": POLICY.replace("n > 20", "n > 5"),
    "people.route": PEOPLE.replace("team both { ana, ben }", "team both { ana }"),
    "states.csv": "state,team\nUS-CA,both\nUS-CA,both\n",
    "routewright.toml": '[lint.severity]\nmixed-and-or = "off"\n',
    "leads.csv": FILES["leads.csv"].replace("30", "31"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_any_file_is_seen(lint: Lint, tmp_path: Path, name: str) -> None:
    before, _ = lint()
    status = (tmp_path / name).stat()
    (tmp_path / name).write_text(EDITS[name])
    os.utime(tmp_path / name, ns=(status.st_atime_ns, status.st_mtime_ns))
    after, is_recalled = lint()
    assert not is_recalled
    assert after != before
    assert after == anew(lint)
    (tmp_path / name).write_text(FILES[name])
    assert lint()[0] == before


@pytest.mark.parametrize("name", [*EDITS, "baseline.json"])
def test_any_edit_at_all_is_seen(lint: Lint, tmp_path: Path, name: str) -> None:
    """Blanks change places, so nothing but the very same bytes may be recalled."""
    lint()
    text = f"\n{FILES[name]}" if name.endswith((".route", ".toml")) else f"{FILES[name]}\n"
    (tmp_path / name).write_text(text)
    assert lint()[0] == anew(lint)


def test_files_that_come_and_go_are_seen(lint: Lint, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("in.route", "people.route", "states.csv"):
        (tmp_path / name).rename(tmp_path / "sub" / name)
    before, _ = lint("sub")
    assert lint("sub") == (before, True)
    (tmp_path / "sub" / "routewright.toml").write_text("")
    nearer, is_recalled = lint("sub")
    assert not is_recalled and nearer == anew(lint, "sub") != before
    (tmp_path / "sub" / "routewright.toml").unlink()
    (tmp_path / "sub" / "states.csv").unlink()
    gone, is_recalled = lint("sub")
    assert not is_recalled and gone == anew(lint, "sub")
    assert lint("sub") == (gone, True)
    (tmp_path / "sub" / "states.csv").write_text(FILES["states.csv"])
    (tmp_path / "sub" / "other.route").write_text(POLICY)
    both, is_recalled = lint("sub")
    assert not is_recalled and both == anew(lint, "sub")


def test_options_that_matter_have_their_own_entry(lint: Lint) -> None:
    plain, _ = lint("in.route")
    for options in (("--records", "leads.csv"), ("--budget", "1")):
        assert lint("in.route", *options) == (anew(lint, "in.route", *options), False)
    assert lint("in.route") == (plain, True)


def test_the_day_counts_where_somebody_has_hours(
    lint: Lint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = PEOPLE.replace(
        'ana@acme.example"', 'ana@acme.example" { away 2026-01-01..2026-01-02 }'
    )
    (tmp_path / "away.route").write_text(POLICY.replace('use "people.route"', people))
    lint("in.route")
    lint("away.route")
    monkeypatch.setattr(memory, "days_in", lambda zones: dict.fromkeys(zones, "2031-01-01"))
    assert not lint("away.route")[1]
    assert lint("away.route")[1]
    assert lint("in.route")[1]


def test_what_changes_during_the_work_is_not_kept(
    lint: Lint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = linting_anew.lint_report

    def slow(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        (tmp_path / "routewright.toml").write_text("")
        return found

    monkeypatch.setattr(linting_anew, "lint_report", slow)
    lint("in.route")
    monkeypatch.setattr(linting_anew, "lint_report", real)
    assert lint("in.route") == (anew(lint, "in.route"), False)


def test_the_tool_is_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "sample_tool_package"
    (package / "__pycache__").mkdir(parents=True)
    (package / "__init__.py").write_text("A = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(tool, "_PACKAGES", ("sample_tool_package",))
    seen = [tool.tool_digest()]
    (package / "__pycache__" / "x.pyc").write_text("")
    assert tool.tool_digest() == seen[0] is not None
    (package / "__init__.py").write_text("A = 2\n")
    seen.append(tool.tool_digest())
    (package / "data.lark").write_text("")
    seen.append(tool.tool_digest())
    (tmp_path / "holidays-9.9.dist-info").mkdir()
    seen.append(tool.tool_digest())
    assert len(set(seen)) == len(seen)
    monkeypatch.setattr(tool, "_PACKAGES", ("no_such_package_at_all",))
    assert tool.tool_digest() is None


# --- what never breaks a lint -----------------------------------------------------------------


def entry_of(tmp_path: Path) -> Path:
    (entry,) = (tmp_path / "cache" / "lint").iterdir()
    return entry


def test_a_damaged_entry_is_worked_out_anew(lint: Lint, tmp_path: Path) -> None:
    fresh, _ = lint()
    entry = entry_of(tmp_path)
    sound = entry.read_bytes()
    for place in (0, 31, 32, 33, len(sound) // 2, len(sound) - 1):
        broken = bytearray(sound)
        broken[place] ^= 1
        entry.write_bytes(broken)
        assert lint() == (fresh, False)
        assert entry.read_bytes() == sound
    for broken in (b"", sound[:10], sound[:-1], sound + b" "):
        entry.write_bytes(broken)
        assert lint() == (fresh, False)


@pytest.mark.parametrize("data", [{}, {"days": 3}, {"days": {"Nowhere/No": "x"}}])
def test_an_entry_of_another_form_is_worked_out_anew(
    lint: Lint, tmp_path: Path, data: dict[str, object]
) -> None:
    fresh, _ = lint()
    entry = entry_of(tmp_path)
    write_entry(entry.parent, entry.stem, data)
    assert read_entry(entry.parent, entry.stem) == data
    assert lint() == (fresh, False)


def test_each_part_of_an_entry_is_checked(lint: Lint, tmp_path: Path) -> None:
    fresh, _ = lint()
    entry = entry_of(tmp_path)
    sound = read_entry(entry.parent, entry.stem)
    assert sound is not None and sound["findings"]
    for part in sound:
        for wrong in (None, 7):
            write_entry(entry.parent, entry.stem, {**sound, part: wrong})
            assert lint() == (fresh, False), (part, wrong)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions are told otherwise here")
def test_an_entry_that_others_may_write_is_not_believed(lint: Lint, tmp_path: Path) -> None:
    fresh, _ = lint()
    entry_of(tmp_path).chmod(0o666)
    assert lint() == (fresh, False)


def test_a_folder_that_refuses_is_left_alone(
    lint: Lint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    fresh, _ = lint()
    assert lint() == (fresh, False)
    monkeypatch.setenv("ROUTEWRIGHT_CACHE", "")
    assert lint() == (fresh, False)
    assert lint("in.route", *EVERYTHING, "--no-cache") == (fresh, False)


def test_standard_input_is_never_recalled(lint: Lint, command_line) -> None:
    for _ in range(2):
        found = command_line("lint", "in.route", "--records", "-", stdin=b'{"n": 30}\n')
        assert found.code == 1, found.err
        assert "standard input" in found.out or "line 1" in found.out or found.out


def test_only_the_entries_used_last_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_ENTRIES + 5):
        write_entry(tmp_path, f"k{number:03}", {"n": number})
        os.utime(tmp_path / f"k{number:03}.lint", ns=(number, number))
        read_entry(tmp_path, "k000")
    names = {path.stem for path in tmp_path.iterdir()}
    assert len(names) == MOST_ENTRIES
    assert {"k000", f"k{MOST_ENTRIES + 4:03}"} <= names
    assert "k001" not in names


# --- findings as data -------------------------------------------------------------------------

texts = st.text(max_size=8)
spans = st.builds(Span, st.sampled_from(["a.route", "b.csv"]), st.integers(0, 99), st.integers())
labels = st.builds(Label, spans, texts, texts)
edits = st.builds(Edit, spans, texts)
fixes = st.builds(Fix, texts, st.sampled_from(FixSafety), st.lists(edits, max_size=2).map(tuple))
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | texts
    | st.floats(allow_nan=False)
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(texts, inner, max_size=2)
    ),
    max_leaves=6,
)
findings = st.builds(
    Diagnostic,
    texts,
    texts,
    st.sampled_from(Severity),
    texts,
    labels,
    st.lists(labels, max_size=2).map(tuple),
    st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    texts,
    st.lists(fixes, max_size=2).map(tuple),
    st.none() | st.lists(st.tuples(texts, values), max_size=3).map(tuple),
    st.sampled_from(Certainty),
    st.booleans(),
    st.booleans(),
)


def typed(value: object) -> object:
    """Return a value with its type, since 1, 1.0 and True are equal."""
    if isinstance(value, tuple | list):
        return type(value), [typed(item) for item in value]
    if isinstance(value, dict):
        return dict, [(key, typed(item)) for key, item in value.items()]
    return type(value), value


@given(st.lists(findings, max_size=4))
def test_findings_come_back_as_they_were(made: list[Diagnostic]) -> None:
    writer = FindingWriter()
    rows = json.loads(json.dumps([writer.row(finding) for finding in made]))
    reader = FindingReader(writer.files)
    back = [reader.finding(row) for row in rows]
    assert back == made
    assert [typed(item.witness) for item in back] == [typed(item.witness) for item in made]


def test_no_part_of_a_finding_is_forgotten() -> None:
    """A new part has a default, so the property above would not see it."""
    sizes = {kind: len(fields(kind)) for kind in (Diagnostic, Label, Span, Edit, Fix)}
    assert sizes == {Diagnostic: 13, Label: 3, Span: 3, Edit: 2, Fix: 3}


def test_what_has_no_form_is_not_kept() -> None:
    plain = Diagnostic("RW1", "n", Severity.NOTE, "m", Label(Span("a", 0, 1)))
    known = (
        ("a", Decimal("1.50")),
        ("b", date(2026, 1, 2)),
        ("c", datetime(2026, 1, 2, tzinfo=UTC)),
    )
    assert FindingWriter().row(replace(plain, witness=known))
    with pytest.raises(UnkeptError):
        FindingWriter().row(replace(plain, witness=(("a", {1, 2}),)))
