"""What a record must show: claims about the classes of a record, for witnesses."""

from routewright_compiler.analysis.formula import Formula, holds_at
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box
from routewright_compiler.analysis.witness import Claim, Point


def receives(space: PolicySpace, branch: int) -> Claim:
    """Claim that a branch takes the record."""

    def holds(point: Point) -> bool:
        return space.first_match(point) == branch

    return holds


def takes_from(space: PolicySpace, taker: int, *others: int) -> Claim:
    """Claim that a branch takes the record, which meets the conditions of the others too."""

    def holds(point: Point) -> bool:
        found = space.solver.index.at(point)
        if any(not found & space.bits[other] for other in others):
            return False
        return space.first_owner(found) == taker

    return holds


def receives_where(space: PolicySpace, branch: int, formula: Formula) -> Claim:
    """Claim that a branch takes the record, on which a formula holds."""

    def holds(point: Point) -> bool:
        return holds_at(formula, point) and space.first_match(point) == branch

    return holds


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
