"""Asserts: what must always, or never, come out."""

from collections.abc import Iterable

from routewright_compiler.policy import Promise
from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import did_you_mean, shown
from routewright_compiler.schema.symbols import SymbolKind
from routewright_compiler.typecheck.conditions import condition_of
from routewright_compiler.typecheck.scope import Scope
from routewright_grammar import syntax
from routewright_grammar.syntax import OutcomeKind
from routewright_runtime.graph.conditions import Constant
from routewright_runtime.text import fold
from routewright_runtime.values import Suggestion, TypeName, ValueType, check_member

_USER = ValueType(TypeName.USER)
_KINDS = {
    OutcomeKind.TEAM: (SymbolKind.TEAM, "a team"),
    OutcomeKind.QUEUE: (SymbolKind.QUEUE, "a queue"),
    OutcomeKind.OWNER: (SymbolKind.REP, "a rep"),
}


def check_promises(scope: Scope, declared: Declarations) -> tuple[Promise, ...]:
    """Return the checked asserts, in order."""
    names = rule_names(declared)
    return tuple(_promise(scope, item, names) for item in declared.asserts)


def _promise(scope: Scope, item: syntax.Assert, names: tuple[str, ...]) -> Promise:
    condition = (
        Constant(value=True, place=scope.places.of(item.name.span))
        if item.condition is None
        else condition_of(scope, item.condition)
    )
    targets: list[str] = []
    users: list[str] = []
    for target in item.targets:
        name, user = outcome_target(scope, item.kind, target, names)
        targets += [] if name is None else [name]
        users += [] if user is None else [user]
    return Promise(
        item.name.value,
        condition,
        item.quantifier,
        item.kind,
        tuple(dict.fromkeys(targets)),
        tuple(dict.fromkeys(users)),
        item.name.span,
    )


def outcome_target(
    scope: Scope, kind: OutcomeKind, target: syntax.Name | syntax.Text, names: tuple[str, ...]
) -> tuple[str | None, str | None]:
    """Return the rule, team, rep or queue that is named, or the user; both None where reported."""
    if kind is OutcomeKind.RULE:
        return _rule(scope, target, names), None
    if isinstance(target, syntax.Text):
        return _user(scope, target)
    symbol_kind, needed = _KINDS[kind]
    found = scope.symbol(target.text, target.span, (symbol_kind,), needed)
    return (None if found is None else found.name), None


def _rule(scope: Scope, target: syntax.Name | syntax.Text, names: tuple[str, ...]) -> str | None:
    text = target.value if isinstance(target, syntax.Text) else target.text
    if text in names:
        return text
    if scope.declared.is_complete:
        scope.report.add(
            codes.UNKNOWN_NAME,
            target.span,
            f"there is no rule {shown(text)}",
            subject=text,
            repair=did_you_mean(text, names) or "write the name of a rule as it stands there",
        )
    return None


def _user(scope: Scope, target: syntax.Text) -> tuple[str | None, str | None]:
    found = check_member(_USER, target.value)
    if isinstance(found, Suggestion):
        scope.report.add(codes.MALFORMED_VALUE, target.span, found.problem)
        return None, None
    for rep in scope.reps.values():
        if fold(rep.email) == fold(found):
            return rep.name, None
    return None, found


def rule_names(declared: Declarations) -> tuple[str, ...]:
    """Return what `routed_rule` may show: rules, `require`, fallbacks of groups and file."""
    names = list(_names(declared.members, ()))
    if declared.requires:
        names.append("require")
    return (*names, "fallback")


def _names(members: Iterable[syntax.Rule | syntax.Group], groups: tuple[str, ...]) -> Iterable[str]:
    for member in members:
        if isinstance(member, syntax.Rule):
            yield member.name.value
            continue
        inside = (*groups, member.name.value)
        yield from _names(member.members, inside)
        if member.fallbacks:
            yield " / ".join((*inside, "fallback"))
