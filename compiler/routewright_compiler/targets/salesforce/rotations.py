"""Rotations as slots: a number that the record bears, and an entry for each number.

A turn is the next of `n` slots, numbered from 1. By turn, the slots are the members in listed
order; by weight, they are one whole cycle of the smooth weighted round robin (each round every
member gains its weight, the largest gets the slot and loses the sum), after which it begins anew,
so that counting slots is exact for as long as everybody is there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd

from routewright_compiler.target.expansion.line import GiveTurn
from routewright_compiler.targets.salesforce.limits import TURN_SLOTS
from routewright_compiler.targets.salesforce.settings import RoundRobin
from routewright_runtime.graph.model import RotationMethod, SkillKind
from routewright_runtime.graph.people import Member

CounterKey = tuple[str, RotationMethod, tuple[tuple[SkillKind, str], ...]]


@dataclass(frozen=True, slots=True)
class Counter:
    """One rotation: the record's field that holds the slot, and the rep of each slot.

    `name` is the record of the counter, empty where the record's own number is used.
    """

    key: CounterKey
    name: str
    field: str
    source: RoundRobin
    slots: tuple[str, ...]


def is_weighted(give: GiveTurn) -> bool:
    """Tell whether slots follow the weights."""
    return give.method is RotationMethod.WEIGHT


def has_long_cycle(give: GiveTurn) -> bool:
    """Tell whether one cycle has more slots than are said exactly."""
    return is_weighted(give) and _cycle(_weights(give.members)) > TURN_SLOTS.number


def slots_of(give: GiveTurn) -> tuple[str, ...]:
    """Return the reps of one cycle; of a long one, of the nearest that is short enough."""
    if not is_weighted(give):
        return tuple(member.rep for member in give.members)
    members = [member for member in give.members if member.weight]
    weights = _weights(members)
    if _cycle(weights) > TURN_SLOTS.number:
        weights = _shortened(weights)
    order = smooth(weights)
    return tuple(members[place].rep for place in order)


def smooth(weights: Sequence[int]) -> list[int]:
    """Return one cycle of the smooth weighted round robin, as places in `weights`."""
    total = sum(weights)
    running = [0] * len(weights)
    found: list[int] = []
    for _ in range(total):
        running = [value + weight for value, weight in zip(running, weights, strict=True)]
        place = max(range(len(weights)), key=lambda i: (running[i], -i))
        running[place] -= total
        found.append(place)
    return found


def _weights(members: Sequence[Member]) -> list[int]:
    """Return the weights in lowest terms."""
    found = [member.weight for member in members if member.weight]
    divisor = reduce(gcd, found, 0) or 1
    return [weight // divisor for weight in found]


def _cycle(weights: Sequence[int]) -> int:
    return sum(weights)


def _shortened(weights: Sequence[int]) -> list[int]:
    """Bring weights down to the greatest cycle that is short enough, nobody to nothing."""
    total = sum(weights)
    spare = max(TURN_SLOTS.number - len(weights), 0)
    return [1 + weight * spare // total for weight in weights]


class Counters:
    """The rotations of one policy, each with its field; asked again, the same."""

    def __init__(
        self, source: RoundRobin, free_name: Callable[[str], str], object_name: str
    ) -> None:
        self._source = source
        self._object = object_name.removesuffix("__c")
        self._free_name = free_name
        self._found: dict[CounterKey, Counter] = {}
        self._moduli: dict[int, str] = {}
        self.number_field = ""

    def counter(self, give: GiveTurn, method: RotationMethod) -> Counter:
        """Return the counter of a rotation, its `method` as it is emitted."""
        key = (give.team, method, give.requirement)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._new(key, slots_of(give))
        return found

    @property
    def all(self) -> tuple[Counter, ...]:
        """Return every counter, in order of first use."""
        return tuple(self._found.values())

    @property
    def moduli(self) -> tuple[tuple[int, str], ...]:
        """Return the field of each number of slots, where the record's number is used."""
        return tuple(self._moduli.items())

    def _new(self, key: CounterKey, slots: tuple[str, ...]) -> Counter:
        if self._source is RoundRobin.AUTO_NUMBER:
            if not self._moduli:
                self.number_field = self._free_name(f"{self._object} Number")
            field = self._moduli.get(len(slots))
            if field is None:
                field = self._moduli[len(slots)] = self._free_name(f"Round Robin {len(slots)}")
            return Counter(key, "", field, self._source, slots)
        name = counter_name(key)
        return Counter(key, name, self._free_name(f"Turn {name}"), self._source, slots)


def counter_name(key: CounterKey) -> str:
    """Return the name of a counter's record: `dach_enterprise by weight, speaks fr`."""
    team, method, requirement = key
    name = team if method is RotationMethod.TURN else f"{team} by {method.value}"
    asked = "".join(f", {skill.value} {value}" for skill, value in requirement)
    return (name + asked)[:80]
