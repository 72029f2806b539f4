"""Values and their types: read raw data into canonical values, check literals, write values back.

Importing this package imports none of pycountry, phonenumbers and email-validator: the first value
that needs one does.
"""

from routewright_runtime.values.country import country_code, country_names
from routewright_runtime.values.language import language_code, language_names
from routewright_runtime.values.literal import (
    Suggestion,
    check_member,
    member_problem,
    state_from_part,
)
from routewright_runtime.values.nearest import nearest
from routewright_runtime.values.part import part_of, parts_of
from routewright_runtime.values.read import is_blank, read
from routewright_runtime.values.reading import EMPTY, Reading
from routewright_runtime.values.state import countries_with_state_part, is_state_code, states_of
from routewright_runtime.values.value_type import Bound, TypeName, Value, ValueType
from routewright_runtime.values.write import Json, to_json, to_text

__all__ = [
    "EMPTY",
    "Bound",
    "Json",
    "Reading",
    "Suggestion",
    "TypeName",
    "Value",
    "ValueType",
    "check_member",
    "countries_with_state_part",
    "country_code",
    "country_names",
    "is_blank",
    "is_state_code",
    "language_code",
    "language_names",
    "member_problem",
    "nearest",
    "part_of",
    "parts_of",
    "read",
    "state_from_part",
    "states_of",
    "to_json",
    "to_text",
]
