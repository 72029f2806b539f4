"""Literals are strict, and every refusal of a likely slip offers the right spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.values import (
    Reading,
    Suggestion,
    TypeName,
    ValueType,
    check_member,
    country_names,
    member_problem,
    parts_of,
    read,
    state_from_part,
)
from runtime.values.value_samples import TYPES, WORDS, sample_type


@given(st.sampled_from(TYPES), WORDS | st.text(max_size=20))
def test_a_literal_that_passes_is_canonical(type_: ValueType, text: str) -> None:
    checked = check_member(type_, text)
    if isinstance(checked, str) and checked and "\ud800" not in text and ";" not in text:
        value = read(type_, checked).value
        expected = {"true": True, "false": False}.get(checked, checked)
        if type_.name is TypeName.CHOICES:
            assert value == (checked,)
        elif type_.name is TypeName.BOOLEAN:
            assert value is expected
        else:
            assert value == checked


@given(st.sampled_from(TYPES), WORDS | st.text(max_size=20))
def test_what_is_offered_passes(type_: ValueType, text: str) -> None:
    checked = check_member(type_, text)
    if isinstance(checked, Suggestion) and checked.offer is not None:
        assert check_member(type_, checked.offer) == checked.offer


@pytest.mark.parametrize(
    ("name", "text", "offer"),
    [
        (TypeName.COUNTRY, "UK", "GB"),
        (TypeName.COUNTRY, "de", "DE"),
        (TypeName.COUNTRY, "Germany", "DE"),
        (TypeName.COUNTRY, "Germny", "DE"),
        (TypeName.COUNTRY, "DEU", "DE"),
        (TypeName.COUNTRY, "Qqqqqqq", None),
        (TypeName.STATE, "us-ca", "US-CA"),
        (TypeName.STATE, "California", "US-CA"),
        (TypeName.STATE, "NSW", "AU-NSW"),
        (TypeName.STATE, "CA", None),
        (TypeName.STATE, "US-CAL", "US-CA"),
        (TypeName.LANGUAGE, "DE", "de"),
        (TypeName.LANGUAGE, "deu", "de"),
        (TypeName.LANGUAGE, "German", "de"),
        (TypeName.CHOICE, "saas", "SaaS"),
        (TypeName.CHOICE, "Fintec", "Fintech"),
        (TypeName.DOMAIN, "https://www.acme.com/x", "acme.com"),
        (TypeName.DOMAIN, "ann@acme.com", "acme.com"),
        (TypeName.EMAIL, "ann", None),
        (TypeName.BOOLEAN, "yes", "true"),
        (TypeName.PHONE, "030 123456", None),
    ],
)
def test_offers(name: TypeName, text: str, offer: str | None) -> None:
    checked = check_member(sample_type(name), text)
    assert isinstance(checked, Suggestion)
    assert checked.offer == offer


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        (TypeName.COUNTRY, "GB", "GB"),
        (TypeName.STATE, "US-CA", "US-CA"),
        (TypeName.LANGUAGE, "de", "de"),
        (TypeName.LANGUAGE, "gsw", "gsw"),
        (TypeName.CHOICE, "C-level", "C-level"),
        (TypeName.EMAIL, "X@Y.Example", "x@y.example"),
        (TypeName.DOMAIN, "Gmail.com", "gmail.com"),
        (TypeName.PHONE, "+49 30 123456", "+4930123456"),
        (TypeName.URL, "acme.com/x", "https://acme.com/x"),
        (TypeName.USER, "005X", "005X"),
        (TypeName.TEXT, " Hello ", "Hello"),
        (TypeName.BOOLEAN, "true", "true"),
    ],
)
def test_literals(name: TypeName, text: str, value: str) -> None:
    assert check_member(sample_type(name), text) == value


def test_a_part_of_a_state_is_resolved_among_the_countries_of_the_policy() -> None:
    assert state_from_part("CA", ("US", "CA")) == "US-CA"
    assert state_from_part("QC", {"US", "CA"}) == "CA-QC"
    several = state_from_part("CA", ("US", "ES"))
    assert isinstance(several, Suggestion)
    assert several.problem == "`CA` may be `ES-CA` or `US-CA`"
    near = state_from_part("Californa", ("US",))
    assert isinstance(near, Suggestion)
    assert near.offer == "US-CA"
    assert isinstance(state_from_part("QQ", tuple(country_names())), Suggestion)


def test_members_that_cannot_be_declared() -> None:
    assert member_problem(TypeName.CHOICE, "A;B") is None
    assert member_problem(TypeName.CHOICES, "A;B") is not None
    assert member_problem(TypeName.CHOICE, " ") is not None


def test_parts() -> None:
    assert dict(parts_of(TypeName.EMAIL)) == {"domain": TypeName.DOMAIN, "local": TypeName.TEXT}
    assert dict(parts_of(TypeName.TEXT)) == {}
    assert read(ValueType(TypeName.COUNTRY), "UK") == Reading("GB")
