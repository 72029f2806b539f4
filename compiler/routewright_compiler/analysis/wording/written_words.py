"""Where a condition stands, in words: `rule "EMEA"`, `line EMEA of region`."""

from routewright_compiler.analysis.vacuity import Written, WrittenIn
from routewright_compiler.schema.report import shown
from routewright_runtime.graph.model import DecisionGraph


def written_words(graph: DecisionGraph, written: Written) -> str:
    """Return what a condition belongs to."""
    match written.kind:
        case WrittenIn.CLASSIFICATION:
            found = next(c for c in graph.classifications if c.name == written.name)
            return f"line {shown(found.lines[written.number].value)} of {shown(written.name)}"
        case WrittenIn.SCORE:
            score = next(s for s in graph.scores if s.name == written.name)
            points = f"{score.lines[written.number].points}"
            return f"the line of {points} points in score {shown(written.name)}"
        case WrittenIn.FACT:
            return f"fact {shown(written.name)}"
        case _:
            return f"{written.kind} {shown(written.name)}"
