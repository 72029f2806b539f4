"""A workflow engine written from the documented behaviour alone, to hold the emitted flows against.

It reads JSON and knows nothing of the target's code. The rules, by the heading of the facts that
were gathered of HubSpot's documentation ("facts/hubspot.md"):

- Filter tree: the root is OR over ANDs; an AND holds where all its filters and branches do.
- null: `includeObjectsWithNoValueSet` answers for a property without a value.
- case: texts compare without regard to case (marked there as not confirmed).
- branch choice: branches in order, the first match takes the record; no match takes the default,
  or leaves the flow where that has no connection.
- rotate record to owner: round robin in listed order, one count for each action.
- 0-29: waits for an event or `expiration_minutes`; `hs_event_criteria_met` says which came.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo


@dataclass
class Happening:
    """Something that the engine did, so many minutes after the start."""

    minute: int
    what: str
    value: object


@dataclass
class Portal:
    """The counts of rotations, which all records share, and the portal's own teams."""

    turns: dict[str, int] = field(default_factory=dict)
    teams: dict[str, tuple[str, ...]] = field(default_factory=dict)


def run_flows(bodies, properties, portal, now):
    """Send one record through the first of some flows and through all that it then meets.

    Turning on, re-enrolment: a flow takes a record once. null, filter tree: a flow takes a record
    whose properties meet its criteria.
    """
    values, waiting, happened, minute = dict(properties), list(bodies), [], 0
    entered = [waiting.pop(0)]
    while entered:
        (body,) = entered  # two at once would both work on the record
        happened += run_flow(body, values, portal, now, minute=minute)
        minute = max([minute, *(item.minute for item in happened)])
        trees = [(own, own["enrollmentCriteria"]["listFilterBranch"]) for own in waiting]
        at = now + timedelta(minutes=minute)
        entered = [own for own, tree in trees if holds(tree, values, at)]
        waiting = [own for own in waiting if own not in entered]
    return happened


def run_flow(body, properties, portal, now, is_answered=False, minute=0):
    """Send one record through a flow; return what happened, in order.

    Where `properties` is a mapping that can be written, it holds the record's values afterwards.
    """
    actions = {action["actionId"]: action for action in body["actions"]}
    values = properties
    happened = []
    outcomes = {}
    own = body.get("startActionId")
    while own is not None:
        action = actions[own]
        kind = action["type"]
        if kind == "LIST_BRANCH":
            own = _target(_chosen(action, values, now + timedelta(minutes=minute)))
            continue
        if kind == "STATIC_BRANCH":
            value = _input(action["inputValue"], values, outcomes)
            taken = [b for b in action["staticBranches"] if b["branchValue"] == value]
            own = _target(taken[0].get("connection") if taken else action.get("defaultBranch"))
            continue
        assert kind == "SINGLE_CONNECTION"
        fields = action["fields"]
        match action["actionTypeId"]:
            case "0-5":
                assert fields["value"]["type"] == "STATIC_VALUE"
                values[fields["property_name"]] = fields["value"]["staticValue"]
                happened.append(
                    Happening(minute, fields["property_name"], fields["value"]["staticValue"])
                )
            case "0-11":
                count = portal.turns.get(own, 0)
                portal.turns[own] = count + 1
                users = fields.get("user_ids") or [
                    user for team in fields["team_ids"] for user in portal.teams[team]
                ]
                user = users[count % len(users)]
                values[fields["target_property"]] = user
                happened.append(Happening(minute, "hubspot_owner_id", user))
            case "0-8":
                told = fields.get("user_ids") or ["owner"]
                happened.append(Happening(minute, "told", tuple(told)))
            case "0-3":
                due = fields["due_time"]
                assert due["timeUnit"] == "MINUTES"
                happened.append(Happening(minute, "due", minute + due["delta"]))
            case "0-29":
                minute += 0 if is_answered else int(fields["expiration_minutes"])
                outcomes[own] = {"hs_event_criteria_met": "true" if is_answered else "false"}
            case other:
                raise AssertionError(f"no such action: {other}")
        own = _target(action.get("connection"))
    return happened


def _target(connection):
    return None if connection is None else connection["nextActionId"]


def _chosen(action, values, now):
    for branch in action["listBranches"]:
        if holds(branch["filterBranch"], values, now):
            return branch.get("connection")
    return action.get("defaultBranch")


def _input(source, values, outcomes):
    if source["type"] == "FIELD_DATA":
        return outcomes[source["actionId"]][source["dataKey"]]
    return values.get(source["propertyName"])


def holds(branch, values, now):
    """Tell whether a record meets a filter branch."""
    inner = [holds(item, values, now) for item in branch["filterBranches"]]
    own = [_filter(item, values, now) for item in branch["filters"]]
    assert branch["filterBranchType"] in ("OR", "AND")
    return (any if branch["filterBranchType"] == "OR" else all)([*inner, *own])


def _filter(item, values, now):
    assert item["filterType"] == "PROPERTY"
    operation = item["operation"]
    value = values.get(item["property"])
    operator = operation["operator"]
    if operation["operationType"] == "ALL_PROPERTY":
        return (value is not None) is (operator == "IS_KNOWN")
    if value is None:
        return operation["includeObjectsWithNoValueSet"]
    return _OPERATIONS[operation["operationType"]](operator, value, operation, now)


def _text(text):
    return re.sub(r"\s+$|^\s+", "", text).casefold()


def _multistring(operator, value, operation, _now):
    own, whole = _text(value), [_text(item) for item in operation["values"]]
    wanted = [item.casefold() for item in operation["values"]]  # the blanks of a part count
    return {
        "IS_EQUAL_TO": own in whole,
        "IS_NOT_EQUAL_TO": own not in whole,
        "CONTAINS": any(item in own for item in wanted),
        "DOES_NOT_CONTAIN": not any(item in own for item in wanted),
        "STARTS_WITH": any(own.startswith(item) for item in wanted),
        "ENDS_WITH": any(own.endswith(item) for item in wanted),
    }[operator]


def _enumeration(operator, value, operation, _now):
    own = set(value) if isinstance(value, tuple) else {value}
    wanted = set(operation["values"])
    return {
        "IS_ANY_OF": bool(own & wanted),
        "IS_NONE_OF": not own & wanted,
        "CONTAINS_ALL": wanted <= own,
        "DOES_NOT_CONTAIN_ALL": not wanted <= own,
    }[operator]


def _number(operator, value, operation, _now):
    own, wanted = Decimal(str(value)), Decimal(str(operation["value"]))
    return {
        "IS_EQUAL_TO": own == wanted,
        "IS_NOT_EQUAL_TO": own != wanted,
        "IS_GREATER_THAN": own > wanted,
        "IS_GREATER_THAN_OR_EQUAL_TO": own >= wanted,
        "IS_LESS_THAN": own < wanted,
        "IS_LESS_THAN_OR_EQUAL_TO": own <= wanted,
    }[operator]


def _bool(operator, value, operation, _now):
    return (value is operation["value"]) is (operator == "IS_EQUAL_TO")


def _time_point(operator, value, operation, now):
    own, at = _moment(value), _point(operation["timePoint"], now)
    if own == at:
        return operation["endpointBehavior"] == "INCLUSIVE"
    return own < at if operator == "IS_BEFORE" else own > at


def _time_ranged(operator, value, operation, now):
    own = _moment(value)
    low, high = (_point(operation[f"{end}BoundTimePoint"], now) for end in ("lower", "upper"))
    if operation["lowerBoundTimePoint"].get("indexReference", {}).get("referenceType") == "TODAY":
        low, high = (end.replace(hour=0, minute=0, second=0, microsecond=0) for end in (low, high))
    above = own > low or (own == low and operation["lowerBoundEndpointBehavior"] == "INCLUSIVE")
    below = own < high or (own == high and operation["upperBoundEndpointBehavior"] == "INCLUSIVE")
    return (above and below) is (operator == "IS_BETWEEN")


def _moment(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    assert isinstance(value, date)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def _point(point, now):
    if point["timeType"] == "DATE":
        names = ("year", "month", "day", "hour", "minute", "second")
        numbers = [point.get(name, 0) for name in names]
        micro = point.get("millisecond", 0) * 1000
        return datetime(*numbers, micro, tzinfo=ZoneInfo(point["zoneId"])).astimezone(UTC)
    return now.astimezone(UTC) + timedelta(**point.get("offset", {}))


_OPERATIONS = {
    "MULTISTRING": _multistring,
    "ENUMERATION": _enumeration,
    "NUMBER": _number,
    "BOOL": _bool,
    "TIME_POINT": _time_point,
    "TIME_RANGED": _time_ranged,
}
