"""What conditions speak of: fields where they live, and values that a formula derives from them.

A part of a field (`email.domain`), a score and a classification become a formula field of the
object, so that criteria can test them; a flow works them out itself. How a value is spelled in
criteria and formulas hangs on the field that holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from routewright_compiler.targets.salesforce.fields import MappedField, custom_name, map_fields
from routewright_compiler.targets.salesforce.model import FieldType
from routewright_compiler.targets.salesforce.settings import PlaceValues, SalesforceSettings
from routewright_runtime.graph.conditions import (
    ClassTerm,
    FieldTerm,
    ScoreTerm,
    Term,
    Value,
)
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.graph.people import Rep
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, ValueType, country_names, parts_of, states_of

DerivedTerm = FieldTerm | ScoreTerm | ClassTerm


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term's value stands: a field of the object, `base` where it is the policy's own.

    `base` is None of derived values. `blanks` are spellings that count as empty and that the field
    can hold. `flow_name` is the flow's own formula of a derived value.
    """

    term: DerivedTerm
    path: str
    type: FieldType
    value_type: ValueType
    base: MappedField | None = None
    is_never_empty: bool = False
    blanks: tuple[str, ...] = ()
    flow_name: str = ""

    @property
    def is_derived(self) -> bool:
        """Tell whether a formula works the value out."""
        return self.base is None

    @property
    def formula_path(self) -> str:
        """Return the path of the field in formulas."""
        return self.path if self.base is None else self.base.formula_path

    @property
    def is_number(self) -> bool:
        """Tell whether the field holds a number."""
        return self.type in (FieldType.NUMBER, FieldType.CURRENCY, FieldType.PERCENT)


_TEXT_FIELDS = frozenset(
    {
        FieldType.TEXT,
        FieldType.TEXT_AREA,
        FieldType.LONG_TEXT_AREA,
        FieldType.EMAIL,
        FieldType.PHONE,
        FieldType.URL,
    }
)


class Terms:
    """The terms of one policy, where they live, and how their values are spelled."""

    def __init__(self, graph: DecisionGraph, settings: SalesforceSettings) -> None:
        self.graph = graph
        self.settings = settings
        self.fields: Mapping[str, MappedField] = map_fields(graph, settings)
        self.reps: Mapping[str, Rep] = {rep.name: rep for rep in graph.reps}
        self._taken = {mapped.path.casefold() for mapped in self.fields.values()}
        self._places: dict[Term, Place] = {}
        for score in graph.scores:
            self._derive(ScoreTerm(score.name), f"{score.name} score", FieldType.NUMBER)
        for classes in graph.classifications:
            self._derive(ClassTerm(classes.name), f"{classes.name} class", FieldType.TEXT)

    def place(self, term: Term) -> Place:
        """Return where a term's value stands; an assertion for a look-up."""
        found = self._places.get(term)
        if found is not None:
            return found
        assert isinstance(term, FieldTerm), "look-ups are written out before"
        if term.part is not None:
            return self._derive(term, f"{term.field} {term.part}", FieldType.TEXT)
        mapped = self.fields[term.field]
        place = Place(
            term,
            mapped.path,
            mapped.type,
            mapped.field.type,
            base=mapped,
            is_never_empty=mapped.type is FieldType.CHECKBOX,
            blanks=_blanks(mapped),
        )
        self._places[term] = place
        return place

    def free_name(self, words: str) -> str:
        """Return the API name of one more custom field, and take it."""
        name = custom_name(words, self._taken)
        self._taken.add(name.casefold())
        return name

    def _derive(self, term: DerivedTerm, words: str, kind: FieldType) -> Place:
        path = self.free_name(words)
        place = Place(
            term,
            path,
            kind,
            self._derived_type(term),
            is_never_empty=isinstance(term, ScoreTerm),
            flow_name=f"Value_{path.removesuffix('__c')}",
        )
        self._places[term] = place
        return place

    def _derived_type(self, term: DerivedTerm) -> ValueType:
        match term:
            case ScoreTerm():
                return ValueType(TypeName.NUMBER)
            case ClassTerm():
                return ValueType(TypeName.CHOICE)
            case FieldTerm(name, part):
                assert part is not None
                return ValueType(parts_of(self.fields[name].field.type.name)[part])
            case _:
                assert_never(term)

    # --- values ---------------------------------------------------------------------------------

    def text_of(self, place: Place, value: Value, written: str = "") -> str:
        """Return a value as criteria spell it; a state without its country where it stands so."""
        match value:
            case bool():
                return "True" if value else "False"
            case int() | Decimal():
                return f"{value:f}" if isinstance(value, Decimal) else str(value)
            case date():
                return value.isoformat()
            case str():
                return self._spelled(place, value, written)
            case _:
                assert_never(value)

    def username(self, email: str) -> str:
        """Return the username of a user of the policy, by e-mail; the settings may map it."""
        return self.settings.users.get(email.casefold(), email)

    def rep_username(self, rep: Rep) -> str:
        """Return the username of a rep."""
        return self.username(rep.email)

    def _spelled(self, place: Place, value: str, written: str) -> str:
        members = place.value_type.member_by_fold
        kind = place.value_type.name
        if kind is TypeName.COUNTRY:
            is_named = self.settings.place_values is PlaceValues.NAMES
            return country_names().get(value, value) if is_named else value
        if kind is TypeName.STATE:
            if self.settings.place_values is PlaceValues.NAMES:
                return states_of(value[:2]).get(value, value)
            part = value.partition("-")[2]
            return part if place.base is not None and place.base.holds_part_of_state else value
        if fold(value) in members:
            return members[fold(value)]
        return written.strip() if written and fold(written) == value else value


def _blanks(mapped: MappedField) -> tuple[str, ...]:
    """Return the spellings that count as empty and that a field can hold (of a list: members)."""
    own = mapped.field
    if mapped.type in _TEXT_FIELDS:
        return own.blanks
    if mapped.type is not FieldType.PICKLIST or mapped.holds_part_of_state:
        return ()
    if own.type.name is TypeName.COUNTRY:
        return ()
    if own.type.name is TypeName.CHOICE and not own.type.is_open:
        return tuple(blank for blank in own.blanks if blank in own.type.member_by_fold)
    return own.blanks
