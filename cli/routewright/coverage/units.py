"""What there is to be covered, and what the tests did about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from routewright_runtime.graph.conditions import Condition, Place
from routewright_runtime.records import ReadRecord


class UnitKind(StrEnum):
    """What a unit is, in the words of the report and in its order."""

    RULE = "rules"
    CONDITION = "conditions"
    BOUND = "bounds"
    FALLBACK = "fallbacks"
    STEP = "SLA steps"


@dataclass(frozen=True, slots=True)
class Seen:
    """One record that a test decided: which branch and attempt took it, which steps followed."""

    values: ReadRecord
    at: datetime | None
    branch: int
    decision_id: str
    step_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record that would cover more: one that no branch before `branch` takes, on which `outer`
    and `condition` hold; `words` are the value or the truth that it brings.
    """

    condition: Condition
    words: str = ""
    branch: int = 0
    outer: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to be covered; `missing` says what no test did, and is empty where it is covered.

    `words` name it; empty where its own text at `place` does. `wanted` are the records that are
    missing, where that can be said as a condition.
    """

    kind: UnitKind
    place: Place | None
    words: str
    missing: str
    wanted: tuple[Wanted, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Whether the tests reach all of it."""
        return not self.missing


def missing_words(kind: UnitKind, wanted: Sequence[Wanted]) -> str:
    """Return in words that no record was one of the wanted; empty where none are."""
    if not wanted:
        return ""
    match kind:
        case UnitKind.CONDITION:
            if len(wanted) > 1:
                return "never asked"
            return f"never {wanted[0].words} where it is asked"
        case UnitKind.BOUND:
            return f"no record has {' and '.join(item.words for item in wanted)}"
        case _:
            return "no record reaches it"


def percent(units: Iterable[Unit]) -> int:
    """Return how many of a hundred units are covered, rounded down; 100 of none."""
    every = tuple(units)
    if not every:
        return 100
    return 100 * sum(unit.is_covered for unit in every) // len(every)
