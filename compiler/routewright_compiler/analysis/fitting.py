"""Which boxes hold a record, worked out field by field, so that changing one field costs little.

A box holds a record where it accepts its class in every column. The columns of one field hang on
the value of that field alone, so what accepts a value is worked out once and kept; the boxes of a
record are the common part over its fields. Time, ages, unknowns and helper columns are the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.formula import columns_of
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.leads import Lead, Leads
from routewright_runtime.graph.conditions import FieldTerm
from routewright_runtime.values import Value

_KEPT_BYTES = 24_000_000


class Fitting:
    """Sets of boxes for values of fields, over one index."""

    def __init__(self, encoder: Encoder, leads: Leads, index: BoxIndex) -> None:
        self._encoder = encoder
        self._leads = leads
        self.index = index
        self._known: dict[tuple[str, Value | None], int] = {}
        self._bounds: dict[str, tuple[int, int]] = {}
        self._limit = 64 + _KEPT_BYTES // (100 + index.every.bit_length() // 7)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that some box may look at."""
        return tuple(self._encoder.fields)

    def of(self, name: str, value: Value | None) -> int:
        """Return the boxes that accept a value in all columns of its field."""
        found = self._known.get((name, value))
        if found is None:
            if len(self._known) >= self._limit:
                self._known.clear()
            found = self.index.accepting(self._leads.place(name, value))
            self._known[name, value] = found
        return found

    def bounds(self, name: str, values: Iterable[Value]) -> tuple[int, int]:
        """Return the boxes that accept all of some values, and those that accept any.

        The values of a field must always be the same ones.
        """
        found = self._bounds.get(name)
        if found is None:
            every, some = self.index.every, 0
            for value in values:
                accepting = self.of(name, value)
                every &= accepting
                some |= accepting
            found = self._bounds[name] = every, some
        return found

    @cached_property
    def _rest_columns(self) -> tuple[int, ...]:
        """The columns that belong to no field."""
        owned = {c for model in self._encoder.fields.values() for c in model.columns}
        return tuple(column for column in self.index.columns if column not in owned)

    def rest(self, lead: Lead) -> int:
        """Return the boxes that accept a record in the columns that belong to no field."""
        if not self._rest_columns:
            return self.index.every
        point = self._leads.point(lead)
        placed = {column: point[column] for column in self._rest_columns if column in point}
        return self.index.accepting(placed) & ~self._stale_laws

    @cached_property
    def _stale_laws(self) -> int:
        """The laws about columns that nothing has a class in: an earlier version's of a field."""
        owned = {*self._leads.point(Lead({})), *self._encoder.normal_form.definitions}
        found = 0
        for column in self._rest_columns:
            if column not in owned:
                found |= self.index.constrains.get(column, 0) & self.index.laws
        return found

    @cached_property
    def has_rest(self) -> bool:
        """Whether any column belongs to no field, so that `rest` must be asked for each record."""
        return bool(self._rest_columns)

    def rest_hangs_on(self, name: str) -> bool:
        """Tell whether a field may change a column that belongs to no field."""
        return self._hanging is None or name in self._hanging

    @cached_property
    def _hanging(self) -> frozenset[str] | None:
        """The fields that helper columns and ages look at; None where unknowns may look at any."""
        encoder = self._encoder
        if encoder.comparisons or encoder.score_unknowns:
            return None
        definitions = encoder.normal_form.definitions
        columns: set[int] = set()
        waiting = [c for c in self._rest_columns if c in definitions]
        while waiting:
            inner = columns_of(definitions[waiting.pop()]) - columns
            columns |= inner
            waiting += [c for c in inner if c in definitions]
        found = {n for n, m in encoder.fields.items() if not columns.isdisjoint(m.columns)}
        found |= {term.field for term, _ in encoder.ages if isinstance(term, FieldTerm)}
        return frozenset(found)

    @cached_property
    def free(self) -> int:
        """The boxes that look at no column which belongs to no field: `rest` leaves them in."""
        found = self.index.every
        for column in self._rest_columns:
            found &= ~self.index.constrains.get(column, 0)
        return found

    def boxes(self, lead: Lead) -> int:
        """Return the boxes that hold a record."""
        found = self.rest(lead)
        for name in self.fields:
            found &= self.of(name, lead.values.get(name))
        return found

    def others(self, values: Mapping[str, Value], names: Sequence[str]) -> "Others":
        """Return the walk over some fields of a record, which asks for all but one of them."""
        before = self.index.every
        for name in self.fields:
            if name not in names:
                before &= self.of(name, values.get(name))
        behind = [self.index.every]
        for name in reversed(names):
            behind.append(behind[-1] & self.of(name, values.get(name)))
        behind.pop()
        return Others(self, before, behind)


class Others:
    """Fields one after the other: the boxes that accept all the others; see `Fitting.others`."""

    __slots__ = ("_before", "_behind", "_fitting")

    def __init__(self, fitting: Fitting, before: int, behind: list[int]) -> None:
        self._fitting = fitting
        self._before = before
        self._behind = behind

    @property
    def boxes(self) -> int:
        """The boxes that accept every field but the one that the walk is at."""
        return self._before & self._behind[-1]

    def without(self, name: str) -> int:
        """Return the boxes of the record with the field that the walk is at left empty."""
        return self.boxes & self._fitting.of(name, None)

    def settle(self, name: str, value: Value | None) -> None:
        """Go on to the next field; this one has the value from now on."""
        self._before &= self._fitting.of(name, value)
        self._behind.pop()
