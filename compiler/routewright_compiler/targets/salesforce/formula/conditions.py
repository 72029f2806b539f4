"""Conditions as formulas: true or false and nothing else, whatever is empty.

Texts compare in small letters, for the operators of formulas heed case; numbers and dates are asked
whether they are there before they are compared, so that it does not matter what an empty one counts
as. In a flow, derived values are formulas of the flow; elsewhere they are fields.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import assert_never

from routewright_compiler.target.expansion.normal_form import All, Any, Literal, Tree
from routewright_compiler.targets.salesforce.formula.build import (
    FALSE,
    TRUE,
    all_of,
    any_of,
    compared,
    is_blank,
    negation,
    number,
    text,
)
from routewright_compiler.targets.salesforce.formula.model import (
    Call,
    Expression,
    Operator,
    Raw,
    Reference,
)
from routewright_compiler.targets.salesforce.formula.parse import (
    FormulaError,
    Node,
    NodeKind,
    parse_formula,
)
from routewright_compiler.targets.salesforce.model import FieldType
from routewright_compiler.targets.salesforce.terms import Place, Terms
from routewright_runtime.graph.conditions import (
    Atom,
    Between,
    ComparesTerms,
    Constant,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    MatchesPattern,
    OneOf,
    Order,
    OutsideTest,
    TextHolds,
    TextRelation,
    TimeUnit,
    Value,
    WithinLast,
)
from routewright_runtime.values import TypeName


class Style(Enum):
    """Where a formula stands: in a rule or field of the object, or in a flow."""

    OBJECT = "object"
    FLOW = "flow"


_ORDER = {
    Order.EQUAL: Operator.EQUAL,
    Order.LESS: Operator.LESS,
    Order.LESS_OR_EQUAL: Operator.LESS_OR_EQUAL,
    Order.GREATER: Operator.GREATER,
    Order.GREATER_OR_EQUAL: Operator.GREATER_OR_EQUAL,
}
_HOURS = {TimeUnit.HOUR: 24, TimeUnit.MINUTE: 1440}
_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Formulas:
    """Says conditions of one policy as formulas of one style."""

    terms: Terms
    style: Style = Style.OBJECT

    def tree(self, tree: Tree) -> Expression:
        """Return the formula of a condition in negation normal form."""
        match tree:
            case Constant(value):
                return TRUE if value else FALSE
            case All(items):
                return all_of(self.tree(item) for item in items)
            case Any(items):
                return any_of(self.tree(item) for item in items)
            case Literal(atom, is_positive):
                found = self.atom(atom)
                return found if is_positive else negation(found)
            case _:
                assert_never(tree)

    def reference(self, path: str) -> Expression:
        """Return the reference to a field of the record."""
        if self.style is Style.FLOW:
            return Reference(f"$Record.{path}", is_merge=True)
        return Reference(path)

    def value(self, place: Place) -> Expression:
        """Return the reference to a term's value."""
        if self.style is Style.FLOW and place.is_derived:
            return Reference(place.flow_name, is_merge=True)
        return self.reference(place.formula_path)

    # --- atoms ----------------------------------------------------------------------------------

    def atom(self, atom: Atom) -> Expression:
        """Return the formula of one test; `during` cannot be said and never comes here."""
        match atom:
            case OneOf():
                return self._one_of(atom)
            case Between():
                return self._between(atom)
            case TextHolds():
                return self._text_holds(atom)
            case MatchesPattern():
                place = self.terms.place(atom.term)
                known = self._known(place)
                return all_of((known, Call("REGEX", (self._small(place), text(atom.pattern)))))
            case HasMembers():
                value = self.value(self.terms.place(atom.term))
                tests = (Call("INCLUDES", (value, text(member))) for member in atom.members)
                return all_of(tests) if atom.needs_all else any_of(tests)
            case Known():
                return self._known(self.terms.place(atom.term))
            case IsRep():
                users = (self.terms.rep_username(rep) for rep in self.terms.graph.reps)
                return self._is_user(self.terms.place(atom.term), users)
            case WithinLast():
                return self._within(atom)
            case ComparesTerms():
                return self._compares(atom)
            case OutsideTest():
                return Raw(in_flow(atom.text) if self.style is Style.FLOW else atom.text)
            case DuringCalendar():
                raise AssertionError("left out before")
            case _:
                assert_never(atom)

    def _one_of(self, test: OneOf) -> Expression:
        place = self.terms.place(test.term)
        written = test.written or ("",) * len(test.values)
        pairs = [
            (value, spelling)
            for value, spelling in zip(test.values, written, strict=True)
            if value not in place.blanks
        ]
        if place.type is FieldType.LOOKUP:
            return self._is_user(place, (self.terms.username(str(value)) for value, _ in pairs))
        if place.base is not None and place.base.holds_part_of_state:
            return self._states(place, [str(value) for value, _ in pairs])
        found = any_of(self._equals(place, value, spelling) for value, spelling in pairs)
        return self._guarded(place, found)

    def _equals(self, place: Place, value: Value, spelling: str) -> Expression:
        own = self.value(place)
        match value:
            case bool():
                return own if value else negation(own)
            case int() | Decimal() | date():
                return compared(own, Operator.EQUAL, _constant(value))
            case str():
                shown = self.terms.text_of(place, value, spelling)
                if place.type is FieldType.PICKLIST and place.value_type.name in _EXACT:
                    return Call("ISPICKVAL", (own, text(shown)))
                if place.is_derived and not _is_of_small_letters(place):
                    return compared(own, Operator.EQUAL, text(shown))
                return compared(self._small(place), Operator.EQUAL, text(shown.lower()))
            case _:
                assert_never(value)

    def _guarded(self, place: Place, test: Expression) -> Expression:
        """Ask first whether a number or day is there."""
        if place.is_never_empty or not (place.is_number or place.type in _MOMENTS):
            return test
        return all_of((negation(is_blank(self.value(place))), test))

    def _is_user(self, place: Place, usernames: Iterable[str]) -> Expression:
        assert place.base is not None
        own = Call("LOWER", (self.reference(place.base.username_path),))
        return any_of(
            compared(own, Operator.EQUAL, text(name.lower())) for name in dict.fromkeys(usernames)
        )

    def _states(self, place: Place, codes: list[str]) -> Expression:
        assert place.base is not None
        own = self.value(place)
        country = self.reference(place.base.path.removesuffix("StateCode") + "CountryCode")
        by_country: dict[str, list[str]] = {}
        for code in codes:
            by_country.setdefault(code[:2], []).append(self.terms.text_of(place, code))
        return any_of(
            all_of(
                (
                    Call("ISPICKVAL", (country, text(name))),
                    any_of(Call("ISPICKVAL", (own, text(part))) for part in parts),
                )
            )
            for name, parts in by_country.items()
        )

    def _between(self, test: Between) -> Expression:
        place = self.terms.place(test.term)
        own = self.value(place)
        ends: list[Expression] = []
        if test.low is not None:
            operator = Operator.GREATER_OR_EQUAL if test.is_low_included else Operator.GREATER
            ends.append(compared(own, operator, _constant(test.low)))
        if test.high is not None:
            operator = Operator.LESS_OR_EQUAL if test.is_high_included else Operator.LESS
            ends.append(compared(own, operator, _constant(test.high)))
        return self._guarded(place, all_of(ends))

    def _text_holds(self, test: TextHolds) -> Expression:
        place = self.terms.place(test.term)
        own = self._small(place)
        written = test.written or ("",) * len(test.texts)
        tests: list[Expression] = []
        for wanted, spelling in zip(test.texts, written, strict=True):
            shown = self.terms.text_of(place, wanted, spelling).lower()
            match test.relation:
                case TextRelation.CONTAINS:
                    tests.append(Call("CONTAINS", (own, text(shown))))
                case TextRelation.STARTS_WITH:
                    tests.append(Call("BEGINS", (own, text(shown))))
                case TextRelation.ENDS_WITH:
                    end = Call("RIGHT", (own, number(len(shown))))
                    tests.append(compared(end, Operator.EQUAL, text(shown)))
                case _:
                    assert_never(test.relation)
        return all_of((self._no_blank_spelling(place), any_of(tests)))

    def _known(self, place: Place) -> Expression:
        if place.is_never_empty:
            return TRUE
        own = self.value(place)
        if place.type is FieldType.PICKLIST:
            own = Call("TEXT", (own,))
        return all_of((negation(is_blank(own)), self._no_blank_spelling(place)))

    def _no_blank_spelling(self, place: Place) -> Expression:
        own = self._small(place)
        spelled = any_of(compared(own, Operator.EQUAL, text(blank)) for blank in place.blanks)
        return negation(spelled)

    def _within(self, test: WithinLast) -> Expression:
        place = self.terms.place(test.term)
        own = self.value(place)
        now = Call("TODAY" if place.type is FieldType.DATE else "NOW")
        amount = test.span.amount
        if test.span.unit in _DAYS:
            span = number(amount * _DAYS[test.span.unit])
        else:
            span = compared(number(amount), Operator.DIVIDED_BY, number(_HOURS[test.span.unit]))
        start = compared(now, Operator.MINUS, span)
        ends = (
            compared(own, Operator.GREATER_OR_EQUAL, start),
            compared(own, Operator.LESS_OR_EQUAL, now),
        )
        return self._guarded(place, all_of(ends))

    def _compares(self, test: ComparesTerms) -> Expression:
        left, right = self.terms.place(test.left), self.terms.place(test.right)
        compare = compared(self._comparable(left), _ORDER[test.order], self._comparable(right))
        return all_of((self._known(left), self._known(right), compare))

    def _comparable(self, place: Place) -> Expression:
        if place.type is FieldType.LOOKUP:
            assert place.base is not None
            return Call("LOWER", (self.reference(place.base.username_path),))
        if place.is_number or place.type in _MOMENTS or place.type is FieldType.CHECKBOX:
            return self.value(place)
        return self._small(place)

    def _small(self, place: Place) -> Expression:
        """Return a text in small letters."""
        own = self.value(place)
        if _is_of_small_letters(place):
            return own
        if place.type is FieldType.PICKLIST:
            own = Call("TEXT", (own,))
        return Call("LOWER", (own,))


_MOMENTS = (FieldType.DATE, FieldType.DATE_TIME)
_EXACT = (TypeName.CHOICE, TypeName.COUNTRY, TypeName.STATE)


def _is_of_small_letters(place: Place) -> bool:
    """Tell whether a derived value is: the parts of an address are."""
    return isinstance(place.term, FieldTerm) and place.term.part in ("domain", "local")


def in_flow(text: str) -> str:
    """Return a formula of the object as a flow spells it: `City` is `{!$Record.City}`."""
    found: list[Node] = []

    def visit(node: Node) -> None:
        if node.kind is NodeKind.REFERENCE and "{!" not in text[node.start : node.end]:
            found.append(node)
        for part in node.parts:
            visit(part)

    try:
        visit(parse_formula(text))
    except FormulaError:
        return text  # a criterion that an import kept: refused where a flow would need it
    for node in sorted(found, key=lambda item: item.start, reverse=True):
        start = text.index(node.value, node.start)  # a node in parentheses begins with them
        path = node.value if node.value.startswith("$") else f"$Record.{node.value}"
        text = f"{text[:start]}{{!{path}}}{text[start + len(node.value) :]}"
    return text


def email_part(own: Expression, part: str) -> Expression:
    """Return the formula of an address's domain or local part, in small letters."""
    at = Call("FIND", (text("@"), own))
    if part == "domain":
        start = compared(at, Operator.PLUS, number(1))
        return Call("LOWER", (Call("MID", (own, start, Call("LEN", (own,)))),))
    before = Call("LEFT", (own, compared(at, Operator.MINUS, number(1))))
    return Call("IF", (is_blank(own), text(""), Call("LOWER", (before,))))


def _constant(value: Value) -> Expression:
    """Return a number, day or moment as a formula."""
    match value:
        case datetime():
            shown = value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
            return Call("DATETIMEVALUE", (text(shown),))
        case date():
            return Call("DATE", (number(value.year), number(value.month), number(value.day)))
        case int() | Decimal():
            return number(value)
        case _:
            raise AssertionError(f"no number or day: {value!r}")
