"""Conditions without a negation above an atom, and as alternatives of literals.

CRM filters know no general `not`: each test is said or denied by an operator of its own. `nnf`
pushes negations down to the atoms; `dnf` gives alternatives, each a list of literals that must all
hold, as `OR of ANDs` filters want them.
"""

from dataclasses import dataclass
from typing import assert_never

from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Constant,
    Defined,
    Negation,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom that must hold, or must not."""

    atom: Atom
    is_positive: bool = True


@dataclass(frozen=True, slots=True)
class All:
    """Every item holds; two or more."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one item holds; two or more."""

    items: tuple["Tree", ...]


Tree = Literal | All | Any | Constant
Alternative = tuple[Literal, ...]

_TRUE, _FALSE = Constant(True), Constant(False)


def nnf(condition: Condition, *, is_negated: bool = False) -> Tree:
    """Return the tree of a plain condition (or of its negation), constants folded away."""
    match condition:
        case Constant():
            return _TRUE if condition.value is not is_negated else _FALSE
        case Negation():
            return nnf(condition.item, is_negated=not is_negated)
        case AllOf() | AnyOf():
            items = [nnf(item, is_negated=is_negated) for item in condition.items]
            return joined(items, is_all=isinstance(condition, AllOf) is not is_negated)
        case Defined():
            raise AssertionError("definitions are written out before")
        case _:
            return Literal(condition, not is_negated)


def joined(items: list[Tree], *, is_all: bool) -> Tree:
    """Join trees by `and` or `or`: flattened, repeated items dropped, constants folded away."""
    kind, neutral, killing = (All, _TRUE, _FALSE) if is_all else (Any, _FALSE, _TRUE)
    found: dict[Tree, None] = {}
    for item in items:
        if isinstance(item, Constant):
            if item == killing:
                return killing
        elif isinstance(item, kind):
            found.update(dict.fromkeys(item.items))
        else:
            found[item] = None
    for item in found:
        if isinstance(item, Literal) and Literal(item.atom, not item.is_positive) in found:
            return killing
    if not found:
        return neutral
    kept = tuple(found)
    return kept[0] if len(kept) == 1 else kind(kept)


def dnf(condition: Condition, limit: int) -> tuple[Alternative, ...] | None:
    """Return the alternatives of a plain condition; None where they are more than `limit`.

    No alternative contradicts itself in one atom or holds all literals of another; none at all is
    never, one without literals is always.
    """
    return _alternatives(nnf(condition), limit)


def _alternatives(tree: Tree, limit: int) -> tuple[Alternative, ...] | None:
    match tree:
        case Constant(value):
            return ((),) if value else ()
        case Literal():
            return ((tree,),)
        case Any(items):
            found: list[Alternative] = []
            for item in items:
                own = _alternatives(item, limit)
                if own is None:
                    return None
                found.extend(own)
            return _shortest(found, limit)
        case All(items):
            product: tuple[Alternative, ...] = ((),)
            for item in items:
                own = _alternatives(item, limit)
                if own is None or len(product) * len(own) > limit * limit:
                    return None
                pairs = [_both(one, other) for one in product for other in own]
                kept = _shortest([pair for pair in pairs if pair is not None], limit)
                if kept is None:
                    return None
                product = kept
            return product
        case _:
            assert_never(tree)


def _both(one: Alternative, other: Alternative) -> Alternative | None:
    found = dict.fromkeys((*one, *other))
    if any(Literal(item.atom, not item.is_positive) in found for item in found):
        return None
    return tuple(found)


def _shortest(found: list[Alternative], limit: int) -> tuple[Alternative, ...] | None:
    """Drop alternatives that another one holds more of; None where too many are left."""
    sets = [frozenset(item) for item in found]
    kept: list[int] = []
    for number, own in enumerate(sets):
        if any(sets[other] <= own for other in kept):
            continue
        kept = [other for other in kept if not own <= sets[other]]
        kept.append(number)
    return tuple(found[number] for number in kept) if len(kept) <= limit else None
