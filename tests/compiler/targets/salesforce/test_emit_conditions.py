"""Criteria and formulas of generated conditions say what the runtime says of the same record."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from compiler.targets.salesforce.emit_evaluation import (
    Record,
    Value,
    formula_holds,
    formula_value,
    takes,
)
from routewright_compiler.target.expansion.normal_form import All, Any, Literal, Tree
from routewright_compiler.targets.salesforce.derived import Derivations
from routewright_compiler.targets.salesforce.entry_conditions import (
    entry_conditions,
    tree_alternatives,
)
from routewright_compiler.targets.salesforce.formula.conditions import Formulas, Style
from routewright_compiler.targets.salesforce.formula.write import write
from routewright_compiler.targets.salesforce.model import FieldType, RuleEntry
from routewright_compiler.targets.salesforce.sayable import Sayable
from routewright_compiler.targets.salesforce.settings import SalesforceSettings
from routewright_compiler.targets.salesforce.terms import Terms
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph import conditions as c
from routewright_runtime.graph.model import DecisionGraph
from runtime.evaluate.generated import AT, conditions, graphs, values

MANY = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PLAIN = ("vp sales", "cto", "Head of IT", "SALES", "it")
GRAPHS = graphs(max_rules=1)


def as_saved(values_: dict[str, object]) -> dict[str, object]:
    """Return a record as Salesforce can hold it: a state in its country, no unknown checkbox."""
    found = dict(values_)
    if isinstance(state := found["state"], str):
        found["country"] = state[:2]
    found["partner"] = bool(found["partner"])
    if isinstance(found["owner"], str) and "@" not in found["owner"]:
        found["owner"] = None
    if found["title"] is not None:
        # Case folding beyond lower case and NFKC is the assumption `text-folding`.
        found["title"] = PLAIN[len(str(found["title"])) % len(PLAIN)]
    return found


def platform_record(record: dict[str, object], terms: Terms) -> dict[str, Value]:
    """Return a record of the policy by API paths."""
    found: dict[str, Value] = {}
    for name, mapped in terms.fields.items():
        value = record[name]
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        if mapped.holds_part_of_state and isinstance(value, str):
            value = value.partition("-")[2]
        found[mapped.path] = value  # type: ignore[assignment]
        if mapped.type is FieldType.LOOKUP:
            found[mapped.username_path] = value  # type: ignore[assignment]
    return found


def with_derived(record: Record, terms: Terms, sayable: Sayable) -> dict[str, Value]:
    """Return a record with every derived value, by field and by name in a flow."""
    found = dict(record)
    derivations = Derivations(terms, sayable.tree)
    names = [s.name for s in terms.graph.scores]
    derived: list[c.Term] = [c.FieldTerm("email", part) for part in ("domain", "local")]
    derived += [c.FieldTerm("state", "country")]
    derived += [c.ScoreTerm(name) for name in names]
    derived += [c.ClassTerm(item.name) for item in terms.graph.classifications]
    for term in derived * 2:  # twice: one may need another
        place = terms.place(term)
        for style, name in ((Style.OBJECT, place.path), (Style.FLOW, place.flow_name)):
            text = write(derivations.formula(place, Formulas(terms, style)))
            try:
                found[name] = formula_value(text, found, AT)
            except AssertionError:
                assert term != derived[-1] or name not in found
                raise
    return found


def holds(tree: Tree, evaluation: Evaluation) -> bool:
    """Judge a tree as the runtime does."""
    match tree:
        case c.Constant(value):
            return value
        case All(items):
            return all(holds(item, evaluation) for item in items)
        case Any(items):
            return any(holds(item, evaluation) for item in items)
        case Literal(atom, is_positive):
            return evaluation.holds(atom) is is_positive


def has_raw(tree: Tree) -> bool:
    """Tell whether a tree holds what no evaluation of a formula knows."""
    match tree:
        case All(items) | Any(items):
            return any(has_raw(item) for item in items)
        case Literal(c.OutsideTest() | c.MatchesPattern()):
            return True
        case _:
            return False


def leaves_derived_alone(sayable: Sayable, graph: DecisionGraph) -> bool:
    """Tell whether scores and classes lose nothing, so that their values are the runtime's."""
    lines = [line for item in (*graph.scores, *graph.classifications) for line in item.lines]
    own = [line.condition for line in lines]
    return not any(sayable.losses(item) or has_raw(sayable.tree(item)) for item in own)


@given(GRAPHS, conditions(), st.lists(values(), min_size=1, max_size=4))
@MANY
def test_a_condition_is_said_exactly_or_named_as_a_loss(
    graph: DecisionGraph, condition: c.Condition, records: list[dict[str, object]]
) -> None:
    terms = Terms(graph, SalesforceSettings())
    sayable = Sayable(terms)
    assume(leaves_derived_alone(sayable, graph))
    tree = sayable.tree(condition)
    assume(not has_raw(tree))
    entries = entry_conditions(tree, terms)
    assert entries is not None
    rules = [
        RuleEntry(
            criteria_items=entry.items, boolean_filter=entry.boolean_filter, formula=entry.formula
        )
        for entry in entries
    ]
    in_flow = write(Formulas(terms, Style.FLOW).tree(tree))
    for raw in (*records, dict.fromkeys(graph_fields(graph))):
        record = as_saved(raw)
        evaluation = Evaluation(Policy(graph), record, AT)  # type: ignore[arg-type]
        wanted = holds(tree, evaluation)
        if not sayable.losses(condition):
            assert wanted is evaluation.holds(condition)
        saved = with_derived(platform_record(record, terms), terms, sayable)
        assert any(takes(rule, saved, AT) for rule in rules) is wanted
        assert formula_holds(in_flow, saved, AT) is wanted


def graph_fields(graph: DecisionGraph) -> list[str]:
    """Return the names of a graph's fields."""
    return [field.name for field in graph.fields]


@given(GRAPHS, conditions(), values())
@settings(MANY, max_examples=40)
def test_alternatives_of_a_tree_are_the_tree(
    graph: DecisionGraph, condition: c.Condition, raw: dict[str, object]
) -> None:
    tree = Sayable(Terms(graph, SalesforceSettings())).tree(condition)
    parts = tree_alternatives(tree, lambda part: len(repr(part)) < 400)
    evaluation = Evaluation(Policy(graph), raw, AT)  # type: ignore[arg-type]
    assert any(holds(part, evaluation) for part in parts) is holds(tree, evaluation)


@pytest.mark.parametrize("moment", [AT])
def test_the_evaluation_of_the_tests_is_not_blind(moment: datetime) -> None:
    assert formula_holds('AND(LOWER(Email) = "a@b", NOT(ISBLANK(Email)))', {"Email": "A@b"}, moment)
    assert not formula_holds('BEGINS(LOWER(City), "x")', {"City": None}, moment)
