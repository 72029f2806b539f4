"""Laws of reading that hold for every type: total, blank, stable, and written so that it reads."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.text import fold
from routewright_runtime.values import (
    Reading,
    TypeName,
    ValueType,
    is_blank,
    read,
    to_json,
    to_text,
)
from runtime.values.value_samples import CANONICAL, JSON, MEMBERS, TYPES, WORDS, sample_type

BERLIN = ZoneInfo("Europe/Berlin")
EXPECTED = {
    TypeName.INTEGER: int,
    TypeName.NUMBER: Decimal,
    TypeName.BOOLEAN: bool,
    TypeName.DATETIME: datetime,
    TypeName.CHOICES: tuple,
}


@settings(max_examples=300)
@given(st.sampled_from(TYPES), JSON | WORDS, st.sampled_from([None, "DE", "US", "XK"]))
def test_reading_never_raises_and_gives_a_canonical_value(
    type_: ValueType, raw: object, country: str | None
) -> None:
    reading = read(type_, raw, zone=BERLIN, country=country)
    if reading.value is None:
        assert is_blank(raw, frozenset()) or reading.problem or type_.name is TypeName.CHOICES
        return
    assert isinstance(reading.value, EXPECTED.get(type_.name, object))
    if reading.problem is not None:
        assert type_.name is TypeName.CHOICES
        assert "\n" not in reading.problem
    again = read(type_, reading.value, zone=BERLIN, country=country)
    assert again == Reading(reading.value)


@settings(max_examples=300)
@given(st.sampled_from(TYPES), JSON | WORDS, st.sampled_from([None, "DE", "US"]))
def test_what_is_written_reads_as_the_same_value(
    type_: ValueType, raw: object, country: str | None
) -> None:
    value = read(type_, raw, zone=BERLIN, country=country).value
    assert read(type_, to_json(value), zone=BERLIN).value == value
    assert read(type_, to_text(value), zone=BERLIN).value == value


@pytest.mark.parametrize("name", CANONICAL)
@given(st.data())
def test_canonical_values_survive_writing(name: TypeName, data: st.DataObject) -> None:
    value = data.draw(CANONICAL[name])
    type_ = ValueType(name)
    assert read(type_, to_json(value), zone=BERLIN) == Reading(value)  # type: ignore[arg-type]
    assert read(type_, to_text(value), zone=BERLIN) == Reading(value)  # type: ignore[arg-type]


@given(st.sampled_from(TYPES), st.sampled_from(["Select", "n/a", "-", "0", "true", "unknown"]))
def test_a_blank_spelling_is_empty_in_every_type(type_: ValueType, blank: str) -> None:
    blanks = frozenset({fold(blank)})
    raws: tuple[object, ...] = (blank, f"  {blank.upper()} ", None, "", "   ", "\u00a0", [], {})
    for raw in raws:
        assert read(type_, raw, blanks=blanks) == Reading(None)


def test_a_blank_spelling_is_empty_in_json_too() -> None:
    blanks = frozenset({"0", "true"})
    assert read(ValueType(TypeName.INTEGER), 0, blanks=blanks) == Reading(None)
    assert read(ValueType(TypeName.NUMBER), Decimal(0), blanks=blanks) == Reading(None)
    assert read(ValueType(TypeName.BOOLEAN), True, blanks=blanks) == Reading(None)
    assert read(ValueType(TypeName.INTEGER), 1, blanks=blanks) == Reading(1)


def test_half_a_character_does_not_read() -> None:
    for type_ in TYPES:
        assert read(type_, "a\ud800").value is None


def test_texts_keep_their_spelling() -> None:
    text = ValueType(TypeName.TEXT)
    assert read(text, "  Straße ") == Reading("Straße")
    assert read(text, 12) == Reading("12")
    assert read(text, True) == Reading("true")
    assert read(text, Decimal("1.50")) == Reading("1.50")
    assert read(text, ["a"]).problem == "`a list` is not a text"


def test_users() -> None:
    user = ValueType(TypeName.USER)
    assert read(user, " Lena@Acme.Example ") == Reading("lena@acme.example")
    assert read(user, "005A0000001XyZ") == Reading("005A0000001XyZ")
    assert read(user, 17) == Reading("17")
    assert read(user, "who@where") == Reading("who@where")


@given(st.lists(st.sampled_from([*MEMBERS, "saas", " OTHER ", "x", "", "Select"]), max_size=6))
def test_a_list_and_a_separated_text_of_choices_read_alike(items: list[str]) -> None:
    for is_open in (False, True):
        type_ = sample_type(TypeName.CHOICES, is_open=is_open)
        blanks = frozenset({"select"})
        assert read(type_, items, blanks=blanks) == read(type_, ";".join(items), blanks=blanks)


def test_choices_stand_in_declared_order_without_duplicates() -> None:
    type_ = sample_type(TypeName.CHOICES)
    assert read(type_, "other;SAAS;Other; fintech") == Reading(("SaaS", "Fintech", "Other"))
    reading = read(type_, ["x", "SaaS", "y"])
    assert reading.value == ("SaaS",)
    assert reading.problem == "`x`, `y` are none of SaaS, Fintech, C-level, Öl & Gas, Other"
    assert read(type_, ["x"]) == Reading(
        None, "`x` is none of SaaS, Fintech, C-level, Öl & Gas, Other"
    )
    opened = sample_type(TypeName.CHOICES, is_open=True)
    assert read(opened, "zeta;Other;alpha;ZETA") == Reading(("Other", "zeta", "alpha"))


def test_a_member_with_a_separator_is_read_where_it_stands_alone() -> None:
    type_ = ValueType(TypeName.CHOICES, ("A;B", "A"))
    assert read(type_, "a;b") == Reading(("A;B",))
    assert read(type_, ["a;b", "a"]) == Reading(("A;B", "A"))
    assert read(type_, "A;A") == Reading(("A",))


def test_a_choice_keeps_other_values_only_where_open() -> None:
    assert read(sample_type(TypeName.CHOICE), "saas") == Reading("SaaS")
    assert read(sample_type(TypeName.CHOICE), "Mining").value is None
    assert read(sample_type(TypeName.CHOICE, is_open=True), " Mining ") == Reading("Mining")


def test_moments_are_in_utc() -> None:
    value = read(ValueType(TypeName.DATETIME), "2026-03-10T10:00-05:00").value
    assert value == datetime(2026, 3, 10, 15, tzinfo=UTC)
    assert isinstance(value, datetime)
    assert value.tzinfo is UTC
