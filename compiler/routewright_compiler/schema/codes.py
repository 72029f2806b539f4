"""Every finding of the compiler's own phases: its code, its name and its severity.

A code never changes its meaning and is never used again. Findings of the analysis name themselves
in `rules/<rule_name>.py`; those of the parser stand in the grammar. The page of each name here is
`manual/<name>.md`.
"""

from dataclasses import dataclass

from routewright_grammar.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding; `is_refused` where no command may go on."""

    code: str
    name: str
    severity: Severity = Severity.ERROR
    is_refused: bool = True


# RW1: names and files
UNKNOWN_NAME = FindingKind("RW101", "unknown-name")
DUPLICATE_NAME = FindingKind("RW102", "duplicate-name")
WRONG_KIND = FindingKind("RW103", "wrong-kind-of-name")
CIRCULAR_DEFINITION = FindingKind("RW104", "circular-definition")
CIRCULAR_USE = FindingKind("RW105", "circular-use")
MISSING_FILE = FindingKind("RW106", "missing-file")
UNUSABLE_PATH = FindingKind("RW107", "unusable-path")
MISPLACED_DECLARATION = FindingKind("RW108", "misplaced-declaration")
MISSING_RECORD = FindingKind("RW109", "missing-record")
CLASHING_PART = FindingKind("RW110", "clashing-part")
RESERVED_NAME = FindingKind("RW111", "reserved-name")
UNKNOWN_ZONE = FindingKind("RW112", "unknown-zone")
UNKNOWN_HOLIDAYS = FindingKind("RW113", "unknown-holidays")
DEEP_DEFINITION = FindingKind("RW114", "deep-definition")

# RW2: types, units and tables
TYPE_MISMATCH = FindingKind("RW201", "type-mismatch")
UNKNOWN_MEMBER = FindingKind("RW202", "unknown-member")
UNKNOWN_CODE = FindingKind("RW203", "unknown-code")
AMBIGUOUS_STATE = FindingKind("RW204", "ambiguous-state")
WRONG_OPERATOR = FindingKind("RW205", "wrong-operator")
NUMBER_SCALE = FindingKind("RW206", "number-scale")
MALFORMED_VALUE = FindingKind("RW207", "malformed-value")
UNUSABLE_PATTERN = FindingKind("RW208", "unusable-pattern")
NOT_A_CONDITION = FindingKind("RW209", "not-a-condition")
MALFORMED_FIELD = FindingKind("RW211", "malformed-field")
WRONG_LOOKUP = FindingKind("RW212", "wrong-lookup")
MIXED_KEY_TYPES = FindingKind("RW213", "mixed-key-types")
TABLE_COLUMNS = FindingKind("RW214", "table-columns")
UNREADABLE_CELL = FindingKind("RW215", "unreadable-cell")
REPEATED_TABLE_KEY = FindingKind("RW216", "repeated-table-key")
TIED_TABLE_ROWS = FindingKind("RW217", "tied-table-rows")
REPEATED_MEMBER = FindingKind("RW218", "repeated-member")
UNREADABLE_EXAMPLE = FindingKind("RW219", "unreadable-example")
BACKWARDS_TIMES = FindingKind("RW220", "backwards-times")
MISSING_COUNTRY = FindingKind("RW221", "missing-country-field")

# RW3: what examples say of the outcome
FAILING_EXPECT = FindingKind("RW380", "failing-expect", is_refused=False)

# RW4: gaps
MISSING_FALLBACK = FindingKind("RW401", "missing-fallback")

# RW5: people and rotation
EMPTY_ROTATION = FindingKind("RW501", "empty-rotation")
ZERO_WEIGHTS = FindingKind("RW502", "zero-weights")
UNMET_WHERE = FindingKind("RW503", "unmet-where")
SHARED_EMAIL = FindingKind("RW504", "shared-email")
REPEATED_TEAM_MEMBER = FindingKind("RW505", "repeated-team-member")
HOLD_WITHOUT_ROTATION = FindingKind("RW506", "hold-without-rotation")

# RW6: SLA
SLA_ON_SUPPRESS = FindingKind("RW601", "sla-on-suppress")
LATE_STEP = FindingKind("RW602", "late-step")
MIXED_UNITS = FindingKind("RW603", "mixed-units")
REASSIGN_WITHOUT_ROTATION = FindingKind("RW604", "reassign-without-rotation")
STEP_ORDER = FindingKind("RW605", "step-order")

# RW9: style
MIXED_AND_OR = FindingKind("RW901", "mixed-and-or", Severity.WARNING, is_refused=False)


def finding_kinds() -> tuple[FindingKind, ...]:
    """Return every kind of this table, by code."""
    found = (item for item in globals().values() if isinstance(item, FindingKind))
    return tuple(sorted(found, key=lambda kind: kind.code))
