"""Whether a condition can be said exactly in the classes that are there.

A partition is cut by the conditions that were known when it was made. A later one is exact if each
class lies wholly inside or wholly outside of it; then no class has to be cut again.
"""

from collections.abc import Callable
from typing import assert_never

from routewright_compiler.analysis.domains.field_model import FieldModel
from routewright_compiler.analysis.domains.term_model import TermTest
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
    MatchesPattern,
    Negation,
    OneOf,
    OutsideTest,
    TextHolds,
    WithinLast,
)


class Exactness:
    """Asks of conditions whether a set of classes can tell them.

    `fields` are the models by field; `is_known` says of everything that is no test of a field
    whether its column is there.
    """

    def __init__(
        self, fields: dict[str, FieldModel], is_known: Callable[[Condition], bool]
    ) -> None:
        self._fields = fields
        self._is_known = is_known

    def holds(self, condition: Condition) -> bool:
        """Tell whether a condition is exact."""
        match condition:
            case Constant():
                return True
            case AllOf() | AnyOf():
                return all(self.holds(item) for item in condition.items)
            case Negation():
                return self.holds(condition.item)
            case Defined() | DuringCalendar() | OutsideTest() | ComparesTerms() | WithinLast():
                return self._is_known(condition)
            case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers():
                return self._is_exact_test(condition)
            case Known() | IsRep():
                return self._is_exact_test(condition)
            case _:
                assert_never(condition)

    def _is_exact_test(self, test: TermTest) -> bool:
        term = test.term
        if isinstance(term, ClassTerm):
            return self._is_known(test)
        if not isinstance(term, FieldTerm) or term.field not in self._fields:
            return False
        model = self._fields[term.field].part(term.part)
        return model is not None and model.is_exact(test)
