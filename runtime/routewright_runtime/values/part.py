"""Named parts of the domain types: `email.domain`, `phone.country`."""

from collections.abc import Mapping
from types import MappingProxyType

from routewright_runtime.values.address import bare_domain, email_parts
from routewright_runtime.values.phone import country_of_phone
from routewright_runtime.values.value_type import TypeName, Value
from routewright_runtime.values.web import domain_of

_PARTS: Mapping[TypeName, Mapping[str, TypeName]] = {
    TypeName.EMAIL: MappingProxyType({"domain": TypeName.DOMAIN, "local": TypeName.TEXT}),
    TypeName.URL: MappingProxyType({"domain": TypeName.DOMAIN}),
    TypeName.PHONE: MappingProxyType({"country": TypeName.COUNTRY}),
    TypeName.STATE: MappingProxyType({"country": TypeName.COUNTRY}),
}
_NONE: Mapping[str, TypeName] = MappingProxyType({})


def parts_of(type_name: TypeName) -> Mapping[str, TypeName]:
    """Return the parts of a type and their types; empty for a type without parts."""
    return _PARTS.get(type_name, _NONE)


def part_of(value: Value | None, type_name: TypeName, part: str) -> Value | None:
    """Return a part of a canonical value; None of an empty one, and where it has no such part.

    A phone number in no known range has no certain country, a web address may be a mere number.
    """
    if not isinstance(value, str):
        return None
    match type_name, part:
        case TypeName.EMAIL, "domain":
            return bare_domain(email_parts(value)[1])
        case TypeName.EMAIL, "local":
            return email_parts(value)[0]
        case TypeName.URL, "domain":
            return domain_of(value)
        case TypeName.PHONE, "country":
            return country_of_phone(value)
        case TypeName.STATE, "country":
            return value[:2]
        case _:
            raise ValueError(f"{type_name} has no part {part}; ask parts_of first")
