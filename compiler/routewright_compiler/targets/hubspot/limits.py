"""The platform's limits that an output must keep to: number, unit, source and date."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit; `is_confirmed` where the vendor itself states it."""

    name: str
    number: int
    unit: str
    source: str
    read: str
    is_confirmed: bool


LIST_BRANCHES = Limit(
    "branches of one if/then action",
    20,
    "branches",
    "HubSpot knowledge base, workflows/use-if-then-branches-in-workflows",
    "2026-10",
    True,
)
STATIC_BRANCHES = Limit(
    "branches of one value-equals action",
    250,
    "branches",
    "HubSpot knowledge base, workflows/use-if-then-branches-in-workflows",
    "2026-10",
    True,
)
ACTIONS = Limit(
    "actions of one workflow", 500, "actions", "several third-party pages", "2026-10", False
)
ENROLMENT_FILTERS = Limit(
    "filters of an enrolment trigger", 250, "filters", "several third-party pages", "2026-10", False
)
LIMITS = (LIST_BRANCHES, STATIC_BRANCHES, ACTIONS, ENROLMENT_FILTERS)
