"""The original form of entries that nobody changed, for emitting them again as they were.

The mapping file holds the rule as it was retrieved. Read anew, it gives the policy of the import;
a rule of today's policy whose condition asks the same, over fields that read the same, and whose
target is the same, is emitted by its original entry: criteria in their order, the same filter, the
same spelling. What is not routing (template, teams, notices) also comes back to rules that changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.target.expansion.line import GiveQueue, Line
from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.salesforce.findings import Spot
from routewright_compiler.targets.salesforce.imported.criteria import OPAQUE_PREFIX
from routewright_compiler.targets.salesforce.imported.mapping import (
    FILE_NAME,
    RuleMapping,
    read_mapping,
)
from routewright_compiler.targets.salesforce.imported.policy import POLICY_FILE, read_policy
from routewright_compiler.targets.salesforce.imported.reading import ReadRule
from routewright_compiler.targets.salesforce.model import (
    AssignmentRule,
    AssignmentRules,
    FilterItem,
    FilterOperation,
    RuleEntry,
)
from routewright_runtime.graph.branches import Branch, BranchKind, GraphIndex, branches
from routewright_runtime.graph.model import Assign, DecisionGraph, QueueTarget, RepTarget, Suppress


@dataclass(frozen=True, slots=True)
class Originals:
    """What an import left for emission; empty without a mapping.

    `unchanged` are whole entries by rule, `mapped` those of all rules that still bear their names.
    `before` and `after` are the other rules of the file, `default_owner` the queue that stands for
    the org's own default owner and is emitted nowhere.
    """

    object: str | None = None
    rule_name: str | None = None
    is_active: bool | None = True
    default_owner: str | None = None
    before: tuple[AssignmentRule, ...] = ()
    after: tuple[AssignmentRule, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    unchanged: Mapping[str, RuleEntry] = field(default_factory=dict)
    mapped: Mapping[str, RuleEntry] = field(default_factory=dict)

    def entry_of(self, rule: str) -> RuleEntry | None:
        """Return the original entry of a rule whose condition and target nobody changed."""
        return self.unchanged.get(rule)

    def is_default(self, line: Line) -> bool:
        """Tell whether a line is the import's last fallback, which is no entry of any rule."""
        give = line.give
        return (
            line.branch.kind is BranchKind.FALLBACK
            and isinstance(give, GiveQueue)
            and give.queue.name == self.default_owner
        )

    def whole(self, rule_name: str, entries: tuple[RuleEntry, ...]) -> AssignmentRules:
        """Return the file of rules: ours among those that the file also had."""
        if self.object is None:
            return AssignmentRules(None, (AssignmentRule(rule_name, True, entries),))
        own = AssignmentRule(self.rule_name, self.is_active, entries)
        return AssignmentRules(None, (*self.before, own, *self.after))

    def extras_of(self, rule: str) -> RuleEntry | None:
        """Return the original entry of a rule, for what is not routing in it."""
        return self.mapped.get(rule)


def original_forms(policy: Policy, mapping: str | None) -> Originals:
    """Return the original forms of a policy; raise TargetSettingsError for a damaged mapping."""
    if mapping is None:
        return Originals()
    read = read_mapping(mapping)
    imported = _imported(read)
    return Originals(
        object=read.object,
        rule_name=read.full_name,
        is_active=read.active,
        default_owner=read.default_owner,
        before=read.before,
        after=read.after,
        fields=read.fields,
        queues=read.queues,
        users=read.reps,
        unchanged=_unchanged(policy.graph, imported.graph, read),
        mapped={item.rule: item.entry for item in read.entries},
    )


def _imported(mapping: RuleMapping) -> Policy:
    """Return the policy that the import of a mapping's entries gives."""
    rule = AssignmentRule(
        mapping.full_name, mapping.active, tuple(item.entry for item in mapping.entries)
    )
    spots = tuple(Spot(FILE_NAME) for _ in mapping.entries)
    read = read_policy(
        ReadRule(mapping.object, FILE_NAME, rule, Spot(FILE_NAME), spots, (), ()), {}
    )
    outcome = compile_policy(POLICY_FILE, MappingLoader({POLICY_FILE: read.text}))
    if outcome.value is None:
        raise TargetSettingsError(
            f"`{FILE_NAME}` holds entries that give no policy; import the configuration again"
        )
    return outcome.value


def _unchanged(
    own: DecisionGraph, imported: DecisionGraph, mapping: RuleMapping
) -> dict[str, RuleEntry]:
    same_fields = {item.name: item for item in imported.fields}
    if any(same_fields.get(item.name, item) != item for item in own.fields):
        changed = {n for n, f in same_fields.items() if f not in own.fields}
    else:
        changed = {n for n in same_fields if n not in {f.name for f in own.fields}}
    before, now = _by_rule(imported), _by_rule(own)
    entries = {item.rule: item.entry for item in mapping.entries}
    found: dict[str, RuleEntry] = {}
    for name, entry in entries.items():
        if name not in now or name not in before:
            continue
        if now[name] == before[name] and not _names_any(now[name], changed):
            found[name] = entry
    return found


def _by_rule(graph: DecisionGraph) -> dict[str, tuple[object, ...]]:
    """Return of each rule outside groups its conditions and whom it assigns to."""
    index = GraphIndex(graph)
    return {
        branch.rule: (branch.guards, _target(index, branch, graph))
        for branch in branches(index)
        if not branch.groups
    }


def _target(index: GraphIndex, branch: Branch, graph: DecisionGraph) -> object:
    decision = index.decision(branch.decision_id)
    extras = (decision.hold, decision.notify, decision.tags, decision.clock)
    steps = index.steps(branch.decision_id)
    match decision.action:
        case Assign(RepTarget(name)):
            email = next(rep.email for rep in graph.reps if rep.name == name)
            return ("user", email, extras, steps)
        case Assign(QueueTarget(name)):
            return ("queue", name, extras, steps)
        case Suppress():
            return ("nobody", "", extras, steps)
        case action:
            return (action, extras, steps)


def _names_any(parts: tuple[object, ...], fields: set[str]) -> bool:
    return bool(fields) and any(name in _words(parts) for name in fields)


def _words(value: object) -> set[str]:
    """Return every text inside a condition; field names are among them."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple):
        return set().union(*(_words(item) for item in value)) if value else set()
    slots = getattr(type(value), "__dataclass_fields__", {})
    return set().union(*(_words(getattr(value, name)) for name in slots)) if slots else set()


def with_extras(entry: RuleEntry, original: RuleEntry | None) -> RuleEntry:
    """Return an entry with what is not routing in the original one."""
    if original is None:
        return entry
    return replace(
        entry,
        notify_cc_recipients=original.notify_cc_recipients,
        override_existing_teams=original.override_existing_teams,
        reply_to_email=original.reply_to_email,
        team=original.team,
        template=original.template if entry.assigned_to is not None else None,
    )


def parse_outside(text: str) -> FilterItem | str:
    """Return the criterion that an `outside` text holds, or the text as a formula."""
    if not text.startswith(OPAQUE_PREFIX):
        return text
    name, _, rest = text.removeprefix(OPAQUE_PREFIX).partition(" ")
    operation, _, value = rest.partition(" ")
    known = next((item for item in FilterOperation if item.value == operation), None)
    return text if known is None else FilterItem(name, known, value or None)
