"""What every kind of value offers: classes, tests as formulas, and values to show.

Class 0 of a model's first column is the empty value. `place` tells in which class of each of the
model's columns a value lies; `candidates` yields values that may lie inside given domains, the most
plausible first. Whoever takes a candidate places it and looks whether it does.
"""

from collections.abc import Iterator
from typing import Protocol

from routewright_compiler.analysis.formula import Formula
from routewright_compiler.analysis.space import Box
from routewright_runtime.graph.conditions import (
    Between,
    HasMembers,
    IsRep,
    Known,
    MatchesPattern,
    OneOf,
    TextHolds,
)
from routewright_runtime.values import Value

TermTest = OneOf | Between | TextHolds | MatchesPattern | HasMembers | Known | IsRep

EMPTY = 1  # the mask of class 0


class TermModel(Protocol):
    """The classes of one term's values."""

    @property
    def column(self) -> int:
        """The first column, whose class 0 is the empty value."""

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns of the term."""

    def test(self, test: TermTest) -> Formula:
        """Return a test of the term as a formula."""

    def is_exact(self, test: TermTest) -> bool:
        """Tell whether every class lies wholly inside or outside of a test."""

    def place(self, value: Value | None) -> Box:
        """Return the class number of a value in each column."""

    def candidates(self, domain: Box) -> Iterator[Value | None]:
        """Yield values that may lie inside the domains, the most plausible first."""
