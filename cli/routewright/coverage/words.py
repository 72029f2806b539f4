"""Coverage as lines for a person: the figures, then what is not covered."""

from collections.abc import Iterable, Mapping

from routewright.coverage.units import Unit, UnitKind, percent
from routewright_compiler.schema.report import shown
from routewright_grammar.span import Source


def coverage_lines(
    units: Iterable[Unit], sources: Mapping[str, Source], unattainable: int = 0
) -> list[str]:
    """Return the lines for one policy; percentages are rounded down.

    `unattainable` more cannot be covered by any record.
    """
    every = tuple(units)
    figures = []
    for kind in UnitKind:
        own = [unit for unit in every if unit.kind is kind]
        if own:
            covered = sum(unit.is_covered for unit in own)
            figures.append(f"{kind} {covered} of {len(own)}")
    lines = [f"coverage {percent(every)} %: {', '.join(figures) or 'nothing to cover'}"]
    lines += [_line(unit, sources) for unit in every if not unit.is_covered]
    if unattainable:
        lines.append(f"  {unattainable:,} more that no record can cover do not count")
    return lines


def _line(unit: Unit, sources: Mapping[str, Source]) -> str:
    place = unit.place
    where = "" if place is None else f"{place.file}:{place.line}: "
    return f"  {where}{unit_words(unit, sources)}: {unit.missing}"


def unit_words(unit: Unit, sources: Mapping[str, Source]) -> str:
    """Return what a unit is, by its name or in the policy's own words."""
    return unit.words or _written(unit, sources)


def _written(unit: Unit, sources: Mapping[str, Source]) -> str:
    """Return the policy's own words at a place, on one line."""
    place = unit.place
    source = None if place is None else sources.get(place.file)
    if place is None or source is None:
        return "a condition"
    return shown(" ".join(source.text[place.start : place.end].split()))
