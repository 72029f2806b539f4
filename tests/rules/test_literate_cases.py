"""Each `<rule-name>.md` beside this file: what the rule finds stands where the case says, no more.

Findings of other rules are left aside, unless a case expects them.
"""

from pathlib import Path
from typing import Any

from routewright_compiler.lint.discovery import discover
from rules.conftest import Rules, rebased

CASES = Path(__file__).parent
# These need a file of records, or a day that they were written for: tests/compiler/coverage.
RUN_ELSEWHERE = frozenset({"over-capacity", "uncovered-hours", "unmeetable-sla"})
CODES = {str(rule.NAME): str(rule.CODE) for rule in discover()}


def test_a_case_is_found_where_it_says(rules: Rules, literate_case: Any) -> None:
    own = CODES[literate_case.title.partition(":")[0]]
    files = rebased(literate_case)
    expected = sorted(literate_case.expected)
    asked = {own, *(code for _, _, code in expected)}
    found = [d for d in rules.linted(files) if d.code in asked]
    assert rules.places(found, files) == expected


def test_every_rule_has_cases() -> None:
    assert {path.stem for path in CASES.glob("*.md")} == set(CODES)
