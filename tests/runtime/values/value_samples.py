"""Strategies for raw and canonical values, shared by the tests of this folder."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from routewright_runtime.values import TypeName, ValueType

MEMBERS = ("SaaS", "Fintech", "C-level", "Öl & Gas", "Other")


def sample_type(name: TypeName, *, is_open: bool = False) -> ValueType:
    """Return a type of that name, with members where it needs some."""
    has_members = name in (TypeName.CHOICE, TypeName.CHOICES)
    return ValueType(name, MEMBERS if has_members else (), is_open)


TYPES = [sample_type(name) for name in TypeName] + [
    sample_type(TypeName.CHOICE, is_open=True),
    sample_type(TypeName.CHOICES, is_open=True),
]

WORDS = st.sampled_from(
    [
        "", " ", "DE", "us", "UK", "US-CA", "California", "de-DE", "german", "Cfo@Bank.example",
        "jörg@müller.example", "x@faß.example", "www.acme.com", "https://www.Acme.com:8080/x?y#z",
        "http://localhost/", "+49 30 123456", "030 123456", "4,000", "4000.0", "1e3", "-.5",
        "true", "No", "2026-03-10", "2026-03-10T09:00+01:00", "2026-03-29 02:30",
        "saas; fintech;x", "Öl & gas", "0035312345678", "n/a", "\ud800", "a\x00b", "x" * 300,
        "9" * 50, "C-LEVEL", "Kosovo", "norsk",
    ]
)  # fmt: skip

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.dates()
    | st.datetimes()
    | WORDS
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)

NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20
)
MOMENTS = st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29))

CANONICAL: dict[TypeName, st.SearchStrategy[object]] = {
    TypeName.INTEGER: st.integers(-(10**39), 10**39),
    TypeName.NUMBER: NUMBERS.map(lambda d: Decimal(f"{d.normalize():f}")),
    TypeName.BOOLEAN: st.booleans(),
    TypeName.DATE: st.dates(min_value=date(1, 1, 1)),
    TypeName.DATETIME: MOMENTS.map(lambda d: d.replace(tzinfo=UTC)),
}
