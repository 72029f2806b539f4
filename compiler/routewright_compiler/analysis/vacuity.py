"""Parts of conditions that never hold, always hold, or are written twice.

Each condition that the author wrote (of a rule, group, definition, classification line, score line)
is looked at by itself, without the rules before it. Of nested parts that fail the same way only the
innermost is named, since that is the cause.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.condition_parts import Part, Path, parts
from routewright_compiler.analysis.formula import Every, Formula, Literal, Some, Truth
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.conditions import AllOf, AnyOf, Condition, Constant, Negation


class WrittenIn(StrEnum):
    """What kind of declaration a condition stands in."""

    RULE = "rule"
    GROUP = "group"
    DEFINITION = "definition"
    CLASSIFICATION = "classification"
    SCORE = "score"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Written:
    """A condition as its author wrote it; `name` is that of the declaration."""

    kind: WrittenIn
    name: str
    condition: Condition
    number: int = 0  # the branch of a rule, the group, the line


class PartFault(StrEnum):
    """What is wrong with a part of a condition."""

    NEVER = "never"
    ALWAYS = "always"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class FaultyPart:
    """A part that never or always holds; of `TWICE`, `other` is the earlier equal item."""

    written: Written
    fault: PartFault
    part: Part
    other: Part | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole condition."""
        return not self.part.path


class Vacuity:
    """The faulty parts of all written conditions, in order."""

    def __init__(self, space: PolicySpace, written: Iterable[Written]) -> None:
        self._space = space
        self._known: dict[Formula, bool] = {}
        self._laws = space.law_columns
        self._allowed = space.encoder.space.allowed
        self.undecided = 0
        self.faults: tuple[FaultyPart, ...] = tuple(
            fault for item in written for fault in self._faults(item)
        )

    def _faults(self, written: Written) -> list[FaultyPart]:
        found: list[FaultyPart] = []
        listed = list(parts(written.condition))
        faulty: dict[Path, PartFault] = {}
        for part in listed:
            fault = None if _is_denied_inside(part) else self._fault(part.condition)
            if fault is not None:
                faulty[part.path] = fault
        for part in listed:
            if part.path in faulty and not _has_inner(part.path, faulty):
                found.append(FaultyPart(written, faulty[part.path], part))
        found += self._twice(written, listed, faulty)
        return found

    def _fault(self, condition: Condition) -> PartFault | None:
        if isinstance(condition, Constant):
            return None
        formula = self._space.encoder.formula(condition)
        try:
            if not self.is_possible(formula):
                return PartFault.NEVER
            if not self._may_fail(formula):
                return PartFault.ALWAYS
        except NotDecided:
            self.undecided += 1
        return None

    def is_possible(self, formula: Formula) -> bool:
        """Tell whether a formula holds for any record; raise NotDecided."""
        match formula:
            case Truth():
                return formula.value
            case Some():
                return any(self.is_possible(item) for item in formula.items)
            case Literal() if formula.column not in self._laws.columns:
                return bool(formula.mask & self._allowed[formula.column])
        found = self._known.get(formula)
        if found is None:
            solver, boxes = self._space.solver, self._space.encoder.asked_boxes(formula)
            found = any(self._laws.is_possible(solver, box, box) for box in boxes)
            self._known[formula] = found
        return found

    def _may_fail(self, formula: Formula) -> bool:
        """Tell whether a formula fails for any record; raise NotDecided."""
        match formula:
            case Every():
                return any(self._may_fail(item) for item in formula.items)
            case Literal() if formula.column not in self._laws.columns:
                return bool(~formula.mask & self._allowed[formula.column])
        return self.is_possible(self._space.encoder.formulas.negation(formula))

    def _twice(
        self, written: Written, listed: list[Part], faulty: dict[Path, PartFault]
    ) -> list[FaultyPart]:
        found = []
        seen: dict[tuple[Path, Formula], Part] = {}
        for part in listed:
            if not isinstance(part.inside, AllOf | AnyOf) or part.path in faulty:
                continue
            formula = self._space.encoder.formula(part.condition)
            key = (part.path[:-1], formula)
            if key in seen:
                found.append(FaultyPart(written, PartFault.TWICE, part, seen[key]))
            else:
                seen[key] = part
        return found


def _is_denied_inside(part: Part) -> bool:
    """Tell whether a part is the equality inside a `!=`, which stands nowhere by itself."""
    whole, place = part.inside, part.condition.place
    return isinstance(whole, Negation) and place is not None and whole.place == place


def _has_inner(path: Path, faulty: dict[Path, PartFault]) -> bool:
    return any(len(other) > len(path) and other[: len(path)] == path for other in faulty)


def written_conditions(space: PolicySpace) -> list[Written]:
    """Return the conditions of a policy as they stand in the files."""
    found: list[Written] = []
    chain = space.chain
    for number in chain.rules():
        branch = chain.branches[number]
        found.append(Written(WrittenIn.RULE, branch.rule, branch.guards[-1], number))
    for number, group in enumerate(chain.groups):
        found.append(Written(WrittenIn.GROUP, group.name, group.own, number))
    for definition in space.graph.definitions:
        found.append(Written(WrittenIn.DEFINITION, definition.name, definition.condition))
    for classification in space.graph.classifications:
        for number, line in enumerate(classification.lines):
            item = Written(WrittenIn.CLASSIFICATION, classification.name, line.condition, number)
            found.append(item)
    for score in space.graph.scores:
        for number, score_line in enumerate(score.lines):
            found.append(Written(WrittenIn.SCORE, score.name, score_line.condition, number))
    return found
