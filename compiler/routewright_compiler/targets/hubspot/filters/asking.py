"""What the conditions of a policy ask, as boxes over the properties of the record.

Whatever HubSpot cannot ask goes to `Refusals`, which takes the choice (and remembers the loss): the
answer is then the same for every record.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import assert_never

from routewright_compiler.analysis.owners import is_always_open
from routewright_compiler.targets.hubspot.filters.boxes import Boxes, Column
from routewright_compiler.targets.hubspot.filters.email_parts import asks_part
from routewright_compiler.targets.hubspot.filters.opaque import is_opaque
from routewright_compiler.targets.hubspot.filters.value_sets import (
    YES,
    Point,
    Ranges,
    ValueSet,
    between,
    join,
    known_points,
    known_texts,
    listed,
    point,
)
from routewright_compiler.targets.hubspot.properties import Properties, PropertyKind
from routewright_runtime.evaluate.conditions import holds_text
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    Atom,
    Between,
    ComparesTerms,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    MatchesPattern,
    OneOf,
    OutsideTest,
    TextHolds,
    WithinLast,
)
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, states_of

_NUMERIC = (PropertyKind.NUMBER, PropertyKind.DATE, PropertyKind.DATETIME)
_BOOLEANS = frozenset(("true", "false"))


@dataclass(slots=True)
class Refusals:
    """Tests that cannot be asked, by name of the loss, in order of appearance."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, reason: str) -> None:
        """Remember one test."""
        self.found.setdefault(name, [])
        if reason not in self.found[name]:
            self.found[name].append(reason)


class Asking:
    """Translates the atoms of one policy; `boxes` is what `boxes_of` wants."""

    def __init__(self, policy: Policy, properties: Properties) -> None:
        self._policy = policy
        self._properties = properties
        self._reps = frozenset(policy.rep_by_email)
        self.refusals = Refusals()
        self.spellings: dict[str, str] = {}  # how the policy writes a text, by its fold

    def boxes(self, atom: Atom, is_positive: bool) -> Boxes:
        """Return where an atom holds, or does not."""
        column, values = self._asked(atom)
        if column is None:
            return ({},) if values is is_positive else ()
        assert not isinstance(values, bool)
        chosen = values if is_positive else values.complement()
        if chosen.is_everything:
            return ({},)
        return () if chosen.is_nothing else ({column: chosen},)

    def _asked(self, atom: Atom) -> tuple[Column | None, ValueSet | bool]:
        """Return column and values, or no column and the answer for every record."""
        match atom:
            case Known() | OneOf() | Between() | TextHolds() | MatchesPattern() | IsRep():
                assert isinstance(atom.term, FieldTerm)
                return self._of_term(atom, atom.term)
            case HasMembers() | WithinLast():
                assert isinstance(atom.term, FieldTerm)
                return Column(atom.term, _plain(atom)), YES
            case DuringCalendar():
                if is_always_open(self._policy.calendars[atom.calendar]):
                    return None, True
                self.refusals.add("time-of-decision", f"`during {atom.calendar}`")
                return None, True
            case ComparesTerms():
                self.refusals.add("field-comparison", "it compares two fields")
                return None, False
            case OutsideTest():
                if is_opaque(atom.text):
                    return Column(None, _plain(atom)), YES
                self.refusals.add("outside", f"`outside` is of another system: `{atom.text[:60]}`")
                return None, False
            case _:
                assert_never(atom)

    def _of_term(
        self, atom: Known | OneOf | Between | TextHolds | MatchesPattern | IsRep, term: FieldTerm
    ) -> tuple[Column | None, ValueSet | bool]:
        field_type = self._policy.fields[term.field].type
        if term.part is None:
            return self._of_field(atom, term)
        if (term.field, term.part) in self._properties.parts:
            return self._of_text(atom, term)
        if isinstance(atom, Known) and field_type.name in (TypeName.EMAIL, TypeName.STATE):
            return self._of_field(atom, FieldTerm(term.field))
        if field_type.name is TypeName.STATE and isinstance(atom, OneOf):
            codes = [code for country in atom.values for code in states_of(str(country))]
            return Column(FieldTerm(term.field)), listed(codes)
        if field_type.name is TypeName.EMAIL and asks_part(atom, term.part):
            return self._of_text(atom, term)
        self.refusals.add("part", f"no property holds `{term.field}.{term.part}`")
        return None, False

    def _of_field(
        self, atom: Known | OneOf | Between | TextHolds | MatchesPattern | IsRep, term: FieldTerm
    ) -> tuple[Column | None, ValueSet | bool]:
        kind = self._properties.by_field[term.field].kind
        if kind in _NUMERIC:
            return Column(term), self._ranges(atom, kind, term.field)
        if kind is PropertyKind.TEXT:
            return self._of_text(atom, term)
        return self._of_options(atom, term)

    def _of_text(
        self, atom: Known | OneOf | Between | TextHolds | MatchesPattern | IsRep, term: FieldTerm
    ) -> tuple[Column | None, ValueSet | bool]:
        match atom:
            case Known():
                return Column(term), known_texts()
            case OneOf():
                self._note_spelling(atom)
                is_code = self._policy.fields[term.field].type.name is TypeName.STATE
                return Column(term), listed(
                    str(value) if is_code and term.part is None else fold(str(value))
                    for value in atom.values
                )
            case TextHolds():
                self._note_spelling(atom)
                return Column(term, _plain(atom)), YES
            case MatchesPattern():
                self.refusals.add("pattern", f"no filter knows patterns: `{atom.pattern[:60]}`")
                return None, False
            case _:
                raise AssertionError(f"a text is not asked so: {atom}")

    def _note_spelling(self, atom: OneOf | TextHolds) -> None:
        """Remember how the policy writes texts, for whoever compares them letter by letter."""
        for text in atom.written:
            if fold(text) == fold(text.strip()):
                self.spellings.setdefault(fold(text), text.strip())

    def _of_options(
        self, atom: Known | OneOf | Between | TextHolds | MatchesPattern | IsRep, term: FieldTerm
    ) -> tuple[Column | None, ValueSet | bool]:
        universe = self._universe(term.field)
        column = Column(term)
        match atom:
            case Known():
                return column, known_texts(universe)
            case OneOf():
                return column, listed((self._option(term.field, v) for v in atom.values), universe)
            case IsRep():
                return column, listed(self._reps)
            case TextHolds() | MatchesPattern() if universe is not None:
                test = self._test(atom)
                return column, listed((item for item in universe if test(fold(item))), universe)
            case TextHolds():
                self.refusals.add("part", f"`{term.field}` holds ids, no text to search")
                return None, False
            case MatchesPattern():
                self.refusals.add("pattern", f"no filter knows patterns: `{atom.pattern[:60]}`")
                return None, False
            case _:
                raise AssertionError(f"options are not asked so: {atom}")

    def _test(self, atom: TextHolds | MatchesPattern) -> Callable[[str], bool]:
        if isinstance(atom, TextHolds):
            return lambda text: holds_text(atom, text)
        return self._policy.pattern(atom.pattern).matches

    def _universe(self, name: str) -> frozenset[str] | None:
        of_type = self._policy.fields[name].type
        match of_type.name:
            case TypeName.BOOLEAN:
                return _BOOLEANS
            case TypeName.CHOICE if not of_type.is_open:
                return frozenset(of_type.members)
            case _:
                return None

    def _option(self, name: str, value: object) -> str:
        of_type = self._policy.fields[name].type
        if isinstance(value, bool):
            return "true" if value else "false"
        if of_type.name is TypeName.CHOICE:
            return of_type.member_by_fold.get(fold(str(value)), str(value))
        return fold(str(value)) if of_type.name is TypeName.USER else str(value)

    def _ranges(
        self,
        atom: Known | OneOf | Between | TextHolds | MatchesPattern | IsRep,
        kind: PropertyKind,
        name: str,
    ) -> Ranges:
        is_integer = self._policy.fields[name].type.name is TypeName.INTEGER
        match atom:
            case Known():
                return known_points()
            case OneOf():
                found: ValueSet = Ranges((), False)
                for value in atom.values:
                    if (own := _exact(value, is_integer)) is not None:
                        found = join(found, point(own))
                assert isinstance(found, Ranges)
                return found
            case Between():
                low = _end(atom.low, is_integer, is_low=True)
                high = _end(atom.high, is_integer, is_low=False)
                # A rounded end of a whole number always counts.
                return between(
                    low,
                    high,
                    is_low_included=atom.is_low_included or low != atom.low,
                    is_high_included=atom.is_high_included or high != atom.high,
                )
            case _:
                raise AssertionError(f"{kind} is not asked so: {atom}")


def _plain(atom: Atom) -> Atom:
    """Return an atom with its lists in order, so that equal tests are one column."""
    match atom:
        case TextHolds():
            return TextHolds(atom.term, atom.relation, tuple(sorted(set(atom.texts))))
        case HasMembers():
            members = tuple(sorted(set(atom.members)))
            return HasMembers(atom.term, members, atom.needs_all and len(members) > 1)
        case _:
            return atom


def _exact(value: object, is_integer: bool) -> Point | None:
    """Return a value as a point of its order; None where a whole number cannot have it."""
    if isinstance(value, datetime | date):
        return value
    assert isinstance(value, int | Decimal)
    if not is_integer:
        return Decimal(value)
    return int(value) if value == int(value) else None


def _end(
    value: int | Decimal | date | datetime | None, is_integer: bool, *, is_low: bool
) -> Point | None:
    if value is None or isinstance(value, datetime | date):
        return value
    if not is_integer:
        return Decimal(value)
    mode = ROUND_CEILING if is_low else ROUND_FLOOR
    return int(Decimal(value).to_integral_value(rounding=mode))
