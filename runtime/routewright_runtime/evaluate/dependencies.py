"""Definitions, classifications and scores in an order in which each comes after what it uses.

Generated functions are made one inside the other; making those of a long chain of names from its
bottom up keeps that from going deep.
"""

from collections.abc import Iterator

from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    ClassTerm,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    LookupTerm,
    Negation,
    OutsideTest,
    ScoreTerm,
    Term,
)

Named = Defined | ClassTerm | ScoreTerm


def names_below(policy: Policy, conditions: list[Condition]) -> tuple[Named, ...]:
    """Return every name that conditions use, itself after the names that it uses."""
    found: dict[Named, None] = {}
    open_names: set[Named] = set()
    waiting: list[Named] = [name for item in conditions for name in _names(item)]
    while waiting:
        name = waiting[-1]
        if name in found:
            waiting.pop()
        elif name in open_names:
            found[waiting.pop()] = None
        else:
            open_names.add(name)
            own = (item for condition in _conditions(policy, name) for item in _names(condition))
            waiting += (item for item in own if item not in open_names)
    return tuple(found)


def _conditions(policy: Policy, name: Named) -> tuple[Condition, ...]:
    match name:
        case Defined():
            return (policy.definitions[name.name].condition,)
        case ClassTerm():
            return tuple(line.condition for line in policy.classifications[name.name].lines)
        case ScoreTerm():
            return tuple(line.condition for line in policy.scores[name.name].lines)


def _names(condition: Condition) -> Iterator[Named]:
    """Yield the names that stand in a condition, not those behind them."""
    match condition:
        case AllOf() | AnyOf():
            for item in condition.items:
                yield from _names(item)
        case Negation():
            yield from _names(condition.item)
        case Defined(name):
            yield Defined(name)
        case Constant() | OutsideTest() | DuringCalendar():
            return
        case ComparesTerms():
            yield from _named_terms(condition.left)
            yield from _named_terms(condition.right)
        case _:
            yield from _named_terms(condition.term)


def _named_terms(term: Term) -> Iterator[Named]:
    if isinstance(term, ClassTerm | ScoreTerm):
        yield term
    elif isinstance(term, LookupTerm):
        for argument in term.arguments:
            yield from _named_terms(argument)
