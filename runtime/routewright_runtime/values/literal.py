"""Values written in a policy: spelled strictly, so that a rule says exactly what it means.

In a record `UK`, `germany` and `DEU` read; in a rule they are an error that offers `GB` and `DE`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import assert_never

from routewright_runtime.values.address import canonical_domain, canonical_email
from routewright_runtime.values.country import country_code, country_names
from routewright_runtime.values.language import is_language_code, language_code, language_names
from routewright_runtime.values.member import SEPARATOR, none_of
from routewright_runtime.values.nearest import nearest
from routewright_runtime.values.phone import read_phone
from routewright_runtime.values.read import read_user
from routewright_runtime.values.reading import quoted
from routewright_runtime.values.state import (
    countries_with_state_part,
    is_state_code,
    states_named,
    states_of,
)
from routewright_runtime.values.value_type import TypeName, ValueType
from routewright_runtime.values.web import host_of, read_url, split_url

_LISTED = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Why a literal is refused, in one plain line, and the spelling to offer, if one is likely."""

    problem: str
    offer: str | None = None


def check_member(type_: ValueType, text: str) -> str | Suggestion:
    """Return the canonical value of a word or text written in a policy, or what is wrong with it.

    For every type that is written as a word or text; a state must be a full code here (for a bare
    part see `state_from_part`). Numbers, days and moments have literals of their own.
    """
    match type_.name:
        case TypeName.TEXT:
            return text.strip()
        case TypeName.CHOICE | TypeName.CHOICES:
            return _choice(type_, text)
        case TypeName.COUNTRY:
            return _country(text)
        case TypeName.STATE:
            return _state(text)
        case TypeName.LANGUAGE:
            return _language(text)
        case TypeName.EMAIL | TypeName.DOMAIN | TypeName.PHONE | TypeName.URL | TypeName.USER:
            return _address(type_.name, text)
        case TypeName.BOOLEAN:
            return text if text in ("true", "false") else _boolean(text)
        case TypeName.INTEGER | TypeName.NUMBER:
            return Suggestion(f"{quoted(text)} is not a number")
        case TypeName.DATE | TypeName.DATETIME:
            return Suggestion(f"{quoted(text)} is not a date such as 2026-03-10")
        case _:
            assert_never(type_.name)


def member_problem(type_name: TypeName, text: str) -> str | None:
    """Return why `text` cannot be declared as a member of a choice, or None."""
    if not text.strip():
        return "a member cannot be blank"
    if type_name is TypeName.CHOICES and SEPARATOR in text:
        return f"{quoted(text)} holds `;`, which separates the values of a multi-select"
    return None


def state_from_part(part: str, countries: Collection[str]) -> str | Suggestion:
    """Return the full code of a part after the hyphen where just one of `countries` has it."""
    having = [c for c in countries_with_state_part(part) if c in countries]
    return f"{having[0]}-{part}" if len(having) == 1 else _state(part, countries)


def _choice(type_: ValueType, text: str) -> str | Suggestion:
    if text in type_.members:
        return text
    offer = nearest(text, type_.members)
    return Suggestion(f"{quoted(text)} is {none_of(type_)}", offer)


def _country(text: str) -> str | Suggestion:
    if text in country_names():
        return text
    offer = country_code(text.strip()) or _named(text, {n: c for c, n in country_names().items()})
    return Suggestion(f"{quoted(text)} is not a country code", offer)


def _state(text: str, countries: Collection[str] = ()) -> str | Suggestion:
    if is_state_code(text):
        return text
    upper = text.upper()
    having = [c for c in countries_with_state_part(upper) if not countries or c in countries]
    if len(having) > 1:
        listed = " or ".join(f"`{c}-{upper}`" for c in having[:_LISTED])
        more = "…" if len(having) > _LISTED else ""
        return Suggestion(f"{quoted(text)} may be {listed}{more}")
    offer = upper if is_state_code(upper) else f"{having[0]}-{upper}" if having else None
    return Suggestion(f"{quoted(text)} is not a state code", offer or _near_state(text, countries))


def _near_state(text: str, countries: Collection[str]) -> str | None:
    if text[2:3] == "-" and states_of(text[:2].upper()):
        return nearest(text, states_of(text[:2].upper()))
    named = states_named(text, countries)
    if named or not countries:
        return named[0] if len(named) == 1 else None
    return _named(text, {n: c for country in countries for c, n in states_of(country).items()})


def _language(text: str) -> str | Suggestion:
    if is_language_code(text):
        return text
    offer = language_code(text.strip()) or _named(text, {n: c for c, n in language_names().items()})
    return Suggestion(f"{quoted(text)} is not a language code", offer)


def _named(text: str, code_by_name: dict[str, str]) -> str | None:
    near = nearest(text, code_by_name)
    return None if near is None else code_by_name[near]


def _boolean(text: str) -> Suggestion:
    word = text.strip().lower()
    offer = "true" if word in ("true", "yes") else "false" if word in ("false", "no") else None
    return Suggestion(f"{quoted(text)} is neither true nor false", offer)


def _address(name: TypeName, text: str) -> str | Suggestion:
    match name:
        case TypeName.EMAIL:
            return canonical_email(text.strip()) or Suggestion(
                f"{quoted(text)} is not an e-mail address"
            )
        case TypeName.DOMAIN:
            return canonical_domain(text.strip()) or _domain(text)
        case TypeName.PHONE:
            value = read_phone(text, None).value
            problem = (
                f"{quoted(text)} is not a phone number with its country, such as +49 30 123456"
            )
        case TypeName.URL:
            value = read_url(text).value
            problem = f"{quoted(text)} is not a web address"
        case _:
            value = read_user(text).value
            problem = f"{quoted(text)} is neither an e-mail nor an id"
    return value if isinstance(value, str) and value else Suggestion(problem)


def _domain(text: str) -> Suggestion:
    parts = split_url(text.strip())
    host = text.strip().rpartition("@")[2] if "@" in text else host_of(parts) if parts else ""
    return Suggestion(f"{quoted(text)} is not a domain name", canonical_domain(host))
