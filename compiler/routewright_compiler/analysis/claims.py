"""What a record must show: claims about the classes of a record, for witnesses.

Most claims hang only on which boxes hold the record; these can be asked with that set, which is
known at once when a single field of a record changes (see `fitting`).
"""

from routewright_compiler.analysis.formula import Formula, holds_at
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box
from routewright_compiler.analysis.witness import BoxClaim, Claim, Point


def receives(space: PolicySpace, branch: int) -> BoxClaim:
    """Claim that a branch takes the record."""

    def accepts(found: int) -> bool:
        return space.first_owner(found) == branch

    return BoxClaim(space, accepts)


def takes_from(space: PolicySpace, taker: int, *others: int) -> BoxClaim:
    """Claim that a branch takes the record, which meets the conditions of the others too."""
    bits = [space.bits[other] for other in others]

    def accepts(found: int) -> bool:
        return all(found & other for other in bits) and space.first_owner(found) == taker

    return BoxClaim(space, accepts)


def receives_where(space: PolicySpace, branch: int, formula: Formula) -> BoxClaim:
    """Claim that a branch takes the record, on which a formula holds."""

    def accepts(found: int) -> bool:
        return space.first_owner(found) == branch

    return BoxClaim(space, accepts, formula)


def is_inside_box(box: Box) -> Claim:
    """Claim that a record lies in a box."""

    def holds(point: Point) -> bool:
        return all(mask >> point[column] & 1 for column, mask in box.items())

    return holds


def both(first: Claim, second: Claim) -> Claim:
    """Claim two things at once."""

    def holds(point: Point) -> bool:
        return first(point) and second(point)

    return holds


def is_where(formula: Formula) -> Claim:
    """Claim that a formula holds."""

    def holds(point: Point) -> bool:
        return holds_at(formula, point)

    return holds
