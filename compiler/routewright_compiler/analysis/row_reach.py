"""Rows of tables that no record finds where it is looked up.

A look-up stands in a condition, where every record comes that no earlier branch takes and that the
groups around let in, or in a decision, where the records come that the branch takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.condition_parts import parts
from routewright_compiler.analysis.formula import ALWAYS, Formula
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach
from routewright_compiler.analysis.space import Box
from routewright_compiler.analysis.table_rows import key_test
from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.conditions import (
    ClassTerm,
    ComparesTerms,
    Condition,
    Defined,
    LookupTerm,
    ScoreTerm,
    Term,
)
from routewright_runtime.graph.model import (
    Assign,
    Escalate,
    Rotate,
    Suppress,
    Table,
    TableRow,
    Target,
)

Call = tuple[str, tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a look-up is made: by records of `formula` that no box of `before` takes."""

    formula: Formula
    before: int


@dataclass(frozen=True, slots=True)
class IdleRows:
    """The rows of one table that nothing finds; `is_unused` where nothing looks it up at all."""

    table: Table
    rows: tuple[TableRow, ...]
    is_unused: bool


class RowReach:
    """The idle rows of all tables of a policy."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._space: PolicySpace = reach.space
        self.undecided = 0
        self._holes: dict[int, Box] = {}
        self._uses: dict[Call, list[_Use]] = {}
        for number in range(len(self._space.chain.branches)):
            if self._space.bits[number] & reach.live:
                self._note_branch(number)
        found = (self._idle(table) for table in self._space.graph.tables)
        self.idle: tuple[IdleRows, ...] = tuple(item for item in found if item is not None)

    def _note_branch(self, number: int) -> None:
        space = self._space
        branch = space.chain.branches[number]
        before = space.before(number) & self._reach.live
        outer: Formula = ALWAYS
        for guard in branch.guards:
            for call in _calls(space, guard):
                self._uses.setdefault(call, []).append(_Use(outer, before))
            outer = space.encoder.formulas.every((outer, space.encoder.formula(guard)))
        for term in _decision_terms(space.chain.index, branch.decision_id):
            if isinstance(term, LookupTerm):
                call = (term.table, term.arguments)
                self._uses.setdefault(call, []).append(_Use(space.formulas[number], before))

    def _idle(self, table: Table) -> IdleRows | None:
        calls = [call for call in self._uses if call[0] == table.name]
        if not calls:
            return IdleRows(table, table.rows, is_unused=True)
        known: dict[Formula, bool] = {}
        rows = tuple(row for row in table.rows if not self._is_found(table, row, calls, known))
        return IdleRows(table, rows, is_unused=False) if rows else None

    def _is_found(
        self, table: Table, row: TableRow, calls: list[Call], known: dict[Formula, bool]
    ) -> bool:
        for call in calls:
            formula = self._row_formula(table, row, call)
            for use in dict.fromkeys(self._uses[call]):
                encoder = self._space.encoder
                asked = encoder.formulas.every((use.formula, formula))
                key = encoder.formulas.every((asked,))
                if key not in known:
                    known[key] = self._is_possible(asked, use.before)
                if known[key]:
                    return True
        return False

    def _is_possible(self, asked: Formula, before: int) -> bool:
        space = self._space
        boxes = space.encoder.boxes(asked)
        if any(self._is_near(box, before) for box in boxes):
            return True
        try:
            found = space.solver.any_hole(boxes, before)
            if found is not None:
                self._holes[before] = found
            return found is not None
        except NotDecided:
            self.undecided += 1
            return True

    def _is_near(self, box: Box, before: int) -> bool:
        """Tell whether the hole found last is one in this box, too, once moved into it.

        The next row is mostly found where the last one was, but for its key.
        """
        hole = self._holes.get(before)
        if hole is None:
            return False
        moved = {**hole, **box}
        if not self._space.law_columns.columns.keys().isdisjoint(moved):
            return False
        index = self._space.solver.index
        is_somewhere = all(mask & index.allowed[column] for column, mask in box.items())
        return is_somewhere and not index.meeting(moved) & before

    def _row_formula(self, table: Table, row: TableRow, call: Call) -> Formula:
        encoder = self._space.encoder
        if not table.is_match and len(table.keys) == 1:
            # Keys that nothing tells apart are alike, so a row is asked for by its keys alone.
            return encoder.formula(key_test(table, 0, call[1][0], row.keys[0]))
        return encoder.finds_row(call, row)


def _calls(space: PolicySpace, condition: Condition) -> Iterator[Call]:
    """Yield the look-ups that a condition makes, those behind names included."""
    waiting, seen = [condition], set[object]()
    while waiting:
        for part in parts(waiting.pop()):
            found = part.condition
            if isinstance(found, Defined) and found.name not in seen:
                seen.add(found.name)
                waiting.append(space.policy.definitions[found.name].condition)
            terms = (
                (found.left, found.right)
                if isinstance(found, ComparesTerms)
                else (getattr(found, "term", None),)
            )
            for term in terms:
                if isinstance(term, LookupTerm):
                    yield term.table, term.arguments
                waiting += _behind(space, term, seen)


def _behind(space: PolicySpace, term: object, seen: set[object]) -> list[Condition]:
    if not isinstance(term, ClassTerm | ScoreTerm) or term in seen:
        return []
    seen.add(term)
    if isinstance(term, ClassTerm):
        return [line.condition for line in space.policy.classifications[term.name].lines]
    return [line.condition for line in space.policy.scores[term.name].lines]


def _decision_terms(index: GraphIndex, decision_id: str) -> Iterator[Target | Term]:
    """Yield what the attempts of a decision and its SLA steps name."""
    for attempt in index.attempts(decision_id):
        if not isinstance(attempt.action, Suppress):
            yield attempt.action.target
        for step in index.steps(attempt.id):
            if isinstance(step.action, Assign | Escalate | Rotate):
                yield step.action.target
