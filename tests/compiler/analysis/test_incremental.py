"""After an edit, the facts are those of a new analysis, whatever was taken over."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis import graphs
from compiler.analysis.graphs import (
    ACTIONS,
    COUNTRY,
    DECLARED,
    EMAIL,
    FIELDS,
    KIND,
    NOTE,
    RICH,
    Rule,
    build,
    conditions,
    plain_field,
)
from routewright_compiler.analysis.claims import receives, receives_where
from routewright_compiler.analysis.empty_fields import needed_empty
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.incremental import edit_between
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    DuringCalendar,
    FieldTerm,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import TypeName, ValueType

TRIED = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

Rules = list[Rule]


@st.composite
def edits(draw: st.DrawFn) -> tuple[Rules, Rules]:
    """Draw a list of rules and the list after an edit: changed, moved, added, deleted."""
    condition = conditions(RICH)
    rules = [
        Rule(f"rule {n}", draw(condition), draw(st.sampled_from(ACTIONS)))
        for n in range(draw(st.integers(1, 6)))
    ]
    edited = list(rules)
    at = draw(st.integers(0, len(rules) - 1))
    match draw(st.sampled_from(["change", "move", "add", "delete", "outcome"])):
        case "change":
            edited[at] = replace(rules[at], condition=draw(condition))
        case "move":
            edited.insert(draw(st.integers(0, len(rules) - 1)), edited.pop(at))
        case "add":
            edited.insert(at, Rule("new", draw(condition)))
        case "delete":
            del edited[at]
        case "outcome":
            edited[at] = replace(rules[at], action=draw(st.sampled_from(ACTIONS)))
    return rules, edited


@TRIED
@given(edits())
def test_the_facts_after_an_edit_are_those_of_a_new_analysis(edit: tuple[Rules, Rules]) -> None:
    old, new = (build(FIELDS, rules, **DECLARED) for rules in edit)
    before = Facts(old)
    verdicts = list(before.reach.verdicts)
    after, fresh = before.edited(new), Facts(new)
    assert after.reach.verdicts == fresh.reach.verdicts
    assert after.overlaps.pairs == fresh.overlaps.pairs
    assert after.redundancy.removable == fresh.redundancy.removable
    for number in after.reach.holes:
        found = after.reach.received(number)
        assert found is not None
        after.witness(found[1], receives(after.space, number), taken_by=number)
    assert before.reach.verdicts == verdicts
    assert before.edited(old).reach.verdicts == verdicts


def test_known_constants_keep_the_classes() -> None:
    rules = [
        Rule("a", AllOf((OneOf(COUNTRY, ("DE",)), OneOf(KIND, ("A",))))),
        Rule("b", OneOf(COUNTRY, ("FR",))),
    ]
    before = Facts(build(FIELDS, rules))
    assert before.reach
    known = [replace(rules[0], condition=OneOf(COUNTRY, ("DE", "FR"))), rules[1]]
    after = before.edited(build(FIELDS, known))
    assert after.space.encoder is before.space.encoder
    assert after.reach.verdicts[1].value == "hidden"
    unknown = [replace(rules[0], condition=OneOf(COUNTRY, ("US",))), rules[1]]
    other = before.edited(build(FIELDS, unknown))
    assert other.space.encoder is not before.space.encoder
    assert other.reach.verdicts[1].value == "live"


def test_a_rule_that_now_hides_another_does_so_on_finer_classes() -> None:
    rules = [Rule("a", OneOf(KIND, ("A",))), *(Rule(t, OneOf(NOTE, (t,))) for t in ("vp", "cto"))]
    before = Facts(build(FIELDS, rules))
    assert [v.value for v in before.reach.verdicts[1:3]] == ["live", "live"]
    wide = replace(rules[0], condition=TextHolds(NOTE, TextRelation.STARTS_WITH, ("c",)))
    after = before.edited(build(FIELDS, [wide, *rules[1:]]))
    assert after.space.encoder.space is before.space.encoder.space, "finer classes do"
    assert [v.value for v in after.reach.verdicts[1:3]] == ["live", "hidden"]


def assert_like_new(facts: Facts, graph: DecisionGraph) -> None:
    """Assert that facts are those of a new analysis, and can be shown."""
    fresh = Facts(graph)
    assert facts.reach.verdicts == fresh.reach.verdicts
    assert facts.overlaps.pairs == fresh.overlaps.pairs
    assert facts.redundancy.removable == fresh.redundancy.removable
    assert [m.field for m in facts.gaps.missing] == [m.field for m in fresh.gaps.missing]
    for number in facts.reach.holes:
        found = facts.reach.received(number)
        claim = receives_where(facts.space, number, facts.space.formulas[number])
        assert found is not None
        witness = facts.witness(found[1], claim, taken_by=number)
        expected = facts.witness(found[1], receives(facts.space, number), taken_by=number)
        assert witness == expected
        assert needed_empty(facts.space, witness, claim) == needed_empty(
            facts.space, witness, receives(facts.space, number)
        )


def test_what_one_version_learns_is_nothing_to_another() -> None:
    """Of finer and coarser classes in one space each version knows its own."""
    impossible = TextHolds(EMAIL, TextRelation.STARTS_WITH, ("@",))
    rules = [
        Rule("edited", OneOf(KIND, ("C",))),
        Rule("a", AnyOf((OneOf(KIND, ("A",)), impossible))),
        Rule("b", DuringCalendar("office")),
        Rule("c", OneOf(KIND, ("B",))),
    ]
    old = build(FIELDS, rules, calendars=(graphs.OFFICE,))
    start = TextHolds(EMAIL, TextRelation.STARTS_WITH, ("x", "@x"))
    edited = replace(rules[0], condition=start)
    new = build(FIELDS, [edited, *rules[1:]], calendars=(graphs.OFFICE,))
    before = Facts(old)
    assert before.reach
    after = before.edited(new)
    space = before.space.encoder.space
    assert after.space.encoder.space is space, "finer classes do"
    for facts in (before, after):
        (box,) = facts.space.encoder.boxes(facts.space.encoder.formula(impossible))
        laws = len(space.forbidden)
        assert not facts.space.solver.is_possible(box)
        assert len(space.forbidden) > laws, "learned of the classes of this version"
    assert_like_new(after, new)
    assert_like_new(before, old)


def test_a_helper_column_of_one_version_is_nothing_to_another() -> None:
    names = "abcdefghijkl"
    flags = [OneOf(FieldTerm(name), (True,)) for name in names]
    fields = [*FIELDS, *(plain_field(name, ValueType(TypeName.BOOLEAN)) for name in names)]
    rules = [Rule("edited", OneOf(KIND, ("C",))), Rule("a", AnyOf((*flags, OneOf(NOTE, ("vp",)))))]
    pairs = zip(flags[::2], flags[1::2], strict=True)
    sums = [AnyOf((*pair, OneOf(NOTE, (f"note {n}",)))) for n, pair in enumerate(pairs)]
    edited = replace(rules[0], condition=AllOf(tuple(sums)))
    old, new = build(fields, rules), build(fields, [edited, rules[1]])
    before = Facts(old)
    assert before.reach
    after = before.edited(new)
    assert after.space.encoder.space is before.space.encoder.space, "finer classes do"
    assert after.space.encoder.normal_form.definitions
    assert_like_new(before, old)
    assert_like_new(after, new)


def test_an_edit_of_anything_else_starts_over() -> None:
    rules = [Rule("a", OneOf(COUNTRY, ("DE",)))]
    old = build(FIELDS, rules)
    assert edit_between(old, old) is not None
    assert edit_between(old, build(FIELDS, rules, definitions=(graphs.BIG,))) is None
