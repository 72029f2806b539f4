"""Rotations that can never pick anybody, and those that always can."""

from collections.abc import Sequence

from routewright_compiler.schema import codes
from routewright_compiler.schema.report import listed, shown
from routewright_compiler.typecheck.scope import Scope
from routewright_grammar.diagnostic import Label
from routewright_grammar.span import Span
from routewright_runtime.graph import model, people


def check_rotation(
    scope: Scope, team_name: str, where: Sequence[model.SkillTest], has_weights: bool, span: Span
) -> None:
    """Report a rotation over nobody: an empty team, a `where` nobody meets, weights all 0."""
    team = scope.teams.get(team_name)
    if team is None:
        return
    symbol = scope.declared.symbols.by_name[team_name]
    related = (Label(symbol.span, "the team", team_name),)
    if not team.members:
        scope.report.add(
            codes.EMPTY_ROTATION,
            span,
            f"team {shown(team_name)} has no members, so nobody ever gets this record",
            subject=team_name,
            related=related,
            repair="add members to the team, or take the rotation out",
        )
        return
    fixed = [test for test in where if isinstance(test.value, str)]
    members = [item for item in team.members if _meets(scope, item.rep, fixed)]
    if not members:
        asked = listed(f"{test.skill.value} {shown(str(test.value))}" for test in fixed)
        scope.report.add(
            codes.UNMET_WHERE,
            span,
            f"nobody in team {shown(team_name)} {asked}",
            subject=team_name,
            related=related,
            repair="add such a member, or rotate another team",
        )
    elif has_weights and all(item.weight == 0 for item in members):
        scope.report.add(
            codes.ZERO_WEIGHTS,
            span,
            f"all weights in team {shown(team_name)} are 0, so nobody is ever picked"
            if len(members) == len(team.members)
            else f"everybody in team {shown(team_name)} who is asked for has weight 0",
            subject=team_name,
            related=related,
            repair="give somebody a weight of 1 or more, or rotate by turn",
        )


def _meets(scope: Scope, rep_name: str, fixed: Sequence[model.SkillTest]) -> bool:
    rep = scope.reps.get(rep_name)
    if rep is None:
        return True
    return all(
        test.value in (rep.speaks if test.skill is model.SkillKind.SPEAKS else rep.knows)
        for test in fixed
    )


def why_it_may_fail(
    scope: Scope, action: model.Action, calendars: dict[str, people.Calendar]
) -> str | None:
    """Return why a decision may find nobody, or None where it always succeeds."""
    match action:
        case model.Suppress():
            return None
        case model.Assign():
            if isinstance(action.target, model.RepTarget | model.QueueTarget):
                return None
            return "the field or cell that names the owner may be empty"
        case model.Rotate():
            return _why_rotation_fails(scope, action, calendars)


def _why_rotation_fails(
    scope: Scope, action: model.Rotate, calendars: dict[str, people.Calendar]
) -> str | None:
    if not isinstance(action.target, model.TeamTarget):
        return "the look-up may find nothing"
    team = scope.teams.get(action.target.name)
    if team is None or not team.members:
        return None  # reported where it is wrong
    if any(not isinstance(test.value, str) for test in action.where):
        return "a record may ask for what no member has"
    has_weights = action.method is not model.RotationMethod.TURN
    asked = [item for item in team.members if _meets(scope, item.rep, action.where)]
    for item in asked:
        if (item.weight or not has_weights) and _is_always_there(scope, item.rep, calendars):
            return None
    return f"everybody in team {shown(team.name)} may be away, off hours or at a cap"


def _is_always_there(scope: Scope, rep_name: str, calendars: dict[str, people.Calendar]) -> bool:
    rep = scope.reps.get(rep_name)
    if rep is None:
        return True
    calendar = calendars.get(rep.calendar) if rep.calendar is not None else None
    is_open = calendar is None or not (calendar.openings or calendar.holidays or calendar.closed)
    return is_open and not rep.caps and not rep.away
