"""The published rule sets beside the project, as decision graphs; skipped where they are absent."""

from decimal import Decimal

import pytest

from compiler.analysis import published_rows
from compiler.analysis.graphs import Group, Rule, build, plain_field
from compiler.analysis.published_rows import PlainField, PlainRule, RuleSet, Span
from routewright_runtime.graph.conditions import (
    AllOf,
    Between,
    Condition,
    Constant,
    FieldTerm,
    OneOf,
)
from routewright_runtime.graph.model import Assign, DecisionGraph, QueueTarget
from routewright_runtime.graph.people import Queue
from routewright_runtime.values import TypeName, ValueType


def expected(name: str) -> dict[str, dict[str, int]]:
    """Return the certified figures of a folder, by set."""
    require(name)
    return published_rows.certified(name)


def require(name: str) -> None:
    """Skip the test where a folder is absent."""
    try:
        published_rows.folder(name)
    except FileNotFoundError as error:
        pytest.skip(str(error))


def class_bench(name: str) -> DecisionGraph:
    """Return a ClassBench set."""
    require("classbench")
    return _graph(published_rows.class_bench(name))


def decision_table(name: str) -> DecisionGraph:
    """Return a decision table."""
    require("decision_tables")
    return _graph(published_rows.decision_table(name))


def _graph(rule_set: RuleSet) -> DecisionGraph:
    fields = [plain_field(f.name, _type(f), is_required=True) for f in rule_set.fields]
    rules = tuple(
        Rule(rule.name, _condition(rule), Assign(QueueTarget(rule.outcome)))
        for rule in rule_set.rules
    )
    outcomes = dict.fromkeys(rule.outcome for rule in rule_set.rules)
    queues = tuple(Queue(name, "") for name in (*outcomes, "rest"))
    always = Constant(True)
    members = [Group("table", always, rules, is_unique=True)] if rule_set.is_unique else [*rules]
    return build(fields, members, queues=queues, reps=())


def _type(field: PlainField) -> ValueType:
    if field.members:
        return ValueType(TypeName.CHOICE, field.members)
    return ValueType(TypeName.INTEGER, low=Decimal(field.low), high=Decimal(field.high))


def _condition(rule: PlainRule) -> Condition:
    tests: list[Condition] = []
    for test in rule.tests:
        term = FieldTerm(test.field)
        if isinstance(test, Span):
            tests.append(Between(term, test.low, test.high))
        else:
            tests.append(OneOf(term, test.values))
    return AllOf(tuple(tests)) if len(tests) > 1 else tests[0] if tests else Constant(True)
