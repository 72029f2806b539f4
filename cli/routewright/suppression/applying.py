"""Take the allowed findings out, and report what is allowed but not there."""

from collections.abc import Iterable, Mapping, Set

from routewright.lint_kinds import UNUSED_SUPPRESSION
from routewright.suppression.instructions import Allowance, instructions
from routewright_compiler.schema.report import Report, shown
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.span import Source


def without_allowed(
    findings: Iterable[Diagnostic], sources: Mapping[str, Source], incomplete: Set[str]
) -> tuple[Diagnostic, ...]:
    """Return the findings that are not allowed, and those about the comments that allow.

    `incomplete` names files of policies that did not compile: not everything was looked for there,
    so nothing in them is called unused. A finding that refuses the policy is never taken out.
    """
    report = Report()
    allowances: list[Allowance] = []
    for file, source in sorted(sources.items()):
        if file.endswith(".route"):
            found, troubles = instructions(source)
            allowances += found
            report.extend(troubles)
    used: set[Allowance] = set()
    kept: list[Diagnostic] = []
    for finding in findings:
        allowing = [item for item in allowances if _speaks_of(item, finding)]
        used.update(allowing)
        if not allowing:
            kept.append(finding)
    for item in allowances:
        if item not in used and item.span.file not in incomplete:
            _report_unused(item, report)
    return (*kept, *report.found())


def _speaks_of(item: Allowance, finding: Diagnostic) -> bool:
    span = finding.label.span
    return (
        item.name == finding.name
        and not finding.not_compiled
        and item.scope.file == span.file
        and item.scope.start <= span.start < item.scope.end
    )


def _report_unused(item: Allowance, report: Report) -> None:
    report.add(
        UNUSED_SUPPRESSION,
        item.span,
        f"{shown(item.name)} is allowed here, but there is none",
        subject=item.name,
        repair="delete the comment",
    )
