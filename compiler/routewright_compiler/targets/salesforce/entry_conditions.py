"""The condition of an entry: criteria where they can say it, else a formula, else several entries.

In this order: criteria within the limits; one formula within its limit; the alternatives of the
condition dealt out to several entries of one target; none, where even a part is too long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from routewright_compiler.target.expansion.normal_form import All, Any, Literal, Tree, joined
from routewright_compiler.targets.salesforce.criteria.filter import (
    Criteria,
    alternatives,
    criteria_of,
)
from routewright_compiler.targets.salesforce.criteria.tests import (
    FieldTest,
    Tests,
    every_test,
    tests_of,
)
from routewright_compiler.targets.salesforce.formula.build import all_of, compared, number
from routewright_compiler.targets.salesforce.formula.conditions import Formulas
from routewright_compiler.targets.salesforce.formula.model import Expression, Operator, Reference
from routewright_compiler.targets.salesforce.formula.write import write
from routewright_compiler.targets.salesforce.imported.criteria import OPAQUE_PREFIX
from routewright_compiler.targets.salesforce.limits import FORMULA_CHARACTERS
from routewright_compiler.targets.salesforce.model import FilterItem, FilterOperation
from routewright_compiler.targets.salesforce.terms import Terms
from routewright_runtime.graph.conditions import Constant, OneOf, TextHolds

VALUES_A_PART = 25
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class EntryCondition:
    """Criteria with their filter, or a formula; neither: always."""

    items: tuple[FilterItem, ...] = ()
    boolean_filter: str | None = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """The slot that a record must have: the number field and the number."""

    field: str
    number: int


def entry_conditions(
    tree: Tree, terms: Terms, slot: Slot | None = None
) -> tuple[EntryCondition, ...] | None:
    """Return the conditions of the entries that together say a tree; None where none can.

    A tree that always holds gives one without condition.
    """
    tests = tests_of(tree, terms)
    beside = _slot_tests(slot, terms)
    if tests is not None:
        found = criteria_of(every_test((tests, *beside)))
        if found is not None:
            return (_of_criteria(found),)
    own = _formula(tree, terms, slot)
    if own is not None:
        return (EntryCondition(formula=own),)
    if tests is not None:
        parts = [criteria_of(part) for part in alternatives(every_test((tests, *beside)))]
        if all(part is not None for part in parts):
            return tuple(_of_criteria(part) for part in parts if part is not None)
    formulas = [
        _formula(part, terms, slot)
        for part in tree_alternatives(tree, lambda part: _formula(part, terms, slot) is not None)
    ]
    if any(formula is None for formula in formulas):
        return None
    return tuple(EntryCondition(formula=formula) for formula in formulas)


def tree_alternatives(tree: Tree, fits: Callable[[Tree], bool]) -> tuple[Tree, ...]:
    """Return trees whose `or` a tree is, as few as fit; the tree itself where nothing helps."""
    top = tree.items if isinstance(tree, All) else (tree,)
    split = [_broken_up(item) for item in top]
    wide = max(
        (item for item in split if isinstance(item, Any)),
        key=lambda item: len(item.items),
        default=None,
    )
    if wide is None:
        return (tree,)
    beside = [item for item in split if item is not wide]
    found: list[Tree] = []
    held: list[Tree] = []
    for item in wide.items:
        longer = joined([*beside, joined([*held, item], is_all=False)], is_all=True)
        if held and not fits(longer):
            found.append(joined([*beside, joined(held, is_all=False)], is_all=True))
            held = []
        held.append(item)
    found.append(joined([*beside, joined(held, is_all=False)], is_all=True))
    return tuple(found)


def _broken_up(tree: Tree) -> Tree:
    """Return a long list as an `or` of shorter ones, also within an `or`."""
    match tree:
        case Any(items):
            return joined([_broken_up(item) for item in items], is_all=False)
        case Literal(OneOf(term, values), True) if len(values) > VALUES_A_PART:
            return joined([Literal(OneOf(term, part)) for part in _chunks(values)], is_all=False)
        case Literal(TextHolds(term, relation, texts), True) if len(texts) > VALUES_A_PART:
            parts = [Literal(TextHolds(term, relation, part)) for part in _chunks(texts)]
            return joined([*parts], is_all=False)
        case _:
            return tree


def _chunks(values: tuple[V, ...]) -> list[tuple[V, ...]]:
    return [values[i : i + VALUES_A_PART] for i in range(0, len(values), VALUES_A_PART)]


def _of_criteria(criteria: Criteria) -> EntryCondition:
    return EntryCondition(criteria.items, criteria.boolean_filter)


def _slot_tests(slot: Slot | None, terms: Terms) -> tuple[Tests, ...]:
    if slot is None:
        return ()
    field = f"{terms.settings.object}.{slot.field}"
    return (FieldTest(field, FilterOperation.EQUALS, (str(slot.number),)),)


def _formula(tree: Tree, terms: Terms, slot: Slot | None) -> str | None:
    """Return the formula of a tree and a slot; None where it is too long."""
    own: Expression = Formulas(terms).tree(tree)
    if slot is not None:
        turn = compared(Reference(slot.field), Operator.EQUAL, number(slot.number))
        own = all_of((own, turn))
    elif tree == Constant(True):
        return None
    text = write(own)
    return text if is_formula(text) else None


def is_formula(text: str) -> bool:
    """Tell whether a text is short enough, and holds no criterion that an import kept."""
    return len(text) <= FORMULA_CHARACTERS.number and OPAQUE_PREFIX not in text
