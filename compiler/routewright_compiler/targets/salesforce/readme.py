"""The README of an output: what was made, what to check, what is assumed, what was lost."""

from dataclasses import dataclass

from routewright_compiler.target.expansion.line import GiveField, GiveNothing, GiveTurn
from routewright_compiler.target.forms import AllowedLoss, Assumption
from routewright_compiler.targets.salesforce.assignees import assignees
from routewright_compiler.targets.salesforce.kept import org_fields
from routewright_compiler.targets.salesforce.model import AssigneeType, FieldType
from routewright_compiler.targets.salesforce.objects import group_name, queues
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine
from routewright_compiler.targets.salesforce.settings import RoundRobin
from routewright_compiler.targets.salesforce.simulation import ONE_IN, Unevenness, unevenness
from routewright_compiler.targets.salesforce.used_fields import used_fields
from routewright_compiler.targets.salesforce.writing import readme_file


@dataclass(frozen=True, slots=True)
class Output:
    """What the README tells of."""

    plan: Plan
    paths: tuple[str, ...]
    allowed: tuple[AllowedLoss, ...]
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of the policy: entries from `first` on, who gets the record, what it is for."""

    entries: str
    rule: str
    gives: str
    story: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the policy and where it lives."""

    name: str
    path: str
    kind: str
    needs: str


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One rotation: its field, and who has which slot."""

    name: str
    field: str
    slots: str


@dataclass(frozen=True, slots=True)
class Page:
    """The prepared page; the template only lays it out."""

    title: str
    story: str
    object: str
    rule_name: str
    api_version: str
    env: str
    has_rules: bool
    has_flows: bool
    has_counters: bool
    number_field: str
    rules: tuple[RuleRow, ...]
    fields: tuple[FieldRow, ...]
    turns: tuple[TurnRow, ...]
    unevenness: tuple[tuple[int, Unevenness], ...]
    one_in: int
    users: tuple[str, ...]
    queues: tuple[tuple[str, str, str], ...]
    silence: str
    allowed: tuple[AllowedLoss, ...]
    assumptions: tuple[Assumption, ...]
    paths: tuple[str, ...]


def readme(output: Output) -> str:
    """Return the text of the README."""
    plan = output.plan
    settings = plan.settings
    counters = plan.counters.all
    is_numbered = bool(plan.counters.moduli)
    silence = settings.sign_of_silence
    page = Page(
        title=f"{settings.object} routing for Salesforce",
        story=_one_line(plan.policy.graph.doc),
        object=settings.object,
        rule_name=settings.rule_name,
        api_version=settings.api_version,
        env=settings.env or "",
        has_rules=settings.has_assignment_rules,
        has_flows=any("/flows/" in path for path in output.paths),
        has_counters=any(c.source is RoundRobin.COUNTER for c in counters),
        number_field=plan.counters.number_field,
        rules=_rules(plan),
        fields=_fields(plan),
        turns=tuple(
            TurnRow(
                counter.name or counter.key[0],
                counter.field,
                ", ".join(f"{number} {rep}" for number, rep in enumerate(counter.slots, start=1)),
            )
            for counter in counters
        ),
        unevenness=tuple((slots, unevenness(slots)) for slots, _ in plan.counters.moduli)
        if is_numbered
        else (),
        one_in=ONE_IN,
        users=_users(plan),
        queues=tuple((name, q.name, group_name(name)) for name, q in queues(plan)),
        silence=f'{silence.field} is "{silence.value}"'
        if any(line.has_steps for line in plan.lines)
        else "",
        allowed=output.allowed,
        assumptions=output.assumptions,
        paths=output.paths,
    )
    return readme_file(page)


def _rules(plan: Plan) -> tuple[RuleRow, ...]:
    return tuple(
        RuleRow(
            str(number),
            line.key,
            _gives(plan, line),
            plan.doc_of(line) or "",
        )
        for number, line in enumerate(plan.lines, start=1)
    )


def _gives(plan: Plan, line: PlannedLine) -> str:
    give = line.line.give
    match give:
        case GiveNothing(reason):
            return f"nobody ({reason})"
        case GiveField(field):
            return f"the user in {field}"
        case GiveTurn(team) if line.counter is not None:
            return f"turns of {line.counter.name or team}"
        case _:
            own = assignees(plan, line)[0]
            kind = "queue" if own.kind is AssigneeType.QUEUE else "user"
            return f"{kind} {own.name}"


def _fields(plan: Plan) -> tuple[FieldRow, ...]:
    found: list[FieldRow] = []
    for name in sorted(used_fields(plan)):
        mapped = plan.terms.fields[name]
        needs = "comes with this project" if mapped.is_emitted else "must be there"
        members = mapped.field.type.members
        if not mapped.is_emitted and members and mapped.type is FieldType.PICKLIST:
            needs += f", with the values {', '.join(members)}"
        found.append(FieldRow(name, mapped.path, mapped.type.value, needs))
    for term in plan.derived:
        place = plan.terms.place(term)
        found.append(FieldRow(place.path, place.path, "formula", "comes with this project"))
    for path in org_fields(plan):
        found.append(FieldRow("an `outside` condition", path, "any", "must be there"))
    return tuple(found)


def _users(plan: Plan) -> tuple[str, ...]:
    found: set[str] = set()
    for line in plan.lines:
        for own in assignees(plan, line):
            if own.kind is AssigneeType.USER:
                found.add(own.name)
        for step in line.line.steps:
            target = getattr(step.action, "target", None)
            rep = plan.terms.reps.get(str(getattr(target, "name", "")))
            if rep is not None:
                found.add(plan.terms.rep_username(rep))
    return tuple(sorted(found))


def _one_line(text: str) -> str:
    return " ".join(text.split())
