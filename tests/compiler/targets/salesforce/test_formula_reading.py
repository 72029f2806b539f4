"""Formulas: what is understood, and what stays word for word."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Equals,
    Every,
    Holds,
    Includes,
    Inverse,
    Opaque,
    Order,
    Ordered,
    Some,
    TextRelation,
    Truth,
    ValueKind,
)
from routewright_compiler.targets.salesforce.formula.meaning import read_formula
from routewright_compiler.targets.salesforce.formula.parse import FormulaError, parse_formula

A, B = Equals("A", ("x",)), Equals("B", ("y",))


def read(text: str) -> object:
    """Read a formula whose references are fields, `$` ones aside."""
    return read_formula(text, lambda path: None if path.startswith("$") else path)


UNDERSTOOD = {
    'A = "x"': A,
    "'x' == A": A,
    'A <> "x"': Inverse(A),
    'A != "x"': Inverse(A),
    'NOT(A = "x")': Inverse(A),
    '!(A = "x")': Inverse(A),
    'AND(A = "x", B = "y")': Every((A, B)),
    'and( A="x" ,B="y" )': Every((A, B)),
    'A = "x" && B = "y" || A = "x"': Some((Every((A, B)), A)),
    "ISPICKVAL(A, 'x')": Equals("A", ("x",), ValueKind.PICKLIST),
    'ISPICKVAL(A, "")': Blank("A"),
    'TEXT(A) = "x"': Equals("A", ("x",), ValueKind.PICKLIST),
    'A = ""': Blank("A"),
    "A = NULL": Blank("A"),
    "ISBLANK(A)": Blank("A"),
    "NOT(ISBLANK(TEXT(A)))": Inverse(Blank("A")),
    "A >= 5": Ordered("A", Order.GREATER_OR_EQUAL, "5", "A >= 5"),
    "5 > A": Ordered("A", Order.LESS, "5", "A < 5"),
    "A < -2.50": Ordered("A", Order.LESS, "-2.50", "A < -2.50"),
    'CONTAINS(A, "x")': Holds("A", TextRelation.CONTAINS, ("x",)),
    'BEGINS(LOWER(A), "x")': Holds("A", TextRelation.STARTS_WITH, ("x",)),
    'LEFT(A, 2) = "xy"': Holds("A", TextRelation.STARTS_WITH, ("xy",)),
    'LEFT(A, 5) = "xy"': Equals("A", ("xy",), ValueKind.TEXT),
    'LEFT(A, 1) = "xy"': Truth(value=False),
    'LOWER(A) = "X"': Truth(value=False),
    'INCLUDES(A, "x")': Includes("A", ("x",)),
    "TRUE": Truth(value=True),
    "A__c": Equals("A__c", ("true",), ValueKind.BOOLEAN),
    'CASE(A, "x", 1, 0) = 1': A,
    'IF(A = "x", ISNEW(), B = "y")': Some((Every((A, Opaque("ISNEW()"))), Every((Inverse(A), B)))),
    'IF(A = "x", B = "y", FALSE)': Some((Every((A, B)), Every((Inverse(A), Truth(value=False))))),
    '/* note */ A = "x"': A,
    "A = 'it\\'s'": Equals("A", ("it's",)),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_understood(text: str) -> None:
    assert read(text) == UNDERSTOOD[text]


KEPT = {
    "ISNEW()": Opaque("ISNEW()"),
    "AND(ISNEW(), A = 'x')": Every((Opaque("ISNEW()"), A)),
    "ISCHANGED( A )": Opaque("ISCHANGED( A )"),
    "TEXT(PRIORVALUE(A)) != 'x'": Opaque("TEXT(PRIORVALUE(A)) != 'x'"),
    "$User.Id = '005'": Opaque("$User.Id = '005'"),
    "OR(A = 'x', A + B > 3)": Some((A, Opaque("A + B > 3"))),
    "TODAY() > A": Opaque("TODAY() > A"),
    "A = B": Opaque("A = B"),
    "A <> B": Opaque("A <> B"),
    "A = ": Opaque("A ="),
    "AND(A = 'x'": Opaque("AND(A = 'x'"),
    "A ~ B": Opaque("A ~ B"),
}


@pytest.mark.parametrize("text", KEPT)
def test_kept_word_for_word(text: str) -> None:
    assert read(text) == KEPT[text]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="AB()\"',=<>!&|+-*/^ $.1xNOTif", max_size=40))
def test_any_text_is_read_or_kept(text: str) -> None:
    assert read(text) is not None
    with suppress(FormulaError):
        assert parse_formula(text).end <= len(text)


def test_deep_and_long_formulas_are_kept() -> None:
    assert isinstance(read("NOT(" * 5_000 + "A" + ")" * 5_000), Opaque)
    assert isinstance(read("A = 'x' || " * 9_000 + "B"), Opaque)
    many = read(" || ".join(["A = 'x'"] * 2_000))
    assert isinstance(many, Some) and len(many.items) == 2_000
