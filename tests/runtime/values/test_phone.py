"""Telephone numbers, against libphonenumber's own examples."""

import phonenumbers
import pytest

from routewright_runtime.values import Reading, TypeName, ValueType, country_names, part_of, read

PHONE = ValueType(TypeName.PHONE)
# Countries whose example number lies in a range that the library gives to a neighbour.
SHARED = {"EH": "MA", "MF": "BL"}
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def test_the_example_number_of_every_country_reads_both_ways() -> None:
    for region in REGIONS:
        number = phonenumbers.example_number(region)
        assert number is not None
        expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        assert read(PHONE, expected) == Reading(expected)
        assert read(PHONE, national, country=region) == Reading(expected)
        known = {"AC": "SH", "TA": "SH", **SHARED}.get(region, region)
        assert part_of(expected, TypeName.PHONE, "country") == known


def test_every_region_is_a_country() -> None:
    assert set(REGIONS) - set(country_names()) == {"AC", "TA"}


@pytest.mark.parametrize(
    ("raw", "country", "value"),
    [
        ("+49 (30) 123456", None, "+4930123456"),
        ("0049 30 123456", None, "+4930123456"),
        ("030/123456", "DE", "+4930123456"),
        ("(202) 555-0143 ext. 12", "US", "+12025550143"),
        (2025550143, "US", "+12025550143"),
        ("+1 202 555 0143", "DE", "+12025550143"),
    ],
)
def test_spellings(raw: object, country: str | None, value: str) -> None:
    assert read(PHONE, raw, country=country) == Reading(value)


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        ("030 123456", None), ("12345", "US"), ("555-0143", "US"), ("call me", "DE"), ("+", None),
        ("+999 123", None), ("1" * 200, "US"), (True, "US"), (1.5, "US"), ("+49", None),
        ("030 123456", "AQ"),
    ],
)  # fmt: skip
def test_what_is_no_number(raw: object, country: str | None) -> None:
    reading = read(PHONE, raw, country=country)
    assert reading.value is None
    assert reading.problem


def test_a_country_is_never_guessed() -> None:
    unknown_range = read(PHONE, "+1 555 555 5555").value
    assert unknown_range == "+15555555555"
    assert part_of(unknown_range, TypeName.PHONE, "country") is None
    assert part_of("+80012345678", TypeName.PHONE, "country") is None
