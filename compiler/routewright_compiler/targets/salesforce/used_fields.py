"""Which fields of the record an emission reads: only those are emitted as custom fields."""

from collections.abc import Iterator

from routewright_compiler.target.expansion.line import GiveField
from routewright_compiler.target.expansion.normal_form import All, Any, Literal, Tree
from routewright_compiler.targets.salesforce.plan import Plan, conditions_of
from routewright_runtime.graph.conditions import (
    ComparesTerms,
    Constant,
    DuringCalendar,
    FieldTerm,
    OutsideTest,
    Term,
)


def used_fields(plan: Plan) -> frozenset[str]:
    """Return the names of the fields that conditions read or that name owners."""
    found: set[str] = set()
    trees = [line.tree for line in plan.lines]
    for term in plan.derived:
        if isinstance(term, FieldTerm):
            found.add(term.field)
        trees.extend(plan.sayable.tree(own) for own in conditions_of(plan.terms, term))
    for tree in trees:
        found.update(term.field for term in _terms(tree) if isinstance(term, FieldTerm))
    for line in plan.lines:
        if isinstance(line.line.give, GiveField):
            found.add(line.line.give.field)
    return frozenset(found)


def _terms(tree: Tree) -> Iterator[Term]:
    match tree:
        case Constant():
            return
        case All(items) | Any(items):
            for item in items:
                yield from _terms(item)
        case Literal(ComparesTerms(left, _, right)):
            yield left
            yield right
        case Literal(atom) if not isinstance(atom, OutsideTest | DuringCalendar | ComparesTerms):
            yield atom.term
        case Literal():
            return
