"""Parts of addresses: what a record can hold is never ruled out; what none can hold is."""

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routewright_compiler.analysis.domains.field_model import numbers_of
from routewright_compiler.analysis.domains.samples import reads_of
from routewright_compiler.analysis.domains.text_search import spelling
from routewright_runtime.patterns import Pattern, compile_pattern
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, part_of

SCRIPTS = "aZ09-_.@ 'éßжक्षिहिन्दी漢字ابنñİıſ!#&/:"
PIECE = st.text(alphabet=SCRIPTS, min_size=1, max_size=6) | st.text(min_size=1, max_size=4)
HOST = st.lists(PIECE, min_size=2, max_size=3).map(".".join)
ANY = settings(max_examples=400, deadline=None, database=None)


def matches(type_name: TypeName, part: str | None, value: str) -> bool:
    compiled = compile_pattern(spelling(type_name, part))
    assert isinstance(compiled, Pattern)
    return compiled.matches(fold(value))


@ANY
@given(PIECE, HOST)
@example("o'brien+x", "mail.example")
@example("प्रिया", "हिन्दी.भारत")
def test_every_address_and_its_parts_have_their_spelling(local: str, host: str) -> None:
    value = reads_of(TypeName.EMAIL)(fold(f"{local}@{host}"))
    if value is None:
        return
    assert matches(TypeName.EMAIL, None, value)
    for part in ("domain", "local"):
        assert matches(TypeName.EMAIL, part, str(part_of(value, TypeName.EMAIL, part)))


@ANY
@given(HOST, st.sampled_from(["", "https://", "http://www."]), st.sampled_from(["", "/a", ":8080"]))
@example("हिन्दी.भारत", "https://", "")
def test_every_web_address_and_domain_has_its_spelling(host: str, start: str, end: str) -> None:
    domain = reads_of(TypeName.DOMAIN)(fold(host))
    if domain is not None:
        assert matches(TypeName.DOMAIN, None, domain)
    value = reads_of(TypeName.URL)(fold(f"{start}{host}{end}"))
    if value is None:
        return
    assert matches(TypeName.URL, None, value)
    part = part_of(value, TypeName.URL, "domain")
    assert part is None or matches(TypeName.URL, "domain", str(part))


@pytest.mark.parametrize(
    ("type_name", "part", "value"),
    [
        (TypeName.EMAIL, "domain", ".com"),
        (TypeName.EMAIL, "domain", "a..com"),
        (TypeName.EMAIL, "domain", "-a.com"),
        (TypeName.EMAIL, "domain", "a_b.com"),
        (TypeName.EMAIL, "local", "a@b"),
        (TypeName.EMAIL, "local", "a."),
        (TypeName.EMAIL, None, "a@b@c.com"),
        (TypeName.URL, "domain", "a/b.com"),
        (TypeName.DOMAIN, None, "com"),
    ],
)
def test_what_is_no_value_has_not(type_name: TypeName, part: str | None, value: str) -> None:
    assert not matches(type_name, part, value)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_number_of_a_country_begins_with_its_code(region: str) -> None:
    tried = 0
    for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        country = part_of(text, TypeName.PHONE, "country")
        assert matches(TypeName.PHONE, None, text)
        if country is not None:
            compiled = compile_pattern(numbers_of([str(country)]))
            assert isinstance(compiled, Pattern)
            assert compiled.matches(text)
            tried += 1
    assert tried
