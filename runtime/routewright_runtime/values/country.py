"""Countries: ISO 3166-1 alpha-2 codes, read from codes and names in many spellings.

Codes are looked up first, then English and common names, and only where these miss the names in
other languages. `XK` (Kosovo) is added to the 249 codes of the standard: CRMs and phone numbering
use it.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from routewright_runtime.values.iso_data import entries, name_key, translations
from routewright_runtime.values.reading import Reading, quoted, unread

NAME_CHARACTERS = 120
_KOSOVO = {"alpha_2": "XK", "name": "Kosovo"}


def read_country(raw: object) -> Reading:
    """Read a code (`DE`, `deu`, `276`) or a name in one of the main languages."""
    if not isinstance(raw, str):
        return unread(f"{quoted(raw)} is not a country")
    text = raw.strip()
    code = country_code(text)
    return Reading(code) if code is not None else unread(f"{quoted(text)} is not a country")


def country_code(text: str) -> str | None:
    """Return the alpha-2 code that a spelling means, or None."""
    if len(text) == 2 and text.upper() in country_names():
        return text.upper()
    if len(text) > NAME_CHARACTERS:
        return None
    upper = text.upper()
    code = _other_codes().get(upper)
    if code is None:
        key = name_key(text)
        code = _english_names().get(key) or (_foreign_names().get(key) if key else None)
    return code


@cache
def country_names() -> Mapping[str, str]:
    """Return the English name of every code, sorted by code."""
    named = {e["alpha_2"]: e.get("common_name", e["name"]) for e in _countries()}
    return MappingProxyType(dict(sorted(named.items())))


def _countries() -> tuple[Mapping[str, str], ...]:
    return (*entries("iso3166-1", "3166-1"), _KOSOVO)


@cache
def _other_codes() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for entry in entries("iso3166-1", "3166-1"):
        codes[entry["alpha_3"]] = entry["alpha_2"]
        codes[entry["numeric"]] = entry["alpha_2"]
    return codes


@cache
def _english_names() -> Mapping[str, str]:
    from routewright_runtime.values.country_alias import ALIASES

    spellings = [
        (entry["alpha_2"], spelling)
        for entry in _countries()
        for part in ("name", "common_name", "official_name")
        if part in entry
        for spelling in _spellings(entry[part])
    ]
    spellings += [(code, name) for code, names in ALIASES.items() for name in names.split(",")]
    return _keyed(spellings)


@cache
def _foreign_names() -> Mapping[str, str]:
    """Return the names in other languages; one that means two countries means none."""
    from routewright_runtime.values.country_alias import FOREIGN

    spellings: list[tuple[str, str]] = []
    for translate in translations("iso3166-1"):
        for entry in entries("iso3166-1", "3166-1"):
            for part in ("name", "common_name", "official_name"):
                if part in entry:
                    spellings += [(entry["alpha_2"], s) for s in _spellings(translate(entry[part]))]
    by_hand = [(code, name) for code, names in FOREIGN.items() for name in names.split(",")]
    return {**_keyed(spellings), **_keyed(by_hand)}


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name as it is, and turned round where it is written `Korea, Republic of`."""
    head, comma, tail = name.partition(", ")
    return (name, f"{tail} {head}") if comma and ", " not in tail else (name,)


def _keyed(spellings: list[tuple[str, str]]) -> Mapping[str, str]:
    meant: dict[str, str] = {}
    doubtful: set[str] = set()
    for code, spelling in spellings:
        key = name_key(spelling)
        if key and meant.setdefault(key, code) != code:
            doubtful.add(key)
    return {key: code for key, code in meant.items() if key not in doubtful}
