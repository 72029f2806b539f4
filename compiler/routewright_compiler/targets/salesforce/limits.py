"""The limits of the platform: number, unit, source, and the day the source was read.

`[U]` marks a number that no official page gives: it is the largest that was seen in real files, or
what everybody repeats; staying within it costs little.
"""

from dataclasses import dataclass

NEWEST_KNOWN_GOOD_API = "66.0"
FIRST_API_WITH_BOSSES = 67


@dataclass(frozen=True, slots=True)
class Limit:
    """A number in `unit`; `source` says where it was read and when."""

    number: int
    unit: str
    source: str


VALUE_CHARACTERS = Limit(255, "characters of a criterion's value", "[U] seen in files, 2026-11")
CRITERIA = Limit(25, "criteria of an entry", "[U] most seen in files, 2026-11")
ENTRIES = Limit(3000, "entries of a rule", "[U] a public validator refuses more, 2026-11")
FILTER_CHARACTERS = Limit(1000, "characters of a boolean filter", "[U] 175 seen in files, 2026-11")
FORMULA_CHARACTERS = Limit(3900, "characters of a formula", "[U] 2,550 seen in files, 2026-11")
FIELD_NAME_CHARACTERS = Limit(40, "characters of a field's name, `__c` aside", "help, 2026-11")
QUEUE_NAME_CHARACTERS = Limit(80, "characters of a developer name", "help, 2026-11")
LABEL_CHARACTERS = Limit(40, "characters of a label", "help, 2026-11")
FLOW_ELEMENTS = Limit(2000, "elements that one run of a flow passes", "[U] blogs, 2026-11")
SCHEDULED_PATHS = Limit(10, "scheduled paths of a flow", "help, 2026-11 [U]")
TRIGGER_ORDER = Limit(2000, "highest trigger order", "help, platform.flow_task_trigger_run_order")
TURN_SLOTS = Limit(60, "slots of one rotation", "our own: an entry for each slot")
