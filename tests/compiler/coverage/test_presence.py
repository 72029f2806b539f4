"""Presence against the runtime, minute by minute, over clock changes, nights and absences."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.coverage.people_samples import (
    AUTUMN,
    SPRING,
    at_work_by_minute,
    held_by_minute,
    instant,
    minutes_of,
    peopled,
)
from routewright_compiler.analysis.coverage.presence import Presence

DAYS = 9
STARTS = (date(2027, 3, 11), date(2027, 3, 25), date(2027, 4, 1), date(2027, 10, 1), AUTUMN, SPRING)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), first=st.sampled_from(STARTS))
def test_presence_is_what_the_runtime_says(data: st.DataObject, first: date) -> None:
    graph = data.draw(peopled(first, DAYS))
    start, end = instant(first), instant(first + timedelta(days=DAYS))
    times = list(minutes_of(start, end))
    presence = Presence(graph, (start, end))
    names = [rep.name for rep in graph.reps]
    for chosen in (names, names[:1]):
        expected = at_work_by_minute(graph, chosen, times)
        assert held_by_minute(presence.of_pool(chosen), times) == expected
