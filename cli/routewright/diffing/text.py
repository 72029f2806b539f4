"""A diff as plain text, for a terminal or a file."""

from collections.abc import Iterator, Sequence

from routewright.diffing.report import TITLES, DiffReport, seen_words
from routewright.report import counted
from routewright.source_view import visible
from routewright_compiler.diff.outcomes import ChangeKind
from routewright_compiler.diff.people import PeopleChange
from routewright_compiler.diff.region_changes import RegionChange

MOST_SHOWN = 50


def render(reports: Sequence[DiffReport]) -> str:
    """Return all reports, one behind the other."""
    return "\n".join("\n".join(map(visible, _lines(report))) + "\n" for report in reports)


def _lines(report: DiffReport) -> Iterator[str]:
    yield report.title
    yield report.summary
    diff = report.diff
    if diff is None:
        return
    for kind in ChangeKind:
        chosen = [(n, region) for n, region in enumerate(diff.regions) if region.kind is kind]
        if chosen:
            yield from ("", f"{TITLES[kind]}:")
        for number, region in chosen[:MOST_SHOWN]:
            yield from _region(report, number, region)
        yield from _more(len(chosen) - MOST_SHOWN)
    if diff.renamings:
        yield from ("", "Rules with another name, the same records and the same outcome:")
        yield from (f"  {item.before} is {item.after} now" for item in diff.renamings)
    if diff.people:
        yield from ("", "People and teams:")
        for change in diff.people:
            yield from _people(change)
    yield from _listed("How records are read:", diff.field_lines)
    yield from _listed("Not decided within the budget (--budget allows more):", diff.open_lines)
    counts = report.counts
    if counts is not None and counts.elsewhere.count:
        said = seen_words(counts.elsewhere, counts.size)
        yield from ("", f"Decided differently outside these regions: {said}")
        yield "  (a field is read in another way there, or a fact is contradicted)"
    yield from ("", diff.proof)


def _more(number: int) -> Iterator[str]:
    if number > 0:
        yield f"  and {counted(number, 'more region')}: `--format json` lists them all"


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", title)
        yield from (f"  {line}" for line in lines)


def _region(report: DiffReport, number: int, region: RegionChange) -> Iterator[str]:
    yield f"  {region.where}"
    yield f"    before  {region.before.name}: {region.before.outcome}{_at(region.before.place)}"
    yield f"    now     {region.after.name}: {region.after.outcome}{_at(region.after.place)}"
    at = f", at {region.moment}" if region.moment else ""
    yield f"    record  {region.shown}{at}"
    if region.is_possible:
        yield "    possible: it hangs on a condition that is taken as unknown"
    seen = report.seen(number)
    if seen is not None and report.counts is not None:
        yield f"    seen    {seen_words(seen, report.counts.size)}"


def _at(place: str) -> str:
    return f"  ({place})" if place else ""


def _people(change: PeopleChange) -> Iterator[str]:
    for text in change.what:
        yield f"  {change.subject} `{change.name}` {text}"
    if change.teams:
        yield f"    teams   {', '.join(f'`{team}`' for team in change.teams)}"
    if change.rules:
        yield f"    rules   {', '.join(change.rules)}"
    yield from (f"    hours   {text}" for text in change.hours)
