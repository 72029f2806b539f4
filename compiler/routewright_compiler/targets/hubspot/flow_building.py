"""From tests and steps to the actions of one flow, with ids, joins and the order of the file.

Uses of one rotation share one action, for the action keeps the turns. Where what follows differs, a
stamp in `routewright_rule` before it says which line the record came by, and a value-equals action
behind it leads on. The first edge into an action is STANDARD, every other one GOTO.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from routewright_compiler.targets.hubspot.action_ids import action_ids
from routewright_compiler.targets.hubspot.choices import Choice, Choices, IfThen, Taken, ValueEquals
from routewright_compiler.targets.hubspot.json_text import parse
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


@dataclass(frozen=True, slots=True)
class Note:
    """What the map file says of an action: its name, and the rule or rotation it belongs to."""

    name: str
    rule: str
    does: str
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class BuiltFlow:
    """The actions in order, the id of the first, and a note for each of them."""

    actions: tuple[Action, ...]
    start: str | None
    notes: Mapping[str, Note]


@dataclass(slots=True)
class _Draft:
    """An action under its name; edges still say names."""

    note: Note
    action: Action


def build_flow(tests: Choices, settings: HubSpotSettings) -> BuiltFlow:
    """Return the actions of a flow."""
    return _Building(tests, settings).built()


@dataclass(slots=True)
class _Building:
    tests: Choices
    settings: HubSpotSettings
    drafts: dict[str, _Draft] = field(default_factory=dict)
    after_turn: dict[str, dict[str, str | None]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()

    def built(self) -> BuiltFlow:
        self.shared = self._shared_turns()
        start = self._choice_at(0)
        for key in sorted(self.shared):
            self._lead_on(key)
        ids = action_ids(self.drafts)
        by_id = {ids[name]: _renamed(draft.action, ids) for name, draft in self.drafts.items()}
        ordered = _in_order(by_id, None if start is None else ids[start])
        notes = {ids[name]: draft.note for name, draft in self.drafts.items()}
        listed = {action.id: notes[action.id] for action in ordered}
        return BuiltFlow(ordered, None if start is None else ids[start], listed)

    # --- tests --------------------------------------------------------------------------------

    def _choice_at(self, place: int) -> str | None:
        """Return the name of the first action of the tests from a place on."""
        if place == len(self.tests.tests):
            return None if self.tests.last is None else self._line(self.tests.last)
        name = _choice_name(self.tests.tests, place)
        following = self._choice_at(place + 1)
        match self.tests.tests[place]:
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
                is_end = place + 1 == len(self.tests.tests)
                rest = self.tests.last if otherwise is None and is_end else otherwise
                word = ELSE if rest is None else rest.label
                action: Action = ListBranchAction(name, branches, word, _edge(default))
            case ValueEquals(of_property, static_ways):
                values = tuple(StaticBranch(v, _edge(self._line(line))) for v, line in static_ways)
                source = PropertyInput(of_property)
                is_end = place + 1 == len(self.tests.tests)
                word = self.tests.last.label if is_end and self.tests.last is not None else ELSE
                action = StaticBranchAction(name, source, values, word, _edge(following))
        self.drafts[name] = _Draft(Note(name, "", "choose"), action)
        return name

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
                self.drafts[outcome] = _Draft(Note(outcome, line.rule, "look at the wait"), branch)
                self.drafts[name] = _Draft(note, single)
            case Kept(text):
                content = parse(text)
                assert isinstance(content, dict)
                self.drafts[name] = _Draft(note, KeptAction(name, content, _edge(following)))
            case OwnerOfField():
                self.drafts[name] = _Draft(note, self._owner_switch(line, step, name, following))
            case _:
                type_id, fields = actions.fields(step)
                self.drafts[name] = _Draft(
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
            self.drafts[own] = _Draft(Note(own, line.rule, _kind(given)), single)
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
            self.drafts[stamp] = _Draft(Note(stamp, line.rule, "remember the rule"), action)
            follows = self.after_turn.setdefault(turn.key, {})
            follows[line.label] = self._steps(line, 1)
            type_id, own = StepActions(self.settings).fields(turn)
            note = Note(rotate, "", _kind(turn), turn)
            after = _edge(f"after|{turn.key}")
            self.drafts[rotate] = _Draft(note, SingleAction(rotate, type_id, own, after))
        return stamp

    def _lead_on(self, key: str) -> None:
        name = f"after|{key}"
        ways = tuple(StaticBranch(v, _edge(n)) for v, n in self.after_turn[key].items())
        action = StaticBranchAction(name, PropertyInput(RULE_PROPERTY), ways, ELSE)
        self.drafts[name] = _Draft(Note(name, "", "go on by rule"), action)


def _choice_name(tests: tuple[Choice, ...], place: int) -> str:
    return tests[place].name


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


def _renamed(action: Action, ids: Mapping[str, str]) -> Action:
    def edge(old: Connection | None) -> Connection | None:
        return None if old is None else replace(old, next_action_id=ids[old.next_action_id])

    match action:
        case SingleAction() | KeptAction():
            return replace(action, id=ids[action.id], next=edge(action.next))
        case ListBranchAction():
            branches = tuple(replace(b, next=edge(b.next)) for b in action.branches)
            return replace(
                action, id=ids[action.id], branches=branches, default=edge(action.default)
            )
        case StaticBranchAction():
            ways = tuple(replace(b, next=edge(b.next)) for b in action.branches)
            source = action.input
            if isinstance(source, OutcomeInput):
                source = replace(source, action_id=ids[source.action_id])
            return replace(
                action, id=ids[action.id], input=source, branches=ways, default=edge(action.default)
            )


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

    def edge(old: Connection | None) -> Connection | None:
        if old is None:
            return None
        if old.next_action_id in entered:
            return replace(old, edge_type=EdgeType.GOTO)
        entered.add(old.next_action_id)
        fresh.append(old.next_action_id)
        return old

    match action:
        case SingleAction() | KeptAction():
            return replace(action, next=edge(action.next)), fresh
        case ListBranchAction():
            # The default first: the chain of tests is the trunk, and passing branches join it.
            default = edge(action.default)
            branches = tuple(replace(b, next=edge(b.next)) for b in action.branches)
            found: Action = replace(action, branches=branches, default=default)
        case StaticBranchAction():
            default = edge(action.default)
            ways = tuple(replace(b, next=edge(b.next)) for b in action.branches)
            found = replace(action, branches=ways, default=default)
    if action.default is not None and fresh and fresh[0] == action.default.next_action_id:
        fresh.append(fresh.pop(0))
    return found, fresh
