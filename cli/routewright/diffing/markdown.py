"""A diff as Markdown, for a pull-request comment or a job summary.

The first line is a hidden mark by which a comment of an earlier run can be found and replaced. A
comment of GitHub holds 65,536 characters, so regions that do not fit are counted at the end.
"""

from collections.abc import Iterator, Sequence

from routewright.diffing.report import TITLES, DiffReport, seen_words
from routewright.renderers.markdown import CHARACTERS, code, escaped
from routewright.report import counted
from routewright_compiler.diff.outcomes import ChangeKind
from routewright_compiler.diff.people import PeopleChange
from routewright_compiler.diff.region_changes import RegionChange

MARK = "<!-- routewright diff -->"
MOST_SHOWN = 20


def render(reports: Sequence[DiffReport]) -> str:
    """Return all reports under one mark; reports in which nothing changes are one line each."""
    parts = [MARK + "\n"]
    left = CHARACTERS - len(parts[0])
    for report in reports:
        for text in _parts(report):
            left -= len(text) + 1
            if left < 0:
                more = counted(len(reports), "policy")
                parts.append(f"*There is more, over {more}: `routewright diff` shows it all.*\n")
                return "\n".join(parts)
            parts.append(text)
    return "\n".join(parts)


def _parts(report: DiffReport) -> Iterator[str]:
    """Yield the report in parts that are whole by themselves."""
    yield f"### Routewright diff: {escaped(report.summary)}\n"
    yield f"{code(report.versions.before.name)} → {code(report.versions.after.name)}\n"
    diff = report.diff
    if diff is None:
        return
    yield f"**{escaped(_capital(diff.proof))}.**\n"
    for kind in ChangeKind:
        chosen = [(n, region) for n, region in enumerate(diff.regions) if region.kind is kind]
        if chosen:
            yield f"#### {TITLES[kind]}\n"
        for number, region in chosen[:MOST_SHOWN]:
            yield "\n".join(_region(report, number, region)) + "\n"
        if len(chosen) > MOST_SHOWN:
            more = counted(len(chosen) - MOST_SHOWN, "more region")
            yield f"*And {more}: `routewright diff --format json` lists them all.*\n"
    renamed = [escaped(f"{item.before} is {item.after} now") for item in diff.renamings]
    yield from _listed("Rules with another name, the same records and the same outcome", renamed)
    if diff.people:
        yield "#### People and teams\n"
        for change in diff.people:
            yield "\n".join(_people(change)) + "\n"
    yield from _listed("How records are read", [escaped(line) for line in diff.field_lines])
    yield from _listed("Not decided within the budget", [escaped(text) for text in diff.open_lines])
    counts = report.counts
    if counts is not None and counts.elsewhere.count:
        said = escaped(seen_words(counts.elsewhere, counts.size))
        yield f"**Decided differently outside these regions:** {said}\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"#### {title}\n"
        yield "".join(f"- {line}\n" for line in lines)


def _region(report: DiffReport, number: int, region: RegionChange) -> Iterator[str]:
    yield f"- **{escaped(region.where)}**"
    yield f"  - before: {escaped(f'{region.before.name}: {region.before.outcome}')}"
    yield f"  - now: {escaped(f'{region.after.name}: {region.after.outcome}')}"
    at = f", at {region.moment}" if region.moment else ""
    yield f"  - record: {escaped(region.shown + at)}"
    if region.is_possible:
        yield "  - possible: it hangs on a condition that is taken as unknown"
    seen = report.seen(number)
    if seen is not None and report.counts is not None:
        yield f"  - seen: {escaped(seen_words(seen, report.counts.size))}"


def _people(change: PeopleChange) -> Iterator[str]:
    for text in change.what:
        yield f"- {change.subject} {code(change.name)} {escaped(text)}"
    if change.teams:
        yield f"  - teams: {', '.join(map(code, change.teams))}"
    if change.rules:
        yield f"  - rules: {escaped(', '.join(change.rules))}"
    yield from (f"  - hours: {escaped(text)}" for text in change.hours)
