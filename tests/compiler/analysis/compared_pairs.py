"""Pairs of policies to compare, and the slow reference: both decided record by record.

The second policy of a pair is the first one edited: rules changed, moved, removed and added, and
now and then other declarations behind the same names, or fields that read other values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from compiler.analysis import graphs
from compiler.analysis.brute_force import ALL, LEAVES, lawful
from compiler.analysis.graphs import COUNTRY, OWNER, Rule, build
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.conditions import Between, LookupTerm, OneOf
from routewright_runtime.graph.model import (
    Action,
    Assign,
    Classification,
    ClassLine,
    DecisionGraph,
    Definition,
    Fact,
    Field,
    QueueTarget,
    RepTarget,
    Rotate,
    Suppress,
    TableRow,
    TeamTarget,
)
from routewright_runtime.graph.people import Rep
from routewright_runtime.values import TypeName, ValueType

Record = Mapping[str, object]
MOST_RECORDS = 1_500
MOVED = "ben@new.example"  # the new address of ben, which no record of the lists has
TO = LookupTerm("plain", (COUNTRY,), "to")
ACTIONS: tuple[Action, ...] = (
    Assign(QueueTarget("q")),
    Assign(QueueTarget("r")),
    Assign(RepTarget("ana")),
    Assign(OWNER),
    Rotate(TO),
    Rotate(TeamTarget("both")),
)
VALUES = {
    **ALL,
    "size": [None, 0, 1, 4, 5, 6, 7, 10, 11, 40],
    "kind": [None, "A", "B", "C", "D"],
    "note": [None, "any"],
}
KINDS = ValueType(TypeName.CHOICE, ("B", "C", "D"))
OTHER_FIELDS: dict[str, Field] = {
    "kind": graphs.plain_field("kind", KINDS),
    "size": graphs.plain_field("size", ValueType(TypeName.INTEGER, low=Decimal(5))),
    "owner": graphs.plain_field("owner", ValueType(TypeName.USER), blanks=("zz",)),
}
OTHERS: dict[str, object] = {
    "definitions": (Definition("big", Between(graphs.SIZE, 5, None)),),
    "classifications": (
        Classification(
            "region",
            (
                ClassLine("NA", OneOf(COUNTRY, ("US", "CA", "DE"))),
                ClassLine("EMEA", OneOf(COUNTRY, ("FR",))),
            ),
            "NA",
        ),
    ),
    "scores": (replace(graphs.FIT, lines=graphs.FIT.lines[1:]),),
    "tables": (
        graphs.GEO,
        replace(
            graphs.PLAIN,
            rows=(
                TableRow(1, (("US",),), (RepTarget("ana"),)),
                TableRow(2, (("DE", "CA"),), (RepTarget("ben"),)),
            ),
        ),
    ),
    "reps": (Rep("ana", "ana@acme.example", "UTC"), Rep("ben", MOVED, "UTC")),
}


@dataclass(frozen=True)
class Pair:
    """Two policies, and the fields that their conditions and decisions look at."""

    before: DecisionGraph
    after: DecisionGraph
    fields: tuple[str, ...]

    def __repr__(self) -> str:
        told = []
        for graph in (self.before, self.after):
            index = GraphIndex(graph)
            told += [
                f"{b.rule}: {b.guards} -> {[a.action for a in index.attempts(b.decision_id)]}"
                for b in branches(index)
            ]
        return "\n".join(map(str, (self.fields, *told)))


@st.composite
def pairs(draw: st.DrawFn, *, same_declarations: bool = False) -> Pair:
    """Draw a policy and an edited one over the same few fields."""
    names = draw(st.lists(st.sampled_from(sorted(LEAVES)), min_size=1, max_size=3, unique=True))
    leaves = [leaf for name in names for leaf in LEAVES[name][0]]
    used = {field for name in names for field in LEAVES[name][1]}
    condition = graphs.conditions(leaves)
    made = st.builds(
        Rule,
        st.sampled_from(["one", "two", "three"]),
        condition,
        st.sampled_from(ACTIONS),
        st.lists(st.sampled_from(ACTIONS), max_size=1).map(tuple),
    )
    rules = draw(st.lists(made, min_size=1, max_size=4))
    edited = list(rules)
    for _ in range(draw(st.integers(0, 2))):
        edited = draw(_edits(edited, made, condition))
    facts = (Fact("big ones", draw(condition), draw(condition)),) if draw(st.booleans()) else ()
    other: dict[str, object] = {}
    fields = {field.name: field for field in graphs.FIELDS}
    if not same_declarations:
        for name in draw(st.lists(st.sampled_from(sorted(OTHERS)), max_size=2, unique=True)):
            other[name] = OTHERS[name]
        for name in draw(st.lists(st.sampled_from(sorted(OTHER_FIELDS)), max_size=1)):
            fields[name] = OTHER_FIELDS[name]
    for rule in (*rules, *edited):
        if Assign(OWNER) in (rule.action, *rule.fallbacks):
            used.add("owner")
        if Rotate(TO) in (rule.action, *rule.fallbacks):
            used.add("country")
    before = build(graphs.FIELDS, rules, **{**graphs.DECLARED, "facts": facts})
    after = build(tuple(fields.values()), edited, **{**graphs.DECLARED, "facts": facts, **other})
    return Pair(before, after, tuple(sorted(used)))


@st.composite
def _edits(
    draw: st.DrawFn, rules: list[Rule], made: st.SearchStrategy[Rule], condition: object
) -> list[Rule]:
    found = list(rules)
    place = draw(st.integers(0, max(len(found) - 1, 0)))
    kind = draw(st.sampled_from(["add", "remove", "move", "retarget", "widen", "narrow"]))
    if kind == "add" or not found:
        found.insert(place, draw(made))
        return found
    rule = found.pop(place)
    if kind == "remove":
        return found
    if kind == "move":
        found.insert(draw(st.integers(0, len(found))), rule)
        return found
    if kind == "retarget":
        rule = replace(rule, action=draw(st.sampled_from(ACTIONS)))
    else:
        assert isinstance(condition, st.SearchStrategy)
        joined = (rule.condition, draw(condition))
        kind_of = graphs.AnyOf if kind == "widen" else graphs.AllOf
        rule = replace(rule, condition=kind_of(joined))
    found.insert(place, rule)
    return found


def all_records(pair: Pair) -> list[Record] | None:
    """Return every record of the small value lists, or None where there are too many."""
    lists = dict(VALUES)
    if all(OTHER_FIELDS["kind"] not in graph.fields for graph in (pair.before, pair.after)):
        lists["kind"] = ["A", "B", "C"]  # required, and nobody reads a D
    count = 1
    for name in pair.fields:
        count *= len(lists[name])
    if count > MOST_RECORDS:
        return None
    found: list[Record] = []
    for values in product(*(lists[name] for name in pair.fields)):
        record = {n: v for n, v in zip(pair.fields, values, strict=True) if v is not None}
        if lawful(dict(record)):
            found.append(record)
    return found


def first_match(policy: Policy, record: Record) -> int:
    """Return the branch that decides a record."""
    evaluation = Evaluation(policy, record, None)  # type: ignore[arg-type]
    chain = branches(GraphIndex(policy.graph))
    return next(n for n, b in enumerate(chain) if all(map(evaluation.holds, b.guards)))


def given(policy: Policy, record: Record, addresses: Mapping[str, str]) -> Sequence[object]:
    """Return to whom a record goes, and then to whom where that fails; written out plainly."""
    index = GraphIndex(policy.graph)
    branch = branches(index)[first_match(policy, record)]
    evaluation = Evaluation(policy, record, None)  # type: ignore[arg-type]
    found: list[object] = []
    for attempt in index.attempts(branch.decision_id):
        action = attempt.action
        if isinstance(action, Suppress):
            return [*found, action]
        target: object = action.target
        if isinstance(action.target, LookupTerm | graphs.FieldTerm):
            target = evaluation.value(action.target)
        if isinstance(target, str):
            target = target.casefold()
        if isinstance(target, RepTarget):
            target = addresses[target.name]  # a person is an address, rep or not
        if target is not None:
            return [*found, target]  # nobody is ever away, so whoever is named gets it
    return found
