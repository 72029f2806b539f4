"""A condition as clauses: the whole way, with the two ways of making it small."""

from collections.abc import Callable

from routewright_compiler.targets.hubspot.filters.asking import Asking
from routewright_compiler.targets.hubspot.filters.boxes import (
    Boxes,
    TooManyBoxesError,
    boxes_of,
    prime_cover,
)
from routewright_compiler.targets.hubspot.filters.laws import laws_of
from routewright_compiler.targets.hubspot.filters.writing import Clause, FilterWriter
from routewright_compiler.targets.hubspot.properties import Properties
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import Condition
from routewright_runtime.values import TypeName

_TAKEN_BOXES = 300


class ConditionFilters:
    """Writes the conditions of one policy; remembers what it refused in `asking.refusals`."""

    def __init__(
        self, policy: Policy, properties: Properties, value_of: Callable[[str], str]
    ) -> None:
        self.asking = Asking(policy, properties)
        self._emails = frozenset(
            name for name, own in policy.fields.items() if own.type.name is TypeName.EMAIL
        )
        self._writer = FilterWriter(properties, value_of, self.asking.spellings, policy.graph.zone)

    def boxes(self, condition: Condition) -> Boxes:
        """Return the boxes of a condition; raise TooManyBoxesError."""
        return boxes_of(condition, self.asking.boxes)

    def clauses(self, boxes: Boxes, taken: Boxes) -> tuple[Clause, ...]:
        """Return the clauses of a region, whatever records of `taken` they hold as well or not.

        `taken` is used only where the region itself needs a denial that HubSpot has no operator
        for: so a condition changes with the rules before it as seldom as can be.
        """
        plain = self._writer.clauses(prime_cover(boxes, (), laws_of(boxes, self._emails)))
        if not any(clause.denied for clause in plain) or len(taken) > _TAKEN_BOXES:
            return plain
        try:
            cover = prime_cover(boxes, taken, laws_of((*boxes, *taken), self._emails))
        except TooManyBoxesError:
            return plain
        other = self._writer.clauses(cover)
        return min((plain, other), key=_weight)


def _weight(clauses: tuple[Clause, ...]) -> tuple[int, int]:
    return (sum(bool(clause.denied) for clause in clauses), len(clauses))
