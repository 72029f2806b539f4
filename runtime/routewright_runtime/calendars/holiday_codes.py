"""Public holidays by the codes of the holidays library: `DE`, `DE-BE`, `GB-ENG`.

The library is imported when the first holiday is asked for, and only the years needed are built.
Only dates are used, never names, so the language of the machine does not matter.
"""

from datetime import date
from functools import cache

from routewright_runtime.values import Suggestion, nearest


def check_holidays(code: str) -> Suggestion | None:
    """Return None where the library knows `code`, else what is wrong and the nearest code."""
    country, dash, part = code.partition("-")
    known = _parts_by_country()
    if country in known and (not dash or part in known[country]):
        return None
    if country in known:
        near = nearest(part, known[country]) or _part_named(country, part)
        whole = country if near is None else f"{country}-{near}"
        return Suggestion(f"`{code}` is not a part of `{country}` with holidays of its own", whole)
    offer = _country_like(country, known)
    if offer is not None and dash and part.upper() in known[offer]:
        offer = f"{offer}-{part.upper()}"
    return Suggestion(f"`{code}` is not a country with known holidays", offer)


@cache
def holiday_dates(code: str, year: int) -> frozenset[date]:
    """Return the public holidays of a checked code in a year, days off in lieu included."""
    from holidays import country_holidays

    country, _, part = code.partition("-")
    found = country_holidays(country, subdiv=part or None, years=year, expand=False)
    return frozenset(day for day in found if day.year == year)


@cache
def _parts_by_country() -> dict[str, tuple[str, ...]]:
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    return {code: tuple(parts) for code, parts in sorted(known.items())}


def _country_like(text: str, known: dict[str, tuple[str, ...]]) -> str | None:
    from routewright_runtime.values import country_code

    code = country_code(text)
    return code if code in known else nearest(text, known)


def _part_named(country: str, name: str) -> str | None:
    """Return the code of a part by the name that the library has for it (`Berlin`: `BE`)."""
    from holidays import country_holidays

    aliases = getattr(country_holidays(country), "subdivisions_aliases", {})
    near = nearest(name, aliases)
    return None if near is None else str(aliases[near])
