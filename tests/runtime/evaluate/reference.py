"""A plain rule-by-rule evaluator, written apart from the runtime's, to compare it with.

It walks the graph node by node, knows nothing of branches, columns or masks, computes everything
anew each time it is asked, and looks tables up by scanning the rows.
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from routewright_runtime.calendars import hours_by_name
from routewright_runtime.graph import conditions as c
from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    Edge,
    EdgeKind,
    QueueTarget,
    RepTarget,
    Table,
    TableRow,
    TeamTarget,
    TestNode,
)
from routewright_runtime.text import fold
from routewright_runtime.values import part_of


class Reference:
    """Evaluates one graph, slowly."""

    def __init__(self, graph: DecisionGraph) -> None:
        self.graph = graph
        self.types = {f.name: f.type for f in graph.fields}
        self.hours = hours_by_name(graph.calendars)

    def decision(self, values: dict[str, object], at: datetime | None) -> tuple[str, str]:
        """Return the id of the test that matched (or of the fallback) and of the decision."""
        edges = {(e.source, e.kind): e for e in self.graph.edges}
        nodes = {n.id: n for n in self.graph.nodes}
        node_id = edges["start", EdgeKind.ENTER].target
        came_from = ""
        while True:
            node = nodes[node_id]
            if isinstance(node, DecisionNode):
                return came_from or node.id, node.id
            assert isinstance(node, TestNode)
            match: Edge = edges[node_id, EdgeKind.MATCH]
            assert match.guard is not None
            if self.holds(match.guard, values, at):
                came_from = node_id if node.kind != "group" else ""
                node_id = match.target
            else:
                came_from = ""
                node_id = edges[node_id, EdgeKind.ELSE].target

    def holds(self, condition: c.Condition, values: dict[str, object], at: datetime | None) -> bool:
        """Tell whether a condition holds."""
        if isinstance(condition, c.Constant):
            return condition.value
        if isinstance(condition, c.AllOf):
            return all(self.holds(item, values, at) for item in condition.items)
        if isinstance(condition, c.AnyOf):
            return any(self.holds(item, values, at) for item in condition.items)
        if isinstance(condition, c.Negation):
            return not self.holds(condition.item, values, at)
        if isinstance(condition, c.Defined):
            (found,) = [d for d in self.graph.definitions if d.name == condition.name]
            return self.holds(found.condition, values, at)
        if isinstance(condition, c.DuringCalendar):
            return at is not None and self.hours[condition.calendar].is_open(at)
        if isinstance(condition, c.OutsideTest):
            return False
        if isinstance(condition, c.ComparesTerms):
            left = self.value(condition.left, values, at)
            right = self.value(condition.right, values, at)
            if left is None or right is None:
                return False
            return self.compare(_plain(left), condition.order.value, _plain(right))
        value = self.value(condition.term, values, at)
        if value is None:
            return False
        return self.atom(condition, value, at)

    def atom(self, condition: c.Condition, value: object, at: datetime | None) -> bool:
        """Tell whether a test of a value that is not empty holds."""
        match condition:
            case c.Known():
                return True
            case c.OneOf():
                is_name = isinstance(condition.term, c.ClassTerm) or not isinstance(
                    value, str | int | Decimal | bool | date | tuple
                )
                if is_name:
                    return getattr(value, "name", value) in condition.values
                return any(_plain(value) == _plain(v) for v in condition.values)
            case c.Between():
                low, high = condition.low, condition.high
                low_sign = ">=" if condition.is_low_included else ">"
                high_sign = "<=" if condition.is_high_included else "<"
                return (low is None or self.compare(value, low_sign, low)) and (
                    high is None or self.compare(value, high_sign, high)
                )
            case c.TextHolds():
                text = fold(str(value))
                return any(
                    {
                        "contains": t in text,
                        "starts with": text[: len(t)] == t,
                        "ends with": text.endswith(t),
                    }[condition.relation.value]
                    for t in condition.texts
                )
            case c.MatchesPattern():
                return re.fullmatch(condition.pattern, fold(str(value))) is not None
            case c.HasMembers():
                assert isinstance(value, tuple)
                has = [fold(item) for item in value]
                each = [fold(member) in has for member in condition.members]
                return all(each) if condition.needs_all else any(each)
            case c.IsRep():
                if isinstance(value, str):
                    return any(fold(rep.email) == fold(value) for rep in self.graph.reps)
                return isinstance(value, RepTarget)
            case c.WithinLast():
                return at is not None and self.within(condition.span, value, at)
        raise AssertionError(condition)

    def within(self, span: c.TimeAmount, value: object, at: datetime) -> bool:
        """Tell whether a moment or day lies in the span before `at`."""
        hours = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168}[span.unit.value]
        if isinstance(value, datetime):
            return timedelta(0) <= at - value <= timedelta(hours=span.amount * hours)
        assert isinstance(value, date)
        zone = ZoneInfo(self.graph.zone)
        today = at.astimezone(zone).date()
        if span.unit.value in ("day", "week"):
            days = span.amount * (7 if span.unit.value == "week" else 1)
            return 0 <= (today - value).days <= days
        first = (at.astimezone(UTC) - timedelta(hours=span.amount * hours)).astimezone(zone).date()
        return first <= value <= today

    def compare(self, left: object, sign: str, right: object) -> bool:
        """Compare two values."""
        if sign == "=":
            return left == right
        if isinstance(left, str | bool | tuple) or isinstance(right, str | bool | tuple):
            return False
        if isinstance(left, datetime) != isinstance(right, datetime):
            return False
        if isinstance(left, date) != isinstance(right, date):
            return False
        return {
            "<": left < right,  # type: ignore[operator]
            "<=": left <= right,  # type: ignore[operator]
            ">": left > right,  # type: ignore[operator]
            ">=": left >= right,  # type: ignore[operator]
        }[sign]

    def value(self, term: c.Term, values: dict[str, object], at: datetime | None) -> object:
        """Return the value of a term; None is empty."""
        if isinstance(term, c.FieldTerm):
            value = values.get(term.field)
            if term.part is None or value is None:
                return value
            return part_of(value, self.types[term.field].name, term.part)  # type: ignore[arg-type]
        if isinstance(term, c.ClassTerm):
            (found,) = [x for x in self.graph.classifications if x.name == term.name]
            for line in found.lines:
                if self.holds(line.condition, values, at):
                    return line.value
            return found.otherwise
        if isinstance(term, c.ScoreTerm):
            (score,) = [x for x in self.graph.scores if x.name == term.name]
            return sum(
                (Decimal(x.points) for x in score.lines if self.holds(x.condition, values, at)),  # type: ignore[arg-type]
                Decimal(0),
            )
        (table,) = [x for x in self.graph.tables if x.name == term.table]
        arguments = [self.value(argument, values, at) for argument in term.arguments]
        row = best_row(table, arguments)
        position = [column.name for column in table.columns].index(term.column)
        return None if row is None else row.cells[position]


def best_row(table: Table, arguments: list[object]) -> TableRow | None:
    """Return the most telling row that matches, by scanning all of them."""
    best: tuple[list[int], TableRow] | None = None
    for row in table.rows:
        telling: list[int] = []
        for key, cell, argument in zip(table.keys, row.keys, arguments, strict=True):
            if not cell:
                telling.append(0)
                continue
            sizes = [_cell_size(v, argument, key.is_prefix) for v in cell]
            telling.append(max(sizes))
            if max(sizes) < 0:
                break
        else:
            if best is None or telling > best[0]:
                best = (telling, row)
    return None if best is None else best[1]


def _cell_size(value: object, argument: object, is_prefix: bool) -> int:
    if argument is None:
        return -1
    if is_prefix:
        return len(fold(str(value))) if fold(str(argument)).startswith(fold(str(value))) else -1
    return 1 if _plain(value) == _plain(argument) else -1


def _plain(value: object) -> object:
    if isinstance(value, RepTarget | TeamTarget | QueueTarget):
        value = value.name
    if isinstance(value, str):
        return fold(value)
    return tuple(fold(item) for item in value) if isinstance(value, tuple) else value
