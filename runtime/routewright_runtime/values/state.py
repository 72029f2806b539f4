"""States, provinces and other subdivisions: ISO 3166-2 codes, read together with a country.

A full code (`US-CA`) reads everywhere, unless it contradicts the record's country. The part after
the hyphen and the names read only beside a country: `CA` is California, Cagliari or a country.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from routewright_runtime.values.iso_data import entries, name_key, translations
from routewright_runtime.values.reading import Reading, quoted, unread

NAME_CHARACTERS = 120
_FULL = re.compile(r"([A-Za-z]{2})[-_]([A-Za-z0-9]{1,3})")
_BRACKETS = re.compile(r"[\[(]([^\])]*)[\])]")


def read_state(raw: object, country: str | None) -> Reading:
    """Read a full code, or beside a country a part or a name of one of its states."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        return unread(f"{quoted(raw)} is not a state")
    text = str(raw).strip()
    found = _FULL.fullmatch(text)
    if found is not None:
        code = f"{found[1]}-{found[2]}".upper()
        if code in _names():
            return _of_country(code, country)
    if country is None:
        return unread(f"{quoted(text)} is not a full state code, and no country stands beside it")
    known = _state_of(text, country)
    if known is None:
        return unread(f"{quoted(text)} is not a state of {country}")
    return Reading(known)


def is_state_code(code: str) -> bool:
    """Tell whether `code` is an ISO 3166-2 code, in capitals."""
    return code in _names()


@cache
def states_of(country: str) -> Mapping[str, str]:
    """Return the name of every state code of a country, sorted by code; empty if it has none."""
    prefix = f"{country}-"
    return MappingProxyType({c: n for c, n in _names().items() if c.startswith(prefix)})


@cache
def countries_with_state_part(part: str) -> tuple[str, ...]:
    """Return the countries that have a state `…-part`, sorted; `part` is in capitals."""
    return tuple(code[:2] for code in _names() if code[3:] == part)


def states_named(name: str, countries: Collection[str]) -> tuple[str, ...]:
    """Return the codes of the states with a name, of `countries` or else of all, sorted."""
    key = name_key(name)
    if countries:
        found = (_state_of(name, country) for country in sorted(countries))
        return tuple(code for code in found if code is not None)
    return tuple(code for code, known in _names().items() if name_key(known) == key)


def _of_country(code: str, country: str | None) -> Reading:
    if country is None or code.startswith(f"{country}-"):
        return Reading(code)
    return unread(f"`{code}` is not in the record's country {country}")


def _state_of(text: str, country: str) -> str | None:
    states = states_of(country)
    for part in (text.upper(), text.zfill(2) if text.isdecimal() else ""):
        if f"{country}-{part}" in states:
            return f"{country}-{part}"
    if len(text) > NAME_CHARACTERS:
        return None
    key = name_key(text)
    own = _own_names(country)
    if not key or key in own:
        return own.get(key)
    return _foreign_names(country).get(key)


@cache
def _names() -> Mapping[str, str]:
    listed = ((e["code"], e["name"]) for e in entries("iso3166-2", "3166-2"))
    return dict(sorted(listed))


@cache
def _own_names(country: str) -> Mapping[str, str | None]:
    """Return the names of the standard and those by hand; a whole name before a piece of one."""
    from routewright_runtime.values.state_alias import ALIASES

    states = states_of(country)
    by_hand = [
        (code, name)
        for code, names in ALIASES.items()
        if code.startswith(f"{country}-")
        for name in names.split(",")
    ]
    pieces = [(code, piece) for code, name in states.items() for piece in _spellings(name)]
    return {**_keyed(pieces), **_keyed(list(states.items())), **_keyed(by_hand)}


@cache
def _foreign_names(country: str) -> Mapping[str, str | None]:
    states = states_of(country)
    spellings: list[tuple[str, str]] = []
    for translate in _translators():
        for code, name in states.items():
            local = translate(name)
            if local != name:
                spellings += [(code, s) for s in _spellings(local)]
    return _keyed(spellings)


@cache
def _translators() -> tuple[Callable[[str], str], ...]:
    return tuple(translations("iso3166-2"))


def _spellings(name: str) -> Iterator[str]:
    """Yield a name, and its pieces where two languages or an order word are written into it."""
    yield name
    plain = _BRACKETS.sub("", name)
    yield plain
    yield from _BRACKETS.findall(name)
    head, comma, tail = plain.partition(", ")
    if comma and ", " not in tail:
        yield f"{tail} {head}"
        yield head
    if "/" in plain:
        yield from plain.split("/")


def _keyed(spellings: list[tuple[str, str]]) -> Mapping[str, str | None]:
    """Return code by name key, None for a name of several states.

    Where a region and a state inside it share a name, the region is meant.
    """
    meant: dict[str, set[str]] = {}
    for code, spelling in spellings:
        key = name_key(spelling)
        if key:
            meant.setdefault(key, set()).add(code)
    parents = _parents()
    keyed: dict[str, str | None] = {}
    for key, codes in meant.items():
        tops = [code for code in codes if parents.get(code) not in codes]
        keyed[key] = tops[0] if len(tops) == 1 else None
    return keyed


@cache
def _parents() -> Mapping[str, str]:
    """Return the enclosing region of each state inside one, as a full code."""
    parents: dict[str, str] = {}
    for entry in entries("iso3166-2", "3166-2"):
        if "parent" in entry:
            parent = entry["parent"]
            has_country = parent.startswith(entry["code"][:3])
            parents[entry["code"]] = parent if has_country else f"{entry['code'][:2]}-{parent}"
    return parents
