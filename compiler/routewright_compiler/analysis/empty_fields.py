"""Which fields of a witness must be empty: with some value there, the claim would not hold.

A witness says of the fields that it names what they hold; of all others that they do not matter.
A few values of each other field are tried.
"""

from collections.abc import Iterator
from dataclasses import replace

from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.moment_search import USUAL
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.witness import BoxClaim, Claim, Witness
from routewright_runtime.values import Value


def needed_empty(space: PolicySpace, witness: Witness, claim: Claim) -> tuple[str, ...]:
    """Return the fields without a value whose having one could make the claim false."""
    if isinstance(claim, BoxClaim):
        return tuple(_needed_by_boxes(space, witness, claim))
    values: dict[str, Value] = {n: v for n, v in witness.values if v is not None}
    at = USUAL if witness.at is None else witness.at
    found = []
    leads, index = space.solver.leads, space.solver.index
    lead = Lead(values, at, witness.outside, witness.is_assumed, witness.assumed)
    without = leads.point(lead)
    for name, model in space.encoder.fields.items():
        if name in values or name not in space.read_fields or model.field.is_required:
            continue
        for value in space.some_values(name):
            changed = replace(lead, values={**values, name: value})
            point = leads.changed(without, changed, name)
            if not claim(point) and not index.at(point) & index.laws:
                found.append(name)
                break
    return tuple(found)


def _needed_by_boxes(space: PolicySpace, witness: Witness, claim: BoxClaim) -> Iterator[str]:
    """Do the same with the boxes that hold the record.

    Where the claim holds both for the boxes that accept all values tried and for those that accept
    any, it holds for each of them (see `BoxClaim`).
    """
    fitting = space.solver.fitting
    values: dict[str, Value] = {n: v for n, v in witness.values if v is not None}
    at = USUAL if witness.at is None else witness.at
    lead = Lead(values, at, witness.outside, witness.is_assumed, witness.assumed)
    names = [
        name
        for name, model in space.encoder.fields.items()
        if name not in values and name in space.read_fields and not model.field.is_required
    ]
    others = fitting.others(values, names)
    for name in names:
        rest = others.boxes
        others.settle(name, None)
        is_where = not fitting.hangs_on(claim.where, name)
        every, some = fitting.bounds(name, space.some_values(name))
        if is_where and claim.accepts(rest & every & fitting.free) and claim.accepts(rest & some):
            continue
        for value in space.some_values(name):
            found = rest & fitting.of(name, value)
            if is_where and claim.accepts(found) and claim.accepts(found & fitting.free):
                continue  # whatever the columns that belong to no field say
            changed = replace(lead, values={**values, name: value})
            found = fitting.settled(found, changed)
            is_shown = claim.accepts(found) and fitting.holds(claim.where, changed)
            if not is_shown and not found & fitting.index.laws:
                yield name
                break
