"""A diff as JSON, for scripts: the keys are a promise, minor versions only add."""

import json
from collections.abc import Sequence

from routewright.diffing.report import DiffReport
from routewright.report_data import Data, plain
from routewright_compiler.analysis.comparison.field_differences import FieldDifference
from routewright_compiler.diff.people import PeopleChange
from routewright_compiler.diff.record_counts import Seen
from routewright_compiler.diff.region_changes import Decided, RegionChange


def render(reports: Sequence[DiffReport]) -> str:
    """Return all reports; `record` of a region is one that `run` decides as it says."""
    data = {"version": 1, "policies": [_report(report) for report in reports]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _report(report: DiffReport) -> Data:
    versions, diff = report.versions, report.diff
    data: Data = {
        "before": versions.before.name if versions.before.policy is not None else None,
        "after": versions.after.name if versions.after.policy is not None else None,
        "summary": report.summary,
        "is_same": report.is_empty,
    }
    if diff is None:
        return data
    data["proof"] = diff.proof
    data["is_proved"] = not diff.undecided
    data["regions"] = [_region(report, n, region) for n, region in enumerate(diff.regions)]
    data["renamed_rules"] = [
        {"before": item.before.strip("`"), "after": item.after.strip("`")}
        for item in diff.renamings
    ]
    data["people"] = [_people(change) for change in diff.people]
    pairs = zip(diff.fields, diff.field_lines, strict=True)
    data["fields"] = [_field(difference, text) for difference, text in pairs]
    data["undecided"] = list(diff.open_lines)
    if report.counts is not None:
        counts = report.counts
        data["records"] = {
            "total": counts.size,
            "changed": counts.changed,
            "renamed": counts.renamed.count,
            "outside_regions": _seen(counts.elsewhere),
        }
    return data


def _region(report: DiffReport, number: int, region: RegionChange) -> Data:
    data: Data = {
        "kind": region.kind.value,
        "where": list(region.regions),
        "wording": region.wording.value,
        "before": _decided(region.before),
        "after": _decided(region.after),
        "witness": plain(dict(region.record)),
        "at": region.moment or None,
        "certainty": "possible" if region.is_possible else "proved",
    }
    seen = report.seen(number)
    if seen is not None:
        data["records"] = _seen(seen)
    return data


def _decided(decided: Decided) -> Data:
    return {"rule": decided.rule, "outcome": decided.outcome, "place": decided.place or None}


def _seen(seen: Seen) -> Data:
    first = [{"where": item.where, "record": plain(dict(item.record))} for item in seen.first]
    return {"count": seen.count, "first": first}


def _people(change: PeopleChange) -> Data:
    return {
        "subject": change.subject.value,
        "name": change.name,
        "what": list(change.what),
        "teams": list(change.teams),
        "rules": list(change.rules),
        "hours": list(change.hours),
    }


def _field(difference: FieldDifference, text: str) -> Data:
    return {
        "name": difference.name,
        "aspect": difference.aspect.value,
        "text": text,
        "is_compared": difference.is_compared,
    }
