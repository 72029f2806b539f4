"""The formulas of derived values: parts of addresses, scores and classifications."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from routewright_compiler.target.expansion.normal_form import Tree
from routewright_compiler.targets.salesforce.formula.build import compared, number, text
from routewright_compiler.targets.salesforce.formula.conditions import Formulas, email_part
from routewright_compiler.targets.salesforce.formula.model import (
    Call,
    Expression,
    Operator,
)
from routewright_compiler.targets.salesforce.terms import Place, Terms
from routewright_runtime.graph.conditions import ClassTerm, Condition, FieldTerm, ScoreTerm
from routewright_runtime.graph.model import Classification, Score
from routewright_runtime.values import TypeName


def can_derive(terms: Terms, term: FieldTerm) -> bool:
    """Tell whether a formula takes the part of a field: of addresses and states only."""
    kind = terms.fields[term.field].field.type.name
    return kind in (TypeName.EMAIL, TypeName.STATE)


@dataclass(frozen=True, slots=True)
class Derivations:
    """Works out the formulas; `tree` gives a condition of the policy in its sayable normal form."""

    terms: Terms
    tree: Callable[[Condition], Tree]

    def formula(self, place: Place, formulas: Formulas) -> Expression:
        """Return the formula of a derived value in the style of `formulas`."""
        term = place.term
        match term:
            case FieldTerm():
                return self._part(term, formulas)
            case ScoreTerm(name):
                score = next(item for item in self.terms.graph.scores if item.name == name)
                return self._score(score, formulas)
            case ClassTerm(name):
                every = self.terms.graph.classifications
                return self._class(next(item for item in every if item.name == name), formulas)
            case _:
                assert_never(term)

    def _part(self, term: FieldTerm, formulas: Formulas) -> Expression:
        assert term.part is not None
        mapped = self.terms.fields[term.field]
        own = formulas.reference(mapped.path)
        if mapped.field.type.name is TypeName.EMAIL:
            return email_part(own, term.part)
        if mapped.holds_part_of_state:
            country = formulas.reference(mapped.path.removesuffix("StateCode") + "CountryCode")
            state = Call("TEXT", (own,))
            return Call("IF", (Call("ISBLANK", (state,)), text(""), Call("TEXT", (country,))))
        return Call("LEFT", (own, number(2)))

    def _score(self, score: Score, formulas: Formulas) -> Expression:
        found: Expression | None = None
        for line in score.lines:
            assert isinstance(line.points, int | Decimal)
            condition = formulas.tree(self.tree(line.condition))
            own: Expression = Call("IF", (condition, number(line.points), number(0)))
            found = own if found is None else compared(found, Operator.PLUS, own)
        return number(0) if found is None else found

    def _class(self, classes: Classification, formulas: Formulas) -> Expression:
        found: Expression = text(classes.otherwise or "")
        for line in reversed(classes.lines):
            condition = formulas.tree(self.tree(line.condition))
            found = Call("IF", (condition, text(line.value), found))
        return found
