"""Asserts against trying every record and every way its decision can go."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis.brute_force import Brute, Record, brute
from compiler.analysis.graphs import (
    COUNTRY,
    FIELDS,
    KIND,
    OWNER,
    SIZE,
    Group,
    Item,
    Rule,
    build,
    conditions,
)
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.policy import Promise
from routewright_grammar.span import Span
from routewright_grammar.syntax import OutcomeKind, Quantifier
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.conditions import Between, Condition, IsRep, Known, OneOf
from routewright_runtime.graph.model import (
    Action,
    Assign,
    DecisionGraph,
    QueueTarget,
    RepTarget,
    Rotate,
    SkillKind,
    SkillTest,
    Suppress,
    TeamTarget,
)
from routewright_runtime.graph.people import Cap, CapWindow, Member, Rep, Team

REPS = (
    Rep("ana", "ana@acme.example", "UTC", speaks=("de",)),
    Rep("ben", "ben@acme.example", "UTC", caps=(Cap(1, CapWindow.DAY),)),
    Rep("cleo", "cleo@acme.example", "UTC", caps=(Cap(3, CapWindow.DAY),), speaks=("de",)),
)
TEAMS = (
    Team("steady", (Member("ana"), Member("ben"))),
    Team("busy", (Member("ben"), Member("cleo"))),
)
STEADY = {"ana"}
ACTIONS: tuple[Action, ...] = (
    Assign(QueueTarget("q")),
    Assign(RepTarget("ana")),
    Assign(OWNER),
    Suppress("no"),
    Rotate(TeamTarget("steady")),
    Rotate(TeamTarget("busy")),
    Rotate(TeamTarget("busy"), where=(SkillTest(SkillKind.SPEAKS, "de"),)),
)
LEAVES: tuple[st.SearchStrategy[Condition], ...] = (
    st.sampled_from([OneOf(KIND, ("A",)), OneOf(KIND, ("B", "C")), IsRep(OWNER), Known(OWNER)]),
    st.sampled_from([Between(SIZE, 5, None), Between(SIZE, None, 5), OneOf(COUNTRY, ("DE",))]),
    st.sampled_from([OneOf(OWNER, ("ben@acme.example",)), OneOf(OWNER, ("x@old.example",))]),
)
USED = ("country", "kind", "owner", "size")
TARGETS: dict[OutcomeKind, tuple[str, ...]] = {
    OutcomeKind.RULE: ("rule 0", "rule 1", "fallback", "group / fallback"),
    OutcomeKind.TEAM: ("steady", "busy"),
    OutcomeKind.OWNER: ("ana", "ben", "cleo"),
    OutcomeKind.QUEUE: ("q", "rest"),
    OutcomeKind.SUPPRESSED: (),
}


@st.composite
def cases(draw: st.DrawFn) -> tuple[DecisionGraph, Promise]:
    action = st.sampled_from(ACTIONS)
    fallbacks = st.lists(action, max_size=2).map(tuple)
    rules = [
        Rule(f"rule {n}", draw(conditions(LEAVES)), draw(action), draw(fallbacks))
        for n in range(draw(st.integers(1, 3)))
    ]
    items: list[Item] = list(rules)
    if len(rules) > 1 and draw(st.booleans()):
        fallback = draw(st.none() | action)
        items = [Group("group", draw(conditions(LEAVES)), tuple(rules[:2]), fallback), *rules[2:]]
    kind = draw(st.sampled_from(list(TARGETS)))
    named = TARGETS[kind]
    targets = tuple(draw(st.lists(st.sampled_from(named), min_size=1, max_size=2))) if named else ()
    users = ("x@old.example",) if kind is OutcomeKind.OWNER and draw(st.booleans()) else ()
    promise = Promise(
        "promise",
        draw(conditions(LEAVES)),
        draw(st.sampled_from(list(Quantifier))),
        kind,
        targets,
        users,
        Span("a.route", 0, 1),
    )
    return build(FIELDS, items, reps=REPS, teams=TEAMS), promise


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_asserts_hold_exactly_where_no_way_breaks_them(case: tuple[DecisionGraph, Promise]) -> None:
    graph, promise = case
    reference = brute(graph, USED)
    assert reference is not None
    facts = Facts(graph, (promise,))
    broken = any(
        reference.true(promise.condition, record) and breaks(reference, promise, record, first)
        for record, first in zip(reference.records, reference.first, strict=True)
    )
    assert not facts.promises.undecided
    assert bool(facts.promises.refuted) == broken
    for refuted in facts.promises.refuted:
        record: Record = {name: refuted.lead.values.get(name) for name in USED}
        assert reference.true(promise.condition, record)
        assert breaks(reference, promise, record, refuted.branch)


def breaks(reference: Brute, promise: Promise, record: Record, first: int) -> bool:
    """Whether some way a decision can go is not what was promised."""
    branch = branches(GraphIndex(reference.graph))[first]
    wants = promise.quantifier is Quantifier.ALWAYS
    if promise.kind is OutcomeKind.RULE:
        return (branch.rule in promise.targets) is not wants
    found = ways(reference, record, branch.decision_id)
    return any(met(promise, way) is not wants for way in found)


def met(promise: Promise, way: tuple[str, str, str | None]) -> bool:
    kind, name, team = way
    match promise.kind:
        case OutcomeKind.TEAM:
            return team in promise.targets
        case OutcomeKind.QUEUE:
            return kind == "queue" and name in promise.targets
        case OutcomeKind.SUPPRESSED:
            return kind == "suppressed"
        case _:
            return (kind == "rep" and name in promise.targets) or name in promise.users


def ways(reference: Brute, record: Record, decision_id: str) -> list[tuple[str, str, str | None]]:
    """List everything that can come of a decision for one record: kind, name, team."""
    found: list[tuple[str, str, str | None]] = []
    for attempt in GraphIndex(reference.graph).attempts(decision_id):
        got, is_sure = outcomes(attempt.action, record)
        found += got
        if is_sure:
            break
    return found


def outcomes(action: Action, record: Record) -> tuple[list[tuple[str, str, str | None]], bool]:
    match action:
        case Suppress():
            return [("suppressed", "", None)], True
        case Assign(QueueTarget(name)):
            return [("queue", name, None)], True
        case Assign(RepTarget(name)):
            return [("rep", name, None)], True
        case Assign():
            owner = record["owner"]
            rep = next((r.name for r in REPS if r.email == owner), None)
            if owner is None:
                return [], False
            return [("user", str(owner), None) if rep is None else ("rep", rep, None)], True
        case Rotate(TeamTarget(team)):
            members = [m.rep for t in TEAMS if t.name == team for m in t.members]
            if action.where:
                members = [m for m in members if m in ("ana", "cleo")]
            return [("rep", m, team) for m in members], bool(STEADY & set(members))
    raise AssertionError(action)
