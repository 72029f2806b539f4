"""E-mail addresses, domains and web addresses; the short way equals the library."""

import re

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routewright_runtime.text import fold
from routewright_runtime.values import Reading, TypeName, ValueType, part_of, read

EMAIL = ValueType(TypeName.EMAIL)
DOMAIN = ValueType(TypeName.DOMAIN)
URL = ValueType(TypeName.URL)

LABELS = st.text("abz019-", min_size=1, max_size=5) | st.sampled_from(
    ["example", "com", "xn--mller-kva", "a--b", "ab--c", "a" * 63, "a" * 64, "1", "c0m", "0m"]
)
LOCALS = st.text("ab1.+_-'!#%&*/=?^`{|}~$", min_size=1, max_size=6) | st.sampled_from(
    ["info", "INFO", "a" * 64, "a" * 65, "a" * 240, '"a b"', "a b", "(a)", "a,b", "Ann.Lee"]
)
ADDRESSES = st.tuples(LOCALS, st.lists(LABELS, min_size=1, max_size=4)).map(
    lambda p: f"{p[0]}@{'.'.join(p[1])}"
)
RESERVED = re.compile(r"(?i)(^|[.@])(arpa|invalid|local|localhost|onion|test)\Z")


def by_library(text: str) -> str | None:
    """Return what email-validator makes of an address, folded; the reference."""
    try:
        checked = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return None
    return f"{fold(checked.local_part)}@{checked.domain}"


@settings(max_examples=400)
@given(ADDRESSES)
@example("a@b.1a")
@example("a@b.a-")
@example("a@b-.com")
@example("a@" + ".".join(["a" * 60] * 4) + ".com")
@example("a" * 100 + "@" + ".".join(["b" * 50] * 3) + ".com")
@example("a@x.com\n")
def test_the_short_way_is_the_library_on_plain_addresses(text: str) -> None:
    if not RESERVED.search(text):
        assert read(EMAIL, text).value == by_library(text.strip())


@given(ADDRESSES)
def test_case_of_an_address_does_not_count(text: str) -> None:
    assert read(EMAIL, text.upper()).value == read(EMAIL, text.lower()).value


@settings(max_examples=200)
@given(
    st.text(st.characters(categories=["L", "N", "M", "P"]), min_size=1, max_size=5),
    st.text(st.characters(categories=["Ll", "Lo", "Nd", "Mn"]), min_size=1, max_size=5),
)
@example("straße", "faß")
@example("ﬁ", "ﬁx")
@example("İ", "ı")
@example("σς", "βόλος")
def test_addresses_of_all_scripts_are_their_own_fold(local: str, label: str) -> None:
    for raw in (f"{local}@{label}.example", f"a@{label}.example"):
        value = read(EMAIL, raw).value
        if value is not None:
            assert isinstance(value, str)
            assert fold(value) == value
            assert read(EMAIL, value) == Reading(value)
            domain = part_of(value, TypeName.EMAIL, "domain")
            assert read(DOMAIN, domain) == Reading(domain)


def test_reserved_names_read() -> None:
    for host in ("x.example", "x.test", "corp.local", "x.invalid", "x.localhost", "TEST.Onion"):
        assert read(EMAIL, f"A@{host}") == Reading(f"a@{host.lower()}")
        assert read(DOMAIN, host) == Reading(host.lower())


def test_different_domains_stay_different() -> None:
    sharp = read(EMAIL, "a@faß.example").value
    plain = read(EMAIL, "a@fass.example").value
    assert sharp == "a@xn--fa-hia.example"
    assert plain == "a@fass.example"
    assert read(EMAIL, "a@xn--mller-kva.example").value == "a@müller.example"


@pytest.mark.parametrize(
    "text",
    [
        "a", "a@", "@b.com", "a@b", "a@b@c.com", "a b@c.com", "a@b..com", ".a@b.com",
        "a@localhost", "a@1.2.3.4", "a@[1.2.3.4]", '"a b"@c.com', "Ann <a@b.com>", "a@b.c_m",
        "a" * 300 + "@b.com", "a@" + "b" * 5_000 + ".com", 5, True, ["a@b.com"],
        "a@b.com, c@d.com", "a@\u202eb.com",
    ],
)  # fmt: skip
def test_what_is_no_address(text: object) -> None:
    reading = read(EMAIL, text)
    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.endswith("is not an e-mail address")


def test_parts_of_an_address() -> None:
    value = read(EMAIL, "Cfo+x@WWW.Bank.Example").value
    assert value == "cfo+x@www.bank.example"
    assert part_of(value, TypeName.EMAIL, "domain") == "bank.example"
    assert part_of(value, TypeName.EMAIL, "local") == "cfo+x"
    assert part_of(None, TypeName.EMAIL, "local") is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Acme.COM", "acme.com"),
        ("www.acme.com", "acme.com"),
        ("acme.com.", "acme.com"),
        ("www.com", "www.com"),
        ("https://www.acme.com/about", "acme.com"),
        ("acme.com:443", "acme.com"),
        ("MÜLLER.example", "müller.example"),
    ],
)
def test_domains(raw: str, value: str) -> None:
    assert read(DOMAIN, raw) == Reading(value)


@pytest.mark.parametrize(
    "raw",
    [
        "acme",
        "a_b.com",
        "-a.com",
        "a..com",
        "1.2.3.4",
        "a@b.com",
        "http://",
        ".",
        "..",
        "a b.com",
        5,
    ],
)
def test_what_is_no_domain(raw: object) -> None:
    assert read(DOMAIN, raw).value is None


@pytest.mark.parametrize(
    ("raw", "value", "domain"),
    [
        ("www.acme.com/x", "https://www.acme.com/x", "acme.com"),
        ("HTTP://Acme.com", "http://acme.com", "acme.com"),
        ("https://acme.com/", "https://acme.com", "acme.com"),
        ("acme.com:8080/A?b=C#D", "https://acme.com:8080/A?b=C#D", "acme.com"),
        ("http://localhost:3000/x", "http://localhost:3000/x", None),
        ("http://127.0.0.1/", "http://127.0.0.1", None),
        ("http://[::1]:80/a", "http://[::1]:80/a", None),
        ("https://MÜLLER.example/ä", "https://müller.example/ä", "müller.example"),
    ],
)
def test_web_addresses(raw: str, value: str, domain: str | None) -> None:
    assert read(URL, raw) == Reading(value)
    assert read(URL, value) == Reading(value)
    assert part_of(value, TypeName.URL, "domain") == domain


@pytest.mark.parametrize(
    "raw",
    [
        "acme", "ftp://acme.com", "javascript:alert(1)", "mailto:a@b.com", "http://",
        "http://a b.com", "https://user:pw@acme.com", "https://acme.com:99999",
        "http://acme.com/a b", "http://acme.com\\x", "http://999.1.1.1", "http://[::g]",
        "x" * 9_000, "http://a" + "." * 1_000, 7,
    ],
)  # fmt: skip
def test_what_is_no_web_address(raw: object) -> None:
    assert read(URL, raw).value is None


@given(st.text("ab.:/@?#[]-w ", max_size=20))
def test_web_addresses_are_stable(text: str) -> None:
    value = read(URL, text).value
    if value is not None:
        assert read(URL, value) == Reading(value)
        domain = part_of(value, TypeName.URL, "domain")
        assert domain is None or read(DOMAIN, domain) == Reading(domain)
