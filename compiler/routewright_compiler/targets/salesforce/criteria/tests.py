"""Conditions as tests of fields, as far as criteria can say them.

A test is a field, an operation and the values that it lists; `equals` without values is "is blank".
What criteria have no operation for (the end of a text, a text that does not start with another,
days, users) has none here, and the whole entry becomes a formula.

Of blank fields, `notEqual`, `notContain` and `excludes` are taken as true, every other comparison
as false; no official page says so, and the assumptions of an emission name it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from routewright_compiler.target.expansion.normal_form import All, Any, Literal, Tree
from routewright_compiler.targets.salesforce.model import FieldType, FilterItem, FilterOperation
from routewright_compiler.targets.salesforce.originals import parse_outside
from routewright_compiler.targets.salesforce.terms import Place, Terms
from routewright_runtime.graph.conditions import (
    Between,
    Constant,
    HasMembers,
    Known,
    OneOf,
    OutsideTest,
    TextHolds,
    TextRelation,
)


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One test of a field; no values: blank (`equals`) or not blank (`notEqual`)."""

    field: str
    operation: FilterOperation
    values: tuple[str, ...] = ()

    @property
    def denies(self) -> bool:
        """Tell whether several values are all denied, where other tests take any of them."""
        return self.operation in _DENYING


_DENYING = frozenset(
    {FilterOperation.NOT_EQUAL, FilterOperation.NOT_CONTAIN, FilterOperation.EXCLUDES}
)


@dataclass(frozen=True, slots=True)
class AllTests:
    """Every item holds; none of them: always."""

    items: tuple["Tests", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyTests:
    """At least one item holds; none of them: never."""

    items: tuple["Tests", ...] = ()


# A criterion that an import kept word for word stands as it is.
Tests = FieldTest | FilterItem | AllTests | AnyTests
ALWAYS, NEVER = AllTests(), AnyTests()
_LISTABLE = frozenset(
    {
        FieldType.TEXT,
        FieldType.TEXT_AREA,
        FieldType.EMAIL,
        FieldType.PHONE,
        FieldType.URL,
        FieldType.PICKLIST,
    }
)


def tests_of(tree: Tree, terms: Terms) -> Tests | None:
    """Return a condition as tests of fields; None where criteria cannot say a part of it."""
    match tree:
        case Constant(value):
            return ALWAYS if value else NEVER
        case All(items) | Any(items):
            found: list[Tests] = []
            for item in items:
                own = tests_of(item, terms)
                if own is None:
                    return None
                found.append(own)
            return every_test(found) if isinstance(tree, All) else any_test(found)
        case Literal():
            return _literal(tree, terms)
        case _:
            assert_never(tree)


def every_test(items: Iterable[Tests]) -> Tests:
    """Join tests by `and`: flat, each once, denied lists of one field in one."""
    return _joined(items, is_all=True)


def any_test(items: Iterable[Tests]) -> Tests:
    """Join tests by `or`: flat, each once, lists of one field in one."""
    return _joined(items, is_all=False)


def _joined(items: Iterable[Tests], *, is_all: bool) -> Tests:
    kind: type[AllTests] | type[AnyTests] = AllTests if is_all else AnyTests
    killing = NEVER if is_all else ALWAYS
    found: dict[Tests, None] = {}
    for item in items:
        if item == killing:
            return killing
        found.update(dict.fromkeys(item.items if isinstance(item, kind) else (item,)))
    merged = _merged(list(found), is_all=is_all)
    return merged[0] if len(merged) == 1 else kind(tuple(merged))


def _merged(items: list[Tests], *, is_all: bool) -> list[Tests]:
    """Merge lists of one field and operation where the joining word takes them together."""
    place: dict[tuple[str, FilterOperation], int] = {}
    found: list[Tests] = []
    for item in items:
        if not isinstance(item, FieldTest) or not item.values or not _is_list(item, is_all):
            found.append(item)
            continue
        key = (item.field, item.operation)
        if key in place:
            before = found[place[key]]
            assert isinstance(before, FieldTest)
            values = tuple(dict.fromkeys((*before.values, *item.values)))
            found[place[key]] = FieldTest(item.field, item.operation, values)
        else:
            place[key] = len(found)
            found.append(item)
    return found


def _is_list(test: FieldTest, is_all: bool) -> bool:
    """Tell whether the values of a test may stand in one list under the joining word."""
    listed = (
        (FilterOperation.NOT_EQUAL, FilterOperation.NOT_CONTAIN)
        if is_all
        else (FilterOperation.EQUALS, FilterOperation.CONTAINS, FilterOperation.STARTS_WITH)
    )
    return test.operation in listed and not _is_number(test)


def _is_number(test: FieldTest) -> bool:
    # Numbers stand one to a test: a comma could be taken for a thousands separator.
    return all(value.lstrip("-").replace(".", "", 1).isdigit() for value in test.values)


def _literal(literal: Literal, terms: Terms) -> Tests | None:
    atom, is_positive = literal.atom, literal.is_positive
    match atom:
        case OneOf() | Between() | TextHolds() | HasMembers() | Known():
            place = terms.place(atom.term)
        case OutsideTest() if is_positive:
            kept = parse_outside(atom.text)
            return kept if isinstance(kept, FilterItem) else None
        case _:
            return None
    field = criteria_field(place, terms)
    if field is None:
        return None
    match atom:
        case OneOf():
            return _one_of(atom, place, field, terms, is_positive)
        case Between():
            return _between(atom, place, field, terms, is_positive)
        case TextHolds():
            return _text_holds(atom, place, field, terms, is_positive)
        case HasMembers():
            return _has_members(atom, field, is_positive)
        case Known():
            return _known(place, field, is_positive)
        case _:
            assert_never(atom)


def criteria_field(place: Place, terms: Terms) -> str | None:
    """Return a field as criteria name it; None where they cannot test it."""
    if place.type in (FieldType.DATE, FieldType.DATE_TIME, FieldType.LOOKUP):
        return None
    if place.type is FieldType.LONG_TEXT_AREA:
        return None
    if "." in place.path:
        return place.path if terms.settings.object == "Case" else None
    return f"{terms.settings.object}.{place.path}"


def _one_of(test: OneOf, place: Place, field: str, terms: Terms, is_positive: bool) -> Tests | None:
    written = test.written or ("",) * len(test.values)
    if place.base is not None and place.base.holds_part_of_state:
        return _states(test, place, field, terms, is_positive)
    texts = tuple(
        terms.text_of(place, value, spelling)
        for value, spelling in zip(test.values, written, strict=True)
        if value not in place.blanks
    )
    operation = FilterOperation.EQUALS if is_positive else FilterOperation.NOT_EQUAL
    if place.type in _LISTABLE and texts:
        return FieldTest(field, operation, texts)
    each = [FieldTest(field, operation, (text,)) for text in texts]
    return any_test(each) if is_positive else every_test(each)


def _states(test: OneOf, place: Place, field: str, terms: Terms, is_positive: bool) -> Tests:
    """Say states with the country that each belongs to."""
    country = field.removesuffix("StateCode") + "CountryCode"
    by_country: dict[str, list[str]] = {}
    for value in test.values:
        by_country.setdefault(str(value)[:2], []).append(terms.text_of(place, value))
    if is_positive:
        operation = FilterOperation.EQUALS
        return any_test(
            every_test((FieldTest(country, operation, (name,)), FieldTest(field, operation, parts)))
            for name, parts in ((name, tuple(parts)) for name, parts in by_country.items())
        )
    operation = FilterOperation.NOT_EQUAL
    return every_test(
        any_test((FieldTest(country, operation, (name,)), FieldTest(field, operation, parts)))
        for name, parts in ((name, tuple(parts)) for name, parts in by_country.items())
    )


def _between(
    test: Between, place: Place, field: str, terms: Terms, is_positive: bool
) -> Tests | None:
    ends: list[Tests] = []
    for value, is_included, is_low in (
        (test.low, test.is_low_included, True),
        (test.high, test.is_high_included, False),
    ):
        if value is None:
            continue
        assert isinstance(value, int | Decimal)
        operation = _end(is_low is is_positive, is_included is is_positive)
        ends.append(FieldTest(field, operation, (terms.text_of(place, value),)))
    if is_positive:
        return every_test(ends)
    blank = () if place.is_never_empty else (FieldTest(field, FilterOperation.EQUALS),)
    return any_test((*ends, *blank))


def _end(is_above: bool, is_included: bool) -> FilterOperation:
    if is_above:
        return FilterOperation.GREATER_OR_EQUAL if is_included else FilterOperation.GREATER_THAN
    return FilterOperation.LESS_OR_EQUAL if is_included else FilterOperation.LESS_THAN


def _text_holds(
    test: TextHolds, place: Place, field: str, terms: Terms, is_positive: bool
) -> Tests | None:
    written = test.written or ("",) * len(test.texts)
    texts = tuple(
        terms.text_of(place, value, spelling)
        for value, spelling in zip(test.texts, written, strict=True)
    )
    match test.relation, is_positive:
        case TextRelation.CONTAINS, True:
            own = FieldTest(field, FilterOperation.CONTAINS, texts)
        case TextRelation.CONTAINS, False:
            own = FieldTest(field, FilterOperation.NOT_CONTAIN, texts)
        case TextRelation.STARTS_WITH, True:
            own = FieldTest(field, FilterOperation.STARTS_WITH, texts)
        case _:
            return None
    if not place.blanks:
        return own
    if is_positive:
        return every_test((own, FieldTest(field, FilterOperation.NOT_EQUAL, place.blanks)))
    return any_test((own, FieldTest(field, FilterOperation.EQUALS, place.blanks)))


def _has_members(test: HasMembers, field: str, is_positive: bool) -> Tests:
    operation = FilterOperation.INCLUDES if is_positive else FilterOperation.EXCLUDES
    each = [FieldTest(field, operation, (member,)) for member in test.members]
    return every_test(each) if test.needs_all is is_positive else any_test(each)


def _known(place: Place, field: str, is_positive: bool) -> Tests:
    if place.is_never_empty:
        return ALWAYS if is_positive else NEVER
    operation = FilterOperation.NOT_EQUAL if is_positive else FilterOperation.EQUALS
    tests: list[Tests] = [FieldTest(field, operation)]
    if place.blanks:
        tests.append(FieldTest(field, operation, place.blanks))
    return every_test(tests) if is_positive else any_test(tests)
