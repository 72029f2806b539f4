"""The sample tables of the five stories: one `expect` each, one `given` a row, in order.

Said here once more, apart from the policies: what each record of the table must come to.
"""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from routewright_grammar.parse import parse
from routewright_grammar.span import Source
from routewright_grammar.syntax import Check, Expect, Given, OnTime, SlaDue

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# (name of the expect, what each given comes to: the owner, the queue, or `suppressed`)
TABLES = {
    "startup": ("the first six leads", "ana junk ben support internal ana"),
    "sized": ("six sizes", "cara suppressed dev enrich fay hana"),
    "ramping": (
        "ten leads on day 1, six on day 2",
        "oli pam oli quin pam oli oli pam quin overflow pam quin oli oli pam oli",
    ),
    "scored": ("six leads and one silence", "rae rae warm uma suppressed warm"),
    "territories": ("six places", "tao vik zed global yul sid"),
}

# Sol's turn in the table of `scored` is a reassignment; where nobody is silent the next A is his.
RUN_DIFFERS = {"scored": "rae sol warm uma suppressed warm"}

COUNTS = {"startup": 6, "sized": 6, "ramping": 16, "scored": 6, "territories": 6}

# Due times of the tables; `None` where a row names none.
DUE = {
    "sized": (
        "2026-03-10T11:00:00-04:00",
        None,
        "2026-03-11T09:30:00-04:00",
        "2026-03-11T11:00:00-04:00",
        "2026-03-16T09:20:00-04:00",
        None,
    ),
    "scored": (
        "2026-05-05T08:10:00+01:00",
        "2026-05-05T09:15:00+01:00",
        None,
        "2026-05-05T11:10:00+01:00",
        None,
        None,
    ),
}

SILENCE = (
    ("rae", "2026-05-05T08:05:00+01:00", None),
    ("sol", "2026-05-05T08:10:00+01:00", "2026-05-05T08:25:00+01:00"),
    ("sol", "2026-05-05T08:20:00+01:00", None),
    ("tess", "2026-05-05T08:25:00+01:00", None),
)


def _table(name: str) -> Expect:
    path = EXAMPLES / name / "inbound.route"
    outcome = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert outcome.value is not None
    wanted = TABLES[name][0]
    (found,) = (
        item
        for item in outcome.value.declarations
        if isinstance(item, Expect) and item.name.value == wanted
    )
    return found


def _comes_to(given: Given) -> str:
    for check in given.checks:
        if isinstance(check, Check) and check.kind in ("owner", "queue"):
            target = check.target
            assert target is not None
            return target.text if hasattr(target, "text") else target.value
        if isinstance(check, Check) and check.kind == "suppressed":
            return "suppressed"
    raise AssertionError(f"no outcome at {given.span}")


def _time(checks: tuple[object, ...], kind: type[SlaDue] | type[OnTime]) -> str | None:
    return next((c.moment.value.isoformat() for c in checks if isinstance(c, kind)), None)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_a_given(name: str) -> None:
    outcomes = [_comes_to(given) for given in _table(name).givens]
    assert outcomes == TABLES[name][1].split()
    assert len(outcomes) == COUNTS[name]


@pytest.mark.parametrize("name", DUE)
def test_due_times(name: str) -> None:
    assert tuple(_time(given.checks, SlaDue) for given in _table(name).givens) == DUE[name]


def test_the_silence_of_the_first_lead() -> None:
    silents = _table("scored").givens[0].silents
    owners = [_comes_to(Given((), None, (), s.checks, (), s.span)) for s in silents]
    times = [(_time(s.checks, OnTime), _time(s.checks, SlaDue)) for s in silents]
    assert tuple((o, *t) for o, t in zip(owners, times, strict=True)) == SILENCE


@pytest.mark.parametrize("name", TABLES)
def test_the_expected_output_says_the_same(name: str) -> None:
    outcomes = [
        "suppressed" if row["routed_kind"] == "suppressed" else row["routed_owner"]
        for row in _expected_rows(name)
    ]
    plain = [outcome.partition("@")[0].lower() for outcome in outcomes]
    assert plain == RUN_DIFFERS.get(name, TABLES[name][1]).split()


@pytest.mark.parametrize("name", DUE)
def test_the_expected_output_is_due_then(name: str) -> None:
    due = [row["routed_sla_due"] for row in _expected_rows(name)]
    instants = [datetime.fromisoformat(text) if text else None for text in due]
    wanted = [datetime.fromisoformat(text) if text else None for text in DUE[name]]
    assert instants == wanted


def _expected_rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
