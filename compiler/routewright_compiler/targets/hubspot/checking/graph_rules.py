"""What makes the actions of a flow one graph: ids once, edges that end somewhere, all reached."""

from collections.abc import Iterator

from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.checking.report import BodyReport, at
from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.limits import (
    ACTIONS,
    LIST_BRANCHES,
    STATIC_BRANCHES,
    Limit,
)
from routewright_compiler.targets.hubspot.model import JsonObject


def check_graph(body: JsonObject, report: BodyReport) -> None:
    """Check ids, edges and limits of a flow's actions."""
    actions = [as_object(item) for item in as_list(body.get("actions"))]
    places: dict[str, int] = {}
    for place, action in enumerate(actions):
        own = action.get("actionId")
        if not isinstance(own, str):
            continue
        if own in places:
            first = at("actions", places[own])
            path = at(at("actions", place), "actionId")
            report.add(codes.DUPLICATE_ACTION, path, f"is `{own}`, which `{first}` has already")
        places.setdefault(own, place)
    _check_start(body, places, report)
    for place, action in enumerate(actions):
        for path, target in edges(action, at("actions", place)):
            if target not in places:
                text = f"leads to action `{target}`, which there is not"
                report.add(codes.DANGLING_ACTION, path, text)
        _check_input(action, at("actions", place), places, report)
        _check_limits(action, at("actions", place), report)
    _within(ACTIONS, len(actions), "actions", report)
    _check_reached(body, actions, places, report)
    _check_next_id(body, places, report)


def edges(action: JsonObject, path: str) -> Iterator[tuple[str, str]]:
    """Yield the edges that leave an action: the path of each, and the id it leads to."""
    for key in ("connection", "defaultBranch"):
        target = as_object(action.get(key)).get("nextActionId")
        if isinstance(target, str):
            yield at(at(path, key), "nextActionId"), target
    for key in ("listBranches", "staticBranches", "testBranches"):
        for place, branch in enumerate(as_list(action.get(key))):
            target = as_object(as_object(branch).get("connection")).get("nextActionId")
            if isinstance(target, str):
                own = at(at(at(path, key), place), "connection")
                yield at(own, "nextActionId"), target


def _check_start(body: JsonObject, places: dict[str, int], report: BodyReport) -> None:
    start = body.get("startActionId")
    if isinstance(start, str) and start not in places:
        text = f"is `{start}`, which no action has"
        report.add(codes.DANGLING_ACTION, "startActionId", text)
    if start is None and places:
        report.add(codes.DANGLING_ACTION, "", "the flow has actions and no `startActionId`")


def _check_input(action: JsonObject, path: str, places: dict[str, int], report: BodyReport) -> None:
    source = as_object(action.get("inputValue"))
    own = source.get("actionId")
    if source.get("type") == "FIELD_DATA" and isinstance(own, str) and own not in places:
        where = at(at(path, "inputValue"), "actionId")
        report.add(codes.DANGLING_ACTION, where, f"looks at action `{own}`, which there is not")


def _check_limits(action: JsonObject, path: str, report: BodyReport) -> None:
    for key, limit in (("listBranches", LIST_BRANCHES), ("staticBranches", STATIC_BRANCHES)):
        branches = as_list(action.get(key))
        _within(limit, len(branches), at(path, key), report)
    values = [as_object(b).get("branchValue") for b in as_list(action.get("staticBranches"))]
    for place, value in enumerate(values):
        if value in values[:place]:
            where = at(at(at(path, "staticBranches"), place), "branchValue")
            report.add(codes.DUPLICATE_ACTION, where, "stands twice; only the first can be taken")


def _within(limit: Limit, count: int, path: str, report: BodyReport) -> None:
    if count > limit.number:
        text = f"has {count} {limit.unit}; HubSpot takes {limit.number}"
        report.add(codes.OVER_LIMIT, path, text, f"by {limit.source}, {limit.read}")


def _check_reached(
    body: JsonObject, actions: list[JsonObject], places: dict[str, int], report: BodyReport
) -> None:
    start = body.get("startActionId")
    waiting = [start] if isinstance(start, str) and start in places else []
    if not waiting:
        return
    reached = set(waiting)
    while waiting:
        for _, target in edges(actions[places[waiting.pop()]], ""):
            if target in places and target not in reached:
                reached.add(target)
                waiting.append(target)
    for own, place in places.items():
        if own not in reached:
            text = f"is action `{own}`, which no path reaches"
            report.add(codes.UNREACHED_ACTION, at("actions", place), text)
    _check_circles(actions, places, str(start), report)


def _check_circles(
    actions: list[JsonObject], places: dict[str, int], start: str, report: BodyReport
) -> None:
    """Report the first edge that leads back; depth first, without recursion."""
    open_, done = {start}, set[str]()
    stack = [(start, edges(actions[places[start]], at("actions", places[start])))]
    while stack:
        own, rest = stack[-1]
        for path, target in rest:
            if target in open_:
                text = f"leads back to action `{target}`"
                report.add(codes.DANGLING_ACTION, path, text, "a record would never leave")
                return
            if target in places and target not in done:
                open_.add(target)
                place = places[target]
                stack.append((target, edges(actions[place], at("actions", place))))
                break
        else:
            stack.pop()
            open_.discard(own)
            done.add(own)


def _check_next_id(body: JsonObject, places: dict[str, int], report: BodyReport) -> None:
    following = body.get("nextAvailableActionId")
    numbers = [int(own) for own in places if own.isdecimal() and own.isascii()]
    if isinstance(following, str) and following.isdecimal() and following.isascii() and numbers:
        if int(following) <= max(numbers):
            text = f"is `{following}`, which is not above every action's id"
            report.add(codes.DUPLICATE_ACTION, "nextAvailableActionId", text)
    elif following is not None and not (isinstance(following, str) and following.isdecimal()):
        report.add(codes.DAMAGED_BODY, "nextAvailableActionId", "must be a number as a text")
