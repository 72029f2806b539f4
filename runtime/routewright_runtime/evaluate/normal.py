"""Conditions in negation normal form, for the fast matcher.

Negation stands only before an atom or a definition kept by name, `and` and `or` are flattened,
constants are folded away, and what only the CRM can judge is false. Small definitions are written
out where they are used, large ones stay a name that is computed once a record, so that no policy
grows by being written out.
"""

from collections.abc import Iterator

from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    ClassTerm,
    Condition,
    Constant,
    Defined,
    Known,
    Negation,
    OneOf,
    OutsideTest,
    ScoreTerm,
    TextHolds,
)
from routewright_runtime.graph.model import Definition

TRUE = Constant(True)
FALSE = Constant(False)
MAX_WRITTEN_OUT = 12


class Normaliser:
    """Brings conditions of one policy into normal form; definitions are read once each."""

    __slots__ = ("_definitions", "_written_out")

    def __init__(self, definitions: dict[str, Definition]) -> None:
        self._definitions = definitions
        self._written_out: dict[str, Condition] = {}

    def normal(self, condition: Condition, *, is_negated: bool = False) -> Condition:
        """Return the normal form of a condition, or of its negation."""
        match condition:
            case Constant():
                return TRUE if condition.value is not is_negated else FALSE
            case Negation():
                return self.normal(condition.item, is_negated=not is_negated)
            case AllOf() | AnyOf():
                items = [self.normal(item, is_negated=is_negated) for item in condition.items]
                return join(items, is_all=isinstance(condition, AllOf) is not is_negated)
            case Defined():
                return self._defined(condition, is_negated)
            case OutsideTest():
                return TRUE if is_negated else FALSE
            case Known(ScoreTerm()):
                return FALSE if is_negated else TRUE
            case OneOf(term, values) if "" in values and not isinstance(term, ClassTerm):
                # No value of a field is blank, so nothing equals the empty text.
                told = tuple(value for value in values if value != "")
                kept = OneOf(term, told) if told else FALSE
                return self.normal(kept, is_negated=is_negated)
            case TextHolds(term, _, texts) if "" in texts:
                return self.normal(Known(term), is_negated=is_negated)
            case _:
                return Negation(condition) if is_negated else condition

    def definition(self, name: str) -> Condition:
        """Return the normal form of a definition's own condition."""
        found = self._written_out.get(name)
        if found is None:
            found = self.normal(self._definitions[name].condition)
            self._written_out[name] = found
        return found

    def _defined(self, condition: Defined, is_negated: bool) -> Condition:
        own = self.definition(condition.name)
        if size(own) <= MAX_WRITTEN_OUT:
            return self.normal(own, is_negated=is_negated) if is_negated else own
        kept = Defined(condition.name)
        return Negation(kept) if is_negated else kept


def join(items: list[Condition], *, is_all: bool) -> Condition:
    """Join normal conditions by `and` or `or`, flattened, constants folded away."""
    neutral, killing = (TRUE, FALSE) if is_all else (FALSE, TRUE)
    flat: list[Condition] = []
    for item in items:
        if isinstance(item, Constant):
            if item == killing:
                return killing
        elif isinstance(item, AllOf if is_all else AnyOf):
            flat.extend(item.items)
        else:
            flat.append(item)
    if not flat:
        return neutral
    if len(flat) == 1:
        return flat[0]
    return AllOf(tuple(flat)) if is_all else AnyOf(tuple(flat))


def literals(condition: Condition) -> Iterator[Condition]:
    """Yield the literals (an atom, a name, or the negation of one) of a normal condition."""
    if isinstance(condition, AllOf | AnyOf):
        for item in condition.items:
            yield from literals(item)
    elif not isinstance(condition, Constant):
        yield condition


def size(condition: Condition) -> int:
    """Return the number of literals of a normal condition."""
    return sum(1 for _ in literals(condition))
