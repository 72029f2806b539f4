"""Facts about the time of day: a record of another time breaks none of them, one of that may."""

from compiler.analysis.graphs import FIELDS, KIND, NOTE, OFFICE, Rule, build
from routewright_compiler.analysis.claims import receives
from routewright_compiler.analysis.empty_fields import needed_empty
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.graph.conditions import (
    AllOf,
    Condition,
    DuringCalendar,
    Known,
    Negation,
    OneOf,
)
from routewright_runtime.graph.model import Fact

OPEN = DuringCalendar("office")


def facts_with(conclusion: Condition, *conditions: Condition) -> Facts:
    """Return the facts of rules where something holds of every record of office hours."""
    rules = [Rule(f"rule {n}", condition) for n, condition in enumerate(conditions)]
    fact = Fact("by day", OPEN, conclusion)
    return Facts(build(FIELDS, rules, calendars=(OFFICE,), facts=(fact,)))


def test_no_record_of_office_hours_that_breaks_the_fact_is_found() -> None:
    without = AllOf((OneOf(KIND, ("A",)), Negation(Known(NOTE))))
    facts = facts_with(Known(NOTE), Negation(OPEN), without)
    assert facts.reach.verdicts[:2] == [Verdict.LIVE, Verdict.HIDDEN]
    facts = facts_with(Known(NOTE), OPEN, without)
    assert facts.reach.verdicts[:2] == [Verdict.LIVE, Verdict.LIVE]


def test_a_value_that_breaks_the_fact_is_nothing_that_a_record_must_lack() -> None:
    facts = facts_with(Negation(Known(NOTE)), Known(NOTE), OPEN)
    found, claim = facts.reach.received(1), receives(facts.space, 1)
    assert found is not None
    witness = facts.witness(found[1], claim, taken_by=1)
    assert needed_empty(facts.space, witness, claim) == ()
