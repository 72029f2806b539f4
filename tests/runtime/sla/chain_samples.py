"""Small graphs with one decision, its clock and its steps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.conditions import FieldTerm, Term, TimeAmount, TimeUnit
from routewright_runtime.graph.model import (
    Clock,
    DecisionGraph,
    DecisionNode,
    Edge,
    EdgeKind,
    Rotate,
    RotationMethod,
    SkillTest,
    StepAction,
    StepNode,
    StepTiming,
    TeamTarget,
)
from routewright_runtime.graph.people import Calendar, Member, Rep, Team, WeeklyOpening
from routewright_runtime.rotation import Requirement, Rotation
from routewright_runtime.sla import Owner

LONDON = Calendar(
    "london", "Europe/London", tuple(WeeklyOpening(d, 480, 1080) for d in range(5)), ("GB-ENG",)
)
NEW_YORK = Calendar(
    "new_york", "America/New_York", tuple(WeeklyOpening(d, 540, 1020) for d in range(5))
)
NONE: Requirement = frozenset()


def span(text: str) -> TimeAmount:
    """Read `15 minutes` or `1 day`."""
    amount, unit = text.split()
    return TimeAmount(int(amount), TimeUnit(unit.removesuffix("s")))


def at(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


Step = tuple[str, str | None, StepAction]


def policy(
    clock: Clock,
    steps: Iterable[Step],
    teams: Mapping[str, str],
    people: Iterable[Rep] = (),
) -> tuple[GraphIndex, Rotation]:
    """Return a policy that rotates `team` under `clock`; teams list members by space."""
    nodes = tuple(
        StepNode(f"s{i}", StepTiming(timing), None if delay is None else span(delay), action)
        for i, (timing, delay, action) in enumerate(steps)
    )
    decision = DecisionNode("d", Rotate(TeamTarget("team")), clock=clock)
    path = ("d", *(node.id for node in nodes))
    edges = tuple(Edge(a, b, EdgeKind.SILENT) for a, b in pairwise(path))
    given = {rep.name: rep for rep in people}
    names = dict.fromkeys(name for members in teams.values() for name in members.split())
    reps = [given.get(n, Rep(n, f"{n}@acme.example", "UTC")) for n in names | dict.fromkeys(given)]
    graph = DecisionGraph(
        "lead",
        "UTC",
        (),
        (decision, *nodes),
        edges,
        calendars=(LONDON, NEW_YORK),
        reps=tuple(reps),
        teams=tuple(
            Team(name, tuple(Member(n) for n in members.split())) for name, members in teams.items()
        ),
    )
    return GraphIndex(graph), Rotation(graph)


@dataclass
class Answers:
    """What a record says to terms, by field."""

    targets: dict[str, Owner | TeamTarget] = field(default_factory=dict)

    def target(self, term: Term) -> Owner | TeamTarget | None:
        assert isinstance(term, FieldTerm)
        return self.targets.get(term.field)

    def requirement(self, where: tuple[SkillTest, ...]) -> Requirement:
        return frozenset((test.skill, str(test.value)) for test in where)


TURN = RotationMethod.TURN
