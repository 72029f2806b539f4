"""What cases are wanted for: rules, fallbacks, lines of classifications, both sides of bounds."""

from collections.abc import Iterator
from dataclasses import dataclass

from routewright.coverage.asked import parts
from routewright.coverage.bounds import sides_of
from routewright_runtime.decide import Router
from routewright_runtime.graph.branches import BranchKind
from routewright_runtime.graph.conditions import AllOf, Between, Condition, FieldTerm, Negation
from routewright_runtime.graph.model import Classification
from routewright_runtime.words import Words


@dataclass(frozen=True, slots=True)
class Need:
    """A record on which `condition` holds and that no branch before `branch` takes.

    With `is_exact` the branch itself must take it. Where there is none, a record on which `instead`
    holds will do, whatever takes it.
    """

    name: str
    condition: Condition
    branch: int = 0
    is_exact: bool = False
    instead: Condition | None = None


def needs(router: Router) -> Iterator[Need]:
    """Yield every need: those of branches first, then classifications, then bounds."""
    yield from _of_branches(router)
    for item in router.graph.classifications:
        yield from _of_classification(item)
    yield from _of_bounds(router)


def _of_branches(router: Router) -> Iterator[Need]:
    for number, branch in enumerate(router.matcher.branches):
        match branch.kind:
            case BranchKind.RULE:
                name = f"rule {branch.rule}"
            case _:
                name = branch.rule
        yield Need(name, AllOf(branch.guards), number, is_exact=True)


def _of_classification(item: Classification) -> Iterator[Need]:
    before: tuple[Condition, ...] = ()
    for line in item.lines:
        yield Need(f"{item.name} = {line.value}", AllOf((*before, line.condition)))
        before = (*before, Negation(line.condition))
    yield Need(f"{item.name} = {item.otherwise or 'empty'}, by no line", AllOf(before))


def _of_bounds(router: Router) -> Iterator[Need]:
    words = Words(router.graph)
    seen: set[tuple[Condition, int]] = set()
    for part in parts(router):
        condition = part.condition
        if not isinstance(condition, Between):
            continue
        term = condition.term
        field = router.policy.fields[term.field] if isinstance(term, FieldTerm) else None
        for sides in sides_of(condition, field):
            for said, side in sides:
                need = AllOf((*part.outer, side))
                if (need, part.branch) not in seen:
                    seen.add((need, part.branch))
                    name = f"{words.condition(condition)}: {said.replace('`', '')}"
                    yield Need(name, need, part.branch, instead=side)
