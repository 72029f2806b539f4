"""The flows of one output together: the first, and those that take records which others hand on.

A flow is entered by a value of `routewright_next` where its enrolment is exactly what emission
writes for that. Ids of actions that stand in several flows are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.enrolment import handed_on
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.properties import NEXT_PROPERTY


@dataclass(frozen=True, slots=True)
class Bodies:
    """The actions of each flow by id, the first action of each, and the flows by value."""

    actions: tuple[Mapping[str, JsonObject], ...]
    starts: tuple[str | None, ...]
    by_value: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    shared_ids: frozenset[str] = frozenset()

    def shown_id(self, flow: int, own: str) -> str:
        """Return the id of an action, with its flow where another flow has the same id."""
        return f"{own} of flow {flow + 1}" if own in self.shared_ids and flow else own


def bodies_of(bodies: Sequence[JsonObject]) -> Bodies:
    """Return the flows of some bodies, the first of them being the one that others follow."""
    actions = tuple(_actions(body) for body in bodies)
    by_value: dict[str, tuple[int, ...]] = {}
    for number, body in enumerate(bodies[1:], 1):
        for value in entry_values(body):
            by_value[value] = (*by_value.get(value, ()), number)
    counts: dict[str, int] = {}
    for own in actions:
        for known in own:
            counts[known] = counts.get(known, 0) + 1
    shared = frozenset(known for known, count in counts.items() if count > 1)
    starts = tuple(_start(body) for body in bodies)
    return Bodies(actions, starts, by_value, shared)


def entered_at(bodies: Bodies, flow: int, value: str) -> str | None:
    """Return the action to which a flow leads the records of one value of `routewright_next`."""
    own = bodies.starts[flow]
    for _ in bodies.actions[flow]:
        action = bodies.actions[flow].get(own or "", {})
        if as_object(action.get("inputValue")).get("propertyName") != NEXT_PROPERTY:
            break
        listed = map(as_object, as_list(action.get("staticBranches")))
        ways = [way for way in listed if way.get("branchValue") == value]
        edge = as_object(ways[0].get("connection") if ways else action.get("defaultBranch"))
        own = str(edge.get("nextActionId"))
    return own


def entry_values(body: JsonObject) -> tuple[str, ...]:
    """Return the values that enrol a record in a flow; none where something else does."""
    criteria = as_object(body.get("enrollmentCriteria"))
    values = _values(criteria.get("listFilterBranch"))
    return values if values and criteria == handed_on(values) else ()


def has_circle(actions: Mapping[str, JsonObject], start: str | None) -> bool:
    """Tell whether actions that are reached from a first one lead back to themselves."""
    done: set[str] = set()
    open_: set[str] = set()
    waiting = [] if start is None else [(start, False)]
    while waiting:
        own, is_left = waiting.pop()
        if is_left:
            open_.discard(own)
            done.add(own)
        elif own in open_:
            return True
        elif own not in done:
            open_.add(own)
            waiting.append((own, True))
            waiting.extend((to, False) for to in led_to(actions[own]) if to in actions)
    return False


def led_to(action: JsonObject) -> list[str]:
    """Return the ids that an action leads to."""
    edges: list[Json] = [action.get("connection"), action.get("defaultBranch")]
    for key in ("listBranches", "staticBranches", "testBranches"):
        edges += [as_object(branch).get("connection") for branch in as_list(action.get(key))]
    return [to for edge in edges if isinstance(to := as_object(edge).get("nextActionId"), str)]


def _values(tree: Json) -> tuple[str, ...]:
    for alternative in as_list(as_object(tree).get("filterBranches")):
        for item in as_list(as_object(alternative).get("filters")):
            found = as_list(as_object(as_object(item).get("operation")).get("values"))
            return tuple(value for value in found if isinstance(value, str))
    return ()


def _actions(body: JsonObject) -> dict[str, JsonObject]:
    found: dict[str, JsonObject] = {}
    for item in as_list(body.get("actions")):
        action = as_object(item)
        found.setdefault(str(action.get("actionId")), action)
    return found


def _start(body: JsonObject) -> str | None:
    start = body.get("startActionId")
    return start if isinstance(start, str) and start in _actions(body) else None
