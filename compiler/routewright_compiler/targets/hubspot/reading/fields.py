"""What the reader knows of a property: the field that stands in it, and its spelling."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from routewright_compiler.targets.hubspot.properties import Properties, PropertyKind
from routewright_compiler.targets.hubspot.reading.words import quoted
from routewright_runtime.graph.conditions import TextHolds
from routewright_runtime.graph.model import Field
from routewright_runtime.text import fold
from routewright_runtime.values import (
    TypeName,
    ValueType,
    country_names,
    is_state_code,
    language_code,
    parts_of,
    read,
)

_BARE = (TypeName.COUNTRY, TypeName.STATE, TypeName.LANGUAGE)


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as conditions name it (`employees`, `email.domain`), with its type."""

    name: str
    kind: PropertyKind
    type: TypeName
    members: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    is_open: bool = False

    def spelled(self, value: str) -> str:
        """Return a value as a condition spells it."""
        if self.type in _BARE:
            return value
        if self.type is TypeName.BOOLEAN:
            return value.casefold()
        return quoted(value)

    def is_value(self, value: str) -> bool:
        """Tell whether the field can have a value; others it reads as empty."""
        match self.type:
            case TypeName.CHOICE | TypeName.CHOICES:
                return self.is_open or value in self.members
            case TypeName.STATE:
                return is_state_code(value)
            case TypeName.COUNTRY:
                return value in country_names()
            case TypeName.LANGUAGE:
                return language_code(value) == value
            case TypeName.EMAIL | TypeName.DOMAIN | TypeName.PHONE | TypeName.URL:
                return is_spelled(value, self.type)
            case _:
                return True


def is_spelled(value: str, of_type: TypeName) -> bool:
    """Tell whether a text is a value of a type, spelled as the type spells it."""
    found = read(ValueType(of_type), value).value
    return isinstance(found, str) and fold(found) == fold(value)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All properties that stand for fields; `owner_of` turns an owner's id into an e-mail.

    `asked` are the tests of texts that the policy puts to parts of fields, `reps` the e-mails of
    all reps of the policy.
    """

    views: Mapping[str, FieldView]
    owner_of: Callable[[str], str | None]
    asked: frozenset[TextHolds] = frozenset()
    reps: frozenset[str] = frozenset()
    zone: str = "UTC"


def views_of(properties: Properties) -> dict[str, FieldView]:
    """Return the views of the properties of a policy."""
    found = {own.name: view_of(own.field, own.kind) for own in properties.by_field.values()}
    for (name, part), target in properties.parts.items():
        of_type = parts_of(properties.by_field[name].field.type.name)[part]
        found[target] = FieldView(f"{name}.{part}", PropertyKind.TEXT, of_type)
    return found


def view_of(own: Field, kind: PropertyKind) -> FieldView:
    """Return the view of a field; only texts can hold its blank spellings."""
    of_type = own.type
    blanks = own.blanks if kind is PropertyKind.TEXT else ()
    return FieldView(own.name, kind, of_type.name, of_type.members, blanks, of_type.is_open)


@dataclass(slots=True)
class Leaning:
    """The assumptions that reading has leaned on, and the tests that it could not say."""

    names: set[str] = field(default_factory=set)
    opaque: dict[str, None] = field(default_factory=dict)
