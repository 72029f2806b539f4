"""The smallest change that makes a rule decide: sound, smallest, and honest about the rest."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_runtime.decide import Router
from routewright_runtime.explain import UnknownRuleError, WhyNotStatus, why_not
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.records import RecordReader
from routewright_runtime.values import to_json
from runtime.evaluate.generated import (
    AT as NOON,
)
from runtime.evaluate.generated import (
    COUNTRIES,
    DAYS,
    DOMAINS,
    EMAILS,
    INTEGERS,
    MOMENTS,
    NUMBERS,
    OWNERS,
    SITES,
    STATES,
    WORDS,
    graphs,
    values,
)
from runtime.explain.sample import AT, LATE, ROUTER, SWISS

AMERICAN = {"email": "a@b.example", "country": "US", "size": 200}
POOLS: dict[str, tuple[object, ...]] = {
    "country": COUNTRIES,
    "state": STATES,
    "employees": (*INTEGERS, 5, 100, 5000, -3),
    "revenue": (*NUMBERS, 5, 20),
    "title": WORDS,
    "email": (*EMAILS, *(f"x@{domain}" for domain in DOMAINS)),
    "industry": ("SaaS", "Fintech", "Retail"),
    "plan": ("Free", "Pro", "gold", "x"),
    "products": (("Core",), ("Core", "API"), ("API", "Chat"), ("Chat",)),
    "topics": (("One",), ("One", "Two"), ("else",)),
    "partner": (True, False),
    "created": MOMENTS,
    "day": DAYS,
    "changed": DAYS,
    "owner": OWNERS,
    "site": SITES,
    "goal": INTEGERS,
}


def test_the_smallest_change_is_told_in_words() -> None:
    found = why_not(ROUTER, AMERICAN, "DACH enterprise", AT)
    assert found.text == (
        'rule "DACH enterprise" would decide with\n'
        "  country DE (now US)\n"
        "  employees 1000 (now 200)"
    )
    assert [(change.field, change.json) for change in found.changes] == [
        ("country", "DE"),
        ("employees", 1000),
    ]


def test_a_rule_behind_another_is_reached_round_it() -> None:
    found = why_not(ROUTER, SWISS, "Fit", AT)
    assert [(change.field, change.then) for change in found.changes] == [("country", "FR")]


def test_a_rule_that_decides_already_needs_no_change() -> None:
    assert why_not(ROUTER, SWISS, "DACH enterprise", AT).status is WhyNotStatus.DECIDES


def test_what_no_record_reaches_is_proved() -> None:
    hidden = why_not(ROUTER, AMERICAN, "Hidden", AT)
    assert hidden.status is WhyNotStatus.NEVER
    assert "at this time" in hidden.text  # a rule before it depends on the time
    assert why_not(ROUTER, SWISS, "Fit", LATE).status is WhyNotStatus.NEVER


def test_a_budget_that_runs_out_is_said() -> None:
    found = why_not(ROUTER, {}, "Fit", AT, budget=5)
    assert (found.status, found.changes) == (WhyNotStatus.NOT_FOUND, ())
    assert "5 records" in found.text


def test_an_unknown_rule_offers_the_nearest() -> None:
    with pytest.raises(UnknownRuleError, match="did you mean `Competitor`"):
        why_not(ROUTER, SWISS, "Competitors", AT)


@given(graph=graphs(max_rules=4), record=values(), which=st.integers(0, 20), data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_changes_are_sound_and_smallest(
    graph: DecisionGraph, record: dict[str, object], which: int, data: st.DataObject
) -> None:
    router = Router(graph)
    reader = RecordReader(graph)
    branches = router.matcher.branches
    rule = branches[which % len(branches)].rule
    raw = {name: to_json(value) for name, value in record.items()}  # type: ignore[arg-type]
    found = why_not(router, raw, rule, NOON, budget=1500)

    before = router.read(raw).values

    def decides(changed: dict[str, object], most: int) -> bool:
        """Tell whether a record gets there that differs in at most so many values, once read."""
        read = reader.read({**raw, **changed}).values
        if sum(read[name] != before[name] for name in read) > most:
            return False
        return branches[router.matcher.match(read, NOON)].rule == rule

    match found.status:
        case WhyNotStatus.DECIDES:
            assert decides({}, 0)
        case WhyNotStatus.FOUND:
            changed = {change.field: change.json for change in found.changes}
            assert decides(changed, len(changed))
            if len(changed) > 1:
                assert not any(
                    decides({name: to_json(value)}, 1)  # type: ignore[arg-type]
                    for name, pool in POOLS.items()
                    for value in (*pool, None)
                )
        case WhyNotStatus.NEVER:
            for other in data.draw(st.lists(values(), min_size=20, max_size=20)):
                again = {n: to_json(v) for n, v in other.items()}  # type: ignore[arg-type]
                index = router.matcher.match(router.read(again).values, NOON)
                assert branches[index].rule != rule
        case WhyNotStatus.NOT_FOUND:
            assert found.tried > 0
