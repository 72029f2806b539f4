"""Small policies of people only, for tests of rotations."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from routewright_runtime.graph.model import DecisionGraph, RotationMethod, SkillKind
from routewright_runtime.graph.people import Calendar, Member, Rep, Team
from routewright_runtime.rotation import Requirement, Rotation

NONE: Requirement = frozenset()
FRENCH: Requirement = frozenset({(SkillKind.SPEAKS, "fr")})
TURN, WEIGHT, LOAD = RotationMethod.TURN, RotationMethod.WEIGHT, RotationMethod.LOAD


def rep(name: str, **more: Any) -> Rep:
    return replace(Rep(name, f"{name}@acme.example", "UTC"), **more)


def rotation(
    members: Iterable[tuple[str, int]] | str,
    *,
    reps: Iterable[Rep] = (),
    calendars: Iterable[Calendar] = (),
    is_catch_up: bool = False,
) -> Rotation:
    """Return the rotation of one team, `team`; reps that are not given have only a name."""
    listed = tuple((name, 1) for name in members) if isinstance(members, str) else tuple(members)
    given = {found.name: found for found in reps}
    team = Team("team", tuple(Member(name, weight) for name, weight in listed), is_catch_up)
    people = tuple(given.get(name, rep(name)) for name, _ in listed)
    graph = DecisionGraph(
        "lead", "UTC", (), (), (), calendars=tuple(calendars), reps=people, teams=(team,)
    )
    return Rotation(graph)
