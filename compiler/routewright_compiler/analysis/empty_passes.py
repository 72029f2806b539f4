"""Negated comparisons that hold for an empty field, where that brings a record to a rule.

`country != DE` holds for a record without a country (language reference, empty values). It matters
where a branch receives a record with the field empty that it would not receive, if the comparison
also asked for the field to be there. Names are opened, so that the comparison inside a `define` is
found where a rule uses it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.condition_parts import parts, replaced
from routewright_compiler.analysis.formula import Formula
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.branches import BranchKind
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Defined,
    FieldTerm,
    Known,
    MatchesPattern,
    Negation,
    OneOf,
    Place,
    TextHolds,
)
from routewright_runtime.values import TypeName

if TYPE_CHECKING:
    from routewright_compiler.analysis.facts import Facts

SURPRISING = frozenset(
    {
        TypeName.TEXT,
        TypeName.EMAIL,
        TypeName.DOMAIN,
        TypeName.PHONE,
        TypeName.URL,
        TypeName.USER,
        TypeName.COUNTRY,
        TypeName.STATE,
        TypeName.LANGUAGE,
    }
)


@dataclass(frozen=True, slots=True)
class EmptyPass:
    """A negated comparison of a field, and the branch that gets a record since it is empty."""

    branch: int
    field: str
    comparison: Condition
    place: Place
    formula: Formula
    lead: Lead


def empty_passes(facts: "Facts") -> Iterator[EmptyPass]:
    """Yield each such comparison once, with the first branch that it brings a record to."""
    space = facts.space
    seen: set[Place] = set()
    for number, branch in enumerate(space.chain.branches):
        is_live = bool(space.bits[number] & facts.reach.live)
        if not is_live or branch.kind is BranchKind.REQUIRE or not branch.guards:
            continue
        whole = _opened(space, AllOf(branch.guards))
        for part in parts(whole):
            field = _asked_field(space, part.condition)
            place = part.condition.place
            if field is None or place is None or place in seen:
                continue
            found = _received(facts, number, whole, part.path, field)
            if found is not None:
                seen.add(place)
                yield EmptyPass(number, field.field, part.condition, place, *found)


def _opened(space: PolicySpace, condition: Condition) -> Condition:
    """Return a condition with the definitions that it names written out."""
    match condition:
        case Defined(name):
            return _opened(space, space.policy.definitions[name].condition)
        case AllOf(items, place):
            return AllOf(tuple(_opened(space, item) for item in items), place)
        case AnyOf(items, place):
            return AnyOf(tuple(_opened(space, item) for item in items), place)
        case Negation(item, place):
            return Negation(_opened(space, item), place)
        case _:
            return condition


def _asked_field(space: PolicySpace, condition: Condition) -> FieldTerm | None:
    """Return the field of a negated comparison that an empty value may pass by surprise."""
    if not isinstance(condition, Negation):
        return None
    inner = condition.item
    if not isinstance(inner, OneOf | TextHolds | MatchesPattern):
        return None
    term = inner.term
    if not isinstance(term, FieldTerm):
        return None
    field = space.policy.fields[term.field]
    return None if field.is_required or field.type.name not in SURPRISING else term


def _received(
    facts: "Facts", number: int, whole: Condition, path: tuple[int, ...], field: FieldTerm
) -> tuple[Formula, Lead] | None:
    space, encoder = facts.space, facts.space.encoder
    known = Known(FieldTerm(field.field))
    strict = replaced(whole, path, lambda part: AllOf((known, part)))
    formulas = encoder.formulas
    asked = formulas.every(
        (
            encoder.formula(whole),
            formulas.negation(encoder.formula(strict)),
            formulas.negation(encoder.formula(known)),
        )
    )
    before = space.before(number) & facts.reach.live
    try:
        for box in encoder.asked_boxes(asked):
            found = space.solver.lead(box, before & space.solver.index.meeting(box))
            if found is not None:
                return asked, found[1]
    except NotDecided:
        return None
    return None
