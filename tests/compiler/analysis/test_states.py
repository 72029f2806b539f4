"""States and the countries that they lie in: what one says of the other."""

import pytest

from compiler.analysis.graphs import COUNTRY, FIELDS, STATE, Rule, build
from routewright_compiler.analysis.claims import receives
from routewright_compiler.analysis.empty_fields import needed_empty
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.graph.conditions import FieldTerm, Known, OneOf
from routewright_runtime.values import states_of

IN_COUNTRY = FieldTerm("state", "country")


@pytest.mark.parametrize("country", ["DE", "US"])
def test_a_rule_for_a_country_of_states_takes_each_of_them_and_no_other(country: str) -> None:
    states = [*states_of(country), "FR-75C", "CA-QC"]
    rules = [Rule(state, OneOf(STATE, (state,))) for state in states]
    facts = Facts(build(FIELDS, [Rule("all", OneOf(IN_COUNTRY, (country,))), *rules]))
    expected = [Verdict.HIDDEN if s.startswith(country) else Verdict.LIVE for s in states]
    assert facts.reach.verdicts[1:-1] == expected


def test_a_state_of_another_country_is_nothing_that_a_record_must_lack() -> None:
    rules = [Rule("california", OneOf(STATE, ("US-CA",))), Rule("any", Known(COUNTRY))]
    facts = Facts(build(FIELDS, rules))
    found, claim = facts.reach.received(1), receives(facts.space, 1)
    assert found is not None
    witness = facts.witness(found[1], claim, taken_by=1)
    is_american = ("country", "US") in witness.values
    assert needed_empty(facts.space, witness, claim) == (("state",) if is_american else ())
