"""Conditions in the policy's own spelling."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from routewright_runtime.graph import conditions as c
from routewright_runtime.graph.conditions import FieldTerm, TimeAmount, TimeUnit
from routewright_runtime.graph.model import Assign, QueueTarget
from routewright_runtime.values import TypeName, ValueType
from routewright_runtime.words import Words
from runtime.graph.building import Do, graph_of, record_field

TYPES = {
    "country": ValueType(TypeName.COUNTRY),
    "state": ValueType(TypeName.STATE),
    "employees": ValueType(TypeName.INTEGER),
    "revenue": ValueType(TypeName.NUMBER),
    "email": ValueType(TypeName.EMAIL),
    "title": ValueType(TypeName.CHOICE, ("VP", "C-level", "in")),
    "products": ValueType(TypeName.CHOICES, ("Core", "API 2")),
    "partner": ValueType(TypeName.BOOLEAN),
    "created": ValueType(TypeName.DATETIME),
    "day": ValueType(TypeName.DATE),
    "goal": ValueType(TypeName.INTEGER),
}
GRAPH = graph_of(
    tuple(record_field(name, type_) for name, type_ in TYPES.items()),
    (),
    (Do(Assign(QueueTarget("desk"))),),
    zone="Europe/Berlin",
)
COUNTRY, EMPLOYEES, CREATED = FieldTerm("country"), FieldTerm("employees"), FieldTerm("created")
REVENUE, DOMAIN = FieldTerm("revenue"), FieldTerm("email", "domain")
IN_DACH = c.OneOf(COUNTRY, ("DE", "AT", "CH"))
LARGE = c.Between(EMPLOYEES, 1000, None)
MIDNIGHT = datetime(2026, 3, 9, 23, tzinfo=UTC)  # of 10 March in Berlin
DAY = timedelta(days=1)
WEEK = TimeAmount(7, TimeUnit.DAY)

CASES: tuple[tuple[c.Condition, str], ...] = (
    (LARGE, "employees >= 1000"),
    (c.Between(EMPLOYEES, 1000, None, is_low_included=False), "employees > 1000"),
    (c.Between(EMPLOYEES, 50, 999), "employees in 50..999"),
    (c.Between(EMPLOYEES, 50, 999, is_high_included=False), "employees >= 50 and employees < 999"),
    (c.Between(REVENUE, Decimal("50000000"), None), "revenue >= 50M"),
    (c.Between(REVENUE, None, Decimal("0.5")), "revenue <= 0.5"),
    (c.OneOf(COUNTRY, ("DE",)), "country = DE"),
    (c.Negation(c.OneOf(COUNTRY, ("DE",))), "country != DE"),
    (IN_DACH, "country in (DE, AT, CH)"),
    (c.Negation(IN_DACH), "not country in (DE, AT, CH)"),
    (c.OneOf(FieldTerm("state"), ("US-CA",)), "state = US-CA"),
    (c.OneOf(DOMAIN, ("gmail.com", "x.org")), 'email.domain in ("gmail.com", "x.org")'),
    (c.OneOf(FieldTerm("title"), ("VP", "C-level", "in")), 'title in (VP, "C-level", "in")'),
    (c.OneOf(FieldTerm("partner"), (True,)), "partner"),
    (c.Negation(c.OneOf(FieldTerm("partner"), (True,))), "not partner"),
    (c.OneOf(FieldTerm("partner"), (False,)), "partner = false"),
    (c.Known(COUNTRY), "country is known"),
    (c.Negation(c.Known(COUNTRY)), "country is empty"),
    (c.HasMembers(FieldTerm("products"), ("API 2",)), 'products has "API 2"'),
    (
        c.HasMembers(FieldTerm("products"), ("Core", "API 2"), True),
        'products has all of (Core, "API 2")',
    ),
    (c.TextHolds(DOMAIN, c.TextRelation.ENDS_WITH, ('a"b',)), 'email.domain ends with "a\\"b"'),
    (c.TextHolds(DOMAIN, c.TextRelation.CONTAINS, ("a", "b")), 'email.domain contains ("a", "b")'),
    (c.OneOf(DOMAIN, ("x.org",), written=("X.Org",)), 'email.domain = "X.Org"'),
    (c.Negation(c.OneOf(DOMAIN, ("x.org",), written=("X.Org",))), 'email.domain != "X.Org"'),
    (
        c.OneOf(DOMAIN, ("x.org", "y.org"), written=("", "Y.org")),
        'email.domain in ("x.org", "Y.org")',
    ),
    (
        c.TextHolds(DOMAIN, c.TextRelation.CONTAINS, ("ab",), written=("aB",)),
        'email.domain contains "aB"',
    ),
    (c.MatchesPattern(DOMAIN, "[a-z]+"), "email.domain matches /[a-z]+/"),
    (c.WithinLast(CREATED, WEEK), "created within 7 days"),
    (c.WithinLast(CREATED, TimeAmount(1, TimeUnit.HOUR)), "created within 1 hour"),
    (c.DuringCalendar("berlin"), "during berlin"),
    (c.OutsideTest("x"), 'outside "x"'),
    (c.ComparesTerms(EMPLOYEES, c.Order.LESS, FieldTerm("goal")), "employees < goal"),
    (c.Negation(c.ComparesTerms(EMPLOYEES, c.Order.EQUAL, FieldTerm("goal"))), "employees != goal"),
    (c.Between(FieldTerm("day"), date(2026, 3, 1), None), "day >= 2026-03-01"),
    (c.Between(CREATED, MIDNIGHT, MIDNIGHT + DAY, True, False), "created = 2026-03-10"),
    (
        c.Between(CREATED, MIDNIGHT, MIDNIGHT + 3 * DAY, True, False),
        "created in 2026-03-10..2026-03-12",
    ),
    (c.Between(CREATED, MIDNIGHT, None), "created >= 2026-03-10"),
    (c.Between(CREATED, MIDNIGHT + DAY / 2, None), "created >= 2026-03-10T12:00+01:00"),
    (c.AllOf((IN_DACH, LARGE)), "country in (DE, AT, CH) and employees >= 1000"),
    (
        c.AllOf((c.Known(COUNTRY), c.AnyOf((LARGE, c.Defined("big"))))),
        "country is known and (employees >= 1000 or big)",
    ),
    (
        c.AnyOf((c.AllOf((c.Known(COUNTRY), LARGE)), c.Defined("big"))),
        "(country is known and employees >= 1000) or big",
    ),
    (c.Negation(c.AnyOf((LARGE, c.Defined("big")))), "not (employees >= 1000 or big)"),
    (c.Negation(LARGE), "not (employees >= 1000)"),
    (
        c.AnyOf((c.Between(EMPLOYEES, 1, 5, True, False), c.Defined("big"))),
        "(employees >= 1 and employees < 5) or big",
    ),
)


@pytest.mark.parametrize(("condition", "words"), CASES, ids=[words for _, words in CASES])
def test_conditions_read_as_they_are_written(condition: c.Condition, words: str) -> None:
    assert Words(GRAPH).condition(condition) == words


def test_long_lists_are_cut_only_where_it_is_said() -> None:
    many = c.OneOf(COUNTRY, ("DE", "AT", "CH", "FR", "GB", "ES"))
    assert Words(GRAPH).condition(many) == "country in (DE, AT, CH, FR, GB, ES)"
    assert Words(GRAPH, 3).condition(many) == "country in (DE, AT, CH, and 3 more)"
    assert Words(GRAPH, 5).condition(many) == "country in (DE, AT, CH, FR, GB, ES)"


def test_values_stand_as_in_a_rule() -> None:
    words = Words(GRAPH)
    assert words.value(FieldTerm("title"), "C-level") == '"C-level"'
    assert words.value(COUNTRY, None) == "empty"
    assert words.value(FieldTerm("products"), ("Core", "API 2")) == 'Core, "API 2"'
    assert words.value(CREATED, MIDNIGHT) == "2026-03-10T00:00+01:00"
    assert words.value(REVENUE, Decimal("1234.50")) == "1234.50"
