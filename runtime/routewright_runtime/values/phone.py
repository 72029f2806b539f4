"""Telephone numbers, in E.164.

A number must be *possible* (its length fits its country), not *valid* (in a range known to be in
use): ranges are opened faster than libraries are updated, and routing needs the country only. A
number without its area code is refused, for it has no E.164 form. Where a country code serves
several countries and the number is in no known range, `phone.country` is empty, never guessed.
"""

from collections.abc import Iterable

from routewright_runtime.values.reading import Reading, quoted, unread

PHONE_CHARACTERS = 100
# Regions of the numbering plan that are part of a country with a code of its own.
_PART_OF = {"AC": "SH", "TA": "SH"}


def read_phone(raw: object, country: str | None) -> Reading:
    """Read an international number, or a national one of the record's `country`."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        return unread(f"{quoted(raw)} is not a phone number")
    text = str(raw).strip()
    if len(text) > PHONE_CHARACTERS:
        return unread(f"{quoted(text)} is not a phone number")
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        ValidationResult,
        format_number,
        is_possible_number_with_reason,
        parse,
    )

    if country is None and text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        number = parse(text, country)
    except NumberParseException as trouble:
        if country is None and trouble.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            return unread(
                f"{quoted(raw)} is not a phone number with its country, such as +49 30 123456"
            )
        return unread(f"{quoted(raw)} is not a phone number")
    if is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return unread(f"{quoted(raw)} is too short or too long for a phone number")
    return Reading(format_number(number, PhoneNumberFormat.E164))


def country_of_phone(phone: str) -> str | None:
    """Return the country of a canonical number, where it is certain."""
    from phonenumbers import parse, region_code_for_number, region_codes_for_country_code

    number = parse(phone, None)
    region = region_code_for_number(number)
    if region is None:
        regions = region_codes_for_country_code(number.country_code or 0)
        region = regions[0] if len(regions) == 1 else None
    if region is None or region == "001":
        return None
    return _PART_OF.get(region, region)


def calling_codes(countries: Iterable[str]) -> list[int]:
    """Return the calling codes of all numbers whose country is one of some, in order."""
    from phonenumbers import country_code_for_region

    wanted = set(countries)
    regions = wanted | {region for region, whole in _PART_OF.items() if whole in wanted}
    return sorted({country_code_for_region(region) for region in regions} - {0})
