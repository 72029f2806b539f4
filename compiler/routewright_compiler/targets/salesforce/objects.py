"""Fields, queues, groups and the counter's object that an emission brings along."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from routewright_compiler.targets.salesforce.assignees import queue_name
from routewright_compiler.targets.salesforce.derived import Derivations
from routewright_compiler.targets.salesforce.fields import MappedField, label_of
from routewright_compiler.targets.salesforce.flows.parts import (
    COUNT_FIELD,
    COUNTER_OBJECT,
    DUE_FIELD,
    LINE_FIELD,
)
from routewright_compiler.targets.salesforce.formula.conditions import Formulas
from routewright_compiler.targets.salesforce.formula.write import write
from routewright_compiler.targets.salesforce.limits import FIRST_API_WITH_BOSSES
from routewright_compiler.targets.salesforce.model import (
    CustomField,
    CustomObject,
    CustomValue,
    DeleteConstraint,
    DeploymentStatus,
    FieldType,
    Group,
    PublicGroups,
    Queue,
    QueueMembers,
    QueueSobject,
    SharingModel,
    TreatBlanksAs,
    ValueSet,
    ValueSetValuesDefinition,
)
from routewright_compiler.targets.salesforce.plan import Plan, api_name
from routewright_compiler.targets.salesforce.settings import RoundRobin
from routewright_compiler.targets.salesforce.terms import DerivedTerm
from routewright_runtime.graph.conditions import ClassTerm, FieldTerm, ScoreTerm
from routewright_runtime.graph.model import QueueTarget, StepNode
from routewright_runtime.graph.people import Queue as PolicyQueue

TEXT_LENGTH = 255
MULTISELECT_LINES = 4
WHOLE_DIGITS = 18
SCALE = 4


@dataclass(frozen=True, slots=True)
class OwnField:
    """A custom field and the object that it is of."""

    object: str
    field: CustomField


def custom_fields(plan: Plan, used: frozenset[str]) -> tuple[OwnField, ...]:
    """Return the fields of an emission; of the record's own, those that are `used` by name."""
    found = [OwnField(plan.settings.object, field) for field in _own(plan, used)]
    if _has_counters(plan):
        found.append(OwnField(COUNTER_OBJECT, _count()))
    return tuple(sorted(found, key=lambda item: (item.object, str(item.field.full_name))))


def counter_object(plan: Plan) -> CustomObject | None:
    """Return the object whose records count turns; None where nothing is counted."""
    if not _has_counters(plan):
        return None
    return CustomObject(
        deployment_status=DeploymentStatus.DEPLOYED,
        description="How many turns each rotation has taken. Kept by flows of Routewright.",
        enable_reports=True,
        label="Routewright Counter",
        name_field=CustomField(label="Counter", type=FieldType.TEXT),
        plural_label="Routewright Counters",
        sharing_model=SharingModel.READ,
    )


def queues(plan: Plan) -> tuple[tuple[str, Queue], ...]:
    """Return the queues that records can reach, by developer name.

    Those of an import are in the org with their members, and nothing is emitted over them.
    """
    found: dict[str, Queue] = {}
    for queue in _reached(plan):
        if queue.name in plan.originals.queues:
            continue
        name = queue_name(plan, queue)
        found[name] = _queue(plan, queue, name)
    return tuple(sorted(found.items()))


def groups(plan: Plan) -> tuple[tuple[str, Group], ...]:
    """Return the public groups that are the members of queues, by developer name."""
    if not plan.settings.queue_members:
        return ()
    return tuple(
        (
            group_name(name),
            Group(does_include_bosses=False, name=f"{queue.name[:72]} members"),
        )
        for name, queue in queues(plan)
    )


def group_name(queue: str) -> str:
    """Return the developer name of the group of a queue's members."""
    return api_name(f"{queue[:72]}_Members", 80)


def _reached(plan: Plan) -> Iterator[PolicyQueue]:
    by_name = {queue.name: queue for queue in plan.policy.graph.queues}
    for line in plan.lines:
        queue = getattr(line.line.give, "queue", None)
        if isinstance(queue, PolicyQueue):
            yield queue
        for step in line.line.steps:
            target = _step_target(step)
            if isinstance(target, QueueTarget):
                yield by_name[target.name]


def _step_target(step: StepNode) -> object:
    return getattr(step.action, "target", None)


def _queue(plan: Plan, queue: PolicyQueue, name: str) -> Queue:
    members = None
    if plan.settings.queue_members:
        members = QueueMembers(public_groups=PublicGroups((group_name(name),)))
    has_bosses = int(plan.settings.api_version.partition(".")[0]) >= FIRST_API_WITH_BOSSES
    return Queue(
        description=queue.doc or None,
        does_include_bosses=False if has_bosses else None,
        does_send_email_to_members=False,
        name=queue.label[:TEXT_LENGTH],
        queue_members=members,
        queue_sobject=(QueueSobject(plan.settings.object),),
    )


# --- fields -------------------------------------------------------------------------------------


def _has_counters(plan: Plan) -> bool:
    return any(item.source is RoundRobin.COUNTER for item in plan.counters.all)


def _own(plan: Plan, used: frozenset[str]) -> Iterator[CustomField]:
    for mapped in plan.terms.fields.values():
        if mapped.is_emitted and mapped.name in used:
            yield _of_record(plan, mapped)
    for term in plan.derived:
        yield derived_field(plan, term)
    for counter in plan.counters.all:
        if counter.source is RoundRobin.COUNTER:
            yield _number(
                counter.field, f"The slot of the rotation {counter.name} that the record took."
            )
    if plan.counters.moduli:
        yield _record_number(plan.counters.number_field)
    for slots, path in plan.counters.moduli:
        yield _modulus(path, plan.counters.number_field, slots)
    if any(line.is_marked for line in plan.lines):
        yield _text(LINE_FIELD, "The rule that took the record.")
    if any(line.line.clock is not None for line in plan.lines):
        yield CustomField(
            full_name=DUE_FIELD,
            description="When the owner should have answered.",
            external_id=False,
            label=label_of(DUE_FIELD),
            required=False,
            type=FieldType.DATE_TIME,
        )
    if any(line.line.tags for line in plan.lines):
        yield _text(plan.settings.tag_field, "The tags that the rule sets.")


def _of_record(plan: Plan, mapped: MappedField) -> CustomField:
    path = mapped.path
    base = CustomField(
        full_name=path,
        description=_short(mapped.field.doc),
        external_id=False,
        label=label_of(path),
        required=False,
        type=mapped.type,
    )
    match mapped.type:
        case FieldType.TEXT:
            return replace(base, length=TEXT_LENGTH, unique=False)
        case FieldType.NUMBER:
            is_whole = mapped.field.type.name.value == "integer"
            scale = 0 if is_whole else SCALE
            return replace(base, precision=WHOLE_DIGITS, scale=scale, unique=False)
        case FieldType.CHECKBOX:
            return replace(base, default_value="false", required=None)
        case FieldType.EMAIL:
            return replace(base, unique=False)
        case FieldType.PICKLIST | FieldType.MULTISELECT_PICKLIST:
            return _listed(base, mapped)
        case FieldType.LOOKUP:
            relation = f"{plan.settings.object}_{path.removesuffix('__c')}"[:40].rstrip("_")
            return replace(
                base,
                delete_constraint=DeleteConstraint.SET_NULL,
                reference_to="User",
                relationship_name=relation,
            )
        case _:
            return base


def _listed(base: CustomField, mapped: MappedField) -> CustomField:
    values = tuple(
        CustomValue(full_name=member, default=False, label=member)
        for member in mapped.field.type.members
    )
    value_set = ValueSet(
        restricted=not mapped.field.type.is_open,
        value_set_definition=ValueSetValuesDefinition(sorted=False, value=values),
    )
    if mapped.type is FieldType.MULTISELECT_PICKLIST:
        return replace(base, value_set=value_set, visible_lines=MULTISELECT_LINES)
    return replace(base, value_set=value_set)


def derived_field(plan: Plan, term: DerivedTerm) -> CustomField:
    """Return the formula field of a derived value."""
    place = plan.terms.place(term)
    derivations = Derivations(plan.terms, plan.sayable.tree)
    formula = write(derivations.formula(place, Formulas(plan.terms)))
    base = CustomField(
        full_name=place.path,
        description=_short(_story(plan, term)),
        external_id=False,
        formula=formula,
        formula_treat_blanks_as=TreatBlanksAs.BLANK,
        label=label_of(place.path),
        required=False,
        type=place.type,
        unique=False,
    )
    if place.type is FieldType.NUMBER:
        return replace(base, precision=WHOLE_DIGITS, scale=_scale(plan, term))
    return base


def _scale(plan: Plan, term: DerivedTerm) -> int:
    points = [
        line.points
        for score in plan.policy.graph.scores
        if isinstance(term, ScoreTerm) and score.name == term.name
        for line in score.lines
    ]
    places = [
        -int(point.as_tuple().exponent)
        for point in points
        if isinstance(point, Decimal) and isinstance(point.as_tuple().exponent, int)
    ]
    return max((0, *places))


def _story(plan: Plan, term: DerivedTerm) -> str:
    match term:
        case FieldTerm(name, part):
            return f"The {part} of {name}."
        case ScoreTerm(name):
            doc = next(score.doc for score in plan.policy.graph.scores if score.name == name)
            return doc or f"The score {name}."
        case ClassTerm(name):
            every = plan.policy.graph.classifications
            return next(c.doc for c in every if c.name == name) or f"The class {name}."


def _short(text: str) -> str | None:
    plain = " ".join(text.split())
    return plain[:1000] or None


def _text(path: str, story: str) -> CustomField:
    return CustomField(
        full_name=path,
        description=story,
        external_id=False,
        label=label_of(path),
        length=TEXT_LENGTH,
        required=False,
        type=FieldType.TEXT,
        unique=False,
    )


def _number(path: str, story: str) -> CustomField:
    return CustomField(
        full_name=path,
        description=story,
        external_id=False,
        label=label_of(path),
        precision=WHOLE_DIGITS,
        required=False,
        scale=0,
        type=FieldType.NUMBER,
        unique=False,
    )


def _count() -> CustomField:
    return replace(_number(COUNT_FIELD, "Turns taken so far."), default_value="0")


def _record_number(path: str) -> CustomField:
    return CustomField(
        full_name=path,
        description="The number of the record, for round robins.",
        display_format="{0}",
        external_id=False,
        label=label_of(path),
        starting_number=1,
        type=FieldType.AUTO_NUMBER,
    )


def _modulus(path: str, number: str, slots: int) -> CustomField:
    return CustomField(
        full_name=path,
        description=f"The record's slot in a round robin of {slots}.",
        external_id=False,
        formula=f"MOD(VALUE({number}), {slots}) + 1",
        formula_treat_blanks_as=TreatBlanksAs.ZERO,
        label=label_of(path),
        precision=WHOLE_DIGITS,
        required=False,
        scale=0,
        type=FieldType.NUMBER,
        unique=False,
    )
