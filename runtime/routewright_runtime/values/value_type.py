"""The types of the language, and what a field's type says beyond its name.

Canonical values, one Python form a type:

| type | value |
|---|---|
| `text` | `str`, trimmed, spelling kept (compare by `fold`) |
| `integer` | `int` |
| `number` | `Decimal`, exact, without trailing zeros (show it by `:f`) |
| `boolean` | `bool` |
| `date` | `datetime.date` |
| `datetime` | aware `datetime.datetime` in UTC |
| `choice` | `str`, the member as declared (of an open choice also another value, trimmed) |
| `choices` | `tuple[str, ...]`, members in declared order, then others in order of appearance |
| `user` | `str`: a canonical e-mail, or a CRM id as it is |
| `email` | `str`, folded; never unequal to its own fold |
| `domain` | `str`, folded, without a leading `www.` |
| `phone` | `str`, E.164 |
| `country` | `str`, ISO 3166-1 alpha-2 |
| `state` | `str`, ISO 3166-2 (`US-CA`) |
| `language` | `str`, ISO 639-1 where there is one, else 639-3 |
| `url` | `str`, with scheme, host folded |
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from routewright_runtime.text import fold

Value = str | bool | int | Decimal | date | datetime | tuple[str, ...]
Bound = Decimal | date | datetime


class TypeName(StrEnum):
    """The name of a type, as it is written in a policy."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    USER = "user"
    EMAIL = "email"
    DOMAIN = "domain"
    PHONE = "phone"
    COUNTRY = "country"
    STATE = "state"
    LANGUAGE = "language"
    URL = "url"


@dataclass(frozen=True, slots=True)
class ValueType:
    """A field's type: members of a choice in declared order, and bounds, both ends included.

    `is_open` keeps values that are no member. Bounds are `Decimal` for numbers, `date` for dates;
    for a datetime either a `datetime` (naive: in the zone of the reading) or a `date`, which is
    that whole day. `member_by_fold` is derived and takes no part in equality.
    """

    name: TypeName
    members: tuple[str, ...] = ()
    is_open: bool = False
    low: Bound | None = None
    high: Bound | None = None
    member_by_fold: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_fold: dict[str, str] = {}
        for member in self.members:
            by_fold.setdefault(fold(member), member)
        object.__setattr__(self, "member_by_fold", MappingProxyType(by_fold))
