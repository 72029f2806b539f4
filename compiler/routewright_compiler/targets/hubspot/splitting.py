"""A policy that one workflow cannot hold, as several that hand records on.

The actions are laid in a row in which every edge leads forward: the tests in order, each with what
only its own rules do, then the rotations with what follows them. The row is cut into flows, so a
record passes each flow once at most. An edge from one flow into another becomes an action that
writes the place into `routewright_next`, and that value enrols the record in the other flow:

    flow 1:  … else -> set routewright_next to "Inbound / 480"
    flow 2:  enrolled where routewright_next is "Inbound / 480":  if … else …

Rotations stand behind all tests, so that rules in several flows share one action and its turns. A
cut hangs on the names of the actions near it and not on their number, so that a rule more or less
moves no cut elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from routewright_compiler.targets.hubspot.drafts import CHOOSE, LOOK_AT_WAIT, Draft, edges
from routewright_compiler.targets.hubspot.limits import ACTIONS

_LEAST = 250
_RESERVE = 4  # for the actions that lead a record to its place in a flow


@dataclass(frozen=True, slots=True)
class Segment:
    """The names of the actions of one flow in order, and those of them that others lead to."""

    names: tuple[str, ...]
    entries: tuple[str, ...]

    @property
    def head(self) -> str:
        """Return the name of its first action, which names the flow too."""
        return self.names[0]


def segments(drafts: Mapping[str, Draft], start: str) -> tuple[Segment, ...]:
    """Cut the actions into flows; edges between two of them lead from an earlier to a later one."""
    row = _row(drafts, start)
    place = {name: number for number, (name, _) in enumerate(row)}
    leads = [[place[edge.next_action_id] for edge in edges(drafts[name].action)] for name, _ in row]
    found: list[Segment] = []
    first = 0
    while first < len(row):
        last = _cut(drafts, row, leads, first)
        own = range(first, last)
        inner = {to for own_leads in leads[:first] for to in own_leads if to in own}
        names = tuple(name for name, _ in row[first:last])
        found.append(Segment(names, tuple(row[number][0] for number in sorted(inner))))
        first = last
    return tuple(found)


Row = Sequence[tuple[str, int]]


def _row(drafts: Mapping[str, Draft], start: str) -> Row:
    """Return the names in order, each with its unit: a test with its rules, or a rotation."""
    ordered = _topological(drafts, start)
    tests = [name for name in ordered if drafts[name].note.does == CHOOSE]
    turns = sorted(name for name in ordered if drafts[name].note.is_first_turn)
    fixed = {name: number for number, name in enumerate((*tests, *turns))}
    unit: dict[str, int] = {start: fixed.get(start, 0)}
    for name in ordered:
        for edge in edges(drafts[name].action):
            to = edge.next_action_id
            unit[to] = fixed.get(to, max(unit.get(to, 0), unit[name]))
    return sorted(((name, unit[name]) for name in ordered), key=lambda item: item[1])


def _topological(drafts: Mapping[str, Draft], start: str) -> list[str]:
    """Return the names so that every edge leads forward, a branch's actions together."""
    done: list[str] = []
    seen = {start}
    waiting = [(start, _led_to(drafts, start))]
    while waiting:
        name, ahead = waiting[-1]
        if not ahead:
            done.append(name)
            waiting.pop()
            continue
        following = ahead.pop()  # the default first: it comes last in the row
        if following not in seen:
            seen.add(following)
            waiting.append((following, _led_to(drafts, following)))
    return done[::-1]


def _led_to(drafts: Mapping[str, Draft], name: str) -> list[str]:
    return [edge.next_action_id for edge in edges(drafts[name].action)]


def _cut(drafts: Mapping[str, Draft], row: Row, leads: Sequence[Sequence[int]], first: int) -> int:
    """Return where the flow that begins at `first` ends."""
    fitting = _fitting(leads, first)
    if fitting[-1] == len(row):
        return len(row)
    free = [n for n in fitting if drafts[row[n][0]].note.does != LOOK_AT_WAIT]
    late = [n for n in free if n - first >= _LEAST] or free[len(free) // 2 :]
    whole = [n for n in late if row[n][1] != row[n - 1][1]]
    return min(whole or late, key=lambda n: _digest(row[n][0]))


def _fitting(leads: Sequence[Sequence[int]], first: int) -> list[int]:
    """Return the ends that keep a flow within the limit, its ways into others counted."""
    found: list[int] = []
    outside: set[int] = set()
    for end in range(first + 1, min(len(leads), first + ACTIONS.number) + 1):
        outside.discard(end - 1)
        outside.update(to for to in leads[end - 1] if to >= end)
        if end - first + len(outside) <= ACTIONS.number - _RESERVE:
            found.append(end)
    # INVARIANT: no action leads on to more than the branches of one value-equals action.
    assert found
    return found


def _digest(name: str) -> bytes:
    return sha256(name.encode()).digest()
