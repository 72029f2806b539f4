"""Witnesses: records that show a finding, from which no field can be left out.

A lead comes from a search and may carry fields that do not matter. Each field is left out where the
claim still holds without it, until none can be. Then the record is decided by the runtime itself;
what the runtime does not confirm is an error in the analysis, never output.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from routewright_compiler.analysis.formula import ALWAYS, Formula, holds_at
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.values import Json, Value, to_json

Point = dict[int, int]
Claim = Callable[[Point], bool]


@dataclass(frozen=True, slots=True)
class BoxClaim:
    """A claim on the set of boxes that hold a record, and a formula that holds of the record too.

    INVARIANT: what holds of two sets, one inside the other, holds of every set between them.
    """

    space: PolicySpace
    accepts: Callable[[int], bool]
    where: Formula = ALWAYS

    def __call__(self, point: Point) -> bool:
        """Tell whether the record with these classes shows the claim."""
        return holds_at(self.where, point) and self.accepts(self.space.solver.index.at(point))


@dataclass(frozen=True, slots=True)
class Witness:
    """A record: values by field in source order (None: that it is empty matters), and its time.

    `columns` are the names under which a record has these fields. `at` is None where the time does
    not matter. `outside` are outside tests taken to hold;
    `is_assumed` says that the runtime cannot show the record, so that the finding is possible only;
    `assumed` are the classes that unknowns are taken to have (see `Lead`).
    """

    values: tuple[tuple[str, Value | None], ...]
    at: datetime | None = None
    outside: tuple[str, ...] = ()
    is_assumed: bool = False
    columns: tuple[str, ...] = ()
    assumed: tuple[tuple[int, int], ...] = ()

    @property
    def record(self) -> tuple[tuple[str, object], ...]:
        """Return the record as `run` would read it: by column, lists as tuples."""
        keys = self.columns or tuple(name for name, _ in self.values)
        values = (_frozen(to_json(value)) for _, value in self.values)
        return tuple(zip(keys, values, strict=True))


def _frozen(value: Json) -> object:
    return tuple(value) if isinstance(value, list) else value


class WitnessMaker:
    """Makes witnesses for one policy."""

    def __init__(self, space: PolicySpace) -> None:
        self._space = space
        self._leads = space.solver.leads
        self._matcher: Matcher | None = None
        self._columns = {field.name: field.sources[0].text for field in space.graph.fields}
        self._order = {field.name: n for n, field in enumerate(space.graph.fields)}

    def make(
        self, lead: Lead, claim: Claim, *, taken_by: int | None = None, empty: tuple[str, ...] = ()
    ) -> Witness:
        """Return the smallest record on which the claim holds.

        `taken_by` is the branch that the runtime must find, `empty` names fields to show as empty.
        """
        small = self._smallest(lead, claim)
        if taken_by is not None:
            self.replay(small, taken_by)
        at = small.at if self._needs_time(small, claim) else None
        return self.showing_empty(
            Witness((), at, small.outside, small.assumes, assumed=small.assumed),
            small.values,
            empty,
        )

    def showing_empty(
        self, witness: Witness, values: Mapping[str, Value | None], empty: Iterable[str]
    ) -> Witness:
        """Return the witness with these values, and with some fields shown as empty."""
        shown = {**values, **dict.fromkeys(empty)}
        told = sorted(shown.items(), key=lambda item: self._order[item[0]])
        columns = tuple(self._columns[name] for name, _ in told)
        return replace(witness, values=tuple(told), columns=columns)

    def _smallest(self, lead: Lead, claim: Claim) -> Lead:
        if isinstance(claim, BoxClaim):
            return self._smallest_by_boxes(lead, claim)
        point = self._leads.point(lead)
        assert claim(point), "the claim holds on the lead it was found for"
        names = sorted(lead.values, key=self._order.__getitem__, reverse=True)
        is_smaller = True
        while is_smaller:
            is_smaller = False
            for name in names:
                if name not in lead.values:
                    continue
                less = _less(lead, name)
                there = self._leads.changed(point, less, name)
                if claim(there) and self._is_lawful(there):
                    lead, point, is_smaller = less, there, True
        return lead

    def _smallest_by_boxes(self, lead: Lead, claim: BoxClaim) -> Lead:
        """Do the same with the boxes that hold the record, kept up field by field."""
        fitting = self._space.solver.fitting
        is_shown = claim.accepts(fitting.boxes(lead)) and fitting.holds(claim.where, lead)
        assert is_shown, "the claim holds on the lead it was found for"
        while (less := self._swept(lead, claim)) is not lead:
            lead = less
        return lead

    def _swept(self, lead: Lead, claim: BoxClaim) -> Lead:
        """Return the lead without the fields that the claim does not need, tried one by one."""
        fitting = self._space.solver.fitting
        names = sorted(lead.values, key=self._order.__getitem__, reverse=True)
        others = fitting.others(lead.values, names)
        for name in names:
            less = _less(lead, name)
            is_without = others.without(name)
            if fitting.has_rest:
                is_without = fitting.settled(is_without, less)
            is_lawful = not is_without & fitting.index.laws
            if is_lawful and claim.accepts(is_without) and fitting.holds(claim.where, less):
                lead = less
                others.settle(name, None)
            else:
                others.settle(name, lead.values[name])
        return lead

    def _is_lawful(self, point: Point) -> bool:
        index = self._space.solver.index
        return not index.at(point) & index.laws

    def _needs_time(self, lead: Lead, claim: Claim) -> bool:
        encoder = self._space.encoder
        if any(lead.values.get(term.field) is not None for term, _ in encoder.ages):  # type: ignore[union-attr]
            return True
        if not encoder.calendars:
            return False
        point, has_facts = self._leads.point(lead), bool(self._space.graph.facts)
        for column in encoder.calendars.values():
            turned = {**point, column: 1 - point[column]}
            encoder.normal_form.complete(turned)
            if not claim(turned) or (has_facts and not self._is_lawful(turned)):
                return True
        return False

    def replay(self, lead: Lead, taken_by: int) -> None:
        """Decide a lead by the runtime; an assertion where another branch takes it."""
        if lead.assumes:
            return
        if self._matcher is None:
            self._matcher = Matcher(self._space.graph, policy=self._space.policy)
        found = self._matcher.match(lead.values, lead.at)
        assert found == taken_by, f"the runtime gives {lead} to branch {found}, not {taken_by}"


def _less(lead: Lead, name: str) -> Lead:
    """Return a lead with one field empty."""
    return replace(lead, values={n: v for n, v in lead.values.items() if n != name})
