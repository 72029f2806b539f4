"""The flow before the save: which line takes the record, and what the rule then needs of it.

It finds the first line whose formula holds, as the assignment rule will, and sets the fields that
the rule cannot: the slot of a rotation, the rule's name and due time for service levels, tags, the
owner that a field names. For objects without assignment rules it sets every owner.

    start -> clear the fields -> Which rule? -> mark -> count -> turn -> owner
"""

from dataclasses import dataclass

from routewright_compiler.target.expansion.line import GiveField, GiveNothing
from routewright_compiler.targets.salesforce.assignees import Assignee, assignees
from routewright_compiler.targets.salesforce.flow_model import (
    Connector,
    Decision,
    Flow,
    FlowDataType,
    Formula,
    Outcome,
    RecordTriggerType,
    Start,
    TriggerType,
    Variable,
)
from routewright_compiler.targets.salesforce.flows.line_formulas import LineFormulas
from routewright_compiler.targets.salesforce.flows.parts import (
    COUNT_FIELD,
    DUE_FIELD,
    EMPTY_TEXT,
    LINE_FIELD,
    FlowParts,
    assign,
    equals,
    get_counter,
    get_queue,
    get_user,
    is_null,
    label_of,
    number_value,
    reference,
    text_value,
    to,
)
from routewright_compiler.targets.salesforce.limits import TRIGGER_ORDER
from routewright_compiler.targets.salesforce.model import AssigneeType
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine
from routewright_compiler.targets.salesforce.rotations import Counter
from routewright_compiler.targets.salesforce.service_level import minutes_of
from routewright_compiler.targets.salesforce.settings import RoundRobin
from routewright_runtime.graph.conditions import Constant

NO_NUMBER, NO_MOMENT, COUNT = "Nothing_Number", "Nothing_Moment", "Count"


@dataclass(frozen=True, slots=True)
class BeforeSave:
    """The flow, and lines whose condition is too long for it."""

    flow: Flow
    too_long: tuple[PlannedLine, ...]


def needs(plan: Plan, line: PlannedLine) -> bool:
    """Tell whether the flow has something to do for a line."""
    if not plan.settings.has_assignment_rules:
        return True
    return (
        _counts(line)
        or line.is_marked
        or bool(line.line.tags)
        or isinstance(line.line.give, GiveField)
    )


def before_save(plan: Plan) -> BeforeSave | None:
    """Return the flow; None where no line needs one."""
    needed = [number for number, line in enumerate(plan.lines) if needs(plan, line)]
    if not needed:
        return None
    return _Writing(plan).written(plan.lines[: needed[-1] + 1])


def _counts(line: PlannedLine) -> bool:
    return line.counter is not None and line.counter.source is RoundRobin.COUNTER


class _Writing:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._parts = FlowParts()
        self._lines = LineFormulas(plan)
        self._due: list[Formula] = []

    def written(self, lines: tuple[PlannedLine, ...]) -> BeforeSave:
        outcomes: list[Outcome] = []
        default: PlannedLine | None = None
        for line in lines:
            first = self._chain(line)
            if line.tree == Constant(True):
                default, default_to = line, first
                break
            outcomes.append(self._lines.outcome(line, first))
        else:
            default_to = None
        start = self._clear(lines, "Which_rule" if outcomes else default_to)
        if outcomes:
            self._parts.decisions.insert(
                0,
                Decision(
                    name="Which_rule",
                    label="Which rule?",
                    location_x=0,
                    location_y=0,
                    default_connector=to(default_to),
                    default_connector_label="None of these" if default is None else default.key,
                    rules=tuple(outcomes),
                ),
            )
        derived = self._lines.derived(self._plan.derived)
        self._parts.formulas = [*derived, *self._lines.found, *self._parts.formulas, *self._due]
        self._variables(lines)
        return BeforeSave(self._flow(start), tuple(self._lines.too_long))

    def _flow(self, first: str | None) -> Flow:
        settings = self._plan.settings
        start = Start(
            location_x=0,
            location_y=0,
            connector=to(first),
            object=settings.object,
            record_trigger_type=RecordTriggerType.CREATE,
            trigger_type=TriggerType.RECORD_BEFORE_SAVE,
        )
        return self._parts.flow(
            f"{label_of(settings.rule_name)}: {settings.object} before save",
            "Finds the rule that takes a new record and sets what that rule needs. Made by"
            " Routewright from a policy; change the policy, not the flow.",
            start,
            settings.api_version,
            TRIGGER_ORDER.number,  # last, so that other flows may fill fields before
        )

    # --- one line -------------------------------------------------------------------------------

    def _chain(self, line: PlannedLine) -> str | None:
        """Add the nodes of a line, the last first; return the first, None where there is none."""
        then = self._owner(line)
        if line.counter is not None and _counts(line):
            then = self._turn(line, line.counter, then)
        return self._mark(line, then)

    def _mark(self, line: PlannedLine, then: str | None) -> str | None:
        items = []
        if line.is_marked:
            items.append(assign(f"$Record.{LINE_FIELD}", text_value(line.key)))
        if line.line.clock is not None:
            items.append(assign(f"$Record.{DUE_FIELD}", reference(self._due_formula(line))))
        if line.line.tags:
            path = f"$Record.{self._plan.settings.tag_field}"
            items.append(assign(path, text_value("; ".join(line.line.tags))))
        if not items:
            return then
        name = f"Mark_{line.name}"
        self._parts.assignment(name, items, then)
        return name

    def _due_formula(self, line: PlannedLine) -> str:
        assert line.line.clock is not None
        name = f"Due_{line.name}"
        minutes = minutes_of(line.line.clock.span)
        expression = f"{{!$Flow.CurrentDateTime}} + {minutes} / 1440"
        self._due.append(
            Formula(name=name, data_type=FlowDataType.DATE_TIME, expression=expression)
        )
        return name

    def _turn(self, line: PlannedLine, counter: Counter, then: str | None) -> str:
        get, has, keep, turn = (f"{w}_{line.name}" for w in ("Get", "Has", "Keep", "Turn"))
        formula = turn_formula(counter)
        if all(known.name != formula.name for known in self._parts.formulas):
            self._parts.formulas.append(formula)
        assert formula.name is not None
        self._parts.lookups.append(
            get_counter(get, f"Counter of {counter.name}", counter.name, has)
        )
        found = Outcome(
            name=f"Has_count_{line.name}",
            condition_logic="and",
            conditions=(is_null(get, answer=False),),
            connector=Connector(keep),
            label="There is one",
        )
        self._parts.decisions.append(
            Decision(
                name=has,
                label=f"Is there a counter of {counter.name}?",
                location_x=0,
                location_y=0,
                default_connector=Connector(turn),
                default_connector_label="Not yet",
                rules=(found,),
            )
        )
        count = assign(COUNT, reference(f"{get}.{COUNT_FIELD}"))
        self._parts.assignment(keep, [count], turn)
        own = assign(f"$Record.{counter.field}", reference(formula.name))
        self._parts.assignment(turn, [own], then)
        return get

    # --- owners ---------------------------------------------------------------------------------

    def _owner(self, line: PlannedLine) -> str | None:
        """Add the nodes that set the owner, where the flow does that."""
        give = line.line.give
        if isinstance(give, GiveField):
            path = self._plan.terms.fields[give.field].path
            name = f"Own_{line.name}"
            self._parts.assignment(
                name, [assign("$Record.OwnerId", reference(f"$Record.{path}"))], None
            )
            return name
        if self._plan.settings.has_assignment_rules or isinstance(give, GiveNothing):
            return None
        every = assignees(self._plan, line)
        if line.counter is None:
            return self._give(line.name, every[0])
        return self._slots(line, line.counter, every)

    def _slots(self, line: PlannedLine, counter: Counter, every: tuple[Assignee, ...]) -> str:
        name = f"Slot_{line.name}"
        outcomes = tuple(
            Outcome(
                name=f"Slot_{assignee.slot}_{line.name}",
                condition_logic="and",
                conditions=(equals(f"$Record.{counter.field}", number_value(assignee.slot)),),
                connector=to(self._give(f"{line.name}_{assignee.slot}", assignee)),
                label=f"{assignee.slot}: {assignee.policy_name}",
            )
            for assignee in every
        )
        self._parts.decisions.append(
            Decision(
                name=name,
                label=f"Whose turn of {counter.key[0]}?",
                location_x=0,
                location_y=0,
                default_connector_label="Nobody's",
                rules=outcomes,
            )
        )
        return name

    def _give(self, words: str, assignee: Assignee) -> str:
        get, own = f"Find_{words}", f"Own_{words}"
        if assignee.kind is AssigneeType.QUEUE:
            self._parts.lookups.append(get_queue(get, assignee.name, own))
        else:
            self._parts.lookups.append(get_user(get, assignee.name, own))
        self._parts.assignment(own, [assign("$Record.OwnerId", reference(f"{get}.Id"))], None)
        return get

    # --- what must be clear before --------------------------------------------------------------

    def _clear(self, lines: tuple[PlannedLine, ...], then: str | None) -> str | None:
        """A copied record must not bear what its original was given."""
        items = [
            assign(f"$Record.{field}", reference(NO_NUMBER))
            for field in dict.fromkeys(
                line.counter.field for line in lines if line.counter is not None and _counts(line)
            )
        ]
        if any(line.is_marked for line in lines):
            items.append(assign(f"$Record.{LINE_FIELD}", reference(EMPTY_TEXT)))
        if any(line.line.clock is not None for line in lines):
            items.append(assign(f"$Record.{DUE_FIELD}", reference(NO_MOMENT)))
        if any(line.line.tags for line in lines):
            items.append(assign(f"$Record.{self._plan.settings.tag_field}", reference(EMPTY_TEXT)))
        if not items:
            return then
        self._parts.assignment("Clear", items, then)
        self._parts.assignments.insert(0, self._parts.assignments.pop())
        return "Clear"

    def _variables(self, lines: tuple[PlannedLine, ...]) -> None:
        if any(_counts(line) for line in lines):
            self._parts.variables.append(
                Variable(name=COUNT, data_type=FlowDataType.NUMBER, scale=0, value=number_value(0))
            )
            self._parts.variables.append(
                Variable(name=NO_NUMBER, data_type=FlowDataType.NUMBER, scale=0)
            )
        if any(line.line.clock is not None for line in lines):
            self._parts.variables.append(Variable(name=NO_MOMENT, data_type=FlowDataType.DATE_TIME))


def turn_formula(counter: Counter) -> Formula:
    """Return the formula of the slot whose turn it is, from the count so far."""
    return Formula(
        name=f"Slot_of_{counter.field.removesuffix('__c')}",
        data_type=FlowDataType.NUMBER,
        expression=f"MOD({{!{COUNT}}}, {len(counter.slots)}) + 1",
        scale=0,
    )
