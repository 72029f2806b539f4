"""GitLab's code quality report: a JSON array, each finding with a fingerprint of its own."""

import hashlib
import json

from routewright.fingerprints import fingerprints
from routewright.report import Report
from routewright_grammar.diagnostic import Severity

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, is_coloured: bool) -> str:
    """Return the array, in order of place."""
    rows = []
    for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True):
        place = report.place(finding.label.span)
        file = place.file.removeprefix("./")
        own = hashlib.sha256(f"{file}\0{fingerprint}".encode(errors="surrogatepass"))
        rows.append(
            {
                "description": f"{finding.code} {finding.message}",
                "check_name": finding.name,
                "fingerprint": own.hexdigest(),
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": file,
                    "lines": {"begin": place.start.line, "end": place.end.line},
                },
            }
        )
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
