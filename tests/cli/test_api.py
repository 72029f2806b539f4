"""The promised Python functions."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import routewright

POLICY = """\
zone "Europe/Berlin"
rep ana "ana@acme.example"  rep ben "ben@acme.example"
team both { ana, ben }  queue desk
record lead { size: integer }
rule "Big" { when size >= 100  rotate both  sla 2 hours }
fallback assign desk
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "in.route").write_text(POLICY)
    return tmp_path


def test_a_decision_says_who_and_why(path: Path) -> None:
    decision = routewright.load(path).decide({"size": "many"})
    assert (decision.kind, decision.owner, decision.team, decision.rule) == (
        "queue", "desk", "", "fallback",
    )  # fmt: skip
    assert decision.notes == ("size: `many` is not a whole number",)
    assert (decision.held_from, decision.sla_due) == (None, None)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-03-10T09:00", "2026-03-10T11:00:00+01:00"),
        ("2026-03-10T09:00Z", "2026-03-10T12:00:00+01:00"),
        (datetime(2026, 3, 10, 9), "2026-03-10T11:00:00+01:00"),
        (datetime(2026, 3, 10, 9, tzinfo=UTC), "2026-03-10T12:00:00+01:00"),
    ],
)
def test_times_may_be_texts_and_local(path: Path, at: datetime | str, due: str) -> None:
    decision = routewright.load(path).decide({"size": 100}, at=at)
    assert decision.sla_due is not None
    assert decision.sla_due.isoformat() == due


def test_turns_last_as_long_as_the_policy_or_its_file(path: Path) -> None:
    records = [{"size": 100}] * 3
    for _ in range(2):
        owners = [d.owner[:3] for d in routewright.load(path).decide_many(records)]
        assert owners == ["ana", "ben", "ana"]
    file = path / "turns.sqlite"
    for expected in (["ana", "ben", "ana"], ["ben", "ana", "ben"]):
        with routewright.load(path, state=file) as policy:
            assert [d.owner[:3] for d in policy.decide_many(records)] == expected


def test_a_failure_takes_back_the_turns_of_all(path: Path) -> None:
    def failing() -> object:
        yield {"size": 100}
        raise ZeroDivisionError

    with routewright.load(path, state=path / "turns.sqlite") as policy:
        with pytest.raises(ZeroDivisionError):
            list(policy.decide_many(failing()))  # type: ignore[arg-type]
        assert policy.decide({"size": 100}).owner == "ana@acme.example"


def test_batches_do_not_mix(path: Path) -> None:
    policy = routewright.load(path)
    many = policy.decide_many([{"size": 100}] * 2)
    next(many)
    with pytest.raises(routewright.RoutewrightError, match="decide_many"):
        policy.decide({})
    many.close()
    assert policy.decide({}).owner == "desk"


def test_wrong_calls_raise_one_root_class(path: Path) -> None:
    (path / "bad.route").write_text(POLICY + "team t { bob }\n")
    with pytest.raises(routewright.PolicyError) as found:
        routewright.load(path / "bad.route")
    assert any("`bob`" in d.message for d in found.value.diagnostics)
    for call in (
        lambda: routewright.load(path / "no.route"),
        lambda: routewright.load(path / "in.route").decide({}, at="soon"),
        lambda: routewright.load(path / "in.route", state=path),
    ):
        with pytest.raises(routewright.RoutewrightError):
            call()


def test_the_package_names_what_it_promises() -> None:
    for name in routewright.__all__:
        assert getattr(routewright, name).__doc__
    with pytest.raises(AttributeError):
        _ = routewright.nothing
