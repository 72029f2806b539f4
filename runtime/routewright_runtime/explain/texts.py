"""Texts that stand for every combination of text tests that some text can meet.

The combinations are found by splitting: each test divides what is left into texts that meet it and
texts that do not, as long as a shortest text proves that there is one (`patterns`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.patterns import (
    UNDECIDED,
    Automaton,
    contains,
    ends_with,
    equals,
    intersect_witness,
    starts_with,
)
from routewright_runtime.text import fold
from routewright_runtime.values import Value

MAX_CLASSES = 64
MAX_TESTS = 24
STEPS = 20_000
PLAIN = "example"

# A relation (`contains`, `starts with`, `ends with`, `matches`) and its text or pattern.
TextTest = tuple[str, str]

_AUTOMATA: dict[str, Callable[[str], Automaton]] = {
    "contains": contains,
    "starts with": starts_with,
    "ends with": ends_with,
}


@dataclass(frozen=True, slots=True)
class Representatives:
    """Values of one field, in order of preference; `is_complete` where every class has one."""

    values: tuple[Value, ...]
    is_complete: bool


def text_classes(
    policy: Policy, mentioned: tuple[str, ...], tests: tuple[TextTest, ...]
) -> Representatives:
    """Return the texts mentioned, and one for each combination of tests that others can meet."""
    if not tests and PLAIN not in {fold(text) for text in mentioned}:
        return Representatives((*mentioned, PLAIN), True)
    exact = [equals(fold(text)) for text in mentioned[:MAX_TESTS]]
    used = tests[:MAX_TESTS]
    classes: list[tuple[list[Automaton], list[Automaton], str]] = []
    other = intersect_witness((), exact, budget=STEPS)
    is_complete = len(mentioned) <= MAX_TESTS and len(tests) <= MAX_TESTS
    if isinstance(other, str):
        classes.append(([], exact, other))
    for test in used:
        automaton = _automaton(policy, test)
        split: list[tuple[list[Automaton], list[Automaton], str]] = []
        for positive, negative, _ in classes:
            for yes, no in (([automaton], []), ([], [automaton])):
                wanted, unwanted = [*positive, *yes], [*negative, *no]
                found = intersect_witness(wanted, unwanted, budget=STEPS)
                if found is UNDECIDED:
                    is_complete = False
                elif isinstance(found, str):
                    split.append((wanted, unwanted, found))
        is_complete = is_complete and len(split) <= MAX_CLASSES
        classes = split[:MAX_CLASSES]
    # The last class met none of the tests: the plainest text, and so the last to be offered.
    return Representatives((*mentioned, *(text for _, _, text in classes)), is_complete)


def _automaton(policy: Policy, test: TextTest) -> Automaton:
    relation, text = test
    if relation == "matches":
        return policy.pattern(text).automaton
    return _literal(relation, fold(text))


@lru_cache(maxsize=512)
def _literal(relation: str, folded: str) -> Automaton:
    return _AUTOMATA[relation](folded)
