"""What Salesforce says exactly, what by a choice that the settings must allow, and what not at all.

Every loss has a stable name, for `allow_losses`; the capability table of the README is made from
this list, and a test holds them together.
"""

from dataclasses import dataclass
from enum import StrEnum


class Capability(StrEnum):
    """How well a feature of the language is said."""

    EXACT = "exact"
    BY_CHOICE = "by choice"
    NOT = "not at all"


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the language in Salesforce; `loss` is the name that allows the choice."""

    feature: str
    capability: Capability
    how: str
    source: str
    loss: str | None = None


FACTS = "public material read 2026-11; see limits.py and model.py"

FEATURES: tuple[Feature, ...] = (
    Feature(
        "rules in order, first match",
        Capability.EXACT,
        "entries of one assignment rule, in order; a flow for other objects",
        "help, creating_assignment_rules",
    ),
    Feature(
        "comparisons, lists, `contains`, `starts with`, `is known`",
        Capability.EXACT,
        "criteria with a filter; what they cannot say, a formula",
        "Metadata API, FilterItem",
    ),
    Feature(
        "`ends with`, dates, comparing two fields, `within`",
        Capability.EXACT,
        "a formula",
        "help, formula functions",
    ),
    Feature(
        "parts such as `email.domain`, scores, classifications",
        Capability.EXACT,
        "formula fields of the object",
        "help, formula functions",
    ),
    Feature("tables", Capability.EXACT, "an entry for each distinct outcome", FACTS),
    Feature(
        "`matches`",
        Capability.BY_CHOICE,
        "REGEX, whose patterns are those of Java",
        "help, REGEX",
        "pattern",
    ),
    Feature(
        "`during` of the time of decision",
        Capability.BY_CHOICE,
        "the calendar counts as open",
        FACTS,
        "time-of-decision",
    ),
    Feature(
        "`outside` conditions of another system",
        Capability.BY_CHOICE,
        "taken as false, as a run does",
        FACTS,
        "outside",
    ),
    Feature(
        "parts of phones and addresses of pages",
        Capability.NOT,
        "no formula takes them apart",
        FACTS,
    ),
    Feature(
        "`rotate … by turn`",
        Capability.EXACT,
        "a counter for each team, kept by flows, and an entry for each slot",
        "facts, conventional round robin with a counter",
    ),
    Feature(
        '`rotate … by turn` with `round_robin = "auto-number"`',
        Capability.BY_CHOICE,
        "the number of the record, which all teams share; uneven for a part of the records",
        "help, essentials_round_robin_lead_assignment",
        "rotation-form",
    ),
    Feature(
        "`rotate … by weight`",
        Capability.EXACT,
        "slots of one whole cycle, in the order of the smooth weighted round robin",
        FACTS,
    ),
    Feature(
        "`rotate … by weight` with a cycle of over 60 slots",
        Capability.BY_CHOICE,
        "the weights brought down to 60 slots",
        FACTS,
        "weights",
    ),
    Feature("`rotate … by load`", Capability.BY_CHOICE, "by turn", FACTS, "by-load"),
    Feature(
        "calendars and absences of members",
        Capability.BY_CHOICE,
        "members get their turn at work or not",
        FACTS,
        "availability",
    ),
    Feature("`at most`", Capability.BY_CHOICE, "members have no caps", FACTS, "caps"),
    Feature("`hold`", Capability.BY_CHOICE, "the record is given at once", FACTS, "hold"),
    Feature("`catch up`", Capability.BY_CHOICE, "nobody misses a turn", FACTS, "availability"),
    Feature(
        "`notify` with a decision",
        Capability.EXACT,
        "an e-mail by a flow, once the save is done",
        "Metadata API, FlowScheduledPath, AsyncAfterCommit",
    ),
    Feature("`tag`", Capability.EXACT, "a field of the record, set before the save", FACTS),
    Feature(
        "`sla` in elapsed time",
        Capability.EXACT,
        "a field with the due time; steps by scheduled paths of a flow",
        "Metadata API, FlowScheduledPath",
    ),
    Feature(
        "`sla … during CALENDAR`, days of a calendar",
        Capability.BY_CHOICE,
        "all hours count",
        FACTS,
        "business-hours",
    ),
    Feature(
        "`reassign` and `rotate` as SLA steps",
        Capability.BY_CHOICE,
        "the owner keeps the record until the step after",
        FACTS,
        "reassign",
    ),
    Feature(
        "owner from a field",
        Capability.EXACT,
        "a flow sets the owner before the save; the entry keeps it",
        "help, order of execution",
    ),
)

LOSS_NAMES: frozenset[str] = frozenset(
    feature.loss for feature in FEATURES if feature.loss is not None
)
