"""A policy as a Salesforce DX project: rules, flows, fields, queues, and what the admin must know.

    lines of the policy -> plan -> entries, flows, fields, queues -> files

Nothing is approximated unless the settings allow that loss by name; without that, `losses` says
what cannot be said, and there are no files at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from routewright_compiler.policy import Policy
from routewright_compiler.target.expansion.plain import TooManyWaysError
from routewright_compiler.target.forms import AllowedLoss, Emission, EmittedFile
from routewright_compiler.target.unsupported import unsupported
from routewright_compiler.targets.salesforce.assignees import assignees, queue_name
from routewright_compiler.targets.salesforce.assumptions import assumptions_of
from routewright_compiler.targets.salesforce.entries import RuleOfPolicy, note_of, rule_of
from routewright_compiler.targets.salesforce.flow_model import Flow
from routewright_compiler.targets.salesforce.flows.before_save import BeforeSave, before_save
from routewright_compiler.targets.salesforce.flows.counting import counting
from routewright_compiler.targets.salesforce.flows.notices import notices
from routewright_compiler.targets.salesforce.flows.parts import COUNTER_OBJECT
from routewright_compiler.targets.salesforce.flows.silence import silence_flows
from routewright_compiler.targets.salesforce.kept import org_fields
from routewright_compiler.targets.salesforce.limits import FORMULA_CHARACTERS
from routewright_compiler.targets.salesforce.map_file import (
    PATH as MAP_PATH,
)
from routewright_compiler.targets.salesforce.map_file import (
    CounterNote,
    MapFile,
    write_map,
)
from routewright_compiler.targets.salesforce.objects import (
    OwnField,
    counter_object,
    custom_fields,
    groups,
    queues,
)
from routewright_compiler.targets.salesforce.package import (
    MANIFEST,
    PROJECT,
    field_path,
    flow_path,
    group_path,
    manifest,
    object_path,
    project_file,
    queue_path,
    rules_path,
)
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine, api_name, plan
from routewright_compiler.targets.salesforce.readme import Output, readme
from routewright_compiler.targets.salesforce.sayable import Loss
from routewright_compiler.targets.salesforce.settings import SalesforceSettings
from routewright_compiler.targets.salesforce.used_fields import used_fields
from routewright_compiler.targets.salesforce.writing import xml_file
from routewright_grammar.diagnostic import Diagnostic, in_order
from routewright_runtime.graph.conditions import ClassTerm, FieldTerm, ScoreTerm

README = "README.md"
_TOO_LONG = Loss(
    None,
    "its condition is longer than formulas may be, or holds a criterion that an import kept",
    remedy="split the rule, or classify the records first",
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything that becomes a file, except the README and the map."""

    rule: RuleOfPolicy | None
    flows: tuple[tuple[str, Flow], ...]
    fields: tuple[OwnField, ...]


def emit(policy: Policy, settings: SalesforceSettings) -> Emission:
    """Say a policy in Salesforce's configuration; no files where something cannot be said."""
    try:
        planned = plan(policy, settings)
    except TooManyWaysError as trouble:
        return Emission((), (_unsayable_score(policy, str(trouble)),))
    every_line = (*planned.lines, *planned.dropped)
    losses = [(line, loss) for line in every_line for loss in line.losses]
    refused = [pair for pair in losses if pair[1].name not in settings.allow_losses]
    if refused:
        return Emission((), _diagnostics(policy, refused))
    rule = rule_of(planned) if settings.has_assignment_rules else None
    before = before_save(planned)
    used = used_fields(planned)
    fields = custom_fields(planned, used)
    refused = [
        *(rule.losses if rule is not None else ()),
        *((line, _TOO_LONG) for line in (before.too_long if before is not None else ())),
        *_long_fields(planned, fields),
    ]
    if refused:
        return Emission((), _diagnostics(policy, refused))
    parts = _Parts(rule, _flows(planned, before), fields)
    allowed = _allowed(losses)
    files = tuple(_metadata(planned, parts))
    assumptions = assumptions_of(planned, rule.rules if rule is not None else None)
    output = Output(planned, tuple(file.path for file in files), allowed, assumptions)
    every = [
        *files,
        EmittedFile(PROJECT, project_file(settings.api_version)),
        EmittedFile(MAP_PATH, write_map(_map(planned, parts))),
        EmittedFile(README, readme(output)),
    ]
    ordered = tuple(sorted(every, key=lambda file: file.path))
    return Emission(ordered, allowed=allowed, assumptions=assumptions)


def _diagnostics(policy: Policy, refused: list[tuple[PlannedLine, Loss]]) -> tuple[Diagnostic, ...]:
    found = []
    for line, loss in refused:
        decision = line.line.decision.place
        if loss.name is None:
            remedy = loss.remedy
        else:
            remedy = f'allow_losses = ["{loss.name}"] under [salesforce] emits it so: {loss.choice}'
        found.append(
            unsupported(
                policy,
                target="Salesforce",
                rule=line.line.rule,
                place=loss.place if loss.place is not None else decision,
                reason=loss.reason,
                remedy=remedy,
            )
        )
    return in_order(found)


def _unsayable_score(policy: Policy, name: str) -> Diagnostic:
    place = next(score.place for score in policy.graph.scores if score.name == name)
    return unsupported(
        policy,
        target="Salesforce",
        rule="",
        place=place,
        reason=f"the score `{name}` is too long for a formula, and adds up in too many ways",
        remedy="shorten the score, or join lines of equal points",
    )


def _allowed(losses: list[tuple[PlannedLine, Loss]]) -> tuple[AllowedLoss, ...]:
    found = [
        AllowedLoss(str(loss.name), line.line.rule, loss.reason, loss.choice)
        for line, loss in losses
    ]
    return tuple(dict.fromkeys(found))


def _long_fields(planned: Plan, fields: tuple[OwnField, ...]) -> Iterator[tuple[PlannedLine, Loss]]:
    for own in fields:
        formula = own.field.formula or ""
        if len(formula) > FORMULA_CHARACTERS.number:
            reason = f"the formula of `{own.field.full_name}` is longer than formulas may be"
            yield planned.lines[0], Loss(None, reason, remedy="shorten the score or classification")


def _flows(planned: Plan, before: BeforeSave | None) -> tuple[tuple[str, Flow], ...]:
    prefix = f"{planned.settings.rule_name}_{planned.settings.object.removesuffix('__c')}"
    found: list[tuple[str, Flow]] = []
    if before is not None:
        found.append((f"{prefix}_Before_Save", before.flow))
    counted = counting(planned)
    if counted is not None:
        found.append((f"{prefix}_Turns", counted))
    told = notices(planned)
    if told is not None:
        found.append((f"{prefix}_Notices", told))
    for line, flow in silence_flows(planned):
        found.append((api_name(f"{prefix}_SLA_{line.name}", 80), flow))
    return tuple(found)


def _metadata(planned: Plan, parts: _Parts) -> Iterator[EmittedFile]:
    settings = planned.settings
    members: list[tuple[str, str]] = []
    if parts.rule is not None:
        members.append(("AssignmentRules", settings.object))
        path = rules_path(settings.object)
        yield EmittedFile(path, xml_file("AssignmentRules", parts.rule.rules))
    for name, flow in parts.flows:
        members.append(("Flow", name))
        yield EmittedFile(flow_path(name), xml_file("Flow", flow))
    for own in parts.fields:
        name = str(own.field.full_name)
        members.append(("CustomField", f"{own.object}.{name}"))
        yield EmittedFile(field_path(own.object, name), xml_file("CustomField", own.field))
    counter = counter_object(planned)
    if counter is not None:
        members.append(("CustomObject", COUNTER_OBJECT))
        yield EmittedFile(object_path(COUNTER_OBJECT), xml_file("CustomObject", counter))
    for name, queue in queues(planned):
        members.append(("Queue", name))
        yield EmittedFile(queue_path(name), xml_file("Queue", queue))
    for name, group in groups(planned):
        members.append(("Group", name))
        yield EmittedFile(group_path(name), xml_file("Group", group))
    package = manifest(members, settings.api_version)
    yield EmittedFile(MANIFEST, xml_file("Package", package))


# --- the map ------------------------------------------------------------------------------------


def _map(planned: Plan, parts: _Parts) -> MapFile:
    settings, graph = planned.settings, planned.policy.graph
    if parts.rule is not None:
        notes = parts.rule.notes
    else:
        notes = tuple(
            note_of(line, own) for line in planned.lines for own in assignees(planned, line)
        )
    return MapFile(
        object=settings.object,
        rule=settings.rule_name,
        form="assignment-rule" if settings.has_assignment_rules else "flow",
        env=settings.env,
        fields={
            name: (mapped.path, mapped.type.value) for name, mapped in planned.terms.fields.items()
        },
        derived={planned.terms.place(term).path: _derived(term) for term in planned.derived},
        counters=tuple(
            CounterNote(
                field=counter.field,
                source=counter.source.value,
                name=counter.name,
                team=counter.key[0],
                method=counter.key[1].value,
                requirement=tuple((skill.value, value) for skill, value in counter.key[2]),
                slots=counter.slots,
            )
            for counter in planned.counters.all
        ),
        entries=notes,
        users={rep.name: planned.terms.rep_username(rep) for rep in graph.reps},
        queues={queue.name: queue_name(planned, queue) for queue in graph.queues},
        flows={line.name: line.key for line in planned.lines},
        losses=tuple(sorted(settings.allow_losses)),
        org_fields=org_fields(planned),
    )


def _derived(term: FieldTerm | ScoreTerm | ClassTerm) -> tuple[str, ...]:
    match term:
        case FieldTerm(name, part):
            return ("part", name, str(part))
        case ScoreTerm(name):
            return ("score", name)
        case ClassTerm(name):
            return ("class", name)
