"""The assignment rule: lines to entries, in order, one for each slot of a rotation.

Entries that an import took over and that stand behind one which takes every record are in no line
of the policy; they come back behind the others, so that nothing of the file is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from routewright_compiler.target.expansion.line import (
    GiveField,
    GiveNothing,
    GiveQueue,
    GiveRep,
    GiveTurn,
    GiveUser,
)
from routewright_compiler.targets.salesforce.assignees import Assignee, assignees
from routewright_compiler.targets.salesforce.entry_conditions import (
    EntryCondition,
    Slot,
    entry_conditions,
)
from routewright_compiler.targets.salesforce.imported.policy import assignee_type
from routewright_compiler.targets.salesforce.limits import ENTRIES
from routewright_compiler.targets.salesforce.map_file import EntryNote
from routewright_compiler.targets.salesforce.model import (
    AssigneeType,
    AssignmentRules,
    RuleEntry,
)
from routewright_compiler.targets.salesforce.originals import with_extras
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine
from routewright_compiler.targets.salesforce.sayable import Loss

_TOO_LONG = Loss(
    None,
    "its condition is longer than entries may be, or a criterion that an import kept stands beside"
    " what only a formula says",
    remedy="split the rule, or classify the records first",
)
_TOO_MANY = Loss(
    None,
    f"with it there are more than {ENTRIES.number:,} entries",
    remedy="join rules of one target, or shorten the weights of teams",
)


@dataclass(frozen=True, slots=True)
class RuleOfPolicy:
    """The rule, what each entry is of, and what could not be said (by line)."""

    rules: AssignmentRules
    notes: tuple[EntryNote, ...]
    losses: tuple[tuple[PlannedLine, Loss], ...]


def rule_of(plan: Plan) -> RuleOfPolicy:
    """Return the assignment rule of a plan."""
    entries: list[RuleEntry] = []
    notes: list[EntryNote] = []
    losses: list[tuple[PlannedLine, Loss]] = []
    for line in plan.lines:
        if line.original is not None:
            entries.append(line.original)
            notes.append(note_of(line, assignees(plan, line)[0]))
            continue
        extras = plan.originals.extras_of(line.line.rule)
        for assignee in assignees(plan, line):
            slot = _slot(line, assignee)
            conditions = entry_conditions(line.tree, plan.terms, slot)
            if conditions is None:
                losses.append((line, _TOO_LONG))
                break
            for condition in conditions:
                entries.append(with_extras(_entry(condition, assignee), extras))
                notes.append(note_of(line, assignee))
        if len(entries) > ENTRIES.number:
            losses.append((line, _TOO_MANY))
            break
    for entry, note in _unreached(plan):
        entries.append(entry)
        notes.append(note)
    rules = plan.originals.whole(plan.settings.rule_name, tuple(entries))
    return RuleOfPolicy(rules, tuple(notes), tuple(losses))


def _unreached(plan: Plan) -> Iterator[tuple[RuleEntry, EntryNote]]:
    """Yield the imported entries that no record gets to, as they were, in their order."""
    said = {line.line.rule for line in plan.lines}
    names = {developer: name for name, developer in plan.originals.queues.items()}
    names |= {username.casefold(): name for name, username in plan.originals.users.items()}
    for rule, entry in plan.originals.unchanged.items():
        if rule in said:
            continue
        target = (entry.assigned_to or "").strip()
        if not target:
            yield entry, EntryNote(rule, "", "nobody")
        elif assignee_type(entry) is AssigneeType.QUEUE:
            yield entry, EntryNote(rule, "", "queue", names.get(target, ""))
        else:
            yield entry, EntryNote(rule, "", "rep", names.get(target.casefold(), ""))


def note_of(line: PlannedLine, assignee: Assignee) -> EntryNote:
    """Return what the map says of an entry."""
    return EntryNote(
        rule=line.line.rule,
        part=line.line.part,
        kind=_kind(line),
        target=assignee.policy_name,
        counter=line.counter.field if line.counter is not None else "",
        slot=assignee.slot,
    )


def _slot(line: PlannedLine, assignee: Assignee) -> Slot | None:
    if line.counter is None:
        return None
    return Slot(line.counter.field, assignee.slot)


def _entry(condition: EntryCondition, assignee: Assignee) -> RuleEntry:
    return RuleEntry(
        assigned_to=assignee.name or None,
        assigned_to_type=assignee.kind,
        boolean_filter=condition.boolean_filter,
        criteria_items=condition.items,
        formula=condition.formula,
    )


def _kind(line: PlannedLine) -> str:
    match line.line.give:
        case GiveRep():
            return "rep"
        case GiveUser():
            return "user"
        case GiveQueue():
            return "queue"
        case GiveField():
            return "field"
        case GiveNothing():
            return "nobody"
        case GiveTurn():
            return "rep" if line.counter is None else "turn"
        case _:
            raise AssertionError("refused before")
