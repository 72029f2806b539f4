"""The mapping file beside an imported policy: what is not routing, and the form entries had.

JSON, version 1. A policy keeps its meaning without it; with it, an entry whose rule was not touched
is emitted as it was retrieved, with its template, its notices and the order of its criteria, and so
are the other rules of the file. Rules are found by their names.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.salesforce.model import (
    AssigneeType,
    AssignmentRule,
    FilterItem,
    FilterOperation,
    RuleEntry,
)

FILE_NAME = "salesforce.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class MappedEntry:
    """An entry and the rule of the policy that says the same."""

    rule: str
    entry: RuleEntry


@dataclass(frozen=True, slots=True)
class RuleMapping:
    """The mapping of one policy.

    `default_owner` is the queue of the policy that stands for the org's own default owner; `queues`
    and `reps` say how the policy's queues and reps are called in the org, `fields` which field is
    which.
    """

    object: str
    full_name: str | None
    active: bool | None
    default_owner: str
    fields: Mapping[str, str]
    queues: Mapping[str, str]
    reps: Mapping[str, str]
    entries: tuple[MappedEntry, ...]
    before: tuple[AssignmentRule, ...] = ()
    after: tuple[AssignmentRule, ...] = ()


def write_mapping(mapping: RuleMapping) -> str:
    """Return the text of the file, the same for the same mapping."""
    content = {
        "version": VERSION,
        "object": mapping.object,
        "rule": _present({"fullName": mapping.full_name, "active": mapping.active}),
        "default_owner": mapping.default_owner,
        "fields": dict(mapping.fields),
        "queues": dict(mapping.queues),
        "users": dict(mapping.reps),
        "entries": [{"rule": item.rule, **_entry_data(item.entry)} for item in mapping.entries],
        "rules_before": [_rule_data(rule) for rule in mapping.before],
        "rules_after": [_rule_data(rule) for rule in mapping.after],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_mapping(text: str) -> RuleMapping:
    """Read the text of the file; raise TargetSettingsError where it is damaged."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise TargetSettingsError(f"`{FILE_NAME}` is not JSON: {trouble}") from trouble
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise TargetSettingsError(
            f"`{FILE_NAME}` is no mapping of version {VERSION}; import the configuration again"
        )
    try:
        return _mapping(content)
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise TargetSettingsError(
            f"`{FILE_NAME}` is damaged at {trouble}; restore it, or import the configuration again"
        ) from trouble


def known_entries(mapping: str | None) -> frozenset[RuleEntry]:
    """Return every entry that an import took over, those of the file's other rules too.

    They are the org's own words, and no check of ours knows better than the org that took them.
    """
    if mapping is None:
        return frozenset()
    read = read_mapping(mapping)
    others = (entry for rule in (*read.before, *read.after) for entry in rule.rule_entry)
    return frozenset((*(item.entry for item in read.entries), *others))


def other_queues(text: str | None) -> frozenset[str]:
    """Return the queues that the other rules of an import's file give to."""
    if text is None:
        return frozenset()
    mapping = read_mapping(text)
    return frozenset(
        entry.assigned_to
        for rule in (*mapping.before, *mapping.after)
        for entry in rule.rule_entry
        if entry.assigned_to is not None and entry.assigned_to_type is not AssigneeType.USER
    )


def _mapping(content: Mapping[str, object]) -> RuleMapping:
    rule = _table(content["rule"])
    return RuleMapping(
        _text(content["object"]),
        _maybe_text(rule.get("fullName")),
        _maybe_flag(rule.get("active")),
        _text(content["default_owner"]),
        _texts(content["fields"]),
        _texts(content["queues"]),
        _texts(content["users"]),
        tuple(
            MappedEntry(_text(_table(item)["rule"]), _entry(_table(item)))
            for item in _list(content["entries"])
        ),
        tuple(_rule(_table(item)) for item in _list(content["rules_before"])),
        tuple(_rule(_table(item)) for item in _list(content["rules_after"])),
    )


# --- model to data ----------------------------------------------------------------------------


def _rule_data(rule: AssignmentRule) -> dict[str, object]:
    head = _present({"fullName": rule.full_name, "active": rule.active})
    return {**head, "entries": [_entry_data(entry) for entry in rule.rule_entry]}


def _entry_data(entry: RuleEntry) -> dict[str, object]:
    return _present(
        {
            "assignedTo": entry.assigned_to,
            "assignedToType": entry.assigned_to_type,
            "booleanFilter": entry.boolean_filter,
            "businessHours": entry.business_hours,
            "businessHoursSource": entry.business_hours_source,
            "criteria": [_item_data(item) for item in entry.criteria_items],
            "disableEscalationWhenModified": entry.disable_escalation_when_modified,
            "escalationStartTime": entry.escalation_start_time,
            "formula": entry.formula,
            "notifyCcRecipients": entry.notify_cc_recipients,
            "overrideExistingTeams": entry.override_existing_teams,
            "replyToEmail": entry.reply_to_email,
            "senderEmail": entry.sender_email,
            "senderName": entry.sender_name,
            "team": list(entry.team),
            "template": entry.template,
        }
    )


def _item_data(item: FilterItem) -> dict[str, object]:
    return _present(
        {
            "field": item.field,
            "operation": item.operation,
            "value": item.value,
            "valueField": item.value_field,
        }
    )


def _present(data: Mapping[str, object]) -> dict[str, object]:
    return {
        key: value.value if isinstance(value, Enum) else value
        for key, value in data.items()
        if value is not None and value != []
    }


# --- data to model ----------------------------------------------------------------------------


def _rule(data: Mapping[str, object]) -> AssignmentRule:
    return AssignmentRule(
        _maybe_text(data.get("fullName")),
        _maybe_flag(data.get("active")),
        tuple(_entry(_table(item)) for item in _list(data["entries"])),
    )


def _entry(data: Mapping[str, object]) -> RuleEntry:
    kind = _maybe_text(data.get("assignedToType"))
    return RuleEntry(
        assigned_to=_maybe_text(data.get("assignedTo")),
        assigned_to_type=None if kind is None else AssigneeType(kind),
        boolean_filter=_maybe_text(data.get("booleanFilter")),
        business_hours=_maybe_text(data.get("businessHours")),
        business_hours_source=_maybe_text(data.get("businessHoursSource")),
        criteria_items=tuple(_item(_table(item)) for item in _list(data.get("criteria", []))),
        disable_escalation_when_modified=_maybe_flag(data.get("disableEscalationWhenModified")),
        escalation_start_time=_maybe_text(data.get("escalationStartTime")),
        formula=_maybe_text(data.get("formula")),
        notify_cc_recipients=_maybe_flag(data.get("notifyCcRecipients")),
        override_existing_teams=_maybe_flag(data.get("overrideExistingTeams")),
        reply_to_email=_maybe_text(data.get("replyToEmail")),
        sender_email=_maybe_text(data.get("senderEmail")),
        sender_name=_maybe_text(data.get("senderName")),
        team=tuple(_text(item) for item in _list(data.get("team", []))),
        template=_maybe_text(data.get("template")),
    )


def _item(data: Mapping[str, object]) -> FilterItem:
    return FilterItem(
        _text(data["field"]),
        FilterOperation(_text(data["operation"])),
        _maybe_text(data.get("value")),
        _maybe_text(data.get("valueField")),
    )


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"`{value!r:.40}`")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"`{value!r:.40}`")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"`{value!r:.40}`")
    return value


def _maybe_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _maybe_flag(value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"`{value!r:.40}`")
    return value


def _texts(value: object) -> dict[str, str]:
    return {name: _text(item) for name, item in _table(value).items()}
