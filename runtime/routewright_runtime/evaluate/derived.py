"""Derived columns: what is computed from a record at most once, and only when somebody asks.

Each has a slot in the record's memo and a function `(values, at, memo)` that fills it: parts of
fields, classifications, scores, look-ups, definitions kept by name, `within`, `during` and
comparisons of two terms. Values stand in the form in which they compare (`comparison`).
"""

from datetime import datetime
from typing import Any

from routewright_runtime.evaluate.columns import Column
from routewright_runtime.evaluate.comparison import folded_key
from routewright_runtime.evaluate.compute import Compute, Memo, Values
from routewright_runtime.evaluate.first_match import find_function
from routewright_runtime.evaluate.normal import Normaliser
from routewright_runtime.evaluate.order import in_order
from routewright_runtime.evaluate.points import total
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import UNSET, Body, Namespace
from routewright_runtime.evaluate.span import is_within
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    ClassTerm,
    ComparesTerms,
    Condition,
    Defined,
    DuringCalendar,
    FieldTerm,
    LookupTerm,
    ScoreTerm,
    Term,
    WithinLast,
)
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, Value, part_of
from routewright_runtime.values.address import bare_domain

MAX_REMEMBERED = 4096


class Derived:
    """The derived columns of one policy; a column has one slot wherever it is asked for."""

    __slots__ = ("_compute", "_policy", "_slots", "_text_slots", "namespace", "normaliser")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._slots: dict[Column | Condition, int] = {}
        self._text_slots: dict[Term, int] = {}
        self._compute: list[Compute] = []
        self.namespace = Namespace()
        self.normaliser = Normaliser(policy.definitions)

    @property
    def count(self) -> int:
        """The number of slots that a record's memo needs."""
        return len(self._compute)

    def body(self) -> Body:
        """Return an empty function body that may use the derived columns."""
        return Body(self._policy, self.namespace, self.slot_of)

    def slot_of(self, column: Column | Condition) -> tuple[int, Compute]:
        """Return a column's slot and the function that computes and remembers its value."""
        slot = self._slots.get(column)
        if slot is None:
            slot = self._slots[column] = len(self._compute)
            self._compute.append(_unset)
            self._compute[slot] = _remembering(slot, self._computation(column))
        return slot, self._compute[slot]

    def text_slot_of(self, term: Term) -> tuple[int, Compute]:
        """Return the slot of a term's folded text (None: empty) and the function that fills it."""
        slot = self._text_slots.get(term)
        if slot is None:
            slot = self._text_slots[term] = len(self._compute)
            self._compute.append(_unset)
            is_field = isinstance(term, FieldTerm) and term.part is None
            self._compute[slot] = (
                _folded_field(slot, term.field)
                if is_field and isinstance(term, FieldTerm)
                else _remembering(slot, _folding(self.reader(term)))
            )
        return slot, self._compute[slot]

    def predicate(self, condition: Condition) -> Compute:
        """Return a function that tells whether a normal condition holds."""
        body = self.body()
        line = f"return {body.expression(condition)}"
        made: Compute = self.namespace.function("values, at, memo", (*body.prologue(), line))
        return made

    def reader(self, term: Term) -> Compute:
        """Return a function that gives a term's value, of a field as it is."""
        if isinstance(term, FieldTerm) and term.part is None:
            name = term.field
            return lambda values, at, memo: values[name]
        slot, compute = self.slot_of(term)

        def read(values: Values, at: datetime | None, memo: Memo) -> Any:
            found = memo[slot]
            return compute(values, at, memo) if found is UNSET else found

        return read

    def _computation(self, column: Column | Condition) -> Compute:
        match column:
            case FieldTerm():
                return self._part(column)
            case ClassTerm():
                return self._class(column)
            case ScoreTerm():
                return self._score(column)
            case LookupTerm():
                return self._lookup(column)
            case WithinLast():
                return self._within(column)
            case DuringCalendar():
                hours = self._policy.hours[column.calendar]
                return lambda values, at, memo: at is not None and hours.is_open(at)
            case ComparesTerms():
                return self._compares(column)
            case Defined():
                return self.predicate(self.normaliser.definition(column.name))
            case AllOf() | AnyOf():
                return self.predicate(column)
            case _:
                raise AssertionError("a column is not derived")

    def _part(self, term: FieldTerm) -> Compute:
        name, part, own = term.field, term.part, self._policy.fields[term.field].type.name
        assert part is not None
        if own is TypeName.EMAIL and part == "domain":
            return lambda values, at, memo: _email_domain(values[name])
        remembered: dict[object, Value | None] = {}

        def compute(values: Values, at: datetime | None, memo: Memo) -> Any:
            value = values[name]
            found = remembered.get(value, UNSET)
            if found is UNSET:
                if len(remembered) >= MAX_REMEMBERED:
                    remembered.clear()
                found = remembered[value] = part_of(value, own, part)
            return found

        return compute

    def _class(self, term: ClassTerm) -> Compute:
        classification = self._policy.classifications[term.name]
        conditions = [self.normaliser.normal(line.condition) for line in classification.lines]
        find = find_function(self._policy, self, conditions)
        results = (*(line.value for line in classification.lines), classification.otherwise)
        return lambda values, at, memo: results[find(values, at, memo)]

    def _score(self, term: ScoreTerm) -> Compute:
        lines = self._policy.scores[term.name].lines
        body = self.body()
        tests = [body.expression(self.normaliser.normal(line.condition)) for line in lines]
        source = ["b = 0"]
        for i, test in enumerate(tests):
            source += [f"if {test}:", f"    b |= {self.namespace.constant(1 << i)}"]
        which = self.namespace.function("values, at, memo", (*body.prologue(), *source, "return b"))
        remembered: dict[object, object] = {}

        def compute(values: Values, at: datetime | None, memo: Memo) -> Any:
            bits = which(values, at, memo)
            found = remembered.get(bits)
            if found is None:
                if len(remembered) >= MAX_REMEMBERED:
                    remembered.clear()
                assert isinstance(bits, int)
                found = total(line.points for i, line in enumerate(lines) if bits >> i & 1)
                remembered[bits] = found
            return found

        return compute

    def _lookup(self, term: LookupTerm) -> Compute:
        index = self._policy.table_index(term.table)
        readers = tuple(self.reader(argument) for argument in term.arguments)
        key_of, column = self._policy.key_of(term), term.column

        def compute(values: Values, at: datetime | None, memo: Memo) -> Any:
            row = index.row([read(values, at, memo) for read in readers])
            cell = None if row is None else index.cell(row, column)
            return None if cell is None else key_of(cell)

        return compute

    def _within(self, condition: WithinLast) -> Compute:
        read, span, zone = self.reader(condition.term), condition.span, self._policy.zone

        def compute(values: Values, at: datetime | None, memo: Memo) -> Any:
            return at is not None and is_within(span, read(values, at, memo), at, zone)

        return compute

    def _compares(self, condition: ComparesTerms) -> Compute:
        left_of, right_of = self.reader(condition.left), self.reader(condition.right)
        order = condition.order

        def compute(values: Values, at: datetime | None, memo: Memo) -> Any:
            left, right = left_of(values, at, memo), right_of(values, at, memo)
            if left is None or right is None:
                return False
            return in_order(folded_key(left), order, folded_key(right))

        return compute


def _email_domain(email: object) -> str | None:
    return bare_domain(email.rpartition("@")[2]) if isinstance(email, str) else None


def _folded_field(slot: int, name: str) -> Compute:
    def folded(values: Values, at: datetime | None, memo: Memo) -> Any:
        text: Any = values[name]
        if text is not None:
            # A canonical text is trimmed, so the fold of ASCII is its small letters.
            text = text.lower() if text.isascii() else fold(text)
        memo[slot] = text
        return text

    return folded


def _folding(read: Compute) -> Compute:
    def folded(values: Values, at: datetime | None, memo: Memo) -> Any:
        value = read(values, at, memo)
        return None if value is None else folded_key(value)

    return folded


def _remembering(slot: int, compute: Compute) -> Compute:
    def remembered(values: Values, at: datetime | None, memo: Memo) -> Any:
        found = memo[slot]
        if found is UNSET:
            found = memo[slot] = compute(values, at, memo)
        return found

    return remembered


def _unset(values: Values, at: datetime | None, memo: Memo) -> Any:
    raise AssertionError("a derived column comes back to itself")
