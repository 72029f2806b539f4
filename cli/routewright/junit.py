"""Test results as JUnit XML, the form that CI servers show."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class JunitCase:
    """One test with its group, its name, what failed in it, and what it says all the same."""

    group: str
    name: str
    failures: tuple[str, ...] = ()
    output: tuple[str, ...] = ()


def junit_xml(cases: Sequence[JunitCase], seconds: float) -> str:
    """Return one `testsuites` document with a suite a group, in order of appearance."""
    groups = dict.fromkeys(case.group for case in cases)
    failed = sum(1 for case in cases if case.failures)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites tests="{len(cases)}" failures="{failed}" time="{seconds:.3f}">',
    ]
    for group in groups:
        own = [case for case in cases if case.group == group]
        bad = sum(1 for case in own if case.failures)
        lines.append(f'  <testsuite name={_quoted(group)} tests="{len(own)}" failures="{bad}">')
        lines += [_case(case) for case in own]
        lines.append("  </testsuite>")
    return "\n".join((*lines, "</testsuites>", ""))


def _case(case: JunitCase) -> str:
    head = f"    <testcase classname={_quoted(case.group)} name={_quoted(case.name)}"
    if not case.failures:
        if not case.output:
            return f"{head}/>"
        said = escape(_legal("\n".join(case.output)))
        return f"{head}>\n      <system-out>{said}</system-out>\n    </testcase>"
    text = escape(_legal("\n".join(case.failures)))
    return (
        f"{head}>\n      <failure message={_quoted(case.failures[0])}>{text}</failure>\n"
        "    </testcase>"
    )


def _quoted(text: str) -> str:
    return quoteattr(_legal(text))


def _legal(text: str) -> str:
    """Replace what XML cannot hold."""
    return "".join(
        c if c in "\t\n" or (c >= " " and c.isprintable()) else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
