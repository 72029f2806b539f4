"""The decision graph of a checked policy."""

from routewright_compiler.lower.chain import chain_of
from routewright_compiler.typecheck.check import Checked
from routewright_runtime.graph.model import DecisionGraph


def lower(checked: Checked, record: str, doc: str) -> DecisionGraph:
    """Return the graph; the policy must have been checked without a refusal."""
    nodes, edges = chain_of(checked.routing)
    return DecisionGraph(
        record,
        checked.zone,
        checked.fields,
        nodes,
        edges,
        definitions=checked.definitions,
        classifications=checked.classifications,
        scores=checked.scores,
        tables=checked.tables,
        calendars=checked.calendars,
        reps=checked.reps,
        teams=checked.teams,
        queues=checked.queues,
        facts=checked.facts,
        doc=doc,
    )
