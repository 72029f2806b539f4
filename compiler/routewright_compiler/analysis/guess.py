"""Guessing a record: an unremarkable value in every field, and a few changes where that is not it.

Most questions ask for a record inside one rule and outside hundreds of others, and most have one at
values that few rules name. Such a record is put together field by field; which boxes hold it is
known at once (see `fitting`), so that a right guess is a proof. Where boxes are left, single fields
are changed as long as fewer boxes are left. No guess proves that there is no record.
"""

from collections.abc import Iterator

from routewright_compiler.analysis.domains.field_model import FieldModel
from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.fitting import Fitting
from routewright_compiler.analysis.leads import Lead, Leads
from routewright_compiler.analysis.space import Box, set_bits
from routewright_runtime.values import Value

_CHANGES = 6
_VALUES = 6
_TRIED = 60
_KEPT = 50_000

Values = tuple[Value | None, ...]


class Guess:
    """Guesses records over one index."""

    def __init__(self, encoder: Encoder, leads: Leads, fitting: Fitting) -> None:
        self._encoder = encoder
        self._leads = leads
        self.fitting = fitting
        self._owner = {
            column: name for name, model in encoder.fields.items() for column in model.columns
        }
        self._known: dict[tuple[object, ...], Values] = {}

    def find(self, box: Box, among: int) -> Lead | None:
        """Return a record inside `box` that no box of `among` and no law holds, or None."""
        asked: dict[str, Box] = {}
        for column, mask in box.items():
            owner = self._owner.get(column)
            if owner is None:
                return None  # a time or an unknown: left to the search
            asked.setdefault(owner, {})[column] = mask
        ways = {name: self._values(name, asked.get(name, {})) for name in self.fitting.fields}
        if not all(ways.values()):
            return None
        return self._changed(ways, among | self.fitting.index.laws)

    def _changed(self, ways: dict[str, Values], among: int) -> Lead | None:
        """Take the first value of each field, then change one after the other for the better."""
        fitting = self.fitting
        chosen = {name: values[0] for name, values in ways.items()}
        left = among
        for name, value in chosen.items():
            left &= fitting.of(name, value)
        for _ in range(_CHANGES):
            if not left:
                break
            better = self._better(ways, chosen, among, left.bit_count())
            if better is None:
                break
            name, value, left = better
            chosen[name] = value
        if not left or fitting.has_rest:
            found = {name: value for name, value in chosen.items() if value is not None}
            self._leads.agree(found)
            lead = Lead(found)
            if not left or not left & fitting.rest(lead):
                return lead
        return None

    def _better(
        self, ways: dict[str, Values], chosen: dict[str, Value | None], among: int, most: int
    ) -> tuple[str, Value | None, int] | None:
        """Return the change of one field that leaves the fewest boxes, if fewer than `most`."""
        best: tuple[str, Value | None, int] | None = None
        names = list(ways)
        values = {name: value for name, value in chosen.items() if value is not None}
        others = self.fitting.others(values, names)
        for name in names:
            around = others.boxes & among
            for value in ways[name][1:]:
                left = around & self.fitting.of(name, value)
                if left.bit_count() < most:
                    best, most = (name, value, left), left.bit_count()
                    if not left:
                        return best
            others.settle(name, chosen[name])
        return best

    def _values(self, name: str, asked: Box) -> Values:
        """Return values of a field inside some masks, those first that few boxes accept."""
        key = (name, *(part for item in asked.items() for part in item))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            model = self._encoder.fields[name]
            made = dict.fromkeys(self._made(model, asked))
            found = tuple(value for value in made if self._is_inside(name, value, asked))
            found = tuple(sorted(found, key=lambda v: self.fitting.of(name, v).bit_count()))
            self._known[key] = found
        return found

    def _is_inside(self, name: str, value: Value | None, asked: Box) -> bool:
        place = self._leads.place(name, value)
        return all(mask >> place[column] & 1 for column, mask in asked.items())

    def _made(self, model: FieldModel, asked: Box) -> Iterator[Value | None]:
        """Yield values: one class after the other of each asked column, the others unremarkable."""
        usual = {column: 1 << self._rarest(column) for column in model.columns}
        if not model.field.is_required:
            yield None
        ways = [{**usual, **asked}, asked]
        columns = asked or {model.anchor: self._encoder.space.allowed[model.anchor]}
        for column, mask in columns.items():
            classes = self._rare_classes(column, mask & self._encoder.space.allowed[column])
            if len(classes) == 1:
                continue  # the first two ways have it
            for number in classes:
                ways += [{**usual, **asked, column: 1 << number}, {**asked, column: 1 << number}]
        for domain in ways:
            value = model.sample(domain, _TRIED)
            if value is not None:
                yield value

    def _rarest(self, column: int) -> int:
        index = self.fitting.index.columns.get(column)
        allowed = self._encoder.space.allowed[column]
        if index is None:
            return (allowed & -allowed).bit_length() - 1
        return index.rarest(allowed, index.every)

    def _rare_classes(self, column: int, mask: int) -> list[int]:
        index = self.fitting.index.columns.get(column)
        classes = list(set_bits(mask))
        if index is not None and len(classes) > _VALUES:
            classes.sort(key=lambda number: index.at(number).bit_count())
        return classes[:_VALUES]
