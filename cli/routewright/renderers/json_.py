"""The JSON document of cli.md: versioned, later minor versions only add."""

import json

from routewright.report import Report
from routewright.report_data import finding_data, summary_data

VERSION = 1


def render(report: Report, is_coloured: bool) -> str:
    """Return one JSON document with all findings and the summary."""
    document = {
        "version": VERSION,
        "findings": [finding_data(report, finding) for finding in report.findings],
        "summary": summary_data(report),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
