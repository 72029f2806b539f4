"""What it takes to bring a portal's flows to the emitted ones: create, update, leave alone.

A flow is found by its name (exactly one of the fetched bodies must have it). Two bodies are the
same where they are equal but for what the portal writes itself (ids, times, revision) and for the
numbers of actions, which are counted anew along the paths from the start. An update sends the whole
body with the revision that it was compared with, without what only the portal writes; what the
emission does not own (whether the flow is on, its time windows, blocked dates, suppression lists,
goal) stays as the portal has it. Nothing is ever deleted: a flow of the portal that the emission
does not have is not touched. (facts: sections 2 and 5, "Idempotent apply".)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from routewright_compiler.targets.hubspot.model import Json, JsonObject

READ_ONLY = (
    "id",
    "createdAt",
    "updatedAt",
    "crmObjectCreationStatus",
    "nextAvailableActionId",
    "dataSources",
    "uuid",
)
"""What the portal writes; `flowType` and `objectTypeId` are set at creation only."""
_SET_ONCE = ("flowType", "objectTypeId")
_PORTALS_OWN = (
    "isEnabled",
    "timeWindows",
    "blockedDates",
    "customProperties",
    "suppressionListIds",
    "suppressionFilterBranch",
    "canEnrollFromSalesforce",
    "goalFilterBranch",
    "eventAnchor",
    "unEnrollmentSetting",
    "enrollmentSchedule",
)
_BRANCH_LISTS = ("listBranches", "staticBranches", "testBranches")


class Step(StrEnum):
    """What is to be done with one flow."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PlannedFlow:
    """One flow of the emission; `body` is what to send, empty where it is unchanged.

    `flow_id` and `revision` are those of the portal's flow, empty for a new one. `changes` say in
    words what differs, `is_on` whether the flow runs in the portal and so changes at once.
    """

    name: str
    step: Step
    flow_id: str = ""
    revision: str = ""
    is_on: bool = False
    changes: tuple[str, ...] = ()
    body: JsonObject = field(default_factory=dict, hash=False)


class PlanError(ValueError):
    """Emitted and fetched flows that cannot be matched; the text says why and what to do."""


def plan_flows(
    emitted: Iterable[JsonObject], current: Sequence[JsonObject]
) -> tuple[PlannedFlow, ...]:
    """Return what to do with each emitted flow, in the order given; raise PlanError."""
    by_name: dict[str, list[JsonObject]] = {}
    for body in current:
        by_name.setdefault(_text(body, "name"), []).append(body)
    return tuple(_planned(body, by_name.get(_text(body, "name"), [])) for body in emitted)


def _planned(body: JsonObject, found: Sequence[JsonObject]) -> PlannedFlow:
    name = _text(body, "name")
    if not found:
        return PlannedFlow(name, Step.CREATE, body=body)
    if len(found) > 1:
        ids = ", ".join(sorted(_text(other, "id") for other in found))
        raise PlanError(
            f"{len(found)} flows of the portal are called `{name}` (ids {ids}); rename all but one"
        )
    (theirs,) = found
    for key in (*_SET_ONCE, "type"):
        if key in theirs and theirs[key] != body.get(key):
            raise PlanError(
                f"the flow `{name}` of the portal has {key} `{theirs[key]}`, not"
                f" `{body.get(key)}`, and that cannot be changed; rename one of the two"
            )
    flow_id, revision = _text(theirs, "id"), _text(theirs, "revisionId")
    if not flow_id or not revision:
        missing = "id" if not flow_id else "revisionId"
        raise PlanError(f"the fetched flow `{name}` has no {missing}; fetch it anew")
    is_on = theirs.get("isEnabled") is True
    changes = _changes(theirs, body)
    if not changes:
        return PlannedFlow(name, Step.UNCHANGED, flow_id, revision, is_on)
    wanted = _update(theirs, body)
    return PlannedFlow(name, Step.UPDATE, flow_id, revision, is_on, changes, wanted)


def _update(theirs: JsonObject, body: JsonObject) -> JsonObject:
    kept = {key: theirs[key] for key in _PORTALS_OWN if key in theirs}
    found = {**body, **kept, "revisionId": theirs["revisionId"]}
    return {key: value for key, value in found.items() if key not in (*READ_ONLY, *_SET_ONCE)}


def _changes(theirs: JsonObject, body: JsonObject) -> tuple[str, ...]:
    """Say what an update changes, by the parts of a body that the emission owns."""
    old, new = normal_body(theirs), normal_body(body)
    found: list[str] = []
    if old.get("description", "") != new.get("description", ""):
        found.append("description")
    if old.get("enrollmentCriteria") != new.get("enrollmentCriteria"):
        found.append("enrolment")
    if (old.get("actions"), old.get("startActionId")) != (
        new.get("actions"),
        new.get("startActionId"),
    ):
        found.append(_action_words(old.get("actions"), new.get("actions")))
    return tuple(found)


def _action_words(old: Json, new: Json) -> str:
    before = list(old) if isinstance(old, list) else []
    after = list(new) if isinstance(new, list) else []
    gone = sum(1 for action in before if action not in after)
    come = sum(1 for action in after if action not in before)
    return f"actions: {come} new or changed, {gone} gone or changed, of {len(before)}"


def normal_body(body: JsonObject) -> JsonObject:
    """Return what of a body counts in a comparison, its actions counted along the paths."""
    numbers = _numbers(body)
    left_out = {*READ_ONLY, *_SET_ONCE, *_PORTALS_OWN, "revisionId"}
    kept = {key: value for key, value in body.items() if key not in left_out}
    renumbered = _renumbered(kept, numbers)
    assert isinstance(renumbered, dict)
    actions = renumbered.get("actions")
    if isinstance(actions, list):
        renumbered["actions"] = sorted(actions, key=_number_of)
    return renumbered


def _number_of(action: Json) -> tuple[bool, int, str]:
    own = action.get("actionId") if isinstance(action, dict) else None
    text = str(own)
    return (not text.isdigit(), int(text) if text.isdigit() else 0, text)


def _numbers(body: JsonObject) -> Mapping[str, str]:
    """Return a number for each action, in the order in which the paths from the start meet it."""
    actions = body.get("actions")
    by_id: dict[str, JsonObject] = {}
    for action in actions if isinstance(actions, list) else []:
        if isinstance(action, dict):
            by_id[_text(action, "actionId")] = action
    found: dict[str, str] = {}
    waiting = [_text(body, "startActionId")]
    while waiting:
        own = waiting.pop()
        if own in found or own not in by_id:
            continue
        found[own] = str(len(found) + 1)
        waiting.extend(reversed(_next_ids(by_id[own])))
    for own in sorted(set(by_id) - set(found)):
        found[own] = f"unreached {len(found) + 1}"
    return found


def _next_ids(action: JsonObject) -> list[str]:
    """Return the ids that an action leads to, in the order in which it lists them."""
    edges: list[Json] = [action.get("connection")]
    for key in _BRANCH_LISTS:
        listed = action.get(key)
        for branch in listed if isinstance(listed, list) else []:
            edges.append(branch.get("connection") if isinstance(branch, dict) else None)
    edges.append(action.get("defaultBranch"))
    return [_text(edge, "nextActionId") for edge in edges if isinstance(edge, dict)]


def _renumbered(value: Json, numbers: Mapping[str, str]) -> Json:
    """Return the value with ids of actions replaced, edge types left out of the comparison."""
    if isinstance(value, list):
        return [_renumbered(item, numbers) for item in value]
    if not isinstance(value, dict):
        return value
    found: JsonObject = {}
    for key, item in value.items():
        if key in ("actionId", "nextActionId", "startActionId") and isinstance(item, str):
            found[key] = numbers.get(item, item)
        elif key != "edgeType":
            found[key] = _renumbered(item, numbers)
    return found


def _text(body: JsonObject, key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else "" if value is None else str(value)
