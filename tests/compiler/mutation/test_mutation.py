"""Mutants: text and tree change alike, the short cuts find what the long way does, proofs hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright.fixes.edits import applied
from routewright.fixes.meaning import meaning
from routewright_compiler.lint.example_run import run_example, run_examples
from routewright_compiler.mutation.catalogue import mutants
from routewright_compiler.mutation.mutant import Mutant, MutantKind
from routewright_compiler.mutation.rechecking import Rechecker
from routewright_compiler.mutation.survey import Fate, Survey, survey
from routewright_compiler.mutation.trials import Trial, TrialRecord, Trials
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_runtime.decide import Router
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.conditions import AllOf, AnyOf
from routewright_runtime.state import MemoryState

PEOPLE = """\
calendar c { open mon-fri 09:00-17:00 }
rep ana "ana@acme.example" { calendar c speaks de }
rep ben "ben@acme.example" { calendar c speaks de, fr }
team both { ana, ben }
team one { ben }
queue desk "The desk"
queue other "Another"
define late = created >= 2026-03-10T10:00-05:00 or day > 2026-02-28 # or >= what
"""
POLICY = """\
use "people.route"
record lead {
  n: integer 0..  r: number  s: text  co: country  st: state  who: user
  kind: choice(A, B, C)  tags: choices(X, Y, Z)  ok: boolean  day: date  created: datetime
}
define big = n >= 1000
define fresh = created within 7 days and not (s is empty or r < 1.50)
classify size {
  S when n < 10
  M when n in 10..99 or kind in (A, B)
  otherwise L
}
score fit { 10 when big  5 when tags has any of (X, Y)  -3 when s contains ("x", "y") }
table where from "t.csv" { key st gives team }
require s, co else assign desk
rule "Open" { when (ok) and r <= 50% and outside "random" assign ana }
rule "Big" {
  when   big and not late # and so on
     or  co in (DE, AT, CH) and kind != A
  rotate both by weight where speaks de
  fallback rotate one
  fallback assign desk
}
rule "Big too" { when n > 999 and kind = B rotate one }
group "G" {
  when fit >= 10
  rule "Rep" { when who is rep and not s starts with "q" assign who }
  rule "Tags" { when tags has all of (X, Z) or not tags has Y rotate both }
  group "Inner" {
    when size = M and fit < 15
    rule "During" { when during c rotate one }
    fallback assign other
  }
  fallback rotate both
}
rule "Table" { when where(st) is known and r in 1..2.5 rotate where(st).team }
rule "Text" { when s ends with "z" or s matches /a+b/
    or day in 2026-01-01..2026-01-31 suppress "no" }
rule "Fresh" { when fresh or late assign ben }
fallback rotate one
fallback assign desk
"""
GOOD = """\
expect "big" {
  given { n 1000 s "a" co FR } rule "Big" team both owner ana
  given { n 1000 s "a" co FR } owner ben
  given { n 999 s "a" co FR kind A r 3 } team one
}
expect "nothing" { given { } queue desk }
expect "group" {
  given { n 5 s "q" co US who "ana@acme.example" tags (X, Y) } rule "fallback"
  given { n 1 s "x" co AT } team both
}
expect "silent" {
  given { s "az" co US kind A } at 2026-03-10T10:00Z suppressed "no"
  given { s "a" co CH kind A n 2000 } at 2026-03-14T10:00Z rule "Big" queue desk
}
"""


def compiled(texts: Mapping[str, str]) -> Policy | None:
    outcome = compile_policy("in.route", MappingLoader(texts))
    return None if outcome.is_refused else outcome.value


def texts_of(tests: str = GOOD) -> dict[str, str]:
    return {
        "in.route": POLICY + tests,
        "people.route": PEOPLE,
        "t.csv": "st,team\nUS-CA,both\nUS-NY,one\n",
    }


@dataclass(frozen=True)
class World:
    """A policy with its mutants, their graphs, and the survey of them."""

    policy: Policy
    mutants: tuple[Mutant, ...]
    checker: Rechecker
    router: Router
    trials: list[Trial]


@cache
def world() -> World:
    policy = compiled(texts_of())
    assert policy is not None
    router = Router(policy.graph)
    return World(policy, tuple(mutants(policy)), Rechecker(policy), router, trials(policy, router))


@cache
def surveyed() -> Survey:
    made = world()
    return survey(made.policy, made.router, made.trials, 10_000)


def trials(policy: Policy, router: Router) -> list[Trial]:
    found = []
    for run in run_examples(policy, router):
        assert run.has_passed, run
        records = tuple(
            TrialRecord(
                r.record.values,
                r.record.moment,
                r.decision.branch,
                frozenset(a.node.id for a in r.decision.attempts),
            )
            for r in run.records
        )
        fails: Callable[[Router], bool] = lambda router, example=run.example: (  # noqa: E731
            not run_example(router, example).has_passed
        )
        found.append(Trial(run.example.name, records, fails))
    return found


def flat(outline: object) -> object:
    """Return an outline in which `a and (b and c)` and `a and b and c` are the same."""
    if not isinstance(outline, tuple):
        return outline
    parts = [flat(part) for part in outline]
    if parts and parts[0] in (AllOf, AnyOf):
        items = []
        for item in parts[1]:  # type: ignore[attr-defined]
            items += item[1] if item[0] is parts[0] else [item]
        return (parts[0], tuple(items))
    return tuple(parts)


def edited(texts: Mapping[str, str], mutant: Mutant) -> dict[str, str]:
    file = mutant.span.file
    return {**texts, file: applied(texts[file], mutant.edits)}


# --- what is changed --------------------------------------------------------------------------


def test_text_and_tree_change_alike() -> None:
    """The edited text, compiled from scratch, is the graph that was checked in part."""
    made = world()
    texts = texts_of()
    differing = 0
    for mutant in made.mutants:
        graph = made.checker.graph(mutant)
        whole = compiled(edited(texts, mutant))
        if graph is None or whole is None:
            assert graph is None and whole is None, mutant
            continue
        assert graph != made.policy.graph or mutant.kind is MutantKind.DECISION, mutant
        differing += graph != made.policy.graph
        outlines = [flat(meaning(Policy("", g, (), (), (), {}, {}))) for g in (graph, whole.graph)]
        assert outlines[0] == outlines[1], mutant
    assert differing > 100


def test_every_kind_of_change_is_made() -> None:
    found = {
        (mutant.kind, mutant.subject, *(edit.text for edit in mutant.edits))
        for mutant in world().mutants
    }
    for wanted in (
        (MutantKind.THRESHOLD, "`big`", "999"),
        (MutantKind.OPERATOR, "`big`", ">"),
        (MutantKind.THRESHOLD, "`late`", "2026-03-10T09:59:00-05:00"),
        (MutantKind.THRESHOLD, "`late`", "2026-03-01"),
        (MutantKind.OPERATOR, "`late`", "and"),
        (MutantKind.THRESHOLD, "`fresh`", "8 days"),
        (MutantKind.THRESHOLD, "`fresh`", "1.49"),
        (MutantKind.OPERATOR, "`fresh`", ""),
        (MutantKind.OPERATOR, "`fresh`", "and"),
        (MutantKind.THRESHOLD, "`size`", "100"),
        (MutantKind.LIST, "`size`", ""),
        (MutantKind.OPERATOR, "`fit`", "all"),
        (MutantKind.LIST, "`require`", ""),
        (MutantKind.DECISION, "`require`", "other"),
        (MutantKind.THRESHOLD, "rule `Open`", "0.49"),
        (MutantKind.OPERATOR, "rule `Open`", "or", "or"),
        (MutantKind.OPERATOR, "rule `Big`", "="),
        (MutantKind.DECISION, "rule `Big`", "one"),
        (MutantKind.FALLBACK, "rule `Big`", ""),
        (MutantKind.OPERATOR, "group `G`", ">"),
        (MutantKind.OPERATOR, "group `Inner`", "or"),
        (MutantKind.FALLBACK, "group `Inner`", ""),
        (MutantKind.OPERATOR, "rule `During`", "not "),
        (MutantKind.FALLBACK, "`fallback`", ""),
        (MutantKind.DECISION, "`fallback`", "other"),
    ):
        assert wanted in found, wanted
    orders = {mutant.names for mutant in world().mutants if mutant.kind is MutantKind.ORDER}
    assert {("Big", "Big too"), ("Rep", "Tags"), ("Table", "Text")} <= orders
    assert ("Big too", "Rep") not in orders


def test_whole_numbers_make_no_mutant_twice() -> None:
    """`n >= 1001` says of whole numbers what `n > 1000` says."""
    made = world()
    graphs = [str(made.checker.graph(mutant)) for mutant in made.mutants]
    assert len(set(graphs)) == len(graphs)
    assert not any(m.subject == "`big`" and m.edits[0].text == "1001" for m in made.mutants)


# --- what is noticed --------------------------------------------------------------------------


def test_the_short_cuts_notice_what_running_everything_does() -> None:
    made = world()
    tests = Trials(made.router, made.trials)
    seen = set()
    for mutant in made.mutants:
        graph = made.checker.graph(mutant)
        if graph is None:
            continue
        router = Router(graph)
        failing = [trial.name for trial in made.trials if trial.fails(router)]
        assert tests.noticed_by(mutant, graph) == (failing[0] if failing else None), mutant
        seen.add((mutant.kind, bool(failing)))
    assert len(seen) >= 9, seen


def test_each_unnoticed_mutant_has_a_record_that_tells() -> None:
    made = world()
    unnoticed = surveyed().of(Fate.UNNOTICED)
    assert unnoticed
    for item in unnoticed:
        graph = made.checker.graph(item.mutant)
        assert graph is not None and item.witness is not None
        if item.witness.is_assumed:
            continue
        values = dict(item.witness.values)
        at = item.witness.at or datetime(2026, 3, 10, 10, tzinfo=UTC)
        pairs = []
        for router in (made.router, Router(graph)):
            branch = router.matcher.match(values, at)
            attempts = router.index.attempts(router.matcher.branches[branch].decision_id)
            deeds = [(a.action, a.hold, a.notify, a.tags, a.clock) for a in attempts]
            pairs.append((router.matcher.branches[branch].rule, deeds))
        assert [rule for rule, _ in pairs] == [item.before, item.after], item
        assert pairs[0][1] != pairs[1][1], item


moments = st.datetimes(datetime(2025, 12, 1), datetime(2026, 4, 1), timezones=st.just(UTC))
records = st.fixed_dictionaries(
    {
        "n": st.none() | st.sampled_from([0, 9, 10, 11, 99, 100, 998, 999, 1000, 1001, 2000]),
        "r": st.none() | st.sampled_from(["0.49", "0.5", "0.51", "1", "1.49", "1.5", "2.5", "9"]),
        "s": st.none() | st.sampled_from(["a", "x", "y", "aab", "z", "q", "qz"]),
        "co": st.none() | st.sampled_from(["DE", "AT", "CH", "FR", "US"]),
        "st": st.none() | st.sampled_from(["US-CA", "US-NY", "US-TX"]),
        "who": st.none() | st.sampled_from(["ana@acme.example", "x@y.example"]),
        "kind": st.none() | st.sampled_from("ABC"),
        "tags": st.none() | st.lists(st.sampled_from("XYZ"), max_size=3, unique=True),
        "ok": st.none() | st.booleans(),
        "day": st.none() | st.dates(date(2025, 12, 30), date(2026, 3, 2)).map(date.isoformat),
        "created": st.none() | moments.map(datetime.isoformat),
    }
)


@given(records, moments)
def test_an_equivalent_mutant_decides_alike(record: dict[str, object], at: datetime) -> None:
    made = world()
    read = made.router.read(record)
    whole = made.router.decide({}, MemoryState(), at, record_values=read)
    for router in equivalent_routers():
        found = router.decide({}, MemoryState(), at, record_values=read)
        assert (found.kind, found.owner, found.team) == (whole.kind, whole.owner, whole.team)


@cache
def equivalent_routers() -> tuple[Router, ...]:
    made = world()
    graphs = [made.checker.graph(item.mutant) for item in surveyed().of(Fate.EQUIVALENT)]
    assert graphs
    return tuple(Router(graph, matcher=Matcher(graph)) for graph in graphs if graph is not None)


# --- figures ----------------------------------------------------------------------------------


def test_figures_add_up() -> None:
    found = surveyed()
    made = world()
    compiled_ones = [m for m in made.mutants if made.checker.graph(m) is not None]
    fates = {fate: len(found.of(fate)) for fate in Fate}
    orders = sum(m.kind is MutantKind.ORDER for m in compiled_ones)
    assert len(compiled_ones) - orders <= sum(fates.values()) <= len(compiled_ones)
    assert not [t for t in found.of(Fate.EQUIVALENT) if t.mutant.kind is MutantKind.ORDER]
    counted = sum(fates.values()) - fates[Fate.EQUIVALENT]
    assert found.percent == 100 * fates[Fate.NOTICED] // counted
    assert sum(of for _, of in found.by_kind.values()) == counted
    assert sum(noticed for noticed, _ in found.by_kind.values()) == fates[Fate.NOTICED]
    assert Survey((), 0).percent == 100


@pytest.mark.parametrize("most", [1, 7, 50])
def test_few_are_spread_over_the_policy(most: int) -> None:
    made = world()
    found = survey(made.policy, made.router, made.trials, most)
    assert len(found.tried) <= most
    assert found.left_out == len(made.mutants) - most
    again = survey(made.policy, made.router, made.trials, most)
    assert again == found
    if most == 50:
        files = {item.mutant.span.file for item in found.tried}
        assert files == {"in.route", "people.route"}


def test_time_moves_no_proof() -> None:
    """A mutant of `within` is told by a record with its moment."""
    item = next(
        t
        for t in surveyed().of(Fate.UNNOTICED)
        if t.mutant.subject == "`fresh`" and t.mutant.edits[0].text == "8 days"
    )
    assert item.witness is not None and item.witness.at is not None
    created = dict(item.witness.values)["created"]
    assert isinstance(created, datetime)
    assert timedelta(days=7) < item.witness.at - created <= timedelta(days=8)
