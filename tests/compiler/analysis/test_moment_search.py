"""Times of the decision that dates and calendars leave, and what is said where none is found."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis.graphs import (
    COUNTRY,
    CREATED,
    DAY,
    FIELDS,
    RICH,
    VALUES,
    Rule,
    build,
    plain_field,
    policies,
)
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.conditions import (
    AllOf,
    Between,
    Condition,
    DuringCalendar,
    FieldTerm,
    OneOf,
    TimeAmount,
    TimeUnit,
    WithinLast,
)
from routewright_runtime.graph.model import DecisionGraph, Field
from routewright_runtime.graph.people import Calendar, WeeklyOpening
from routewright_runtime.values import TypeName, ValueType

TRIED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
START, MIDDLE, END = (FieldTerm(name) for name in ("start", "middle", "end"))
DATED = (
    plain_field("day", ValueType(TypeName.DATE)),
    plain_field("created", ValueType(TypeName.DATETIME)),
)


def within(term: FieldTerm, amount: int, unit: TimeUnit = TimeUnit.DAY) -> Condition:
    return WithinLast(term, TimeAmount(amount, unit))


def check_shown(graph: DecisionGraph, number: int) -> Lead:
    """Return the record that shows that a rule is reached, once the runtime has agreed."""
    facts = Facts(graph)
    found = facts.reach.received(number)
    assert found is not None
    assert Matcher(graph).match(dict(found[1].values), found[1].at) == number
    return found[1]


def days(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=3 * n) for n in range(count))


MAY = Between(DAY, date(2027, 5, 3), date(2027, 5, 9))
LONG_AGO = Between(DAY, date(1969, 5, 3), date(1969, 5, 9))
HOURS = Between(
    CREATED, datetime(2027, 5, 3, 9, tzinfo=UTC), datetime(2027, 5, 3, 11, 30, tzinfo=UTC)
)


@pytest.mark.parametrize(
    "tests",
    [(MAY, within(DAY, 2)), (LONG_AGO, within(DAY, 2)), (HOURS, within(CREATED, 2))],
    ids=["day", "day long ago", "moment"],
)
def test_a_date_has_both_its_age_and_its_place(tests: tuple[Condition, ...]) -> None:
    check_shown(build(DATED, [Rule("a", AllOf(tests))]), 0)


def test_a_required_date_is_shown_where_only_its_place_is_asked_for() -> None:
    field = Field("day", ValueType(TypeName.DATE), DATED[0].sources, is_required=True)
    old = AllOf((OneOf(COUNTRY, ("FR",)), Between(DAY, None, date(2020, 1, 1))))
    new = AllOf((OneOf(COUNTRY, ("DE",)), within(DAY, 7)))
    graph = build((FIELDS[1], field), [Rule("new", new), Rule("old", old)])
    space = PolicySpace(graph)
    found = space.solver.lead(space.boxes[1][0], space.before(1))
    assert found is not None
    day = found[1].values["day"]
    assert isinstance(day, date)
    assert day <= date(2020, 1, 1)
    check_shown(graph, 1)


def test_two_moments_may_leave_a_single_instant() -> None:
    fields = [plain_field(name, ValueType(TypeName.DATETIME)) for name in ("start", "end")]
    at = datetime(2027, 1, 1, 9, tzinfo=UTC)
    moments = {START: at, END: at + timedelta(hours=1)}
    tests = [
        test
        for term, moment in moments.items()
        for test in (Between(term, moment, moment), within(term, 1, TimeUnit.HOUR))
    ]
    lead = check_shown(build(fields, [Rule("a", AllOf(tuple(tests)))]), 0)
    assert (lead.values, lead.at) == ({"start": at, "end": moments[END]}, moments[END])


def test_dates_of_many_choices_that_meet_at_the_last_have_a_time() -> None:
    fields = [plain_field(name, ValueType(TypeName.DATE)) for name in ("start", "middle", "end")]
    later = days(date(2027, 1, 1), 14)
    listed = {START: (*days(date(2026, 1, 1), 14), later[-1]), MIDDLE: later, END: later}
    tests = [test for t, values in listed.items() for test in (OneOf(t, values), within(t, 1))]
    lead = check_shown(build(fields, [Rule("a", AllOf(tuple(tests)))]), 0)
    assert set(lead.values.values()) == {later[-1]}


def test_dates_of_many_choices_that_never_meet_have_none() -> None:
    fields = [plain_field(name, ValueType(TypeName.DATE)) for name in ("start", "middle", "end")]
    later = days(date(2027, 1, 1), 14)
    listed = {START: days(date(2026, 1, 1), 14), MIDDLE: later, END: later}
    tests = [test for t, values in listed.items() for test in (OneOf(t, values), within(t, 1))]
    facts = Facts(build(fields, [Rule("a", AllOf(tuple(tests)))]))
    assert facts.reach.verdicts[0] is Verdict.NEVER


def test_shut_hours_at_the_end_of_the_years_leave_the_question_open() -> None:
    low = datetime(9999, 12, 20, 4, tzinfo=UTC)
    fresh = within(CREATED, 1, TimeUnit.HOUR)
    asked = (Between(CREATED, low, low + timedelta(hours=1)), fresh, DuringCalendar("thursday"))
    hours = (Calendar("thursday", "UTC", (WeeklyOpening(3, 0, 60),)),)
    facts = Facts(build(DATED, [Rule("a", AllOf(asked))], calendars=hours))
    assert facts.reach.verdicts[0] is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "ends", [(date(9999, 12, 31), None), (None, date(1, 1, 2))], ids=["last", "first"]
)
def test_beyond_the_years_that_are_tried_nothing_is_claimed(
    ends: tuple[date | None, date | None],
) -> None:
    rule = Rule("a", AllOf((Between(DAY, *ends), within(DAY, 1))))
    assert Facts(build(DATED, [rule])).reach.verdicts[0] is Verdict.UNDECIDED


@TRIED
@given(policies(RICH), st.data())
def test_a_change_of_one_field_gives_the_classes_of_the_whole_record(
    graph: DecisionGraph, data: st.DataObject
) -> None:
    leads = PolicySpace(graph).solver.leads
    values = {name: data.draw(st.sampled_from(values)) for name, values in VALUES.items()}
    name = data.draw(st.sampled_from(list(VALUES)))
    changed = {**values, name: data.draw(st.sampled_from(VALUES[name]))}
    before, after = (
        Lead({n: v for n, v in some.items() if v is not None}) for some in (values, changed)
    )
    assert leads.changed(leads.point(before), after, name) == leads.point(after)


@pytest.mark.parametrize("old", [True, False])
def test_the_age_of_a_date_changes_with_it(old: bool) -> None:
    graph = build(DATED, [Rule("a", AllOf((within(DAY, 7), within(CREATED, 7))))])
    leads = PolicySpace(graph).solver.leads
    values = {"day": date(2026, 3, 9), "created": datetime(2026, 3, 9, tzinfo=UTC)}
    less = {"day": date(2025, 1, 1) if old else None, "created": values["created"]}
    before, after = (
        Lead({n: v for n, v in some.items() if v is not None}) for some in (values, less)
    )
    assert leads.changed(leads.point(before), after, "day") == leads.point(after)
