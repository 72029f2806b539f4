"""Formulas are written so that they parse to the same tree, criteria as spreadsheets read lists."""

import csv
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compiler.targets.salesforce.emit_evaluation import takes
from compiler.targets.salesforce.test_emit_conditions import AT
from routewright_compiler.targets.salesforce.criteria.filter import (
    Criteria,
    alternatives,
    criteria_of,
    value_text,
)
from routewright_compiler.targets.salesforce.criteria.tests import (
    AllTests,
    AnyTests,
    FieldTest,
    Tests,
    any_test,
    every_test,
)
from routewright_compiler.targets.salesforce.formula import model as f
from routewright_compiler.targets.salesforce.formula.build import all_of, any_of, negation
from routewright_compiler.targets.salesforce.formula.conditions import in_flow
from routewright_compiler.targets.salesforce.formula.parse import Node, NodeKind, parse_formula
from routewright_compiler.targets.salesforce.formula.write import write
from routewright_compiler.targets.salesforce.model import FilterOperation, RuleEntry

TEXTS = st.text(st.sampled_from('ab"\\\n é{}!,'), max_size=6)
NAMES = st.sampled_from(("Industry", "Account.Name", "Fit__c", "$User.Id"))
CHAINS = (f.Operator.AND, f.Operator.OR, f.Operator.PLUS, f.Operator.JOIN, f.Operator.TIMES)


def leaves() -> st.SearchStrategy[f.Expression]:
    """Give literals and references."""
    return st.one_of(
        TEXTS.map(f.TextLiteral),
        st.decimals(0, 9999, places=2).map(f.NumberLiteral),
        st.booleans().map(f.BooleanLiteral),
        NAMES.map(f.Reference),
        NAMES.map(lambda name: f.Reference(f"$Record.{name.strip('$')}", is_merge=True)),
    )


def expressions() -> st.SearchStrategy[f.Expression]:
    """Give whole formulas."""
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.builds(f.Binary, st.sampled_from(f.Operator), inner, inner),
            st.builds(f.Unary, st.sampled_from(f.Prefix), inner),
            st.builds(
                f.Call,
                st.sampled_from(("AND", "NOT", "IF")),
                st.lists(inner, max_size=3).map(tuple),
            ),
        ),
        max_leaves=8,
    )


def shape(node: Node) -> object:
    """Return a parsed tree without places."""
    match node.kind:
        case NodeKind.TEXT:
            return ("text", node.value)
        case NodeKind.NUMBER:
            return ("number", Decimal(node.value))
        case _:
            return (node.kind.value, node.value, tuple(shape(part) for part in node.parts))


def wanted(expression: f.Expression) -> object:
    """Return what a written tree must parse to; chains of one operator are one node."""
    match expression:
        case f.TextLiteral(value):
            return ("text", value)
        case f.NumberLiteral(value):
            return ("number", value)
        case f.BooleanLiteral(value):
            return ("boolean", str(value).upper(), ())
        case f.Reference(path):
            return ("reference", path, ())
        case f.Call(function, arguments):
            return ("call", function, tuple(wanted(item) for item in arguments))
        case f.Unary(operator, operand):
            return ("prefix", operator.value, (wanted(operand),))
        case f.Binary(operator, left, right):
            parts = (wanted(left), wanted(right))
            is_chain = isinstance(left, f.Binary) and left.operator is operator
            if is_chain and operator in (f.Operator.AND, f.Operator.OR):
                inner = parts[0][2]  # type: ignore[index]
                return ("operator", operator.value, (*inner, parts[1]))
            return ("operator", operator.value, parts)
    raise AssertionError(expression)


@given(expressions())
@example(
    f.Binary(
        f.Operator.LESS,
        f.Binary(f.Operator.EQUAL, f.TextLiteral(""), f.TextLiteral("")),
        f.TextLiteral(""),
    )
)
def test_a_written_formula_parses_to_its_tree(expression: f.Expression) -> None:
    assert _flat(shape(parse_formula(write(expression)))) == _flat(wanted(expression))


def _flat(tree: object) -> object:
    """Join chains of one associative operator, however they were grouped to the left."""
    if not isinstance(tree, tuple) or len(tree) != 3:
        return tree
    kind, value, parts = tree
    flat = tuple(_flat(part) for part in parts)
    if kind == "operator" and flat and isinstance(flat[0], tuple) and flat[0][:2] == (kind, value):
        return (kind, value, (*flat[0][2], *flat[1:]))
    return (kind, value, flat)


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("ISNEW()", "ISNEW()"),
        ('ISPICKVAL(Status, "a Status")', 'ISPICKVAL({!$Record.Status}, "a Status")'),
        ("$User.Id = OwnerId", "{!$User.Id} = {!$Record.OwnerId}"),
        ("{!$Record.City} = Account.City", "{!$Record.City} = {!$Record.Account.City}"),
        ("((A__c)) > 1", "(({!$Record.A__c})) > 1"),
    ],
)
def test_a_kept_formula_is_spelled_as_a_flow_does(text: str, flow: str) -> None:
    assert in_flow(text) == flow


def test_trivial_parts_are_folded() -> None:
    one, other = f.Reference("A__c"), f.Reference("B__c")
    true, false = f.BooleanLiteral(True), f.BooleanLiteral(False)
    assert all_of([one, true, one]) == one
    assert all_of([one, false]) == false
    assert any_of([]) == false
    assert write(any_of([one, any_of([other, one])])) == "OR(A__c, B__c)"
    assert negation(negation(one)) == one


# --- criteria -----------------------------------------------------------------------------------

VALUES = st.text(st.sampled_from('ab", ;é'), min_size=1, max_size=5)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_lists_of_values_are_read_as_they_were(values: list[str]) -> None:
    assert next(csv.reader([value_text(tuple(values))], strict=True)) == values


FIELDS = ("A", "B", "C")
LEAVES = st.builds(
    FieldTest,
    st.sampled_from([f"Lead.{name}" for name in FIELDS]),
    st.sampled_from((FilterOperation.EQUALS, FilterOperation.NOT_EQUAL)),
    st.lists(st.sampled_from(("x", "y", "z")), max_size=2, unique=True).map(tuple),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(every_test),
        st.lists(inner, min_size=1, max_size=4).map(any_test),
    ),
    max_leaves=10,
)
RECORDS = st.fixed_dictionaries({name: st.sampled_from(("x", "y", "z", None)) for name in FIELDS})


def judged(tests: Tests, record: dict[str, str | None]) -> bool:
    """Judge tests plainly."""
    match tests:
        case AllTests(items):
            return all(judged(item, record) for item in items)
        case AnyTests(items):
            return any(judged(item, record) for item in items)
        case FieldTest(field, operation, values):
            own = record[field.removeprefix("Lead.")]
            held = own is None if not values else own in values
            return held is (operation is FilterOperation.EQUALS)
    raise AssertionError(tests)


def as_entry(criteria: Criteria) -> RuleEntry:
    """Return an entry of criteria."""
    return RuleEntry(boolean_filter=criteria.boolean_filter, criteria_items=criteria.items)


@given(TREES, st.lists(RECORDS, min_size=1, max_size=5))
def test_a_filter_says_its_tests_and_numbers_each_item_once(
    tests: Tests, records: list[dict[str, str | None]]
) -> None:
    criteria = criteria_of(tests)
    if criteria is None:
        assert tests == AnyTests()
        return
    assert len(set(criteria.items)) == len(criteria.items)
    text = criteria.boolean_filter
    if text is not None:
        numbers = [
            int(word) for word in text.replace("(", " ").replace(")", " ").split() if word.isdigit()
        ]
        assert list(dict.fromkeys(numbers)) == list(range(1, len(criteria.items) + 1))
    for record in records:
        assert takes(as_entry(criteria), record, AT) is judged(tests, record)


@pytest.mark.parametrize(
    ("operation", "word"),
    [(FilterOperation.EQUALS, "OR"), (FilterOperation.NOT_EQUAL, "AND")],
)
def test_long_lists_are_split_and_joined_by_the_right_word(
    operation: FilterOperation, word: str
) -> None:
    values = tuple(f"value number {n}" for n in range(40))
    criteria = criteria_of(FieldTest("Lead.A", operation, values))
    assert criteria is not None and len(criteria.items) == 3
    assert all(len(item.value or "") <= 255 for item in criteria.items)
    found = [v for item in criteria.items for v in next(csv.reader([item.value or ""]))]
    assert tuple(found) == values
    filtered = criteria.boolean_filter
    assert filtered == (None if word == "AND" else "1 OR 2 OR 3")


def test_what_does_not_fit_one_entry_is_dealt_out_to_several() -> None:
    beside = FieldTest("Lead.B", FilterOperation.EQUALS, ("x",))
    every = [FieldTest(f"Lead.F{n}__c", FilterOperation.EQUALS, ("x",)) for n in range(60)]
    tests = every_test((beside, any_test(every)))
    assert criteria_of(tests) is None
    parts = alternatives(tests)
    assert len(parts) == 3
    made = [criteria_of(part) for part in parts]
    assert all(part is not None and part.items[0].field == "Lead.B" for part in made)
    assert sum(len(part.items) - 1 for part in made if part is not None) == 60
