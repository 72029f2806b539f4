"""What came out of the tests of policies, as JSON: the keys are a promise, versions only add.

{"version": 1,
 "policies": [{"policy": "in.route",
   "examples": [{"name": "…", "passed": true, "failures": []}],
   "cases": [{"file": "in.cases.csv", "line": 2, "name": "…", "passed": true, "failures": []}],
   "coverage": null, "mutants": null}],
 "summary": {"examples": 1, "cases": 1, "failed": 0}}
"""

import json
from collections.abc import Sequence

from routewright.coverage.units import Unit, UnitKind, percent
from routewright.coverage.words import unit_words
from routewright.mutants.showing import mutants_data
from routewright.testing_words import Checked, case_failures, example_failures

VERSION = 1
Data = dict[str, object]


def tests_json(checked: Sequence[Checked]) -> str:
    """Return one document; `coverage` and `mutants` are null where they were not asked for."""
    failed = sum(not run.has_passed for policy in checked for run in policy.runs)
    failed += sum(bool(case.misses) for policy in checked for case in policy.cases)
    document = {
        "version": VERSION,
        "policies": [_policy(policy) for policy in checked],
        "summary": {
            "examples": sum(len(policy.runs) for policy in checked),
            "cases": sum(len(policy.cases) for policy in checked),
            "failed": failed,
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _policy(policy: Checked) -> Data:
    return {
        "policy": policy.policy,
        "examples": [
            {
                "name": run.example.name,
                "passed": run.has_passed,
                "failures": example_failures(policy, run),
            }
            for run in policy.runs
        ],
        "cases": [
            {
                "file": case.file,
                "line": case.line,
                "name": case.name,
                "passed": not case.misses,
                "failures": case_failures(case) if case.misses else [],
            }
            for case in policy.cases
        ],
        "coverage": None if policy.units is None else _coverage(policy, policy.units),
        "mutants": None
        if policy.survey is None
        else mutants_data(policy.survey, policy.graph, policy.sources),
    }


def _coverage(policy: Checked, units: Sequence[Unit]) -> Data:
    kinds = {}
    for kind in UnitKind:
        own = [unit for unit in units if unit.kind is kind]
        if own:
            kinds[kind.value] = {"covered": sum(u.is_covered for u in own), "of": len(own)}
    missing = [
        {
            "kind": unit.kind.value,
            "file": None if unit.place is None else unit.place.file,
            "line": None if unit.place is None else unit.place.line,
            "what": unit_words(unit, policy.sources),
            "missing": unit.missing,
        }
        for unit in units
        if not unit.is_covered
    ]
    return {
        "percent": percent(units),
        "kinds": kinds,
        "missing": missing,
        "unattainable": policy.unattainable,
    }
