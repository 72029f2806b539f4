"""How types are called in messages, and which types may stand beside each other."""

from enum import StrEnum

from routewright_runtime.values import TypeName, ValueType

TEXT_LIKE = frozenset(
    {
        TypeName.TEXT,
        TypeName.EMAIL,
        TypeName.DOMAIN,
        TypeName.PHONE,
        TypeName.URL,
        TypeName.USER,
    }
)
NUMERIC = frozenset({TypeName.INTEGER, TypeName.NUMBER})
ORDERED = NUMERIC | {TypeName.DATE, TypeName.DATETIME}
CODED = frozenset({TypeName.COUNTRY, TypeName.STATE, TypeName.LANGUAGE})

_WORDS = {
    TypeName.TEXT: "a text",
    TypeName.INTEGER: "a whole number",
    TypeName.NUMBER: "a number",
    TypeName.BOOLEAN: "true or false",
    TypeName.DATE: "a day",
    TypeName.DATETIME: "a time",
    TypeName.CHOICE: "a choice",
    TypeName.CHOICES: "a choice of several",
    TypeName.USER: "a user",
    TypeName.EMAIL: "an e-mail address",
    TypeName.DOMAIN: "a domain",
    TypeName.PHONE: "a phone number",
    TypeName.COUNTRY: "a country",
    TypeName.STATE: "a state",
    TypeName.LANGUAGE: "a language",
    TypeName.URL: "a web address",
}
_EXAMPLES = {
    TypeName.TEXT: '"any words"',
    TypeName.INTEGER: "250",
    TypeName.NUMBER: "12.5",
    TypeName.BOOLEAN: "true",
    TypeName.DATE: "2026-03-10",
    TypeName.DATETIME: "2026-03-10T09:00",
    TypeName.USER: '"ana@acme.example"',
    TypeName.EMAIL: '"ana@acme.example"',
    TypeName.DOMAIN: '"acme.example"',
    TypeName.PHONE: '"+49 30 123456"',
    TypeName.COUNTRY: "DE",
    TypeName.STATE: "US-CA",
    TypeName.LANGUAGE: "de",
    TypeName.URL: '"https://acme.example"',
}


class NoValueType(StrEnum):
    """What a table cell without a declared type holds."""

    TARGET = "a person, team or queue"


def type_words(type_: ValueType | None) -> str:
    """Return `a country`, `a whole number`…; None is a cell of people, teams and queues."""
    return NoValueType.TARGET.value if type_ is None else _WORDS[type_.name]


def example_of(type_: ValueType | None) -> str:
    """Return a literal of a type as it is written, or the first member of a choice."""
    if type_ is None:
        return "lena"
    if type_.members:
        return spelled(type_.members[0])
    return _EXAMPLES.get(type_.name, "")


def spelled(member: str) -> str:
    """Return a choice member as it is written: bare where it is one plain word."""
    is_plain = member.isidentifier()
    return member if is_plain else '"' + member.replace("\\", "\\\\").replace('"', '\\"') + '"'


def are_comparable(left: ValueType | None, right: ValueType | None) -> bool:
    """Whether a field of one type may be compared with a field of the other."""
    if left is None or right is None or TypeName.CHOICES in (left.name, right.name):
        return False
    if left.name is right.name:
        return True
    names = {left.name, right.name}
    return (
        names <= NUMERIC
        or names == {TypeName.USER, TypeName.EMAIL}
        or (TypeName.TEXT in names and names <= TEXT_LIKE)
    )
