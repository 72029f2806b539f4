"""The table of codes: no code and no name twice, each in its block."""

from collections import Counter

import pytest

from routewright_compiler.lint.discovery import discover
from routewright_compiler.schema.codes import FindingKind, finding_kinds
from routewright_grammar.codes import Fault

KINDS = finding_kinds()
PROMISED = {
    *("failing-expect", "refuted-assert", "circular-definition", "tied-table-rows"),
    *("repeated-table-key", "empty-rotation", "missing-fallback", "mixed-and-or"),
}


def test_no_code_and_no_name_is_used_twice() -> None:
    kinds = [(kind.code, kind.name) for kind in KINDS]
    rules = [(str(rule.CODE), str(rule.NAME)) for rule in discover()]
    faults = [(fault.value[0], fault.value[1]) for fault in Fault]
    for index in (0, 1):
        counted = Counter(pair[index] for pair in [*dict.fromkeys([*kinds, *rules]), *faults])
        assert [item for item, count in counted.items() if count > 1] == []


def test_the_names_that_scripts_rely_on_are_there() -> None:
    names = {kind.name for kind in KINDS} | {str(rule.NAME) for rule in discover()}
    assert names >= PROMISED


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_code_is_spelt_as_codes_are(kind: FindingKind) -> None:
    assert kind.code[:2] == "RW"
    assert len(kind.code) == 5
    assert kind.name == kind.name.lower().replace("_", "-").replace(" ", "-")
