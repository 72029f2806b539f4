"""The drafts of several flows, with the actions that hand a record on and those that take it in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from routewright_compiler.targets.hubspot.action_ids import action_ids
from routewright_compiler.targets.hubspot.drafts import Draft, Note, edges, with_edges
from routewright_compiler.targets.hubspot.limits import STATIC_BRANCHES
from routewright_compiler.targets.hubspot.model import (
    Connection,
    PropertyInput,
    SingleAction,
    StaticBranch,
    StaticBranchAction,
)
from routewright_compiler.targets.hubspot.properties import NEXT_PROPERTY
from routewright_compiler.targets.hubspot.splitting import Segment, segments

ELSEWHERE = "not of this flow"


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """The actions of one flow under their names, its first one, and what enrols a record.

    `values` are those of `routewright_next`; the first flow has none.
    """

    drafts: Mapping[str, Draft]
    start: str
    head: Note
    values: tuple[str, ...]


def handing_on(
    drafts: Mapping[str, Draft], start: str, name: str
) -> tuple[tuple[FlowDraft, ...], Mapping[str, str]]:
    """Return the flows of a policy called `name`, and the id of each action of all of them."""
    parts = segments(drafts, start)
    leaving = [_leaving(drafts, part) for part in parts]
    names = [
        known
        for part, targets in zip(parts, leaving, strict=True)
        for known in (*part.names, *(_hand_on(to, part) for to in targets), *_enter_names(part))
    ]
    ids = action_ids(names)
    values = {entry: f"{name} / {ids[entry]}" for part in parts for entry in part.entries}
    return tuple(
        _flow(drafts, part, targets, values) for part, targets in zip(parts, leaving, strict=True)
    ), ids


def _flow(
    drafts: Mapping[str, Draft],
    part: Segment,
    leaving: Sequence[str],
    values: Mapping[str, str],
) -> FlowDraft:
    members = set(part.names)

    def edge(old: Connection) -> Connection:
        to = old.next_action_id
        return old if to in members else replace(old, next_action_id=_hand_on(to, part))

    found = {
        name: replace(drafts[name], action=with_edges(drafts[name].action, edge))
        for name in part.names
    }
    for target in leaving:
        own = _hand_on(target, part)
        static = {"type": "STATIC_VALUE", "staticValue": values[target]}
        action = SingleAction(own, "0-5", {"property_name": NEXT_PROPERTY, "value": {**static}})
        found[own] = Draft(Note(own, "", "hand on"), action)
    enter = dict(_entering(part, values))
    start = next(iter(enter), part.entries[0] if part.entries else part.head)
    taken = tuple(sorted(values[entry] for entry in part.entries))
    return FlowDraft({**found, **enter}, start, drafts[part.head].note, taken)


def _leaving(drafts: Mapping[str, Draft], part: Segment) -> tuple[str, ...]:
    """Return the actions of other flows that a flow leads to, each once."""
    members = set(part.names)
    led_to = (edge.next_action_id for name in part.names for edge in edges(drafts[name].action))
    return tuple(dict.fromkeys(to for to in led_to if to not in members))


def _hand_on(target: str, part: Segment) -> str:
    return f"hand on|{target}|{part.head}"


def _parts(part: Segment) -> Iterator[tuple[str, ...]]:
    """Yield the entries of a flow that has several, by the action that tells them apart."""
    size = STATIC_BRANCHES.number
    if len(part.entries) > 1:
        for first in range(0, len(part.entries), size):
            yield part.entries[first : first + size]


def _enter_names(part: Segment) -> tuple[str, ...]:
    return tuple(f"enter|{entries[0]}" for entries in _parts(part))


def _entering(part: Segment, values: Mapping[str, str]) -> Iterator[tuple[str, Draft]]:
    """Yield the actions that lead a record to its place in the flow."""
    names = _enter_names(part)
    for number, entries in enumerate(_parts(part)):
        ways = tuple(StaticBranch(values[entry], Connection(entry)) for entry in entries)
        default = Connection(names[number + 1]) if number + 1 < len(names) else None
        name, source = names[number], PropertyInput(NEXT_PROPERTY)
        action = StaticBranchAction(name, source, ways, ELSEWHERE, default)
        yield name, Draft(Note(name, "", "take in"), action)
