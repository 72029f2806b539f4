"""The second half of deciding, in order and with state: values to decisions to cells."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from routewright.errors import DamagedInputError
from routewright.explanation_data import explanation_data
from routewright.records.row import Row
from routewright.running.moments import Moments
from routewright.running.reading import ReadChunk
from routewright.running.summary import Summary
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision
from routewright_runtime.explain import explain
from routewright_runtime.quick_decision import QuickDecisions
from routewright_runtime.state import MemoryState, SqliteState


@dataclass(frozen=True, slots=True)
class Deciding:
    """All that deciding rows in order needs; counts what it decides in `summary`.

    `added` are the names of the added columns; an input whose columns are known only row by row is
    checked for them here.
    """

    router: Router
    state: MemoryState | SqliteState
    moments: Moments
    summary: Summary
    added: tuple[str, ...]
    source: str
    has_trace: bool
    quick: QuickDecisions = field(init=False)

    def __post_init__(self) -> None:
        """Plan the quick decisions."""
        object.__setattr__(self, "quick", QuickDecisions(self.router))

    def decide(self, chunk: ReadChunk) -> list[tuple[str, ...]]:
        """Decide rows in order and return their added cells; consumes turns in the state."""
        self._check_free(chunk.rows)
        texts, match, state = self.quick.texts, self.router.matcher.match, self.state
        times = self.moments.of_all(chunk.times, len(chunk.rows))
        cells: list[tuple[str, ...]] = []
        told: list[tuple[int, Decision]] = []
        traces: list[tuple[str]] = []
        for row, read, at in zip(chunk.rows, chunk.values, times, strict=True):
            if self.has_trace:
                traces.append((self._trace(row, at),))
            branch = match(read.values, at)
            shown = texts(read, branch, state, at)
            if shown is None:
                decision = self.router.decide({}, state, at, record_values=read, branch=branch)
                told.append((row.line, decision))
                shown = decision_cells(decision)
            cells.append(shown)
        self.summary.add(cells, chunk.missing, told)
        return [a + b for a, b in zip(cells, traces, strict=True)] if self.has_trace else cells

    def _trace(self, row: Row, at: datetime) -> str:
        """Return why the record will go where it goes, as JSON; no turn is consumed."""
        explanation = explain(self.router, row.record, self.state, at)
        return json.dumps(explanation_data(explanation), ensure_ascii=False)

    def _check_free(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.text is None:
                return  # a table, whose columns were checked before
            taken = next((name for name in self.added if name in row.record), None)
            if taken is not None:
                raise DamagedInputError(
                    f"`{self.source}` line {row.line} has a key `{taken}` already; give the new"
                    " ones another name, such as --prefix new_"
                )


def decision_cells(decision: Decision) -> tuple[str, ...]:
    """Return the cells of a decision in the order of `columns.NAMES`; empty where there is none."""
    held, due = decision.held_from, decision.sla_due
    return (
        decision.kind.value,
        decision.owner_text,
        decision.team,
        decision.rule,
        "" if held is None else held.isoformat(),
        "" if due is None else due.isoformat(),
        "; ".join(decision.notes),
    )
