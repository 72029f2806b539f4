"""What HubSpot says exactly, what by a choice that the settings must allow, and what not at all.

Every loss has a stable name, for `allow_losses`; the README's table is made from this list, and a
test holds them together. Sources are headings of public pages, read 2026-10.
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
    """A feature of the language in HubSpot; `loss` is the name that allows the choice."""

    feature: str
    capability: Capability
    how: str
    source: str
    loss: str | None = None


_BRANCH = "knowledge base, use if/then branches in workflows"
_LIST_FILTERS = "developer documentation, list filters"
_ROTATE = "community idea 211261, with the product manager's answers; exports that show 0-11"
_SETTINGS = "knowledge base, manage your workflow settings"
_SLA = "production exports with 0-29"
_READ = "public material read 2026-10"
_E, _C, _N = Capability.EXACT, Capability.BY_CHOICE, Capability.NOT

FEATURES: tuple[Feature, ...] = (
    Feature("rules in order, first match", _E, "if/then branches, 20 an action, chained", _BRANCH),
    Feature("`=`, `in`, `<`, `is known` and their negations", _E, "filters", _LIST_FILTERS),
    Feature("`contains`", _E, "filters", _LIST_FILTERS),
    Feature(
        "`starts with`, `ends with`, and `email.domain` in a list",
        _E,
        "filters; HubSpot cannot deny them, so a denied one becomes a branch that passes by",
        _LIST_FILTERS,
    ),
    Feature("`has`, `has any of`, `has all of`", _E, "filters of a multi-select", _LIST_FILTERS),
    Feature("`within`", _E, "a span from now, in hours", _LIST_FILTERS),
    Feature("tables, scores, classifications, definitions", _E, "written out", _READ),
    Feature("parts that no property holds", _C, "taken as empty", _READ, "part"),
    Feature("`matches`", _C, "taken as false", _LIST_FILTERS, "pattern"),
    Feature("a comparison of two fields", _C, "taken as false", _LIST_FILTERS, "field-comparison"),
    Feature("`during`", _C, "the calendar counts as open", _SETTINGS, "time-of-decision"),
    Feature("`outside` of another system", _C, "taken as false", _READ, "outside"),
    Feature("`assign` of a rep", _E, "set the owner, 0-5", _READ),
    Feature("`assign` of a queue", _E, "set the property routewright_queue", _READ),
    Feature(
        "`assign` of a user field, of people of the policy",
        _E,
        "a value-equals branch for each rep",
        _BRANCH,
    ),
    Feature(
        "`assign` of a user field, of anybody else",
        _C,
        "only people of the policy get the record",
        _READ,
        "owner-from-field",
    ),
    Feature("`suppress`", _E, "the record leaves the flow", _BRANCH),
    Feature("`rotate … by turn`, equal weights", _E, "rotate to owner, 0-11", _ROTATE),
    Feature(
        "`rotate` of a team, as a HubSpot team",
        _C,
        "equal turns in HubSpot's own order of the team",
        _ROTATE,
        "team-order",
    ),
    Feature("`rotate … by weight`, other weights", _C, "equal turns", _ROTATE, "weights"),
    Feature("`rotate … by load`", _C, "equal turns", _ROTATE, "by-load"),
    Feature('`rotate = "static"`', _C, "the first member gets it", _ROTATE, "rotation-form"),
    Feature("calendars and absences of members", _C, "left aside", _ROTATE, "availability"),
    Feature("`at most`", _C, "left aside", _ROTATE, "caps"),
    Feature("`hold`", _C, "the record is given at once", _ROTATE, "hold"),
    Feature("`catch up`", _C, "nobody misses a turn", _ROTATE, "catch-up"),
    Feature("a `where` of very many kinds", _C, "the whole team rotates", _ROTATE, "where"),
    Feature("`notify`", _E, "internal e-mail, 0-8", _READ),
    Feature("`notify assignee` of a queue", _C, "nobody is told", _READ, "notify"),
    Feature("`tag`", _E, "set the property routewright_tags", _READ),
    Feature("`sla` in elapsed time", _E, "a task that is due then; waits, 0-29, for steps", _SLA),
    Feature("`sla … during CALENDAR`", _C, "all hours count", _SETTINGS, "business-hours"),
    Feature("`reassign` in an SLA", _C, "a rotation of its own", _ROTATE, "reassign"),
    Feature("`rotate` in an SLA", _C, "a rotation of its own", _ROTATE, "step-rotation"),
    Feature("an SLA step to whom a field or table names", _C, "left out", _READ, "step-target"),
    Feature("conditions with over 600 alternatives", _N, "", _READ),
    Feature(
        "policies of over 500 actions",
        _E,
        "several flows; each hands records on by the property routewright_next",
        _LIST_FILTERS,
    ),
)

LOSS_NAMES: frozenset[str] = frozenset(
    feature.loss for feature in FEATURES if feature.loss is not None
)
