"""A quick decision shows what the full one shows and leaves the same state, or stays out of it."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.quick_decision import QuickDecisions
from routewright_runtime.state import MemoryState
from routewright_runtime.values import to_json
from runtime.decide.test_determinism import RECORDS, SLOW
from runtime.evaluate.generated import AT, graphs
from runtime.explain.sample import ROUTER


def _shown(decision: Decision) -> tuple[str, ...]:
    held, due = decision.held_from, decision.sla_due
    return (
        decision.kind.value,
        decision.owner_text,
        decision.team,
        decision.rule,
        "" if held is None else held.isoformat(),
        "" if due is None else due.isoformat(),
        "; ".join(decision.notes),
    )


def _kept(state: MemoryState) -> str:
    figures = {n: (f.open, f.last, f.days, f.windows) for n, f in state._reps.items()}
    turns = {key: found for key, found in state._turns.items() if found is not None}
    running = {key: found for key, found in state._running.items() if found is not None}
    return repr((sorted(turns.items()), sorted(running.items()), sorted(figures.items())))


def compare(router: Router, records: list[dict[str, object]], at: datetime | None) -> int:
    """Decide the records both ways; return how many were quick."""
    quick, plain, state = QuickDecisions(router), MemoryState(), MemoryState()
    count = 0
    for record in records:
        read = router.read(record)
        branch = router.matcher.match(read.values, at)
        found = quick.texts(read, branch, state, at)
        expected = _shown(router.decide(record, plain, at))
        if found is None:
            found = _shown(router.decide({}, state, at, record_values=read, branch=branch))
        else:
            count += 1
        assert found == expected
        assert _kept(state) == _kept(plain)
    return count


@given(graph=graphs(), records=RECORDS, at=st.sampled_from((AT, None)))
@SLOW
def test_quick_is_full(
    graph: DecisionGraph, records: list[dict[str, object]], at: datetime | None
) -> None:
    raw = [{n: to_json(v) for n, v in record.items()} for record in records]  # type: ignore[arg-type]
    compare(Router(graph), raw, at)


def test_a_sample_policy_decides_alike() -> None:
    record: dict[str, object] = {"email": "cfo@bank.example", "country": "CH", "size": 4000}
    assert compare(ROUTER, [record, {}, {"country": "DE"}] * 4, AT)
    compare(ROUTER, [record] * 4, None)
