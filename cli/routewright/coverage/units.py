"""What there is to be covered, and what the tests did about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from routewright_runtime.graph.conditions import Place
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
class Unit:
    """One thing to be covered; `missing` says what no test did, and is empty where it is covered.

    `words` name it; empty where its own text at `place` does.
    """

    kind: UnitKind
    place: Place | None
    words: str
    missing: str

    @property
    def is_covered(self) -> bool:
        """Whether the tests reach all of it."""
        return not self.missing


def percent(units: Iterable[Unit]) -> int:
    """Return how many of a hundred units are covered, rounded down; 100 of none."""
    every = tuple(units)
    if not every:
        return 100
    return 100 * sum(unit.is_covered for unit in every) // len(every)
