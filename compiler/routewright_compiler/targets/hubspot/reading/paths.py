"""The paths of a flow as tests in order: which records come to which actions.

A chain of if/then actions is one list of tests, however it is cut into actions. A branch that joins
the default of its own action takes its records past the branches behind it, so these deny it. A
value-equals action over a property that the path itself has set is no test at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.properties import NEXT_PROPERTY
from routewright_compiler.targets.hubspot.reading.bodies import Bodies, entered_at, has_circle
from routewright_compiler.targets.hubspot.reading.filter_words import FilterWords
from routewright_compiler.targets.hubspot.reading.options import option_test
from routewright_compiler.targets.hubspot.reading.words import (
    Said,
    Words,
    every,
    opposite,
    quoted,
)

MAX_VISITS = 500_000
MAX_DEPTH = 250
ANSWERED = "hs_event_criteria_met"
SPLIT = "hubspot split "
EVERYTHING = "everything"  # the path of a flow without branches


class TooManyPathsError(Exception):
    """A flow has more paths than can be followed."""


@dataclass(frozen=True, slots=True)
class Act:
    """An action that a record passes: its id and its JSON.

    `is_awaited` of a wait for an answer whose absence alone leads on.
    """

    id: str
    content: JsonObject = field(hash=False)
    is_awaited: bool = False

    @property
    def type_id(self) -> str:
        """Return the type id of a built-in action, else the kind of the action."""
        return str(self.content.get("actionTypeId") or self.content.get("type"))

    @property
    def fields(self) -> JsonObject:
        """Return the fields of a built-in action."""
        return as_object(self.content.get("fields"))


@dataclass(frozen=True, slots=True)
class End:
    """The end of a path: what the record has passed on the way.

    `branch` is the if/then branch that it came by last, `is_left` whether a default that leads
    nowhere ended it.
    """

    name: str
    acts: tuple[Act, ...]
    is_left: bool = False
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Tests:
    """Tests in order; the first that holds decides, `last` takes the rest."""

    ways: tuple[tuple[Words, "Way"], ...]
    last: End
    name: str = ""


Way = End | Tests


@dataclass(frozen=True, slots=True)
class _Choice:
    """A choice on the way: its branches, and where its default goes on, with what name and path."""

    name: str
    ways: list[tuple[Words, Way]]
    following: str | None
    label: str
    path: "_Path"
    is_passing: bool = False


class Paths:
    """Follows the paths of the flows of one output; `troubles` grows by what cannot be followed."""

    def __init__(self, bodies: Bodies, words: FilterWords) -> None:
        self._bodies = bodies
        self._words = words
        self._visits = 0
        self.troubles: dict[str, None] = {}

    def from_start(self) -> Tests:
        """Return the tests from the start; raise TooManyPathsError, also for a circle."""
        for actions, start in zip(self._bodies.actions, self._bodies.starts, strict=True):
            if has_circle(actions, start):
                raise TooManyPathsError
        way = self._from(self._bodies.starts[0], EVERYTHING, _Path())
        return way if isinstance(way, Tests) else Tests((), way)

    def _from(self, own: str | None, name: str, path: "_Path") -> Way:
        """Return what happens from an action on."""
        passed: list[_Choice] = []
        last: Way | None = None
        while last is None:
            action = self._bodies.actions[path.flow].get(own or "")
            if action is None or own is None:
                last = End(name, path.acts, branch=path.branch or name)
                break
            self._visits += 1
            if self._visits > MAX_VISITS or path.depth > MAX_DEPTH:
                raise TooManyPathsError
            match action.get("type"):
                case "LIST_BRANCH":
                    choice = self._if_then(action, name, path)
                case "STATIC_BRANCH":
                    found = self._value_equals(own, action, name, path)
                    if not isinstance(found, _Choice):
                        own, path = found
                        continue
                    choice = found
                case "AB_TEST_BRANCH":
                    last = self._split(own, action, name, path.deeper())
                    break
                case _:
                    path = path.after(self._bodies.shown_id(path.flow, own), action)
                    own, path = self._onwards(action, path)
                    continue
            passed.append(choice)
            if choice.following is None:
                last = self._left(choice.label, choice.path)
            own, name, path = choice.following, choice.label, choice.path
        for choice in reversed(passed):
            last = _joined(choice.ways, last, choice.name, is_passing=choice.is_passing)
        return last

    def _onwards(self, action: JsonObject, path: "_Path") -> tuple[str | None, "_Path"]:
        """Return what follows an action, in its flow or in the one that it hands the record to."""
        own = _target(action.get("connection"))
        flows = self._bodies.by_value.get(path.assigned.get(NEXT_PROPERTY, ""), ())
        is_handed_on = as_object(action.get("fields")).get("property_name") == NEXT_PROPERTY
        if not flows or not is_handed_on:
            return own, path
        value = path.assigned[NEXT_PROPERTY]
        if own is not None:
            self.troubles[f"a record goes on in two flows after `{value}`"] = None
        elif len(flows) > 1:
            self.troubles[f"{len(flows)} flows take records by `{value}`"] = None
        elif flows[0] in path.flows:
            self.troubles[f"a record comes back to a flow by `{value}`, which takes it once"] = None
        else:
            return self._bodies.starts[flows[0]], replace(path, flows=(*path.flows, flows[0]))
        return own, path

    # --- if/then ------------------------------------------------------------------------------

    def _if_then(self, action: JsonObject, name: str, path: "_Path") -> _Choice:
        default = _target(action.get("defaultBranch"))
        label = str(action.get("defaultBranchName") or name)
        passing: list[Words] = []
        ways: list[tuple[Words, Way]] = []
        goes_on = self._goes_on(default, path.flow)
        branches = [as_object(item) for item in as_list(action.get("listBranches"))]
        for place, branch in enumerate(branches):
            said = self._words.tree(branch.get("filterBranch"))
            own = _target(branch.get("connection"))
            if goes_on and own == default:
                passing.append(said)
                continue
            here = every((said, *map(opposite, passing)))
            own_name = str(branch.get("branchName") or f"{name} {place + 1}")
            ways.append((here, self._from(own, own_name, path.by(own_name).deeper())))
        is_passing = bool(branches) and str(branches[-1].get("branchName")).startswith("not ")
        else_path = path.by("")  # what the default leads to has a name of its own
        return _Choice(name, ways, default, label, else_path, is_passing)

    def _goes_on(self, own: str | None, flow: int) -> bool:
        """Tell whether an action is a choice, be it in the flow that takes the record over."""
        for _ in self._bodies.actions:
            action = self._bodies.actions[flow].get(own or "", {})
            if action.get("type") in ("LIST_BRANCH", "STATIC_BRANCH", "AB_TEST_BRANCH"):
                return True
            fields = as_object(action.get("fields"))
            value = str(as_object(fields.get("value")).get("staticValue"))
            flows = self._bodies.by_value.get(value, ())
            if fields.get("property_name") != NEXT_PROPERTY or not flows:
                return False
            flow = flows[0]
            own = entered_at(self._bodies, flow, value)
        return False

    def _left(self, name: str, path: "_Path") -> End:
        return End(name, path.acts, is_left=True, branch=path.branch or name)

    # --- value equals -------------------------------------------------------------------------

    def _value_equals(
        self, own: str, action: JsonObject, name: str, path: "_Path"
    ) -> "_Choice | tuple[str | None, _Path]":
        """Return the choice, or where the one branch that a record can take leads."""
        source = as_object(action.get("inputValue"))
        branches = [as_object(item) for item in as_list(action.get("staticBranches"))]
        default = _target(action.get("defaultBranch"))
        label = str(action.get("defaultBranchName") or name)
        of_property = str(source.get("propertyName"))
        if source.get("type") == "OBJECT_PROPERTY" and of_property in path.assigned:
            value = path.assigned[of_property]
            for branch in branches:
                if branch.get("branchValue") == value:
                    return _target(branch.get("connection")), path
            return default, path
        if self._is_answer(source, branches, path):
            # The branch of an answer ends the path; what follows is what silence brings.
            return default, path.awaited()
        ways: list[tuple[Words, Way]] = []
        for branch in branches:
            value = str(branch.get("branchValue"))
            said = self._value_test(own, source, value)
            branch_name = f"{of_property} = {value}"
            target = _target(branch.get("connection"))
            here = path if path.branch else path.by(branch_name)
            ways.append((said, self._from(target, f"{name} / {value}", here.deeper())))
        return _Choice(name, ways, default, label, path)

    def _is_answer(self, source: JsonObject, branches: list[JsonObject], path: "_Path") -> bool:
        if source.get("type") != "FIELD_DATA" or source.get("dataKey") != ANSWERED:
            return False
        awaited = self._bodies.shown_id(path.flow, str(source.get("actionId")))
        if not path.acts or path.acts[-1].id != awaited:
            return False
        ends = len(branches) == 1 and "connection" not in branches[0]
        return ends and branches[0].get("branchValue") == "true"

    def _value_test(self, own: str, source: JsonObject, value: str) -> Words:
        if source.get("type") == "OBJECT_PROPERTY":
            return self._words.tree(option_test(str(source.get("propertyName")), value))
        return Said(f"outside {quoted(f'{SPLIT}action {own} = {value}')}")

    # --- random splits ------------------------------------------------------------------------

    def _split(self, own: str, action: JsonObject, name: str, path: "_Path") -> Way:
        branches = [as_object(item) for item in as_list(action.get("testBranches"))]
        ways: list[tuple[Words, Way]] = []
        for place, branch in enumerate(branches):
            label = f"{name} / part {place + 1}"
            way = self._from(_target(branch.get("connection")), label, path)
            text = f"{SPLIT}action {own}, part {place + 1} of {len(branches)}"
            ways.append((Said(f"outside {quoted(text)}"), way))
        if not ways:
            return self._left(name, path)
        return _joined(ways[:-1], ways[-1][1], name)


@dataclass(frozen=True, slots=True)
class _Path:
    """What a record has passed, and the values that it was given on the way."""

    acts: tuple[Act, ...] = ()
    assigned: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    branch: str = ""
    flows: tuple[int, ...] = (0,)

    @property
    def flow(self) -> int:
        """Return the number of the flow that the record is in."""
        return self.flows[-1]

    def after(self, own: str, action: JsonObject) -> "_Path":
        """Return the path behind one more action."""
        act = Act(own, action)
        assigned = self.assigned
        value = as_object(act.fields.get("value"))
        if act.type_id == "0-5" and value.get("type") == "STATIC_VALUE":
            name = str(act.fields.get("property_name"))
            assigned = {**assigned, name: str(value.get("staticValue"))}
        return replace(self, acts=(*self.acts, act), assigned=assigned)

    def awaited(self) -> "_Path":
        """Return the path with its last action as a wait that nobody answered."""
        last = replace(self.acts[-1], is_awaited=True)
        return replace(self, acts=(*self.acts[:-1], last))

    def by(self, branch: str) -> "_Path":
        """Return the path through a branch of that name."""
        return replace(self, branch=branch)

    def deeper(self) -> "_Path":
        """Return the path inside one more choice."""
        return replace(self, depth=self.depth + 1)


def _joined(
    ways: list[tuple[Words, Way]], last: Way, name: str, *, is_passing: bool = False
) -> Way:
    """Return one list of tests where the default goes on with tests.

    `is_passing` where the last branch only takes records past an action that takes all others: then
    `if P then go on with tests else give` is said as `if not P then give else go on`.
    """
    if isinstance(last, Tests):
        return Tests((*ways, *last.ways), last.last, name)
    if is_passing and ways and isinstance(ways[-1][1], Tests):
        said, inner = ways[-1]
        assert isinstance(inner, Tests)
        return Tests((*ways[:-1], (opposite(said), last), *inner.ways), inner.last, name)
    return Tests(tuple(ways), last, name)


def _target(connection: Json) -> str | None:
    found = as_object(connection).get("nextActionId")
    return found if isinstance(found, str) else None
