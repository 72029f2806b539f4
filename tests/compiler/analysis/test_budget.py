"""What the step budget leaves open is counted, and what is said nevertheless is so."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis.brute_force import Small, small_policies
from compiler.analysis.graphs import COUNTRY, FIELDS, KIND, SIZE, Rule, build
from routewright_compiler.analysis import hole_search, normal_form
from routewright_compiler.analysis.budget import Budget, NotDecidedError
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.network_answers import reached
from routewright_compiler.analysis.policy_network import policy_network
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    LookupTerm,
    OneOf,
)
from routewright_runtime.graph.model import (
    Assign,
    DecisionGraph,
    QueueTarget,
    RepTarget,
    Rotate,
    Table,
    TableColumn,
    TableKey,
    TableRow,
)
from routewright_runtime.graph.people import Member, Rep, Team
from routewright_runtime.values import TypeName, ValueType

TRIED = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
STEPS = st.integers(0, 6)
Said = Callable[[Facts], object]

# What each kind of fact says, and whether with less steps it may only say less.
KINDS: dict[str, tuple[Said, bool]] = {
    "vacuity": (lambda f: {(v.written, v.part.condition, v.fault) for v in f.vacuity.faults}, True),
    "overlaps": (lambda f: {(o.later, n) for o in f.overlaps.overlaps for n in o.earlier}, False),
    "unique_groups": (
        lambda f: {(o.group, o.first, o.second) for o in f.unique_groups.overlaps},
        True,
    ),
    "redundancy": (lambda f: set(f.redundancy.removable), False),
    "dead_values": (
        lambda f: {(d.branch, d.part.condition, d.values) for d in f.dead_values.dead},
        True,
    ),
    "people": (lambda f: {*f.people.unreached_teams, *f.people.unreached_reps}, True),
}


@pytest.mark.parametrize("kind", KINDS)
@TRIED
@given(small=small_policies(), steps=STEPS)
def test_what_is_missing_is_counted(kind: str, small: Small, steps: int) -> None:
    said, is_less = KINDS[kind]
    whole = said(Facts(small[0]))
    facts = Facts(small[0], budget=Budget(steps))
    found = said(facts)
    assert isinstance(found, set)
    assert isinstance(whole, set)
    assert found == whole or facts.undecided > 0
    if is_less:
        assert found <= whole
    undecided = facts.reach.undecided
    asked = facts.__dict__[kind].undecided
    assert facts.undecided == len(undecided) + (asked if isinstance(asked, int) else len(asked))


@TRIED
@given(small_policies(), STEPS, st.integers(0, 40))
def test_a_verdict_that_is_given_is_right(small: Small, steps: int, total: int) -> None:
    whole = Facts(small[0]).reach.verdicts
    facts = Facts(small[0], budget=Budget(steps, total))
    open_ones = 0
    for verdict, right in zip(facts.reach.verdicts, whole, strict=True):
        open_ones += verdict is Verdict.UNDECIDED
        if verdict is Verdict.HIDDEN:
            assert right in (Verdict.HIDDEN, Verdict.NEVER)
        elif verdict is not Verdict.UNDECIDED:
            assert verdict is right
    assert facts.undecided == open_ones == len(facts.reach.undecided)


@TRIED
@given(small_policies())
def test_the_graph_keeps_what_is_not_decided_open(small: Small) -> None:
    whole = reached(policy_network(Facts(small[0]), with_overlaps=False))
    network = policy_network(Facts(small[0], budget=Budget(0)), with_overlaps=False)
    assert whole <= reached(network)
    for _, target, data in network.edges(data=True):
        if data["kind"] == "receives" and network.nodes[target]["verdict"] == "undecided":
            assert (data["open"], data["certainty"], data["witness"]) == (True, "undecided", None)


@pytest.mark.parametrize(
    ("name", "value"), [("EASY_STEPS", 0), ("NARROW_STEPS", 0), ("MANY_CLASSES", 1)]
)
@TRIED
@given(small=small_policies())
def test_verdicts_hang_on_no_limit_of_the_search(name: str, value: int, small: Small) -> None:
    expected = Facts(small[0]).reach.verdicts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hole_search, name, value)
        patch.setattr(hole_search, "EXCLUDING_STEPS", 0)
        assert Facts(small[0]).reach.verdicts == expected


@TRIED
@given(small_policies())
def test_helper_columns_change_no_fact(small: Small) -> None:
    whole = Facts(small[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normal_form, "INLINE_BOXES", 1)
        facts = Facts(small[0])
        assert facts.reach.verdicts == whole.reach.verdicts
        assert KINDS["vacuity"][0](facts) == KINDS["vacuity"][0](whole)
        assert KINDS["overlaps"][0](facts) == KINDS["overlaps"][0](whole)
        assert (facts.gaps.uncaught is None) == (whole.gaps.uncaught is None)
        edges = policy_network(facts, with_overlaps=False).edges(keys=True, data=True)
    expected = policy_network(whole, with_overlaps=False).edges(keys=True, data=True)
    ways = [
        [(a, b, kind, data.get("open"), set(data["witness"] or ())) for a, b, kind, data in found]
        for found in (edges, expected)
    ]
    assert [way[:4] for way in ways[0]] == [way[:4] for way in ways[1]]


def named_by_table() -> DecisionGraph:
    """Return a policy in which a rep is reached only by what a condition leaves of a table."""
    table = Table(
        "owners",
        "owners.csv",
        False,
        (TableKey("country", ValueType(TypeName.COUNTRY)),),
        (TableColumn("to"),),
        tuple(
            TableRow(n + 1, ((country,),), (RepTarget(rep),))
            for n, (country, rep) in enumerate((("DE", "ana"), ("FR", "ben"), ("US", "cleo")))
        ),
    )
    wide: Condition = AnyOf(
        (OneOf(COUNTRY, ("DE",)), AllOf((OneOf(KIND, ("A",)), Between(SIZE, 5, None))))
    )
    rules = [
        Rule("first", OneOf(COUNTRY, ("FR",)), Assign(QueueTarget("q"))),
        Rule("table", wide, Rotate(LookupTerm("owners", (COUNTRY,), "to"))),
    ]
    reps = tuple(Rep(name, f"{name}@acme.example", "UTC") for name in ("ana", "ben", "cleo"))
    teams = (Team("one", (Member("ana"),)),)
    return build(FIELDS, rules, tables=(table,), reps=reps, teams=teams)


def test_people_that_are_not_decided_are_counted_and_taken_as_reached() -> None:
    graph = named_by_table()
    assert Facts(graph).people.unreached_reps == ("ben",)
    counts = set()
    for total in range(60):
        facts = Facts(graph, budget=Budget(5_000, total))
        assert facts.people.unreached_reps in (("ben",), ())
        counts.add((len(facts.reach.undecided), facts.people.undecided > 0))
        assert facts.undecided == len(facts.reach.undecided) + facts.people.undecided
    assert (0, True) in counts, "some budget is enough for the rules, and not for the people"


def test_people_named_by_a_table_are_reached_with_and_without_witnesses() -> None:
    graph = named_by_table()
    with_them = reached(policy_network(Facts(graph)))
    assert with_them == reached(policy_network(Facts(graph), with_witnesses=False))
    assert {"rep ana", "rep cleo"} <= with_them
    assert "rep ben" not in with_them


def test_a_budget_ends_with_the_question_or_in_all() -> None:
    budget = Budget(question_steps=10, total_steps=25)
    budget.check(10)
    budget.book(10)
    budget.check(10)
    budget.book(10)
    budget.check(5)
    with pytest.raises(NotDecidedError):
        budget.check(6)
    assert budget.spent == 26
    with pytest.raises(NotDecidedError):
        Budget(question_steps=10).check(11)
