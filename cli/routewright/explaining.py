"""`explain`: one record, its decision and why."""

import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from routewright.compiling import compiled
from routewright.config import config_for
from routewright.errors import DamagedInputError, ExitCode
from routewright.explanation_data import explanation_data, why_not_data
from routewright.records.one_record import one_record
from routewright.running.moments import RECEIVED_AT, Moments, read_at
from routewright.source_view import visible
from routewright_runtime.calendars import zone_of
from routewright_runtime.decide import Router
from routewright_runtime.explain import UnknownRuleError, explain, render, why_not
from routewright_runtime.state import MemoryState, SqliteState

VERSION = 1


@dataclass(frozen=True, slots=True)
class ExplainCall:
    """What the user asked for."""

    policy: Path
    record: str
    at: str | None = None
    state: Path | None = None
    rule: str | None = None
    form: str = "text"


def explain_record(call: ExplainCall) -> int:
    """Write the decision and why; nothing is consumed, a state file stays as it is."""
    policy = compiled(call.policy)
    record = one_record(call.record)
    router = Router(policy.policy.graph)
    at = _moment(call, policy.path, router, record)
    with ExitStack() as stack:
        state = _state(call.state, stack)
        explanation = explain(router, record, state, at)
    try:
        other = None if call.rule is None else why_not(router, record, call.rule, at)
    except UnknownRuleError as trouble:
        raise DamagedInputError(f"--why-not: {trouble}") from trouble
    if call.form == "json":
        data: dict[str, object] = {"version": VERSION, "at": at.isoformat()}
        data |= explanation_data(explanation)
        if other is not None:
            data["why_not"] = why_not_data(other)
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        text = render(explanation)
        if other is not None:
            text += f"\nWhy not {call.rule}\n" + "\n".join(f"  {x}" for x in other.text.split("\n"))
        sys.stdout.writelines(f"{visible(line)}\n" for line in text.rstrip("\n").split("\n"))
    return ExitCode.OK


def _moment(
    call: ExplainCall, policy: Path, router: Router, record: Mapping[str, object]
) -> datetime:
    zone = zone_of(router.graph.zone)
    if call.at is not None:
        return read_at(call.at, zone)
    column = config_for(policy).received_at or RECEIVED_AT
    moments = Moments(column, datetime.now(UTC).replace(microsecond=0), zone)
    (at,) = moments.of_all([record.get(column)], 1)
    return at


def _state(path: Path | None, stack: ExitStack) -> MemoryState | SqliteState:
    if path is None:
        return MemoryState()
    if not path.exists():
        raise DamagedInputError(f"`{path.as_posix()}` does not exist; leave --state out")
    state = stack.enter_context(SqliteState(path))
    stack.enter_context(state.batch())
    return state
