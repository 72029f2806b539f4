"""Rules, groups, `require` and fallbacks."""

from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.typecheck.actions import attempt_of
from routewright_compiler.typecheck.conditions import condition_of
from routewright_compiler.typecheck.drafts import (
    CheckedFallback,
    CheckedGroup,
    CheckedRequire,
    CheckedRule,
    Routing,
)
from routewright_compiler.typecheck.ends import with_end
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.services import service_of
from routewright_compiler.typecheck.terms import term_of
from routewright_grammar import syntax
from routewright_runtime.graph import people
from routewright_runtime.graph.conditions import AnyOf, Condition, Constant, Known, Negation


def check_routing(
    scope: Scope, declared: Declarations, calendars: tuple[people.Calendar, ...]
) -> Routing:
    """Return the checked routing of a policy, in order of priority."""
    requires = tuple(require_of(scope, item) for item in declared.requires)
    members = tuple(member_of(scope, item) for item in declared.members)
    fallbacks = tuple(fallback_of(scope, item) for item in declared.fallbacks)
    return with_end(scope, declared, Routing(requires, members, fallbacks), calendars)


def require_of(scope: Scope, node: syntax.Require) -> CheckedRequire:
    """Return a checked `require`."""
    missing: list[Condition] = []
    for path in node.fields:
        term = term_of(scope, path)
        if term is not None:
            place = scope.places.of(path.span)
            missing.append(Negation(Known(term.term, place), place))
    place = scope.places.of(node.span)
    condition = missing[0] if len(missing) == 1 else AnyOf(tuple(missing), place)
    return CheckedRequire(condition, attempt_of(scope, node.decision), node.doc, place)


def member_of(scope: Scope, node: syntax.Rule | syntax.Group) -> CheckedRule | CheckedGroup:
    """Return a checked rule or group, with all that stands inside."""
    return _rule(scope, node) if isinstance(node, syntax.Rule) else _group(scope, node)


def _when(scope: Scope, node: syntax.Rule | syntax.Group) -> Condition:
    if node.condition is None:
        return Constant(value=True, place=scope.places.of(node.name.span))
    return condition_of(scope, node.condition)


def _rule(scope: Scope, node: syntax.Rule) -> CheckedRule:
    condition = _when(scope, node)
    own = attempt_of(scope, node.decision, node.doc)
    others = [attempt_of(scope, item.decision, item.doc) for item in node.fallbacks]
    attempts = (own, *others)
    return CheckedRule(
        node.name.value,
        condition,
        attempts,
        service_of(scope, node.sla, attempts),
        node.doc,
        scope.places.of(node.name.span),
    )


def _group(scope: Scope, node: syntax.Group) -> CheckedGroup:
    return CheckedGroup(
        node.name.value,
        node.is_unique,
        _when(scope, node),
        tuple(member_of(scope, item) for item in node.members),
        tuple(fallback_of(scope, item) for item in node.fallbacks),
        node.doc,
        scope.places.of(node.name.span),
    )


def fallback_of(scope: Scope, node: syntax.Fallback) -> CheckedFallback:
    """Return a checked fallback of a group or of the file."""
    attempt = attempt_of(scope, node.decision, node.doc)
    return CheckedFallback(attempt, service_of(scope, node.sla, (attempt,)))
