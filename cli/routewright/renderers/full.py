"""A finding as a person reads it: what, where in the text, the other parties, a record, the repair.

error[RW301] unreachable-rule: …
  --> emea.route:14:1
   |
 7 |   when region = EMEA
   |        ------------- already takes every record of EMEA
   ...
14 | rule "EMEA enterprise" {
   | ^^^^^^^^^^^^^^^^^^^^^^ never reached
   |
   = record: region EMEA, employees 1000
   = help: move `EMEA enterprise` above `EMEA`
"""

from routewright.report import Report, summary_line
from routewright.report_data import plain
from routewright.source_view import Mark, marked_lines, visible
from routewright_grammar.diagnostic import Certainty, Diagnostic, Severity

_BOLD, _RESET, _BLUE = "\x1b[1m", "\x1b[0m", "\x1b[1;34m"
_COLOURS = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.NOTE: "\x1b[1;36m",
}


def render(report: Report, is_coloured: bool) -> str:
    """Return every finding with its text, and the summary."""
    blocks = [_finding(report, finding, is_coloured) for finding in report.findings]
    return "\n".join((*blocks, summary_line(report), ""))


def _finding(report: Report, finding: Diagnostic, is_coloured: bool) -> str:
    colour = _COLOURS[finding.severity]
    title = _paint(f"{finding.severity}[{finding.code}]", colour, is_coloured)
    message = _paint(visible(f"{finding.name}: {finding.message}"), _BOLD, is_coloured)
    lines = [f"{title} {message}"]
    marks = [Mark(report.place(finding.label.span), finding.label.message, True)]
    marks += [Mark(report.place(label.span), label.message, False) for label in finding.related]
    width = max(len(str(mark.place.start.line)) for mark in marks)
    for file in dict.fromkeys(mark.place.file for mark in marks):
        arrow = "-->" if file == finding.label.span.file else ":::"
        here = [mark for mark in marks if mark.place.file == file]
        start = here[0].place.start
        head = _paint(arrow, _BLUE, is_coloured)
        lines.append(f"{' ' * width}{head} {visible(file)}:{start.line}:{start.column}")
        source = report.sources.get(file)
        if source is not None:
            painters = (colour, _BLUE) if is_coloured else ("", "")
            lines += marked_lines(source, here, width, painters)
    lines += [f"{' ' * width} = {visible(text)}" for text in _remarks(finding)]
    return "\n".join((*lines, ""))


def _remarks(finding: Diagnostic) -> list[str]:
    titles = {title for title, _ in finding.notes}
    remarks = [f"{title}: {text}" for title, text in finding.notes]
    if finding.witness is not None and not titles & {"record", "lead", "witness"}:
        fields = ", ".join(f"{name} {_shown(value)}" for name, value in finding.witness)
        remarks.insert(0, f"record: {fields or 'any record'}")
    if finding.certainty is Certainty.POSSIBLE:
        remarks.append("note: possible, not proved; it hangs on a condition taken as unknown")
    if finding.help:
        remarks.append(f"help: {finding.help}")
    remarks += [f"fix ({fix.safety}): {fix.message}" for fix in finding.fixes]
    return remarks


def _shown(value: object) -> str:
    match plain(value):
        case None:
            return "(empty)"
        case bool() as truth:
            return "true" if truth else "false"
        case list() as items:
            return "; ".join(map(str, items))
        case other:
            return str(other)


def _paint(text: str, colour: str, is_coloured: bool) -> str:
    return f"{colour}{text}{_RESET}" if is_coloured else text
