"""A graph with everything that evaluation looks up by name; built once, linear in the graph."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from routewright_runtime.calendars import OpenHours, hours_by_name, zone_of
from routewright_runtime.evaluate.comparison import (
    Key,
    TermValue,
    compares_names,
    folded_key,
    name_key,
)
from routewright_runtime.evaluate.tables import TableIndex
from routewright_runtime.graph.conditions import ClassTerm, FieldTerm, LookupTerm, ScoreTerm, Term
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.patterns import Pattern, compile_pattern
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, ValueType, parts_of


class Policy:
    """The declarations of a graph by name, its tables indexed, its patterns compiled."""

    def __init__(self, graph: DecisionGraph) -> None:
        self.graph = graph
        self.zone = zone_of(graph.zone)
        self.fields = {item.name: item for item in graph.fields}
        self.definitions = {item.name: item for item in graph.definitions}
        self.classifications = {item.name: item for item in graph.classifications}
        self.scores = {item.name: item for item in graph.scores}
        self.tables = {item.name: item for item in graph.tables}
        self.reps = {item.name: item for item in graph.reps}
        self.teams = {item.name: item for item in graph.teams}
        self.queues = {item.name: item for item in graph.queues}
        self.calendars = {item.name: item for item in graph.calendars}
        self.rep_by_email = {fold(rep.email): rep for rep in graph.reps}
        self._indexes: dict[str, TableIndex] = {}
        self.hours: dict[str, OpenHours] = hours_by_name(graph.calendars)
        self._patterns: dict[str, Pattern] = {}

    @cached_property
    def empty_values(self) -> dict[str, None]:
        """Every field of the record, empty."""
        return dict.fromkeys(self.fields)

    def table_index(self, name: str) -> TableIndex:
        """Return the index of a table, built at first use."""
        found = self._indexes.get(name)
        if found is None:
            found = self._indexes.setdefault(name, TableIndex(self.tables[name]))
        return found

    def pattern(self, source: str) -> Pattern:
        """Return a compiled pattern; an assertion where the checked graph holds a wrong one."""
        found = self._patterns.get(source)
        if found is None:
            compiled = compile_pattern(source)
            assert isinstance(compiled, Pattern), source
            found = self._patterns.setdefault(source, compiled)
        return found

    def is_open(self, calendar: str, at: datetime) -> bool:
        """Tell whether a moment lies in a calendar's open time."""
        return self.hours[calendar].is_open(at)

    def type_of(self, term: Term) -> ValueType | None:
        """Return a term's type; None of a classification, and of cells of people and teams."""
        match term:
            case FieldTerm(name, part):
                own = self.fields[name].type
                return own if part is None else ValueType(parts_of(own.name)[part])
            case LookupTerm():
                columns = self.tables[term.table].columns
                return next(c.type for c in columns if c.name == term.column)
            case ScoreTerm():
                return ValueType(TypeName.NUMBER)
            case ClassTerm():
                return None

    def key_of(self, term: Term) -> Callable[[TermValue], Key]:
        """Return how the values of a term compare."""
        return name_key if compares_names(term, self.tables) else folded_key
