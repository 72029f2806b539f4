"""What conditions can be said at all, and what is emitted instead where the settings allow it."""

from dataclasses import dataclass, field
from typing import assert_never

from routewright_compiler.target.expansion.normal_form import Tree, nnf
from routewright_compiler.target.expansion.plain import Plain
from routewright_compiler.targets.salesforce.criteria.simplify import simplified
from routewright_compiler.targets.salesforce.derived import can_derive
from routewright_compiler.targets.salesforce.formula.parse import FormulaError, parse_formula
from routewright_compiler.targets.salesforce.model import FilterItem
from routewright_compiler.targets.salesforce.originals import parse_outside
from routewright_compiler.targets.salesforce.settings import PlaceValues
from routewright_compiler.targets.salesforce.terms import DerivedTerm, Terms
from routewright_runtime.evaluate.policy import Policy as Declarations
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ClassTerm,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    OneOf,
    OutsideTest,
    Place,
    ScoreTerm,
    Term,
    TextHolds,
    WithinLast,
)
from routewright_runtime.values import TypeName


@dataclass(frozen=True, slots=True)
class Loss:
    """What cannot be said; `name` None where no choice stands in for it.

    `choice` completes "it is emitted so: …", `remedy` says what to do where there is no choice.
    """

    name: str | None
    reason: str
    choice: str = ""
    remedy: str = ""
    place: Place | None = field(default=None, compare=False)


_UNTOLD = "test another field in the rule, or fill one in the CRM and test that"


class Sayable:
    """Makes conditions of one policy sayable, and tells what that costs; remembers both."""

    def __init__(
        self, terms: Terms, *, keep_scores: bool = True, keep_classes: bool = True
    ) -> None:
        """Keep scores, classifications, as derived values, or write them out."""
        self._terms = terms
        self._plain = Plain(
            Declarations(terms.graph), keep_scores=keep_scores, keep_classes=keep_classes
        )
        self._trees: dict[Condition, tuple[Tree, tuple[Loss, ...], tuple[DerivedTerm, ...]]] = {}

    def tree(self, condition: Condition) -> Tree:
        """Return what is said of a condition, as short as it can be."""
        return self._said(condition)[0]

    def losses(self, condition: Condition) -> tuple[Loss, ...]:
        """Return what is lost in a condition itself, derived values aside."""
        return self._said(condition)[1]

    def derived(self, condition: Condition) -> tuple[DerivedTerm, ...]:
        """Return the derived values that a condition tests itself, each once."""
        return self._said(condition)[2]

    def _said(self, condition: Condition) -> tuple[Tree, tuple[Loss, ...], tuple[DerivedTerm, ...]]:
        found = self._trees.get(condition)
        if found is None:
            collecting = _Collecting(self._terms)
            said = collecting.condition(self._plain.condition(condition))
            derived = tuple(dict.fromkeys(collecting.derived))
            found = (simplified(nnf(said)), tuple(dict.fromkeys(collecting.losses)), derived)
            self._trees[condition] = found
        return found


class _Collecting:
    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self.losses: list[Loss] = []
        self.derived: list[DerivedTerm] = []

    def condition(self, condition: Condition) -> Condition:
        """Return the condition that is said instead, and note what it costs."""
        match condition:
            case Constant():
                return condition
            case AllOf(items):
                return AllOf(tuple(self.condition(item) for item in items))
            case AnyOf(items):
                return AnyOf(tuple(self.condition(item) for item in items))
            case Negation(item):
                return Negation(self.condition(item))
            case Defined():
                raise AssertionError("definitions are written out before")
            case MatchesPattern():
                self._lose("pattern", condition, "a pattern", "REGEX, whose patterns are Java's")
                return self._termed(condition, condition.term)
            case DuringCalendar():
                self._lose(
                    "time-of-decision",
                    condition,
                    f"formulas know no zones and holidays, as `during {condition.calendar}` does",
                    f"`{condition.calendar}` counts as always open",
                )
                return Constant(True)
            case OutsideTest():
                return self._outside(condition)
            case WithinLast():
                return self._termed(condition, condition.term)
            case ComparesTerms():
                return self._termed(self._termed(condition, condition.left), condition.right)
            case TextHolds() if "" in condition.texts:
                # Every text holds the empty one.
                return self._termed(Known(condition.term), condition.term)
            case Between(low=None, high=None):
                return self._termed(Known(condition.term), condition.term)
            case OneOf() if "" in condition.values:
                return self.condition(_without_empty(condition))
            case OneOf() | Between() | TextHolds() | HasMembers() | Known() | IsRep():
                return self._termed(condition, condition.term)
            case _:
                assert_never(condition)

    def _outside(self, test: OutsideTest) -> Condition:
        if isinstance(parse_outside(test.text), FilterItem):
            return test
        try:
            parse_formula(test.text)
        except FormulaError:
            self._lose(
                "outside",
                test,
                "this `outside` condition is no formula of Salesforce",
                "the condition is taken as false",
            )
            return Constant(False)
        return test

    def _termed(self, condition: Condition, term: Term) -> Condition:
        """Note what a term needs; a part that nothing takes out makes the test unsayable."""
        match term:
            case LookupTerm(table):
                self._refuse(condition, f"the table `{table}` is compared with another value")
                return Constant(False)
            case FieldTerm(name, part) if part is not None:
                if not can_derive(self._terms, term):
                    kind = self._terms.fields[name].field.type.name
                    self._refuse(condition, f"no formula takes the `{part}` out of a {kind}")
                    return Constant(False)
                self.derived.append(term)
            case FieldTerm():
                reason = self._untold(condition, term)
                if reason is not None:
                    self._refuse(condition, reason)
                    return Constant(False)
            case ScoreTerm() | ClassTerm():
                self.derived.append(term)
        return condition

    def _untold(self, condition: Condition, term: FieldTerm) -> str | None:
        """Return why a test of a field has no words in Salesforce, None where it has."""
        mapped = self._terms.fields[term.field]
        is_text = isinstance(condition, TextHolds | MatchesPattern)
        match mapped.field.type.name:
            case TypeName.PHONE if is_text or isinstance(condition, OneOf):
                return "a phone field holds any spelling of a number"
            case TypeName.USER if is_text:
                return "a user is a link to a person, not a text"
            case TypeName.USER if isinstance(condition, OneOf):
                ids = [str(value) for value in condition.values if "@" not in str(value)]
                if ids:
                    return f"`{ids[0]}` is an id of one org, and no id is ever emitted"
            case TypeName.STATE if is_text and mapped.holds_part_of_state:
                return "a state stands without its country"
            case TypeName.COUNTRY | TypeName.STATE if is_text and self._has_names:
                return "countries and states stand by their names"
        return None

    @property
    def _has_names(self) -> bool:
        return self._terms.settings.place_values is PlaceValues.NAMES

    def _lose(self, name: str, condition: Condition, reason: str, choice: str) -> None:
        place = None if isinstance(condition, Constant) else getattr(condition, "place", None)
        self.losses.append(Loss(name, reason, choice, place=place))

    def _refuse(self, condition: Condition, reason: str) -> None:
        place = getattr(condition, "place", None)
        self.losses.append(Loss(None, reason, remedy=_UNTOLD, place=place))


def _without_empty(test: OneOf) -> Condition:
    """Return a list without the empty text, which no value ever is."""
    pairs = [
        (value, spelling)
        for value, spelling in zip(
            test.values, test.written or ("",) * len(test.values), strict=True
        )
        if value != ""
    ]
    if not pairs:
        return Constant(False)
    values, written = zip(*pairs, strict=True)
    return OneOf(test.term, values, test.place, (), written if test.written else ())
