"""Which fields of a witness must be empty: with some value there, the claim would not hold.

A witness says of the fields that it names what they hold; of all others that they do not matter.
A few values of each other field are tried.
"""

from collections.abc import Iterator

from routewright_compiler.analysis.domains.field_model import FieldModel, NoValue
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.moment_search import USUAL
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box, set_bits
from routewright_compiler.analysis.witness import Claim, Witness
from routewright_runtime.values import Value

_TRIED = 6


def needed_empty(space: PolicySpace, witness: Witness, claim: Claim) -> tuple[str, ...]:
    """Return the fields without a value whose having one could make the claim false."""
    values: dict[str, Value] = {n: v for n, v in witness.values if v is not None}
    at = USUAL if witness.at is None else witness.at
    found = []
    for name, model in space.encoder.fields.items():
        if name in values or name not in space.read_fields or model.field.is_required:
            continue
        for value in _some_values(space, model):
            point = space.solver.leads.point(Lead({**values, name: value}, at, witness.outside))
            if not space.solver.index.at(point) & space.solver.index.laws and not claim(point):
                found.append(name)
                break
    return tuple(found)


def _some_values(space: PolicySpace, model: FieldModel) -> Iterator[Value]:
    """Yield a value of each of a few classes, the first and the last ones of each column."""
    seen: set[Value] = set()
    for column in model.columns:
        classes = list(set_bits(space.encoder.space.allowed[column] & ~1))
        for number in [*classes[: _TRIED // 2], *classes[-_TRIED // 2 :]]:
            domain: Box = {column: 1 << number}
            value = model.find(domain)
            if value is not None and not isinstance(value, NoValue) and value not in seen:
                seen.add(value)
                yield value
