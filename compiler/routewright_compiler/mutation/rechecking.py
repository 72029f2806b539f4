"""The decision graph of a mutant: only what changed is checked again, on the policy's own names.

No mutant changes fields, people, tables or calendars, so these are taken from the policy's graph.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from routewright_compiler.lower.chain import chain_of
from routewright_compiler.mutation.mutant import Mutant
from routewright_compiler.policy import Policy
from routewright_compiler.resolve.declarations import Declarations, declare
from routewright_compiler.resolve.files import PolicyFiles
from routewright_compiler.schema.places import Places
from routewright_compiler.schema.report import Report
from routewright_compiler.typecheck.countries import named_countries
from routewright_compiler.typecheck.definitions import (
    check_classifications,
    check_definitions,
    check_scores,
    class_values,
)
from routewright_compiler.typecheck.drafts import CheckedGroup, CheckedRule, Routing
from routewright_compiler.typecheck.ends import with_end
from routewright_compiler.typecheck.people import check_zones
from routewright_compiler.typecheck.routing import fallback_of, member_of, require_of
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.tables import columns_of
from routewright_grammar.syntax import Classify, Declaration, Define, Score
from routewright_runtime.calendars import zone_of
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import TypeName

D = TypeVar("D", bound=Declaration)


class Rechecker:
    """Checks mutants of one policy."""

    def __init__(self, policy: Policy) -> None:
        self._graph = policy.graph
        files = PolicyFiles(policy.files, {}, is_complete=True)
        report = Report()
        self._declared = declare(files, report)
        self._scope = _scope(policy, self._declared, report)
        # What stands in the tree by identity, checked: a mutant shares all but what it changes.
        self._checked: dict[int, CheckedRule | CheckedGroup] = {
            id(node): member_of(self._scope, node) for node in self._declared.members
        }

    def graph(self, mutant: Mutant) -> DecisionGraph | None:
        """Return the graph of a mutant; None where it does not compile."""
        declared = _changed(self._declared, mutant)
        scope = replace(self._scope, declared=declared, report=Report(), lookups=[], cell_uses=[])
        graph = self._graph
        match mutant.old[0]:
            case Define():
                found = replace(graph, definitions=check_definitions(scope, declared))
            case Classify():
                found = replace(graph, classifications=check_classifications(scope, declared))
            case Score():
                found = replace(graph, scores=check_scores(scope, declared))
            case _:
                routing = self._routing(scope, declared)
                if _is_refused(scope.report):
                    return None
                nodes, edges = chain_of(routing)
                found = replace(graph, nodes=nodes, edges=edges)
        return None if _is_refused(scope.report) else found

    def _routing(self, scope: Scope, declared: Declarations) -> Routing:
        requires = tuple(require_of(scope, node) for node in declared.requires)
        members = tuple(
            self._checked.get(id(node)) or member_of(scope, node) for node in declared.members
        )
        fallbacks = tuple(fallback_of(scope, node) for node in declared.fallbacks)
        routing = Routing(requires, members, fallbacks)
        return with_end(scope, declared, routing, self._graph.calendars)


def _is_refused(report: Report) -> bool:
    return any(item.not_compiled for item in report.found())


def _changed(declared: Declarations, mutant: Mutant) -> Declarations:
    """Return the declarations with those of a mutant in the places of the old ones."""
    new = {id(old): item for old, item in zip(mutant.old, mutant.new, strict=True)}

    def swapped(items: tuple[D, ...]) -> tuple[D, ...]:
        found = (new.get(id(item), item) for item in items)
        return tuple(item for item in found if item is not None)  # type: ignore[misc]

    return replace(
        declared,
        defines=swapped(declared.defines),
        classifies=swapped(declared.classifies),
        scores=swapped(declared.scores),
        requires=swapped(declared.requires),
        members=swapped(declared.members),
        fallbacks=swapped(declared.fallbacks),
    )


def _scope(policy: Policy, declared: Declarations, report: Report) -> Scope:
    graph = policy.graph
    fields = {field.name: field for field in graph.fields}
    zones = check_zones(declared, report)
    countries = {*named_countries(declared, fields, {}), *_table_countries(graph)}
    return Scope(
        declared,
        report,
        Places(file.source for file in policy.files),
        {file: zone_of(zone) for file, zone in zones.items()},
        fields,
        class_values(declared, report),
        columns_of(declared, report),
        {rep.name: rep for rep in graph.reps},
        {team.name: team for team in graph.teams},
        tuple(sorted(countries)),
    )


def _table_countries(graph: DecisionGraph) -> Iterator[str]:
    """Yield the countries that tables name, by themselves or as those of states."""
    for table in graph.tables:
        for number, key in enumerate(table.keys):
            if key.type.name in (TypeName.COUNTRY, TypeName.STATE):
                for row in table.rows:
                    yield from (str(value)[:2] for value in row.keys[number])
