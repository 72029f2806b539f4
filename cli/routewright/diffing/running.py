"""`routewright diff`, from the call to the written report and the exit code."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from routewright.diffing import json_, markdown, text
from routewright.diffing.report import DiffReport
from routewright.diffing.versions import Versions, since, two_files
from routewright.errors import DamagedInputError, ExitCode
from routewright.output_file import write_file
from routewright.sample_records import SampleFile
from routewright_compiler.diff.policy_diff import diff_policies
from routewright_compiler.diff.record_counts import count_records

FORMS = {"text": text.render, "json": json_.render, "markdown": markdown.render}


@dataclass(frozen=True, slots=True)
class DiffCall:
    """What the user asked for: two versions, or the paths that `base` is compared with."""

    paths: tuple[str, ...]
    base: str | None
    form: str
    records: str | None = None
    output: Path | None = None
    budget: int | None = None
    has_exit_code: bool = False
    today: date | None = None


def diff_versions(call: DiffCall) -> int:
    """Write what differs; return 1 where something does and `has_exit_code` asks for it.

    Whatever goes wrong raises a RoutewrightError.
    """
    sample = None if call.records is None else SampleFile.read(call.records)
    reports = [_report(call, versions, sample) for versions in _versions(call)]
    written = FORMS[call.form](reports)
    if call.output is None:
        sys.stdout.write(written)
    else:
        write_file(call.output, written)
    differs = any(not report.is_empty for report in reports)
    return ExitCode.FINDINGS if differs and call.has_exit_code else ExitCode.OK


def _versions(call: DiffCall) -> Iterator[Versions]:
    if call.base is not None:
        yield from since(call.base, tuple(map(Path, call.paths or (".",))))
        return
    if len(call.paths) != 2:
        raise DamagedInputError(
            "name two versions, `routewright diff OLD NEW`, or a revision to compare with,"
            " `routewright diff --base main PATH`"
        )
    yield two_files(*call.paths)


def _report(call: DiffCall, versions: Versions, sample: SampleFile | None) -> DiffReport:
    before, after = versions.before.policy, versions.after.policy
    if before is None or after is None:
        return DiffReport(versions, None)
    today = call.today or date.today()
    diff = diff_policies(before.graph, after.graph, today=today, budget=call.budget)
    if sample is None:
        return DiffReport(versions, diff)
    records = sample.records_for(versions.path, after)
    return DiffReport(versions, diff, count_records(diff, records))
