"""Lines of a classification that never decide, since the lines before them hold first."""

from collections.abc import Iterator
from dataclasses import dataclass

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.formula import Formula, Truth
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.model import Classification, ClassLine


@dataclass(frozen=True, slots=True)
class DeadLine:
    """A line that holds for some record, but for none that the lines before it leave."""

    classification: Classification
    number: int

    @property
    def line(self) -> ClassLine:
        """The line itself."""
        return self.classification.lines[self.number]


def dead_lines(space: PolicySpace) -> Iterator[DeadLine]:
    """Yield the dead lines of all classifications; what the budget leaves open counts as alive."""
    encoder = space.encoder
    formulas = encoder.formulas
    for item in space.graph.classifications:
        before: list[Formula] = []
        for number, line in enumerate(item.lines):
            own = encoder.formula(line.condition)
            left = formulas.every((own, *(formulas.negation(other) for other in before)))
            if number and _is_possible(space, own) and not _is_possible(space, left):
                yield DeadLine(item, number)
            before.append(own)


def _is_possible(space: PolicySpace, formula: Formula) -> bool:
    if isinstance(formula, Truth):
        return formula.value
    try:
        return space.solver.any_hole(space.encoder.boxes(formula), 0) is not None
    except NotDecided:
        return True
