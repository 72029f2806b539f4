"""Which fields of a witness must be empty: with some value there, the claim would not hold.

A witness says of the fields that it names what they hold; of all others that they do not matter.
A few values of each other field are tried.
"""

from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.moment_search import USUAL
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.witness import Claim, Witness
from routewright_runtime.values import Value


def needed_empty(space: PolicySpace, witness: Witness, claim: Claim) -> tuple[str, ...]:
    """Return the fields without a value whose having one could make the claim false."""
    values: dict[str, Value] = {n: v for n, v in witness.values if v is not None}
    at = USUAL if witness.at is None else witness.at
    found = []
    leads, index = space.solver.leads, space.solver.index
    without = leads.point(Lead(values, at, witness.outside))
    for name, model in space.encoder.fields.items():
        if name in values or name not in space.read_fields or model.field.is_required:
            continue
        for value in space.some_values(name):
            point = leads.changed(without, Lead({**values, name: value}, at, witness.outside), name)
            if not claim(point) and not index.at(point) & index.laws:
                found.append(name)
                break
    return tuple(found)
