"""An explanation as plain data: the JSON of `explain` and of the trace column of `run`."""

from routewright_runtime.decision import Decision
from routewright_runtime.explain import Explanation, PassedOver, Tested, Tried, ValueView, WhyNot

Data = dict[str, object]


def explanation_data(explanation: Explanation) -> Data:
    """Return the decision and why; a later version only adds keys."""
    return {
        "outcome": explanation.outcome,
        "decision": _decision(explanation.decision),
        "file": explanation.file,
        "line": explanation.line,
        "matched": [_tested(item) for item in explanation.matched],
        "values": [_value(item) for item in explanation.values],
        "passed_over": [_passed_over(item) for item in explanation.passed_over],
        "tried": [_tried(item) for item in explanation.tried],
    }


def why_not_data(found: WhyNot) -> Data:
    """Return the smallest change of fields, as values of a JSON record."""
    return {
        "rule": found.rule,
        "status": found.status.value,
        "changes": {change.field: change.json for change in found.changes},
        "text": found.text,
    }


def _decision(decision: Decision) -> Data:
    held, due = decision.held_from, decision.sla_due
    return {
        "kind": decision.kind.value,
        "owner": decision.owner_text or None,
        "team": decision.team or None,
        "rule": decision.rule,
        "from": None if held is None else held.isoformat(),
        "sla_due": None if due is None else due.isoformat(),
        "notes": list(decision.notes),
    }


def _tested(item: Tested) -> Data:
    return {"condition": item.condition, "finding": item.finding}


def _value(item: ValueView) -> Data:
    return {
        "field": item.field,
        "value": item.value,
        "source": item.source,
        "problem": item.problem,
    }


def _passed_over(item: PassedOver) -> Data:
    return {
        "kind": item.kind.value,
        "name": item.name,
        "groups": list(item.groups),
        **_tested(item.failed),
        "file": item.file,
        "line": item.line,
    }


def _tried(item: Tried) -> Data:
    return {
        "action": item.action,
        "result": item.result,
        "fallback": item.fallback,
        "skipped": list(item.skipped),
        "table_row": item.table_row,
    }
