"""From tests and steps to the actions of a flow, with ids, joins and the order of the file.

Uses of one rotation share one action, for the action keeps the turns. Where what follows differs, a
stamp in `routewright_rule` before it says which line the record came by, and a value-equals action
behind it leads on. The first edge into an action is STANDARD, every other one GOTO.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from routewright_compiler.targets.hubspot.action_ids import action_ids, falls_on
from routewright_compiler.targets.hubspot.choices import Choice, Choices, IfThen, Taken, ValueEquals
from routewright_compiler.targets.hubspot.drafts import (
    CHOOSE,
    LOOK_AT_WAIT,
    Draft,
    Note,
    with_edges,
)
from routewright_compiler.targets.hubspot.handing_on import handing_on
from routewright_compiler.targets.hubspot.json_text import parse
from routewright_compiler.targets.hubspot.limits import ACTIONS, STATIC_BRANCHES
from routewright_compiler.targets.hubspot.model import (
    Action,
    Connection,
    EdgeType,
    KeptAction,
    ListBranch,
    ListBranchAction,
    OutcomeInput,
    PropertyInput,
    SingleAction,
    StaticBranch,
    StaticBranchAction,
)
from routewright_compiler.targets.hubspot.properties import OWNER_PROPERTY, RULE_PROPERTY
from routewright_compiler.targets.hubspot.settings import HubSpotSettings
from routewright_compiler.targets.hubspot.step_actions import StepActions
from routewright_compiler.targets.hubspot.steps import (
    Kept,
    OwnerOfField,
    SetProperty,
    Step,
    Steps,
    Turn,
    Wait,
)

ELSE = "everything else"
_PARTS_ONE_IN = 20


@dataclass(frozen=True, slots=True)
class BuiltFlow:
    """The actions in order, the id of the first, and a note for each of them.

    `head` names the first of what this flow does, `values` are those of `routewright_next` that
    enrol a record (none: the policy's own trigger does).
    """

    actions: tuple[Action, ...]
    start: str | None
    notes: Mapping[str, Note]
    head: Note | None = None
    values: tuple[str, ...] = ()


def build_flows(tests: Choices, settings: HubSpotSettings, name: str) -> tuple[BuiltFlow, ...]:
    """Return the flows of a policy, one where that can hold it; `name` tells policies apart."""
    building = _Building(tests, settings)
    start = building.drafted()
    if start is None or len(building.drafts) <= ACTIONS.number:
        return (_built(building.drafts, start, action_ids(building.drafts)),)
    parts, ids = handing_on(building.drafts, start, name)
    return tuple(
        replace(_built(part.drafts, part.start, ids), head=part.head, values=part.values)
        for part in parts
    )


@dataclass(slots=True)
class _Building:
    tests: Choices
    settings: HubSpotSettings
    drafts: dict[str, Draft] = field(default_factory=dict)
    after_turn: dict[str, dict[str, str | None]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()

    def drafted(self) -> str | None:
        """Make all drafts; return the name of the first action."""
        self.shared = self._shared_turns()
        start = self._chain()
        for key in sorted(self.shared):
            self._lead_on(key)
        return start

    # --- tests --------------------------------------------------------------------------------

    def _chain(self) -> str | None:
        """Return the name of the first test, or of what happens where there is none."""
        last = self.tests.last
        following = None if last is None else self._line(last)
        rest = ELSE if last is None else last.label
        for test in reversed(self.tests.tests):
            following = self._test(test, following, rest)
            rest = ELSE
        return following

    def _test(self, test: Choice, following: str | None, rest: str) -> str:
        match test:
            case IfThen(ways, otherwise):
                branches = tuple(
                    ListBranch(
                        way.name,
                        way.alternatives,
                        _edge(following if way.line is None else self._line(way.line)),
                    )
                    for way in ways
                )
                default = following if otherwise is None else self._line(otherwise)
                word = rest if otherwise is None else otherwise.label
                action: Action = ListBranchAction(test.name, branches, word, _edge(default))
            case ValueEquals(of_property, static_ways):
                values = tuple(StaticBranch(v, _edge(self._line(line))) for v, line in static_ways)
                source = PropertyInput(of_property)
                action = StaticBranchAction(test.name, source, values, rest, _edge(following))
        self.drafts[test.name] = Draft(Note(test.name, "", CHOOSE), action)
        return test.name

    # --- steps --------------------------------------------------------------------------------

    def _line(self, line: Taken) -> str | None:
        if line.steps and isinstance(line.steps[0], Turn) and line.steps[0].key in self.shared:
            return self._shared_line(line, line.steps[0])
        return self._steps(line, 0)

    def _steps(self, line: Taken, place: int) -> str | None:
        """Return the name of the first action of a line's steps from a place on."""
        if place == len(line.steps):
            return None
        step = line.steps[place]
        name = f"{_kind(step)}|{line.label}|{_ordinal(line.steps, place)}"
        if isinstance(step, Turn) and place == 0:
            name = f"rotate|{step.key}"
        if name in self.drafts:
            return name
        self._draft(line, step, name, self._steps(line, place + 1))
        return name

    def _draft(self, line: Taken, step: Step, name: str, following: str | None) -> None:
        actions = StepActions(self.settings)
        turn = step if isinstance(step, Turn) else None
        note = Note(name, line.rule, _kind(step), turn)
        match step:
            case Wait():
                outcome = f"answered|{name}"
                single = SingleAction(name, "0-29", actions.wait(step), _edge(outcome))
                branch = StaticBranchAction(
                    outcome,
                    OutcomeInput(name),
                    (StaticBranch("true"),),
                    "not answered",
                    _edge(following),
                )
                self.drafts[outcome] = Draft(Note(outcome, line.rule, LOOK_AT_WAIT), branch)
                self.drafts[name] = Draft(note, single)
            case Kept(text):
                content = parse(text)
                assert isinstance(content, dict)
                self.drafts[name] = Draft(note, KeptAction(name, content, _edge(following)))
            case OwnerOfField():
                self.drafts[name] = Draft(note, self._owner_switch(line, step, name, following))
            case _:
                type_id, fields = actions.fields(step)
                self.drafts[name] = Draft(
                    note, SingleAction(name, type_id, fields, _edge(following))
                )

    def _owner_switch(
        self, line: Taken, step: OwnerOfField, name: str, following: str | None
    ) -> Action:
        actions = StepActions(self.settings)
        branches = []
        for email in step.emails:
            own = f"give|{line.label}|{email}"
            value = actions.owner(email)
            given = SetProperty(OWNER_PROPERTY, value)
            type_id, fields = actions.fields(given)
            single = SingleAction(own, type_id, fields, _edge(following))
            self.drafts[own] = Draft(Note(own, line.rule, _kind(given)), single)
            branches.append(StaticBranch(value, _edge(own)))
        return StaticBranchAction(
            name, PropertyInput(step.property), tuple(branches), "nobody of the policy"
        )

    # --- rotations that rules share -----------------------------------------------------------

    def _shared_turns(self) -> frozenset[str]:
        """Return the keys of the rotations after which different things follow."""
        rests: dict[str, set[Steps]] = {}
        for line in _lines(self.tests):
            if line.steps and isinstance(line.steps[0], Turn):
                rests.setdefault(line.steps[0].key, set()).add(line.steps[1:])
        return frozenset(key for key, found in rests.items() if len(found) > 1)

    def _shared_line(self, line: Taken, turn: Turn) -> str:
        stamp = f"stamp|{line.label}"
        rotate = f"rotate|{turn.key}"
        if stamp not in self.drafts:
            _, fields = StepActions(self.settings).fields(SetProperty(RULE_PROPERTY, line.label))
            action = SingleAction(stamp, "0-5", fields, _edge(rotate))
            self.drafts[stamp] = Draft(Note(stamp, line.rule, "remember the rule"), action)
            follows = self.after_turn.setdefault(turn.key, {})
            follows[line.label] = self._steps(line, 1)
            type_id, own = StepActions(self.settings).fields(turn)
            note = Note(rotate, "", _kind(turn), turn)
            after = _edge(f"after|{turn.key}")
            self.drafts[rotate] = Draft(note, SingleAction(rotate, type_id, own, after))
        return stamp

    def _lead_on(self, key: str) -> None:
        """Branch by rule behind a rotation, in a chain where one action cannot hold all rules."""
        ways = [StaticBranch(v, _edge(n)) for v, n in self.after_turn[key].items()]
        parts = list(_parts(ways))
        names = [f"after|{key}", *(f"after|{key}|{part[0].value}" for part in parts[1:])]
        for number, part in enumerate(parts):
            following = names[number + 1] if number + 1 < len(parts) else None
            action = StaticBranchAction(
                names[number], PropertyInput(RULE_PROPERTY), part, ELSE, _edge(following)
            )
            note = Note(names[number], "", "go on by rule")
            self.drafts[names[number]] = Draft(note, action)


def _parts(ways: Sequence[StaticBranch]) -> Iterator[tuple[StaticBranch, ...]]:
    """Yield the branches by the action that holds them."""
    part: list[StaticBranch] = []
    for way in ways:
        is_break = len(part) >= STATIC_BRANCHES.number // 2 and falls_on(way.value, _PARTS_ONE_IN)
        if is_break or len(part) == STATIC_BRANCHES.number:
            yield tuple(part)
            part = []
        part.append(way)
    yield tuple(part)


def _lines(tests: Choices) -> Iterator[Taken]:
    for test in tests.tests:
        match test:
            case IfThen(ways, otherwise):
                yield from (way.line for way in ways if way.line is not None)
                if otherwise is not None:
                    yield otherwise
            case ValueEquals(_, static_ways):
                yield from (line for _, line in static_ways)
    if tests.last is not None:
        yield tests.last


def _edge(name: str | None) -> Connection | None:
    return None if name is None else Connection(name)


def _kind(step: Step) -> str:
    match step:
        case SetProperty(name):
            return "give" if name == OWNER_PROPERTY else f"set {name}"
        case Turn():
            return "rotate"
        case OwnerOfField():
            return "give by field"
        case Wait():
            return "wait"
        case _:
            return type(step).__name__.lower()


def _ordinal(steps: Steps, place: int) -> int:
    """Return how many steps of this kind stand before, so that others do not move the name."""
    return sum(_kind(step) == _kind(steps[place]) for step in steps[:place]) + 1


# --- ids, order, edges --------------------------------------------------------------------------


def _built(drafts: Mapping[str, Draft], start: str | None, ids: Mapping[str, str]) -> BuiltFlow:
    by_id = {ids[name]: _renamed(draft.action, ids) for name, draft in drafts.items()}
    first = None if start is None else ids[start]
    ordered = _in_order(by_id, first)
    notes = {ids[name]: draft.note for name, draft in drafts.items()}
    return BuiltFlow(ordered, first, {action.id: notes[action.id] for action in ordered})


def _renamed(action: Action, ids: Mapping[str, str]) -> Action:
    led = with_edges(action, lambda old: replace(old, next_action_id=ids[old.next_action_id]))
    if isinstance(led, StaticBranchAction) and isinstance(led.input, OutcomeInput):
        led = replace(led, input=replace(led.input, action_id=ids[led.input.action_id]))
    return replace(led, id=ids[action.id])


def _in_order(actions: Mapping[str, Action], start: str | None) -> tuple[Action, ...]:
    """Return the actions as they are reached, branch by branch; later edges into one are GOTO."""
    entered: set[str] = set()
    ordered: list[str] = []
    done: dict[str, Action] = {}
    waiting = [] if start is None else [start]
    if start is not None:
        entered.add(start)
    while waiting:
        own = waiting.pop()
        ordered.append(own)
        marked, fresh = _marked(actions[own], entered)
        done[own] = marked
        waiting.extend(reversed(fresh))
    return tuple(done[own] for own in ordered)


def _marked(action: Action, entered: set[str]) -> tuple[Action, list[str]]:
    """Return the action with the kinds of its edges, and the actions that they enter first."""
    fresh: list[str] = []

    def edge(old: Connection) -> Connection:
        if old.next_action_id in entered:
            return replace(old, edge_type=EdgeType.GOTO)
        entered.add(old.next_action_id)
        fresh.append(old.next_action_id)
        return old

    found = with_edges(action, edge)
    if isinstance(action, ListBranchAction | StaticBranchAction):
        default = action.default
        if default is not None and fresh and fresh[0] == default.next_action_id:
            fresh.append(fresh.pop(0))
    return found, fresh
