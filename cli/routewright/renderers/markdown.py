"""Markdown for a pull-request comment and a job summary: the worst first, each with its text.

A comment of GitHub holds 65,536 characters, so what does not fit is counted at the end. The first
line is a hidden mark by which a comment of an earlier run can be found and replaced.
"""

import re

from routewright.report import Report, counted, summary_line
from routewright.report_data import plain
from routewright.shown_order import worst_first
from routewright.source_view import Mark, marked_lines, visible
from routewright_grammar.diagnostic import Certainty, Diagnostic, Severity

MARK = "<!-- routewright -->"
CHARACTERS = 60_000
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
_CODE = re.compile(r"(`[^`\n]*`)")
_ESCAPES = str.maketrans({**{sign: f"\\{sign}" for sign in "\\`*_[]<>#|~$&"}, "@": "&#64;"})


def render(report: Report, is_coloured: bool) -> str:
    """Return the comment; findings that do not fit are counted."""
    head = f"{MARK}\n### Routewright: {summary_line(report)}\n"
    parts = [head]
    left = CHARACTERS - len(head)
    ordered = worst_first(report)
    for number, finding in enumerate(ordered):
        text = _finding(report, finding)
        left -= len(text) + 1
        if left < 0:
            more = counted(len(ordered) - number, "finding")
            parts.append(f"*{more} more: `routewright lint` shows them all.*\n")
            break
        parts.append(text)
    return "\n".join(parts)


def _finding(report: Report, finding: Diagnostic) -> str:
    place = report.place(finding.label.span)
    where = code(f"{place.file}:{place.start.line}")
    title = f"{_SIGNS[finding.severity]} **{finding.severity} {finding.code}** {finding.name}"
    lines = [f"{title} in {where}: {escaped(finding.message)}", "", *_texts(report, finding)]
    lines += [f"- {escaped(title)}: {escaped(text)}" for title, text in _remarks(finding)]
    return "\n".join((*lines, ""))


def _texts(report: Report, finding: Diagnostic) -> list[str]:
    marks = [Mark(report.place(finding.label.span), finding.label.message, True)]
    marks += [Mark(report.place(label.span), label.message, False) for label in finding.related]
    gutter = max(len(str(mark.place.start.line)) for mark in marks)
    shown: list[str] = []
    for file in dict.fromkeys(mark.place.file for mark in marks):
        source = report.sources.get(file)
        if source is None:
            continue
        here = [mark for mark in marks if mark.place.file == file]
        shown += [f"{visible(file)}:"] if file != finding.label.span.file else []
        shown += marked_lines(source, here, gutter, ("", ""))[1:-1]
    if not shown:
        return []
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *shown, fence, ""]


def _remarks(finding: Diagnostic) -> list[tuple[str, str]]:
    titles = {title for title, _ in finding.notes}
    remarks = list(finding.notes)
    if finding.witness is not None and not titles & {"record", "lead", "witness"}:
        fields = [f"{name} {_value(value)}" for name, value in finding.witness]
        remarks.insert(0, ("record", ", ".join(fields) or "any record"))
    if finding.certainty is not Certainty.PROVED:
        remarks.append(("certainty", finding.certainty.value))
    if finding.help:
        remarks.append(("help", finding.help))
    return remarks + [(f"fix ({fix.safety})", fix.message) for fix in finding.fixes]


def _value(value: object) -> str:
    return "(empty)" if value is None else str(plain(value))


def code(text: str) -> str:
    """Return text as inline code, whatever stands in it."""
    shown = visible(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    return f"{fence}{shown}{fence}" if len(fence) == 1 else f"{fence} {shown} {fence}"


def escaped(text: str) -> str:
    """Return a plain line as Markdown: its parts in backticks are code, nothing else means much."""
    parts = _CODE.split(visible(text))
    return "".join(part if i % 2 else _plain(part) for i, part in enumerate(parts))


def _plain(text: str) -> str:
    """Escape what Markdown or GitHub would read: marks, tags, mentions, numbers of issues."""
    return text.translate(_ESCAPES)
