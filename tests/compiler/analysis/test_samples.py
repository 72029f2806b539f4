"""Made-up texts: of each shape some read as their type and have what they are asked for."""

from itertools import product

import pytest

from routewright_compiler.analysis.domains.field_building import _LANGUAGES
from routewright_compiler.analysis.domains.samples import (
    email,
    host,
    mailbox,
    phone,
    plain_text,
    reads_mailbox,
    reads_of,
    samples_of,
    url,
    user,
)
from routewright_runtime.values import TypeName, ValueType
from routewright_runtime.values.read import read

ASKED = {
    TypeName.TEXT: [("web", "", ""), ("", "form", ""), ("", "", "page"), ("a", "b", "c")],
    TypeName.DOMAIN: [("acme", "", ""), ("", "lab", ""), ("", "", ".org"), ("a", "b", ".com")],
    TypeName.EMAIL: [("pia", "", ""), ("", "", "@acme.com"), ("", "lab", ""), ("p", "", ".org")],
    TypeName.URL: [("https://acme", "", ""), ("", "shop", ""), ("", "", "/en"), ("", "x", ".org")],
    TypeName.PHONE: [("+49", "", ""), ("+1212", "", "")],
    TypeName.USER: [("005", "", ""), ("", "x", ""), ("", "", "@acme.com"), ("005", "q", "z")],
}
CASES = [(kind, asked) for kind, listed in ASKED.items() for asked in listed]


@pytest.mark.parametrize(("kind", "asked"), CASES, ids=str)
def test_several_samples_read_and_have_what_is_asked(
    kind: TypeName, asked: tuple[str, str, str]
) -> None:
    start, parts, end = asked
    made = list(samples_of(kind)(start, parts, end))
    assert all(parts in text for text in made)
    read = [reads_of(kind)(text) for text in made]
    good = {
        text
        for text in read
        if text is not None and text.startswith(start) and parts in text and text.endswith(end)
    }
    assert len(good) >= (1 if kind is TypeName.PHONE else 4)


@pytest.mark.parametrize("kind", ASKED, ids=str)
def test_the_first_samples_of_nothing_asked_all_read_as_they_stand(kind: TypeName) -> None:
    made = list(samples_of(kind)("", "", ""))[:3]
    assert [reads_of(kind)(text) for text in made] == made
    assert len(set(made)) == 3


def test_every_listed_number_reads() -> None:
    made = list(phone("", "", ""))[:10]
    assert [reads_of(TypeName.PHONE)(text) for text in made] == made


def test_each_way_of_filling_is_offered() -> None:
    """A filler may be what must not occur: so what is asked for stands in several surroundings."""
    free = list(plain_text("s", "w", "e"))
    for left, right in product(("", " ", "-", "x", "1", "zq", "~", "ж", "☃"), repeat=2):
        assert f"s{left}w{right}e" in free
    for filler in ("-", "x", "1", "zq", "~", "ж", "☃"):
        assert f"{filler}s{filler}w{filler}e{filler}" in free
    assert {"xswex", "1swe~", "☃sweж"} <= set(free)
    assert {"swe.example", "xswe.com"} & set(host("s", "we", ""))
    assert {"swe", "swxe", "sw.e", "xswe", "sxw.e", "xsacmewe"} <= set(host("s", "w", "e"))
    assert {"swe", "xswex", "sxwxe", "xs-w-ex"} <= set(mailbox("s", "w", "e"))
    assert {"a@b", "xa@b", "a@b.example", "xa@b.example", "a@bx.example"} <= set(
        email("a@b", "", "")
    )
    assert {"s@we", "s@xwe", "sw@e", "sw@xe"} <= set(email("s", "w", "e"))
    assert {"https://a/", "https://axb", "https://a/xb/x"} & set(url("https://a", "b", ""))
    assert {
        "https://acme.example/we", "https://w.example/e", "https://we", "https://wxe",
    } <= set(url("", "w", "e"))  # fmt: skip
    assert "https://w.example" in set(url("", "w", ""))
    assert {"https://acme.example", "https://x.example"} <= set(url("", "", ""))
    assert {"+49", "+495550123", "+4912345678", "+492125550123"} <= set(phone("+49", "", ""))
    assert {"005q", "005 q", "005-q"} & set(user("005", "q", ""))


@pytest.mark.parametrize("asked", [("pia", "", ""), ("", "globex", ""), ("", "", "@acme.com")])
def test_a_made_up_user_is_first_of_all_an_address(asked: tuple[str, str, str]) -> None:
    made = next(user(*asked))
    assert reads_of(TypeName.EMAIL)(made) == made


def test_a_mailbox_reads_where_its_address_does() -> None:
    assert reads_mailbox("pia") == "pia"
    assert reads_mailbox("p a") is None
    assert reads_mailbox("") is None


def test_made_up_languages_are_languages() -> None:
    type_ = ValueType(TypeName.LANGUAGE)
    assert [read(type_, code).value for code in _LANGUAGES] == list(_LANGUAGES)
