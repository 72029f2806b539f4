"""The invalid corpus: every case is found at its line, and nothing else is found."""

from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "invalid"


def test_a_case_is_found_where_it_is_and_nothing_else(bench: Any, literate_case: Any) -> None:
    assert literate_case.expected, "an invalid case says what is found"
    assert bench.found_in(literate_case) == sorted(literate_case.expected)
