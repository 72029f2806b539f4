"""JSON Lines: one finding a line in the form of the JSON document, and the summary last."""

import json

from routewright.report import Report
from routewright.report_data import finding_data, summary_data


def render(report: Report, is_coloured: bool) -> str:
    """Return one JSON object a line."""
    rows = [
        *({"type": "finding", **finding_data(report, finding)} for finding in report.findings),
        {"type": "summary", **summary_data(report)},
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
