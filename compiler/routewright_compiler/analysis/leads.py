"""From classes to a record: values, a time, and what has to be assumed beyond them.

The search answers with domains; a `Lead` is one concrete record inside them. Where a field has no
value for its classes (two patterns that no text meets), the domains of that field are a new law,
and the search goes on; where that stays open, the question is not decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.compared_values import compared
from routewright_compiler.analysis.domains.field_model import GIVEN_UP, FieldModel, NoValue
from routewright_compiler.analysis.domains.line import LineModel
from routewright_compiler.analysis.domains.members import MembersModel
from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.moment_search import (
    USUAL,
    DatedTerm,
    find_time,
    has_any_time,
    value_at,
)
from routewright_compiler.analysis.space import Box, set_bits
from routewright_runtime.evaluate.comparison import folded_key, name_key
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.order import in_order
from routewright_runtime.graph.conditions import FieldTerm, Order, Term
from routewright_runtime.values import TypeName, Value

_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Lead:
    """A record: its fields that are not empty, the time, and what of the unknowns it assumes.

    `outside` are the outside tests taken to hold; `assumes` says whether anything was assumed that
    the runtime cannot show (an outside test that holds, a comparison that the values do not meet).
    `assumed` are the classes, by column, that unknowns are taken to have whatever the values say.
    """

    values: Mapping[str, Value]
    at: datetime = USUAL
    outside: tuple[str, ...] = ()
    assumes: bool = False
    assumed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Domains of one field (or of dates and time) that no record has."""

    box: Box


class Leads:
    """Makes leads for domains, and tells the classes of leads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._space = encoder.space
        self._models = tuple(encoder.fields.values())
        self._owner = {c: model.field.name for model in self._models for c in model.columns}
        self._required = [c for m in self._models if m.field.is_required for c in m.columns]
        self._dated = {term: self._ages_of(term) for term, _ in encoder.ages}
        self._placed: dict[tuple[str, Value | None], Box] = {}
        self._found: dict[tuple[int, ...], Value | NoValue | None] = {}
        self._states: dict[str, list[str]] = {}
        for name, model in encoder.fields.items():
            if model.field.type.name is TypeName.STATE and model.field.country_field is not None:
                self._states.setdefault(model.field.country_field, []).append(name)
        self._dated_fields = {t.field for t in self._dated if isinstance(t, FieldTerm)}

    def _ages_of(self, term: Term) -> list[bool]:
        return [kind for other, kind in self._encoder.ages if other == term]

    # --- from domains -------------------------------------------------------------------------

    def lead(self, domain: Box) -> Lead | Conflict:
        """Return a lead inside the domains, or those that contradict; raise NotDecided."""
        wanted = self._with_required(domain)
        values: dict[str, Value] = {}
        by_field: dict[str, Box] = {}
        for column, mask in wanted.items():
            owner = self._owner.get(column)
            if owner is not None:
                by_field.setdefault(owner, {})[column] = mask
        for model in self._models:
            given = by_field.get(model.field.name)
            if given is None or self._is_dated(model, wanted):
                continue
            asked = {c: given[c] for c in model.columns if c in given}
            found = self.find(model, asked)
            if isinstance(found, NoValue):
                if found is GIVEN_UP:
                    raise NotDecided
                return Conflict({c: domain[c] for c in asked if c in domain})
            if found is not None:
                values[model.field.name] = found
        self.agree(values)
        timed = self._timed(wanted, values)
        if isinstance(timed, Conflict):
            return timed
        return self._with_unknowns(wanted, replace(timed, values=values))

    def find(self, model: FieldModel, asked: Box) -> Value | NoValue | None:
        """Return a value of a field inside domains, as `FieldModel.find` does; each once."""
        key = (model.anchor, *(part for item in asked.items() for part in item))
        if key not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[key] = model.find(asked)
        return self._found[key]

    def agree(self, values: dict[str, Value]) -> None:
        """Take a country of the same class that has states of the same classes, and those."""
        for group in self._states.values():
            names = [name for name in group if name in values]
            around = self._encoder.fields[names[0]].field.country_field if names else None
            if around is None or around not in values:
                continue
            countries = _alike(self._encoder.fields[around], values[around])
            listed = [_alike(self._encoder.fields[name], values[name]) for name in names]
            for country in countries:
                states = [next((s for s in of if str(s)[:2] == country), None) for of in listed]
                if all(state is not None for state in states):
                    values[around] = country
                    values.update((n, s) for n, s in zip(names, states, strict=True) if s)
                    break

    def _with_required(self, domain: Box) -> Box:
        wanted = dict(domain)
        for column in self._required:
            wanted.setdefault(column, self._space.allowed[column])
        return wanted

    def _is_dated(self, model: FieldModel, domain: Box) -> bool:
        if model.field.name not in self._dated_fields:
            return False
        term = FieldTerm(model.field.name)
        return any(self._encoder.ages[term, kind].column in domain for kind in self._dated[term])

    def _timed(self, domain: Box, values: dict[str, Value]) -> Lead | Conflict:
        encoder = self._encoder
        dates: dict[str, DatedTerm] = {}
        used: Box = {}
        for (term, kind), model in encoder.ages.items():
            assert isinstance(term, FieldTerm)
            if model.column not in domain or term.field in dates:
                continue
            line = encoder.fields[term.field].part(None)
            assert line is None or isinstance(line, LineModel)
            mask = 0 if line is None else domain.get(line.column, self._space.allowed[line.column])
            is_day = encoder.policy.fields[term.field].type.name is TypeName.DATE
            if is_day and not kind:
                raise NotDecided  # a day within hours hangs on the clock; not searched
            dates[term.field] = DatedTerm(model, domain[model.column], line, mask, is_day)
            columns = (model.column, *(() if line is None else (line.column,)))
            used.update({c: domain[c] for c in columns if c in domain})
        calendars = {
            name: domain[column] == 2
            for name, column in encoder.calendars.items()
            if domain.get(column, 3) != 3
        }
        policy = encoder.policy
        at = find_time(list(dates.values()), calendars, policy.hours, policy.zone)
        if at is None:
            if has_any_time(list(dates.values()), policy.zone):
                raise NotDecided
            return Conflict(used)
        for name, item in dates.items():
            found = value_at(item, at, policy.zone)
            if found is not None:
                values[name] = found
        return Lead(values, at)

    def _with_unknowns(self, domain: Box, lead: Lead) -> Lead:
        encoder = self._encoder
        outside = tuple(t for t, c in encoder.outside.items() if domain.get(c, 3) == 2)
        lead = replace(lead, outside=outside, assumes=bool(outside))
        unknowns = [*encoder.comparisons.values(), *encoder.score_unknowns.values()]
        if not unknowns:
            return lead
        missed = self._missed(domain, lead)
        if missed and encoder.comparisons:
            lead = self._as_compared(domain, lead)
            missed = self._missed(domain, lead)
        assumed = tuple((c, next(set_bits(domain[c]))) for c in missed)
        return replace(lead, assumes=lead.assumes or bool(missed), assumed=assumed)

    def _missed(self, domain: Box, lead: Lead) -> list[int]:
        """Return the unknowns that are not on the lead as the domains have them."""
        point: dict[int, int] = {}
        self._place_unknowns(lead, point)
        return [c for c, number in point.items() if not domain.get(c, -1) >> number & 1]

    def _as_compared(self, domain: Box, lead: Lead) -> Lead:
        encoder = self._encoder
        fixed = self._dated_fields | self._states.keys()
        models = {name: model for name, model in encoder.fields.items() if name not in fixed}
        values = compared(
            lead.values,
            {column: pair for pair, column in encoder.comparisons.items()},
            models,
            domain,
            lambda values: self._missed(domain, replace(lead, values=values)),
        )
        return replace(lead, values=values)

    # --- to classes ---------------------------------------------------------------------------

    def point(self, lead: Lead) -> dict[int, int]:
        """Return the class of a lead in every column of the space."""
        point: dict[int, int] = {}
        for model in self._models:
            point.update(self.place(model.field.name, lead.values.get(model.field.name)))
        point.update(self.loose_point(lead))
        self._encoder.normal_form.complete(point)
        return point

    def loose_point(self, lead: Lead) -> dict[int, int]:
        """Return the class of a lead in the columns of ages, calendars and unknowns."""
        encoder = self._encoder
        point: dict[int, int] = {}
        for (term, _), age in encoder.ages.items():
            assert isinstance(term, FieldTerm)
            value = lead.values.get(term.field)
            assert value is None or isinstance(value, date)
            point[age.column] = age.place(value, lead.at, encoder.policy.zone)
        for name, column in encoder.calendars.items():
            point[column] = int(encoder.policy.is_open(name, lead.at))
        for text, column in encoder.outside.items():
            point[column] = int(text in lead.outside)
        self._place_unknowns(lead, point)
        return point

    def changed(self, point: Mapping[int, int], lead: Lead, name: str) -> dict[int, int]:
        """Return the classes of a lead from those of one that differs in a single field."""
        encoder = self._encoder
        found = {**point, **self.place(name, lead.values.get(name))}
        for (term, _), age in encoder.ages.items() if name in self._dated_fields else ():
            if isinstance(term, FieldTerm) and term.field == name:
                value = lead.values.get(name)
                assert value is None or isinstance(value, date)
                found[age.column] = age.place(value, lead.at, encoder.policy.zone)
        self._place_unknowns(lead, found)
        encoder.normal_form.complete(found)
        return found

    def place(self, name: str, value: Value | None) -> Box:
        """Return the classes of a field's value; none for a field that nothing looks at."""
        found = self._placed.get((name, value))
        if found is None:
            if len(self._placed) >= _KEPT:
                self._placed.clear()
            model = self._encoder.fields.get(name)
            found = self._placed[name, value] = {} if model is None else model.place(value)
        return found

    def _place_unknowns(self, lead: Lead, point: dict[int, int]) -> None:
        encoder = self._encoder
        if not encoder.comparisons and not encoder.score_unknowns:
            return
        evaluation = Evaluation(encoder.policy, lead.values, lead.at)
        for (left, right), column in encoder.comparisons.items():
            first, second = evaluation.value(left), evaluation.value(right)
            if first is None or second is None:
                point[column] = 0
                continue
            pair = folded_key(name_key(first)), folded_key(name_key(second))
            is_less = in_order(pair[0], Order.LESS, pair[1])
            point[column] = 2 if pair[0] == pair[1] else 1 if is_less else 3
        for test, column in encoder.score_unknowns.items():
            point[column] = int(evaluation.holds(test))
        point.update(lead.assumed)


def _alike(model: FieldModel, value: Value) -> tuple[Value, ...]:
    """Return the values of a value's class."""
    members = model.part(None)
    assert isinstance(members, MembersModel), "countries and states are listed"
    return members.group(members.place(value)[members.column])
