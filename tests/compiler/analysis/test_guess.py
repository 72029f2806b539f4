"""What a guess shows without a step of the search: that a record lies outside of some boxes."""

import pytest

from compiler.analysis.graphs import COUNTRY, FIELDS, NOTE, OFFICE, Rule, build
from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.facts import Facts
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.conditions import (
    AllOf,
    Condition,
    DuringCalendar,
    Known,
    Negation,
    OneOf,
    TextHolds,
    TextRelation,
)

GERMAN = OneOf(COUNTRY, ("DE",))
SHUT = Negation(DuringCalendar("office"))
WITHOUT_PART = Negation(TextHolds(NOTE, TextRelation.CONTAINS, ("ab",)))


@pytest.mark.parametrize(
    "conditions",
    [
        # The time of the guess is one at which the office is open.
        (SHUT, GERMAN, Known(COUNTRY)),
        # What few rules accept of the part that is not asked about: a text with `ab` in it.
        (
            WITHOUT_PART,
            AllOf((WITHOUT_PART, GERMAN)),
            TextHolds(NOTE, TextRelation.STARTS_WITH, ("x",)),
        ),
    ],
    ids=["time", "part of a text"],
)
def test_a_record_that_can_be_guessed_needs_no_steps(conditions: tuple[Condition, ...]) -> None:
    rules = [Rule(f"rule {n}", condition) for n, condition in enumerate(conditions)]
    graph = build(FIELDS, rules, calendars=(OFFICE,))
    facts = Facts(graph, budget=Budget(0))
    last = len(rules) - 1
    found = facts.reach.received(last)
    assert found is not None
    assert Matcher(graph).match(dict(found[1].values), found[1].at) == last
