"""Which boxes hold a record, worked out field by field, so that changing one field costs little.

A box holds a record where it accepts its class in every column. The columns of one field hang on
the value of that field alone, so what accepts a value is worked out once and kept; the boxes of a
record are the common part over its fields. Time, ages, unknowns and helper columns are the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.formula import Formula, columns_of, holds_at
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.leads import Lead, Leads
from routewright_runtime.values import Value

_KEPT_BYTES = 24_000_000
_KEPT_HOLDING = 50_000


class Fitting:
    """Sets of boxes for values of fields, over one index."""

    def __init__(self, encoder: Encoder, leads: Leads, index: BoxIndex) -> None:
        self._encoder = encoder
        self._leads = leads
        self.index = index
        self._known: dict[tuple[str, Value | None], int] = {}
        self._bounds: dict[str, tuple[int, int]] = {}
        self._fields_of: dict[Formula, tuple[str, ...] | None] = {}
        self._held: dict[tuple[Formula, tuple[Value | None, ...]], bool] = {}
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
        return self.settled(self.index.every, lead)

    def settled(self, boxes: int, lead: Lead) -> int:
        """Return those of some boxes that accept a record in the columns that belong to no field.

        Only columns that one of the boxes looks at are worked out.
        """
        found = boxes & ~self._idle_laws
        left = found & ~self.free
        if not left:
            return found
        loose: dict[int, int] | None = None
        definitions = self._encoder.normal_form.definitions
        for column in self._rest_columns:
            asked = left & self.index.constrains[column]
            if not asked:
                continue
            if column in definitions:
                number = int(self.holds(definitions[column], lead))
            else:
                loose = self._leads.loose_point(lead) if loose is None else loose
                number = loose[column]
            gone = asked & ~self.index.columns[column].at(number)
            found &= ~gone
            left &= ~gone
        return found

    def holds(self, formula: Formula, lead: Lead) -> bool:
        """Tell whether a formula without helper columns holds of a record; each case once."""
        names = self._hangs_on(formula)
        if names is None:
            return holds_at(formula, self._leads.point(lead))
        key = (formula, tuple(map(lead.values.get, names)))
        found = self._held.get(key)
        if found is None:
            if len(self._held) >= _KEPT_HOLDING:
                self._held.clear()
            point: dict[int, int] = {}
            for name, value in zip(names, key[1], strict=True):
                point.update(self._leads.place(name, value))
            found = self._held[key] = holds_at(formula, point)
        return found

    def hangs_on(self, formula: Formula, name: str) -> bool:
        """Tell whether a field may change what a formula says."""
        names = self._hangs_on(formula)
        return names is None or name in names

    def _hangs_on(self, formula: Formula) -> tuple[str, ...] | None:
        """Return the fields that a formula hangs on; None where it looks at more than fields."""
        if formula not in self._fields_of:
            columns = columns_of(formula)
            models = self._encoder.fields.items()
            names = tuple(n for n, m in models if not columns.isdisjoint(m.columns))
            owned = {c for name in names for c in self._encoder.fields[name].columns}
            self._fields_of[formula] = names if columns <= owned else None
        return self._fields_of[formula]

    @cached_property
    def _idle_laws(self) -> int:
        """The laws that no record can break.

        Those that define a helper column hold of themselves; those about columns that nothing has
        a class in are of an earlier version of a field.
        """
        definitions = self._encoder.normal_form.definitions
        owned = {*self._leads.point(Lead({})), *definitions}
        found = 0
        for column in self._rest_columns:
            if column not in owned:
                found |= self.index.constrains.get(column, 0)
            elif column in definitions:
                found |= self.index.triggered.get(column, 0)
        return found & self.index.laws

    @cached_property
    def has_rest(self) -> bool:
        """Whether any column belongs to no field, so that `settled` must be asked each time."""
        return bool(self._rest_columns)

    @cached_property
    def free(self) -> int:
        """The boxes that look at no column which belongs to no field: `settled` leaves them in.

        Laws that no record can break are not among them.
        """
        found = self.index.every & ~self._idle_laws
        for column in self._rest_columns:
            found &= ~self.index.constrains.get(column, 0)
        return found

    def boxes(self, lead: Lead) -> int:
        """Return the boxes that hold a record."""
        found = self.index.every
        for name in self.fields:
            found &= self.of(name, lead.values.get(name))
        return self.settled(found, lead)

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
