"""Facts where conditions too wide for boxes stand in helper columns, against all records."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis.graphs import Rule, build, plain_field
from routewright_compiler.analysis.claims import receives_where
from routewright_compiler.analysis.empty_fields import needed_empty
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.formula import columns_of
from routewright_compiler.analysis.laws_in_use import laws_in_use
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FieldTerm,
    Known,
    Negation,
    OneOf,
)
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import TypeName, ValueType

TRIED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = ("a", "b", "c", "d", "e", "f")
RECORDS = tuple(
    dict(zip(NAMES, values, strict=True))
    for values in product((None, True, False), repeat=len(NAMES))
)


@st.composite
def flag_tests(draw: st.DrawFn) -> Condition:
    """Draw a test of one flag, perhaps turned round."""
    term = FieldTerm(draw(st.sampled_from(NAMES)))
    test = draw(st.sampled_from([OneOf(term, (True,)), OneOf(term, (False,)), Known(term)]))
    return Negation(test) if draw(st.integers(0, 3)) == 0 else test


@st.composite
def graphs(draw: st.DrawFn) -> DecisionGraph:
    """Draw rules of which some are products of many sums."""
    rules = []
    for number in range(draw(st.integers(2, 4))):
        wide = draw(st.booleans())
        sums = draw(
            st.lists(st.lists(flag_tests(), min_size=2, max_size=3), min_size=1, max_size=7)
        )
        sums = sums if wide else sums[:1]
        condition = AllOf(tuple(AnyOf(tuple(items)) for items in sums))
        rules.append(Rule(f"rule {number}", condition))
    return build([plain_field(name, ValueType(TypeName.BOOLEAN)) for name in NAMES], rules)


def first_matches(facts: Facts) -> dict[tuple[object, ...], int]:
    """Return the branch that takes each record, by the runtime."""
    matcher = Matcher(facts.graph, policy=facts.space.policy)
    found = {}
    for record in RECORDS:
        values = {name: value for name, value in record.items() if value is not None}
        found[tuple(record.values())] = matcher.match(values, None)
    return found


@TRIED
@given(graphs())
def test_values_whose_lack_alone_opens_a_gap(graph: DecisionGraph) -> None:
    facts = Facts(graph)
    _ = facts.vacuity, facts.dead_values  # questions, which may add helper columns
    taken, last = first_matches(facts), facts.chain.last
    expected = {
        name
        for place, name in enumerate(NAMES)
        for record, first in taken.items()
        if first == last and record[place] is None and name in facts.space.read_fields
        if all(
            taken[(*record[:place], value, *record[place + 1 :])] != last for value in (True, False)
        )
    }
    assert {missing.field for missing in facts.gaps.missing} == expected
    assert not facts.gaps.undecided


@TRIED
@given(graphs())
def test_a_witness_shows_its_claim_and_no_field_too_many(graph: DecisionGraph) -> None:
    facts = Facts(graph)
    _ = facts.vacuity
    taken, space = first_matches(facts), facts.space
    for number in facts.chain.rules():
        found = facts.reach.received(number)
        if found is None:
            assert number not in taken.values()
            continue
        formula = space.formulas[number]
        claim = receives_where(space, number, formula)
        made = facts.witness(found[1], claim, taken_by=number)
        values = dict(made.values)
        assert taken[tuple(map(values.get, NAMES))] == number
        for name in values:
            less = {n: v for n, v in values.items() if n != name}
            assert taken[tuple(map(less.get, NAMES))] != number
        needed = {
            name
            for name in NAMES
            if name not in values and name in space.read_fields
            if any(
                taken[tuple(map({**values, name: v}.get, NAMES))] != number for v in (True, False)
            )
        }
        assert set(needed_empty(space, made, claim)) == needed


@TRIED
@given(graphs())
def test_overlaps_are_the_same_after_other_questions(graph: DecisionGraph) -> None:
    alone, asked = Facts(graph), Facts(graph)
    _ = asked.vacuity, asked.dead_values
    assert [(o.later, o.earlier) for o in alone.overlaps.overlaps] == [
        (o.later, o.earlier) for o in asked.overlaps.overlaps
    ]


@pytest.mark.parametrize("sums", [1, 2])
def test_a_helper_column_of_a_question_joins_no_columns_of_the_branches(sums: int) -> None:
    flags = [OneOf(FieldTerm(name), (True,)) for name in NAMES]
    rules = [Rule(f"rule {n}", flag) for n, flag in enumerate(flags)]
    fields = [plain_field(name, ValueType(TypeName.BOOLEAN)) for name in NAMES]
    space = PolicySpace(build(fields, rules))
    pairs = [AnyOf(pair) for pair in zip(flags[1::2], flags[2::2], strict=False)]
    formula = space.encoder.formula(AllOf((flags[0], *pairs[:sums])))
    columns = sorted(columns_of(formula))
    space.encoder.normal_form.boxes(formula, 1)
    assert len(space.encoder.normal_form.definitions) == sums
    assert {laws_in_use(space).joined((column,)) for column in columns} == {
        frozenset((column,)) for column in columns
    }


def test_a_helper_column_may_be_what_refuses_the_empty_value() -> None:
    names = "abcdefghijkl"
    flags = [OneOf(FieldTerm(name), (True,)) for name in names]
    sums = tuple(AnyOf(pair) for pair in zip(flags[2::2], flags[3::2], strict=True))
    wide = AllOf((*sums, AnyOf((flags[1], flags[0]))))
    rules = [Rule("wide", wide), Rule("rest", OneOf(FieldTerm("a"), (False,)))]
    facts = Facts(build([plain_field(name, ValueType(TypeName.BOOLEAN)) for name in names], rules))
    gaps = facts.gaps
    assert facts.space.encoder.normal_form.definitions
    assert not gaps.undecided
    assert [missing.field for missing in gaps.missing] == ["a"]
