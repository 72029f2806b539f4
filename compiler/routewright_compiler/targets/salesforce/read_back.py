"""Read back: what a configuration does, as a policy over the record of the policy it came from.

Entries are read from the files alone: whom each assigns to and under which condition. Flows, which
keep counters, service levels, tags and owners from fields, are compared part by part with those
that the policy gives today, and so are the fields they keep these in; what such flows do is the
emitter's word, and an assumption says so. Which rule of the policy an entry is of stands in the map
file, or is found by comparing the entries with those that the policy gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from routewright_compiler.policy import Policy
from routewright_compiler.target.forms import AllowedLoss, ReadBack
from routewright_compiler.targets.salesforce.assignees import queue_name
from routewright_compiler.targets.salesforce.assumptions import CHECKBOX_NEVER_EMPTY, assumptions_of
from routewright_compiler.targets.salesforce.emit import emit
from routewright_compiler.targets.salesforce.entries import rule_of
from routewright_compiler.targets.salesforce.imported.assumptions import in_order
from routewright_compiler.targets.salesforce.imported.policy import address_of, assignee_type
from routewright_compiler.targets.salesforce.imported.route_text import quoted
from routewright_compiler.targets.salesforce.kept import kept_by_rule
from routewright_compiler.targets.salesforce.losses import LOSS_NAMES
from routewright_compiler.targets.salesforce.map_file import EntryNote
from routewright_compiler.targets.salesforce.model import AssigneeType, RuleEntry
from routewright_compiler.targets.salesforce.plan import Plan, plan
from routewright_compiler.targets.salesforce.readback.configuration import (
    Configuration,
    read_configuration,
)
from routewright_compiler.targets.salesforce.readback.entries import ODD, EntryReader, Taken
from routewright_compiler.targets.salesforce.readback.flow_entries import (
    flow_entries,
    flow_formulas,
)
from routewright_compiler.targets.salesforce.readback.flows import (
    FLOWS_AS_EMITTED,
    compare_with_emitted,
)
from routewright_compiler.targets.salesforce.readback.places import Places
from routewright_compiler.targets.salesforce.readback.policy_text import (
    PATH,
    declarations,
    score_texts,
)
from routewright_compiler.targets.salesforce.readback.saying import NEVER, Sayer, never_empty
from routewright_compiler.targets.salesforce.rotations import Counter
from routewright_compiler.targets.salesforce.settings import SalesforceSettings
from routewright_grammar.diagnostic import Diagnostic

ASIDE = frozenset({"hold", "notify", "tags", "sla"})
UNLISTED = "unlisted_owner"


def read_back(policy: Policy, files: Mapping[str, bytes], settings: SalesforceSettings) -> ReadBack:
    """Say what a configuration does; diagnostics are what makes it differ beyond any record."""
    found: list[Diagnostic] = []
    planned = plan(policy, settings)
    configuration = read_configuration(files, settings, found)
    losses = tuple(
        dict.fromkeys(
            AllowedLoss(str(loss.name), line.line.rule, loss.reason, loss.choice)
            for line in planned.lines
            for loss in line.losses
        )
    )
    emission = emit(policy, replace(settings, allow_losses=LOSS_NAMES))
    has_flows = compare_with_emitted(emission.files, configuration, settings, found)
    entries = _entries(planned, configuration)
    if entries is None:
        return ReadBack({}, "", {}, (), losses, tuple(found))
    writing = _Writing(planned, configuration)
    text, rule_of_policy = writing.text(*entries)
    assumed = {*assumptions_of(planned, None), *writing.reader.assumptions}
    if has_flows:
        assumed.add(FLOWS_AS_EMITTED)
    facts = never_empty(planned.terms)
    if facts:
        assumed.add(CHECKBOX_NEVER_EMPTY)
    every = {**declarations(policy)}
    every[PATH] += text
    return ReadBack(
        every,
        PATH,
        rule_of_policy,
        in_order(assumed),
        losses,
        tuple(found),
        aside=ASIDE,
        never_empty=facts,
        known_with=tuple(
            (mapped.name, mapped.field.country_field)
            for mapped in planned.terms.fields.values()
            if mapped.holds_part_of_state and mapped.field.country_field is not None
        ),
        unread=writing.unread,
    )


_Entries = tuple[Sequence[RuleEntry], list[EntryNote | None]]


def _entries(planned: Plan, configuration: Configuration) -> _Entries | None:
    """Return the entries and what each is of; None where the files have none."""
    if configuration.rule is not None:
        entries = configuration.rule.rule.rule_entry
        return entries, _notes(planned, configuration, entries)
    flow = configuration.flows.get(f"{flow_prefix(planned.settings)}_Before_Save")
    if planned.settings.has_assignment_rules or flow is None:
        return None
    pairs = flow_entries(planned, flow)
    return [entry for entry, _ in pairs], [note for _, note in pairs]


def flow_prefix(settings: SalesforceSettings) -> str:
    """Return how the names of emitted flows begin."""
    return f"{settings.rule_name}_{settings.object.removesuffix('__c')}"


def _notes(
    planned: Plan, configuration: Configuration, entries: Sequence[RuleEntry]
) -> list[EntryNote | None]:
    """Return of each entry which rule of the policy it is of, where that is known."""
    known = configuration.map
    if known is not None and len(known.entries) == len(entries):
        return list(known.entries)
    emitted = rule_of(planned)
    own = emitted.rules.assignment_rule[len(planned.originals.before)].rule_entry
    found: list[EntryNote | None] = [None] * len(entries)
    matcher = SequenceMatcher(None, [*own], [*entries], autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and a_end - a == b_end - b):
            found[b:b_end] = emitted.notes[a:a_end]
    return found


class _Writing:
    """Writes the rules of one configuration."""

    def __init__(self, planned: Plan, configuration: Configuration) -> None:
        self._plan = planned
        places = Places(planned)
        counters = tuple(dict.fromkeys(item.field for item in planned.counters.all))
        fields = dict(configuration.fields)
        for flow in configuration.flows.values() if configuration.rule is None else ():
            fields |= flow_formulas(flow)
        self.reader = EntryReader(places, fields, counters)
        self._kept = kept_by_rule(planned)
        graph = planned.policy.graph
        usernames = {
            planned.terms.rep_username(rep).casefold(): rep.email for rep in graph.reps
        } | {username.casefold(): email for email, username in planned.settings.users.items()}
        self._sayer = Sayer(planned.terms, places, usernames, {})
        self._reps = {planned.terms.rep_username(rep).casefold(): rep.name for rep in graph.reps}
        self._queues = {queue_name(planned, queue): queue.name for queue in graph.queues}
        self._declared: list[str] = []
        self._others: dict[str, str] = {}
        self._taken = set(planned.policy.name_spans)

    def text(
        self, entries: Sequence[RuleEntry], notes: Sequence[EntryNote | None]
    ) -> tuple[str, dict[str, str]]:
        """Return the rules with what they declare, and of each rule the policy's."""
        takers = list(self.reader.takers(entries, [self._kept.of(note) for note in notes]))
        for key in self.reader.scores:
            self._sayer.scores[key] = self._free("score_read")
        rules: list[str] = []
        rule_of_policy: dict[str, str] = {}
        for taken in takers:
            name = f"entry {taken.first + 1}"
            note = notes[taken.first]
            if note is not None:
                rule_of_policy[name] = note.rule
            said = self._sayer.text(taken.condition)
            if said == NEVER:
                continue  # it takes no record whose values read as their types
            rules.append(self._rule(name, said, taken, note))
        scores = "\n".join(score_texts(self.reader.scores, self._sayer))
        fallback = self._fallback()
        lines = (*self._declared, scores, *rules, fallback, "")
        return "\n".join(lines), rule_of_policy

    @property
    def unread(self) -> frozenset[str]:
        """The `outside` texts of the configuration that the policy asks nowhere."""
        own = frozenset(text for text in self._sayer.opaque if not text.startswith(ODD))
        return own - self._kept.texts

    # --- rules --------------------------------------------------------------------------------

    def _rule(self, name: str, said: str | None, taken: Taken, note: EntryNote | None) -> str:
        lines = [f"rule {quoted(name)} {{"]
        if said is not None:
            lines.append(f"  when {said}")
        lines.append(f"  {self._decision(taken, note)}")
        return "\n".join((*lines, "}"))

    def _decision(self, taken: Taken, note: EntryNote | None) -> str:
        if taken.slots:
            return self._rotation(taken, note)
        entry = taken.entry
        target = (entry.assigned_to or "").strip()
        if not target:
            if note is not None and note.kind == "field":
                return f"assign {note.target}"
            return 'suppress "owner stays"'
        return f"assign {self._owner(entry, target)}"

    def _owner(self, entry: RuleEntry, target: str) -> str:
        if assignee_type(entry) is AssigneeType.QUEUE:
            return self._queues.get(target) or self._other("queue", target)
        return self._reps.get(target.casefold()) or self._other("rep", target)

    def _other(self, kind: str, target: str) -> str:
        """Declare an owner whom the policy does not know."""
        key = f"{kind} {target}"
        if key not in self._others:
            name = self._others[key] = self._free(UNLISTED)
            label = quoted(target if kind == "queue" else address_of(name, target))
            self._declared.append(f"{kind} {name} {label}")
        return self._others[key]

    def _rotation(self, taken: Taken, note: EntryNote | None) -> str:
        counter = self._counter(taken, note)
        reps = tuple(
            self._owner(entry, (entry.assigned_to or "").strip()) if entry.assigned_to else ""
            for _, entry in taken.slots
        )
        numbers = [number for number, _ in taken.slots]
        count = self.reader.moduli.get(taken.counter, len(counter.slots) if counter else 0)
        if counter is None or numbers != list(range(1, count + 1)) or "" in reps:
            return 'suppress "a slot of the rotation has no owner"'
        if reps == counter.slots:
            team, method, requirement = counter.key
            asked = " and ".join(f"{skill} {_skill(value)}" for skill, value in requirement)
            return f"rotate {team} by {method}{f' where {asked}' if asked else ''}"
        name = self._free("team_read")
        members = dict.fromkeys(rep for rep in reps if not rep.startswith(UNLISTED))
        if not members:
            return 'suppress "nobody of the policy is in the rotation"'
        self._declared.append(f"team {name} {{ {', '.join(members)} }}")
        return f"rotate {name}"

    def _counter(self, taken: Taken, note: EntryNote | None) -> Counter | None:
        """Return the rotation of slots; several share a field where records have one number."""
        known = [item for item in self._plan.counters.all if item.field == taken.counter]
        of_rule = [
            line.counter
            for line in self._plan.lines
            if note is not None and (line.line.rule, line.line.part) == (note.rule, note.part)
        ]
        own = [item for item in known if item in of_rule]
        return next(iter(own or known), None)

    def _fallback(self) -> str:
        default = self._plan.originals.default_owner
        if default is not None and any(q.name == default for q in self._plan.policy.graph.queues):
            return f"fallback assign {default}"
        name = self._free("default_owner_of_the_org")
        return f'queue {name} "Default owner of the org"\nfallback assign {name}'

    def _free(self, name: str) -> str:
        number, found = 1, name
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found


def _skill(value: str) -> str:
    return value if value.isidentifier() and value.isascii() else quoted(value)
