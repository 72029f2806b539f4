"""Tests of the platform's fields, said of the policy's fields and their types.

What no value of the field's type can meet is never true: records whose values do not read as their
types are left aside. What cannot be said stays an `outside` condition, which nothing is equal to
but itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import assert_never

from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Compares,
    Condition,
    Equals,
    Every,
    Holds,
    Includes,
    Inverse,
    Matches,
    Opaque,
    Ordered,
    Recent,
    Some,
    Test,
    TextRelation,
    Truth,
)
from routewright_compiler.targets.salesforce.formula.meaning import SCORE_PREFIX
from routewright_compiler.targets.salesforce.imported.field_types import is_sayable, words_of
from routewright_compiler.targets.salesforce.imported.route_text import plain_number, quoted
from routewright_compiler.targets.salesforce.model import FieldType
from routewright_compiler.targets.salesforce.readback.places import USERNAME_SIGN, Places
from routewright_compiler.targets.salesforce.terms import Terms
from routewright_runtime.text import fold
from routewright_runtime.values import (
    TypeName,
    ValueType,
    countries_with_state_part,
    country_names,
    parts_of,
    read,
    states_of,
)

_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,18})?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d):00\+00:00")
_NUMBERS = (TypeName.NUMBER, TypeName.INTEGER)
_TEXTS = (TypeName.TEXT, TypeName.EMAIL, TypeName.DOMAIN, TypeName.URL)
NEVER = 'outside "FALSE"'


class _Unsayable(Exception):  # noqa: N818 - it never leaves this module
    pass


@dataclass(slots=True)
class Sayer:
    """Says conditions of one policy; `usernames` give the policy's e-mail of a username."""

    terms: Terms
    places: Places
    usernames: dict[str, str]
    scores: dict[str, str]
    opaque: list[str] = field(default_factory=list)

    def text(self, condition: Condition) -> str | None:
        """Return the condition as text; None where it always holds."""
        said = self._said(condition)
        if said is True:
            return None
        return NEVER if said is False else said

    def _said(self, condition: Condition) -> str | bool:
        match condition:
            case Truth(value):
                return value
            case Every(items):
                return _joined([self._said(item) for item in _windows(items)], "and")
            case Some(items):
                return _joined([self._said(item) for item in items], "or")
            case Inverse(item):
                inner = self._said(item)
                return not inner if isinstance(inner, bool) else f"not ({inner})"
            case Opaque(text):
                return self._kept(text)
            case _:
                try:
                    return self._test(condition)
                except _Unsayable:
                    return self._kept(words_of(condition))

    def _kept(self, text: str) -> str:
        self.opaque.append(text)
        return f"outside {quoted(text)}"

    # --- tests --------------------------------------------------------------------------------

    def _test(self, test: Test) -> str | bool:
        if test.field.startswith(SCORE_PREFIX):
            return self._score(test)
        mapped = self.places.field(test.field)
        if mapped is None:
            raise _Unsayable
        name, type_ = mapped.name, mapped.field.type
        _, _, part = test.field.partition("#")
        if f"#{part}" == USERNAME_SIGN:
            return self._user(name, test)
        if part:
            kind = parts_of(type_.name).get(part)
            if kind is None:
                raise _Unsayable
            name, type_ = f"{name}.{part}", ValueType(kind)
        is_part_of_state = mapped.holds_part_of_state and not part
        match test:
            case Blank():
                return f"{name} is empty"
            case Equals(_, values):
                return self._equal(name, type_, values, is_part_of_state=is_part_of_state)
            case Holds(_, relation, texts):
                return self._holds(name, type_, relation, texts)
            case Ordered(_, order, value):
                return f"{name} {order} {self._edge(type_, value)}"
            case Includes(_, values):
                return self._includes(name, type_, values)
            case Matches(_, pattern):
                escaped = pattern.replace("/", "\\/")
                return f"{name} matches /{escaped}/"
            case Recent(_, amount, unit):
                if not amount:
                    raise _Unsayable
                return f"{name} within {amount} {unit}{'s' if amount != 1 else ''}"
            case Compares(_, order, other):
                return self._compares(name, order, other)
            case _:
                assert_never(test)

    def _score(self, test: Test) -> str | bool:
        name = self.scores[test.field]
        match test:
            case Ordered(_, order, value) if _NUMBER.fullmatch(value):
                return f"{name} {order} {plain_number(value)}"
            case Equals(_, values) if all(_NUMBER.fullmatch(value) for value in values):
                return f"{name} in ({', '.join(plain_number(value) for value in values)})"
            case Blank():
                return False
            case _:
                raise _Unsayable

    def _equal(
        self, name: str, type_: ValueType, values: tuple[str, ...], *, is_part_of_state: bool
    ) -> str | bool:
        if type_.name is TypeName.CHOICES:
            raise _Unsayable
        words: list[str] = []
        for value in values:
            words.extend(self._states(value) if is_part_of_state else self._word(type_, value))
        if not words:
            return False
        return f"{name} in ({', '.join(dict.fromkeys(words))})"

    def _word(self, type_: ValueType, value: str) -> tuple[str, ...]:
        """Return the value as the language spells it; none where no value of the type is it."""
        text = value.strip()
        match type_.name:
            case TypeName.INTEGER | TypeName.NUMBER:
                return self._number(type_, text)
            case TypeName.BOOLEAN:
                return (text.casefold(),) if text.casefold() in ("true", "false") else ()
            case TypeName.COUNTRY:
                return self._coded(text, country_names(), is_named=self._has_names)
            case TypeName.STATE:
                country = text.partition("-")[0].upper()
                return self._coded(text, states_of(country), is_named=False)
            case TypeName.LANGUAGE:
                found = read(type_, text).value
                return (str(found),) if found == text.casefold() else ()
            case TypeName.DATE:
                return (text,) if _DATE.fullmatch(text) else ()
            case TypeName.DATETIME:
                moment = _MOMENT.fullmatch(text)
                if moment is None:
                    raise _Unsayable
                return (f"{moment[1]}+00:00",)
            case TypeName.CHOICE:
                return self._member(type_, text)
            case _:
                if not is_sayable(text):
                    raise _Unsayable
                found = read(type_, text).value
                return () if found is None or fold(str(found)) != fold(text) else (quoted(text),)

    @property
    def _has_names(self) -> bool:
        return self.terms.settings.place_values.value == "names"

    def _number(self, type_: ValueType, text: str) -> tuple[str, ...]:
        if _NUMBER.fullmatch(text) is None or read(type_, text).value is None:
            return ()
        return (plain_number(text),)

    def _coded(self, text: str, names: object, *, is_named: bool) -> tuple[str, ...]:
        assert hasattr(names, "items")
        for code, name in names.items():
            if (name if is_named else code).casefold() == text.casefold():
                return (code,)
        return ()

    def _states(self, value: str) -> tuple[str, ...]:
        if self._has_names:
            return tuple(
                code
                for country in country_names()
                for code, name in states_of(country).items()
                if name.casefold() == value.strip().casefold()
            )
        part = value.strip().upper()
        return tuple(f"{country}-{part}" for country in countries_with_state_part(part))

    def _member(self, type_: ValueType, text: str) -> tuple[str, ...]:
        member = type_.member_by_fold.get(fold(text))
        if member is not None:
            return (quoted(member),)
        if not type_.is_open:
            return ()
        if not is_sayable(text):
            raise _Unsayable
        return (quoted(text),)

    def _holds(
        self, name: str, type_: ValueType, relation: TextRelation, texts: tuple[str, ...]
    ) -> str | bool:
        if type_.name is TypeName.CHOICE and not type_.is_open:
            return self._members_that_hold(name, type_, relation, texts)
        if type_.name is TypeName.STATE and relation is TextRelation.STARTS_WITH:
            if any(len(text.strip()) != 2 for text in texts):
                raise _Unsayable
            return f"{name}.country in ({', '.join(text.strip().upper() for text in texts)})"
        if type_.name not in _TEXTS or not all(is_sayable(text) for text in texts):
            raise _Unsayable
        return f"{name} {relation} ({', '.join(quoted(text) for text in texts)})"

    def _members_that_hold(
        self, name: str, type_: ValueType, relation: TextRelation, texts: tuple[str, ...]
    ) -> str | bool:
        tests: dict[TextRelation, Callable[[str, str], bool]] = {
            TextRelation.CONTAINS: lambda member, text: text in member,
            TextRelation.STARTS_WITH: lambda member, text: member.startswith(text),
            TextRelation.ENDS_WITH: lambda member, text: member.endswith(text),
        }
        found = [
            quoted(member)
            for folded, member in type_.member_by_fold.items()
            if any(tests[relation](folded, fold(text)) for text in texts)
        ]
        return f"{name} in ({', '.join(found)})" if found else False

    def _edge(self, type_: ValueType, value: str) -> str:
        if type_.name in _NUMBERS and _NUMBER.fullmatch(value):
            if type_.name is TypeName.INTEGER and Decimal(value) != int(Decimal(value)):
                raise _Unsayable
            return plain_number(value)
        if type_.name is TypeName.DATE and _DATE.fullmatch(value):
            return value
        moment = _MOMENT.fullmatch(value)
        if type_.name is TypeName.DATETIME and moment is not None:
            return f"{moment[1]}+00:00"
        raise _Unsayable

    def _includes(self, name: str, type_: ValueType, values: tuple[str, ...]) -> str | bool:
        if type_.name is not TypeName.CHOICES:
            raise _Unsayable
        words = [word for value in values for word in self._member(type_, value.strip())]
        return f"{name} has any of ({', '.join(words)})" if words else False

    def _user(self, name: str, test: Test) -> str | bool:
        match test:
            case Equals(_, values):
                emails = [self.usernames.get(value.casefold(), value) for value in values]
                return f"{name} in ({', '.join(quoted(email) for email in emails)})"
            case Blank():
                return f"{name} is empty"
            case _:
                raise _Unsayable

    def _compares(self, name: str, order: str, other: str) -> str:
        mapped = self.places.field(other)
        if mapped is None or "#" in other:
            raise _Unsayable
        return f"{name} {order} {mapped.name}"


def _windows(items: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Join the two ends of a window in the past: from `amount` ago, and not in the future."""
    ends = {item.field for item in items if isinstance(item, Recent) and not item.amount}
    starts = {item.field for item in items if isinstance(item, Recent) and item.amount}
    kept: list[Condition] = []
    for item in items:
        if isinstance(item, Recent):
            if not item.amount and item.field in starts:
                continue
            if item.amount and item.field not in ends:
                kept.append(Opaque(words_of(item)))
                continue
        kept.append(item)
    return tuple(kept)


def _joined(parts: list[str | bool], word: str) -> str | bool:
    is_all = word == "and"
    if (not is_all) in parts:
        return not is_all
    texts = [part for part in parts if not isinstance(part, bool)]
    if not texts:
        return is_all
    return texts[0] if len(texts) == 1 else f" {word} ".join(f"({text})" for text in texts)


def never_empty(terms: Terms) -> tuple[str, ...]:
    """Return the fields that are checkboxes, which are never empty."""
    return tuple(
        mapped.name for mapped in terms.fields.values() if mapped.type is FieldType.CHECKBOX
    )
