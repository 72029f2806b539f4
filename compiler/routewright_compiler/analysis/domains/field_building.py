"""Builds the model of each field from what the policy asks of it, and ties its parts together."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from itertools import pairwise

from routewright_compiler.analysis.domains.field_model import FieldModel, never_read
from routewright_compiler.analysis.domains.line import LineModel
from routewright_compiler.analysis.domains.members import MembersModel, key
from routewright_compiler.analysis.domains.multi_select import MultiSelectModel
from routewright_compiler.analysis.domains.samples import (
    Reads,
    mailbox,
    reads_mailbox,
    reads_of,
    samples_of,
)
from routewright_compiler.analysis.domains.term_model import EMPTY, TermModel, TermTest
from routewright_compiler.analysis.domains.text import TextLiterals, TextModel
from routewright_compiler.analysis.formula import Formulas
from routewright_compiler.analysis.space import Space
from routewright_runtime.graph.conditions import Known, OneOf
from routewright_runtime.graph.model import Field
from routewright_runtime.values import TypeName, Value, country_names, part_of, parts_of, states_of

_LINES = (TypeName.INTEGER, TypeName.NUMBER, TypeName.DATE, TypeName.DATETIME)
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "fi", "cs", "ja", "zh")

PartTests = Mapping[str | None, Sequence[TermTest]]


class FieldBuilder:
    """Adds the columns of fields to a space; countries must be built before their states."""

    def __init__(
        self, space: Space, formulas: Formulas, zone: tzinfo, rep_emails: tuple[str, ...]
    ) -> None:
        self._space = space
        self._formulas = formulas
        self._zone = zone
        self._reps = rep_emails

    def build(self, field: Field, tests: PartTests, country: FieldModel | None) -> FieldModel:
        """Return the model of a field; `country` is the model of the field it is read with."""
        name = field.type.name
        if name is TypeName.STATE:
            return self._state(field, tests, country)
        if name in (TypeName.COUNTRY, TypeName.LANGUAGE, TypeName.CHOICE, TypeName.BOOLEAN):
            return FieldModel(field, {None: self._members(field, tests.get(None, ()))})
        own = tests.get(None, ())
        can_be_empty = not field.is_required
        if name in _LINES:
            model: TermModel = LineModel(
                self._space, self._formulas, field.name, field.type, own, self._zone, can_be_empty
            )
        elif name is TypeName.CHOICES:
            model = MultiSelectModel(
                self._space,
                self._formulas,
                field.name,
                field.type,
                never_read(field),
                own,
                can_be_empty,
            )
        else:
            return self._texts(field, tests)
        return FieldModel(field, {None: model})

    # --- listed values ------------------------------------------------------------------------

    def _members(self, field: Field, tests: Sequence[TermTest]) -> MembersModel:
        members, other = _values(field, tests)
        return MembersModel(
            self._space,
            self._formulas,
            field.name,
            members,
            _cuts(tests),
            other,
            not field.is_required,
        )

    def _state(self, field: Field, tests: PartTests, country: FieldModel | None) -> FieldModel:
        states = [code for c in _countries() for code in states_of(c)]
        by_country: dict[str, set[object]] = {}
        for code in states:
            by_country.setdefault(code[:2], set()).add(key(code))
        cuts = _cuts(tests.get(None, ()))
        for test in tests.get("country", ()):
            if isinstance(test, OneOf):
                cuts.append(_joined(by_country, test.values))
        around = country.part(None) if country is not None else None
        if isinstance(around, MembersModel):
            full = self._space.full[around.column]
            groups = {n: around.group(n) for n in range(1, full.bit_length())}
            cuts += [_joined(by_country, group) for group in groups.values()]
        model = MembersModel(
            self._space, self._formulas, field.name, states, cuts, None, not field.is_required
        )
        if isinstance(around, MembersModel):
            for number, group in groups.items():
                inside = frozenset(_joined(by_country, group))
                mask = EMPTY
                for n in range(1, self._space.full[model.column].bit_length()):
                    if key(model.group(n)[0]) in inside:
                        mask |= 1 << n
                outside = self._space.full[model.column] & ~mask
                self._space.forbid({around.column: 1 << number, model.column: outside})
        return FieldModel(field, {None: model})

    # --- texts --------------------------------------------------------------------------------

    def _texts(self, field: Field, tests: PartTests) -> FieldModel:
        parts: dict[str | None, TermModel] = {}
        for part, type_name in parts_of(field.type.name).items():
            if part in tests:
                parts[part] = self._part(field, part, type_name, tests[part])
        asked = [test for test in tests.get(None, ()) if not isinstance(test, Known)]
        if parts and not asked and field.type.name is TypeName.EMAIL:
            model = FieldModel(field, parts)
        else:
            whole = self._text(field, field.name, field.type.name, tests.get(None, ()), parts)
            model = FieldModel(field, {None: whole, **parts})
            self._bind_listed(field, whole, parts)
        self._bind_empty(field, model, parts)
        return model

    def _part(
        self, field: Field, part: str, type_name: TypeName, tests: Sequence[TermTest]
    ) -> TermModel:
        name = f"{field.name}.{part}"
        if type_name is not TypeName.COUNTRY:
            return self._text(field, name, type_name, tests, {})
        return MembersModel(
            self._space, self._formulas, name, _countries(), _cuts(tests), None, True
        )

    def _text(
        self,
        field: Field,
        name: str,
        type_name: TypeName,
        tests: Sequence[TermTest],
        parts: Mapping[str | None, TermModel],
    ) -> TextModel:
        is_local = name == f"{field.name}.local"

        def placed(text: str) -> object:
            return tuple(
                tuple(model.place(part_of(text, field.type.name, str(part))).items())
                for part, model in parts.items()
            )

        is_total = name == field.name or field.type.name is TypeName.EMAIL
        return TextModel(
            self._space,
            self._formulas,
            name,
            TextLiterals(tests, self._reps),
            self._reps,
            reads_mailbox if is_local else _reads(field, name, type_name),
            mailbox if is_local else samples_of(type_name),
            placed,
            not (field.is_required and is_total),
        )

    def _bind_listed(
        self, field: Field, whole: TextModel, parts: Mapping[str | None, TermModel]
    ) -> None:
        """Say what listed whole texts, and ends and starts with an @, mean for the parts."""
        for part, model in parts.items():
            by_class: dict[tuple[int, int], int] = {}
            for number in range(1, whole.unlisted):
                value = part_of(whole.group(number)[0], field.type.name, str(part))
                for column, place in model.place(value).items():
                    mask = by_class.get((column, place), 0)
                    by_class[column, place] = mask | 1 << number
            for (column, place), mask in by_class.items():
                other = self._space.full[column] & ~(1 << place)
                self._space.forbid({whole.column: mask, column: other})
        if field.type.name is TypeName.EMAIL:
            self._bind_ends(whole, parts)

    def _bind_ends(self, whole: TextModel, parts: Mapping[str | None, TermModel]) -> None:
        host = parts.get("domain")
        if host is None or whole.end_column is None:
            return
        for number, text in enumerate(whole.end_texts):
            if "@" in text:
                value = part_of(f"x@{text.rpartition('@')[2]}", TypeName.EMAIL, "domain")
                for column, place in host.place(value).items():
                    other = self._space.full[column] & ~(1 << place)
                    self._space.forbid({whole.end_column: 1 << number, column: other})

    def _bind_empty(
        self, field: Field, model: FieldModel, parts: Mapping[str | None, TermModel]
    ) -> None:
        """A part of an empty field is empty; of an address, a part is never empty otherwise."""
        whole = model.part(None)
        columns = [part.column for part in parts.values()]
        pairs = [(whole.column, column) for column in columns] if whole is not None else []
        if whole is None:
            pairs = list(pairwise(columns))
        for first, second in pairs:
            self._space.forbid({first: EMPTY, second: self._space.full[second] & ~EMPTY})
            if field.type.name is TypeName.EMAIL:
                self._space.forbid({first: self._space.full[first] & ~EMPTY, second: EMPTY})


def _reads(field: Field, name: str, type_name: TypeName) -> Reads:
    """Return how a text of a field, or of a part of it, stands once it is read."""
    reads, never = reads_of(type_name), never_read(field)
    if not never or name != field.name:
        return reads
    return lambda text: None if text in never else reads(text)


def _countries() -> list[Value]:
    return sorted(country_names())


def _joined(
    by_country: Mapping[str, set[object]], countries: Sequence[object]
) -> frozenset[object]:
    return frozenset(code for c in countries for code in by_country.get(str(c), ()))


def _cuts(tests: Sequence[TermTest]) -> list[frozenset[object]]:
    return [frozenset(key(v) for v in test.values) for test in tests if isinstance(test, OneOf)]


def _values(field: Field, tests: Sequence[TermTest]) -> tuple[list[Value], Value | None]:
    """Return the values of a listed type, and one for all others (None: there are none)."""
    named = {key(v): v for test in tests if isinstance(test, OneOf) for v in test.values}
    match field.type.name:
        case TypeName.BOOLEAN:
            return [True, False], None
        case TypeName.COUNTRY:
            return _countries(), None
        case TypeName.LANGUAGE:
            other = next((code for code in _LANGUAGES if code not in named), "mi")
            return list(named.values()), other
    never = never_read(field)
    members: list[Value] = [m for m in field.type.members if key(m) not in never]
    if not field.type.is_open:
        return members, None
    known = {key(member) for member in members} | never
    members += [value for folded, value in named.items() if folded not in known]
    taken = {key(member) for member in members} | never
    return members, next(w for w in ("Other", "Something else", "☃", "☃☃") if key(w) not in taken)
