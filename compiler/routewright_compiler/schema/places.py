"""Spans of the source as places of the decision graph."""

from collections.abc import Iterable, Mapping

from routewright_grammar.span import Source, Span
from routewright_runtime.graph.conditions import Place


class Places:
    """Turns spans into places; knows the line starts of every file of a policy."""

    __slots__ = ("_sources",)

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources: Mapping[str, Source] = {source.file: source for source in sources}

    def of(self, span: Span) -> Place:
        """Return the place of a span; cost is logarithmic in the number of lines."""
        source = self._sources.get(span.file)
        line = 1 if source is None else source.position(span.start).line
        return Place(span.file, span.start, span.end, line)


def span_of(place: Place) -> Span:
    """Return the span of a place, for a finding about the graph."""
    return Span(place.file, place.start, place.end)
