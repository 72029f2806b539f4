"""The proof that a repaired policy decides every record as it did.

Most repairs only write the same otherwise, and then both policies have one meaning. One that takes
out a rule, a value or a branch of a condition is proved by the exact comparison: no record, no time
and no rotation is decided differently. The name of a rule is no decision, so a rule may go whose
records another one gives the same; but where an example or a promise speaks of rules, names count.
"""

from dataclasses import replace

from routewright.fixes.meaning import is_same_meaning, meaning, outline
from routewright_compiler.analysis.comparison.cases import Case
from routewright_compiler.analysis.comparison.comparison import compare
from routewright_compiler.policy import CheckKind, Policy
from routewright_grammar.syntax import OutcomeKind
from routewright_runtime.graph.model import DecisionGraph

Key = tuple[object, ...]


def decides_alike(one: Policy, other: Policy) -> bool:
    """Whether surely every record is decided alike, and what is promised of them is the same."""
    if is_same_meaning(one, other):
        return True
    if _around(one) != _around(other):
        return False
    is_promised = bool(one.promises) and outline(_named(one.graph)) != outline(_named(other.graph))
    if is_promised:
        return False  # a promise may speak by a name that means something else now
    key = _with_rule if _speaks_of_rules(one) else _without_rule
    return compare(one.graph, other.graph, key).is_same


def _with_rule(case: Case) -> Key:
    return (case.branch.rule, *case.attempts)


def _without_rule(case: Case) -> Key:
    return case.attempts


def _around(policy: Policy) -> object:
    """Return what a repair must leave as it is: record, people, facts, promises, examples."""
    graph = replace(
        policy.graph, nodes=(), edges=(), definitions=(), classifications=(), scores=(), tables=()
    )
    return meaning(replace(policy, graph=graph))


def _named(graph: DecisionGraph) -> tuple[object, ...]:
    return graph.definitions, graph.classifications, graph.scores, graph.tables


def _speaks_of_rules(policy: Policy) -> bool:
    """Tell whether an example or a promise names a rule, as `routed_rule` would show it."""
    if any(promise.kind is OutcomeKind.RULE for promise in policy.promises):
        return True
    records = (record for example in policy.examples for record in example.records)
    return any(
        check.kind is CheckKind.RULE
        for record in records
        for check in (*record.checks, *(c for silent in record.silents for c in silent))
    )
