"""Which line takes a record, as formulas of a flow and the outcome that reads them.

A condition that is too long for one formula becomes several: what must hold together, and the
alternatives of one part, joined by the logic of the outcome.
"""

from collections.abc import Iterable

from routewright_compiler.target.expansion.normal_form import All, Tree
from routewright_compiler.targets.salesforce.derived import Derivations
from routewright_compiler.targets.salesforce.entry_conditions import is_formula, tree_alternatives
from routewright_compiler.targets.salesforce.flow_model import (
    Condition,
    Connector,
    FlowDataType,
    FlowValue,
    Formula,
    Outcome,
)
from routewright_compiler.targets.salesforce.flows.parts import equals
from routewright_compiler.targets.salesforce.formula.conditions import Formulas, Style
from routewright_compiler.targets.salesforce.formula.write import write
from routewright_compiler.targets.salesforce.model import FieldType
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine
from routewright_compiler.targets.salesforce.terms import DerivedTerm


class LineFormulas:
    """Makes the formulas of the lines of one plan; `too_long` are lines that none can say."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._formulas = Formulas(plan.terms, Style.FLOW)
        self.found: list[Formula] = []
        self.too_long: list[PlannedLine] = []

    def derived(self, terms: Iterable[DerivedTerm]) -> list[Formula]:
        """Return the flow's own formulas of derived values."""
        derivations = Derivations(self._plan.terms, self._plan.sayable.tree)
        made: list[Formula] = []
        for term in terms:
            place = self._plan.terms.place(term)
            is_number = place.type is FieldType.NUMBER
            made.append(
                Formula(
                    name=place.flow_name,
                    data_type=FlowDataType.NUMBER if is_number else FlowDataType.STRING,
                    expression=write(derivations.formula(place, self._formulas)),
                    scale=4 if is_number else None,
                )
            )
        return made

    def outcome(self, line: PlannedLine, then: str | None) -> Outcome:
        """Return the outcome that holds where the line's condition does."""
        logic, conditions = self._logic(line)
        return Outcome(
            description=self._plan.doc_of(line),
            name=f"Is_{line.name}",
            condition_logic=logic,
            conditions=conditions,
            connector=None if then is None else Connector(then),
            label=line.key,
        )

    def _logic(self, line: PlannedLine) -> tuple[str, tuple[Condition, ...]]:
        if self._fits(line.tree):
            return "and", (self._condition(line, "", line.tree),)
        parts = line.tree.items if isinstance(line.tree, All) else (line.tree,)
        groups = [
            (part,) if self._fits(part) else tree_alternatives(part, self._fits) for part in parts
        ]
        if any(not self._fits(part) for group in groups for part in group):
            self.too_long.append(line)
            return "and", ()
        conditions: list[Condition] = []
        words: list[str] = []
        for group in groups:
            numbers: list[str] = []
            for part in group:
                conditions.append(self._condition(line, f"_{len(conditions) + 1}", part))
                numbers.append(str(len(conditions)))
            joined = " OR ".join(numbers)
            words.append(f"({joined})" if len(numbers) > 1 and len(groups) > 1 else joined)
        return " AND ".join(words), tuple(conditions)

    def _condition(self, line: PlannedLine, tail: str, tree: Tree) -> Condition:
        name = f"When_{line.name}{tail}"
        self.found.append(
            Formula(
                name=name,
                data_type=FlowDataType.BOOLEAN,
                expression=write(self._formulas.tree(tree)),
            )
        )
        return equals(name, FlowValue(boolean_value=True))

    def _fits(self, tree: Tree) -> bool:
        return is_formula(write(self._formulas.tree(tree)))
