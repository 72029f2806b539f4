"""A quick reading gives exactly what the careful one gives, or leaves the text to it."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.quick_reading import quick_reading
from routewright_runtime.values import TypeName, ValueType, read

ZONE = ZoneInfo("Europe/Berlin")
TYPES = (
    ValueType(TypeName.TEXT),
    ValueType(TypeName.INTEGER),
    ValueType(TypeName.INTEGER, low=Decimal(0), high=Decimal("99.5")),
    ValueType(TypeName.NUMBER),
    ValueType(TypeName.NUMBER, low=Decimal("0.5")),
    ValueType(TypeName.EMAIL),
    ValueType(TypeName.DATETIME),
)
TEXTS = st.one_of(
    st.text(max_size=8),
    st.text(st.sampled_from(" 0123456789.,-+eE\u0663\xb2\t"), max_size=22),
    st.text(st.sampled_from("ab@.-_ A\xdf\xa0\x1c\x85"), max_size=12),
    st.from_regex(
        r"[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-5][0-9](Z|\\+01:00)?)?", fullmatch=True
    ),
)


@given(type_=st.sampled_from(TYPES), text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_quick_is_careful(type_: ValueType, text: str) -> None:
    quick = quick_reading(type_, ZONE)
    assert quick is not None
    found = quick(text)
    careful = read(type_, text, zone=ZONE)
    if found is not None:
        assert careful.problem is None
        assert repr(found) == repr(careful.value)


def test_plain_spellings_are_quick() -> None:
    read_quickly = {
        type_.name: quick(text)
        for type_, text in zip(
            (TYPES[0], TYPES[1], TYPES[3], TYPES[5], TYPES[6]),
            (" Ulm ", "42", "007", "A@b.example", "2026-03-10"),
            strict=True,
        )
        if (quick := quick_reading(type_, ZONE)) is not None
    }
    assert None not in read_quickly.values()
    assert len(read_quickly) == 5
