"""Middle-sized policies against z3, straight from the conditions, without classes or boxes."""

import random

import pytest

from compiler.analysis.graphs import Rule, build, plain_field
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    FieldTerm,
    Known,
    Negation,
    OneOf,
)
from routewright_runtime.graph.model import Assign, DecisionGraph, QueueTarget
from routewright_runtime.values import TypeName, ValueType

z3 = pytest.importorskip("z3", reason="the independent oracle z3 is not installed")

CHOICES = ("a", "b", "c", "d", "e", "f")
NUMBERS = ("n0", "n1", "n2")
PICKS = ("p0", "p1", "p2", "p3")
FIELDS = (
    *(plain_field(name, ValueType(TypeName.INTEGER)) for name in NUMBERS),
    *(plain_field(name, ValueType(TypeName.CHOICE, CHOICES)) for name in PICKS),
)


def drawn(rng: random.Random, depth: int = 2) -> Condition:
    if depth and rng.random() < 0.75:
        items = tuple(drawn(rng, depth - 1) for _ in range(rng.randint(2, 3)))
        joined: Condition = AllOf(items) if rng.random() < 0.6 else AnyOf(items)
        return Negation(joined) if rng.random() < 0.15 else joined
    if rng.random() < 0.1:
        return Known(FieldTerm(rng.choice(NUMBERS + PICKS)))
    if rng.random() < 0.5:
        low = rng.randint(0, 60)
        ends = rng.choice([(low, low + rng.randint(0, 40)), (low, None), (None, low)])
        term = FieldTerm(rng.choice(NUMBERS))
        return Between(term, *ends, rng.random() < 0.5, rng.random() < 0.5)
    values = tuple(rng.sample(CHOICES, rng.randint(2, 5)))
    return OneOf(FieldTerm(rng.choice(PICKS)), values)


def policy(seed: int, rules: int) -> tuple[DecisionGraph, list[Condition]]:
    rng = random.Random(seed)
    found = [drawn(rng) for _ in range(rules)]
    queues = ("q", "r")
    made = [
        Rule(f"rule {n}", condition, Assign(QueueTarget(rng.choice(queues))))
        for n, condition in enumerate(found)
    ]
    return build(FIELDS, made), found


def in_z3(condition: Condition) -> object:
    match condition:
        case AllOf(items):
            return z3.And([in_z3(item) for item in items])
        case AnyOf(items):
            return z3.Or([in_z3(item) for item in items])
        case Negation(item):
            return z3.Not(in_z3(item))
        case Known(FieldTerm(name)):
            return z3.Bool(f"{name} known")
        case OneOf(FieldTerm(name), values):
            value = z3.Int(name)
            return z3.And(
                z3.Bool(f"{name} known"), z3.Or([value == CHOICES.index(str(v)) for v in values])
            )
        case Between(FieldTerm(name), low, high):
            value = z3.Int(name)
            tests = [z3.Bool(f"{name} known")]
            if low is not None:
                tests.append(value >= low if condition.is_low_included else value > low)
            if high is not None:
                tests.append(value <= high if condition.is_high_included else value < high)
            return z3.And(tests)
    raise AssertionError(condition)


def solver() -> object:
    found = z3.Solver()
    for name in PICKS:
        found.add(z3.Int(name) >= 0, z3.Int(name) < len(CHOICES))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_verdicts_pairs_and_gaps_agree_with_z3(seed: int) -> None:
    graph, found = policy(seed, 30)
    facts = Facts(graph)
    formulas = [in_z3(condition) for condition in found]
    oracle = solver()
    outcomes = facts.chain.outcomes
    for number, formula in enumerate(formulas):
        is_live = oracle.check(formula) == z3.sat  # type: ignore[attr-defined]
        assert (facts.reach.verdicts[number] is Verdict.LIVE) == is_live
        oracle.add(z3.Not(formula))  # type: ignore[attr-defined]
    everywhere = facts.reach.verdicts[facts.chain.last] is Verdict.LIVE
    assert (oracle.check() == z3.sat) == everywhere  # type: ignore[attr-defined]
    plain = solver()
    live = [n for n in range(len(found)) if facts.reach.verdicts[n] is Verdict.LIVE]
    expected = {
        (i, j)
        for j in live
        for i in live
        if i < j
        and outcomes[i] != outcomes[j]
        and plain.check(formulas[i], formulas[j]) == z3.sat  # type: ignore[attr-defined]
        and plain.check(formulas[i], z3.Not(formulas[j])) == z3.sat  # type: ignore[attr-defined]
    }
    pairs = {(i, o.later) for o in facts.overlaps.overlaps for i in o.earlier}
    assert pairs == expected


@pytest.mark.parametrize("seed", range(100, 106))
def test_removable_rules_agree_with_z3(seed: int) -> None:
    graph, found = policy(seed, 14)
    facts = Facts(graph)
    formulas = [in_z3(condition) for condition in found]
    oracle = solver()
    outcome = [z3.StringVal(str(o)) for o in facts.chain.outcomes]

    def decided(without: int | None) -> object:
        result: object = outcome[-1]
        for number in reversed(range(len(formulas))):
            if number != without:
                result = z3.If(formulas[number], outcome[number], result)
        return result

    for number in range(len(found)):
        is_same = oracle.check(decided(None) != decided(number)) == z3.unsat  # type: ignore[attr-defined]
        is_live = facts.reach.verdicts[number] is Verdict.LIVE
        assert (number in facts.redundancy.removable) == (is_same and is_live)
