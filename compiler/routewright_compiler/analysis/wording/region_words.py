"""Regions in the policy's own words: `country in (DE, AT) and employees in 500..999`.

A box is described column by column with conditions of the language, each true for exactly the
classes of its mask; where a column can be said with what the policy itself writes, it is. A column
that no words are found for is left out, and the words say that not all of it is meant.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from routewright_compiler.analysis.domains.line import LineModel
from routewright_compiler.analysis.domains.members import MembersModel
from routewright_compiler.analysis.domains.term_model import TermModel
from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.formula import Literal
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box, set_bits
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ComparesTerms,
    Condition,
    Constant,
    DuringCalendar,
    FieldTerm,
    Known,
    Negation,
    OneOf,
    Order,
    OutsideTest,
    WithinLast,
)
from routewright_runtime.graph.conditions import Value as Scalar
from routewright_runtime.values import TypeName, states_of
from routewright_runtime.words import Words

_MOST_TESTS = 400


class RegionWords:
    """Words for the regions of one policy."""

    def __init__(self, space: PolicySpace, words: Words) -> None:
        self._space = space
        self._words = words
        self._tests: dict[int, list[tuple[int, Condition]]] = {}
        self._terms: dict[int, tuple[FieldTerm, TermModel]] = {}
        for name, model in space.encoder.fields.items():
            for part, inner in model.parts():
                self._terms.update(dict.fromkeys(inner.columns, (FieldTerm(name, part), inner)))
        for term, inner in dict.fromkeys(self._terms.values()):
            self._add(inner.column, space.encoder.space.full[inner.column] & ~1, Known(term))
        self._note_tests(space.encoder)

    def _note_tests(self, encoder: Encoder) -> None:
        for number, test in enumerate(encoder.asked()):
            if number < _MOST_TESTS:
                self._note(test, encoder)
        for calendar in encoder.calendars:
            self._note(DuringCalendar(calendar), encoder)
        for text in encoder.outside:
            self._note(OutsideTest(text), encoder)
        for left, right in encoder.comparisons:
            for order in Order:
                self._note(ComparesTerms(left, order, right), encoder)

    def _note(self, test: Condition, encoder: Encoder) -> None:
        formula = encoder.formula(test)
        if isinstance(formula, Literal):
            self._add(formula.column, formula.mask, test)

    def _add(self, column: int, mask: int, test: Condition) -> None:
        full = self._space.encoder.space.full[column]
        self._tests.setdefault(column, []).extend(((mask, test), (full & ~mask, Negation(test))))

    def box(self, box: Box) -> str:
        """Return a box in words; `any record` for one that asks nothing."""
        conditions: list[Condition] = []
        is_whole = True
        for column, mask in sorted(box.items()):
            found = self._column(column, mask)
            is_whole = is_whole and found is not None
            for item in found or ():
                conditions += item.items if isinstance(item, AllOf) else (item,)
        asked = {c.term for c in conditions if isinstance(c, OneOf | Between | WithinLast)}
        shown = [c for c in conditions if not (isinstance(c, Known) and c.term in asked)]
        text = self._words.condition(AllOf(_ruled_out(shown))) if shown else "any record"
        return text if is_whole else f"{text} (not all of these)"

    def _column(self, column: int, mask: int) -> tuple[Condition, ...] | None:
        """Return what a mask asks of a column; None where there are no words for it."""
        allowed = self._space.encoder.space.allowed[column]
        mask &= allowed
        if mask == allowed:
            return ()
        term, model = self._terms.get(column, (None, None))
        if term is not None and model is not None:
            if mask == 1 and column == model.column:
                return (Negation(Known(term)),)
            if isinstance(model, LineModel):
                return (_in_line(term, model, mask, allowed),)
            if isinstance(model, MembersModel):
                found = _in_list(term, model, mask, allowed)
                is_state = self._space.policy.fields[term.field].type.name is TypeName.STATE
                return (_by_countries(found) if is_state and term.part is None else found,)
        found_by_tests = self._by_tests(column, mask)
        return None if found_by_tests is None else (found_by_tests,)

    def _by_tests(self, column: int, mask: int) -> Condition | None:
        """Say a mask with the policy's own tests: one, several together, or class by class."""
        allowed = self._space.encoder.space.allowed[column]
        tests = [(m & allowed, t) for m, t in self._tests.get(column, ())]
        exact = next((test for m, test in tests if m == mask), None)
        if exact is not None:
            return exact
        tests.sort(key=lambda pair: pair[0].bit_count())
        together = _narrowed(tests, mask, allowed)
        if together is not None:
            return together
        parts: list[Condition] = []
        for number in set_bits(mask):
            part = _narrowed(tests, 1 << number, allowed)
            if part is None:
                return None
            parts.append(part)
        return AnyOf(tuple(parts)) if parts else None


def _ruled_out(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Join the lists of values that a term must not have into one: `not source in ("a", "b")`."""
    found: dict[Condition, Condition] = {}
    for condition in conditions:
        key = condition
        if isinstance(condition, Negation) and isinstance(condition.item, OneOf):
            key = Negation(OneOf(condition.item.term, ()))
            if key in found:
                condition = Negation(_joined(found[key], condition.item))
        found[key] = condition
    return tuple(found.values())


def _joined(first: Condition, second: OneOf) -> OneOf:
    assert isinstance(first, Negation) and isinstance(first.item, OneOf)
    values, written = list(first.item.values), list(first.item.written)
    is_written = len(written) == len(values) and len(second.written) == len(second.values)
    for n, value in enumerate(second.values):
        if value not in values:
            values.append(value)
            written += second.written[n : n + 1]
    return OneOf(second.term, tuple(values), written=tuple(written) if is_written else ())


def _narrowed(tests: Sequence[tuple[int, Condition]], mask: int, allowed: int) -> Condition | None:
    """Return tests that hold together for exactly the classes of a mask; None where none do.

    They come narrowest first, so the first that fits is the first to be taken.
    """
    if mask == allowed:
        return Constant(True)
    fitting = [pair for pair in tests if not mask & ~pair[0]]
    common = allowed
    for test_mask, _ in fitting:
        common &= test_mask
    if common != mask:
        return None
    left, chosen = fitting[0][0], [fitting[0][1]]
    while left != mask:
        counts = [(left & test_mask).bit_count() for test_mask, _ in fitting]
        best = counts.index(min(counts))
        left &= fitting[best][0]
        chosen.append(fitting[best][1])
    return AllOf(tuple(chosen))


# --- lists ------------------------------------------------------------------------------------


def _in_list(term: FieldTerm, model: MembersModel, mask: int, allowed: int) -> Condition:
    values = _members(model, mask)
    others = _members(model, allowed & ~mask)
    other = model.open_class
    is_open = other is not None and bool(mask >> other & 1)
    if is_open or (other is None and len(others) < len(values)):
        kept: list[Condition] = [Negation(OneOf(term, tuple(others)))] if others else []
        if not mask & 1 and allowed & 1:
            kept.insert(0, Known(term))
        return kept[0] if len(kept) == 1 else AllOf(tuple(kept))
    listed = OneOf(term, tuple(values))
    return AnyOf((listed, Negation(Known(term)))) if mask & 1 else listed


def _members(model: MembersModel, mask: int) -> list[Scalar]:
    """Return the values of the classes of a mask, the empty one left aside."""
    found = [v for number in set_bits(mask & ~1) for v in model.group(number)]
    return [value for value in found if not isinstance(value, tuple)]


def _by_countries(condition: Condition) -> Condition:
    """Return a condition over states with whole countries named as such."""
    match condition:
        case AllOf(items):
            return AllOf(tuple(map(_by_countries, items)))
        case AnyOf(items):
            return AnyOf(tuple(map(_by_countries, items)))
        case Negation(item):
            return Negation(_by_countries(item))
        case OneOf(FieldTerm(name, None) as term, values):
            states: dict[str, list[str]] = {}
            for value in values:
                states.setdefault(str(value)[:2], []).append(str(value))
            whole = [c for c, held in states.items() if len(held) == len(states_of(c)) > 1]
            if not whole:
                return condition
            rest = tuple(s for c, held in states.items() if c not in whole for s in held)
            countries = OneOf(FieldTerm(name, "country"), tuple(whole))
            return AnyOf((countries, OneOf(term, rest))) if rest else countries
        case _:
            return condition


# --- lines ------------------------------------------------------------------------------------


def _in_line(term: FieldTerm, model: LineModel, mask: int, allowed: int) -> Condition:
    if mask == allowed & ~1:
        return Known(term)
    items: list[Condition] = [
        _between(term, model, first, last) for first, last in _runs(mask & ~1)
    ]
    if mask & 1:
        items.append(Negation(Known(term)))
    return items[0] if len(items) == 1 else AnyOf(tuple(items))


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    first = last = 0
    for number in set_bits(mask):
        if first and number == last + 1:
            last = number
            continue
        if first:
            yield first, last
        first = last = number
    if first:
        yield first, last


def _between(term: FieldTerm, model: LineModel, first: int, last: int) -> Condition:
    low, high = model.interval(first)[0], model.interval(last)[1]
    is_first, is_last = low is None or first == 1, high is None or last == model.last_class
    lower = None if is_first or low is None else low
    upper = None if is_last or high is None else high
    if model.type.name in (TypeName.INTEGER, TypeName.DATE) and upper is not None:
        # Counted: an end just before 10 is one at 9.
        whole = int(upper[0]) - (0 if upper[1] else 1)
        upper = (whole, 1)
    return Between(
        term,
        None if lower is None else _end(model, lower[0]),
        None if upper is None else _end(model, upper[0]),
        is_low_included=lower is None or not lower[1],
        is_high_included=upper is None or bool(upper[1]),
    )


def _end(model: LineModel, point: int | Decimal) -> int | Decimal | date:
    value = model.value(point)
    assert not isinstance(value, str | tuple)
    return value
