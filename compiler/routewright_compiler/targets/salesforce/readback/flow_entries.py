"""The outcomes of the flow before the save as entries, for objects without assignment rules.

```
Which rule?  Is_EMEA: When_EMEA = true  -> …     entry: formula of When_EMEA -> whom the line names
             none of these              -> …     entry without condition
```

The conditions are read from the file; what the flow does behind an outcome is compared with what
the emitter writes, so whom an outcome gives to is what the policy's line says.
"""

import re
from collections.abc import Iterator

from routewright_compiler.targets.salesforce.assignees import assignees
from routewright_compiler.targets.salesforce.entries import note_of
from routewright_compiler.targets.salesforce.flow_model import Decision, Flow, Outcome
from routewright_compiler.targets.salesforce.map_file import EntryNote
from routewright_compiler.targets.salesforce.model import CustomField, RuleEntry
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine

WHICH = "Which_rule"
_NUMBER = re.compile(r"\d+")


def flow_entries(plan: Plan, flow: Flow) -> tuple[tuple[RuleEntry, EntryNote], ...]:
    """Return the outcomes of the flow as entries, one for each slot of a rotation."""
    decision = next((item for item in flow.decisions if item.name == WHICH), None)
    lines = {f"Is_{line.name}": line for line in plan.lines}
    found: list[tuple[RuleEntry, EntryNote]] = []
    for outcome in decision.rules if decision is not None else ():
        line = lines.get(outcome.name or "")
        if line is not None:
            found.extend(_entries(plan, line, _formula(outcome, flow)))
    default = _default(plan, decision)
    if default is not None:
        found.extend(_entries(plan, default, ""))
    return tuple(found)


def flow_formulas(flow: Flow) -> dict[str, CustomField]:
    """Return the flow's own formulas of derived values, as fields by name."""
    return {
        str(item.name): CustomField(formula=item.expression)
        for item in flow.formulas
        if (item.name or "").startswith("Value_")
    }


def _default(plan: Plan, decision: Decision | None) -> PlannedLine | None:
    """Return the line that takes what no outcome does; None where nothing does."""
    told = {outcome.name for outcome in decision.rules} if decision is not None else set()
    rest = [line for line in plan.lines if f"Is_{line.name}" not in told]
    has_way_on = decision is None or decision.default_connector is not None
    has_label = decision is not None and any(
        decision.default_connector_label == line.key for line in rest
    )
    return rest[0] if len(rest) == 1 and (has_way_on or has_label) else None


def _entries(plan: Plan, line: PlannedLine, formula: str) -> Iterator[tuple[RuleEntry, EntryNote]]:
    for assignee in assignees(plan, line):
        asked = formula
        if line.counter is not None:
            turn = f"{{!$Record.{line.counter.field}}} = {assignee.slot}"
            asked = f"({formula}) && {turn}" if formula else turn
        entry = RuleEntry(
            assigned_to=assignee.name or None,
            assigned_to_type=assignee.kind,
            formula=asked or None,
        )
        yield entry, note_of(line, assignee)


def _formula(outcome: Outcome, flow: Flow) -> str:
    """Return the condition of an outcome as one formula."""
    by_name = {item.name: item.expression for item in flow.formulas}
    parts = []
    for condition in outcome.conditions:
        right = condition.right_value
        known = by_name.get(condition.left_value_reference)
        is_true = right is not None and right.boolean_value is True
        # A condition of another form asks what no policy asks, so that it is never equal.
        parts.append(f"({known})" if known is not None and is_true else "$Flow.Unread")
    logic = outcome.condition_logic
    if logic.casefold() in ("and", "or"):
        return (" && " if logic.casefold() == "and" else " || ").join(parts)
    joined = re.sub(r"\bAND\b", "&&", re.sub(r"\bOR\b", "||", logic, flags=re.I), flags=re.I)
    return _NUMBER.sub(lambda number: _part(parts, int(number[0])), joined)


def _part(parts: list[str], number: int) -> str:
    return parts[number - 1] if 0 < number <= len(parts) else "$Flow.Unread"
