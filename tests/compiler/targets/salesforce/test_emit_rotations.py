"""Slots are the runtime's picks; steps come when the runtime's chain has them; figures are true."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.targets.salesforce.emit_evaluation import Record, Value, formula_value, takes
from compiler.targets.salesforce.emit_stories import (
    STORIES,
    all_allowed,
    emitted,
    files_of,
    policy_of,
    story,
)
from compiler.targets.salesforce.test_emit_conditions import platform_record
from routewright_compiler.target.expansion.line import GiveTurn
from routewright_compiler.targets.salesforce.emit import emit
from routewright_compiler.targets.salesforce.entries import rule_of
from routewright_compiler.targets.salesforce.flows.before_save import turn_formula
from routewright_compiler.targets.salesforce.map_file import PATH, read_map
from routewright_compiler.targets.salesforce.objects import derived_field
from routewright_compiler.targets.salesforce.plan import Plan, plan
from routewright_compiler.targets.salesforce.rotations import Counter, slots_of
from routewright_compiler.targets.salesforce.service_level import moments
from routewright_compiler.targets.salesforce.settings import RoundRobin, SalesforceSettings
from routewright_compiler.targets.salesforce.simulation import RECORDS, unevenness
from routewright_runtime.decide import Router
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.conditions import TimeAmount, TimeUnit
from routewright_runtime.graph.model import (
    Clock,
    Escalate,
    NotifyStep,
    RepTarget,
    RotationMethod,
    StepNode,
    StepTiming,
)
from routewright_runtime.graph.people import Member
from routewright_runtime.sla import next_step
from routewright_runtime.state import MemoryState, OverlayState

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
WEIGHTS = st.lists(st.integers(0, 6), min_size=1, max_size=5).filter(any)


def weighted(weights: list[int], method: str) -> str:
    """Return a policy that rotates one team."""
    reps = "\n".join(f'rep r{n} "r{n}@acme.example"' for n in range(len(weights)))
    members = ", ".join(f"r{n} weight {weight}" for n, weight in enumerate(weights))
    return (
        f"record lead {{ email: email }}\n{reps}\nteam t {{ {members} }}\n"
        f'queue q "Q"\nrule "All" {{ rotate t {method} }}\nfallback assign q\n'
    )


@given(WEIGHTS, st.sampled_from((RotationMethod.TURN, RotationMethod.WEIGHT)))
def test_slots_are_the_picks_of_two_cycles(weights: list[int], method: RotationMethod) -> None:
    policy = policy_of(weighted(weights, f"by {method.value}"))
    members = tuple(Member(f"r{n}", weight) for n, weight in enumerate(weights))
    slots = slots_of(GiveTurn("t", method, members))
    router, state = Router(policy.graph), MemoryState()
    picks = []
    for number in range(2 * len(slots)):
        decision = router.decide({"email": f"a{number}@b.example"}, state, None)
        picks.append(decision.owner)
    assert picks == [*slots, *slots]


def test_the_turn_formula_begins_with_the_first_slot_and_comes_round() -> None:
    key = ("t", RotationMethod.TURN, ())
    formula = turn_formula(Counter(key, "t", "Turn_T__c", RoundRobin.COUNTER, ("a", "b", "c")))
    found = [formula_value(formula.expression, {"Count": Decimal(n)}, AT) for n in range(7)]
    assert found == [1, 2, 3, 1, 2, 3, 1]


def test_rotations_of_one_team_share_a_counter_and_conditions_have_their_own() -> None:
    text = """
record lead { email: email  language: language }
rep ana "ana@acme.example" { speaks fr, de }
rep ben "ben@acme.example" { speaks fr }
rep cid "cid@acme.example"
team t { ana, ben, cid }
queue q "Q"
rule "A" { when email.domain = "a.example" rotate t }
rule "B" { when email.domain = "b.example" rotate t }
rule "C" { when email.domain = "c.example" rotate t where speaks fr }
rule "D" { when email.domain = "d.example" rotate t where speaks language }
fallback assign q
"""
    found = read_map(files_of(emit(policy_of(text), SalesforceSettings()))[PATH])
    by_part = {(e.rule, e.part): e.counter for e in found.entries}
    assert by_part["A", ""] == by_part["B", ""] != ""
    assert by_part["C", ""] == by_part["D", "speaks fr"] != by_part["A", ""]
    assert [c.slots for c in found.counters] == [("ana", "ben", "cid"), ("ana", "ben")]
    # Only Ana speaks German: nothing to count.
    assert by_part["D", "speaks de"] == ""


@pytest.mark.parametrize("name", STORIES)
def test_the_entries_of_a_story_take_the_records_of_its_examples(name: str) -> None:
    policy = story(name)
    planned = plan(policy, all_allowed())
    made = rule_of(planned)
    entries = made.rules.assignment_rule[0].rule_entry
    matcher = Matcher(policy.graph)
    for example in policy.examples:
        for record in example.records:
            at = record.moment or AT
            values = dict(record.values)
            for field in policy.graph.fields:
                if field.type.name.value == "boolean":
                    values[field.name] = bool(values[field.name])
            saved = platform_record(values, planned.terms)
            saved = with_derived_of(saved, planned, at)
            saved |= {counter.field: Decimal(1) for counter in planned.counters.all}
            taken = next(n for n, entry in enumerate(entries) if takes(entry, saved, at))
            wanted = matcher.branches[matcher.match(values, at)]
            assert made.notes[taken].rule == wanted.rule, (example.name, values)
            assert made.notes[taken].slot in (0, 1)


def with_derived_of(saved: Record, planned: Plan, at: datetime) -> dict[str, Value]:
    """Return a record with the derived values that the plan needs."""
    found = dict(saved)
    for term in planned.derived:
        own = derived_field(planned, term)
        assert own.full_name is not None and own.formula is not None
        found[own.full_name] = formula_value(own.formula, found, at)
    return found


# --- service levels -----------------------------------------------------------------------------

MINUTES = st.integers(1, 9)


@st.composite
def chains(draw: st.DrawFn) -> tuple[int, tuple[StepNode, ...], str]:
    """Give a target, its steps, and the same as text."""
    target = draw(st.integers(10, 30))
    steps: list[StepNode] = []
    words: list[str] = []
    at = 0
    for _ in range(draw(st.integers(0, 2))):
        at += draw(MINUTES)
        if at >= target:
            break
        _add(draw, steps, words, StepTiming.AT, at)
    if draw(st.booleans()):
        _add(draw, steps, words, StepTiming.THEN, None)
    for _ in range(draw(st.integers(0, 2)) if steps else 0):
        _add(draw, steps, words, StepTiming.AFTER, draw(MINUTES))
    return target, tuple(steps), "\n".join(words)


def _add(
    draw: st.DrawFn,
    steps: list[StepNode],
    words: list[str],
    timing: StepTiming,
    minutes: int | None,
) -> None:
    rep = draw(st.sampled_from(("ana", "ben")))
    is_notice = draw(st.booleans())
    action = NotifyStep(rep) if is_notice else Escalate(RepTarget(rep))
    delay = None if minutes is None else TimeAmount(minutes, TimeUnit.MINUTE)
    steps.append(StepNode(f"s{len(steps)}", timing, delay, action))
    span = "" if minutes is None else f" {minutes} minutes"
    verb = "notify" if is_notice else "escalate to"
    words.append(f"{timing.value}{span} {verb} {rep}")


@given(chains())
def test_steps_come_when_the_runtime_has_them(
    chain: tuple[int, tuple[StepNode, ...], str],
) -> None:
    target, steps, words = chain
    text = f"""
record lead {{ email: email }}
rep cid "cid@acme.example"
rep ana "ana@acme.example"
rep ben "ben@acme.example"
rule "All" {{ assign cid sla {target} minutes {words} }}
fallback assign cid
"""
    policy = policy_of(text)
    router = Router(policy.graph)
    values = router.read({"email": "a@b.example"})
    state: MemoryState | OverlayState = MemoryState()
    assignment = router.decide({}, state, AT, record_values=values).assignment
    wanted = []
    while assignment is not None:
        terms = router.terms(values, AT)
        step = next_step(router.index, router.rotation, assignment, state, terms)
        if step is None:
            break
        wanted.append((step.at, step.step.action))
        assignment, state = step.assignment, step.state
    clock = Clock(TimeAmount(target, TimeUnit.MINUTE))
    found = [(AT + timedelta(minutes=m.minutes), m.action) for m in moments(clock, steps)]
    assert found == wanted


def test_the_figures_of_the_simulation_are_counts() -> None:
    for slots in (2, 3, 7):
        found = unevenness(slots)
        assert sum(found.exact) == sum(found.by_number) == sum(found.regular) == RECORDS
        assert max(found.exact) - min(found.exact) <= 1
        assert max(found.by_number) - min(found.by_number) > 1
        assert found.longest_run > 1 and max(found.regular) == RECORDS


def test_the_readme_states_the_unevenness_of_numbers_only() -> None:
    counter = emitted("startup/inbound.route")["README.md"]
    number = emitted("startup/inbound.route", round_robin="auto-number")["README.md"]
    assert "by the record's number" in number and "lead number field" in number
    assert "by the record's number" not in counter
