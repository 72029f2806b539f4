"""Same records, state and times: same decisions, whatever was decided before by the same router."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision
from routewright_runtime.evaluate.first_match import Strategy
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.codec import from_text, to_text
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.state import MemoryState
from routewright_runtime.values import to_json
from runtime.evaluate.generated import AT, graphs, values
from runtime.explain.sample import GRAPH, ROUTER

RECORDS = st.lists(values(), min_size=2, max_size=6)
SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def decided(
    router: Router, records: list[dict[str, object]], at: datetime | None
) -> list[Decision]:
    """Decide the records in order over a fresh state."""
    state = MemoryState()
    raw = [{n: to_json(v) for n, v in record.items()} for record in records]  # type: ignore[arg-type]
    return [router.decide(record, state, at) for record in raw]


@given(graph=graphs(), records=RECORDS, at=st.sampled_from((AT, None)))
@SLOW
def test_decisions_depend_on_nothing_else(
    graph: DecisionGraph, records: list[dict[str, object]], at: datetime | None
) -> None:
    router = Router(graph)
    first = decided(router, records, at)
    assert [repr(d) for d in decided(router, records, at)] == [repr(d) for d in first]
    stored = Router(from_text(to_text(graph)))
    assert [repr(d) for d in decided(stored, records, at)] == [repr(d) for d in first]
    for strategy in Strategy:
        other = Router(graph, matcher=Matcher(graph, strategy=strategy))
        assert decided(other, records, at) == first


def test_a_turn_is_taken_by_each_record_and_by_nothing_else() -> None:
    record = {"email": "cfo@bank.example", "country": "CH", "size": 4000}
    state = MemoryState()
    times = [AT + timedelta(minutes=i) for i in range(4)]
    owners = [ROUTER.decide(record, state, at).owner for at in times]
    assert owners == ["lena", "jonas", "lena", "jonas"]
    ROUTER.read(record)
    Router(GRAPH).decide(record, MemoryState(), AT)
    assert ROUTER.decide(record, state, AT).owner == "lena"
