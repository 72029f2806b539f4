"""Whom a rotation picks from, and the decisions that a rule or a fallback has of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from routewright_runtime.graph.branches import Branch, BranchKind, GraphIndex
from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    Rotate,
    RotationMethod,
    SkillKind,
    SkillTest,
    TeamTarget,
)
from routewright_runtime.graph.people import Rep
from routewright_runtime.text import fold

_OWN = re.compile(r"(fallback [0-9]+)?")


@dataclass(frozen=True, slots=True)
class Pool:
    """The members of a team that a rotation can pick, as listed.

    `where` are the tests that are written out, `asked` those that ask for what the record says:
    of these nothing is known, so `members` are all who meet the written ones.
    """

    team: str
    members: tuple[str, ...]
    where: tuple[SkillTest, ...] = ()
    asked: tuple[SkillTest, ...] = ()

    @property
    def words(self) -> str:
        """Say what is asked of the members: who speaks `fr` and knows `fintech`, or nothing."""
        tests = " and ".join(f"{test.skill.value} `{test.value}`" for test in self.where)
        return f"who {tests}" if tests else ""


def pools_of(graph: DecisionGraph, action: Rotate) -> Iterator[Pool]:
    """Yield the pools of a rotation: one, or one for each team that a cell of its look-up names."""
    teams = {team.name: team for team in graph.teams}
    reps = {rep.name: rep for rep in graph.reps}
    written = tuple(test for test in action.where if isinstance(test.value, str))
    asked = tuple(test for test in action.where if not isinstance(test.value, str))
    for name in _team_names(graph, action):
        members = tuple(
            member.rep
            for member in teams[name].members
            if (member.weight or action.method is RotationMethod.TURN)
            and all(_has(reps[member.rep], test) for test in written)
        )
        if members:
            yield Pool(name, members, written, asked)


def _team_names(graph: DecisionGraph, action: Rotate) -> tuple[str, ...]:
    target = action.target
    if isinstance(target, TeamTarget):
        return (target.name,)
    names: dict[str, None] = {}
    table_name, column = getattr(target, "table", None), getattr(target, "column", None)
    for table in graph.tables:
        if table.name == table_name:
            place = next(n for n, c in enumerate(table.columns) if c.name == column)
            for row in table.rows:
                cell = row.cells[place]
                if isinstance(cell, TeamTarget):
                    names[cell.name] = None
    return tuple(names)


def _has(rep: Rep, test: SkillTest) -> bool:
    skills = rep.speaks if test.skill is SkillKind.SPEAKS else rep.knows
    return fold(str(test.value)) in {fold(skill) for skill in skills}


def own_decisions(index: GraphIndex, branch: Branch) -> tuple[DecisionNode, ...]:
    """Return the decisions that stand in a rule, or those of one group's or the file's fallback."""
    attempts = index.attempts(branch.decision_id)
    if branch.kind is BranchKind.RULE:
        return tuple(node for node in attempts if _OWN.fullmatch(node.origin))
    return tuple(node for node in attempts if node.origin == attempts[0].origin)
