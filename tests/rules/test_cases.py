"""The acceptance policies: every planted fault is found with its record, every claim holds.

The outcomes of their sample records are tested with the stories themselves (`tests/examples`).
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_compiler.analysis.space import set_bits
from routewright_grammar.diagnostic import Certainty, Severity
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import FieldTerm, TimeUnit
from routewright_runtime.graph.model import Escalate, NotifyStep, StepTiming
from routewright_runtime.state import MemoryState
from routewright_runtime.values import country_names
from rules.stories import Change, facts_about, files_of, found, linted, policy_of, refusals

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
STORIES = ("startup", "sized", "ramping", "scored", "territories")
BEFORE_SUPPORT: Change = (
    "inbound.route",
    'rule "Support" {',
    'rule "Too early" {\n  rotate ae\n}\n\nrule "Support" {',
)
OVER_200: Change = (
    "inbound.route",
    "employees in 200..1999",
    "employees > 200 and employees < 2000",
)
TO_200: Change = ("inbound.route", "employees in 10..199", "employees in 10..200")
TO_70: Change = ("inbound.route", "fit in 45..69", "fit in 45..70")
MID_ATLANTIC: Change = ("territories.csv", ",,,global", ",NJ|PA|MD,US,vik\n,,,global")
THIRTY: Change = ("inbound.route", "15   when pricing_at", "30   when pricing_at")


@pytest.mark.parametrize("story", STORIES)
def test_the_sound_versions_are_clean(story: str) -> None:
    loud = [d for d in linted(story) if d.severity is not Severity.NOTE]
    # Hours that a fallback of the file covers are said as warnings about hours only.
    assert [(d.name, d.message) for d in loud if d.name != "uncovered-hours"] == []
    assert all(d.certainty is Certainty.PROVED for d in linted(story))


def _decided(policy: Any, witness: Any, at: datetime | None = None) -> str:
    record = json.loads(json.dumps(dict(witness), default=str))
    return Router(policy.graph).decide(record, MemoryState(), at).rule


# --- S1 ---------------------------------------------------------------------------------------


def test_startup_is_complete_without_dead_rules_and_overlaps_as_said() -> None:
    diagnostics = linted("startup")
    names = {d.name for d in diagnostics}
    assert names == {"overlapping-outcomes"}
    overlap = found(diagnostics, "overlapping-outcomes", "Support")
    assert {label.subject for label in overlap.related} == {"Junk", "Internal"}
    assert len(diagnostics) == 1
    shown = [text for title, text in overlap.notes if title in ("record", "another")]
    assert any("brightnote.example" in text and "`Internal`" in text for text in shown)


def test_l5_shows_the_overlap_of_two_and_three() -> None:
    row = SampleRecord("L5", {"email": "kim@brightnote.example", "source": "support"}, MONDAY)
    overlap = found(linted("startup", records=[row]), "overlapping-outcomes", "Support")
    assert ("seen", "L5; 1 of 1 records") in overlap.notes


def test_startup_with_four_before_three() -> None:
    diagnostics = linted("startup", BEFORE_SUPPORT)
    dead = found(diagnostics, "unreachable-rule", "Support")
    assert dead.severity is Severity.ERROR
    assert [label.subject for label in dead.related] == ["Too early"]
    assert dead.message == (
        "rule `Support` never receives a record; `Too early` takes them all before it"
    )
    policy = policy_of("startup", BEFORE_SUPPORT)
    assert dead.witness is not None
    assert dict(dead.witness)["source"] == "support"
    assert _decided(policy, dead.witness) == "Too early"
    others = {d.label.subject for d in diagnostics if d.name == "unreachable-rule"}
    assert others == {"Support", "Everything else"}


# --- S2 ---------------------------------------------------------------------------------------


def test_unrouted_is_proved_unreachable() -> None:
    facts = facts_about("sized")
    assert next(promise.name for promise in facts.promises.proved) == "nothing is left"
    assert facts.promises.refuted == []
    assert [d for d in linted("sized") if d.severity is not Severity.NOTE] == []


def test_a_gap_at_exactly_two_hundred() -> None:
    diagnostics = linted("sized", OVER_200)
    refuted = found(diagnostics, "refuted-assert", "nothing is left")
    assert refuted.witness == (("Number of Employees", 200),)
    gap = found(diagnostics, "uncaught-records")
    assert gap.witness == (("Number of Employees", 200),)
    assert gap.message == (
        "no rule takes the records with `employees = 200`; only the last fallback does"
    )
    assert _decided(policy_of("sized", OVER_200), gap.witness) == "fallback"


def test_an_overlap_at_exactly_two_hundred() -> None:
    diagnostics = linted("sized", TO_200)
    overlap = found(diagnostics, "overlapping-outcomes", "Mid-market")
    assert overlap.severity is Severity.NOTE
    assert [label.subject for label in overlap.related] == ["Small business"]
    assert overlap.witness == (("Number of Employees", 200),)
    assert _decided(policy_of("sized", TO_200), overlap.witness) == "Small business"


# --- S4 ---------------------------------------------------------------------------------------


def _days(*counts: int) -> Iterator[SampleRecord]:
    for day, count in enumerate(counts):
        for number in range(count):
            at = MONDAY + timedelta(days=day, hours=6, minutes=number)
            yield SampleRecord(f"line {number}", {"email": f"a{number}@globex.example"}, at)


def test_the_pool_takes_nine_a_day_and_a_day_with_eleven_is_named() -> None:
    over = found(linted("ramping", records=tuple(_days(9, 11, 4))), "over-capacity")
    assert over.severity is Severity.WARNING
    assert "9 a day" in over.message
    assert "11 on 2026-03-10" in over.message
    assert "2026-03-09" not in over.message
    quiet = [d for d in linted("ramping", records=tuple(_days(9, 9))) if d.name == "over-capacity"]
    assert quiet == []


# --- S5 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "is_dead"),
    [("fit < -15", True), ("fit <= -15", False), ("fit > 100", True), ("fit >= 100", False)],
)
def test_the_score_reaches_from_minus_15_to_100(condition: str, is_dead: bool) -> None:
    change = (
        "inbound.route",
        'unique group "Bands" {',
        f'rule "Edge" {{ when {condition}  assign warm }}\nunique group "Bands" {{',
    )
    dead = [d.label.subject for d in linted("scored", change) if d.name == "unreachable-rule"]
    assert dead == (["Edge"] if is_dead else [])


def test_the_bands_cover_all_scores_and_are_disjoint() -> None:
    facts = facts_about("scored")
    assert facts.unique_groups.overlaps == ()
    assert facts.unique_groups.undecided == 0
    proved = {promise.name for promise in facts.promises.proved}
    assert "every score has a band" in proved
    assert "free mail and an e-book never make an A" in proved
    assert facts.undecided == 0


def test_free_mail_and_an_e_book_make_an_a_once_pricing_counts_thirty() -> None:
    refuted = found(linted("scored", THIRTY), "refuted-assert")
    assert refuted.label.subject == "free mail and an e-book never make an A"
    assert refuted.witness is not None
    witness = dict(refuted.witness)
    assert witness["source"] == "e-book"
    assert witness["title"] == "C-level"
    assert [text for title, text in refuted.notes if title == "moment"] != []


def _minutes_before_a_manager(facts: PolicyFacts, rule: str) -> int:
    """Return the open minutes of the chain up to the step that escalates."""
    branch = next(b for b in facts.chain.branches if b.rule == rule)
    decision = facts.chain.index.decision(branch.decision_id)
    assert decision.clock is not None
    units = {TimeUnit.MINUTE: 1, TimeUnit.HOUR: 60}
    whole = decision.clock.span.amount * units[decision.clock.span.unit]
    for step in facts.chain.index.steps(decision.id):
        if step.timing is StepTiming.AFTER:
            assert step.delay is not None
            whole += step.delay.amount * units[step.delay.unit]
        if isinstance(step.action, Escalate):
            return whole
        assert isinstance(step.action, NotifyStep) or step.timing is not StepTiming.AT
    raise AssertionError("nobody escalates")


def test_the_worst_chain_before_a_manager_has_it() -> None:
    facts = facts_about("scored")
    assert _minutes_before_a_manager(facts, "A") == 30
    assert _minutes_before_a_manager(facts, "B") == 4 * 60


def test_an_overlap_of_two_bands_at_seventy() -> None:
    overlap = found(linted("scored", TO_70), "overlap-in-unique-group", "B")
    assert overlap.severity is Severity.ERROR
    assert [label.subject for label in overlap.related] == ["A"]
    policy = policy_of("scored", TO_70)
    assert overlap.witness is not None
    at = [datetime.fromisoformat(text) for title, text in overlap.notes if title == "moment"]
    record = json.loads(json.dumps(dict(overlap.witness), default=str))
    router = Router(policy.graph)
    score = _score(policy, router.read(record).values, at[0] if at else MONDAY)
    assert score == 70
    assert router.decide(record, MemoryState(), at[0] if at else None).rule == "A"


def _score(policy: Any, values: Any, at: datetime) -> int:
    from routewright_runtime.evaluate.conditions import Evaluation

    router = Router(policy.graph)
    evaluation = Evaluation(router.policy, values, at)
    (score,) = policy.graph.scores
    return sum(int(line.points) for line in score.lines if evaluation.holds(line.condition))


# --- S9 ---------------------------------------------------------------------------------------


def test_a_mid_atlantic_row_ties_in_new_jersey() -> None:
    (tied,) = refusals("territories", MID_ATLANTIC)
    assert tied.name == "tied-table-rows"
    assert tied.severity is Severity.ERROR
    assert tied.witness == (("country", "US"), ("state", "US-NJ"))


def _only_last_row(facts: PolicyFacts) -> set[str]:
    """Return the countries of which every record that comes to the table finds its last row."""
    (table,) = facts.graph.tables
    space, encoder = facts.space, facts.space.encoder
    call = (table.name, (FieldTerm("postal"), FieldTerm("state"), FieldTerm("country")))
    last = encoder.finds_row(call, table.rows[-1])
    model = encoder.fields["country"]
    found = set()
    for number in set_bits(space.encoder.space.allowed[model.anchor] & ~1):
        here = encoder.formulas.literal(model.anchor, 1 << number)
        other = encoder.formulas.every((here, encoder.formulas.negation(last)))
        if space.solver.any_hole(encoder.boxes(other), 0) is None:
            found.update(str(value) for value in model.part(None).group(number))
    return found


def test_the_countries_that_only_the_last_row_catches() -> None:
    facts = facts_about("territories")
    listed = {"US", "CA", "GB", "IE", "DE", "AT", "CH"}
    every = {code for code in country_names() if len(code) == 2 and code.isupper()}
    only = _only_last_row(facts)
    assert "PR" in only
    assert only.isdisjoint(listed)
    assert len(only) > 230
    if every:
        assert only == every - listed


def test_the_last_row_is_reached_by_puerto_rico() -> None:
    facts = facts_about("territories")
    assert facts.rows.idle == ()
    proved = {promise.name for promise in facts.promises.proved}
    assert "Puerto Rico is nobody's territory yet" in proved
    assert _decided(policy_of("territories"), (("country", "PR"),)) == "Territory"
    assert files_of("territories")["territories.csv"].endswith(",,,global\n")
