"""What no record can be, as boxes: it makes covers smaller and never wider than the condition.

A test of a missing text does not hold; no text begins in two ways; what came within a day came
within a week; whoever has both members has one of them; a missing address has no parts.
"""

from routewright_compiler.targets.hubspot.filters.boxes import Box, Boxes, Column, merged
from routewright_compiler.targets.hubspot.filters.value_sets import (
    NO,
    YES,
    Listed,
    Ranges,
    ValueSet,
    known_texts,
    listed,
)
from routewright_compiler.targets.hubspot.sla_chain import minutes_of
from routewright_runtime.evaluate.conditions import holds_text
from routewright_runtime.graph.conditions import (
    FieldTerm,
    HasMembers,
    TextHolds,
    TextRelation,
    WithinLast,
)
from routewright_runtime.values import TypeName, part_of

_VALUES = 40  # texts of one column that are looked at one by one
_EMPTY = Listed(frozenset(), False, True)


def laws_of(boxes: Boxes, emails: frozenset[str] = frozenset()) -> Boxes:
    """Return boxes that hold no record, over the columns of some boxes.

    `emails` are the fields of e-mail addresses.
    """
    forms: dict[Column, ValueSet] = {}
    texts: dict[Column, set[str]] = {}
    for box in boxes:
        for column, values in box.items():
            forms[column] = values
            if isinstance(values, Listed) and len(texts.setdefault(column, set())) < _VALUES:
                texts[column] |= values.items
    found: list[Box] = []
    for column, values in forms.items():
        if column.test is None:
            empty = Ranges((), True) if isinstance(values, Ranges) else _EMPTY
            own = [c for c in forms if c.test is not None and c.term == column.term]
            found += [{t: YES, column: empty} for t in forms if _needs(t, column, emails)]
            for text in sorted(texts.get(column, ())):
                found += _of_value(column, text, own)
                found += _of_address(column, text, forms, emails)
        found += _of_parts(column, forms, emails)
    asked = [column for column in forms if column.test is not None]
    for first in asked:
        for second in asked:
            if first is not second and _are_apart(first, second):
                found.append({first: YES, second: YES})
            if first is not second and _implies(first, second):
                found.append({first: YES, second: NO})
    return merged(found)


def _needs(test: Column, column: Column, emails: frozenset[str]) -> bool:
    """Tell whether a test only holds where the column has a value."""
    one, other = test.term, column.term
    if test.test is None or one is None or other is None:
        return False
    return one == other or (one.field == other.field and one.field in emails)


def _of_value(column: Column, text: str, tests: list[Column]) -> list[Box]:
    """Return what a text itself says of the tests put to it."""
    found: list[Box] = []
    for test in tests:
        if isinstance(test.test, TextHolds):
            wrong = NO if holds_text(test.test, text) else YES
            found.append({column: listed([text]), test: wrong})
    return found


def _of_address(
    column: Column, text: str, forms: dict[Column, ValueSet], emails: frozenset[str]
) -> list[Box]:
    """Return what a whole address says of its parts."""
    term = column.term
    if term is None or term.part is not None or term.field not in emails or "@" not in text:
        return []
    found: list[Box] = []
    for name in ("domain", "local"):
        part = Column(FieldTerm(term.field, name))
        value = part_of(text, TypeName.EMAIL, name)
        if part in forms and isinstance(value, str):
            found.append({column: listed([text]), part: listed([value]).complement()})
    for test in forms:
        own = test.term
        if isinstance(test.test, TextHolds) and own is not None and own.field == term.field:
            value = None if own.part is None else part_of(text, TypeName.EMAIL, own.part)
            if isinstance(value, str):
                wrong = NO if holds_text(test.test, value) else YES
                found.append({column: listed([text]), test: wrong})
    return found


def _of_parts(column: Column, forms: dict[Column, ValueSet], emails: frozenset[str]) -> list[Box]:
    """Return that an address and its part are known together."""
    term = column.term
    if column.test is not None or term is None or term.part is None or term.field not in emails:
        return []
    whole = Column(FieldTerm(term.field))
    if whole not in forms:
        return []
    return [{whole: known_texts(), column: _EMPTY}, {whole: _EMPTY, column: known_texts()}]


def _are_apart(first: Column, second: Column) -> bool:
    """Tell whether no text begins (or ends) in both ways."""
    one, two = first.test, second.test
    if not isinstance(one, TextHolds) or not isinstance(two, TextHolds):
        return False
    if one.term != two.term or one.relation != two.relation:
        return False
    match one.relation:
        case TextRelation.STARTS_WITH:
            return not any(a.startswith(b) or b.startswith(a) for a in one.texts for b in two.texts)
        case TextRelation.ENDS_WITH:
            return not any(a.endswith(b) or b.endswith(a) for a in one.texts for b in two.texts)
        case _:
            return False


def _implies(first: Column, second: Column) -> bool:
    """Tell whether the one test holds wherever the other does."""
    match first.test, second.test:
        case (WithinLast() as one, WithinLast() as two):
            return one.term == two.term and minutes_of(one.span) <= minutes_of(two.span)
        case (TextHolds() as one, TextHolds() as two):
            return one.term == two.term and all(_is_met(one, text, two) for text in one.texts)
        case (HasMembers() as one, HasMembers() as two) if one.term == two.term:
            if two.needs_all:
                return one.needs_all and set(two.members) <= set(one.members)
            if one.needs_all:
                return not set(one.members).isdisjoint(two.members)
            return set(one.members) <= set(two.members)
        case _:
            return False


def _is_met(one: TextHolds, text: str, two: TextHolds) -> bool:
    """Tell whether every text that holds `text` in the one way meets the other test."""
    match two.relation:
        case TextRelation.CONTAINS:
            return any(part in text for part in two.texts)
        case TextRelation.STARTS_WITH:
            return one.relation is two.relation and text.startswith(two.texts)
        case TextRelation.ENDS_WITH:
            return one.relation is two.relation and text.endswith(two.texts)
