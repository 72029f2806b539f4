"""The members of a team who meet a requirement, with the keys of their rotations' state."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from routewright_runtime.graph.model import RotationMethod, SkillKind
from routewright_runtime.graph.people import Rep, Team
from routewright_runtime.rotation.person import Person
from routewright_runtime.rotation.skip import Skip, SkipReason
from routewright_runtime.state import RotationState

Requirement = frozenset[tuple[SkillKind, str]]
"""What a `where` asks of a member: languages as codes, `knows` folded; empty: nothing."""


class Pick(NamedTuple):
    """Who gets the record: None where nobody is available.

    `held_until` is the moment of a held record, None where it is now. `skipped`: who was looked at
    and passed over, in the order looked at; `lacking`: who does not meet the `where`, as listed.
    """

    rep: str | None
    held_until: datetime | None
    skipped: tuple[Skip, ...]
    lacking: tuple[Skip, ...]


class Pool:
    """The members of one rotation, in listed order."""

    __slots__ = (
        "_free",
        "catch_up",
        "has_weight",
        "is_steady",
        "is_timed",
        "keys",
        "lacking",
        "names",
        "people",
        "picks",
        "position",
        "weights",
    )

    def __init__(self, team: Team, people: Mapping[str, Person], requirement: Requirement) -> None:
        found: list[tuple[Person, int]] = []
        lacking: list[Skip] = []
        for member in team.members:
            missing = _missing(people[member.rep].rep, requirement)
            if missing is None:
                found.append((people[member.rep], member.weight))
            else:
                lacking.append(Skip(member.rep, SkipReason.LACKS_SKILL, skill=missing))
        self.people = tuple(person for person, _ in found)
        self.weights = tuple(weight for _, weight in found)
        self.names = tuple(person.name for person in self.people)
        self.position = {name: i for i, name in enumerate(self.names)}
        self.lacking = tuple(lacking)
        self.catch_up = team.is_catch_up
        self.is_steady = all(person.is_steady for person in self.people)
        self.has_weight = all(self.weights)
        # Who is available depends on the time alone.
        self.is_timed = self.has_weight and not any(p.rep.caps for p in self.people)
        self._free: tuple[datetime, tuple[bool, ...]] | None = None
        self.keys = {method: _key(team.name, method, requirement) for method in RotationMethod}
        self.picks = tuple(Pick(name, None, (), self.lacking) for name in self.names)

    def free_at(self, at: datetime | None, state: RotationState) -> tuple[bool, ...] | None:
        """Return which members are available by declaration, None for all."""
        if self.is_steady or at is None:
            return None
        known = self._free
        if known is not None and self.is_timed and (known[0] is at or known[0] == at):
            return known[1]
        free = tuple([person.obstacle(at, state) is None for person in self.people])
        self._free = (at, free)
        return free


def _missing(rep: Rep, requirement: Requirement) -> str | None:
    """Return the first skill, in order of kind and name, that the rep lacks."""
    for skill, value in sorted(requirement):
        if value not in (rep.speaks if skill is SkillKind.SPEAKS else rep.knows):
            return f"{skill} {value}"
    return None


def _key(team: str, method: RotationMethod, requirement: Requirement) -> str:
    """Return the name of a rotation's state: the same in every release and process."""
    parts = [team, method.value, sorted([skill.value, value] for skill, value in requirement)]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
