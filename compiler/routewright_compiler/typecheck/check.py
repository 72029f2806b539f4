"""All of type checking, in order: people and fields first, then what speaks of them."""

from dataclasses import dataclass

from routewright_compiler.policy import Example, Promise
from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.resolve.files import PolicyFiles
from routewright_compiler.schema.places import Places
from routewright_compiler.schema.report import Report
from routewright_compiler.typecheck.countries import named_countries
from routewright_compiler.typecheck.definitions import (
    check_classifications,
    check_definitions,
    check_facts,
    check_scores,
    class_values,
)
from routewright_compiler.typecheck.drafts import Routing
from routewright_compiler.typecheck.examples import check_examples
from routewright_compiler.typecheck.fields import check_fields
from routewright_compiler.typecheck.people import (
    check_calendars,
    check_reps,
    check_teams,
    check_zones,
    queues_of,
)
from routewright_compiler.typecheck.promises import check_promises
from routewright_compiler.typecheck.routing import check_routing
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.tables import check_tables, columns_of, table_source
from routewright_runtime.calendars import zone_of
from routewright_runtime.graph import model, people


@dataclass(frozen=True, slots=True)
class Checked:
    """A policy with every name and type settled; `fields` and the rest in order of writing."""

    zone: str
    fields: tuple[model.Field, ...]
    definitions: tuple[model.Definition, ...]
    classifications: tuple[model.Classification, ...]
    scores: tuple[model.Score, ...]
    tables: tuple[model.Table, ...]
    calendars: tuple[people.Calendar, ...]
    reps: tuple[people.Rep, ...]
    teams: tuple[people.Team, ...]
    queues: tuple[people.Queue, ...]
    facts: tuple[model.Fact, ...]
    routing: Routing
    promises: tuple[Promise, ...]
    examples: tuple[Example, ...]


def check(declared: Declarations, files: PolicyFiles, report: Report) -> Checked:
    """Check everything that is declared; all trouble goes to the report."""
    sources = [file.source for file in declared.files]
    sources += [s for s in map(table_source, files.tables.values()) if s is not None]
    places = Places(sources)
    zones = check_zones(declared, report)
    calendars = check_calendars(declared, zones, places, report)
    reps = check_reps(declared, zones, calendars, places, report)
    fields = check_fields(declared, places, report)
    scope = Scope(
        declared,
        report,
        places,
        {file: zone_of(zone) for file, zone in zones.items()},
        fields,
        class_values(declared, report),
        columns_of(declared, report),
        reps,
        check_teams(declared, places, report),
        named_countries(declared, fields, files.tables),
    )
    definitions = check_definitions(scope, declared)
    classifications = check_classifications(scope, declared)
    scores = check_scores(scope, declared)
    facts = check_facts(scope, declared)
    routing = check_routing(scope, declared, calendars)
    promises = check_promises(scope, declared)
    examples = check_examples(scope, declared)
    tables = check_tables(scope, declared, files.tables, places)
    return Checked(
        zone=zones[declared.files[0].source.file] if declared.files else "UTC",
        fields=tuple(fields.values()),
        definitions=definitions,
        classifications=classifications,
        scores=scores,
        tables=tables,
        calendars=calendars,
        reps=tuple(reps.values()),
        teams=tuple(scope.teams.values()),
        queues=queues_of(declared, places),
        facts=facts,
        routing=routing,
        promises=promises,
        examples=examples,
    )
