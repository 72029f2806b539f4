"""The fast matcher decides as the plain reference does, on generated policies and records."""

from datetime import datetime
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_runtime.evaluate.first_match import Strategy
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.model import DecisionGraph
from runtime.evaluate.generated import AT, graphs, values
from runtime.evaluate.reference import Reference

RECORDS = st.lists(values(), min_size=4, max_size=8)
TIMES = st.sampled_from((AT, None))
SLOW = settings(
    max_examples=70,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check(
    graph: DecisionGraph,
    records: list[dict[str, object]],
    at: datetime | None,
    strategy: Strategy | None,
) -> None:
    """Compare every record's branch; the first record comes twice, and one has no field."""
    matcher = Matcher(graph, strategy=strategy)
    reference = Reference(graph)
    for record in (*records, *records[:1], {}):
        found = matcher.branches[matcher.match(record, at)]  # type: ignore[arg-type]
        assert (found.test_id, found.decision_id) == reference.decision(record, at)


@given(graph=graphs(), records=RECORDS, at=TIMES)
@SLOW
def test_a_chain_decides_as_the_reference(
    graph: DecisionGraph, records: list[dict[str, object]], at: datetime | None
) -> None:
    check(graph, records, at, Strategy.CHAIN)


@given(graph=graphs(), records=RECORDS, at=TIMES)
@SLOW
def test_masks_decide_as_the_reference(
    graph: DecisionGraph, records: list[dict[str, object]], at: datetime | None
) -> None:
    check(graph, records, at, Strategy.MASKS)


@given(graph=graphs(), records=RECORDS, at=TIMES)
@SLOW
def test_masks_with_tight_limits_decide_as_the_reference(
    graph: DecisionGraph, records: list[dict[str, object]], at: datetime | None
) -> None:
    """Conditions over several fields stay residuals, masks are coarse and joined one by one."""
    package = "routewright_runtime.evaluate"
    with (
        patch(f"{package}.boxes.MAX_BOXES", 1),
        patch(f"{package}.boxes.MAX_SHARED_COLUMNS", 0),
        patch(f"{package}.masks.FEW_LINES", 0),
        patch(f"{package}.masks.MOST_INTERVALS", 2),
        patch(f"{package}.joint_column.MAX_COMBINATIONS", 1),
        patch(f"{package}.mask_source.MANY", 0),
        patch(f"{package}.text_guard.MAX_CHARACTERS", 1),
        patch(f"{package}.text_index.FEW", 0),
        patch(f"{package}.text_index.MAX_MOVES", 3),
        patch(f"{package}.text_column.MAX_REMEMBERED", 1),
        patch(f"{package}.normal.MAX_WRITTEN_OUT", 1),
        patch(f"{package}.source.MAX_DEPTH", 1),
        patch(f"{package}.tables.MAX_COMBINATIONS", 1),
    ):
        check(graph, records, at, Strategy.MASKS)


@given(graph=graphs(), records=RECORDS, at=TIMES)
@SLOW
def test_texts_that_find_their_lines_decide_as_the_reference(
    graph: DecisionGraph, records: list[dict[str, object]], at: datetime | None
) -> None:
    """No line is checked before the texts are looked at; every length has its own keys."""
    package = "routewright_runtime.evaluate"
    with (
        patch(f"{package}.masks.FEW_LINES", 0),
        patch(f"{package}.masks.MOST_INTERVALS", 1),
        patch(f"{package}.text_guard.MAX_BEHIND", 1),
        patch(f"{package}.text_keys.NS_AN_ACCESS", 0),
    ):
        check(graph, records, at, Strategy.MASKS)
