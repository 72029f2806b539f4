"""Which rules and fallbacks of a policy have to do with a person, team, queue or calendar."""

from collections.abc import Iterator

from routewright_compiler.analysis.coverage.pools import own_decisions
from routewright_compiler.schema.report import shown
from routewright_runtime.graph.branches import Branch, BranchKind, GraphIndex, branches
from routewright_runtime.graph.conditions import LookupTerm
from routewright_runtime.graph.model import (
    Action,
    Assign,
    DecisionGraph,
    Escalate,
    NotifyStep,
    QueueTarget,
    RepTarget,
    Rotate,
    StepAction,
    TeamTarget,
)


class Reaching:
    """What each rule and fallback names itself: its own attempts, SLA steps and notices."""

    def __init__(self, graph: DecisionGraph) -> None:
        self._index = GraphIndex(graph)
        self._tables = {table.name: table for table in graph.tables}
        self._names: dict[str, dict[str, None]] = {}
        self._clocks: dict[str, dict[str, None]] = {}
        for branch in branches(self._index):
            for node in own_decisions(self._index, branch):
                self._note(branch, node.action)
                self._note_told(branch, node.notify)
                if node.clock is not None and node.clock.calendar is not None:
                    clocks = self._clocks.setdefault(node.clock.calendar, {})
                    clocks[branch_name(branch)] = None
                for step in self._index.steps(node.id):
                    self._note(branch, step.action)

    def rules(self, *names: str) -> tuple[str, ...]:
        """Return the rules and fallbacks that name one of some reps, teams or queues, in words."""
        found = {rule: None for name in names for rule in self._names.get(name, {})}
        return tuple(rule for rule in self._order() if rule in found)

    def clocks(self, calendar: str) -> tuple[str, ...]:
        """Return the rules whose SLA counts a calendar's time."""
        return tuple(self._clocks.get(calendar, {}))

    def _order(self) -> Iterator[str]:
        yield from dict.fromkeys(branch_name(branch) for branch in branches(self._index))

    def _note(self, branch: Branch, action: Action | StepAction) -> None:
        match action:
            case NotifyStep(target):
                self._note_told(branch, (target,))
            case Assign(target) | Rotate(target) | Escalate(target):
                if isinstance(target, RepTarget | TeamTarget | QueueTarget):
                    self._note_told(branch, (target.name,))
                elif isinstance(target, LookupTerm):
                    self._note_told(branch, self._cells(target))
            case _:
                pass

    def _note_told(self, branch: Branch, names: tuple[str, ...]) -> None:
        for name in names:
            self._names.setdefault(name, {})[branch_name(branch)] = None

    def _cells(self, term: LookupTerm) -> tuple[str, ...]:
        table = self._tables[term.table]
        place = next(n for n, c in enumerate(table.columns) if c.name == term.column)
        cells = (row.cells[place] for row in table.rows)
        named = (c.name for c in cells if isinstance(c, RepTarget | TeamTarget | QueueTarget))
        return tuple(dict.fromkeys(named))


def branch_name(branch: Branch) -> str:
    """Return how a branch is called in a list of them."""
    if branch.kind is BranchKind.RULE:
        return f"rule {shown(branch.rule)}"
    if branch.kind is BranchKind.GROUP_FALLBACK:
        return f"the fallback of {shown(' / '.join(branch.groups))}"
    return "`require`" if branch.kind is BranchKind.REQUIRE else "the last fallback"
