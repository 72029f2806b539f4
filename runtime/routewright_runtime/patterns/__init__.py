"""Linear-time patterns, one engine for the analysis and for the decision.

Regular expressions in the strict sense, matched against the whole folded text. `compile_pattern`
gives a `Pattern` to match with; its `automaton` and those of the text tests are what
`intersect_witness` walks to find a text, or to prove that there is none.
"""

from routewright_runtime.patterns.automaton import Automaton
from routewright_runtime.patterns.charset import CharSet
from routewright_runtime.patterns.parse import PatternProblem
from routewright_runtime.patterns.pattern import Pattern, compile_pattern
from routewright_runtime.patterns.text_test import (
    contains,
    ends_with,
    equals,
    is_value,
    starts_with,
)
from routewright_runtime.patterns.witness import UNDECIDED, Undecided, intersect_witness

__all__ = [
    "UNDECIDED",
    "Automaton",
    "CharSet",
    "Pattern",
    "PatternProblem",
    "Undecided",
    "compile_pattern",
    "contains",
    "ends_with",
    "equals",
    "intersect_witness",
    "is_value",
    "starts_with",
]
