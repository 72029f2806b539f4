"""Conditions over columns: literals, conjunctions and disjunctions, shared and without negation.

Equal formulas made by one `Formulas` are one object, so a formula is a graph, not a tree, and may
be compared and remembered by identity. Negation is pushed to the literals, where it is the
complement of a mask (two truth values: the negation of a test holds for the empty value).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """The class of one column lies in a mask."""

    column: int
    mask: int


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All items hold; two or more, none of them constant."""

    items: tuple["Formula", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """At least one item holds; two or more, none of them constant."""

    items: tuple["Formula", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Always, or never."""

    value: bool


Formula = Literal | Every | Some | Truth
ALWAYS = Truth(True)
NEVER = Truth(False)


class Formulas:
    """Makes formulas, each once."""

    __slots__ = ("_full", "_literals", "_made", "_negations")

    def __init__(self, full: list[int]) -> None:
        """Take the full masks of the columns; the list may grow later."""
        self._full = full
        self._literals: dict[tuple[int, int], Literal] = {}
        self._made: dict[tuple[type, frozenset[Formula]], Formula] = {}
        self._negations: dict[Formula, Formula] = {}

    def literal(self, column: int, mask: int) -> Formula:
        """Return the test of one column."""
        if not mask:
            return NEVER
        if mask == self._full[column]:
            return ALWAYS
        found = self._literals.get((column, mask))
        if found is None:
            found = self._literals[column, mask] = Literal(column, mask)
        return found

    def every(self, items: Iterable[Formula]) -> Formula:
        """Return the conjunction; literals of one column become one."""
        return self._join(items, is_every=True)

    def some(self, items: Iterable[Formula]) -> Formula:
        """Return the disjunction; literals of one column become one."""
        return self._join(items, is_every=False)

    def _join(self, items: Iterable[Formula], *, is_every: bool) -> Formula:
        end, kind = (NEVER, Every) if is_every else (ALWAYS, Some)
        masks: dict[int, int] = {}
        rest: dict[Formula, None] = {}
        waiting = list(items)[::-1]
        while waiting:
            item = waiting.pop()
            match item:
                case Truth():
                    if item is end:
                        return end
                case Literal(column, mask):
                    old = masks.get(column)
                    new = mask if old is None else old & mask if is_every else old | mask
                    masks[column] = new
                case Every() | Some() if isinstance(item, kind):
                    waiting.extend(reversed(item.items))
                case _:
                    rest[item] = None
        found = [self.literal(column, mask) for column, mask in masks.items()]
        if end in found:
            return end
        return self._made_once(kind, [*found, *rest], NEVER if end is ALWAYS else ALWAYS)

    def _made_once(
        self, kind: type[Every] | type[Some], items: list[Formula], neutral: Truth
    ) -> Formula:
        if not items:
            return neutral
        if len(items) == 1:
            return items[0]
        key = (kind, frozenset(items))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = kind(tuple(items))
        return found

    def negation(self, formula: Formula) -> Formula:
        """Return the formula that holds exactly where the given one does not."""
        match formula:
            case Truth():
                return NEVER if formula.value else ALWAYS
            case Literal(column, mask):
                return self.literal(column, self._full[column] & ~mask)
            case Every() | Some():
                found = self._negations.get(formula)
                if found is None:
                    turned = [self.negation(item) for item in formula.items]
                    found = self.some(turned) if isinstance(formula, Every) else self.every(turned)
                    self._negations[formula] = found
                    self._negations[found] = formula
                return found


def holds_at(formula: Formula, point: Mapping[int, int]) -> bool:
    """Tell whether a formula holds where the columns have these classes."""
    match formula:
        case Truth():
            return formula.value
        case Literal(column, mask):
            return bool(mask >> point[column] & 1)
        case Every():
            return all(holds_at(item, point) for item in formula.items)
        case Some():
            return any(holds_at(item, point) for item in formula.items)


def columns_of(formula: Formula) -> frozenset[int]:
    """Return the columns that a formula looks at."""
    seen: set[Formula] = set()
    found: set[int] = set()
    waiting = [formula]
    while waiting:
        item = waiting.pop()
        if item in seen:
            continue
        seen.add(item)
        match item:
            case Literal(column, _):
                found.add(column)
            case Every() | Some():
                waiting.extend(item.items)
            case Truth():
                pass
    return frozenset(found)
