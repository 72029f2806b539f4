"""Tests of the cells of tables, whatever kind of test it is."""

import pytest

from compiler.analysis.graphs import COUNTRY, DECLARED, FIELDS, PRODUCTS, Rule, build
from routewright_compiler.analysis.domains.term_model import TermTest
from routewright_compiler.analysis.table_rows import cell_test, key_test, value_test
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.graph.model import RepTarget, TeamTarget

TO = LookupTerm("plain", (COUNTRY,), "to")


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Return a policy with the tables of the tests."""
    return Policy(build(FIELDS, [Rule("a", Known(TO))], **DECLARED))


@pytest.mark.parametrize(
    ("test", "held", "other"),
    [
        (Known(TO), "ana", None),
        (IsRep(TO), RepTarget("ana"), TeamTarget("both")),
        (OneOf(TO, ("ana",)), RepTarget("ana"), RepTarget("ben")),
        (TextHolds(TO, TextRelation.STARTS_WITH, ("an",)), RepTarget("ana"), RepTarget("ben")),
        (MatchesPattern(TO, "a.a"), RepTarget("ana"), RepTarget("anna")),
        (HasMembers(PRODUCTS, ("Core", "API"), True), ("api", "core"), ("core",)),
        (HasMembers(PRODUCTS, ("Core", "API"), False), ("core",), ("other",)),
    ],
    ids=lambda item: type(item).__name__,
)
def test_a_value_meets_a_test(policy: Policy, test: TermTest, held: object, other: object) -> None:
    meets = value_test(policy, test)
    assert meets(held)  # type: ignore[arg-type]
    assert other is None or not meets(other)  # type: ignore[arg-type]


def test_the_cell_of_a_row_is_asked(policy: Policy) -> None:
    rows = policy.tables["plain"].rows
    assert [cell_test(policy, OneOf(TO, ("ana",)))(row) for row in rows] == [True, False]
    geo = policy.tables["geo"]
    blank = LookupTerm("geo", (COUNTRY, COUNTRY), "to")
    assert [cell_test(policy, Known(blank))(row) for row in geo.rows] == [True, True, True, False]
    assert key_test(geo, 0, COUNTRY, ()) == Known(COUNTRY)
    assert key_test(geo, 1, COUNTRY, ("US",)) == OneOf(COUNTRY, ("US",))
    starts = TextHolds(COUNTRY, TextRelation.STARTS_WITH, ("vp",))
    assert key_test(geo, 0, COUNTRY, ("VP",)) == starts
